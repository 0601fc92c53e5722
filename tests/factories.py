"""Small interviews and findings for tests of every room.

In: a few words. Out: valid records. Always true: quotes are slices of the interview they are said to come from.
"""

from collections.abc import Sequence

from analyzer.records import (
    FINDING,
    Evidence,
    Finding,
    Interview,
    Kind,
    Link,
    Provenance,
    Side,
    Speaker,
    Turn,
    derive_id,
    text_version,
)

TALK = (
    ("s1", "What are you trying to get to this year?"),
    ("s2", "We want to close the books in four days. Right now it takes nine days."),
    ("s1", "And what is in the way?"),
    ("s2", "Three ledgers never match, so we stitch them together by hand. The board wants weekly numbers."),
)


def make_interview(
    talk: Sequence[tuple[str, str]] = TALK,
    *,
    identifier: str = "i_aaaaaaaaaa",
    segment: str = "mid-market",
    organisation: str | None = "Acme",
    sides: dict[str, Side] | None = None,
    source: str = "acme.txt",
) -> Interview:
    """Return an interview of these (speaker key, words); s1 asks, the others are customers unless ``sides`` says otherwise."""
    text = "\n".join(words for _, words in talk)
    turns, position = [], 0
    for index, (key, words) in enumerate(talk):
        turns.append(Turn(index=index, speaker=key, start=position, end=position + len(words), start_ms=index * 10_000))
        position += len(words) + 1
    chosen: dict[str, Side] = {key: "interviewer" if key == "s1" else "customer" for key, _ in talk} | (sides or {})
    names = {"s1": "Dana Ruiz", "s2": "Tom O'Brien"}
    speakers = [
        Speaker(key=key, label=names.get(key, key), name=names.get(key, key), side=side, side_basis="declared")
        for key, side in sorted(chosen.items())
    ]
    return Interview(
        id=identifier, version=text_version(text), title=source, source=source, format="plain text", segment=segment, organisation=organisation,
        text=text, raw_sha256=text_version(source), kept_share=1.0, speakers=tuple(speakers), turns=tuple(turns),
    )  # fmt: skip


def make_evidence(interview: Interview, quote: str, quote_id: str = "q1") -> Evidence:
    """Return verbatim evidence for the first place of ``quote``; evidence that was not found where the interview lacks it."""
    start = interview.text.find(quote)
    if start < 0:
        return Evidence(quote_id=quote_id, quote="", claimed=quote, match="not_found")
    turn = interview.turn_at(start)
    return Evidence(
        quote_id=quote_id, quote=quote, claimed=quote, turn=turn.index, start=start, end=start + len(quote), start_ms=turn.start_ms,
        speaker=turn.speaker, side=interview.speaker(turn.speaker).side, match="verbatim",
    )  # fmt: skip


def make_finding(
    interview: Interview, quote: str, kind: Kind = "outcome", *, statement: str | None = None, identifier: str | None = None, run: str = "r_one",
    links: Sequence[Link] = (), confidence: float = 0.5, **fields: object,
) -> Finding:  # fmt: skip
    """Return a finding of this kind that rests on ``quote``."""
    if kind == "metric":
        fields.setdefault("name", statement or quote)
    shared = {
        "id": identifier or derive_id("f", interview.id, kind, quote, run),
        "kind": kind,
        "interview": interview.id,
        "interview_version": interview.version,
        "statement": statement or quote,
        "evidence": (make_evidence(interview, quote),),
        "links": tuple(links),
        "confidence": confidence,
        "provenance": Provenance(run=run, extractor="offline"),
    }
    return FINDING.validate_python({**shared, **fields})
