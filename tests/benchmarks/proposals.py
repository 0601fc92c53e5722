"""What people are shown as saying the same, against the themes of the labels: ``python -m tests.benchmarks.proposals [--split S] [--size N]``.

In: the labelled interviews of a split (dev unless told), their labels read as findings and the offline extractor's findings as accepted in
the baseline. Out: for each of both how many proposals are right, how many pairs of one thing are proposed, and what the queue groups;
with ``--size``, seconds and peak memory for that many made-up findings. Always true: nothing is extracted and no model is asked.
"""

import argparse
import resource
import time
from collections.abc import Mapping, Sequence

import numpy as np

from analyzer.config import EmbeddingSettings, kept_vectors, shipped
from analyzer.evaluate.gold import load_suite
from analyzer.evaluate.measures import measure
from analyzer.evaluate.merging import propose, score_merging
from analyzer.evaluate.runs import read_baseline
from analyzer.evaluate.scores import score
from analyzer.evaluate.vector_file import VectorFile
from analyzer.llm.embedding import CachedEmbedder, Embedder, Vectors, normalise, open_embedder
from analyzer.records import Finding, Interview, Obstacle, Provenance, SimilarPair
from analyzer.suggest.similar import similar_pairs
from tests.evaluate.builders import echo

SHARES = {
    "merges.first": ("right1", "shown1"), "merges.first_three": ("right3", "shown3"), "merges.proposed": ("proposed_hits", "labelled"),
    "merges.precision": ("hits", "made"), "merges.recall": ("hits", "labelled"),
}  # fmt: skip


class Noise:
    """An embedder of no meaning and the size of the local one: what is timed is the comparison."""

    name, version, size = "noise", "1", 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return rows drawn anew."""
        return normalise(np.random.default_rng(len(texts)).standard_normal((len(texts), self.size), dtype=np.float32))

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())


def measure_split(split: str) -> None:
    """Print the figures of a split."""
    embedder = CachedEmbedder(open_embedder(EmbeddingSettings()), VectorFile(kept_vectors()))
    suite, baseline = load_suite(shipped("evals")), read_baseline(shipped("evals"))
    cases = [case for case in suite.cases if split in ("both", case.gold.split)]
    names = {case.name for case in cases}
    offline = [result for result in baseline.cases if result.case in names] if baseline else []

    def similar(findings: Sequence[Finding], interviews: Mapping[str, Interview]) -> list[SimilarPair]:
        return similar_pairs(findings, interviews, embedder)

    for title, results in (("labels read as findings", [score(case, echo(case)) for case in cases]), ("offline findings", offline)):
        counts, _ = score_merging(cases, propose(cases, results, similar))
        figures = measure(counts)
        print(f"{title}, {split}")
        for name, (part, whole) in SHARES.items():
            share = figures[name]
            told = "-" if share is None else f"{100 * share:.1f} %"
            print(f"  {name:20} {told:>7}  {counts[f'merges.{part}']} of {counts[f'merges.{whole}']}")


def measure_size(size: int) -> None:
    """Print seconds and memory for ``size`` findings of one kind, the worst case, forty an interview."""
    drawn = np.random.default_rng(7)
    vocabulary = [f"{number:x}".translate(str.maketrans("0123456789", "ghijklmnop")) for number in range(4096, 4096 + 6000)]
    weights = 1 / np.arange(30, 30 + len(vocabulary))  # as words fall off once those that carry nothing are gone
    words = drawn.choice(vocabulary, (size, 20), p=weights / weights.sum())
    findings = [
        Obstacle(
            id=f"f_{number:05}", interview=f"i_{number // 40}", interview_version="v", statement=" ".join(row), evidence=(),
            provenance=Provenance(run="r", extractor="offline"),
        )
        for number, row in enumerate(words.tolist())
    ]  # fmt: skip
    embedder: Embedder = Noise()
    began = time.process_time()
    pairs = similar_pairs(findings, {}, embedder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{size} findings: {len(pairs)} pairs, {time.process_time() - began:.1f} s of processor time, peak {peak} MB")


def main() -> None:
    """Read the arguments, print the figures."""
    parser = argparse.ArgumentParser(description="Proposals of the same thing, against labels.")
    parser.add_argument("--split", choices=("dev", "test", "both"), default="dev")
    parser.add_argument("--size", type=int, default=0)
    given = parser.parse_args()
    measure_split(given.split)
    if given.size:
        measure_size(given.size)


if __name__ == "__main__":
    main()
