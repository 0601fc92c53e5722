"""The queue: which finding comes next, and how far the reviewer is.

In: a ``ReviewState`` and similar pairs. Out: orders, groups and counts. Always true: an order is a permutation of the
findings shown; a group holds findings of one kind and segment; counts come from statuses only.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.records import KINDS, LIKELY, ReviewedFinding, SimilarPair
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
    counts: Counter[str] = Counter([item.status for item in items])
    asked = sum(count for status, count in counts.items() if status not in HIDDEN)
    return Progress(asked, sum(item.decided for item in items), dict(counts), sum([item.edited for item in items]))


def similar_groups(
    items: Sequence[ReviewedFinding], pairs: Sequence[SimilarPair], not_same: frozenset[frozenset[str]] = frozenset()
) -> list[list[str]]:
    """Group findings that are each other's most similar one, with a score of ``LIKELY`` or more.

    Two findings are joined where each is the other's best partner among the pairs given; groups keep the order of ``items``.
    What is less likely stays a proposal beside each finding: approving a group should not mean reading two unrelated things.
    """
    known = {item.id: item for item in items}
    best: dict[str, tuple[float, str]] = {}
    for pair in pairs:
        first, second = known.get(pair.first), known.get(pair.second)
        if first is None or second is None or first.kind != second.kind or first.segment != second.segment:
            continue
        if frozenset((pair.first, pair.second)) in not_same:
            continue
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if pair.score > best.get(one, (-2.0, ""))[0]:
                best[one] = (pair.score, other)
    groups: list[list[str]] = []
    awaited: dict[str, list[str]] = {}
    for identifier in known:
        if identifier in awaited:
            awaited[identifier].append(identifier)
            continue
        groups.append([identifier])
        partner = best[identifier][1] if identifier in best else None
        if partner is not None and best[partner][1] == identifier and best[identifier][0] >= LIKELY:
            awaited[partner] = groups[-1]
    return groups


def order_queue(state: ReviewState, order: Order = "grouped", pairs: Sequence[SimilarPair] = (), segment: str | None = None) -> list[ReviewedFinding]:
    """Return the findings a reviewer is asked about, in this order; hidden statuses are left out.

    grouped: by kind (outcomes, obstacles, metrics), similar ones together, surest group first. least sure first: by confidence.
    transcript: by interview and place.
    """
    if order == "least sure first":
        return sorted(_asked(state, segment), key=lambda item: (bool(item.decided), item.finding.confidence))
    if order == "transcript":
        return sorted(_asked(state, segment), key=lambda item: (item.source, item.finding.interview, place(item)))
    return [state.findings[member] for group in group_queue(state, pairs, segment) for member in group]


def group_queue(state: ReviewState, pairs: Sequence[SimilarPair] = (), segment: str | None = None) -> list[list[str]]:
    """Return the ids of the findings a reviewer is asked about, in groups of similar ones, as the grouped order has them."""
    groups = similar_groups(_asked(state, segment), pairs, state.not_same)

    def rank(group: list[str]) -> tuple[str, int, float]:
        lead = state.findings[group[0]]
        surest = max([state.findings[member].finding.confidence for member in group])
        return lead.segment, KINDS.index(lead.kind), -surest

    return sorted(groups, key=rank)


def _asked(state: ReviewState, segment: str | None) -> list[ReviewedFinding]:
    return [item for item in state.findings.values() if item.status not in HIDDEN and segment in (None, item.segment)]


def place(item: ReviewedFinding) -> int:
    """Return where the finding's first quote begins, in code points of the canonical text."""
    return min((piece.start for piece in item.finding.evidence if piece.start is not None), default=0)
