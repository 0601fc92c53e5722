"""Front matter and sidecars: what people declare about an interview, in YAML.

In: the head of a text between two ``---`` lines, or the text of a ``.yaml`` file beside the transcript. Out:
``Declared``. Always true: YAML is read without tags, anchors and aliases (they can grow without bound) and up to
64 kB; what cannot be understood is named in a warning and never stops the reading.

Keys: ``segment``, ``organisation`` (or organization, company), ``date``, ``title``, ``language``, ``speakers``: label -> {name, title, side,
department, level, organisation}, or a list of such with ``label``. Other keys are metadata and ignored.
"""

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.words import clean, squeeze

MAX_YAML = 65_536
MAX_YAML_DEPTH = 8
_FENCE = re.compile(r"\s*---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEYS = {
    "segment": "segment", "market segment": "segment", "organisation": "organisation", "organization": "organisation", "company": "organisation",
    "customer": "organisation", "account": "organisation", "date": "date", "title": "title", "language": "language", "lang": "language",
}  # fmt: skip
_SPEAKER_KEYS = {
    "name": "name", "title": "title", "role": "title", "job": "title", "position": "title", "side": "side", "department": "department",
    "level": "level",
    "seniority": "level", "organisation": "organisation", "organization": "organisation", "company": "organisation", "email": "email",
}  # fmt: skip
_SIDES = {
    "customer": "customer", "client": "customer", "interviewee": "customer", "respondent": "customer", "participant": "customer",
    "prospect": "customer",
    "interviewer": "interviewer", "researcher": "interviewer", "moderator": "interviewer", "host": "interviewer", "us": "interviewer",
    "internal": "interviewer",
    "vendor": "vendor", "supplier": "vendor", "partner": "vendor", "unknown": "unknown",
}  # fmt: skip


@dataclass
class Declared:
    """What a front matter, a sidecar or the content declares."""

    facts: dict[str, str] = field(default_factory=dict)
    """segment, organisation, date, title, language."""
    speakers: dict[str, dict[str, str]] = field(default_factory=dict)
    """label -> name, title, side, department, level, organisation, email."""
    warnings: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.facts or self.speakers or self.warnings)


def split_front_matter(text: str, name: str) -> tuple[Declared, str, int]:
    """Return what the front matter declares, the text after it, and the number of that text's first line."""
    if not text.lstrip("\n ").startswith("---"):
        return Declared(), text, 1
    found = _FENCE.match(text[: MAX_YAML + 16])
    if found is None or not re.search(r"^[ \t]{0,8}[\w -]{1,40}:", found.group(1), re.MULTILINE):
        return Declared(), text, 1
    return read_declared(found.group(1), f"{name}, front matter"), text[found.end() :], text.count("\n", 0, found.end()) + 1


def read_declared(text: str, where: str) -> Declared:
    """Return what the YAML declares; what is wrong with it becomes a warning that names ``where``."""
    try:
        loaded = load_yaml(text)
    except IngestError as error:
        return Declared(warnings=[f"{where}: {error.message}; ignored"])
    if loaded is None:
        return Declared()
    if not isinstance(loaded, dict):
        return Declared(warnings=[f"{where}: expected keys such as segment, organisation, speakers; ignored"])
    return read_mapping(loaded, where)


def read_mapping(loaded: dict[Any, Any], where: str) -> Declared:
    """Return what a mapping of keys declares."""
    declared = Declared()
    for key, value in loaded.items():
        fact = _KEYS.get(_plain(key).casefold().replace("_", " "))
        if fact and (shown := _plain(value)):
            declared.facts.setdefault(fact, shown)
        elif _plain(key).casefold() in ("speakers", "participants", "attendees"):
            _read_speakers(value, declared, where)
    return declared


def _read_speakers(value: Any, declared: Declared, where: str) -> None:
    if isinstance(value, dict):
        entries = [(_plain(label), fields) for label, fields in value.items()]
    elif isinstance(value, list):
        entries = [
            (_plain(item.get("label") or item.get("name") or item.get("speaker")), item) if isinstance(item, dict) else (_plain(item), {})
            for item in value
        ]
    else:
        declared.warnings.append(f"{where}: speakers must be a mapping of labels; ignored")
        return
    for label, fields in entries:
        if not label:
            continue
        if isinstance(fields, dict):
            declared.speakers[label] = _speaker_fields(label, fields, declared, where)
        else:
            text = _plain(fields)
            declared.speakers[label] = {"side": _SIDES[text.casefold()]} if text.casefold() in _SIDES else ({"name": text} if text else {})


def _speaker_fields(label: str, fields: dict[Any, Any], declared: Declared, where: str) -> dict[str, str]:
    read: dict[str, str] = {}
    for key, value in fields.items():
        field_name = _SPEAKER_KEYS.get(_plain(key).casefold())
        shown = _plain(value)
        if not field_name or not shown:
            continue
        if field_name == "side":
            side = _SIDES.get(shown.casefold())
            if side is None:
                declared.warnings.append(f'{where}: side "{shown}" of {label} is none of customer, interviewer, vendor, unknown; ignored')
                continue
            shown = side
        read.setdefault(field_name, shown)
    return read


def load_yaml(text: str) -> Any:
    """Return parsed YAML; raises IngestError for what is too long, not YAML, or uses anchors, aliases or tags."""
    if len(text) > MAX_YAML:
        raise IngestError(f"more than {MAX_YAML // 1024} kB of YAML")
    import yaml

    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or depth > MAX_YAML_DEPTH:
                raise IngestError("YAML with anchors, aliases or deep nesting is not read")
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, TypeError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark is not None else ""
        raise IngestError(f"not valid YAML{line}") from error


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list | set | bytes):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return squeeze(clean(str(value)))
    except ValueError:  # an integer of more digits than Python turns into text
        return ""
