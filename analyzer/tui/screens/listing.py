"""Screens of a list beside a card: moving in the list, scrolling the card, turning the quotes of what is under the cursor.

In: keys. Out: a cursor and a quote. Always true: moving decides nothing.
"""

from collections.abc import Iterable

from textual.containers import Container, Vertical
from textual.widget import Widget

from analyzer.records import ReviewedFinding
from analyzer.review.context import likely_turn
from analyzer.tui.display import Line
from analyzer.tui.screens.base import TabScreen
from analyzer.tui.widgets.bar import Bar
from analyzer.tui.widgets.card import Quoted, card_lines, cite
from analyzer.tui.widgets.pane import LinePane
from analyzer.tui.widgets.rows import DrawRow, RowList

MOST_AROUND = 8
ROOMY_FROM, ROOMY_AROUND = 40, 3
"""Lines of a card from which more of the talk is shown without being asked for, and how many turns at each side."""
TIGHT_BELOW = 18
"""Lines of a card below which blank lines and far context are left out."""


class Listing(TabScreen):
    """A list above or beside a card."""

    CSS_PATH = ["listing.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def list_and_card(self, draw: DrawRow, *over: Widget) -> Iterable[Widget]:
        """Yield the list under its title (and ``over`` it), and the card under its own."""
        with Container(id="work"):
            with Vertical(id="list"):
                yield Bar(id="list-title", classes="title")
                yield from over
                yield RowList(draw, id="rows")
            with Vertical(id="beside"):
                yield Bar(id="card-title", classes="title")
                yield LinePane(id="card")

    def show_card(self, *, keep_place: bool = False) -> None:
        """Show what is under the cursor."""
        raise NotImplementedError

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#rows", RowList)

    @property
    def card(self) -> LinePane:
        """The card."""
        return self.query_one("#card", LinePane)

    def on_row_list_moved(self) -> None:
        """Show what the cursor is on."""
        self.show_card()

    def on_row_list_chosen(self) -> None:
        """Open the transcript."""
        self.action_transcript()

    def action_transcript(self) -> None:
        """Open the transcript of what is under the cursor."""
        raise NotImplementedError

    def action_down(self) -> None:
        """Go to the next row."""
        self.quiet()
        self.rows.move(1)

    def action_up(self) -> None:
        """Go to the previous row."""
        self.quiet()
        self.rows.move(-1)

    def action_first(self) -> None:
        """Go to the first row."""
        self.rows.cursor = 0

    def action_last(self) -> None:
        """Go to the last row."""
        self.rows.cursor = self.rows.count - 1

    def action_page_down(self) -> None:
        """Go a page on."""
        self.rows.page(1)

    def action_page_up(self) -> None:
        """Go a page back."""
        self.rows.page(-1)

    def action_scroll_down(self) -> None:
        """Scroll the card."""
        self.card.scroll_relative(y=3, animate=False)

    def action_scroll_up(self) -> None:
        """Scroll the card back."""
        self.card.scroll_relative(y=-3, animate=False)


class Quoting(Listing):
    """A list of findings or entries, each with its quotes."""

    quotes: list[Quoted]
    quote_at: int
    around: int

    @property
    def current(self) -> ReviewedFinding | None:
        """The finding under the cursor."""
        raise NotImplementedError

    @property
    def quoted(self) -> Quoted | None:
        """The quote in view."""
        return self.quotes[self.quote_at % len(self.quotes)] if self.quotes else None

    @property
    def reach(self) -> int:
        """How many turns are shown at each side of the quote: as many as asked for, more where the card has room."""
        return max(self.around, ROOMY_AROUND) if self.card.size.height >= ROOMY_FROM else self.around

    def on_resize(self) -> None:
        """Show as much of the talk as there is room for now."""
        self.call_after_refresh(self.show_card, keep_place=True)

    def show_finding(self, item: ReviewedFinding, *, keep_place: bool) -> None:
        """Show a finding with its quote; where the pane is low, tighter, and scrolled so that the quote is in view."""

        def make(width: int) -> list[Line]:
            return card_lines(self.session, item, self.quotes, self.quote_at, self.reach, width, tight=self.card.size.height < TIGHT_BELOW)

        self.card.show(make, keep_place=keep_place)
        if not keep_place:
            quoting = [number for number, line in enumerate(self.card.lines) if any(role == "quote" for _, role in line)]
            height = self.card.size.height
            if quoting and quoting[-1] >= height > 0:
                self.card.line_at_top(min(quoting[0], quoting[-1] - height + 1))

    def action_next_quote(self) -> None:
        """Show the next quote."""
        self._turn_quote(1)

    def action_previous_quote(self) -> None:
        """Show the previous quote."""
        self._turn_quote(-1)

    def _turn_quote(self, step: int) -> None:
        if len(self.quotes) > 1:
            self.quote_at = (self.quote_at + step) % len(self.quotes)
            self.show_card()

    def action_more_context(self) -> None:
        """Show more turns around the quote."""
        self.around = min(MOST_AROUND, self.reach * 2)
        self.show_card(keep_place=True)

    def action_less_context(self) -> None:
        """Show fewer turns around the quote."""
        self.around = max(1, self.reach // 2)
        self.show_card(keep_place=True)

    def action_copy(self) -> None:
        """Copy the quote with its source."""
        if self.quoted is not None:
            self.app.copy_to_clipboard(cite(self.quoted))
            self.say("copied the quote with its source", "accent")

    def action_transcript(self) -> None:
        """Open the transcript at the quote's turn."""
        from analyzer.tui.screens.reader import Reader

        item = self.current
        if item is None:
            return
        owner = self.quoted.owner if self.quoted else item
        interview = self.session.interview(owner.finding.interview)
        turn = self.quoted.view.turn if self.quoted else None
        wanting = item if item.status in ("ungrounded", "stale") else None
        self.app.push_screen(Reader(interview, likely_turn(interview, owner.finding) if turn is None else turn, wanting))
