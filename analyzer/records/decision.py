"""What reviewers do: decisions, append-only; every state is a fold of them.

In: nothing. Out: ``Decision``, ``Action``, ``Status``. Always true: a decision holds field values and ids, never
transcript text; sequence numbers rise by one; an undo is one more decision that names what it takes back.
"""

from typing import Any, Literal

from analyzer.records.base import Record

Action = Literal[
    "approve", "reject", "later", "edit", "retype", "merge", "unmerge", "not_same", "link", "unlink", "settle",
    "add_finding", "set_speaker", "set_interview", "set_role", "configure", "purge", "undo",
]  # fmt: skip
"""``undo`` takes back (or, aimed at an undo, brings back) the decision named in ``undoes``."""

Status = Literal["open", "later", "awaiting", "approved", "rejected", "merged", "disputed", "superseded", "stale", "ungrounded"]
"""``awaiting``: decided by the reviewer who looks, and not out before a second reviewer decides it too (double review)."""


class Decision(Record):
    """One act of one reviewer."""

    seq: int
    """1, 2, 3, ... in the order of the log."""
    id: str
    at: str
    """ISO 8601, UTC, with milliseconds."""
    reviewer: str
    action: Action
    targets: tuple[str, ...]
    """Ids of findings, entries, interviews; a speaker is "interview/key", a product role "product/entry"."""
    saw: dict[str, Any] = {}
    """What the reviewer had before their eyes: interview version, status, finding's provenance."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    reason: str = ""
    undoes: str | None = None
    """Id of the decision that is taken back."""
