"""The review screen: the queue, the finding with its quotes, every decision under one key.

In: keys. Out: decisions through the session. Always true: a decision is durable before the next item shows; the quote is in
view with the statement; letters typed in the search field decide nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from analyzer.records import Decision, ReviewedFinding
from analyzer.report.phrases import count
from analyzer.tui.display import Line, Span, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.deciding import Deciding, why_not_together
from analyzer.tui.widgets.bar import Bar, KeyBar
from analyzer.tui.widgets.card import Quoted, quotes_of
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.queue import Queue
from analyzer.tui.words import STATUS, afterwards, told
from analyzer.workspace import ReviewSession

GAUGE = 20


class ReviewScreen(Deciding):
    """Queue and finding."""

    PLACE = "review"
    CSS_PATH = ["listing.tcss", "review.tcss"]
    BINDINGS = bindings("review")
    LEGEND = (
        *((f" {STATUS[status][0]}", STATUS[status][2]) if glyph else (f" {STATUS[status][1]} ", "dim")
          for status in ("approved", "rejected", "open", "later") for glyph in (True, False)),
        (" ~", "dim"), (" edited ", "dim"), (" !", "warn"), (" needs care", "dim"),
    )  # fmt: skip

    def __init__(self, session: ReviewSession) -> None:
        super().__init__()
        self.queue = Queue(session)
        self.quotes: list[Quoted] = []
        self.quote_at = 0
        self.around = 1
        self.shown: str | None = None
        """Id of the finding on the card."""

    def body(self) -> Iterable[Widget]:
        """Yield progress, queue and card."""
        yield Bar(id="progress")
        yield from self.list_and_card(self.queue.draw, Field(placeholder="words of statements, quotes, files", id="search"))

    @property
    def current(self) -> ReviewedFinding | None:
        """The finding under the cursor."""
        return self.queue.item(self.rows.cursor)

    # -- showing ---------------------------------------------------------------------------------------------------------

    def show_state(self, *, findings: bool) -> None:
        """Show progress, queue and card as they are now."""
        if findings or self.queue.outdated:
            self.reload(self.shown)
        self._show_progress()
        self.rows.refresh()
        self.show_card(keep_place=True)

    def reload(self, keep: str | None = None) -> None:
        """Make the rows anew, the cursor on ``keep`` where it is still shown, else on the first that waits."""
        self.queue.load()
        self._show_rows(keep)

    def _show_rows(self, keep: str | None) -> None:
        row = self.queue.row_of(keep) if keep else None
        self.rows.pin = None
        self.rows.set_count(len(self.queue.ids), self.queue.first_waiting() if row is None else row)
        said = self.queue.sieve.said
        title: list[Span] = [(" Not in the queue" if self.queue.aside else f" Queue: {self.queue.order}", "head")]
        if said:
            title.append((f"  only {said}", "warn"))
        shown, total = len(self.queue.ids), self.queue.total
        self.query_one("#list-title", Bar).show(title, [(f"{shown:,} of {total:,} " if shown != total else f"{total:,} ", "dim")])

    def _show_progress(self) -> None:
        progress = self.session.progress()
        aside = sum(progress.counts.get(status, 0) for status in ("ungrounded", "stale"))
        right: list[Span] = [(f"{aside} apart (f) ", "warn")] if aside else []
        if not progress.total:
            self.query_one("#progress", Bar).show([(" nothing to decide yet", "dim")], right)
            return
        filled = int(progress.share * GAUGE)
        counts = progress.counts
        left: list[Span] = [(f" {progress.decided:,} of {progress.total:,} decided ", "strong")]
        left += [("━" * filled, "accent"), ("━" * (GAUGE - filled), "dim"), (f" {100 * progress.share:.0f}%  ", "")]
        for status in ("approved", "rejected", "merged", "awaiting", "later", "disputed"):
            if counts.get(status):
                _, word, role = STATUS[status]
                left += [(f" {counts[status]:,} ", ""), (f"{word} ", role)]
        if progress.edited:
            left.append((f" {progress.edited:,} edited", "dim"))
        self.query_one("#progress", Bar).show(left, right)

    def show_card(self, *, keep_place: bool = False) -> None:
        """Show the finding under the cursor, or what to do where there is none."""
        item = self.current
        bar = self.query_one("#card-title", Bar)
        if item is None:
            self.shown = None
            bar.show([(" Nothing to review", "head")])
            self.card.show(self._nothing)
            return
        if item.id != self.shown:
            self.shown, self.quote_at, keep_place = item.id, 0, False
        self.quotes = quotes_of(self.session, item, self.reach)
        members = self.queue.group_of(item.id)
        group, ready = len(members), sum(not why_not_together(self.session.state.findings[one]) for one in members)
        title: list[Span] = [(f" Finding {self.rows.cursor + 1:,} of {len(self.queue.ids):,}", "head")]
        if group > 1:
            title.append((f"  group of {group}", "dim"))
        if self.rows.pin is not None:
            title.append((f"  {count(len(self.rows.chosen), 'finding')} in the range", "warn"))
        bar.show(title, [(f"{self.desk.keymap.shown('approve_group')} approves {ready} together ", "dim")] if ready > 1 else [])
        self.show_finding(item, keep_place=keep_place)
        self._offer(item)

    def _offer(self, item: ReviewedFinding) -> None:
        """Name in the footer what this finding asks for."""
        wanted = []
        if "side_unconfirmed" in item.flags or item.status == "stale":
            wanted += ["customer", "interviewer"]
        if item.status in ("ungrounded", "stale"):
            wanted.append("transcript")
        if item.status == "disputed":
            wanted.append("settle")
        if "unsupported_claim" in item.flags and item.status != "ungrounded":
            wanted.append("confirm_wording")
        entry = self.session.state.entries.get(item.entry or "")
        if entry is not None and len(entry.members) > 1:
            wanted.append("unmerge")
        self.query_one(KeyBar).offer(*wanted)

    def _nothing(self, width: int) -> list[Line]:
        """Say what to do next where no finding is shown."""
        words: list[Span]
        if self.queue.sieve.said:
            words = [("Nothing is like that.", "strong"), (f"{self.desk.keymap.shown('clear')} ends search and filter.", "")]
        elif not self.session.state.interviews:
            words = [("No interviews yet.", "strong"), (f"Drop transcripts into {self.desk.workspace.interviews}/<segment>/", ""),
                     ("and type: analyzer run", "accent"), ("or go to 1 Interviews and press x.", "dim")]  # fmt: skip
        elif not self.session.state.findings:
            words = [("Interviews are read, nothing is extracted yet.", "strong"), ("Type: analyzer run", "accent"),
                     ("or go to 1 Interviews and press x.", "dim")]  # fmt: skip
        else:
            words = [("No findings in this segment.", "strong"), (f"{self.desk.keymap.shown('segment')} chooses another one.", "")]
        return [line for span in words for line in [(), *wrap([span], width, first=[("  ", "")])]]

    # -- moving ----------------------------------------------------------------------------------------------------------

    def action_next_undecided(self) -> None:
        """Go to the next finding that waits."""
        self.go_on(self.rows.cursor)

    def action_previous_undecided(self) -> None:
        """Go to the previous finding that waits."""
        self.go_on(self.rows.cursor, -1)

    def go_on(self, row: int, step: int = 1) -> None:
        """Put the cursor on the nearest row that waits; say so where none does."""
        at = self.queue.next_waiting(row, step) if self.queue.ids else None
        if at is None:
            self.say(self._all_decided(), "good")
        else:
            self.rows.cursor = at

    def _all_decided(self) -> str:
        counts = self.session.progress().counts
        waiting = counts.get("open", 0) + counts.get("disputed", 0)
        if waiting:
            return f"nothing undecided is shown; {count(waiting, 'finding')} elsewhere: {self.desk.keymap.shown('clear')} shows all"
        put_off = f"; {counts['later']} put off: {self.desk.keymap.shown('filter')} finds them" if counts.get("later") else ""
        return f"all decided{put_off}. 4 shows the report, analyzer report writes it"

    def action_range(self) -> None:
        """Begin or end a range."""
        self.rows.pin = self.rows.cursor if self.rows.pin is None and self.rows.count else None
        self.rows.refresh()
        self.show_card(keep_place=True)

    # -- search ----------------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Open the search field."""
        field = self.query_one("#search", Field)
        field.value = self.queue.sieve.words
        self.add_class("-searching")
        self.set_focus(field)  # at once: the next letters are for the field

    @on(Input.Changed, "#search")
    def searched(self, event: Input.Changed) -> None:
        """Show what holds the words typed so far; who types fast has pressed Enter before this is heard of."""
        if event.value == event.input.value != self.queue.sieve.words:
            self.sift(words=event.value)

    @on(Input.Submitted, "#search")
    def end_search(self) -> None:
        """Keep the search and go back to the list."""
        self.remove_class("-searching")
        self.rows.focus()

    def action_cancel(self) -> None:
        """End the search."""
        self.query_one("#search", Field).value = ""
        self.end_search()
        self.sift(words="")

    def action_clear(self) -> None:
        """End range, search, filter and the list of findings apart."""
        self.queue.aside = ()
        self.queue.sieve = type(self.queue.sieve)()
        self.reload(self.shown)
        self.show_card(keep_place=True)

    def sift(self, *, words: str) -> None:
        """Search for other words and show what holds them."""
        self.queue.sieve = replace(self.queue.sieve, words=words)
        self.queue.sift()
        self._show_rows(self.shown)
        self.show_card()

    # -- after decisions -------------------------------------------------------------------------------------------------

    def decide(self, act: Callable[[], Decision], *, advance: bool = True) -> bool:
        """Carry out a decision; then, and only then, go on. Return whether it was taken."""
        last = self.rows.chosen[-1] if self.rows.count else 0
        tried, decision = self.desk.attempt(act)
        if not tried or decision is None:
            return False
        self.rows.pin = None
        findings = self.session.state.findings
        self.say(told(decision, findings, afterwards(decision.targets, findings)), "good")
        if advance:
            self.go_on(last)
        self.desk.tell_state()
        return True

    def decided(self, message: str) -> None:
        """Go on after a decision that a dialog carried out."""
        self.desk.trouble = ""
        self.say(message, "good")
        self.go_on(self.rows.cursor)
        self.desk.tell_state()

    def after_undo(self, decision: Decision) -> None:
        """Go to the finding the decision was about."""
        target = next((name for name in decision.targets if name in self.session.state.findings), None)
        if target is not None:
            self.go_to(target)

    def go_to(self, identifier: str) -> None:
        """Put the cursor on a finding; search and filter end where they hide it."""
        if self.queue.row_of(identifier) is None:
            self.action_clear()
        row = self.queue.row_of(identifier)
        if row is not None:
            self.rows.cursor = row
