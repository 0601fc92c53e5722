"""The deciding half of a session: decisions appended, each durable before the call that made it returns.

In: what a reviewer wants done. Out: the ``Decision`` that was written. Always true: nothing is decided on a state older than the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from analyzer.errors import ReviewError
from analyzer.records import (
    Decision,
    Kind,
    LinkType,
    ReviewedFinding,
    Role,
    mint_id,
)
from analyzer.review import (
    Draft,
    ReviewState,
    Selection,
    draft_add,
    draft_confirm,
    draft_edit,
    draft_link,
    draft_merge,
    draft_quote,
    draft_retype,
    draft_settle,
    draft_undo,
    draft_unmerge,
    draft_verdict,
    find_redo,
    find_undo,
    mark_blind,
    preview_finding,
)
from analyzer.review.draft import require
from analyzer.workspace.facts import read_fact
from analyzer.workspace.view import SessionView


class ReviewSession(SessionView):
    """What one reviewer sees and does; one per open screen, prompt or export."""

    def approve(self, *ids: str) -> Decision:
        """Approve findings, one decision for all of them."""
        return self._append(draft_verdict(self._current(), ids, "approve"))

    def reject(self, *ids: str, reason: str = "") -> Decision:
        """Reject findings."""
        return self._append(draft_verdict(self._current(), ids, "reject", reason))

    def later(self, *ids: str) -> Decision:
        """Put findings off."""
        return self._append(draft_verdict(self._current(), ids, "later"))

    def edit(self, identifier: str, changes: Mapping[str, Any]) -> Decision:
        """Change fields of a finding, which approves it."""
        return self._append(draft_edit(self._current(), identifier, changes))

    def confirm(self, identifier: str) -> Decision:
        """Take responsibility for a wording that no quote carries in full, so that it may be printed; approves."""
        return self._append(draft_confirm(self._current(), identifier))

    def preview(self, selection: Selection, kind: Kind) -> ReviewedFinding:
        """Return the finding that marked words would carry, before anything is decided; ReviewError where they cannot be evidence."""
        return preview_finding(self.state, selection, kind)

    def add_finding(self, selection: Selection, kind: Kind, fields: Mapping[str, Any]) -> Decision:
        """Add a finding that rests on marked words, approved at once; its id is the decision's target."""
        return self._append(draft_add(self._current(), mint_id("f"), selection, kind, fields))

    def choose_quote(self, identifier: str, selection: Selection) -> Decision:
        """Give a finding that is not grounded (or stale) these words as its quote, which approves it."""
        return self._append(draft_quote(self._current(), identifier, selection))

    def retype(self, identifier: str, kind: Kind) -> Decision:
        """Turn a finding into another kind."""
        return self._append(draft_retype(self._current(), identifier, kind))

    def merge(self, identifier: str, other: str, statement: str | None = None) -> Decision:
        """Unite two findings or their entries, which approves them."""
        return self._append(draft_merge(self._current(), identifier, other, statement))

    def merge_all(self, ids: Sequence[str], statement: str | None = None) -> Decision:
        """Unite two or more findings or their entries by one decision; the first one leads where none is approved yet."""
        drafts = [draft_merge(self._current(), ids[0], other, statement) for other in ids[1:]]
        if not drafts:
            raise ReviewError(f"{', '.join(ids) or 'nothing'}: a merge needs two findings", "choose another one")
        before = {name: value for draft in drafts for name, value in draft.before.items()}
        return self._append(replace(drafts[0], targets=tuple(before), before=before))

    def unmerge(self, identifier: str) -> Decision:
        """Take the latest merge of an entry apart."""
        return self._append(draft_unmerge(self._current(), identifier))

    def not_same(self, identifier: str, other: str) -> Decision:
        """Record that two findings are not the same, so that they are not proposed again."""
        first, second = require(self._current(), identifier), require(self.state, other)
        return self._append(Draft("not_same", (first.id, second.id)))

    def link(self, source: str, target: str, link: LinkType, *, remove: bool = False) -> Decision:
        """Link two findings, or remove the link."""
        return self._append(draft_link(self._current(), source, target, link, remove=remove))

    def settle(self, identifier: str, status: Literal["approved", "rejected"]) -> Decision:
        """End a dispute."""
        return self._append(draft_settle(self._current(), identifier, status))

    def set_role(self, product: str, entry: str, role: Role) -> Decision:
        """Record what a product of ``analyzer.toml`` does about an obstacle entry."""
        if entry not in self._current().entries or all(product != one.id for one in self.settings.products):
            raise ReviewError(f"{product}/{entry}: no such product or entry", "products are declared in analyzer.toml: [[products]]")
        before = {(one.product, one.obstacle): one.role for one in self.state.roles}.get((product, entry))
        return self._append(Draft("set_role", (f"{product}/{entry}",), before={"role": before}, after={"role": role}))

    def set_speaker(self, interview: str, key: str, **facts: str | None) -> Decision:
        """Correct facts of a speaker (name, side, title, level, department, organisation)."""
        self._current()
        speaker = next((one for one in self.interview(interview).speakers if key in (one.key, one.label, one.name)), None)
        if speaker is None:
            raise ReviewError(f"{interview} has no speaker {key!r}", f"analyzer speakers {interview}")
        before = {"label": speaker.label, **{name: getattr(speaker, name) for name in facts}}
        return self._append(
            Draft("set_speaker", (f"{interview}/{speaker.key}",), before=before, after={name: value or None for name, value in facts.items()})
        )

    def set_interview(self, interview: str, **facts: str | None) -> Decision:
        """Correct facts of an interview (title, segment, organisation, date)."""
        self._current()
        present = self.interview(interview)
        before = {name: getattr(present, name) for name in facts}
        after = {name: read_fact(name, value) for name, value in facts.items()}
        return self._append(Draft("set_interview", (interview,), before=before, after=after))

    def undo(self) -> Decision | None:
        """Take back the reviewer's own latest live decision and return it; None where there is none."""
        self._current()
        return self._take_back(find_undo(self._log, self.reviewer))

    def redo(self) -> Decision | None:
        """Bring back what the reviewer's latest undo took back and return that decision; None where there is none."""
        self._current()
        undo = find_redo(self._log, self.reviewer)
        if undo is None:
            return None
        self._take_back(undo)
        return next((decision for decision in self._log if decision.id == undo.undoes), None)

    def _take_back(self, decision: Decision | None) -> Decision | None:
        if decision is not None:
            self._append(draft_undo(decision))
        return decision

    def _current(self) -> ReviewState:
        self.catch_up()
        return self.state

    def _append(self, draft: Draft) -> Decision:
        decision = self.store.decisions.append(
            self.reviewer,
            draft.action,
            draft.targets,
            saw=mark_blind(draft, self.state.veiled).saw,
            before=draft.before,
            after=draft.after,
            reason=draft.reason,
            undoes=draft.undoes,
        )
        self.catch_up()  # reads it back from the log, with whatever others decided in between
        return decision
