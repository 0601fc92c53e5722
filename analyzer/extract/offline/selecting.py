"""Which sentences become findings.

In: sentences with scores. Out: ``Selection``, one for each finding to be. Always true: a sentence is in at most one selection of a kind; the
sentences of a selection are neighbours in one turn, so its quote is short and unbroken; nothing is selected on a score alone that is a
question, a courtesy or a way of speaking.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from analyzer.extract.offline.cues import OBSTACLES, find_cues
from analyzer.extract.offline.joining import Selection, drop_echoes, is_cut, join
from analyzer.extract.offline.refusing import is_mere_answer, is_no_aim
from analyzer.extract.offline.sentences import Sentence
from analyzer.extract.offline.weights import Scores
from analyzer.language.quantities import quantities
from analyzer.records import KINDS, Kind

THRESHOLDS: Mapping[Kind, float] = {"outcome": 0.35, "obstacle": 0.5, "metric": 0.4}
"""Least score of a finding: where F1 is about best on interviews of the dev split left out of the fitting (tests.benchmarks), precision first."""

_SIZES = 0.2
"""Least score as a metric of a sentence that is an outcome or obstacle already and states a size with its unit."""
_USUAL = 0.23
"""Mean score of obstacles in interviews about somebody's work; talk of other things has less."""
_USUAL_SENTENCES = 20
"""Sentences of usual talk that are added before the mean is taken, so that a short interview is not judged by a few."""
_FEWEST_WORDS: Mapping[Kind, int] = {"outcome": 5, "obstacle": 4, "metric": 2}
_UNCUED = 0.75
"""Least score of an obstacle in whose sentence nothing is said to be missing, late, wrong or difficult, and of a metric that is a bare number."""
_UNAIMED = 0.6
"""Least score of an outcome in whose sentence nobody wants, needs, promises or has to."""
_COMPLAINTS = frozenset(OBSTACLES) - {"system", "rule", "no problem", "so", "but", "because", "has to", "takes"}
_AIMED = ("our aim", "named aim", "wished state", "wants", "would like", "need to", "need", "goal", "at stake", "all about")
_MEASURED = ("measure word", "counting", "share", "wanted value", "change", "takes")
_BOTH = 0.6
"""Score from which a sentence is an outcome and an obstacle at the same time; below, it is what it looks like more."""


def select(sentences: Sequence[Sentence], scores: Scores, thresholds: Mapping[Kind, float] = THRESHOLDS) -> list[Selection]:
    """Return the selections of all kinds, by place."""
    fitted = adapt(sentences, scores)
    chosen = {kind: _choose(kind, sentences, fitted, thresholds[kind]) for kind in KINDS}
    _settle(chosen["outcome"], chosen["obstacle"])
    chosen["metric"] |= _choose_sizes(sentences, fitted, chosen)
    found = [selection for kind in KINDS for selection in join(kind, sentences, fitted[kind], chosen[kind])]
    return sorted(drop_echoes(found), key=lambda selection: (selection.start, selection.end, selection.kind))


def adapt(sentences: Sequence[Sentence], scores: Scores) -> Scores:
    """Return the scores lowered in a talk that holds few obstacles: where hardly anybody speaks of trouble at work, a finding must be clear.

    The odds are multiplied as for a smaller prior (M. Saerens, P. Latinne, C. Decaestecker, Neural Computation 14, 2002), estimated once.
    """
    long = [
        float(score) for score, sentence in zip(scores["obstacle"], sentences, strict=True) if len(sentence.plain.split()) > _FEWEST_WORDS["obstacle"]
    ]
    mean = (sum(long) + _USUAL * _USUAL_SENTENCES) / (len(long) + _USUAL_SENTENCES)
    smaller = min(1.0, mean / _USUAL) ** 2
    odds = {kind: scores[kind] / np.maximum(1.0 - scores[kind], 1e-6) * smaller for kind in KINDS}
    return {kind: np.round(odds[kind] / (1.0 + odds[kind]), 6) for kind in KINDS}


def _choose(kind: Kind, sentences: Sequence[Sentence], scores: Scores, least: float) -> dict[int, float]:
    """Return the sentences of a kind: position -> score."""
    return {
        index: float(score)
        for index, score in enumerate(scores[kind])
        if score >= least and is_admissible(kind, sentences[index].plain, float(score)) and not _is_asked(sentences, index)
    }


def _is_asked(sentences: Sequence[Sentence], index: int) -> bool:
    """Return whether a sentence is a piece of a long question, which was cut for its length."""
    before = sentences[index - 1].plain if index and is_cut(sentences, index) else ""
    after = sentences[index + 1].plain if index + 1 < len(sentences) and is_cut(sentences, index + 1) else ""
    return bool(before and is_mere_answer(before)) or bool(after and find_cues(after)["question"])


def _choose_sizes(sentences: Sequence[Sentence], scores: Scores, chosen: Mapping[Kind, Mapping[int, float]]) -> dict[int, float]:
    """Return the sentences that are outcomes or obstacles and say how much: position -> score as a metric."""
    return {
        index: float(scores["metric"][index])
        for index in sorted(chosen["outcome"].keys() | chosen["obstacle"].keys())
        if float(scores["metric"][index]) >= _SIZES and any(match.unit or match.currency for match in quantities(sentences[index].plain))
    }


def is_admissible(kind: Kind, plain: str, score: float) -> bool:
    """Return whether a sentence may carry a finding of this kind at all."""
    cues = find_cues(plain)
    if len(plain.split()) < _FEWEST_WORDS[kind] or cues["question"] or is_mere_answer(plain):
        return False
    if kind == "outcome":
        return (score >= _UNAIMED or any(cues[name] for name in _AIMED)) and not is_no_aim(plain)
    if kind == "obstacle":
        return score >= _UNCUED or any(cues[name] for name in _COMPLAINTS)
    found = quantities(plain)
    if not found:
        return cues["counting"] or cues["share"]
    return score >= _UNCUED or any(match.unit or match.currency for match in found) or any(cues[name] for name in _MEASURED)


def _settle(outcomes: dict[int, float], obstacles: dict[int, float]) -> None:
    for index in outcomes.keys() & obstacles.keys():
        if min(outcomes[index], obstacles[index]) < _BOTH:
            del (outcomes if outcomes[index] < obstacles[index] else obstacles)[index]
