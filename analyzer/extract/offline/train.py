"""Fits the weights to labelled talk: ``python -m analyzer.extract.offline.train [FOLDER ...]``.

In: ``speech/*.txt``, made up for this purpose in many trades and manners of speaking, and further folders of the same format: the shipped
weights add the labelled interviews of the dev split, which ``python -m tests.offline.label_dev FOLDER`` writes there. Out: ``weights.json``.
Always true: the same talk and the same embedder give the same file; no interview of the test split is read.

A line is ``I`` (what the interviewer says), ``.`` (nothing to find) or letters of what there is to find (O outcome, B obstacle, M metric; small
where a careful reader may find it or not), a blank and one sentence; a line that begins with ``==`` begins another talk.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ExtractError
from analyzer.extract.offline.clearing import clear_text
from analyzer.extract.offline.features import FEATURES, describe
from analyzer.extract.offline.sentences import Context
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
    unsure: frozenset[Kind] = frozenset()
    """Kinds for which the sentence teaches nothing."""


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
        elif label == "." or set(label.upper()) <= set(LETTERS):
            sure = frozenset(LETTERS[letter] for letter in label if letter in LETTERS)
            unsure = frozenset(LETTERS[letter.upper()] for letter in label if letter.islower())
            answer.append(Labelled(Context(clear_text(said), asked), sure, unsure))
        else:
            raise ExtractError(f"{path.name}, line {number}: label {label!r}", "use I, . or letters of O, B, M, o, b, m")
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


def train(embedder: Embedder, labelled: Sequence[Labelled]) -> dict[str, object]:
    """Return what ``weights.json`` holds."""
    contexts = [one.context for one in labelled]
    rows = describe(contexts)
    joined = np.hstack([rows, embedder.embed([context.plain for context in contexts]).astype(np.float64) * VECTOR_SCALE])
    with_vectors: dict[str, list[float]] = {}
    cues_alone: dict[str, list[float]] = {}
    for kind in KINDS:
        sure = np.array([kind not in one.unsure for one in labelled])
        hits = np.array([kind in one.kinds for one in labelled], dtype=np.float64)[sure]
        fitted = fit(joined[sure], hits, PENALTY)
        fitted[len(FEATURES) : -1] *= VECTOR_SCALE
        with_vectors[kind] = [round(float(weight), _DIGITS) for weight in fitted]
        cues_alone[kind] = [round(float(weight), _DIGITS) for weight in fit(rows[sure], hits, PENALTY)]
    return {
        "space": space_of(embedder), "speech": hash_speech(), "sentences": len(labelled), "features": list(FEATURES),
        "with_vectors": with_vectors, "cues_alone": cues_alone,
    }  # fmt: skip


def hash_speech(folder: Path = SPEECH_FOLDER) -> str:
    """Return the sha256 (hex) of the shipped talk, so that weights fitted to other talk are noticed."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(folder.glob("*.txt")))).hexdigest()


def main(folders: Sequence[str]) -> None:
    """Fit to the shipped talk and that of further folders, and write the weights."""
    from analyzer.config import EmbeddingSettings
    from analyzer.llm.embedding import open_embedder

    labelled = [one for folder in (SPEECH_FOLDER, *map(Path, folders)) for one in read_speech(folder)]
    WEIGHTS_FILE.write_text(json.dumps(train(open_embedder(EmbeddingSettings()), labelled), separators=(",", ":")) + "\n", encoding="utf-8")
    counts = ", ".join(f"{sum(kind in one.kinds for one in labelled)} {kind}s" for kind in KINDS)
    print(f"{WEIGHTS_FILE.name}: fitted to {len(labelled)} sentences ({counts})")


if __name__ == "__main__":
    main(sys.argv[1:])
