"""Logs of two reviewers, written by hand: decisions with sequence numbers, and undo of one's own latest."""

from collections.abc import Sequence
from typing import Any

from analyzer.records import Action, Decision
from analyzer.review import draft_undo, find_redo, find_undo


class Written:
    """A log that tests append to."""

    def __init__(self) -> None:
        self.log: list[Decision] = []

    def add(self, reviewer: str, action: Action, targets: Sequence[str], blind: Sequence[str] = (), **fields: Any) -> Decision:
        number = len(self.log) + 1
        saw = {"blind": list(blind)} if blind else {}
        decision = Decision(
            seq=number, id=f"d_{number}", at="2026-01-01T00:00:00.000Z", reviewer=reviewer, action=action, targets=tuple(targets), saw=saw, **fields
        )
        self.log.append(decision)
        return decision

    def judge(self, reviewer: str, verdict: str, *targets: str, blind: bool = True) -> Decision:
        """Append an approval (``+``), a rejection (``-``) or a putting off (``.``)."""
        action: Action = {"+": "approve", "-": "reject", ".": "later"}[verdict]  # type: ignore[assignment]
        status = {"+": "approved", "-": "rejected", ".": "later"}[verdict]
        return self.add(reviewer, action, targets, targets if blind else (), after={"status": status})

    def undo(self, reviewer: str) -> None:
        self._take_back(find_undo(self.log, reviewer), reviewer)

    def redo(self, reviewer: str) -> None:
        self._take_back(find_redo(self.log, reviewer), reviewer)

    def _take_back(self, decision: Decision | None, reviewer: str) -> None:
        assert decision is not None
        draft = draft_undo(decision)
        self.add(reviewer, draft.action, draft.targets, before=draft.before, after=draft.after, undoes=draft.undoes)
