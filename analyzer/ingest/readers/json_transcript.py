"""JSON of transcription services and note takers, known or not.

In: a JSON file. Out: a Reading. Always true: the conversation is the place of the structure where most words stand beside
speakers; ids are replaced by names where the file lists people; prose elsewhere in the file is a named exclusion.
Shapes that were looked at: Whisper, WhisperX, AssemblyAI, Deepgram, AWS Transcribe, Gong, Fireflies, Fathom, Grain, Rev, Azure, Google, Otter.
"""

from collections import Counter, defaultdict
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.frontmatter import Declared
from analyzer.ingest.layout import lay_out
from analyzer.ingest.readers.json_aws import label_items
from analyzer.ingest.readers.json_fields import END, SPEAKER, START, first_key, fold_key, raw_id, read_time, speaker_text
from analyzer.ingest.readers.json_groups import Contents, Group, Item, walk
from analyzer.ingest.readers.json_people import Person, read_people
from analyzer.ingest.readers.plain import reading_of, text_blocks
from analyzer.ingest.reading import NO, Judgement, Piece, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.times import milliseconds_a_unit
from analyzer.ingest.vocabulary import word_set
from analyzer.ingest.words import clean, count_words, decode_entities, squeeze
from analyzer.records import Exclusion

_SUMMARY_KEYS = word_set(
    """
    summary summaries gist headline chapters topics topiclist keywords actionitems action_items highlights outline overview notes answer
    query generalquerylist specificquerylist takeaways keypoints insights questions sentiment entities bullets shorthandbullet nextsteps
    """
)  # fmt: skip
_PROSE = 5
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


def judge(source: Source) -> Judgement:
    """JSON parses or it does not."""
    if source.json is None:
        return Judgement(0.05, ("begins like JSON, but does not parse",)) if source.suffix == ".json" and source.is_text else NO
    return Judgement(0.9, ("parses as JSON",))


def read(source: Source) -> Reading:
    """Return the conversation of a JSON file; raises IngestError where it holds none."""
    root = source.json
    if root is None:
        raise IngestError(f"{source.name}: not valid JSON", "export the transcript again")
    label_items(root)
    contents = walk(root, source.name)
    group = choose_group(contents)
    longest = max(contents.strings, key=lambda entry: len(entry[1]), default=("", ""))
    if group is None or (not group.speaks and count_words(longest[1]) > 1.5 * group.words):
        return _read_string(source, longest, contents)
    people = read_people(root)
    pieces, declared = _pieces(group, people)
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
        declared=declared,
    )


def choose_group(contents: Contents) -> Group | None:
    """Return the place that holds the conversation: with speakers before without, whole sentences before single words, then most words."""
    if not contents.groups:
        return None
    spoken = [group for group in contents.groups if group.speaks]
    most = max((group.words for group in contents.groups), default=0)
    candidates = spoken if max((group.words for group in spoken), default=0) * 4 >= most else contents.groups
    most = max(group.words for group in candidates)
    near = [group for group in candidates if group.words * 10 >= most * 6]
    return max(near, key=lambda group: (not group.word_level, group.timed, group.words))


def _pieces(group: Group, people: dict[str, Person]) -> tuple[list[Piece], Declared]:
    declared = Declared()
    rows = [_Row(item, group, people, declared) for item in group.items if isinstance(item.fields.get(group.text_key or ""), str)]
    starts = [row.start[0] for row in rows if row.start[0] is not None]
    sure_ms = any(row.start[2] for row in rows)
    unit = 1 if sure_ms else milliseconds_a_unit(starts, group.words)
    origin = min((row.start[1] for row in rows if row.start[1] is not None), default=0)
    shift = origin if origin > 10**11 else 0  # times of day with a date are counted from the first word
    pieces = [Piece(row.label, row.text, row.milliseconds(row.start, unit, shift), row.milliseconds(row.end, unit, shift)) for row in rows]
    if any(item.channel is not None for item in group.items):
        pieces.sort(key=lambda piece: piece.start_ms or 0)
    return (_join_words(pieces) if group.word_level else [_tidy(piece) for piece in pieces if piece.text.strip()]), declared


class _Row:
    """One object, read."""

    def __init__(self, item: Item, group: Group, people: dict[str, Person], declared: Declared) -> None:
        fields = item.fields
        outer = item.outer if item.outer is not None and item.outer is not fields else {}
        self.text = str(fields[group.text_key or ""])
        self.label = _label(fields, outer, group, people, declared)
        if not self.label and item.channel is not None:
            self.label = f"Channel {item.channel}"
        self.start = read_time(fields, START)
        if self.start[:2] == (None, None):
            self.start = read_time(outer, START)
        self.end = read_time(fields, END)

    @staticmethod
    def milliseconds(time: tuple[float | None, int | None, bool], unit: int, shift: int) -> int | None:
        number, sure, says_ms = time
        if sure is not None:
            return max(sure - shift, 0)
        return round(number * (1 if says_ms else unit)) if number is not None else None


def _label(fields: dict[str, Any], outer: dict[str, Any], group: Group, people: dict[str, Person], declared: Declared) -> str:
    key, holder = (group.speaker_key, fields) if group.speaker_key else (group.outer_speaker_key, outer)
    value = holder.get(key) if key else None
    if value in (None, "", {}, []):
        other = first_key(holder, SPEAKER) if key and key != group.text_key else None
        value = holder[other] if other and other != group.text_key else None
    known = people.get(raw_id(value)) or next(
        (people[raw_id(holder[other])] for other in holder if fold_key(other) in SPEAKER and raw_id(holder[other]) in people), None
    )
    shown = speaker_text(value)
    # Where the file names the speaker in words the directory adds to it and does not rename.
    in_words = isinstance(value, str) and raw_id(value) not in people
    label = known.name if known and not in_words else shown
    if isinstance(value, dict):
        _declare(label, _nested_fields(value), declared)
    if known:
        _declare(label, known.fields, declared)
    return label


def _nested_fields(value: dict[str, Any]) -> dict[str, str]:
    email = first_key(value, ("email", "emailaddress", "matchedcalendarinviteeemail"))
    return {"email": value[email]} if email and isinstance(value[email], str) else {}


def _declare(label: str, fields: dict[str, str], declared: Declared) -> None:
    if label and fields:
        known = declared.speakers.setdefault(label, {})
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
        unnamed_mark = not any(character.isalnum() for character in word.text)
        if stretches and (word.label == stretches[-1][-1].label or unnamed_mark):
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
    if spaced or (not any(character.isalnum() for character in word) and word not in ("-", "--", "\u2013", "\u2014", "&", "$", "\u20ac")):
        return word
    return f" {word}"


def account(contents: Contents, group: Group, pieces: list[Piece]) -> tuple[list[Exclusion], int]:
    """Return what the file says outside the conversation: prose as named exclusions, and the number of other words (labels, ids, names)."""
    spoken = _shingles(" ".join(piece.text for piece in pieces))
    left: dict[tuple[str, str], int] = defaultdict(int)
    metadata = 0
    own = f"{group.path}.{group.text_key}"
    for path, text in contents.strings:
        if path == own:
            continue
        words = count_words(text)
        if words < _PROSE or path.startswith(f"{group.path}."):
            metadata += words
        elif _contained(text, spoken):
            left["repetition", path] += words
        else:
            left["summary" if _is_summary(path) else "notes", path] += words
    totals: Counter[str] = Counter()
    places: dict[str, list[str]] = defaultdict(list)
    for (kind, path), words in left.items():
        totals[kind] += words
        places[kind].append(path)
    exclusions = [Exclusion.model_validate({"kind": kind, "words": words, "where": ", ".join(places[kind][:4])}) for kind, words in totals.items()]
    return exclusions, metadata


def _is_summary(path: str) -> bool:
    return any(fold_key(part.rstrip("[]")) in _SUMMARY_KEYS for part in path.split("."))


def _shingles(text: str) -> set[int]:
    words = text.casefold().split()
    return {hash(tuple(words[index : index + 3])) for index in range(max(len(words) - 2, 1))}


def _contained(text: str, spoken: set[int]) -> bool:
    shingles = _shingles(text)
    return sum(shingle in spoken for shingle in shingles) >= 0.6 * len(shingles)


def _read_string(source: Source, longest: tuple[str, str], contents: Contents) -> Reading:
    """The conversation is one long string: read it as text."""
    path, text = longest
    if count_words(text) < _PROSE:
        raise IngestError(
            f"{source.name}: no place in this JSON holds speech", "expected a list of objects with text and speaker; see the README, section Formats"
        )
    layout = lay_out(text_blocks(clean(text), markdown=False), source.declared_labels)
    reading = reading_of(layout, source_words=count_words(text))
    reading.format = "json with one text"
    others = sum(count_words(other) for place, other in contents.strings if place != path)
    reading.metadata_words += others
    reading.source_words += others
    return reading


def _format(contents: Contents) -> str:
    return next((name for name, keys in _SIGNATURES if keys <= contents.keys), "json")


def _facts(root: Any) -> dict[str, str]:
    facts: dict[str, str] = {}
    for holder in (
        [root, *(root.get(key) for key in ("data", "transcript", "meeting", "call", "metadata", "recording"))] if isinstance(root, dict) else []
    ):
        if not isinstance(holder, dict):
            continue
        for fact, names in (
            ("title", ("title", "meetingtitle", "topic", "subject")),
            ("date", ("date", "meetingdate", "starttime", "recordedat", "scheduledat")),
        ):
            key = first_key(holder, names)
            if key and isinstance(holder[key], str) and len(holder[key]) <= 200:
                facts.setdefault(fact, squeeze(clean(holder[key])))
    return facts
