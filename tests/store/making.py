"""Records to be stored: made by hand for single cases, by hypothesis for properties."""

from hypothesis import strategies as st

from analyzer.records import (
    FINDING,
    Chunk,
    ChunkOutcome,
    Evidence,
    Finding,
    Interview,
    Link,
    Obstacle,
    Provenance,
    Quantity,
    Run,
    Speaker,
    Turn,
    mint_id,
    text_version,
)

FIRST = ("We close the books in nine days.", "Three ledgers never match.")


def make_interview(
    identifier: str = "i_aaaaaaaaaa", turns: tuple[str, ...] = FIRST, *, segment: str = "mid-market", raw: str = "0" * 64
) -> Interview:
    text = "\n".join(turns)
    placed: list[Turn] = []
    for index, said in enumerate(turns):
        start = placed[-1].end + 1 if placed else 0
        placed.append(Turn(index=index, speaker="s1", start=start, end=start + len(said)))
    return Interview(
        id=identifier, version=text_version(text), title="A call", source=f"interviews/{identifier}.txt", format="plain text", segment=segment,
        text=text, raw_sha256=raw, kept_share=1.0, turns=tuple(placed),
        speakers=(Speaker(key="s1", label="Ana", name="Ana", side="customer", side_basis="declared"),),
    )  # fmt: skip


def make_run(interview: Interview, identifier: str = "r_aaaaaaaaaa", *, model: str | None = None) -> Run:
    return Run(
        id=identifier, interview=interview.id, interview_version=interview.version, extractor="llm" if model else "offline", model=model,
        prompt_hash="p1" if model else None, started_at="2026-03-02T10:00:00.000+00:00",
    )  # fmt: skip


def make_finding(interview: Interview, identifier: str = "f_aaaaaaaaaa", *, turn: int = 0, statement: str = "Close faster") -> Finding:
    place = interview.turns[turn]
    quote = interview.said(place)
    return Obstacle(
        id=identifier, interview=interview.id, interview_version=interview.version, statement=statement,
        evidence=(Evidence(quote_id="q1", quote=quote, claimed=quote, turn=turn, start=place.start, end=place.end, match="verbatim"),),
        provenance=Provenance(run="r_aaaaaaaaaa", extractor="offline"),
    )  # fmt: skip


def make_outcome(*findings: Finding, chunk: str = "w_aaaaaaaaaa", step: str = "obstacles", **fields: object) -> ChunkOutcome:
    return ChunkOutcome.model_validate({"chunk": chunk, "step": step, "state": "done" if findings else "empty", "findings": findings, **fields})


def make_chunks(interview: Interview, prefix: str = "c") -> tuple[list[Chunk], list[str]]:
    """One chunk a turn, with their texts."""
    chunks = [
        Chunk(
            id=f"{prefix}_{interview.id[2:11]}{'abcdefghij'[turn.index]}", interview=interview.id, version=interview.version, index=turn.index,
            start=turn.start, end=turn.end, first_turn=turn.index, last_turn=turn.index, tokens=5,
        )
        for turn in interview.turns
    ]  # fmt: skip
    return chunks, [interview.text[chunk.start : chunk.end] for chunk in chunks]


words = st.text(st.characters(codec="utf-8"), max_size=40)
"""Any text that can be written as UTF-8: control characters, NUL, astral planes, combining marks."""


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    turns = tuple(draw(st.lists(words, min_size=1, max_size=6)))
    return make_interview(mint_id("i"), turns, segment=draw(words)).model_copy(
        update={"title": draw(words), "organisation": draw(st.none() | words), "warnings": tuple(draw(st.lists(words, max_size=2)))}
    )


@st.composite
def findings(draw: st.DrawFn, interview: Interview) -> Finding:
    turn = draw(st.sampled_from(interview.turns))
    start = draw(st.integers(turn.start, turn.end))
    end = draw(st.integers(start, turn.end))
    quote = interview.text[start:end]
    common = {
        "id": mint_id("f"), "interview": interview.id, "interview_version": interview.version, "statement": draw(words),
        "evidence": (
            Evidence(quote_id="q1", quote=quote, claimed=draw(words), turn=turn.index, start=start, end=end, match="normalised"),
            Evidence(quote_id="q2", quote="", claimed=draw(words), match="not_found"),
        ),
        "links": tuple(draw(st.lists(st.builds(Link, type=st.sampled_from(["blocks", "serves"]), to=words), max_size=2))),
        "provenance": Provenance(run="r_aaaaaaaaaa", extractor="llm", model=draw(words)),
        "confidence": draw(st.floats(0, 1)),
    }  # fmt: skip
    kind = draw(st.sampled_from(["outcome", "obstacle", "metric"]))
    if kind == "metric":
        common |= {"name": draw(words), "value": draw(st.none() | st.builds(Quantity, low=words, high=words, said=words, approximate=st.booleans()))}
    return FINDING.validate_python({**common, "kind": kind})
