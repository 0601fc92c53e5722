"""Findings -> pairs that may say the same, for people to decide.

In: the findings of one segment, the interviews they come from, and an embedder. Out: ``SimilarPair`` records, likeliest first. Always
true: both findings of a pair are of the same kind; a pair stands once; rank decides what is proposed; the order in which the findings
are given does not matter.

What is compared, and why (measured on the labelled interviews of split dev: ``python -m tests.benchmarks.proposals``): the finding's own
words by meaning and by rare words shared, since one finds what the other misses; the same of the turn it was said in, at half the
weight, since a spoken sentence alone seldom says what it is about; each against pairs of the same sort (``likeness``), since otherwise
findings of one interview, which people make alike, take the place of those of other organisations.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.llm.embedding import Embedder, Vectors
from analyzer.records.base import KINDS
from analyzer.records.finding import Finding
from analyzer.records.interview import Interview
from analyzer.records.model import SimilarPair
from analyzer.suggest.likeness import Likeness, weigh
from analyzer.suggest.reasons import Reasons
from analyzer.suggest.signals import Meaning, Places, SharedWords, WordWeights
from analyzer.suggest.wording import own_words, words_around

PER_FINDING = 5
BLOCK = 256
"""Rows compared at once: 10,000 findings need 10 MB a block and signal."""

CHOICE = 3
"""Among n others only n / 3 count as near: in a small group everything is near to everything."""

WEIGHTS = (1.0, 1.0, 0.5, 0.5)
"""Own words by meaning, own words shared, the turn by meaning, the turn's words shared."""

LIKELIHOOD = (-6.0, 1.35)
"""Intercept and slope of a logistic regression of "labelled as one thing" on likeness, over all pairs of split dev."""

AGREED = 2.625
"""What is added where meaning and all signals together choose a pair of two interviews that share a telling word: on split dev at least
1 in 2 of these from a likeness of 2.5 on was labelled as one thing (9 of 15: of labels read as findings 7 of 9, of offline findings 2 of 6)."""

UNSURE = 0.49
"""The most that a pair without this agreement gets: however alike, fewer than half were labelled as one thing."""


@dataclass(frozen=True)
class _Nearest:
    """Of every finding of a group: the places of its nearest, nearest first, their likeness, and the place of the best by meaning elsewhere."""

    places: Places
    likeness: Vectors
    meant: Places
    """-1 where there is no other interview."""


def similar_pairs(
    findings: Sequence[Finding], interviews: Mapping[str, Interview], embedder: Embedder, per_finding: int = PER_FINDING
) -> list[SimilarPair]:
    """Return the pairs in which each finding is among the ``per_finding`` most alike of its kind to the other, likeliest first.

    ``interviews`` by id give the words around a quote; one that is missing costs accuracy only. Each finding is in at most
    ``per_finding`` pairs. Mutual neighbours instead of a threshold: a cosine of 0.4 is a paraphrase in one model and
    noise in another, a rank is not (mutual k-nearest-neighbour graph, Brito et al. 1997). Raises ModelError.
    """
    ordered = sorted(findings, key=lambda finding: finding.id)
    own, around = [own_words(finding) for finding in ordered], [words_around(finding, interviews) for finding in ordered]
    own_weights, around_weights = WordWeights(own), WordWeights(around)
    reasons = Reasons(ordered, own, around, own_weights, around_weights)
    numbers = {interview: number for number, interview in enumerate(sorted({finding.interview for finding in ordered}))}
    pairs: list[SimilarPair] = []
    for kind in KINDS:
        members = [place for place, finding in enumerate(ordered) if finding.kind == kind]
        near = min(per_finding, max(1, (len(members) - 1) // CHOICE))
        if len(members) < 2 or near < 1:
            continue
        signals = (
            Meaning(embedder.embed([own[member] for member in members])), SharedWords(own_weights, members),
            Meaning(embedder.embed([around[member] for member in members])), SharedWords(around_weights, members),
        )  # fmt: skip
        said_in = np.array([numbers[ordered[member].interview] for member in members], dtype=np.intp)
        for one, other, likeness, agreed in _mutual(_nearest(weigh(signals, WEIGHTS, said_in, BLOCK), near)):
            first, second = members[one], members[other]
            score = _likelihood(likeness, agreed and bool(reasons.telling(first, second)))
            pairs.append(SimilarPair(first=ordered[first].id, second=ordered[second].id, score=score, reason=reasons.tell(first, second)))
    return sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second))


def _mutual(nearest: _Nearest) -> Iterator[tuple[int, int, float, bool]]:
    """Yield each pair that are near to each other: place, later place, likeness, and whether meaning and all signals choose it for both."""
    neighbours = [set(row) for row in nearest.places.tolist()]
    meant = nearest.meant.tolist()
    for one, row in enumerate(nearest.places.tolist()):
        for rank, other in enumerate(row):
            if one < other and one in neighbours[other]:
                best = rank == 0 and int(nearest.places[other, 0]) == one
                yield one, other, float(nearest.likeness[one, rank]), best and meant[one] == other and meant[other] == one


def _likelihood(likeness: float, agreed: bool) -> float:
    """Return how likely a reader of labelled interviews called such a pair one thing, 0 to 1."""
    intercept, slope = LIKELIHOOD
    odds = intercept + slope * likeness + (AGREED if agreed else 0.0)
    likely = 1 / (1 + math.exp(-odds))
    return likely if agreed else min(likely, UNSURE)


def _nearest(likeness: Likeness, near: int) -> _Nearest:
    count = len(likeness.interviews)
    places = np.empty((count, near), dtype=np.intp)
    scores = np.empty((count, near), dtype=np.float32)
    meant = np.empty(count, dtype=np.intp)
    for start in range(0, count, BLOCK):
        rows = np.arange(start, min(start + BLOCK, count))
        block, meaning = likeness.block(rows)
        best = np.argpartition(block, -near, axis=1)[:, -near:]
        order = np.argsort(-np.take_along_axis(block, best, axis=1), axis=1, kind="stable")
        places[rows] = np.take_along_axis(best, order, axis=1)
        scores[rows] = np.take_along_axis(block, places[rows], axis=1)
        meant[rows] = np.where(np.isfinite(meaning.max(axis=1)), meaning.argmax(axis=1), -1)
    return _Nearest(places, scores, meant)
