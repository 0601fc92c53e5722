"""Interviews for the tests: written out by hand, and generated."""

from hypothesis import strategies as st

from analyzer.records import Interview, Speaker, Turn, text_version

WORDS = st.sampled_from(
    ["we", "close", "nine", "days,", "ledgers.", "why?", "Dr.", "40", "%", "漢字。", "漢字", "naïve", "e\u0301", "...", "", "  ", "word" * 30]
)
SAID = st.lists(WORDS, max_size=15).map(" ".join)


def make_interview(said: list[str], speakers: list[str] | None = None, **fields: object) -> Interview:
    """Return an interview of these turns; speakers take turns as s1 (interviewer) and s2 (customer) where none are given."""
    keys = speakers or [f"s{1 + number % 2}" for number in range(len(said))]
    turns, start = [], 0
    for number, (key, words) in enumerate(zip(keys, said, strict=True)):
        turns.append(Turn(index=number, speaker=key, start=start, end=start + len(words), start_ms=number * 1000))
        start += len(words) + 1
    text = "\n".join(said)
    given = {
        "id": "i_aaaaaaaaaa",
        "title": "Closing the books",
        "source": "interviews/plants/acme.txt",
        "segment": "plants",
        "organisation": "Acme",
        **fields,
    }
    return Interview.model_validate(
        {
            **given, "version": text_version(text), "format": "plain text", "text": text, "raw_sha256": "0" * 64, "kept_share": 1.0,
            "speakers": (
                Speaker(key="s1", label="Ana", name="Ana", side="interviewer", side_basis="declared"),
                Speaker(key="s2", label="Tom (CFO)", name="Tom", side="customer", side_basis="declared"),
            ),
            "turns": tuple(turns),
        }
    )  # fmt: skip


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Any interview: empty turns, turns longer than any budget, scripts without spaces, several turns in a row by one speaker."""
    said = draw(st.lists(SAID, max_size=6))
    return make_interview(said, draw(st.lists(st.sampled_from(["s1", "s2"]), min_size=len(said), max_size=len(said))))
