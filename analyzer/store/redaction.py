"""What a purge leaves of the decisions about an interview.

In: the log, an interview's id and the ids of its findings. Out: ``redact``: the decisions that lose something. Always true:
who, when, what action and on which ids stay; no wording that may come from the interview stays; a field is kept whole or dropped.

Of ``saw``, ``before`` and ``after`` only the fields stay that hold nothing but ids, numbers and words of the program's own
vocabularies (a status, a kind, a type of link), so that the fold reads the log as before. That goes for every decision that
mentions the interview or its findings, and, once a merge united one of them with a finding of another interview, for
every later decision about that one too: nobody can tell whose words its edits used.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from analyzer.records import (
    KINDS,
    Action,
    Basis,
    Decision,
    Direction,
    Evidence,
    Flag,
    Level,
    Link,
    LinkType,
    Match,
    Metric,
    MetricRole,
    Nature,
    Obstacle,
    Outcome,
    Quantity,
    Role,
    Side,
    SideBasis,
    Status,
    Supports,
)

PURGED = "(purged)"
"""What stands where a reason stood."""

_ID = re.compile(r"[a-z]_[a-z2-7]{10}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
"""A field as the program names it; a label as people type it has blanks or capitals."""
_VOCABULARY: frozenset[str] = frozenset(KINDS).union(
    *(record.model_fields for record in (Outcome, Obstacle, Metric, Evidence, Quantity, Link)),
    *(
        get_args(words)
        for words in (Action, Basis, Direction, Flag, Level, LinkType, Match, MetricRole, Nature, Role, Side, SideBasis, Status, Supports)
    ),
)


def redact(log: Sequence[Decision], interview_id: str, findings: Iterable[str]) -> list[Decision]:
    """Return, in order, the decisions of ``log`` that a purge of this interview changes, as they are afterwards."""
    purged = {interview_id, *(_root(identifier) for identifier in findings)}
    purged |= {_root(target) for entry in log if entry.action == "add_finding" and interview_id in _names(entry) for target in entry.targets}
    united: set[str] = set()
    changed = []
    for entry in log:
        if not _names(entry) & (purged | united):
            continue
        if entry.action == "merge":
            united |= {_root(target) for target in entry.targets}
        kept = {name: _without_wording(getattr(entry, name)) for name in ("saw", "before", "after")}
        redacted = entry.model_copy(update={**kept, "reason": PURGED if entry.reason else ""})
        if redacted != entry:
            changed.append(redacted)
    return changed


def _root(identifier: str) -> str:
    """A finding ``f_x`` and the entry ``e_x`` it leads are one thing here."""
    return identifier[2:] if identifier[:2] in ("f_", "e_") else identifier


def _parts(target: str) -> Iterator[str]:
    """A target may be two ids: "interview/speaker", "product/entry"."""
    return (_root(part) for part in target.split("/"))


def _names(entry: Decision) -> set[str]:
    """Every id the decision mentions, in whatever field."""
    named = {part for target in entry.targets for part in _parts(target)}
    for words in _strings([entry.saw, entry.before, entry.after]):
        named |= {_root(identifier) for identifier in _ID.findall(words)}
    return named


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _without_wording(fields: dict[str, Any]) -> dict[str, Any]:
    """Keep the fields in which every string, names of nested fields included, is an id or a word of the records."""
    return {
        name: value
        for name, value in fields.items()
        if _NAME.fullmatch(name) and all(_ID.fullmatch(words) or words in _VOCABULARY for words in _strings(value))
    }
