"""The fold: what findings, interviews and the log of decisions amount to.

In: interviews (latest versions), findings, decisions in log order, ids superseded by a later run. Out: ``ReviewState``.
Always true: the same input gives the same state; undecided findings are untouched by other reviewers' dead decisions;
entries consist of approved findings; interviewer and vendor speech carries nothing; what a reviewer must not see yet (double review)
is in no part of the state.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analyzer.records import Decision, Entry, Finding, Interview, ProductRole, ReviewedFinding, Status
from analyzer.review.double import Blind
from analyzer.review.entries import Groups, build_entries
from analyzer.review.facts import Corrected, apply_facts, apply_sides
from analyzer.review.fields import apply_fields
from analyzer.review.overlap import joins
from analyzer.review.quoted import AddedMemo, QuotedMemo, ReadVersion, added_findings, apply_quotes
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
    """As this onlooker may see them."""
    roles: tuple[ProductRole, ...] = ()
    not_same: frozenset[frozenset[str]] = frozenset()
    """Pairs of finding ids that a person said are not the same."""
    veiled: frozenset[str] = frozenset()
    """Double findings that two reviewers have not decided yet: what others said about them is not in here."""

    def finding(self, identifier: str) -> ReviewedFinding | None:
        """Return the finding of this id, or the lead of the entry of this id; None where there is none."""
        if identifier in self.entries:
            return self.entries[identifier].lead
        return self.findings.get(identifier)


@dataclass
class Memo:
    """What the last fold built, so that a decision on one finding does not rebuild ten thousand.

    Every part is kept with what it was built from and used again only where that is the same object or value.
    """

    interviews: Corrected = field(default_factory=dict)
    reviewed: dict[str, tuple[Finding, Interview, tuple[int, ...], tuple[bool, bool], ReviewedFinding]] = field(default_factory=dict)
    placed: dict[str, tuple[ReviewedFinding, str, ReviewedFinding]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    added: AddedMemo = field(default_factory=dict)
    quoted: QuotedMemo = field(default_factory=dict)


def fold(
    interviews: Iterable[Interview],
    findings: Sequence[Finding],
    log: Sequence[Decision],
    superseded: frozenset[str] = frozenset(),
    memo: Memo | None = None,
    read_version: ReadVersion = lambda interview, version: None,
    blind: Blind = Blind(),
) -> ReviewState:
    """Return the state that the log leaves; pure but for ``memo``, which only saves work.

    ``read_version`` gives earlier versions of an interview: quotes chosen by hand are positions in the version they were chosen in.
    ``blind`` says whose view it is, and which findings two reviewers decide.
    """
    memo = memo or Memo()
    view = blind.look(live_decisions(log))
    live = view.counted
    corrected = apply_facts(interviews, live, memo.interviews)
    findings = [*findings, *added_findings(live, corrected, read_version, memo.added)]
    tracks, groups, pairs, roles = follow(live, {finding.id for finding in findings})
    findings = apply_quotes(findings, tracks, corrected, read_version, memo.quoted)
    joined = joins(findings, tracks, view.begun)
    reviewed: dict[str, ReviewedFinding] = {}
    for finding in findings:
        interview = corrected.get(finding.interview)
        if interview is not None:
            replaced = finding.id in joined or (finding.id in superseded and finding.id not in view.begun)
            reviewed[finding.id] = _review(finding, interview, tracks.get(finding.id), replaced, finding.id in view.veiled, memo)
    entries = _place_in_entries(reviewed, tracks, groups, memo)
    return ReviewState(
        interviews=corrected, findings=reviewed, entries=entries, live=tuple(view.live),
        roles=tuple(ProductRole(product=p, obstacle=e, role=r) for (p, e), r in roles.items()), not_same=frozenset(pairs),
        veiled=view.veiled,
    )  # fmt: skip


def _review(finding: Finding, interview: Interview, track: Track | None, replaced: bool, veiled: bool, memo: Memo) -> ReviewedFinding:
    followed = tuple(track.followed) if track else ()
    hit = memo.reviewed.get(finding.id)
    if hit is not None and hit[0] is finding and hit[1] is interview and hit[2] == followed and hit[3] == (replaced, veiled):
        return hit[4]
    present = apply_sides(apply_fields(finding, track) if track else finding, interview)
    built = ReviewedFinding(
        finding=present, original_statement=finding.statement, status=_status(present, interview, track, replaced, veiled),
        edited=bool(track and track.edits), segment=interview.segment, organisation=interview.organisation, source=interview.source,
        interview_title=interview.title, decided_by=track.deciders() if track else (),
        verdicts=track.decided() if track else (),
    )  # fmt: skip
    memo.reviewed[finding.id] = (finding, interview, followed, (replaced, veiled), built)
    return built


def _status(finding: Finding, interview: Interview, track: Track | None, replaced: bool, veiled: bool) -> Status:
    verdict = track.verdict() if track else None
    if not finding.grounded:
        return "rejected" if verdict == "rejected" else "ungrounded"
    sides = {piece.side for piece in finding.evidence if piece.grounds and piece.supports == "statement"}
    if "stale_quote" in finding.flags or finding.interview_version != interview.version or not sides & {"customer", "unknown"}:
        return "rejected" if verdict == "rejected" else "stale"
    if verdict in ("approved", "disputed") and "customer" not in sides:
        return "open"  # approved while the side was known; it no longer is, so it waits for the side
    if veiled and verdict in ("approved", "rejected"):
        return "awaiting"
    if verdict is not None:
        return verdict
    return "superseded" if replaced else "open"


def _place_in_entries(reviewed: dict[str, ReviewedFinding], tracks: Mapping[str, Track], groups: Groups, memo: Memo) -> dict[str, Entry]:
    """Give approved findings their entry (in ``reviewed``) and return the entries."""
    approved = {identifier: item for identifier, item in reviewed.items() if item.status == "approved"}
    membership = groups.entries_of(approved, tracks)
    for entry_id, members in membership.items():
        for position, identifier in enumerate(members):
            place = f"{entry_id}/{min(position, 1)}"
            hit = memo.placed.get(identifier)
            if hit is None or hit[0] is not approved[identifier] or hit[1] != place:
                status: Status = "merged" if position else "approved"
                hit = (approved[identifier], place, approved[identifier].model_copy(update={"entry": entry_id, "status": status}))
                memo.placed[identifier] = hit
            reviewed[identifier] = hit[2]
    return build_entries(membership, reviewed, groups, memo.entries)
