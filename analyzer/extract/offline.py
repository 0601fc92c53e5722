"""The offline extractor: linguistic cues, no model server; a baseline and honest about it.

In: an interview, an embedder, the run. Out: one ``ChunkOutcome`` with findings whose quotes are whole sentences of customer turns.
Always true: every quote is a slice of the source; the same interview gives the same findings.
"""

import hashlib
import re
from collections.abc import Iterator

from analyzer.language.quantities import QuantityMatch, quantities, to_quantity
from analyzer.language.sentences import sentences
from analyzer.llm.embedding import Embedder
from analyzer.records import FINDING, ChunkOutcome, Evidence, Finding, Interview, Kind, Provenance, Run, Turn, derive_id

_OUTCOME = re.compile(r"\b(we want|we're trying|trying to|our goal|the goal|the aim|we need to|priority|the target|so that we can|we'd like)\b", re.I)
_OBSTACLE = re.compile(
    r"\b(can't|cannot|never|by hand|manual\w*|nobody|the problem|spreadsheets?|takes (us )?(too|so|a)|struggle\w*|lose|losing|stuck|don't have)\b",
    re.I,
)
RULES_HASH = hashlib.sha256((_OUTCOME.pattern + _OBSTACLE.pattern).encode()).hexdigest()


def extract_offline(interview: Interview, embedder: Embedder | None, run: Run) -> Iterator[ChunkOutcome]:
    """Yield one outcome with everything found in the interview."""
    sides = {speaker.key: speaker.side for speaker in interview.speakers}
    found: list[Finding] = []
    for turn in interview.turns:
        if sides[turn.speaker] in ("customer", "unknown"):
            said = interview.said(turn)
            for start, end in sentences(said):
                found += _read(interview, turn, turn.start + start, turn.start + end, run)
    yield ChunkOutcome(chunk=interview.id, step="offline", state="done" if found else "empty", findings=tuple(found))


def _read(interview: Interview, turn: Turn, start: int, end: int, run: Run) -> Iterator[Finding]:
    sentence = interview.text[start:end]
    if len(sentence.split()) < 6 or sentence.endswith("?"):
        return
    values = [value for value in quantities(sentence) if value.unit or value.currency]
    if values:
        yield _finding(interview, turn, start, end, "metric", run, name=sentence, **_value(values[0]))
    if _OUTCOME.search(sentence):
        yield _finding(interview, turn, start, end, "outcome", run)
    elif _OBSTACLE.search(sentence):
        yield _finding(interview, turn, start, end, "obstacle", run)


def _value(match: QuantityMatch) -> dict[str, object]:
    return {"value": to_quantity(match, "q1"), "period": match.period}


def _finding(interview: Interview, turn: Turn, start: int, end: int, kind: Kind, run: Run, **fields: object) -> Finding:
    quote = interview.text[start:end]
    speaker = interview.speaker(turn.speaker)
    evidence = Evidence(
        quote_id="q1", quote=quote, claimed=quote, turn=turn.index, start=start, end=end, start_ms=turn.start_ms, speaker=speaker.key,
        side=speaker.side, match="verbatim",
    )  # fmt: skip
    shared = {
        "id": derive_id("f", interview.id, interview.version, "offline", kind, start, end), "kind": kind, "interview": interview.id,
        "interview_version": interview.version, "statement": quote, "evidence": (evidence,), "department": speaker.department,
        "flags": ("side_unconfirmed",) if speaker.side == "unknown" else (),
        "provenance": Provenance(run=run.id, extractor="offline", prompt_hash=RULES_HASH), "confidence": 0.4,
    }  # fmt: skip
    return FINDING.validate_python({**shared, **fields})
