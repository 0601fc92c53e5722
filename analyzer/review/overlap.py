"""Re-extraction: a new finding that says what was decided before joins the decided one.

In: findings of all runs and their tracks. Out: ids of undecided findings that a decided one of another run covers.
Always true: what was rejected stays rejected, what was approved is not asked again.
"""

from collections.abc import Iterable, Mapping, Sequence

from analyzer.records import Finding
from analyzer.review.track import Track

SAME_PLACE = 0.5
"""Intersection over union of evidence positions from which two findings of one kind are the same (design, section 3)."""


Place = tuple[str, str]
"""Where two findings may say the same: interview and kind."""


def shared_places(findings: Sequence[Finding]) -> dict[Place, list[Finding]]:
    """Return the findings by place, of the places where more than one run found something."""
    places: dict[Place, list[Finding]] = {}
    for finding in findings:
        places.setdefault((finding.interview, finding.kind), []).append(finding)
    return {place: found for place, found in places.items() if len({finding.provenance.run for finding in found}) > 1}


def joins(shared: Iterable[Sequence[Finding]], tracks: Mapping[str, Track], begun: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the undecided findings whose evidence overlaps a decided finding of the same kind from another run; place by place.

    ``begun`` are decided too, by somebody whose verdict the tracks do not show (double review).
    """
    joined: set[str] = set()
    for findings in shared:
        given = {finding.id: track.verdict() for finding in findings if (track := tracks.get(finding.id)) is not None}
        decided = [finding for finding in findings if finding.id in begun or given.get(finding.id) in ("approved", "rejected", "disputed")]
        waiting = [finding for finding in findings if finding.id not in begun and given.get(finding.id) is None]
        joined.update(finding.id for finding in waiting if any(_covers(other, finding, tracks) for other in decided))
    return frozenset(joined)


def _covers(decided: Finding, finding: Finding, tracks: Mapping[str, Track]) -> bool:
    """Whether a decided finding of another run stands for this one; not where a person put it beside this one, knowing it."""
    beside = tracks[decided.id].beside if decided.id in tracks else frozenset()
    return decided.provenance.run != finding.provenance.run and finding.id not in beside and overlap(finding, decided) >= SAME_PLACE


def overlap(first: Finding, second: Finding) -> float:
    """Return intersection over union of the code points that carry the two statements, 0 to 1."""
    a, b = _positions(first), _positions(second)
    if not a or not b or first.interview_version != second.interview_version:
        return 0.0
    shared = sum(max(0, min(e1, e2) - max(s1, s2)) for s1, e1 in a for s2, e2 in b)
    total = sum(end - start for start, end in a) + sum(end - start for start, end in b) - shared
    return shared / total if total else 0.0


def _positions(finding: Finding) -> list[tuple[int, int]]:
    """Return the statement's spans, united where they overlap, in order."""
    spans = sorted(
        (piece.start, piece.end)
        for piece in finding.evidence
        if piece.grounds and piece.supports == "statement" and piece.start is not None and piece.end is not None
    )
    united: list[tuple[int, int]] = []
    for start, end in spans:
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
