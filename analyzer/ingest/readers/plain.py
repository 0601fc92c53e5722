"""Plain text and Markdown: Otter, Zoom, Rev, Teams and Meet copied as text, notes typed by hand.

In: a text file. Out: a Reading. Always true: front matter is metadata, never speech; the layout is judged by the
whole file (``survey``); text in which nobody is named becomes paragraphs of one unknown speaker.
"""

import re
from collections import Counter
from collections.abc import Sequence

from analyzer.errors import IngestError
from analyzer.ingest.frontmatter import split_front_matter
from analyzer.ingest.layout import Layout, lay_out
from analyzer.ingest.markup import strip_caption_tags
from analyzer.ingest.reading import NO, Judgement, Reading
from analyzer.ingest.sections import Block, is_listed
from analyzer.ingest.source import Source
from analyzer.ingest.words import count_words, decode_entities
from analyzer.records import Exclusion

_MARKDOWN = re.compile(r"^(?:#{1,6}\s+\S|\*\*[^*\n]{1,100}\*\*|---\s*$|\s{0,3}[*-]\s+\*\*)|\\[\[\]#*_]|\]\(https?://", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_BRACKET_ESCAPE = re.compile(r"\\([\[\]()#:.>-])")
_RULE = re.compile(r"\s*(?:[-*_=~]\s*){3,}")
_FORMATS = {
    "bold": "text with bold labels",
    "header": "text with speaker headings",
    "inline": "text with labels and times",
    "colon": "labelled text",
    "dash": "labelled text",
    "bracket": "labelled text",
    "name": "text with speaker headings",
    "paragraphs": "unlabelled text",
}


def judge(source: Source) -> Judgement:
    """Any text is at least unlabelled speech, so this reader is sure of little and refuses no text."""
    if not source.is_text:
        return NO
    reasons = ["text"]
    score = 0.3
    if source.suffix in (".txt", ".md", ".markdown", ".text"):
        score += 0.05
        reasons.append(f"extension {source.suffix}")
    if source.text.lstrip()[:1] == "<" and re.match(r"\s*<(?:!doctype|html|\?xml|tt\b)", source.text[:200], re.IGNORECASE):
        return Judgement(0.05, ("begins like HTML or XML",))
    return Judgement(score, tuple(reasons))


def read(source: Source) -> Reading:
    """Return the conversation of a text."""
    front, body, first_line = split_front_matter(source.text, source.name)
    markdown = source.suffix in (".md", ".markdown") or bool(front) or bool(_MARKDOWN.search(body))
    blocks = text_blocks(body, markdown, first_line)
    declared = [*source.declared_labels, *front.speakers]
    layout = lay_out(blocks, declared, markdown=markdown)
    refuse_notes(layout, blocks, source.name)
    front_words = count_words(source.text) - count_words(body)
    layout.metadata_words += max(count_words(body) - sum(count_words(block.text) for block in blocks), 0)
    reading = reading_of(layout, source_words=count_words(source.text), front_words=front_words, markdown=markdown)
    reading.declared = front
    if layout.kind == "header" and "otter.ai" in body[-300:]:
        reading.format = "otter text"
    return reading


def refuse_notes(layout: Layout, blocks: Sequence[Block], name: str) -> None:
    """Raise IngestError where nobody speaks twice and most of the text is headed lists: notes of a conversation, not the conversation."""
    voices = Counter(piece.label for piece in layout.pieces if piece.begins_turn and piece.label)
    if any(count > 1 for count in voices.values()) or any(piece.start_ms is not None for piece in layout.pieces):
        return
    headed = any(block.heading for block in blocks) or any(exclusion.kind == "summary" for exclusion in layout.exclusions)
    listed = sum(count_words(block.text) for block in blocks if is_listed(block) or block.heading)
    summed = sum(exclusion.words for exclusion in layout.exclusions if exclusion.kind == "summary")
    if headed and (listed + summed) * 2 > sum(count_words(block.text) for block in blocks):
        raise IngestError(
            f"{name}: reads like notes or a summary: nobody is named, and most of it is headings and lists", "ingest the transcript itself"
        )


def text_blocks(body: str, markdown: bool, first_line: int = 1) -> list[Block]:
    """Split a text into lines, with headings and gaps marked; rules (``---``) are gaps."""
    blocks: list[Block] = []
    gap = True
    for number, line in enumerate(body.split("\n"), first_line):
        if not line.strip() or (len(line) < 200 and _RULE.fullmatch(line)):
            gap = True
            continue
        heading = 0
        if markdown:
            line = _BRACKET_ESCAPE.sub(r"\1", line) if "\\" in line else line
            if line.startswith("#") and (found := _HEADING.match(line)):
                heading, line = len(found.group(1)), line[found.end() :].rstrip(" #")
        blocks.append(Block(decode_entities(strip_caption_tags(line)), number, gap, heading))
        gap = False
    return blocks


def reading_of(layout: Layout, *, source_words: int, front_words: int = 0, markdown: bool = False) -> Reading:
    """Turn a layout into a Reading."""
    exclusions = list(layout.exclusions)
    if front_words:
        exclusions.insert(0, Exclusion(kind="front matter", words=front_words, where="head of the file"))
    name = _FORMATS.get(layout.kind, "labelled text")
    if markdown:
        name = "unlabelled markdown" if layout.kind == "paragraphs" else "markdown"
    facts = head_facts(layout.head)
    if layout.title:
        facts.setdefault("title", layout.title)
    return Reading(name, layout.pieces, source_words, layout.metadata_words, exclusions, layout.warnings, facts)


def head_facts(head: list[str]) -> dict[str, str]:
    """Read title, date and organisation off the lines before the conversation."""
    facts: dict[str, str] = {}
    for line in head:
        key, colon, value = line.partition(":")
        folded = key.strip(" *_#-").casefold()
        if colon and (fact := _HEAD_KEYS.get(folded)) and value.strip(" *_"):
            facts.setdefault(fact, value.strip(" *_"))
    return facts


_HEAD_KEYS = {
    "title": "title", "meeting title": "title", "subject": "title", "titel": "title", "titre": "title", "título": "title",
    "date": "date", "meeting date": "date", "interview date": "date", "recorded on": "date", "recording date": "date", "datum": "date",
    "fecha": "date",
    "organisation": "organisation", "organization": "organisation", "company": "organisation", "account": "organisation",
    "language": "language", "sprache": "language",
}  # fmt: skip
