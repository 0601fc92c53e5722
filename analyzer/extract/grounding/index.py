"""A text made ready for searching: where each form is said.

In: a text and, if only part of it may be quoted, the allowed spans. Out: ``TextIndex``, kept in a bounded cache.
Always true: positions in ``said`` and ``places`` count core forms; pieces never cross a line feed.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from analyzer.extract.grounding.lexicon import CURRENCY_MARK, NUMBER_MARK
from analyzer.extract.grounding.stream import Stream, labels_of, read_stream
from analyzer.language.wordlist import wordset

Span = tuple[int, int]
CLOSING = ".!?\u2026"


@dataclass(slots=True)
class TextIndex:
    """The core of a text, its postings and its speaker labels."""

    stream: Stream
    said: list[str]
    """The forms of the core, in order."""
    places: dict[str, list[int]]
    """Form -> positions in ``said``."""
    starts: list[int]
    """Code point at which each core form starts."""
    labels: frozenset[str]
    allowed: tuple[Span, ...] | None

    def scope(self, window: Span | None) -> Span:
        """Return the core positions that lie in a window of code points; all of them without one."""
        if window is None:
            return 0, len(self.said)
        return bisect_left(self.starts, window[0]), bisect_left(self.starts, window[1])

    def start(self, position: int) -> int:
        """Return the code point where the core form starts."""
        return self.starts[position]

    def end(self, position: int) -> int:
        """Return the code point behind the core form."""
        return self.stream.ends[self.stream.core[position]]

    def line(self, position: int) -> int:
        """Return the line of the core form."""
        return self.stream.lines[self.stream.core[position]]

    def may_quote(self, start: int, end: int) -> bool:
        """Return whether this stretch lies inside one allowed span and outside bracketed notes."""
        if any(first <= start and end <= last for first, last in self.stream.silent):
            return False
        return self.allowed is None or any(first <= start and end <= last for first, last in self.allowed)

    def cuts_word(self, first: int, last: int) -> bool:
        """Return whether the stretch of core forms [first, last) starts or ends inside a word, a figure with its sign, or "can | not"."""
        before, after = self.stream.core[first], self.stream.core[last - 1]
        if last < len(self.said) and self.said[last] in _NOT and self.said[last - 1] in AUXILIARIES and self.line(last) == self.line(last - 1):
            return True
        return (before > 0 and self._joined(before - 1)) or (after + 1 < len(self.stream.forms) and self._joined(after))

    def _joined(self, position: int) -> bool:
        """Whether a form and the next one are written as one: parts of "can't", "$45", "18%", "Q3"."""
        stream = self.stream
        if stream.starts[position] == stream.starts[position + 1]:
            return True
        marks = stream.forms[position][0] in _MARKS or stream.forms[position + 1][0] in _MARKS
        return marks and stream.ends[position] == stream.starts[position + 1]

    def cuts_number(self, start: int, end: int) -> bool:
        """Return whether a raw slice cuts a number or takes one whose correction it leaves out."""
        numbers = self.stream.numbers
        for place in range(bisect_right(numbers, start, key=lambda item: item.end), len(numbers)):
            number = numbers[place]
            if number.start >= end:
                return False
            inside = number.start >= start and number.end <= end
            if number.end > start and (not inside or (number.retracted and number.until >= end)):
                return True
        return False

    def pieces(self, runs: list[Span], closed: bool, lead: list[str], tail: list[str]) -> list[Span]:
        """Return the slices of stretches of core forms, one a line and stretch.

        The fillers ``lead`` and ``tail`` around the first and last core form belong to them where they were said. With
        ``closed`` the closing punctuation behind the last slice belongs to it; behind the others it always does.
        """
        found: list[Span] = []
        for first, last in runs:
            start = first
            for position in range(first, last):
                if position + 1 == last or self.line(position + 1) != self.line(start):
                    found.append((self.start(start), self.end(position)))
                    start = position + 1
        found[0] = (self.with_fillers(runs[0][0], lead, forward=False), found[0][1])
        found[-1] = (found[-1][0], self.with_fillers(runs[-1][1] - 1, tail, forward=True))
        return [(start, self._closing(end) if closed or number + 1 < len(found) else end) for number, (start, end) in enumerate(found)]

    def with_fillers(self, position: int, fillers: list[str], forward: bool) -> int:
        """Return where a slice ends (or starts) that takes in those of the ``fillers`` that are said right beside a core form."""
        stream, place = self.stream, self.stream.core[position]
        spoken = bisect_left(stream.spoken, place)
        step = 1 if forward else -1
        for filler in fillers if forward else reversed(fillers):
            beside = spoken + step
            if not 0 <= beside < len(stream.spoken):
                break
            form = stream.spoken[beside]
            if stream.forms[form] != filler or stream.lines[form] != stream.lines[place]:
                break
            spoken = beside
        return stream.ends[stream.spoken[spoken]] if forward else stream.starts[stream.spoken[spoken]]

    def _closing(self, end: int) -> int:
        text = self.stream.text
        while end < len(text) and text[end] in CLOSING and self.may_quote(end, end + 1):
            end += 1
        return end


_NOT = frozenset({"not", "never"})
AUXILIARIES = wordset("is are was were am be do does did have has had can could will would shall should may might must")
_MARKS = (NUMBER_MARK, CURRENCY_MARK)


@lru_cache(maxsize=16)
def index_text(text: str, allowed: tuple[Span, ...] | None = None) -> TextIndex:
    """Return the index of ``text``; with ``allowed`` only these spans can be found."""
    stream = read_stream(text, allowed)
    said = [stream.forms[place] for place in stream.core]
    places: dict[str, list[int]] = {}
    for position, form in enumerate(said):
        places.setdefault(form, []).append(position)
    return TextIndex(stream, said, places, [stream.starts[place] for place in stream.core], labels_of(text), allowed)
