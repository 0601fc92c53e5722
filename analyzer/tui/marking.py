"""Marking words of a transcript: whole turns or single sentences, one or a range.

In: an interview and the turn to begin at. Out: the words marked, as a ``Selection``. Always true: what is marked are whole sentences
of the text on the screen; turns of our side are passed over, for they are no evidence.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from analyzer.language.sentences import sentences
from analyzer.records import Interview, Turn
from analyzer.report.phrases import count
from analyzer.review import Selection
from analyzer.review.quoted import OURS

Span = tuple[int, int]
"""Start and end in code points of the canonical text."""


class Marking:
    """A cursor over turns or sentences, and the other end of a range."""

    def __init__(self, interview: Interview, turn: int) -> None:
        self.interview = interview
        self.by_sentence = False
        self.pin: Span | None = None
        """Where the range began; None while there is none."""
        self._starts = [one.start for one in interview.turns]
        self._units: list[Span] = [(one.start, one.end) for one in interview.turns]
        self._at = 0
        self.go_to_turn(turn)

    @property
    def cursor(self) -> Span:
        """The turn or sentence under the cursor; empty where the interview is."""
        return self._units[self._at] if self._units else (0, 0)

    @property
    def turn(self) -> int:
        """Index of the turn under the cursor."""
        return max(0, bisect_right(self._starts, self.cursor[0]) - 1)

    @property
    def span(self) -> Span:
        """What would be taken: the range, or what is under the cursor."""
        pin = self.pin or self.cursor
        return min(pin[0], self.cursor[0]), max(pin[1], self.cursor[1])

    @property
    def selection(self) -> Selection:
        """What would be taken, for the review core."""
        return Selection(self.interview.id, self.interview.version, *self.span)

    def move(self, step: int) -> None:
        """Go on (or back) by so many turns or sentences, stopping at the ends."""
        self._at = max(0, min(self._at + step, len(self._units) - 1))

    def go_to_turn(self, turn: int) -> None:
        """Go to a turn, or to its first sentence."""
        start = self._starts[max(0, min(turn, len(self._starts) - 1))] if self._starts else 0
        self._at = max(0, min(bisect_right(self._units, (start, -1)), len(self._units) - 1))

    def go_to(self, position: int) -> None:
        """Go to the turn or sentence that holds this place of the text, or to the next one."""
        self._at = max(0, min(bisect_left([end for _, end in self._units], position + 1), len(self._units) - 1))

    def units_of(self, turn: Turn) -> Sequence[Span]:
        """Return what can be marked in a turn, one after the other."""
        return self._units[bisect_left(self._units, (turn.start, -1)) : bisect_left(self._units, (turn.end, -1))]

    def click(self, position: int, *, extend: bool = False) -> None:
        """Begin a range at this place of the text; ``extend`` or a second click ends it there, a third begins anew."""
        begun = self.pin if self.pin is not None and (extend or self.pin == self.cursor) else self.cursor if extend else None
        self.go_to(position)
        self.pin = begun or self.cursor

    def drag(self, start: int, end: int) -> None:
        """Mark from one place of the text to another."""
        self.go_to(start)
        self.pin = self.cursor
        self.go_to(end)

    def toggle_range(self) -> None:
        """Begin a range here, or end it."""
        self.pin = self.cursor if self.pin is None else None

    def toggle_sentences(self) -> None:
        """Go by sentences instead of turns, or the other way round; the cursor stays in its turn, a range ends."""
        turn, self.pin = self.turn, None
        whole = [(one.start, one.end) for one in self.interview.turns]
        self.by_sentence = not self.by_sentence
        self._units = (sentences(self.interview.text) or whole) if self.by_sentence else whole
        self.go_to_turn(turn)

    def marked(self) -> dict[int, Span]:
        """Return the marked words, as places within their turn, by turn; turns of our side have none.

        A whole turn under the cursor is marked only once a range was begun.
        """
        if self.pin is None and not self.by_sentence:
            return {}
        start, end = self.span
        places = {
            one.index: (max(one.start, start) - one.start, min(one.end, end) - one.start) for one in self._turns_marked() if not self._is_ours(one)
        }
        return {turn: (first, last) for turn, (first, last) in places.items() if first < last}

    def told(self) -> str:
        """Say what is marked; empty where nothing is."""
        if self.pin is None:
            return "1 sentence marked" if self.by_sentence else ""
        units = bisect_right(self._units, self.cursor) - bisect_right(self._units, self.pin)
        ours = sum(self._is_ours(one) for one in self._turns_marked())
        left_out = f", {count(ours, 'turn')} of ours left out" if ours else ""
        return f"{count(abs(units) + 1, 'sentence' if self.by_sentence else 'turn')} marked{left_out}"

    def _turns_marked(self) -> Sequence[Turn]:
        start, end = self.span
        return self.interview.turns[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)]

    def _is_ours(self, turn: Turn) -> bool:
        return self.interview.speaker(turn.speaker).side in OURS
