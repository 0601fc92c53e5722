"""A list with a cursor, one line a row, drawn on demand.

In: how many rows there are and a function that draws one. Out: ``Moved`` and ``Chosen`` messages. Always true: only the rows in
view are drawn, so a change of one among ten thousand costs what a change of one among ten costs (Textual's OptionList measures
every row again when one changes: 0.2 s at 10,000 rows).
"""

from collections.abc import Callable

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from analyzer.tui.display import Line
from analyzer.tui.widgets.roles import ROLE_CLASSES, RoleWidget

DrawRow = Callable[[int, int], Line]
"""(row, columns) -> line."""


class RowList(ScrollView, RoleWidget, can_focus=True):
    """Rows with a cursor."""

    COMPONENT_CLASSES = set(ROLE_CLASSES) | {"rows--cursor", "rows--range"}
    cursor: reactive[int] = reactive(0, repaint=True)
    """Row of the cursor, 0-based."""

    class Moved(Message):
        """The cursor went to another row."""

        def __init__(self, rows: "RowList", row: int) -> None:
            super().__init__()
            self.rows, self.row = rows, row

        @property
        def control(self) -> "RowList":
            """The list."""
            return self.rows

    class Chosen(Moved):
        """A row was double-clicked."""

    def __init__(self, draw: DrawRow, count: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw = draw
        self.count = count
        self.pin: int | None = None
        """Other end of the range; None while there is none."""

    def set_count(self, count: int, cursor: int | None = None) -> None:
        """Say how many rows there are now, and where the cursor is."""
        self.count = count
        self.virtual_size = Size(self.size.width, count)
        self.cursor = max(0, min(self.cursor if cursor is None else cursor, count - 1))
        self.call_after_refresh(self.show_cursor)
        self.refresh()

    @property
    def chosen(self) -> range:
        """The rows of the range; the cursor's row where there is none."""
        if self.pin is None:
            return range(self.cursor, self.cursor + 1) if self.count else range(0)
        return range(min(self.pin, self.cursor), max(self.pin, self.cursor) + 1)

    def validate_cursor(self, row: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(row, self.count - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Bring the row into view and tell."""
        if old != new:
            self.show_cursor()
            self.post_message(self.Moved(self, new))

    def show_cursor(self) -> None:
        """Scroll so that the cursor is in view, with a row beyond it where there is room."""
        height = self.size.height
        if height <= 0:
            return
        margin = 1 if height > 4 else 0
        top, target = self.scroll_offset.y, self.scroll_offset.y
        if self.cursor < top + margin:
            target = self.cursor - margin
        elif self.cursor > top + height - 1 - margin:
            target = self.cursor - height + 1 + margin
        if target != top:
            self.scroll_to(y=max(0, target), animate=False)

    def move(self, by: int) -> None:
        """Move the cursor, stopping at the ends."""
        self.cursor += by

    def page(self, direction: int) -> None:
        """Move the cursor a page."""
        self.cursor += direction * max(1, self.size.height - 1)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(self.size.width, self.count)
        self.show_cursor()

    def notify_style_update(self) -> None:
        """Draw again in the new theme."""
        super().notify_style_update()
        self.refresh()

    def refresh_row(self, row: int) -> None:
        """Draw one row again, if it is in view."""
        y = row - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Render the row at ``y`` of what is visible."""
        row = y + self.scroll_offset.y
        width = self.size.width
        if not 0 <= row < self.count:
            return Strip.blank(width, self.rich_style)
        over: Style | None = None
        if row == self.cursor:
            over = self.overlay("rows--cursor")
        elif self.pin is not None and row in self.chosen:
            over = self.overlay("rows--range")
        return self.strip(self._draw(row, max(0, width - 1)), width, over)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is; twice chooses."""
        row = event.y + self.scroll_offset.y
        if 0 <= row < self.count:
            self.cursor = row
            if event.chain == 2:
                self.post_message(self.Chosen(self, row))
