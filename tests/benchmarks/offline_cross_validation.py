"""The offline extractor on interviews its weights were not fitted to: ``python -m tests.benchmarks.offline_cross_validation``.

In: made-up talk and the labelled interviews of the dev split. Out: precision, recall and F1 by kind, each interview scored with weights fitted to the
talk and to all other interviews, at several thresholds. Always true: no interview of the test split is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analyzer.config import EmbeddingSettings, shipped
from analyzer.evaluate.case import Case
from analyzer.evaluate.gold import load_suite
from analyzer.evaluate.measures import Counts, measure, pool
from analyzer.evaluate.runner import run_suite
from analyzer.evaluate.vector_file import VectorFile
from analyzer.extract.offline import weights
from analyzer.extract.offline.extractor import extract
from analyzer.extract.offline.selecting import THRESHOLDS
from analyzer.extract.offline.train import Labelled, read_speech, train
from analyzer.llm.embedding import CachedEmbedder, Embedder, open_embedder
from analyzer.records import KINDS, ChunkOutcome, Interview, Provenance
from tests.offline.label_dev import dev_cases, write_talk

SHIFTS = (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15)
"""Thresholds tried: the shipped ones plus this."""


def fitted(embedder: Embedder, labelled: list[Labelled]) -> weights.Weights:
    """Return weights fitted to this talk."""
    stored = train(embedder, labelled)
    arrays = {}
    for name in ("with_vectors", "cues_alone"):
        part = stored[name]
        assert isinstance(part, dict)
        arrays[name] = {kind: np.array(part[kind], dtype=np.float64) for kind in KINDS}
    return weights.Weights(str(stored["space"]), arrays["with_vectors"], arrays["cues_alone"])


def counted(case: Case, embedder: Embedder, known: weights.Weights, shift: float) -> Counts:
    """Return the counts of one interview, extracted with these weights and shifted thresholds."""
    suite = replace(load_suite(shipped("evals")), cases=(case,), problems=())
    thresholds = {kind: value + shift for kind, value in THRESHOLDS.items()}

    def answer(interview: Interview) -> Iterator[ChunkOutcome]:
        findings = extract(interview, embedder, Provenance(run="r_x", extractor="offline"), known, thresholds)
        yield ChunkOutcome(chunk=interview.id, step="offline", state="done", findings=tuple(findings))

    return run_suite(suite, answer, extractor="offline").counts


def main() -> None:
    """Print one line a threshold and kind."""
    with TemporaryDirectory() as folder:
        embedder = CachedEmbedder(open_embedder(EmbeddingSettings()), VectorFile(Path(folder) / "vectors.sqlite"))
        talks: dict[str, list[Labelled]] = {}
        for case in dev_cases():
            place = Path(folder) / case.name
            place.mkdir()
            (place / "talk.txt").write_text(write_talk(case), encoding="utf-8")
            talks[case.name] = read_speech(place)
        print_table(embedder, talks)


def print_table(embedder: Embedder, talks: Mapping[str, list[Labelled]]) -> None:
    """Score every interview without itself and print the pooled figures."""
    counts: dict[float, list[Counts]] = {shift: [] for shift in SHIFTS}
    for case in dev_cases():
        others = [one for name, talk in talks.items() if name != case.name for one in talk]
        known = fitted(embedder, [*read_speech(), *others])
        for shift in SHIFTS:
            counts[shift].append(counted(case, embedder, known, shift))
    for shift in SHIFTS:
        figures = measure(pool(counts[shift]))
        parts = [
            f"{kind} {THRESHOLDS[kind] + shift:.2f}: " + " / ".join(f"{figures[f'{kind}.{name}'] or 0:.2f}" for name in ("precision", "recall", "f1"))
            for kind in KINDS
        ]
        print("   ".join(parts))


if __name__ == "__main__":
    main()
