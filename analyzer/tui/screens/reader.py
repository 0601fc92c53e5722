"""The transcript reader: a whole interview, its quotes marked, at the turn one came from.

In: an interview and a turn. Out: nothing. Always true: every word shown is a slice of the canonical text; marks are the evidence
of findings that are not rejected.
"""

from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from analyzer.records import clock
from analyzer.tui.display import Line, Span, mark_text, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.card import SIDE_WORDS
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.pane import LinePane

ABOVE = 3
"""Lines left above the turn one came for."""


class Reader(Dialog[None]):
    """A transcript."""

    PLACE = "reader"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("reader")

    def __init__(self, interview: str, turn: int = 0) -> None:
        super().__init__("")
        self.interview_id = interview
        self.turn = turn
        self.starts: list[int] = []
        """First line of each turn."""
        self.marks: dict[int, list[tuple[int, int]]] = {}
        """By turn: slices within it that carry findings."""

    def body(self) -> Iterable[Widget]:
        """Yield the transcript and the search field."""
        yield LinePane(self._lines, id="transcript")
        yield Field(placeholder="words to find", id="find")

    def on_mount(self) -> None:
        """Mark the quotes and go to the turn."""
        interview = self.session.interview(self.interview_id)
        parts = (interview.title, interview.organisation, interview.date)
        self.heading = " · ".join(part for part in parts if part)
        for item in self.session.state.findings.values():
            if item.finding.interview == self.interview_id and item.status not in ("rejected", "superseded"):
                for piece in item.finding.evidence:
                    if piece.turn is not None and piece.turn < len(interview.turns) and piece.start is not None and piece.end is not None:
                        begin = interview.turns[piece.turn].start
                        self.marks.setdefault(piece.turn, []).append((piece.start - begin, piece.end - begin))
        self.query_one("#find").display = False
        self.entitle((f"{len(interview.turns)} turns", "dim"))
        self.query_one("#transcript").focus()
        self.call_after_refresh(self.go_to, self.turn)

    @property
    def pane(self) -> LinePane:
        """The transcript."""
        return self.query_one("#transcript", LinePane)

    def _lines(self, width: int) -> list[Line]:
        interview = self.session.interview(self.interview_id)
        speakers = {speaker.key: speaker for speaker in interview.speakers}
        lines: list[Line] = []
        self.starts = []
        before = ""
        for turn in interview.turns:
            speaker = speakers[turn.speaker]
            self.starts.append(len(lines))
            if turn.speaker != before:
                head: list[Span] = [(speaker.name or speaker.label or "?", "head" if speaker.side == "customer" else "dim")]
                lines += [(), *wrap([*head, (f" · {SIDE_WORDS[speaker.side]}  {clock(turn.start_ms)}", "dim")], width)]
                before = turn.speaker
            here = turn.index == self.turn
            first: list[Span] = [("▌" if here else " ", "accent"), (f"{turn.index:>4} ", "dim")]
            rest: list[Span] = [("▌" if here else " ", "accent"), ("     ", "")]
            lines += wrap(mark_text(interview.said(turn), self.marks.get(turn.index, ()), "quote"), width, first, rest)
        return lines

    def go_to(self, turn: int) -> None:
        """Put the mark on a turn and bring it into view."""
        if not self.starts:
            return
        self.turn = max(0, min(turn, len(self.starts) - 1))
        self.pane.show(self._lines, keep_place=True)
        self.pane.line_at_top(self.starts[self.turn], above=ABOVE)

    def action_down(self) -> None:
        """Go to the next turn."""
        self.go_to(self.turn + 1)

    def action_up(self) -> None:
        """Go to the previous turn."""
        self.go_to(self.turn - 1)

    def action_first(self) -> None:
        """Go to the first turn."""
        self.go_to(0)

    def action_last(self) -> None:
        """Go to the last turn."""
        self.go_to(len(self.starts) - 1)

    def action_page_down(self) -> None:
        """Scroll a page on."""
        self.pane.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll a page back."""
        self.pane.scroll_page_up(animate=False)

    def action_next_quote(self) -> None:
        """Go to the next turn that carries a finding."""
        self.go_to(next((turn for turn in sorted(self.marks) if turn > self.turn), self.turn))

    def action_previous_quote(self) -> None:
        """Go to the previous turn that carries a finding."""
        self.go_to(next((turn for turn in sorted(self.marks, reverse=True) if turn < self.turn), self.turn))

    def action_copy(self) -> None:
        """Copy the turn with its source."""
        interview = self.session.interview(self.interview_id)
        turn = interview.turns[self.turn]
        speaker = interview.speaker(turn.speaker)
        self.app.copy_to_clipboard(f"“{interview.said(turn)}” ({speaker.name or speaker.label}, {interview.source}, turn {turn.index})")
        self.say("copied the turn with its source", "accent")

    def action_search(self) -> None:
        """Open the search field."""
        field = self.query_one("#find", Field)
        field.display = True
        field.focus()

    @on(Input.Submitted, "#find")
    def found(self, event: Input.Submitted) -> None:
        """Go to the next turn that holds the words."""
        interview = self.session.interview(self.interview_id)
        wanted = event.value.casefold()
        turns = [turn.index for turn in interview.turns if wanted in interview.said(turn).casefold()]
        at = next((turn for turn in turns if turn > self.turn), turns[0] if turns else None)
        if at is None:
            self.say(f"nothing like that: {event.value}")
        else:
            self.go_to(at)

    def action_cancel(self) -> None:
        """Leave the search field."""
        self.query_one("#find").display = False
        self.pane.focus()
