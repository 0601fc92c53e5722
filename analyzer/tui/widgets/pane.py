"""A pane of lines that scrolls: the card of a finding, a transcript, a report.

In: a function that makes lines for a number of columns. Out: the visible part, drawn on demand. Always true: one widget
however long the text; lines are made anew when the width changes, and only then.
"""

from collections.abc import Callable, Sequence

from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from analyzer.tui.display import Line, text_of
from analyzer.tui.widgets.roles import ROLE_CLASSES, RoleWidget

MakeLines = Callable[[int], Sequence[Line]]


class LinePane(ScrollView, RoleWidget):
    """Lines in a scrolling pane."""

    COMPONENT_CLASSES = set(ROLE_CLASSES)

    def __init__(self, make: MakeLines | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._make: MakeLines = make or (lambda width: ())
        self.lines: Sequence[Line] = ()
        self._made_for = -1

    def show(self, make: MakeLines, *, keep_place: bool = False) -> None:
        """Show what ``make`` returns for the pane's width; from the top unless ``keep_place``."""
        self._make = make
        self._made_for = -1
        self._build()
        if not keep_place:
            self.scroll_to(y=0, animate=False)
        self.refresh()

    def line_at_top(self, number: int, *, above: int = 0) -> None:
        """Scroll so that this line is in view, ``above`` lines below the top."""
        self.scroll_to(y=max(0, number - above), animate=False)

    def _build(self) -> None:
        width = self.text_width
        if width > 0 and width != self._made_for:
            self._made_for = width
            self.lines = self._make(width)
            self.virtual_size = Size(width, len(self.lines))

    @property
    def text_width(self) -> int:
        """Columns a line may take; a column is kept for the scroll bar, so that text does not jump when it appears."""
        return max(0, self.size.width - 1)

    def on_resize(self, event: events.Resize) -> None:
        """Make the lines anew for another width."""
        self._build()

    def notify_style_update(self) -> None:
        """Draw again in the new theme."""
        super().notify_style_update()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the line at ``y`` of what is visible."""
        number = y + self.scroll_offset.y
        if not 0 <= number < len(self.lines):
            return Strip.blank(self.size.width, self.rich_style)
        return self.strip(self.lines[number], self.size.width).apply_offsets(0, number)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the words selected with the mouse."""
        return selection.extract("\n".join(text_of(line) for line in self.lines)), "\n"
