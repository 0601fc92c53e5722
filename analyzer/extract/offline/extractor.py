"""The steps of the offline extractor, one after the other.

In: an interview, an embedder or none, the run. Out: findings in order of place. Always true: links lead to findings of the same list.
"""

from analyzer.extract.consolidate import consolidate
from analyzer.extract.offline.findings import Writer
from analyzer.extract.offline.linking import Placed, link
from analyzer.extract.offline.selecting import select
from analyzer.extract.offline.sentences import read_sentences
from analyzer.extract.offline.weights import score
from analyzer.llm.embedding import Embedder
from analyzer.records import Finding, Interview, Provenance, Run


def extract(interview: Interview, embedder: Embedder | None, run: Run, rules_hash: str) -> list[Finding]:
    """Return the findings of an interview."""
    sentences = read_sentences(interview)
    if not sentences:
        return []
    scores, vectors = score([sentence.context for sentence in sentences], embedder)
    writer = Writer(interview, sentences, Provenance(run=run.id, extractor="offline", prompt_hash=rules_hash))
    placed = [Placed(writer.write(one), one.index, sentences[one.index].start) for one in select(sentences, scores)]
    return consolidate(link(placed, vectors))
