"""How much a sentence looks like an outcome, an obstacle, a metric: a weighted sum of cues and of its sentence vector.

In: contexts, an embedder or none. Out: for every context and kind a score from 0 to 1. Always true: without the embedder that the
weights were fitted with (name and version), weights for cues alone are used; the same text and embedder give the same scores.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ExtractError
from analyzer.extract.offline.features import FEATURES, Rows, describe
from analyzer.extract.offline.sentences import Context
from analyzer.llm.embedding import Embedder, Vectors, space_of
from analyzer.records import KINDS, Kind

WEIGHTS_FILE = Path(__file__).with_name("weights.json")

Scores = Mapping[Kind, NDArray[np.float64]]
"""A kind -> one score a sentence."""


@dataclass(frozen=True)
class Weights:
    """Logistic regressions, one a kind."""

    space: str
    """The embedder they were fitted with, ``name@version``."""
    with_vectors: Mapping[Kind, NDArray[np.float64]]
    """One weight a feature, one a number of the vector, and the constant."""
    cues_alone: Mapping[Kind, NDArray[np.float64]]
    """One weight a feature, and the constant."""


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Return the shipped weights; ExtractError where they do not belong to the features of this version."""
    stored: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    if tuple(stored["features"]) != FEATURES:
        raise ExtractError(f"{WEIGHTS_FILE.name} was fitted for other features", "fit again: python -m analyzer.extract.offline.train")
    return Weights(stored["space"], _arrays(stored["with_vectors"]), _arrays(stored["cues_alone"]))


def _arrays(stored: Mapping[str, Sequence[float]]) -> dict[Kind, NDArray[np.float64]]:
    return {kind: np.array(stored[kind], dtype=np.float64) for kind in KINDS}


def score(contexts: Sequence[Context], embedder: Embedder | None, weights: Weights) -> tuple[Scores, Vectors | None]:
    """Return the scores, and the sentence vectors if the embedder is the one the weights know (None otherwise)."""
    rows = describe(contexts)
    if embedder is None or space_of(embedder) != weights.space or not contexts:
        return {kind: _logistic(rows, weights.cues_alone[kind]) for kind in KINDS}, None
    vectors = embedder.embed([context.plain for context in contexts])
    joined = np.hstack([rows, vectors.astype(np.float64)])
    return {kind: _logistic(joined, weights.with_vectors[kind]) for kind in KINDS}, vectors


def _logistic(rows: Rows, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(rows @ weights[:-1] + weights[-1])))
    # Sums differ in their last digits from machine to machine; nothing may depend on them.
    return np.round(scores, 6)
