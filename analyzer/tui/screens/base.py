"""What the five screens share: tabs above, message and keys below, the session, undo.

In: the application. Out: ``TabScreen``. Always true: a failed decision changes nothing on the screen and says why.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from analyzer.records import Decision
from analyzer.tui.display import Role, Span
from analyzer.tui.keys import Place
from analyzer.tui.messages import StateChanged
from analyzer.tui.widgets.bar import KeyBar, MessageBar, TabBar
from analyzer.tui.words import told
from analyzer.workspace import ReviewSession

if TYPE_CHECKING:
    from analyzer.tui.app import AnalyzerApp


class TabScreen(Screen[None]):
    """One of the five screens."""

    PLACE: ClassVar[Place]
    LEGEND: ClassVar[tuple[Span, ...]] = ()
    AUTO_FOCUS = "RowList"

    def compose(self) -> ComposeResult:
        """Yield tabs, body, message line and keys."""
        yield TabBar(self.PLACE)
        yield from self.body()
        yield MessageBar(self.LEGEND)
        yield KeyBar(self.PLACE, self.desk.keymap)

    def body(self) -> Iterable[Widget]:
        """Yield what is between tabs and message line."""
        raise NotImplementedError

    def show_state(self, *, findings: bool) -> None:
        """Show the present state; ``findings``: there may be other findings or interviews than before."""
        raise NotImplementedError

    @property
    def desk(self) -> "AnalyzerApp":
        """The application."""
        return cast("AnalyzerApp", self.app)

    @property
    def session(self) -> ReviewSession:
        """What the reviewer sees and does."""
        return self.desk.session

    def say(self, text: str, role: Role = "") -> None:
        """Put a message on the message line."""
        self.query_one(MessageBar).say(text, role)

    def quiet(self) -> None:
        """Take the message away: the reviewer went on."""
        self.query_one(MessageBar).quiet()

    def show_tabs(self) -> None:
        """Show the segment worked on and whether everything is saved."""
        self.query_one(TabBar).show((), self.desk.standing())

    def on_mount(self) -> None:
        """Show the state for the first time."""
        self.show_tabs()
        self.show_state(findings=True)

    def on_screen_resume(self) -> None:
        """Show what changed while another screen was in front."""
        if self.is_mounted and self._is_seen:
            self.show_tabs()
            self.show_state(findings=self.desk.findings_changed_for(self.PLACE))
        self._is_seen = True

    _is_seen = False

    def on_state_changed(self, message: StateChanged) -> None:
        """Show the state after a decision, here or elsewhere."""
        self.show_tabs()
        self.show_state(findings=message.findings)

    def action_undo(self) -> None:
        """Take back the reviewer's latest decision and go to what it was about."""
        self._take_back(redo=False)

    def action_redo(self) -> None:
        """Bring back what undo took back."""
        self._take_back(redo=True)

    def _take_back(self, *, redo: bool) -> None:
        tried, decision = self.desk.attempt(self.session.redo if redo else self.session.undo)
        if not tried:
            return
        if decision is None:
            self.say(f"nothing to {'redo' if redo else 'undo'}", "warn")
            return
        self.desk.tell_state()
        self.after_undo(decision)
        self.say(f"{'again' if redo else 'undone'}: {told(decision, self.session.state.findings)}", "accent")

    def after_undo(self, decision: Decision) -> None:
        """Go to what an undone decision was about."""
