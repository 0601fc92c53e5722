"""What an interview is cut into: chunks for the index, windows for extraction.

In: nothing. Out: ``Chunk``, ``Window``, ``Passage``. Always true: the chunks of an interview tile its turns in order;
the windows of an interview tile its chunks; context never is evidence.
"""

from analyzer.records.base import Record


class Chunk(Record):
    """Consecutive whole turns, or sentences of one long turn: the unit of Chroma and of search."""

    id: str
    """Derived from interview, version and position: the same text gives the same ids."""
    interview: str
    version: str
    index: int
    """0-based position in the interview."""
    start: int
    """Code points of the canonical text."""
    end: int
    """Exclusive."""
    first_turn: int
    last_turn: int
    """Inclusive."""
    tokens: int
    """Length in tokens of the embedder (word pieces)."""


class Window(Record):
    """What one extraction step reads at once: consecutive chunks, with context that must not be quoted."""

    id: str
    interview: str
    version: str
    index: int
    start: int
    end: int
    """Exclusive. Findings of the window quote from start to end only."""
    first_turn: int
    last_turn: int
    context_before: tuple[int, int] | None = None
    """Code points (start, end) shown before the window, not to be quoted: the question before, the neighbour."""
    context_after: tuple[int, int] | None = None
    tokens: int
    """Length in tokens of the model's tokenizer (tiktoken), without the context."""


class Passage(Record):
    """One hit of a search: where it is, who speaks, how it was found."""

    interview: str
    source: str
    title: str
    segment: str
    organisation: str | None = None
    start: int
    end: int
    turn: int
    speaker: str
    """Name of the speaker of the first turn."""
    side: str
    start_ms: int | None = None
    text: str
    said: tuple[tuple[str, str], ...] = ()
    """(name of the speaker, words) of every turn in the passage, in order: what to show, so that nobody gets another's words."""
    score: float
    """Reciprocal-rank fusion of both ways; comparable within one search only."""
    found_by: tuple[str, ...]
    """"meaning", "words" or both."""
