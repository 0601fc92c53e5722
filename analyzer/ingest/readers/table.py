"""Tables: CSV and TSV, and the tables of documents.

In: rows of cells. Out: a Reading with a piece a row. Always true: columns are told by their headings where there are
any, else by what stands in them; a row without a name belongs to the speaker before it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.errors import IngestError
from analyzer.ingest.labels import looks_like_name, may_be_label
from analyzer.ingest.reading import NO, UNKNOWN, Judgement, Piece, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.times import milliseconds_a_unit, parse_clock, parse_number
from analyzer.ingest.words import count_words, decode_entities, fold, squeeze
from analyzer.records import Exclusion

_SPEAKER = (
    "speaker", "speaker name", "name", "participant", "who", "person", "speaker label", "speaker id", "author", "user", "from", "voice",
    "sprecher", "locuteur", "hablante",
)  # fmt: skip
_TEXT = (
    "text", "words", "transcript", "utterance", "content", "speech", "sentence", "message", "quote", "what was said", "dialogue", "caption",
    "body", "comment", "texte", "texto",
)  # fmt: skip
_START = (
    "start", "timestamp", "time", "start time", "begin", "in", "start ms", "timecode", "from time", "start timestamp", "zeit", "offset",
    "start (s)", "start_time", "time in", "timespan", "time range", "start (seconds)", "start seconds", "hora", "temps",
)  # fmt: skip
_END = ("end", "end time", "stop", "out", "end ms", "to time", "end timestamp", "end (s)", "time out", "end_time")


@dataclass(frozen=True)
class Columns:
    """Where what stands; None where the table has no such column."""

    text: int
    speaker: int | None
    start: int | None = None
    end: int | None = None
    headed: bool = False
    """The first row names the columns."""


def judge(source: Source) -> Judgement:
    """A table has the same number of columns throughout, one of them with speech and one with names or times."""
    if not source.is_text or source.suffix in (".md", ".vtt", ".srt"):
        return NO
    rows = source.rows
    if not rows or len(rows) < 2 or len(rows[0]) < 2:
        return NO
    widths = Counter(len(row) for row in rows)
    width, regular = widths.most_common(1)[0]
    if width < 2 or regular / len(rows) < 0.9:
        return NO
    columns = speech_columns(rows)
    if columns is None:
        return NO
    if columns.headed and (columns.speaker is not None or columns.start is not None):
        return Judgement(0.9, (f"{len(rows)} rows of {width} columns", f'headings name the column of speech "{rows[0][columns.text]}"'))
    if source.suffix in (".csv", ".tsv"):
        return Judgement(0.8, (f"{len(rows)} rows of {width} columns", f"extension {source.suffix}"))
    return NO


def read(source: Source) -> Reading:
    """Return the speech of the table."""
    rows = source.rows or []
    columns = speech_columns(rows)
    if columns is None:
        raise IngestError(f"{source.name}: no column of this table holds speech", "name the columns: speaker, text, start")
    return table_reading(rows, columns, "tsv" if "\t" in source.text[:2000] else "csv")


def speech_columns(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Tell which column is what; None where none holds speech."""
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return None
    headings = [fold(cell).strip(" :*") for cell in rows[0]]
    text = _find(headings, _TEXT)
    if text is not None and not any(len(cell) > 40 for cell in rows[0]):
        return Columns(text, _find(headings, _SPEAKER, {text}), _find(headings, _START, {text}), _find(headings, _END, {text}), headed=True)
    sample = rows[:200]
    words = [sum(count_words(row[column]) for row in sample if column < len(row)) for column in range(width)]
    text = max(range(width), key=words.__getitem__)
    speaker = next((column for column in range(width) if column != text and _are_names([row[column] for row in sample if column < len(row)])), None)
    start = next((column for column in range(width) if column != text and _are_times([row[column] for row in sample if column < len(row)])), None)
    counted = width == 2 and all(row[1 - text].strip().isdigit() for row in sample if len(row) == 2)
    return Columns(text, speaker, start) if speaker is not None or start is not None or counted else None


def _find(headings: Sequence[str], names: Sequence[str], taken: set[int] | None = None) -> int | None:
    for name in names:
        for index, heading in enumerate(headings):
            if heading == name and index not in (taken or set()):
                return index
    return None


def _are_names(cells: Sequence[str]) -> bool:
    filled = [squeeze(cell) for cell in cells if cell.strip()]
    if not filled or sum(looks_like_name(cell) for cell in filled) < 0.9 * len(filled):
        return False
    return len({fold(cell) for cell in filled}) <= max(2, len(filled) // 2)


def _are_times(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(parse_clock(cell) is not None for cell in filled) >= 0.9 * len(filled)


def table_reading(rows: Sequence[Sequence[str]], columns: Columns, format_name: str) -> Reading:
    """Turn rows into pieces; cells of other columns are named as left out."""
    total = sum(count_words(cell) for row in rows for cell in row)
    body = rows[1:] if columns.headed else rows
    pieces: list[Piece] = []
    label = UNKNOWN
    kept = metadata = 0
    unit = _unit(body, columns)
    starts = _milliseconds(body, columns.start, unit)
    ends = _milliseconds(body, columns.end, unit)
    for row, start, end in zip(body, starts, ends, strict=True):
        text = squeeze(decode_entities(_cell(row, columns.text)))
        named = squeeze(_cell(row, columns.speaker))
        label = named if may_be_label(named) or named else label
        metadata += count_words(named) + count_words(_cell(row, columns.start)) + count_words(_cell(row, columns.end))
        kept += count_words(_cell(row, columns.text))
        if text:
            pieces.append(Piece(label, text, start, end))
    head = sum(count_words(cell) for cell in rows[0]) if columns.headed else 0
    rest = total - kept - metadata - head
    exclusions = [Exclusion(kind="notes", words=rest, where="other columns of the table")] if rest > 0 else []
    return Reading(format_name, pieces, total, metadata + head, exclusions)


def _cell(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _first_clock(cell: str) -> int | None:
    """Return the time of a cell, of a range ("0:07.1 - 0:09.1") the first."""
    return parse_clock(re.split(r"\s*(?:-->|->|\s-|\u2013|\u2014)\s*", cell.strip(" []()"), maxsplit=1)[0])


def _unit(rows: Sequence[Sequence[str]], columns: Columns) -> int:
    numbers = [number for row in rows for column in (columns.start, columns.end) if (number := parse_number(_cell(row, column))) is not None]
    return milliseconds_a_unit(numbers, sum(count_words(_cell(row, columns.text)) for row in rows))


def _milliseconds(rows: Sequence[Sequence[str]], column: int | None, unit: int) -> list[int | None]:
    if column is None:
        return [None] * len(rows)
    clocks = [_first_clock(_cell(row, column)) for row in rows]
    numbers = [parse_number(_cell(row, column)) for row in rows]
    return [
        clock if clock is not None else (round(number * unit) if number is not None else None) for clock, number in zip(clocks, numbers, strict=True)
    ]
