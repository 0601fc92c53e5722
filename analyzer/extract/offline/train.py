"""Fits the weights to the labelled talk in ``speech/``: ``python -m analyzer.extract.offline.train``.

In: ``speech/*.txt``, made up for this purpose, in many trades and manners of speaking; nothing of any interview. Out: ``weights.json``.
Always true: the same speech and the same embedder give the same file.

A line is ``I`` (what the interviewer says), ``.`` (nothing to find) or letters of what there is to find (O outcome, B obstacle, M metric), a
blank and one sentence; a line that begins with ``==`` begins another talk.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ExtractError
from analyzer.extract.offline.features import FEATURES, describe
from analyzer.extract.offline.sentences import Context, plain_text
from analyzer.extract.offline.weights import WEIGHTS_FILE
from analyzer.llm.embedding import Embedder, space_of
from analyzer.records import KINDS, Kind

SPEECH_FOLDER = Path(__file__).with_name("speech")
LETTERS: dict[str, Kind] = {"O": "outcome", "B": "obstacle", "M": "metric"}

PENALTY = 8.0
"""L2 penalty: chosen where scores on labelled interviews, which no weight is fitted to, are best and flat around."""
VECTOR_SCALE = 4.5
"""A vector has length 1 over hundreds of numbers, a cue is 0 or 1: this brings both under one penalty."""
_ROUNDS = 50
_STEP_ENDS = 1e-6
_DIGITS = 4


@dataclass(frozen=True)
class Labelled:
    """One sentence of made-up talk and what there is to find in it."""

    context: Context
    kinds: frozenset[Kind]


def read_speech(folder: Path = SPEECH_FOLDER) -> list[Labelled]:
    """Return all labelled sentences in order; ExtractError naming file and line where one cannot be read."""
    found: list[Labelled] = []
    for path in sorted(folder.glob("*.txt")):
        for answer in _answers(path):
            for index, one in enumerate(answer):
                before = answer[index - 1].context.plain if index else ""
                after = answer[index + 1].context.plain if index + 1 < len(answer) else ""
                found.append(replace(one, context=replace(one.context, before=before, after=after)))
    return found


def _answers(path: Path) -> Iterator[list[Labelled]]:
    answer: list[Labelled] = []
    asked = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        label, _, said = line.strip().partition(" ")
        if not label:
            continue
        if label in ("==", "I"):
            yield answer
            answer, asked = [], said if label == "I" else ""
        elif label == "." or set(label) <= set(LETTERS):
            answer.append(Labelled(Context(plain_text(said), asked), frozenset(LETTERS[letter] for letter in label if letter in LETTERS)))
        else:
            raise ExtractError(f"{path.name}, line {number}: label {label!r}", "use I, . or letters of O, B, M")
    yield answer


def fit(rows: NDArray[np.float64], hits: NDArray[np.float64], penalty: float) -> NDArray[np.float64]:
    """Return weights and constant of the L2-penalised logistic regression, by Newton's method (the constant is not penalised)."""
    padded = np.hstack([rows, np.ones((len(rows), 1))])
    ridge = np.full(padded.shape[1], penalty)
    ridge[-1] = 1e-3
    weights = np.zeros(padded.shape[1])
    for _ in range(_ROUNDS):
        chances = 1.0 / (1.0 + np.exp(-(padded @ weights)))
        slope = padded.T @ (chances - hits) + ridge * weights
        curvature = (padded * (chances * (1.0 - chances))[:, None]).T @ padded + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        weights -= step
        if float(np.abs(step).max()) < _STEP_ENDS:
            break
    return weights


def train(embedder: Embedder, labelled: list[Labelled]) -> dict[str, object]:
    """Return what ``weights.json`` holds."""
    contexts = [one.context for one in labelled]
    rows = describe(contexts)
    vectors = embedder.embed([context.plain for context in contexts]).astype(np.float64) * VECTOR_SCALE
    with_vectors: dict[str, list[float]] = {}
    cues_alone: dict[str, list[float]] = {}
    for kind in KINDS:
        hits = np.array([kind in one.kinds for one in labelled], dtype=np.float64)
        fitted = fit(np.hstack([rows, vectors]), hits, PENALTY)
        fitted[len(FEATURES) : -1] *= VECTOR_SCALE
        with_vectors[kind] = [round(float(weight), _DIGITS) for weight in fitted]
        cues_alone[kind] = [round(float(weight), _DIGITS) for weight in fit(rows, hits, PENALTY)]
    return {"space": space_of(embedder), "features": list(FEATURES), "with_vectors": with_vectors, "cues_alone": cues_alone}


def main() -> None:
    """Fit and write the weights."""
    from analyzer.config import EmbeddingSettings
    from analyzer.llm.embedding import open_embedder

    labelled = read_speech()
    WEIGHTS_FILE.write_text(json.dumps(train(open_embedder(EmbeddingSettings()), labelled), separators=(",", ":")) + "\n", encoding="utf-8")
    counts = ", ".join(f"{sum(kind in one.kinds for one in labelled)} {kind}s" for kind in KINDS)
    print(f"{WEIGHTS_FILE.name}: fitted to {len(labelled)} sentences ({counts})")


if __name__ == "__main__":
    main()
