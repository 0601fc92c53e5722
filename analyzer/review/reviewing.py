"""One finding as its track leaves it, and the entries that approved ones make.

In: findings, the interviews they are from, tracks, merge groups. Out: ``ReviewedFinding`` and ``Entry`` records. Always true: what is
built from the same objects and the same decisions is the same object (``Memo``); interviewer and vendor speech carries nothing.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analyzer.records import Entry, Finding, Interview, ReviewedFinding, Status
from analyzer.review.entries import Groups, build_entries
from analyzer.review.facts import apply_sides
from analyzer.review.fields import apply_fields
from analyzer.review.track import Track

if TYPE_CHECKING:
    from analyzer.review.fold import Memo


def review_finding(finding: Finding, interview: Interview, track: Track | None, replaced: bool, veiled: bool, memo: "Memo") -> ReviewedFinding:
    """Return the finding with what the log says of it; ``replaced`` by a later one, ``veiled`` from this onlooker."""
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
    sides = {piece.side for piece in finding.evidence if piece.supports == "statement" and piece.grounds}
    if not sides:
        return "rejected" if verdict == "rejected" else "ungrounded"
    if "stale_quote" in finding.flags or finding.interview_version != interview.version or not sides & {"customer", "unknown"}:
        return "rejected" if verdict == "rejected" else "stale"
    if verdict in ("approved", "disputed") and "customer" not in sides:
        return "open"  # approved while the side was known; it no longer is, so it waits for the side
    if veiled and verdict in ("approved", "rejected"):
        return "awaiting"
    if verdict is not None:
        return verdict
    return "superseded" if replaced else "open"


def place_in_entries(
    approved: Mapping[str, ReviewedFinding], reviewed: dict[str, ReviewedFinding], tracks: Mapping[str, Track], groups: Groups, memo: "Memo"
) -> dict[str, Entry]:
    """Give approved findings, in order of extraction, their entry (in ``reviewed``) and return the entries, in order of approval."""
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
