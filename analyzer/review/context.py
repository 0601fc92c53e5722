"""A quote in its context: the turns around it, with the quoted words marked.

In: an interview and pieces of evidence. Out: ``QuoteView``. Always true: marks are spans of the turn's own words; evidence that
was not found, or is of an earlier version and not in this one, has no lines.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.records import Evidence, Finding, Interview, Side


@dataclass(frozen=True)
class ContextLine:
    """One turn around a quote, as a reader needs it."""

    turn: int
    speaker: str
    side: Side
    start_ms: int | None
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    """Spans of ``text`` that are the quote."""


@dataclass(frozen=True)
class QuoteView:
    """One quote of a finding with what surrounds it."""

    number: int
    """1-based."""
    of: int
    pieces: tuple[Evidence, ...]
    """The slices that share one quote_id; one unless the quote is elided or crosses turns."""
    speaker: str
    side: Side
    source: str
    turn: int | None
    start_ms: int | None
    lines: tuple[ContextLine, ...]
    """Empty where the quote was not found."""

    @property
    def quote(self) -> str:
        """The slices, joined by an ellipsis."""
        return " … ".join(piece.quote for piece in self.pieces)


def stands(interview: Interview, piece: Evidence) -> bool:
    """Whether the words of this piece are where it says in the interview at hand; a stale quote's are not."""
    if piece.turn is None or piece.start is None or piece.turn >= len(interview.turns):
        return False
    return interview.turns[piece.turn].start <= piece.start and interview.text[piece.start : piece.end] == piece.quote


def likely_turn(interview: Interview, finding: Finding) -> int:
    """Return the turn whose words are most like what a finding without a place claims; 0 where none is.

    Words said in few turns count more, and long turns have to hold more of them.
    """
    wanted = _content(" ".join([finding.statement, *(piece.claimed for piece in finding.evidence)]))
    ours = {speaker.key for speaker in interview.speakers if speaker.side in ("interviewer", "vendor")}
    said = {turn.index: _content(interview.said(turn)) for turn in interview.turns if turn.speaker not in ours}
    spread = Counter(word for words in said.values() for word in words)
    return max(said, key=lambda index: sum(1 / spread[word] for word in said[index] & wanted) / (1 + len(said[index])) ** 0.5, default=0)


def _content(words: str) -> set[str]:
    """Return the words of four letters and more, and the numbers."""
    bare = (word.strip(".,;:!?\"'“”‘’()").casefold() for word in words.split())
    return {word for word in bare if len(word) > 3 or word.isdecimal()}


def view_quote(interview: Interview, pieces: Sequence[Evidence], number: int, of: int, around: int) -> QuoteView:
    """Return a quote with the turns around it; ``pieces`` share one quote_id."""
    placed = [piece for piece in pieces if stands(interview, piece)]
    speakers = {speaker.key: speaker for speaker in interview.speakers}
    if not placed:
        return QuoteView(number, of, tuple(pieces), "", "unknown", interview.source, None, None, ())
    turns = [piece.turn for piece in placed if piece.turn is not None]
    lines = []
    for turn in interview.turns[max(0, min(turns) - around) : max(turns) + around + 1]:
        marks = tuple(
            (piece.start - turn.start, piece.end - turn.start)
            for piece in placed
            if piece.turn == turn.index and piece.start is not None and piece.end is not None
        )
        speaker = speakers[turn.speaker]
        lines.append(ContextLine(turn.index, speaker.name or speaker.label, speaker.side, turn.start_ms, interview.said(turn), marks))
    first = speakers[interview.turns[turns[0]].speaker]
    return QuoteView(
        number, of, tuple(pieces), first.name or first.label, first.side, interview.source, turns[0], interview.turns[turns[0]].start_ms, tuple(lines)
    )  # fmt: skip
