"""Marking words of a transcript: whole turns or single sentences, one or a range.

In: an interview and the turn to begin at. Out: the words marked, as a ``Selection``. Always true: what is marked are whole sentences
of the text on the screen; turns of our side are passed over, for they are no evidence.
"""

from bisect import bisect_right

from analyzer.language.sentences import sentences
from analyzer.records import Interview
from analyzer.review import Selection
from analyzer.review.quoted import OURS
from analyzer.tui.words import count_words

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

    def marked_in(self, turn: int) -> Span | None:
        """Return the marked words of a turn, as places within it; None where it has none or is our side's.

        A whole turn under the cursor is marked only once a range was begun.
        """
        if self.pin is None and not self.by_sentence:
            return None
        one = self.interview.turns[turn]
        start, end = max(one.start, self.span[0]), min(one.end, self.span[1])
        if start >= end or self.interview.speaker(one.speaker).side in OURS:
            return None
        return start - one.start, end - one.start

    def told(self) -> str:
        """Say what is marked; empty where nothing is."""
        if self.pin is None:
            return "one sentence marked" if self.by_sentence else ""
        inside = [one for one in self._units if self.span[0] <= one[0] and one[1] <= self.span[1]]
        ours = [one for one in self.interview.turns if self.span[0] <= one.start < self.span[1] and self.interview.speaker(one.speaker).side in OURS]
        left_out = f", {count_words(len(ours), 'turn')} of ours left out" if ours else ""
        return f"{count_words(len(inside), 'sentence' if self.by_sentence else 'turn')} marked{left_out}"
