"""The vocabulary of a strategy document, before it is Markdown or HTML.

In: nothing. Out: ``Document``, blocks and spans. Always true: a block holds plain text, never markup; each writer passes
every string through its gate, so both say the same and neither can forget to escape.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from analyzer.records import Prevalence


@dataclass(frozen=True)
class Strong:
    """Words that carry the line."""

    text: str


@dataclass(frozen=True)
class Code:
    """An id or a command to type."""

    text: str


@dataclass(frozen=True)
class Aside:
    """Words about the words."""

    text: str


@dataclass(frozen=True)
class Jump:
    """Words that lead to a section of the same document, where the writer can lead."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Share:
    """A prevalence, said in words and drawn where the writer can draw."""

    prevalence: Prevalence


Span = str | Strong | Code | Aside | Jump | Share
Spans = tuple[Span, ...]


def join(parts: Iterable[Spans], separator: str = ", ") -> Spans:
    """Return the parts as one, with a separator between them."""
    joined: list[Span] = []
    for part in parts:
        joined += [separator, *part] if joined else part
    return tuple(joined)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a warning is something the reader must know before believing the rest."""

    spans: Spans
    tone: Literal["plain", "lead", "warning"] = "plain"


@dataclass(frozen=True)
class Facts:
    """Labelled facts about what stands above them."""

    items: tuple[tuple[str, Spans], ...]
    kind: Literal["facts", "header"] = "facts"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[Spans, ...]


@dataclass(frozen=True)
class Table:
    """A table; every row is as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True)
class Quote:
    """Words a customer said: slices of the transcript, verbatim, several where the quote is elided or goes over turns."""

    slices: tuple[str, ...]
    speaker: str
    about_speaker: str
    """Title and organisation, as far as known."""
    place: str
    """File, turn and time."""
    finding: str
    caution: str = ""

    @property
    def words(self) -> str:
        """The slices as one reads them."""
        return " [\u2026] ".join(self.slices)


@dataclass(frozen=True)
class Section:
    """A part with a heading; parts nest."""

    title: Spans
    blocks: "tuple[Block, ...]"
    kind: Literal["part", "outcome", "obstacle", "aspect"] = "part"
    number: str = ""
    anchor: str = ""


Block = Paragraph | Facts | Bullets | Table | Quote | Section


@dataclass(frozen=True)
class Document:
    """A whole document."""

    genre: str
    title: str
    blocks: tuple[Block, ...]
    stamp: str
    """Version of the model it was written from."""
