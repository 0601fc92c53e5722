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
from analyzer.ingest.vocabulary import CHAT_HEADINGS, SUMMARY_HEADINGS, TRANSCRIPT_HEADINGS
from analyzer.ingest.words import fold

Part = Literal["summary", "chat"]

_CHAT_LINE = re.compile(r"\s*(?:\d{1,2}:\d{2}(?::\d{2})?\s*(?:[AaPp][Mm])?)\s+from\s+\S.{0,120}?(?:\s+to\s+.{1,120}?)?\s*:", re.IGNORECASE)
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
    title = heading_title(block)
    if title in TRANSCRIPT_HEADINGS:
        return True
    last = re.split(r"\s[-\u2013\u2014|]\s|\s", title)[-1] if title else ""
    return len(title) <= 120 and last in TRANSCRIPT_HEADINGS and (bool(block.heading) or bool(re.search(r"[-\u2013\u2014|)]\s*\w+$", title)))


def divide(blocks: Sequence[Block], forms: Sequence[Sequence[Form]]) -> list[Part | None]:
    """Return the part of every block."""
    weak = Counter(fold(form.label) for block, line in zip(blocks, forms, strict=True) if not is_listed(block) for form in line[:1] if _names(form))
    parts: list[Part | None] = []
    part: Part | None = None
    level = 0
    spoken = 0
    in_chat = False
    for index, block in enumerate(blocks):
        begun = _begins(block)
        if begun is not None:
            part, level = begun, block.heading
        elif part is not None and _ends(blocks, forms, index, part, level, weak, spoken):
            part = None
        in_chat = bool(_CHAT_LINE.match(block.text)) or (in_chat and block.text[:1] in "\t " and not block.after_gap)
        parts.append("chat" if in_chat else part)
        spoken += part is None and any(_names(form) for form in forms[index][:1])
    return parts


def is_listed(block: Block) -> bool:
    """Whether the block is an item of a list."""
    return block.listed or bool(_BULLET.match(block.text))


def _begins(block: Block) -> Part | None:
    if len(block.text) > _MAX_HEADING or is_listed(block):
        return None
    title = heading_title(block)
    marked = bool(block.heading) or block.after_gap or block.text.rstrip().endswith(":")
    if not marked:
        return None
    return "chat" if title in CHAT_HEADINGS else "summary" if title in SUMMARY_HEADINGS else None


def _ends(
    blocks: Sequence[Block], forms: Sequence[Sequence[Form]], index: int, part: Part, level: int, weak: Counter[str], spoken: int
) -> bool:  # fmt: skip
    block = blocks[index]
    if is_transcript_heading(block) or (block.heading and block.heading <= (level or 9)):
        return True
    if part == "chat" or is_listed(block):
        return False
    first = next(iter(forms[index]), None)
    if first is None or not _names(first):
        return False
    if first.timed or first.shape == "bold":
        return True
    return weak[fold(first.label)] >= 2 and _speaking(blocks, forms, index) >= (_SPEAKING_AGAIN if spoken else 2)


def _names(form: Form) -> bool:
    return form.shape in ("colon", "bold", "header", "inline") and looks_like_name(form.label) and not is_stop_word(form.label)


def _speaking(blocks: Sequence[Block], forms: Sequence[Sequence[Form]], index: int) -> int:
    """Count the lines from here to the next heading that begin with a name and are no list items."""
    count = 0
    for block, line in zip(blocks[index:], forms[index:], strict=True):
        if block.heading or count > _SPEAKING_AGAIN:
            break
        count += not is_listed(block) and any(_names(form) for form in line[:1])
    return count
