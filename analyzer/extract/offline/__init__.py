"""The offline extractor: a baseline of cues and sentence vectors, no model server.

In: an interview, an embedder or none, the run. Out: one ``ChunkOutcome`` with outcomes, obstacles and metrics. It weighs every sentence by
turns of phrase and by a small sentence vector, with weights fitted to labelled talk (``train``); it understands nothing. So it finds what is said
in so many words, misses what follows only from the whole, and takes some plain talk for a finding: a person has to read its queue.
Always true: every quote is a slice of a customer's turn (or of a speaker whose side is not known, flagged); statements hold no word that was
not said; the same interview and embedder give the same findings.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from analyzer.llm.embedding import Embedder
from analyzer.records import ChunkOutcome, Interview, Provenance, Run

__all__ = ["RULES_HASH", "extract_offline"]


def _hash_rules() -> str:
    """Return the sha256 of the rules and weights: what decides the findings of an interview."""
    folder = Path(__file__).parent
    files = sorted(path for path in folder.iterdir() if path.suffix in (".py", ".json") and path.name != "train.py")
    return hashlib.sha256(b"\0".join(path.name.encode() + b"\0" + path.read_bytes() for path in files)).hexdigest()


RULES_HASH = _hash_rules()


def extract_offline(interview: Interview, embedder: Embedder | None, run: Run) -> Iterator[ChunkOutcome]:
    """Yield one outcome with everything found in the interview."""
    from analyzer.extract.offline.extractor import extract
    from analyzer.extract.offline.weights import load_weights

    provenance = Provenance(run=run.id, extractor="offline", prompt_hash=RULES_HASH)
    findings = tuple(extract(interview, embedder, provenance, load_weights()))
    yield ChunkOutcome(chunk=interview.id, step="offline", state="done" if findings else "empty", findings=findings)
