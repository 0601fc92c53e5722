"""The version stamp: which input a segment model was built from.

In: everything the model depends on. Out: a sha256 in hex. Always true: same input, same stamp; any changed field of a
finding, entry, interview's facts, product, role or setting changes it; the order of the input does not, where order means nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from analyzer.config import TOO_THIN_BELOW
from analyzer.records import Entry, Interview, Product, ProductRole, Record, ReviewedFinding

METHOD = 1
"""Raised whenever the rules of counting, sizing or ranking change: then the same input is another model."""
UNORDERED = frozenset({"flags", "links", "dangling", "decided_by"})
"""Fields that are sets written as lists."""


def stamp(
    *, settings: dict[str, str | None], decisions: str, reviewed: Iterable[ReviewedFinding], entries: Iterable[Entry],
    interviews: Iterable[Interview], products: Sequence[Product], roles: Iterable[ProductRole],
) -> str:  # fmt: skip
    """Return the stamp of this input: sha256 of its canonical JSON (sorted keys and records, no white space), hex."""
    content = {
        "method": METHOD,
        "too_thin_below": TOO_THIN_BELOW,
        "settings": settings,
        "decisions": decisions,
        "findings": _records(reviewed),
        # Members are findings of the list above; their order has a meaning (the lead comes first), so it is kept.
        "entries": _sorted({**_fields(entry, {"members"}), "members": [member.id for member in entry.members]} for entry in entries),
        # The text is in the version already.
        "interviews": _sorted(_fields(interview, {"text", "turns", "warnings", "exclusions", "kept_share"}) for interview in interviews),
        "products": _records(products),
        "roles": _records(roles),
    }  # fmt: skip
    return hashlib.sha256(_canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def _records(records: Iterable[Record]) -> list[str]:
    return _sorted(_fields(record, set()) for record in records)


def _fields(record: Record, left_out: set[str]) -> dict[str, Any]:
    # Python mode, so that a lone surrogate in a hand-edited title does not stop a stamp.
    fields: dict[str, Any] = _without_order(record.model_dump(mode="python", exclude=left_out))
    return fields


def _without_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(part) if name in UNORDERED else _without_order(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_order(part) for part in value]
    return value


def _sorted(parts: Iterable[Any]) -> list[str]:
    return sorted(_canonical(part) for part in parts)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
