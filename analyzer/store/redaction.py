"""What a purge leaves of the decisions about an interview.

In: the log, an interview's id and the ids of its findings. Out: ``redact``: the decisions that lose something. Always true:
who, when, what action and on which ids stay; no wording that may come from the interview stays; a field is kept whole or dropped.

A decision about nothing but the purged interview loses ``saw``, ``before``, ``after`` and its reason. One that also touches other
interviews (a merge across interviews, and whatever later befell what was merged) keeps the fields that hold only ids, numbers
and words of the program's own vocabularies, so that the fold still finds them; edits of such an entry are lost, because nobody can
tell whose words they used.
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
        targets = [set(_parts(target)) for target in entry.targets]
        mentioned = _names(entry) & (purged | united)
        if not mentioned:
            continue
        if targets and all(parts & purged for parts in targets):
            kept: dict[str, Any] = {"saw": {}, "before": {}, "after": {}}
        else:
            kept = {name: _without_wording(getattr(entry, name)) for name in ("saw", "before", "after")}
        if entry.action == "merge":
            united |= {_root(target) for target in entry.targets}
        changed.append(entry.model_copy(update={**kept, "reason": PURGED if entry.reason else ""}))
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
    return {name: value for name, value in fields.items() if all(_ID.fullmatch(words) or words in _VOCABULARY for words in _strings(value))}
