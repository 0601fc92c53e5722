"""The steps of the offline extractor, one after the other.

In: an interview, an embedder or none, the run. Out: findings in order of place. Always true: links lead to findings of the same list.
"""

from collections.abc import Mapping

from analyzer.extract.consolidate import consolidate
from analyzer.extract.offline.findings import Writer
from analyzer.extract.offline.linking import Placed, link
from analyzer.extract.offline.selecting import THRESHOLDS, select
from analyzer.extract.offline.sentences import read_sentences
from analyzer.extract.offline.weights import Weights, score
from analyzer.llm.embedding import Embedder
from analyzer.records import Finding, Interview, Kind, Provenance


def extract(
    interview: Interview, embedder: Embedder | None, provenance: Provenance, weights: Weights, thresholds: Mapping[Kind, float] = THRESHOLDS
) -> list[Finding]:
    """Return the findings of an interview that score at least ``thresholds`` by these weights."""
    sentences = read_sentences(interview)
    if not sentences:
        return []
    scores, vectors = score([sentence.context for sentence in sentences], embedder, weights)
    writer = Writer(interview, sentences, provenance)
    placed = [Placed(writer.write(one), one.index, sentences[one.index].start) for one in select(sentences, scores, thresholds)]
    return consolidate(link(placed, vectors))
