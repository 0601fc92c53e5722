"""Choosing one of a list: a reason, a kind, a link's target, a segment, a command of the palette.

In: options, each a line and what it stands for. Out: what the chosen one stands for, or None. Always true: typing sifts where
there is a field, digits choose at once where there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import events, on
from textual.widget import Widget
from textual.widgets import Input

from analyzer.tui.display import Line, Span, spread, text_of
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import ListDialog
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.rows import RowList

Value = TypeVar("Value")


@dataclass(frozen=True)
class Option(Generic[Value]):
    """One line to choose."""

    value: Value
    left: Sequence[Span]
    right: Sequence[Span] = ()


class Choice(ListDialog[Value]):
    """A list to choose from."""

    PLACE = "choice"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("choice")
    AUTO_FOCUS = "Field, RowList"

    def __init__(self, title: str, options: Sequence[Option[Value]], *, sift: bool = False, at: int = 0) -> None:
        super().__init__(title)
        self.options = options
        self.shown = list(options)
        self.sift = sift
        self.at = at

    def body(self) -> Iterable[Widget]:
        """Yield the field, where typing sifts, and the list."""
        if self.sift:
            yield Field(placeholder="type to find", id="sift")
        rows = RowList(self._draw, id="options")
        rows.styles.height = min(18, max(1, len(self.options)))
        yield rows

    def on_mount(self) -> None:
        """Fill the list."""
        self.rows.set_count(len(self.shown), self.at)

    def _draw(self, row: int, width: int) -> Line:
        option = self.shown[row]
        number: list[Span] = [] if self.sift else [(f"{row + 1} " if row < 9 else "  ", "key")]
        return spread([*number, *option.left], option.right, width)

    @on(Input.Changed, "#sift")
    def sifted(self, event: Input.Changed) -> None:
        """Show the options that hold every word typed."""
        needles = event.value.casefold().split()
        haystacks = [(option, f"{text_of(option.left)} {text_of(option.right)}".casefold()) for option in self.options]
        self.shown = [option for option, words in haystacks if all(needle in words for needle in needles)]
        self.rows.set_count(len(self.shown), 0)
        self.entitle((f"{len(self.shown)} of {len(self.options)}", "dim"))

    def on_key(self, event: events.Key) -> None:
        """Take a digit as the line's number."""
        if not self.sift and event.character and event.character in "123456789" and int(event.character) <= len(self.shown):
            event.stop()
            self.rows.cursor = int(event.character) - 1
            self.action_choose()

    @on(Input.Submitted, "#sift")
    @on(RowList.Chosen)
    def action_choose(self) -> None:
        """Take the line under the cursor."""
        if self.shown:
            self.dismiss(self.shown[self.rows.cursor].value)
