"""What belongs together because it was said together.

In: findings of one interview with the position of their best sentence, and sentence vectors if there are any. Out: findings with links.
Always true: an obstacle blocks at most one outcome, a metric measures at most one thing and has its level; of several candidates the one wins
that is alike in meaning and near in the talk; what is neither is left unlinked.
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
    start: int
    """Code points of the canonical text."""


_REACH: dict[LinkType, float] = {"blocks": 4000.0, "measures": 2000.0, "serves": 2000.0}
"""Code points of talk that outweigh a likeness of 1: people give the size of a thing at once, and come to its causes by and by."""
_LEAST: dict[LinkType, float] = {"blocks": -0.15, "measures": -0.1, "serves": 0.1}
"""Least likeness minus distance of a link."""
_UNKNOWN_LIKENESS = 0.25
"""Without vectors only the distance decides."""
_RANK = {"tactical": 0, "operational": 1, "strategic": 2, None: 1}


def link(placed: Sequence[Placed], vectors: Vectors | None) -> list[Finding]:
    """Return the findings, each with the link that fits best, if one fits."""
    return [_with_link(one.finding, _best(one, placed, vectors)) for one in placed]


def _with_link(finding: Finding, best: tuple[LinkType, Finding] | None) -> Finding:
    if best is None:
        return finding
    kind, other = best
    changes: dict[str, object] = {"links": (*finding.links, Link(type=kind, to=other.id))}
    if kind == "measures" and other.level is not None:
        changes |= {"level": other.level, "flags": tuple(sorted({*finding.flags, "level_inferred"}))}
    return finding.model_copy(update=changes)


def _best(one: Placed, placed: Sequence[Placed], vectors: Vectors | None) -> tuple[LinkType, Finding] | None:
    candidates = [
        (_fit(one, other, kind, vectors), -other.start, kind, other.finding) for other in placed if (kind := _type(one.finding, other.finding))
    ]
    fitting = [candidate for candidate in candidates if candidate[0] >= _LEAST[candidate[2]]]
    if not fitting:
        return None
    chosen = max(fitting, key=lambda candidate: candidate[:2])
    return chosen[2], chosen[3]


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
    likeness = float(vectors[one.index] @ vectors[other.index]) if vectors is not None else _UNKNOWN_LIKENESS
    # Rounded, since the last digits of a vector differ between machines.
    return round(likeness - abs(one.start - other.start) / _REACH[kind], 4)
