"""A claimed quote taken apart: its core words, its elisions, its edges.

In: the quote as a model or a person gave it. Out: ``Wording``. Always true: quotation marks and elision marks at the
edges, bracketed notes and a speaker label of the text in front are not part of what is looked for.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from analyzer.extract.grounding.index import CLOSING
from analyzer.extract.grounding.lexicon import WordClass, word_class
from analyzer.extract.grounding.stream import label_spans, read_stream

_ELISION = re.compile(r"\s*(?:\[\s*(?:\.{2,}|\u2026)\s*\]|\(\s*(?:\.{2,}|\u2026)\s*\)|\.{3,}|\u2026|\[[^\[\]\n]{1,40}\])\s*")
_EDGE = re.compile(r"^[\s\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e*_`]+|[\s\"'\u201c\u201d\u2018\u2019\u00ab\u00bb*_`]+$")
_LABEL = re.compile(r"^\W*[^\W\d_][^\s:]*(?: [^\s:]+){0,3}:\s+")


@dataclass(slots=True)
class Wording:
    """One way to read a quote."""

    text: str
    """The quote without its edges."""
    said: list[str]
    """Core forms."""
    full: list[str]
    """All forms, fillers included."""
    parts: list[list[str]]
    """Core forms between elision marks; one part where there is none."""
    added: list[str]
    """What the quoter put into square brackets."""

    @property
    def lead(self) -> list[str]:
        """Fillers before the first core form."""
        return self.full[: self.full.index(self.said[0])]

    @property
    def tail(self) -> list[str]:
        """Fillers behind the last core form."""
        return self.full[len(self.full) - self.full[::-1].index(self.said[-1]) :]

    @property
    def closed(self) -> bool:
        """Whether the quote ends with closing punctuation."""
        return self.text[-1:] in CLOSING

    @property
    def content(self) -> int:
        """How many words carry something."""
        return sum(word_class(form) >= WordClass.CONTENT for form in self.said)


def read_wording(quote: str, labels: Collection[str] = (), lines: bool = False) -> Wording:
    """Return the wording of ``quote``; ``labels`` are those of the text, dropped where they stand in front of a line.

    With ``lines`` a line feed of the quote is taken for a change of turns, otherwise for a blank.
    """
    text = _EDGE.sub("", quote)
    text = _EDGE.sub("", _ELISION.sub(" ", text, count=1) if _ELISION.match(text) else text)
    for start, end in reversed(label_spans(text, labels)):
        text = text[:start] + text[end:].lstrip()
    if not lines and "\n" in text:
        text = " ".join(text.split())
    stream = read_stream(text, labels=labels)
    cuts = [match.span() for match in _ELISION.finditer(text)]
    added = [form for start, end in cuts for form in _plain_forms(text[start:end])]
    said = [stream.forms[place] for place in stream.core]
    return Wording(text, said, [stream.forms[place] for place in stream.spoken], _parts(text, cuts) if cuts else [said], added)


def without_label(quote: str) -> str | None:
    """Return the quote without the speaker label in front ("Tom: We lost ..."); None where there is none."""
    match = _LABEL.match(quote)
    if not match or any(word_class(form) == WordClass.STRICT for form in read_stream(match.group(), labels=()).forms):
        return None  # "Not true: ..." is no name
    return quote[match.end() :] or None


def _plain_forms(bracketed: str) -> list[str]:
    return read_stream(bracketed.strip().strip("[]()"), labels=()).forms


def _parts(text: str, cuts: list[tuple[int, int]]) -> list[list[str]]:
    """Return the core of each part, read on its own: nothing repeats or belongs together over an elision."""
    edges = [0, *(place for cut in cuts for place in cut), len(text)]
    streams = [read_stream(text[start:end], labels=()) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [part for stream in streams if (part := [stream.forms[place] for place in stream.core])]
