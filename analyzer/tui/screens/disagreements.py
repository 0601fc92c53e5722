"""What two reviewers decide differently, and how far they agree.

In: the session. Out: the id of a finding to settle, or None. Always true: nothing is decided here; only what both reviewers may see is
shown, and a figure never without its interval and the number of findings it rests on.
"""

from collections.abc import Iterable

from textual.widget import Widget

from analyzer.records import ReviewedFinding
from analyzer.report.phrases import count
from analyzer.review.agreement_words import describe
from analyzer.tui.display import Line, Span, spread, visible, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import ListDialog
from analyzer.tui.widgets.card import quote_lines, quotes_of
from analyzer.tui.widgets.pane import LinePane
from analyzer.tui.widgets.rows import RowList
from analyzer.tui.words import KIND

MOST_ROWS = 8


class Disagreements(ListDialog[str]):
    """The findings to settle, above how far reviewers agree."""

    PLACE = "choice"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("choice")

    def __init__(self, items: list[ReviewedFinding]) -> None:
        super().__init__(f"{count(len(items), 'finding')} to settle" if items else "Nothing to settle: no two reviewers oppose each other")
        self.items = items
        self.said: list[str] = []
        """How far they agree, in words; resampling takes a moment, so it is done once."""

    def body(self) -> Iterable[Widget]:
        """Yield the findings, and what there is to say about the one under the cursor and about all."""
        rows = RowList(self._draw, len(self.items), id="disputes")
        rows.styles.height = min(MOST_ROWS, len(self.items))
        yield rows
        yield LinePane(self._told, id="agreement")

    def on_mount(self) -> None:
        """Fill the list."""
        self.said = describe(self.session.agreement(), asked=self.session.settings.review.double_share > 0)
        self.rows.set_count(len(self.items), 0)
        self._show()

    def on_row_list_moved(self) -> None:
        """Say who said what about the finding the cursor is on."""
        self._show()

    def _show(self) -> None:
        self.query_one("#agreement", LinePane).show(self._told)

    def _draw(self, row: int, width: int) -> Line:
        item = self.items[row]
        short, role = KIND[item.kind]
        left: list[Span] = [("≠ ", "warn"), (f"{short} ", role), (item.finding.statement, "")]
        return spread(left, [(f" {item.organisation or ''}", "dim")], width)

    def _told(self, width: int) -> list[Line]:
        lines: list[Line] = [()]
        if self.items:
            item = self.items[self.rows.cursor]
            lines += [line for words in self.session.standing(item.id) for line in wrap([(visible(words), "warn")], width)]
            if quotes := quotes_of(self.session, item, 1):
                lines += [(), *quote_lines(quotes[0], 0, len(quotes), 1, width, item.id, tight=True)]
            lines.append(())
        return lines + [line for words in self.said for line in wrap([(visible(words), "")], width, rest=[("  ", "")])]

    def action_choose(self) -> None:
        """Go to the finding under the cursor."""
        if self.items:
            self.dismiss(self.items[self.rows.cursor].id)

    def on_row_list_chosen(self) -> None:
        """Go to the finding that was clicked."""
        self.action_choose()
