"""What a reader hands over: pieces of speech, what it left out, what it learnt about the interview.

In: nothing. Out: ``Piece``, ``Reading``, ``Judgement``, ``Reader``. Always true: a piece holds speech only; what is
neither speech nor metadata (labels, times, cue numbers) is a named exclusion.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from analyzer.ingest.frontmatter import Declared
from analyzer.records import Exclusion

if TYPE_CHECKING:
    from analyzer.ingest.source import Source

UNKNOWN = ""
"""The label of speech for which the file names nobody."""


@dataclass(slots=True)
class Piece:
    """A stretch of speech as the file has it: a cue, a paragraph, an utterance."""

    label: str
    """As typed; ``UNKNOWN`` where the file names nobody."""
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    begins_turn: bool = False
    """The file says that somebody else begins to speak here, though it may not say who."""


@dataclass
class Reading:
    """The content of a file, not yet an interview."""

    format: str
    pieces: list[Piece]
    source_words: int
    """All words of the file's text."""
    metadata_words: int = 0
    """Words of labels, times, cue numbers, keys."""
    exclusions: list[Exclusion] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    """title, date, organisation as the content states them: less trusted than what is declared."""
    declared: Declared = field(default_factory=Declared)
    """What a person declares in the file: front matter, our own schema."""
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    """label -> what a tool wrote about the speaker: name, title, organisation, email, side. Less trusted than a sidecar."""


@dataclass(frozen=True)
class Judgement:
    """How sure a reader is that a file is its own kind."""

    score: float
    """0 (certainly not) to 1 (certainly)."""
    reasons: tuple[str, ...] = ()


NO = Judgement(0.0)


class Read(Protocol):
    """Reads a file that was judged to be of its kind."""

    def __call__(self, source: "Source") -> Reading:
        """Return the content; raises IngestError where the file turns out to hold no conversation."""
        ...


@dataclass(frozen=True)
class Reader:
    """One family of files: a name, a judgement and a way to read."""

    name: str
    judge: "Callable[[Source], Judgement]"
    read: Read
