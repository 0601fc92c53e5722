"""Findings -> pairs that may say the same, for people to decide.

In: the findings of one segment and an embedder. Out: ``SimilarPair`` records, most alike first. Always true: both
findings of a pair are of the same kind; a pair stands once; no fixed similarity decides, only rank; the order in which
the findings are given does not matter.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.llm.embedding import Embedder, Vectors
from analyzer.records.base import KINDS
from analyzer.records.finding import Finding
from analyzer.records.model import SimilarPair

PER_FINDING = 3
BLOCK = 1024
"""Rows compared at once: 10,000 findings need 40 MB a block instead of 400 MB."""

CHOICE = 3
"""Among n others only n / 3 count as near: in a small group everything is near to everything."""


def similar_pairs(findings: Sequence[Finding], embedder: Embedder, per_finding: int = PER_FINDING) -> list[SimilarPair]:
    """Return the pairs in which each finding is among the ``per_finding`` most alike of its kind to the other, most alike first.

    Alike is the mean of two cosines, that of the statements and that of the quotes. Each finding is in at most
    ``per_finding`` pairs. Mutual neighbours instead of a threshold: a cosine of 0.4 is a paraphrase in one model and
    noise in another, a rank is not (mutual k-nearest-neighbour graph, Brito et al. 1997). Raises ModelError.
    """
    pairs: list[SimilarPair] = []
    for kind in KINDS:
        group = sorted((finding for finding in findings if finding.kind == kind), key=lambda finding: finding.id)
        near = min(per_finding, max(1, (len(group) - 1) // CHOICE))
        if len(group) > 1 and near > 0:
            pairs.extend(_mutual(group, _describe(group, embedder), near))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def _describe(group: Sequence[Finding], embedder: Embedder) -> Vectors:
    """Return a row a finding whose product with another row is the mean of both cosines."""
    statements = embedder.embed([finding.statement for finding in group])
    quotes = embedder.embed([_quoted(finding) or finding.statement for finding in group])
    return np.hstack([statements, quotes]) / np.float32(np.sqrt(2))


def _quoted(finding: Finding) -> str:
    """Return the words the statement rests on."""
    return " ".join(piece.quote for piece in finding.evidence if piece.grounds and piece.supports == "statement")


def _mutual(group: Sequence[Finding], rows: Vectors, near: int) -> list[SimilarPair]:
    nearest, scores = _nearest(rows, near)
    neighbours = [set(row) for row in nearest.tolist()]
    return [
        SimilarPair(first=group[one].id, second=group[other].id, score=float(np.clip(scores[one, place], -1, 1)))
        for one in range(len(group))
        for place, other in enumerate(nearest[one].tolist())
        if one < other and one in neighbours[other]
    ]


def _nearest(rows: Vectors, near: int) -> tuple[NDArray[np.intp], Vectors]:
    """Return for every row the places of its ``near`` nearest other rows, nearest first, and their products; both ``(n, near)``."""
    places = np.empty((len(rows), near), dtype=np.intp)
    products = np.empty((len(rows), near), dtype=np.float32)
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK] @ rows.T
        own = np.arange(len(block))
        block[own, start + own] = -np.inf
        best = np.argpartition(block, -near, axis=1)[:, -near:]
        order = np.argsort(-np.take_along_axis(block, best, axis=1), axis=1, kind="stable")
        places[start : start + BLOCK] = np.take_along_axis(best, order, axis=1)
        products[start : start + BLOCK] = np.take_along_axis(block, places[start : start + BLOCK], axis=1)
    return places, products
