"""The fold: what findings, interviews and the log of decisions amount to.

In: interviews (latest versions), findings, decisions in log order, ids superseded by a later run. Out: ``ReviewState``.
Always true: the same input gives the same state; undecided findings are untouched by other reviewers' dead decisions;
entries consist of approved findings; interviewer and vendor speech carries nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.records import Decision, Entry, Finding, Interview, ProductRole, ReviewedFinding, Status
from analyzer.review.entries import Groups, build_entries
from analyzer.review.facts import apply_facts, apply_sides
from analyzer.review.fields import apply_fields
from analyzer.review.overlap import joins
from analyzer.review.track import Track, follow
from analyzer.review.undo import live_decisions


@dataclass(frozen=True)
class ReviewState:
    """Everything review knows at one point of the log."""

    interviews: dict[str, Interview]
    """With corrections of facts and sides applied."""
    findings: dict[str, ReviewedFinding]
    """By id, in order of first extraction."""
    entries: dict[str, Entry]
    """By id, in order of first approval."""
    live: tuple[Decision, ...]
    roles: tuple[ProductRole, ...] = ()
    not_same: frozenset[frozenset[str]] = frozenset()
    """Pairs of finding ids that a person said are not the same."""

    def finding(self, identifier: str) -> ReviewedFinding | None:
        """Return the finding of this id, or the lead of the entry of this id; None where there is none."""
        if identifier in self.entries:
            return self.entries[identifier].lead
        return self.findings.get(identifier)


@dataclass
class Memo:
    """Reviewed findings of the last fold, so that a decision on one finding does not rebuild ten thousand."""

    built: dict[str, tuple[object, ReviewedFinding]] = field(default_factory=dict)


def fold(
    interviews: Iterable[Interview],
    findings: Sequence[Finding],
    log: Sequence[Decision],
    superseded: frozenset[str] = frozenset(),
    memo: Memo | None = None,
) -> ReviewState:
    """Return the state that the log leaves; pure but for ``memo``, which only saves work."""
    live = live_decisions(log)
    corrected = apply_facts(interviews, live)
    known = {finding.id for finding in findings}
    tracks, groups, pairs, roles = follow(live, known)
    joined = joins(findings, tracks)
    reviewed: dict[str, ReviewedFinding] = {}
    for finding in findings:
        interview = corrected.get(finding.interview)
        if interview is None:
            continue
        reviewed[finding.id] = _review(finding, interview, tracks.get(finding.id), finding.id in superseded or finding.id in joined, memo)
    reviewed, entries = _with_entries(reviewed, tracks, groups)
    return ReviewState(
        interviews=corrected, findings=reviewed, entries=entries, live=tuple(live),
        roles=tuple(ProductRole(product=p, obstacle=e, role=r) for (p, e), r in roles.items()), not_same=frozenset(pairs),
    )  # fmt: skip


def _review(finding: Finding, interview: Interview, track: Track | None, replaced: bool, memo: Memo | None) -> ReviewedFinding:
    shape = track.shape() if track else None
    key = (
        finding,
        shape,
        replaced,
        interview.segment,
        interview.organisation,
        interview.title,
        interview.source,
        interview.version,
        interview.speakers,
    )
    if memo is not None and (hit := memo.built.get(finding.id)) is not None and _same(hit[0], key):
        return hit[1]
    present = apply_sides(apply_fields(finding, track) if track else finding, interview)
    built = ReviewedFinding(
        finding=present, original_statement=finding.statement, status=_status(present, interview, track, replaced),
        edited=bool(track and track.edits), segment=interview.segment, organisation=interview.organisation, source=interview.source,
        interview_title=interview.title, decided_by=track.deciders() if track else (),
    )  # fmt: skip
    if memo is not None:
        memo.built[finding.id] = (key, built)
    return built


def _same(old: object, new: tuple[object, ...]) -> bool:
    """Compare memo keys by identity first: findings and speaker tuples are the same objects from fold to fold."""
    return isinstance(old, tuple) and len(old) == len(new) and all(a is b or a == b for a, b in zip(old, new, strict=True))


def _status(finding: Finding, interview: Interview, track: Track | None, replaced: bool) -> Status:
    verdict = track.verdict() if track else None
    if not finding.grounded:
        return "rejected" if verdict == "rejected" else "ungrounded"
    sides = {piece.side for piece in finding.evidence if piece.grounds and piece.supports == "statement"}
    if "stale_quote" in finding.flags or finding.interview_version != interview.version or not sides & {"customer", "unknown"}:
        return "rejected" if verdict == "rejected" else "stale"
    if verdict in ("approved", "disputed") and "customer" not in sides:
        return "open"  # approved while the side was known; it no longer is, so it waits for the side
    if verdict is not None:
        return verdict
    return "superseded" if replaced else "open"


def _with_entries(
    reviewed: dict[str, ReviewedFinding], tracks: Mapping[str, Track], groups: Groups
) -> tuple[dict[str, ReviewedFinding], dict[str, Entry]]:
    approved = {identifier: item for identifier, item in reviewed.items() if item.status == "approved"}
    membership = groups.entries_of(approved, tracks)
    for entry_id, members in membership.items():
        for position, identifier in enumerate(members):
            status: Status = "merged" if position else "approved"
            reviewed[identifier] = reviewed[identifier].model_copy(update={"entry": entry_id, "status": status})
    return reviewed, build_entries(membership, reviewed, groups)
