"""The parts of a document that are no conversation although they name people: summaries, action items, chat logs.

In: blocks and the forms their lines could have. Out: for every block the part it belongs to, or None for what may be conversation. Always
true: a part begins at a heading that says so, or at a line a chat wrote, and ends where a transcript or another heading begins, or where
people speak again in lines of their own.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.ingest.labels import is_stop_word, looks_like_name
from analyzer.ingest.lines import Form
from analyzer.ingest.markup import strip_markdown
from analyzer.ingest.vocabulary import CHAT_HEADINGS, SUMMARY_HEADINGS, SUMMARY_TITLE, TRANSCRIPT_HEADINGS, TRANSCRIPT_WORDS
from analyzer.ingest.words import fold

Part = Literal["summary", "chat"]

_CHAT_LINE = re.compile(r"\s{0,4}\d{1,2}:\d{2}:\d{2}\s*(?:[AaPp][Mm])?\s+From\s+(?P<name>[^:]{1,80}?)(?:\s+to\s+[^:]{1,80}?)?\s*:")
_BULLET = re.compile(r"\s*(?:[-*+\u2022\u25cf\u25aa\u25e6]|\[[ xX]\]|\d{1,3}[.)])\s")
_MAX_HEADING = 60
_SPEAKING_AGAIN = 5


@dataclass(slots=True)
class Block:
    """A line, or a line of a paragraph."""

    text: str
    number: int
    """Line or paragraph number for messages, 1-based."""
    after_gap: bool = False
    """A blank line stands before it, or it begins a paragraph."""
    heading: int = 0
    """Level of a heading, 0 where it is none."""
    strong: str = ""
    """The bold text it begins with, where the format keeps bold apart."""
    listed: bool = False
    """An item of a list, where the format keeps lists apart."""


def heading_title(block: Block) -> str:
    """Return the block's text as a heading would be compared: folded, without marks around it."""
    return fold(strip_markdown(block.text)).strip(" #*_:-=\u2013\u2014\U0001f4d6\U0001f4dd")


def is_transcript_heading(block: Block) -> bool:
    """Whether the conversation begins after this line: "Transcript", "Acme discovery - Transcript"."""
    if len(block.text) > 140:
        return False
    title = heading_title(block)
    if title in TRANSCRIPT_HEADINGS:
        return True
    last = re.split(r"\s[-\u2013\u2014|]\s|\s", title)[-1] if title else ""
    return last in TRANSCRIPT_WORDS and (bool(block.heading) or bool(re.search(r"[-\u2013\u2014|)]\s*\w+$", title)))


def divide(blocks: Sequence[Block], forms: Sequence[Sequence[Form]]) -> list[Part | None]:
    """Return the part of every block."""
    return _Divider(blocks, forms).divide()


class _Divider:
    """Walks the blocks once."""

    def __init__(self, blocks: Sequence[Block], forms: Sequence[Sequence[Form]]) -> None:
        self.blocks = blocks
        self.naming = [None if is_listed(block) else _naming(line) for block, line in zip(blocks, forms, strict=True)]
        self.counts = Counter(fold(form.label) for form in self.naming if form)
        self.transcript = max((index for index, block in enumerate(blocks) if is_transcript_heading(block)), default=-1)

    def divide(self) -> list[Part | None]:
        parts: list[Part | None] = []
        part: Part | None = None
        level = spoken = 0
        in_chat = False
        for index, block in enumerate(self.blocks):
            begun = None if self._awaits_speech(index) else _begins(block)
            if begun is not None:
                part, level = begun, block.heading
            elif part is not None and self._ends(index, part, level, spoken):
                part = None
            in_chat = _is_chat(block) or (in_chat and block.text[:1] in "\t " and not block.after_gap)
            parts.append("chat" if in_chat else part)
            spoken += part is None and self.naming[index] is not None
        return parts

    def _awaits_speech(self, index: int) -> bool:
        """Whether the line above names a speaker and nothing else: then this line is what is said, be it "Details"."""
        above = self.naming[index - 1] if index else None
        return above is not None and not above.rest

    def _ends(self, index: int, part: Part, level: int, spoken: int) -> bool:
        block, form = self.blocks[index], self.naming[index]
        if is_transcript_heading(block) or (block.heading and block.heading <= (level or 9)):
            return True
        if part == "chat" or form is None or index < self.transcript:
            return False
        if form.timed or form.shape == "bold":
            return True
        return self.counts[fold(form.label)] >= 2 and self._speaking(index) >= (_SPEAKING_AGAIN if spoken else 2)

    def _speaking(self, index: int) -> int:
        """Count the lines from here to the next heading that begin with a name and are no list items, as far as it matters."""
        count = 0
        while index < len(self.blocks) and count < _SPEAKING_AGAIN and not self.blocks[index].heading:
            count += self.naming[index] is not None
            index += 1
        return count


def is_listed(block: Block) -> bool:
    """Whether the block is an item of a list."""
    return block.listed or bool(_BULLET.match(block.text))


def _is_chat(block: Block) -> bool:
    """Whether a chat wrote the line: ``10:31:02 From Tom O'Brien to Everyone: text``."""
    found = _CHAT_LINE.match(block.text)
    return found is not None and looks_like_name(found["name"].strip())


def _begins(block: Block) -> Part | None:
    if len(block.text) > _MAX_HEADING or is_listed(block):
        return None
    title = heading_title(block)
    marked = bool(block.heading) or block.after_gap or block.text.rstrip().endswith(":")
    if not marked:
        return None
    if title in CHAT_HEADINGS:
        return "chat"
    return "summary" if title in SUMMARY_HEADINGS or (block.heading and SUMMARY_TITLE.search(title)) else None


def _naming(forms: Sequence[Form]) -> Form | None:
    """Return the first form of a line where it begins with a name."""
    form = next(iter(forms), None)
    if form is None or form.shape not in ("colon", "bold", "header", "inline"):
        return None
    return form if looks_like_name(form.label) and not is_stop_word(form.label) else None
