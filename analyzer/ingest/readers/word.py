"""Word documents: Teams, Word Transcribe, Google Meet notes, tables, paragraphs without names.

In: a .docx. Out: a Reading. Always true: a line break inside a paragraph is a new line of the same paragraph; a table
with a column of names and one of speech is read by column; deleted text is dropped and counted, hidden text kept and flagged.
"""

import re

from analyzer.errors import IngestError
from analyzer.ingest.documents import Document, Paragraph
from analyzer.ingest.layout import Layout, lay_out
from analyzer.ingest.readers.plain import reading_of, refuse_notes
from analyzer.ingest.readers.table import speech_columns, table_reading
from analyzer.ingest.reading import NO, Judgement, Reading
from analyzer.ingest.sections import Block
from analyzer.ingest.source import Source
from analyzer.ingest.words import count_words
from analyzer.records import Exclusion

_ENDED = re.compile(r"(?:transcription|meeting) ended after", re.IGNORECASE)


def judge(source: Source) -> Judgement:
    """A zip archive is a Word document or nothing we read."""
    return Judgement(0.95, ("a zip archive",)) if source.is_zip else NO


def read(source: Source) -> Reading:
    """Return the conversation of a document; raises IngestError where it holds no text."""
    document = source.document
    if document is None or not _words(document):
        raise IngestError(f"{source.name}: the document holds no text", "export the transcript again")
    reading = _read_table(document) or _read_paragraphs(document, source)
    _add_left_out(reading, document)
    if document.title:
        reading.facts.setdefault("title", document.title)
    return reading


def _words(document: Document) -> int:
    return sum(
        count_words(block.text) if isinstance(block, Paragraph) else sum(count_words(cell) for row in block for cell in row)
        for block in document.blocks
    )


def _read_table(document: Document) -> Reading | None:
    """Read the table that holds most of the document's words, where it has columns of names and of speech."""
    tables = [block for block in document.blocks if isinstance(block, list)]
    if not tables:
        return None
    rows = [row for table in tables for row in table] if len({len(row) for table in tables for row in table}) == 1 else max(tables, key=_table_words)
    if _table_words(rows) * 2 < _words(document):
        return None
    columns = speech_columns(rows)
    if columns is None or columns.speaker is None:
        return None
    reading = table_reading(rows, columns, "docx table")
    outside = _words(document) - _table_words(rows)
    if outside:
        reading.source_words += outside
        reading.exclusions.append(Exclusion(kind="header", words=outside, where="paragraphs around the table"))
    return reading


def _table_words(rows: list[list[str]]) -> int:
    return sum(count_words(cell) for row in rows for cell in row)


def _read_paragraphs(document: Document, source: Source) -> Reading:
    blocks: list[Block] = []
    gap = True
    number = 0
    for block in document.blocks:
        for paragraph in (
            [block] if isinstance(block, Paragraph) else [Paragraph("\t".join(cell.replace("\n", " ") for cell in row)) for row in block]
        ):
            number += 1
            for index, line in enumerate(paragraph.text.split("\n")):
                if line.strip():
                    blocks.append(Block(line, number, gap or index == 0, paragraph.heading, paragraph.strong if index == 0 else "", paragraph.listed))
                    gap = False
            gap = True
    layout = lay_out(blocks, source.declared_labels, unit="paragraphs")
    refuse_notes(layout, blocks, source.name)
    reading = reading_of(layout, source_words=_words(document))
    reading.format = _format(layout, document)
    return reading


def _format(layout: Layout, document: Document) -> str:
    """Name what the document was."""
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    if layout.kind == "header":
        return "teams docx" if any("\n" in text.strip() for text in texts) else "docx with speaker headings"
    if layout.kind == "paragraphs":
        return "docx without labels"
    ended = any(_ENDED.match(text.strip()) for text in texts[-5:])
    return "meet docx" if ended else "docx with labels"


def _add_left_out(reading: Reading, document: Document) -> None:
    if document.deleted_words:
        reading.source_words += document.deleted_words
        reading.exclusions.append(Exclusion(kind="deleted", words=document.deleted_words, where="tracked deletions"))
    if document.aside_words:
        reading.source_words += document.aside_words
        reading.exclusions.append(Exclusion(kind="header", words=document.aside_words, where="headers, footers, notes, comments and text boxes"))
    if document.hidden_words:
        reading.warnings.append(f"{document.hidden_words} words are formatted as hidden in the document and were read all the same")
