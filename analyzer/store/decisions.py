"""The log of decisions.

In: what a reviewer did. Out: ``Decisions``, ``append_decision``. Always true: a decision that ``append`` returned is on the disk;
sequence numbers are 1, 2, 3, ... without gap or double, whoever else writes; no row is ever changed or deleted (triggers
refuse it), save for the wording a purge takes out.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import from_json

from analyzer.errors import StoreError
from analyzer.records import Action, Decision, mint_id
from analyzer.store.database import Database
from analyzer.store.failures import unreadable

if TYPE_CHECKING:
    import sqlite3

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_FIELDS = ("seq", "id", "at", "reviewer", "action", "targets", "saw", "before", "after", "reason", "undoes")
_AS_JSON = frozenset({"targets", "saw", "before", "after"})


class Decisions:
    """The workspace's append-only log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self,
        reviewer: str,
        action: Action,
        targets: Sequence[str],
        *,
        saw: Mapping[str, Any] = _NOTHING,
        before: Mapping[str, Any] = _NOTHING,
        after: Mapping[str, Any] = _NOTHING,
        reason: str = "",
        undoes: str | None = None,
    ) -> Decision:
        """Add one decision at the end of the log and return it as it will be read again, once it is on the disk.

        ``saw``, ``before`` and ``after`` hold what JSON can hold. Raises StoreError, and has saved nothing, where the database
        cannot be written, the action is unknown or ``undoes`` names no decision.
        """
        with self._database.writing() as connection:
            return append_decision(
                connection, {"reviewer": reviewer, "action": action, "targets": tuple(targets), "saw": dict(saw), "before": dict(before),
                             "after": dict(after), "reason": reason, "undoes": undoes},
            )  # fmt: skip

    def all(self) -> list[Decision]:
        """Return the whole log, first decision first."""
        return self.since(0)

    def since(self, seq: int) -> list[Decision]:
        """Return the decisions after number ``seq``, in order."""
        with self._database.reading() as connection:
            return read_decisions(connection, seq)


def append_decision(connection: "sqlite3.Connection", fields: Mapping[str, Any]) -> Decision:
    """Add the decision with these fields inside the caller's transaction; id, number and time are given here."""
    seq = connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM decisions").fetchone()[0]
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        decision = Decision(seq=seq, id=mint_id("d"), at=at, **fields)
    except ValidationError as error:
        raise unreadable(f"decision {seq}", error) from error
    if decision.undoes is not None and connection.execute("SELECT 1 FROM decisions WHERE id = ?", (decision.undoes,)).fetchone() is None:
        raise StoreError(f"{decision.undoes}: no such decision to take back", "see the log: analyzer export decisions")
    plain = decision.model_dump(mode="json")
    row = {name: json.dumps(value, ensure_ascii=False) if name in _AS_JSON else value for name, value in plain.items()}
    connection.execute("INSERT INTO decisions VALUES (:seq, :id, :at, :reviewer, :action, :targets, :saw, :before, :after, :reason, :undoes)", row)
    return Decision.model_validate_json(json.dumps(plain))


def read_decisions(connection: "sqlite3.Connection", after: int = 0) -> list[Decision]:
    """Return the decisions with a number above ``after``, in order."""
    rows = connection.execute(
        "SELECT seq, id, at, reviewer, action, targets, saw, before, after, reason, undoes FROM decisions WHERE seq > ? ORDER BY seq", (after,)
    )
    return [_read(row) for row in rows]


def _read(row: Sequence[Any]) -> Decision:
    fields = {name: from_json(value) if name in _AS_JSON else value for name, value in zip(_FIELDS, row, strict=True)}
    try:
        return Decision.model_validate(fields)
    except ValidationError as error:
        raise unreadable(f"decision {fields['seq']}", error) from error
