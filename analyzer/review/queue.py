"""The queue: which finding comes next, and how far the reviewer is.

In: a ``ReviewState`` and similar pairs. Out: orders, groups and counts. Always true: an order is a permutation of the
findings shown; a group holds findings of one kind and segment; counts come from statuses only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.records import KINDS, ReviewedFinding, SimilarPair
from analyzer.review.fold import ReviewState

Order = Literal["grouped", "least sure first", "transcript"]
ORDERS: tuple[Order, ...] = ("grouped", "least sure first", "transcript")
HIDDEN = frozenset({"ungrounded", "superseded", "stale"})
"""Statuses that are not in the reviewer's queue; they have lists of their own."""


@dataclass(frozen=True)
class Progress:
    """How far review is, over the findings that a reviewer is asked about."""

    total: int
    decided: int
    counts: dict[str, int]
    """By status, hidden ones included."""
    edited: int

    @property
    def share(self) -> float:
        """Decided of total, 0 to 1; 1 where nothing is asked."""
        return self.decided / self.total if self.total else 1.0


def measure_progress(state: ReviewState, segment: str | None = None) -> Progress:
    """Count findings by status, of one segment or of all."""
    items = [item for item in state.findings.values() if segment is None or item.segment == segment]
    counts = Counter(item.status for item in items)
    asked = [item for item in items if item.status not in HIDDEN]
    by_status = {str(status): count for status, count in counts.items()}
    return Progress(len(asked), sum(item.decided for item in asked), by_status, sum(item.edited for item in items))


def similar_groups(
    items: Sequence[ReviewedFinding], pairs: Sequence[SimilarPair], not_same: frozenset[frozenset[str]] = frozenset()
) -> list[list[str]]:
    """Group findings that are each other's most similar one; rank decides, no threshold does.

    Two findings are joined where each is the other's best partner among the pairs given; groups keep the order of ``items``.
    """
    known = {item.id: (item.kind, item.segment) for item in items}
    best: dict[str, tuple[float, str]] = {}
    for pair in pairs:
        if known.get(pair.first) is None or known.get(pair.first) != known.get(pair.second):
            continue
        if frozenset((pair.first, pair.second)) in not_same:
            continue
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if pair.score > best.get(one, (-2.0, ""))[0]:
                best[one] = (pair.score, other)
    groups: dict[str, list[str]] = {}
    home: dict[str, str] = {}
    for item in items:
        partner = best.get(item.id, (0.0, ""))[1]
        mutual = partner and best.get(partner, (0.0, ""))[1] == item.id
        root = home.get(partner, item.id) if mutual else item.id
        home[item.id] = root
        groups.setdefault(root, []).append(item.id)
    return list(groups.values())


def order_queue(state: ReviewState, order: Order = "grouped", pairs: Sequence[SimilarPair] = (), segment: str | None = None) -> list[ReviewedFinding]:
    """Return the findings a reviewer is asked about, in this order; hidden statuses are left out.

    grouped: by kind (outcomes, obstacles, metrics), similar ones together, surest group first. least sure first: by confidence.
    transcript: by interview and place.
    """
    items = [item for item in state.findings.values() if item.status not in HIDDEN and segment in (None, item.segment)]
    if order == "least sure first":
        return sorted(items, key=lambda item: (bool(item.decided), item.finding.confidence))
    if order == "transcript":
        return sorted(items, key=lambda item: (item.source, item.finding.interview, place(item)))
    by_id = {item.id: item for item in items}
    groups = similar_groups(items, pairs, state.not_same)
    groups.sort(
        key=lambda group: (by_id[group[0]].segment, KINDS.index(by_id[group[0]].kind), -max(by_id[member].finding.confidence for member in group))
    )
    return [by_id[member] for group in groups for member in group]


def place(item: ReviewedFinding) -> int:
    """Return where the finding's first quote begins, in code points of the canonical text."""
    return min((piece.start for piece in item.finding.evidence if piece.start is not None), default=0)
