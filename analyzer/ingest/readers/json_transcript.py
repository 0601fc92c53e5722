"""JSON of transcription services and note takers, known or not.

In: a JSON file. Out: a Reading. Always true: the conversation is the place of the structure where most words stand beside
speakers; ids are replaced by names where the file lists people; prose elsewhere in the file is a named exclusion.
Shapes that were looked at: Whisper, WhisperX, AssemblyAI, Deepgram, AWS Transcribe, Gong, Fireflies, Fathom, Grain, Rev, Azure, Google, Otter.
"""

import re
from collections import defaultdict
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.layout import lay_out
from analyzer.ingest.readers.json_accounting import PROSE, account, is_summary
from analyzer.ingest.readers.json_aws import label_items
from analyzer.ingest.readers.json_fields import END, SPEAKER, START, first_key, fold_key, raw_id, read_time, speaker_text
from analyzer.ingest.readers.json_groups import Contents, Group, Item, walk
from analyzer.ingest.readers.json_people import Person, read_people
from analyzer.ingest.readers.plain import reading_of, text_blocks
from analyzer.ingest.readers.table import speech_columns, table_reading
from analyzer.ingest.reading import NO, Judgement, Piece, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.times import milliseconds_a_unit
from analyzer.ingest.words import clean, count_words, decode_entities, squeeze

_SIGNATURES: tuple[tuple[str, frozenset[str]], ...] = (
    ("gong json", frozenset({"calltranscripts"})),
    ("rev json", frozenset({"monologues", "elements"})),
    ("deepgram json", frozenset({"results", "channels", "alternatives"})),
    ("deepgram json", frozenset({"results", "utterances", "transcript"})),
    ("aws transcribe json", frozenset({"results", "items", "alternatives"})),
    ("aws transcribe json", frozenset({"segments", "speakerlabel"})),
    ("fireflies json", frozenset({"sentences", "rawtext"})),
    ("fireflies json", frozenset({"sentences", "speakername"})),
    ("fathom json", frozenset({"transcript", "displayname", "timestamp"})),
    ("grain json", frozenset({"participantid", "speaker", "start"})),
    ("assemblyai json", frozenset({"utterances", "speaker", "text"})),
    ("azure json", frozenset({"recognizedphrases", "nbest"})),
    ("speechmatics json", frozenset({"results", "alternatives", "content", "speaker"})),
    ("whisperx json", frozenset({"segments", "speaker", "words"})),
    ("whisper json", frozenset({"segments", "text"})),
)


_SPEAKER_KEYS = frozenset(SPEAKER)
_CLOSING = re.compile(r"[,.?!;:%)\]}\u2026\u00bb\u201d\u2019\u3001\u3002\uff0c\uff1f\uff01]+")
"""Marks that a word list gives a place of their own and a text does not."""
_EPOCH = 10**11
"""Milliseconds: more is a date, not a time since the beginning."""


def judge(source: Source) -> Judgement:
    """JSON parses or it does not."""
    if source.json is None and source.is_text and (source.suffix == ".json" or (source.begins_as_json and '":' in source.written[:2000])):
        return Judgement(0.5, ("is called or begins like JSON, but does not parse",))
    if source.json is None:
        return NO
    return Judgement(0.9, ("parses as JSON",))


def read(source: Source) -> Reading:
    """Return the conversation of a JSON file; raises IngestError where it holds none."""
    root = source.json
    if root is None:
        raise IngestError(f"{source.name}: cut off or damaged: it is not valid JSON", "export the transcript again")
    label_items(root)
    contents = walk(root, source.name)
    group = choose_group(contents)
    if group is None or not group.speaks:
        longest = max((len(text) for _, text in contents.strings), default=0)
        whole = _read_rows(root) or (_read_strings(source, contents) if group is None or longest > 9 * group.words else None)
        if whole is not None:
            return whole
    if group is None:
        raise IngestError(f"{source.name}: no place in this JSON holds speech", "expected a list of objects with text and speaker")
    people = read_people(root)
    pieces, told = _pieces(group, people)
    if not any(piece.text for piece in pieces):
        raise IngestError(f"{source.name}: no speech in this JSON", "export the transcript with its text")
    kept = sum(count_words(piece.text) for piece in pieces)
    exclusions, metadata = account(contents, group, pieces)
    return Reading(
        format=_format(contents),
        pieces=pieces,
        source_words=kept + metadata + sum(exclusion.words for exclusion in exclusions),
        metadata_words=metadata,
        exclusions=exclusions,
        facts=_facts(root),
        people=told,
    )


def choose_group(contents: Contents) -> Group | None:
    """Return the place that holds the conversation: with speakers before without, whole sentences before single words, then most words."""
    groups = [group for group in contents.groups if not is_summary(group.path)]
    if not groups:
        return None
    spoken = [group for group in groups if group.speaks]
    most = max(group.words for group in groups)
    candidates = spoken if max((group.words for group in spoken), default=0) * 4 >= most else groups
    most = max(group.words for group in candidates)
    near = [group for group in candidates if group.words * 10 >= most * 6]
    return max(near, key=lambda group: (not group.word_level, group.timed, group.words))


def _pieces(group: Group, people: dict[str, Person]) -> tuple[list[Piece], dict[str, dict[str, str]]]:
    told: dict[str, dict[str, str]] = {}
    rows = [_Row(item, group, people, told) for item in group.items if isinstance(item.fields.get(group.text_key or ""), str)]
    rows = _drop_untagged(rows, group)
    times = [time[0] for row in rows for time in (row.start, row.end) if time[0] is not None]
    sure_ms = any(row.start[2] for row in rows)
    unit = 1 if sure_ms else milliseconds_a_unit(times, group.words)
    origin = min((begin for row in rows if (begin := row.milliseconds(row.start, unit, 0)) is not None), default=0)
    shift = origin if origin > _EPOCH else 0  # times of a calendar are counted from the first word
    pieces = [Piece(row.label, row.text, row.milliseconds(row.start, unit, shift), row.milliseconds(row.end, unit, shift)) for row in rows]
    if any(item.channel is not None for item in group.items):
        pieces.sort(key=lambda piece: piece.start_ms or 0)
    return (_join_words(pieces) if group.word_level else [_tidy(piece) for piece in pieces if piece.text.strip()]), told


class _Row:
    """One object, read."""

    __slots__ = ("end", "label", "start", "text")

    def __init__(self, item: Item, group: Group, people: dict[str, Person], told: dict[str, dict[str, str]]) -> None:
        fields = item.fields
        outer = item.outer if item.outer is not None and item.outer is not fields else {}
        self.text = str(fields[group.text_key or ""])
        self.label = _label(fields, outer, group, people, told)
        if not self.label and item.channel is not None:
            self.label = f"Channel {item.channel}"
        self.start = read_time(fields, START)
        if self.start[:2] == (None, None):
            self.start = read_time(outer, START)
        self.end = read_time(fields, END)

    @staticmethod
    def milliseconds(time: tuple[float | None, int | None, bool], unit: int, shift: int) -> int | None:
        number, sure, says_ms = time
        if sure is None and number is not None:
            sure = round(number * (1 if says_ms else unit))
        return max(sure - shift, 0) if sure is not None else None


def _drop_untagged(rows: list[_Row], group: Group) -> list[_Row]:
    """Drop words without a speaker that come again with one, as Google's speech service repeats them at the end."""
    named = [row for row in rows if row.label]
    unnamed = [row for row in rows if not row.label]
    if not group.word_level or not named or len(unnamed) * 10 < 3 * len(rows):
        return rows
    repeated = [row.text for row in unnamed][: len(named)] == [row.text for row in named][: len(unnamed)]
    return named if repeated else rows


def _label(fields: dict[str, Any], outer: dict[str, Any], group: Group, people: dict[str, Person], told: dict[str, dict[str, str]]) -> str:
    key, holder = (group.speaker_key, fields) if group.speaker_key else (group.outer_speaker_key, outer)
    value = holder.get(key) if key else None
    if value in (None, "", {}, []):
        other = first_key(holder, SPEAKER) if key and key != group.text_key else None
        value = holder[other] if other and other != group.text_key else None
    known = people.get(raw_id(value)) or _known_by_other_key(holder, people)
    shown = speaker_text(value)
    # Where the file names the speaker in words the directory adds to it and does not rename.
    in_words = isinstance(value, str) and raw_id(value) not in people
    label = known.name if known and not in_words else shown
    if isinstance(value, dict):
        _declare(label, _nested_fields(value), told)
    if known:
        _declare(label, known.fields, told)
    if len(label) == 1:
        _declare(label, {"name": f"Speaker {label}"}, told)
    return label


def _known_by_other_key(holder: dict[str, Any], people: dict[str, Person]) -> Person | None:
    """Return the person whom another key of the object names: ``speaker_id`` beside ``speaker``."""
    if not people:
        return None
    ids = (raw_id(value) for key, value in holder.items() if fold_key(key) in _SPEAKER_KEYS)
    return next((people[known] for known in ids if known in people), None)


def _nested_fields(value: dict[str, Any]) -> dict[str, str]:
    email = first_key(value, ("email", "emailaddress", "matchedcalendarinviteeemail"))
    return {"email": value[email]} if email and isinstance(value[email], str) else {}


def _declare(label: str, fields: dict[str, str], told: dict[str, dict[str, str]]) -> None:
    if label and fields:
        known = told.setdefault(label, {})
        for key, value in fields.items():
            known.setdefault(key, value)


def _tidy(piece: Piece) -> Piece:
    piece.text = squeeze(decode_entities(clean(piece.text)))
    return piece


def _join_words(words: list[Piece]) -> list[Piece]:
    """Join single words to stretches of one speaker; where the words carry their own spaces, none are added."""
    spaced = sum(word.text[:1] == " " or word.text[-1:] == " " for word in words) * 2 > len(words) or any(word.text == " " for word in words)
    stretches: list[list[Piece]] = []
    for word in words:
        if stretches and (word.label == stretches[-1][-1].label or _CLOSING.fullmatch(word.text)):
            stretches[-1].append(word)
        else:
            stretches.append([word])
    joined = []
    for stretch in stretches:
        text = "".join(_spaced(word.text, spaced) for word in stretch)
        ends = [word.end_ms for word in stretch if word.end_ms is not None]
        starts = [word.start_ms for word in stretch if word.start_ms is not None]
        joined.append(_tidy(Piece(stretch[0].label, text, starts[0] if starts else None, ends[-1] if ends else None)))
    return [piece for piece in joined if piece.text]


def _spaced(word: str, spaced: bool) -> str:
    return word if spaced or _CLOSING.fullmatch(word) else f" {word}"


def _read_strings(source: Source, contents: Contents) -> Reading | None:
    """Read the conversation where it is one long string, or a list of strings."""
    together: dict[str, list[str]] = defaultdict(list)
    for path, text in contents.strings:
        if not is_summary(path):
            together[path].append(clean(text))
    path, texts = max(together.items(), key=lambda entry: sum(len(text) for text in entry[1]), default=("", []))
    text = "\n".join(texts)
    if count_words(text) < PROSE:
        return None
    layout = lay_out(text_blocks(text, markdown=False), source.declared_labels)
    reading = reading_of(layout, source_words=count_words(text))
    reading.format = "json with text lines" if len(texts) > 1 else "json with one text"
    others = sum(count_words(other) for place, other in contents.strings if place != path)
    reading.metadata_words += others
    reading.source_words += others
    return reading


def _read_rows(root: Any) -> Reading | None:
    """Read a list of rows of cells as a table."""
    rows = next((value for value in _lists(root) if len(value) > 1 and all(isinstance(row, list) and 2 <= len(row) <= 20 for row in value)), None)
    if rows is None:
        return None
    cells = [["" if cell is None or isinstance(cell, list | dict) else clean(str(cell)) for cell in row] for row in rows]
    columns = speech_columns(cells)
    return table_reading(cells, columns, "json rows") if columns is not None and columns.speaker is not None else None


def _lists(root: Any) -> list[list[Any]]:
    return [value for value in (root, *(root.values() if isinstance(root, dict) else ())) if isinstance(value, list)]


def _format(contents: Contents) -> str:
    return next((name for name, keys in _SIGNATURES if keys <= contents.keys), "json")


def _facts(root: Any) -> dict[str, str]:
    facts: dict[str, str] = {}
    holders = [root, *(root.get(key) for key in ("data", "transcript", "meeting", "call", "metadata", "recording"))] if isinstance(root, dict) else []
    for holder in (each for each in holders if isinstance(each, dict)):
        for fact, names in (
            ("title", ("title", "meetingtitle", "topic", "subject")),
            ("date", ("date", "meetingdate", "starttime", "recordedat", "scheduledat")),
            ("language", ("language", "languagecode", "detectedlanguage")),
        ):
            key = first_key(holder, names)
            if key and isinstance(holder[key], str) and len(holder[key]) <= 200:
                facts.setdefault(fact, squeeze(clean(holder[key])))
    return facts
