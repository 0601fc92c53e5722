"""What belongs together because it was said together.

In: findings of one interview with the position of their best sentence, and sentence vectors if there are any. Out: findings with links.
Always true: an obstacle blocks at most one outcome, a metric measures at most one thing; nothing is linked over more than a few answers;
where vectors are known, neighbours that speak of something else are left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.llm.embedding import Vectors
from analyzer.records import Finding, Link, LinkType


@dataclass(frozen=True)
class Placed:
    """A finding and where it was said."""

    finding: Finding
    index: int
    """Position of its best sentence among the sentences of the interview."""
    answer: int


_REACH = {"blocks": 2, "measures": 1, "serves": 1}
"""Answers between which a link may stretch."""
_LEAST = {"blocks": 0.2, "measures": 0.15, "serves": 0.25}
_SAME_ANSWER = 0.25
_STEP = 0.02
"""What each sentence between the two takes away from their likeness."""
_RANK = {"tactical": 0, "operational": 1, "strategic": 2, None: 1}


def link(placed: Sequence[Placed], vectors: Vectors | None) -> list[Finding]:
    """Return the findings, each with the link that fits best, if one fits."""
    return [_with_link(one, _best(one, placed, vectors)) for one in placed]


def _with_link(one: Placed, best: tuple[LinkType, Placed] | None) -> Finding:
    if best is None:
        return one.finding
    return one.finding.model_copy(update={"links": (*one.finding.links, Link(type=best[0], to=best[1].finding.id))})


def _best(one: Placed, placed: Sequence[Placed], vectors: Vectors | None) -> tuple[LinkType, Placed] | None:
    candidates = [
        (_fit(one, other, kind, vectors), -abs(one.index - other.index), -other.index, kind, other)
        for other in placed
        if (kind := _type(one.finding, other.finding)) and abs(one.answer - other.answer) <= _REACH[kind]
    ]
    fitting = [candidate for candidate in candidates if candidate[0] >= _LEAST[candidate[3]]]
    if not fitting:
        return None
    chosen = max(fitting, key=lambda candidate: candidate[:3])
    return chosen[3], chosen[4]


def _type(holder: Finding, other: Finding) -> LinkType | None:
    if holder.id == other.id:
        return None
    if holder.kind == "metric":
        return "measures" if other.kind in ("outcome", "obstacle") else None
    if other.kind != "outcome":
        return None
    if holder.kind == "obstacle":
        return "serves" if holder.level == "tactical" and other.level != "tactical" else "blocks"
    return "serves" if _RANK[holder.level] < _RANK[other.level] and other.level == "strategic" else None


def _fit(one: Placed, other: Placed, kind: LinkType, vectors: Vectors | None) -> float:
    distance = abs(one.index - other.index)
    likeness = float(round(float(vectors[one.index] @ vectors[other.index]), 4)) if vectors is not None else 0.25
    nearness = _SAME_ANSWER if one.answer == other.answer else 0.0
    return likeness + nearness - _STEP * distance
