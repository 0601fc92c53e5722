"""Our own JSON: a documented schema to write transcripts in, and the interviews our export writes.

In: a JSON file that says so. Out: a Reading. Always true: what it declares is taken as declared; a newer schema is refused, not guessed at.

``{"schema": "analyzer.transcript/1", "title", "date", "segment", "organisation", "language",
"speakers": {LABEL: {"name", "title", "side", "department", "level", "organisation"}},
"turns": [{"speaker": LABEL, "text", "start_ms", "end_ms"}]}``; all but ``schema``, ``turns`` and ``text`` may be missing.
"""

from collections.abc import Mapping
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.frontmatter import Declared, read_mapping
from analyzer.ingest.reading import NO, UNKNOWN, Judgement, Piece, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.times import parse_number
from analyzer.ingest.words import clean, count_words, squeeze

SCHEMA = "analyzer.transcript/1"
_NAME, _, _VERSION = SCHEMA.partition("/")


def judge(source: Source) -> Judgement:
    """The file says that it is ours, or has the turns and speakers of an exported interview."""
    root = source.json if source.is_text and source.raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else None
    if not isinstance(root, dict):
        return NO
    if str(root.get("schema", "")).startswith(f"{_NAME}/"):
        return Judgement(1.0, (f"schema {str(root['schema'])[:40]}",))
    if _is_export(root):
        return Judgement(1.0, ("text, turns and speakers of an exported interview",))
    return NO


def read(source: Source) -> Reading:
    """Return the conversation; raises IngestError for another version of the schema or turns that are none."""
    root = source.json
    if _is_export(root):
        return _read_export(root)
    if root.get("schema") != SCHEMA:
        raise IngestError(
            f"{source.name}: schema {str(root.get('schema'))[:40]} is not {SCHEMA}", "write the file in that schema, or update the program"
        )
    turns = root.get("turns")
    if not isinstance(turns, list):
        raise IngestError(f'{source.name}: "turns" must be a list of objects with speaker and text', "see the README, section Formats")
    pieces = []
    for number, turn in enumerate(turns):
        if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
            raise IngestError(f"{source.name}: turn {number} has no text", "every turn is an object with speaker and text")
        pieces.append(_piece(str(turn.get("speaker") or UNKNOWN), turn["text"], turn))
    declared = read_mapping({key: value for key, value in root.items() if key != "turns"}, source.name)
    return _reading("analyzer json", pieces, declared)


def _is_export(root: Any) -> bool:
    if not isinstance(root, dict) or not isinstance(root.get("text"), str):
        return False
    turns, speakers = root.get("turns"), root.get("speakers")
    if not isinstance(turns, list) or not isinstance(speakers, list) or not turns:
        return False
    return all(isinstance(turn, dict) and {"speaker", "start", "end"} <= turn.keys() for turn in turns) and all(
        isinstance(speaker, dict) and "key" in speaker for speaker in speakers
    )


def _read_export(root: Mapping[str, Any]) -> Reading:
    text = root["text"]
    labels = {str(speaker["key"]): str(speaker.get("label") or "") for speaker in root["speakers"]}
    pieces = []
    for turn in root["turns"]:
        start, end = turn["start"], turn["end"]
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        pieces.append(_piece(labels.get(str(turn["speaker"]), UNKNOWN), text[max(start, 0) : max(end, 0)], turn))
    declared = read_mapping({key: root[key] for key in ("title", "segment", "organisation", "date", "language") if key in root}, "export")
    people = [{**speaker, "side": speaker.get("side") if speaker.get("side_basis") != "guessed" else None} for speaker in root["speakers"]]
    declared.speakers = read_mapping({"speakers": [person for person in people if person.get("label")]}, "export").speakers
    return _reading("analyzer export", pieces, declared)


def _piece(label: str, text: str, turn: Mapping[str, Any]) -> Piece:
    start, end = parse_number(turn.get("start_ms")), parse_number(turn.get("end_ms"))
    return Piece(
        squeeze(clean(label))[:200],
        squeeze(clean(text)),
        round(start) if start is not None else None,
        round(end) if end is not None else None,
        begins_turn=True,
    )


def _reading(name: str, pieces: list[Piece], declared: Declared) -> Reading:
    words = sum(count_words(piece.text) for piece in pieces)
    return Reading(name, pieces, source_words=words, declared=declared)
