"""Re-extraction: a new finding that says what was decided before joins the decided one.

In: findings of all runs and their tracks. Out: ids of undecided findings that a decided one of another run covers.
Always true: what was rejected stays rejected, what was approved is not asked again.
"""

from collections.abc import Mapping, Sequence

from analyzer.records import Finding
from analyzer.review.track import Track

SAME_PLACE = 0.5
"""Intersection over union of evidence positions from which two findings of one kind are the same (design, section 3)."""


def joins(findings: Sequence[Finding], tracks: Mapping[str, Track], begun: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the undecided findings whose evidence overlaps a decided finding of the same kind from another run.

    ``begun`` are decided too, by somebody whose verdict the tracks do not show (double review).
    """
    decided: dict[tuple[str, str], list[Finding]] = {}
    runs: dict[tuple[str, str], set[str]] = {}
    for finding in findings:
        place = (finding.interview, finding.kind)
        runs.setdefault(place, set()).add(finding.provenance.run)
        track = tracks.get(finding.id)
        if finding.id in begun or (track is not None and track.verdict() in ("approved", "rejected", "disputed")):
            decided.setdefault(place, []).append(finding)
    decided = {place: found for place, found in decided.items() if len(runs[place]) > 1}
    if not decided:
        return frozenset()
    joined = set()
    for finding in findings:
        track = tracks.get(finding.id)
        if finding.id in begun or (track is not None and track.verdict() is not None):
            continue
        for other in decided.get((finding.interview, finding.kind), ()):
            beside = tracks[other.id].beside if other.id in tracks else ()
            seen = finding.id in beside  # a person put the other one beside it, knowing it
            if other.provenance.run != finding.provenance.run and not seen and overlap(finding, other) >= SAME_PLACE:
                joined.add(finding.id)
                break
    return frozenset(joined)


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
