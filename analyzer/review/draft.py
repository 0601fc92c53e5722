"""Drafts of decisions: what a key means, checked against the present state before anything is written.

In: a ``ReviewState`` and what the reviewer wants. Out: a ``Draft`` to be appended to the log. Always true: a draft that is
returned may be appended; what may not be decided raises ReviewError with the reason and the next step; a draft holds ids
and field values, never transcript text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ValidationError

from analyzer.errors import ReviewError
from analyzer.records import FINDING, Action, Decision, Finding, Kind, LinkType, ReviewedFinding
from analyzer.review.fields import editable_fields, retyped
from analyzer.review.fold import ReviewState
from analyzer.review.track import CONFIRMED

LINKABLE: dict[LinkType, tuple[frozenset[Kind], frozenset[Kind]]] = {
    "blocks": (frozenset({"obstacle"}), frozenset({"outcome"})),
    "measures": (frozenset({"metric"}), frozenset({"outcome", "obstacle"})),
    "serves": (frozenset({"outcome", "obstacle"}), frozenset({"outcome"})),
    "rolls_up": (frozenset({"metric"}), frozenset({"metric"})),
}
"""Which kinds a link may join: from, to."""


@dataclass(frozen=True)
class Draft:
    """A decision before it has a place in the log."""

    action: Action
    targets: tuple[str, ...]
    saw: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    undoes: str | None = None


def draft_verdict(state: ReviewState, ids: Sequence[str], action: Literal["approve", "reject", "later"], reason: str = "") -> Draft:
    """Draft one verdict on one or more findings; ReviewError where a finding cannot be approved."""
    items = [require(state, identifier) for identifier in ids]
    if action == "approve":
        for item in items:
            check_approvable(item)
    status = {"approve": "approved", "reject": "rejected", "later": "later"}[action]
    before = {"status": items[0].status} if len(items) == 1 else {item.id: item.status for item in items}
    return Draft(action, tuple(item.id for item in items), _saw(state, items[0]), before, {"status": status}, reason)


def draft_edit(state: ReviewState, identifier: str, changes: Mapping[str, Any]) -> Draft:
    """Draft an edit (which approves): field name -> new value. ReviewError for a field or value the kind does not take."""
    item = require(state, identifier)
    check_approvable(item)
    present = item.finding.model_dump(mode="json")
    allowed = editable_fields(item.kind)
    for name in changes:
        if name not in allowed:
            raise ReviewError(f"{item.id}: {item.kind} has no field {name!r} to edit", f"fields: {', '.join(allowed)}")
    after = {name: value for name, value in changes.items() if present.get(name) != value}
    check_fields(item.finding, after, item.id)
    return Draft("edit", (item.id,), _saw(state, item), {name: present.get(name) for name in after}, after)


def check_fields(finding: Finding, changes: Mapping[str, Any], what: str) -> None:
    """Raise ReviewError, naming ``what`` is edited, where these values would make no valid finding."""
    if "statement" in changes and not str(changes["statement"]).strip():
        raise ReviewError(f"{what}: a finding needs a statement", "type one, or leave without saving")
    try:
        FINDING.validate_python({**finding.model_dump(), **changes})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise ReviewError(f"{what}: {where}: {first['msg']}", "correct the field and save again") from error


def draft_confirm(state: ReviewState, identifier: str) -> Draft:
    """Draft taking responsibility for a wording that no quote carries in full (which approves); ReviewError where nothing is held back."""
    item = require(state, identifier)
    check_approvable(item)
    if "unsupported_claim" not in item.flags:
        raise ReviewError(f"{item.id}: its wording is not held back", "")
    return Draft("edit", (item.id,), _saw(state, item), {CONFIRMED: []}, {CONFIRMED: ["unsupported_claim"]})


def draft_settle(state: ReviewState, identifier: str, status: Literal["approved", "rejected"]) -> Draft:
    """Draft ending a dispute; ReviewError where there is none."""
    item = require(state, identifier)
    if item.status != "disputed":
        raise ReviewError(f"{item.id} is {item.status}: two reviewers do not oppose each other here", "approve or reject it")
    return Draft("settle", (item.id,), _saw(state, item), {"status": item.status}, {"status": status})


def draft_retype(state: ReviewState, identifier: str, kind: Kind) -> Draft:
    """Draft turning a finding into another kind; its status stays."""
    item = require(state, identifier)
    if item.kind == kind:
        raise ReviewError(f"{item.id} is an {kind} already" if kind != "metric" else f"{item.id} is a metric already", "")
    retyped(item.finding, kind)
    return Draft("retype", (item.id,), _saw(state, item), {"kind": item.kind}, {"kind": kind})


def draft_merge(state: ReviewState, identifier: str, other: str, statement: str | None = None) -> Draft:
    """Draft uniting two findings (or their entries); undecided ones are approved by it. ReviewError for different kinds or segments."""
    first, second = require(state, identifier), require(state, other)
    if first.id == second.id or (first.entry is not None and first.entry == second.entry):
        raise ReviewError(f"{first.id} and {second.id} are one entry already", "")
    if first.kind != second.kind:
        raise ReviewError(f"{first.id} is an {first.kind}, {second.id} an {second.kind}: only the same kind merges", "turn the kind of one first (t)")
    if first.segment != second.segment:
        raise ReviewError(f"{first.id} belongs to segment {first.segment}, {second.id} to {second.segment}", "merge within one segment")
    for item in (first, second):
        check_approvable(item)
    before = {first.id: first.entry or first.status, second.id: second.entry or second.status}
    after = {"statement": statement} if statement else {}
    return Draft("merge", (first.id, second.id), _saw(state, first), before, after)


def draft_unmerge(state: ReviewState, identifier: str) -> Draft:
    """Draft taking the latest live merge of this entry apart; ReviewError where it was never merged."""
    item = require(state, identifier)
    members = {member.id for member in state.entries[item.entry].members} if item.entry in state.entries else {item.id}
    done = {decision.after.get("merge") for decision in state.live if decision.action == "unmerge"}
    for decision in reversed(state.live):
        if decision.action == "merge" and decision.id not in done and members & set(decision.targets):
            return Draft("unmerge", decision.targets, _saw(state, item), {"entry": item.entry}, {"merge": decision.id})
    raise ReviewError(f"{item.id} is not merged with anything", "")


def draft_link(state: ReviewState, source: str, target: str, link: LinkType, *, remove: bool = False) -> Draft:
    """Draft a link between two findings, or its removal; ReviewError where the kinds do not fit."""
    first, second = require(state, source), require(state, target)
    from_kinds, to_kinds = LINKABLE[link]
    if first.kind not in from_kinds or second.kind not in to_kinds or first.id == second.id:
        raise ReviewError(f"{first.id} ({first.kind}) cannot be linked as {link} to {second.id} ({second.kind})", "l lists what fits")
    if first.segment != second.segment:
        raise ReviewError(f"{first.id} and {second.id} are of different segments", "link within one segment")
    linked = any(have.type == link and have.to == second.id for have in first.finding.links)
    if linked is not remove:
        raise ReviewError(f"{first.id} is {'already' if linked else 'not'} linked as {link} to {second.id}", "")
    change = {"type": link}
    return Draft(
        "unlink" if remove else "link", (first.id, second.id), _saw(state, first), change if remove else {}, change
    )  # fmt: skip


def draft_undo(decision: Decision) -> Draft:
    """Draft taking back a decision (or, for an undo, bringing its target back)."""
    return Draft("undo", decision.targets, {}, decision.after, decision.before, undoes=decision.id)


def require(state: ReviewState, identifier: str) -> ReviewedFinding:
    """Return the finding (or lead of the entry) of this id; ReviewError where there is none."""
    item = state.finding(identifier)
    if item is None:
        raise ReviewError(f"no finding {identifier}", "analyzer export findings lists them")
    return item


def check_approvable(item: ReviewedFinding) -> None:
    """Raise ReviewError where this finding cannot be approved, saying what to do first."""
    speaker = next((piece.speaker for piece in item.finding.evidence if piece.grounds), None)
    if item.status == "ungrounded":
        raise ReviewError(f"{item.id}: its quote was not found in the transcript", "choose a quote by hand in the transcript, or reject it")
    if item.status == "stale":
        raise ReviewError(f"{item.id}: its quote is no longer customer speech in the present version", "reject it, or correct the speaker's side")
    if item.status == "superseded":
        raise ReviewError(f"{item.id} was replaced by a later extraction", "decide the newer finding")
    if "side_unconfirmed" in item.flags:
        raise ReviewError(
            f"{item.id}: nobody said yet which side its speaker is on",
            f"analyzer speakers {item.finding.interview} set {speaker or 'LABEL'} --side customer",
        )


def _saw(state: ReviewState, item: ReviewedFinding) -> dict[str, Any]:
    return {"status": item.status, "interview_version": item.finding.interview_version, "run": item.finding.provenance.run}
