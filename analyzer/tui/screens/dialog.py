"""What every dialog shares: a title, a message line, its keys.

In: the application. Out: ``Dialog``. Always true: a dialog that is closed returns None and has decided nothing.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from analyzer.tui.display import Role, Span
from analyzer.tui.keys import Place
from analyzer.tui.widgets.bar import Bar, KeyBar, MessageBar
from analyzer.tui.widgets.rows import RowList
from analyzer.workspace import ReviewSession

if TYPE_CHECKING:
    from analyzer.tui.app import AnalyzerApp

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A dialog over one of the screens."""

    PLACE: ClassVar[Place]
    LEGEND: ClassVar[tuple[Span, ...]] = ()
    AUTO_FOCUS = "RowList, Field, LinePane"

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    def compose(self) -> ComposeResult:
        """Yield title, body, message line and keys."""
        with Vertical(classes="dialog"):
            title = Bar(id="dialog-title", classes="title")
            title.show([(self.heading, "head")])
            yield title
            yield from self.body()
            yield MessageBar(self.LEGEND)
            yield KeyBar(self.PLACE, self.desk.keymap)

    def body(self) -> Iterable[Widget]:
        """Yield what is between title and message line."""
        raise NotImplementedError

    def entitle(self, *right: Span) -> None:
        """Show the title, with something at its right."""
        self.query_one("#dialog-title", Bar).show([(self.heading, "head")], right)

    @property
    def desk(self) -> "AnalyzerApp":
        """The application."""
        return cast("AnalyzerApp", self.app)

    @property
    def session(self) -> ReviewSession:
        """What the reviewer sees and does."""
        return self.desk.session

    def say(self, text: str, role: Role = "warn") -> None:
        """Put a message on the dialog's message line."""
        self.query_one(MessageBar).say(text, role)

    def action_close(self) -> None:
        """Back, nothing changed."""
        self.dismiss(None)

    def action_cancel(self) -> None:
        """Back, nothing changed."""
        self.dismiss(None)


class ListDialog(Dialog[Answer]):
    """A dialog around a list."""

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def action_down(self) -> None:
        """Go to the next line."""
        self.rows.move(1)

    def action_up(self) -> None:
        """Go to the previous line."""
        self.rows.move(-1)

    def action_first(self) -> None:
        """Go to the first line."""
        self.rows.cursor = 0

    def action_last(self) -> None:
        """Go to the last line."""
        self.rows.cursor = self.rows.count - 1

    def action_page_down(self) -> None:
        """Go a page on."""
        self.rows.page(1)

    def action_page_up(self) -> None:
        """Go a page back."""
        self.rows.page(-1)
