"""The pane of a transcript: what the mouse does there is told, line and column.

In: mouse events. Out: ``Pressed``, ``Dragged`` and ``Released`` with the place in the lines. Always true: between a press and its
release the places are told even where the pointer left the pane, which scrolls then.
"""

from typing import NamedTuple

from textual import events
from textual.message import Message

from analyzer.tui.widgets.pane import LinePane


class Place(NamedTuple):
    """A place in the pane's lines, both numbers from 0."""

    line: int
    column: int


class TranscriptPane(LinePane):
    """Lines in which the mouse marks words; the terminal's own selection is for what it always was."""

    ALLOW_SELECT = False

    class Pressed(Message):
        """The left button went down; ``extend`` where shift was held."""

        def __init__(self, place: Place, *, extend: bool) -> None:
            super().__init__()
            self.place, self.extend = place, extend

    class Dragged(Message):
        """The pointer moved while the button was down."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    class Released(Message):
        """The button came up."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to follow the pointer."""
        if event.button == 1:
            self._is_down = True
            self.capture_mouse()
            self.post_message(self.Pressed(self._place(event), extend=event.shift))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell where the pointer is; beyond an edge, scroll on."""
        if self._is_down:
            beyond = -1 if event.y < 0 else 1 if event.y >= self.size.height else 0
            if beyond:
                self.scroll_relative(y=beyond, animate=False)
            self.post_message(self.Dragged(self._place(event)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Follow the pointer no longer."""
        if self._is_down:
            self._is_down = False
            self.release_mouse()
            self.post_message(self.Released())

    _is_down = False

    def _place(self, event: events.MouseEvent) -> Place:
        return Place(self.scroll_offset.y + max(0, min(event.y, self.size.height - 1)), event.x)
