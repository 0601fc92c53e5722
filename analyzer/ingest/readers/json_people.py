"""Who is who in a JSON transcript: directories of people that speech refers to by an id.

In: parsed JSON. Out: id -> ``Person``. Always true: only lists and mappings whose key says that they hold people are read; the side is
taken only from a field that says internal or external.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analyzer.ingest.readers.json_fields import PERSON_ID, first_key, fold_key, person_name, raw_id
from analyzer.ingest.source import MAX_DEPTH
from analyzer.ingest.vocabulary import word_set
from analyzer.ingest.words import clean, squeeze

_PEOPLE = word_set(
    """
    parties participants speakers attendees people users members invitees meetingattendees callparticipants speakermap speakernames
    meetingparticipants
    """
)
_SIDES = {
    "internal": "interviewer",
    "company": "interviewer",
    "rep": "interviewer",
    "agent": "interviewer",
    "external": "customer",
    "customer": "customer",
    "prospect": "customer",
}


@dataclass
class Person:
    """A person of the directory."""

    name: str
    fields: dict[str, str] = field(default_factory=dict)
    """title, organisation, email, side as the file declares them."""


def read_people(root: Any) -> dict[str, Person]:
    """Return the people the file lists, by every id it gives them."""
    people: dict[str, Person] = {}
    stack: list[tuple[Any, int]] = [(root, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(node, dict):
            for key, value in node.items():
                if fold_key(key) in _PEOPLE:
                    _read_directory(value, people)
                if isinstance(value, dict | list) and depth < 6:
                    stack.append((value, depth + 1))
        elif isinstance(node, list):
            stack.extend((value, depth + 1) for value in node[:50] if isinstance(value, dict | list))
    return people


def _read_directory(value: Any, people: dict[str, Person]) -> None:
    if isinstance(value, Mapping):
        for key, entry in value.items():
            if isinstance(entry, str) and entry.strip():
                people.setdefault(str(key), Person(squeeze(clean(entry))[:200]))
            elif isinstance(entry, Mapping):
                _add(str(key), entry, people)
    elif isinstance(value, list):
        for index, entry in enumerate(value[:2000]):
            if isinstance(entry, Mapping):
                for name in PERSON_ID:
                    key = first_key(entry, (name,))
                    if key is not None and (known := raw_id(entry[key])):
                        _add(known, entry, people)
            elif isinstance(entry, str) and entry.strip():
                people.setdefault(str(index), Person(squeeze(clean(entry))[:200]))


def _add(known: str, entry: Mapping[str, Any], people: dict[str, Person]) -> None:
    name = person_name(entry)
    if not name or known in people:
        return
    person = Person(name)
    for field_name, names in _FIELDS.items():
        key = first_key(entry, names)
        if key is not None and isinstance(entry[key], str):
            person.fields[field_name] = squeeze(clean(entry[key]))[:200]
    side = _SIDES.get(person.fields.pop("affiliation", "").casefold())
    ours = first_key(entry, ("isrep", "isinternal", "isemployee"))
    if ours is not None and isinstance(entry[ours], bool):
        side = "interviewer" if entry[ours] else "customer"
    if side is not None:
        person.fields["side"] = side
    people[known] = person


_FIELDS = {
    "title": ("title", "jobtitle", "role", "position"),
    "organisation": ("company", "companyname", "organization", "organisation", "account", "accountname"),
    "department": ("department",),
    "email": ("email", "emailaddress"),
    "affiliation": ("affiliation", "side", "type", "participanttype"),
}
