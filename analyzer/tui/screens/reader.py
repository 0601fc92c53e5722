"""The transcript reader: a whole interview, its quotes marked, at the turn one came from; words are taken from it as quotes (``taking``).

In: an interview and a turn; a finding that lacks its quote, where one came for that. Out: what is marked. Always true: every word
shown is a slice of the canonical text; marks are the evidence of findings that are not rejected.
"""

from bisect import bisect_right
from collections.abc import Iterable

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from analyzer.records import Interview, ReviewedFinding, Turn, clock
from analyzer.report.phrases import count
from analyzer.review.context import stands
from analyzer.tui.display import Line, Span, first_lines, mark_text, width_of, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.marking import Marking
from analyzer.tui.screens.taking import Taking
from analyzer.tui.widgets.bar import MessageBar
from analyzer.tui.widgets.card import SIDE_WORDS
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.pane import LinePane
from analyzer.tui.widgets.transcript import Place, TranscriptPane

ABOVE = 3
"""Lines left above the turn one came for."""
WANTED_LINES = 3
"""Lines for the finding that a quote is looked for."""


class Reader(Taking):
    """A transcript."""

    PLACE = "reader"
    LEGEND = ((" click begins a mark; dragging, shift+click or a second click extends it", "dim"),)
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("reader")

    def __init__(self, interview: Interview, turn: int = 0, wanting: ReviewedFinding | None = None) -> None:
        super().__init__("")
        self.interview = interview
        self.wanting = wanting
        self.marking = Marking(interview, turn)
        self.starts: list[int] = []
        """First line of each turn."""
        self.marks: dict[int, list[tuple[int, int]]] = {}
        """By turn: slices within it that carry findings."""
        self._made: dict[tuple[object, ...], list[Line]] = {}
        """Lines of heads and turns by all that they depend on."""
        self.pressed: int | None = None
        """Where in the text the mouse button went down; None while it is up, or where no text is."""
        self.extending = self.dragging = False

    def body(self) -> Iterable[Widget]:
        """Yield the finding that wants a quote, the transcript and the search field."""
        yield LinePane(self._wanted, id="wanted")
        yield TranscriptPane(self._lines, id="transcript")
        yield Field(placeholder="words to find", id="find")

    def on_mount(self) -> None:
        """Mark the quotes and go to the turn."""
        interview = self.interview
        organisation = "" if interview.organisation and interview.organisation in interview.title else interview.organisation
        self.heading = " · ".join(part for part in (interview.title, organisation, interview.date) if part)
        self.find_quotes()
        self.query_one("#find").display = False
        self.query_one("#wanted").display = self.wanting is not None
        self.query_one("#transcript").focus()
        self.call_after_refresh(self.show)

    @property
    def pane(self) -> TranscriptPane:
        """The transcript."""
        return self.query_one("#transcript", TranscriptPane)

    @property
    def turn(self) -> int:
        """Index of the turn under the cursor."""
        return self.marking.turn

    # -- showing ---------------------------------------------------------------------------------------------------------

    def find_quotes(self) -> None:
        """Note which words carry findings by now."""
        self.marks, self._made = {}, {}
        for item in self.session.state.findings.values():
            if item.finding.interview != self.interview.id or item.status in ("rejected", "superseded"):
                continue
            for piece in item.finding.evidence:
                if piece.turn is not None and piece.start is not None and piece.end is not None and stands(self.interview, piece):
                    begin = self.interview.turns[piece.turn].start
                    self.marks.setdefault(piece.turn, []).append((piece.start - begin, piece.end - begin))

    def _wanted(self, width: int) -> list[Line]:
        """Return what the finding says and what the extractor claimed was said."""
        if self.wanting is None:
            return []
        finding = self.wanting.finding
        lines = first_lines(wrap([(finding.statement, "strong")], width, first=[("Quote for: ", "head")]), WANTED_LINES - 1, width)
        claimed = next((piece.claimed for piece in finding.evidence if piece.supports == "statement"), "")
        return [*lines, *first_lines(wrap([(claimed, "dim")], width, first=[("claimed: ", "dim")]), WANTED_LINES - len(lines), width)]

    def _lines(self, width: int) -> list[Line]:
        lines: list[Line] = []
        self.starts = []
        before, here, marked = "", self.turn, self.marking.marked()
        for turn in self.interview.turns:
            self.starts.append(len(lines))
            if turn.speaker != before:
                lines += self._head(turn.speaker, turn.start_ms, width)
                before = turn.speaker
            lines += self._turn(turn.index, width, here == turn.index, marked.get(turn.index))
        return lines

    def _head(self, key: str, start_ms: int | None, width: int) -> list[Line]:
        made = self._made.get((key, start_ms, width))
        if made is None:
            speaker = self.interview.speaker(key)
            name: Span = (speaker.name or speaker.label or "?", "head" if speaker.side == "customer" else "dim")
            made = [(), *wrap([name, (f" · {SIDE_WORDS[speaker.side]}  {clock(start_ms)}", "dim")], width)]
            self._made[key, start_ms, width] = made
        return made

    def _turn(self, number: int, width: int, here: bool, marked: tuple[int, int] | None) -> list[Line]:
        made = self._made.get((number, width, here, marked))
        if made is None:
            text, quotes = self.interview.said(self.interview.turns[number]), self.marks.get(number, ())
            gutter: Span = ("▌" if here else "▐" if marked else " ", "accent")
            start, end = marked or (len(text), len(text))
            words = mark_text(text[:start], quotes, "quote")
            if marked:
                words += [(text[start:end], "chosen"), *mark_text(text[end:], [(one - end, other - end) for one, other in quotes], "quote")]
            made = self._made[number, width, here, marked] = wrap(words, width, [gutter, (f"{number:>4} ", "dim")], [gutter, ("     ", "")])
        return made

    def show(self, *, stay: bool = False) -> None:
        """Show what is marked, and bring it into view unless the pane is to ``stay`` as it is under the pointer."""
        if not self.interview.turns:
            return
        self.query_one(MessageBar).quiet()
        self.pane.show(self._lines, keep_place=True)
        if not stay:
            self._bring_into_view()
        self.entitle((self.marking.told() or count(len(self.interview.turns), "turn"), "warn" if self.marking.told() else "dim"))

    def _bring_into_view(self) -> None:
        """Scroll to the cursor; a range stays where it is in view as a whole."""
        start, end = self.marking.span
        first, last, cursor = self._line_of(start), self._line_of(end), self._line_of(self.marking.cursor[0])
        top, height = self.pane.scroll_offset.y, self.pane.size.height
        if self.marking.pin is None or last - first + 1 > height - ABOVE:
            self.pane.line_at_top(cursor, above=ABOVE if self.marking.cursor == self.marking.span or cursor == first else height - ABOVE)
        elif not top <= first <= last < top + height:
            self.pane.line_at_top(first, above=ABOVE)

    def _line_of(self, position: int) -> int:
        """Return the line that shows this place of the text; the head of its turn for the turn's beginning."""
        turn = self.interview.turn_at(min(position, len(self.interview.text)))
        if position == turn.start:
            return self.starts[turn.index]
        return self._place_of(turn, self.interview.text[turn.start : position].rstrip() + "x").line

    def _place_of(self, turn: Turn, said: str) -> Place:
        """Return where in the lines a turn's text ends that begins like this."""
        changes = turn.index == 0 or self.interview.turns[turn.index - 1].speaker != turn.speaker
        head = len(self._head(turn.speaker, turn.start_ms, self.pane.text_width)) if changes else 0
        lines = wrap([(said, "")], self.pane.text_width, [("      ", "")])
        return Place(self.starts[turn.index] + head + len(lines) - 1, width_of(lines[-1]))

    # -- the mouse -------------------------------------------------------------------------------------------------------

    def _position_at(self, place: Place) -> int | None:
        """Return where in the text the turn or sentence at a place of the pane begins; None where there is none."""
        if not self.starts or place.line >= len(self.pane.lines):
            return None
        turn = self.interview.turns[max(0, bisect_right(self.starts, place.line) - 1)]
        units = self.marking.units_of(turn)
        under = (unit for unit in units if place < self._place_of(turn, self.interview.text[turn.start : unit[1]]))
        return next(under, units[-1] if units else (turn.start, turn.end))[0]

    @on(TranscriptPane.Pressed)
    def press(self, event: TranscriptPane.Pressed) -> None:
        """Note where a mark may begin."""
        self.pressed, self.extending, self.dragging = self._position_at(event.place), event.extend, False

    @on(TranscriptPane.Dragged)
    def drag(self, event: TranscriptPane.Dragged) -> None:
        """Mark from where the button went down to here."""
        here = self._position_at(event.place)
        if self.pressed is not None and here is not None and (self.dragging or here != self.pressed):
            self.dragging = True
            self.marking.drag(self.pressed, here)
            self.show(stay=True)

    @on(TranscriptPane.Released)
    def release(self) -> None:
        """Begin a mark or extend it, unless the mouse was dragged."""
        if self.pressed is not None and not self.dragging:
            self.marking.click(self.pressed, extend=self.extending)
            self.show(stay=True)
        self.pressed = None

    # -- moving ----------------------------------------------------------------------------------------------------------

    def go_to(self, turn: int) -> None:
        """Put the cursor on a turn and bring it into view."""
        self.marking.go_to_turn(turn)
        self.show()

    def action_down(self) -> None:
        """Go to the next turn or sentence."""
        self.marking.move(1)
        self.show()

    def action_up(self) -> None:
        """Go to the previous turn or sentence."""
        self.marking.move(-1)
        self.show()

    def action_first(self) -> None:
        """Go to the first turn."""
        self.go_to(0)

    def action_last(self) -> None:
        """Go to the last turn."""
        self.go_to(len(self.interview.turns) - 1)

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
        """Copy what is marked, or the turn, with its source."""
        marked = self.marking.marked()
        turn = self.interview.turns[next(iter(marked), self.turn)]
        speaker = self.interview.speaker(turn.speaker)
        said = " ".join(self.interview.said(self.interview.turns[index])[start:end] for index, (start, end) in marked.items())
        source = f"{speaker.name or speaker.label}, {self.interview.source}, turn {turn.index}"
        self.app.copy_to_clipboard(f"“{said or self.interview.said(turn)}” ({source})")
        self.say(f"copied {'what is marked' if said else 'the turn'} with its source", "accent")

    def action_search(self) -> None:
        """Open the search field."""
        field = self.query_one("#find", Field)
        field.display = True
        self.set_focus(field)  # at once: the next letters are for the field

    @on(Input.Submitted, "#find")
    def found(self, event: Input.Submitted) -> None:
        """Go to the next turn that holds the words."""
        wanted = event.value.casefold()
        turns = [turn.index for turn in self.interview.turns if wanted in self.interview.said(turn).casefold()]
        at = next((turn for turn in turns if turn > self.turn), turns[0] if turns else None)
        if at is None:
            self.say(f"nothing like that: {event.value}")
        else:
            self.go_to(at)

    def action_cancel(self) -> None:
        """Leave the search field."""
        self.query_one("#find").display = False
        self.pane.focus()

    def action_close(self) -> None:
        """End the range; without one, go back."""
        if self.marking.pin is not None:
            self.marking.pin = None
            self.show()
        else:
            self.dismiss(None)
