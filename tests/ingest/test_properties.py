"""What holds for every file: reading is total, turns tile the text, and what we can write we can read back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import IngestError
from analyzer.ingest import explain, read_interview
from analyzer.ingest.words import clean, count_words, decode_entities, squeeze
from analyzer.records import Interview
from tests.ingest import documents
from tests.ingest.conftest import Said, said
from tests.ingest.writing import WRITERS, Writer

SUFFIXES = (".txt", ".md", ".vtt", ".srt", ".json", ".csv", ".tsv", ".docx", ".pdf", "")
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

TOKENS = st.sampled_from([
    "Ana", "Ben Ohara", "Speaker 1", ":", "：", " ", "  ", "\t", "\n", "\n\n", "\r\n", "-", " - ", "**", "*", "_", "#", "## ", "### ", ">", ">> ",
    "|", "[", "]", "(", ")", "<", ">",
    "<v Ana>", "</v>", "<v\n", "<c>", "{", "}", '"', "'", ",", ";", ".", "?", "!", "\\", "\\[", "&", "&amp;", "&#39;", "&#x110000;", "0:01",
    "00:00:07", "00:00:07.250",
    "00:00:01.000 --> 00:00:02.000", "-->", "--> ", "0:00:01.000,0:00:02.000", "WEBVTT", "NOTE", "STYLE", "align:start", "1", "12", "---\n",
    "---", "segment: a\n",
    "speakers:\n", "  Ana: {side: customer}\n", "Transcript", "Summary", "Action items", "Chat", "Date: 2026-03-02",
    "Transcribed by https://otter.ai", "https://x.example",
    "[laughter]", "*****", "(Ana)", "[Ana]", "【田中】", "田中", "محمد", "\u2028", "\ufeff", "\x00", "\u200f", "e\u0301", "speaker,text\n",
    "start\tspeaker\ttext\n", "we close late",
    "honestly", "17:32:36 From Ana to Everyone:", "started transcription", "Page 1 of 2", "#00:01:07-2#", "(00:07)", "[00:07]",
    "{\"speakerName\":\"A\",\"spokenText\":\"b\"}", "%PDF",
])  # fmt: skip

KEYS = st.sampled_from(
    ["text", "speaker", "start", "end", "words", "word", "segments", "utterances", "transcript", "results", "items", "alternatives", "channels",
     "speaker_labels",
     "name", "id",
     "speakers", "parties", "participants", "sentences", "content", "schema", "turns", "start_ms", "speakerId", "timestamp", "0", "1", "summary",
     "key", "label", "title", "date"]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
    st.sampled_from(["Ana", "we close late", "00:01:07", "PT1S", "67.2", "analyzer.transcript/1", "2026-03-02T10:00:00Z", "Ana: hi\nBen: ho"]),
)  # fmt: skip
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=40)


def check(path: Path) -> Interview | None:
    """Read a file; whatever it holds, the answer is an interview that keeps its promises, or a refusal of one line."""
    interview, refusal = None, None
    try:
        interview = read_interview(path)
    except IngestError as error:
        refusal = error
    if interview is None:
        assert refusal is not None
        assert path.name in refusal.message
        assert "\n" not in str(refusal)
        return None
    assert "\n".join(interview.said(turn) for turn in interview.turns) == interview.text
    assert interview.text.split("\n") == [interview.said(turn) for turn in interview.turns]
    assert all(interview.said(turn).strip() for turn in interview.turns)
    assert clean(interview.text) == interview.text
    assert 0 <= interview.kept_share <= 1
    assert count_words(interview.text)
    assert {turn.speaker for turn in interview.turns} == {speaker.key for speaker in interview.speakers}
    assert all(turn.start_ms is None or turn.end_ms is None or turn.start_ms <= turn.end_ms for turn in interview.turns)
    return interview


@QUICK
@given(content=st.binary(max_size=400), suffix=st.sampled_from(SUFFIXES))
def test_any_bytes_give_turns_or_a_refusal(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    check(path)


@QUICK
@given(
    tokens=st.lists(TOKENS, max_size=60),
    suffix=st.sampled_from((".txt", ".md", ".vtt", ".srt", ".csv")),
    encoding=st.sampled_from(("utf-8", "utf-16", "utf-8-sig")),
)
def test_any_mixture_of_what_formats_consist_of_gives_turns_or_a_refusal(tmp_path: Path, tokens: list[str], suffix: str, encoding: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("".join(tokens), encoding=encoding, newline="")
    check(path)


@QUICK
@given(value=VALUES)
def test_any_json_gives_turns_or_a_refusal(tmp_path: Path, value: object) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    check(path)


@QUICK
@given(
    tokens=st.lists(
        st.sampled_from([
            "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "Ana: hi", "<w:br/>", "<w:tab/>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>",
            "<w:tc>", "</w:tc>",
        ]),
        max_size=40,
    )
)  # fmt: skip
def test_any_document_gives_turns_or_a_refusal(tmp_path: Path, tokens: list[str]) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(documents.raw("".join(tokens)))
    check(path)


@QUICK
@given(content=st.binary(max_size=60), position=st.floats(0, 1))
def test_a_damaged_document_gives_turns_or_a_refusal(tmp_path: Path, content: bytes, position: float) -> None:
    whole = documents.paragraphs("Ana: Why so late?", "Ben: Three ledgers.", "Ana: Hm.")
    cut = int(position * len(whole))
    path = tmp_path / "a.docx"
    path.write_bytes(whole[:cut] + content + whole[cut + len(content) :])
    check(path)


NAMES = st.lists(
    st.sampled_from([
        "Ana Lindqvist", "Ben O'Hara", "Siobhán O’Dwyer", "田中太郎", "محمد علي", "Łukasz Żak", "Dr. Müller-Lüdenscheidt", "van der Berg", "JB",
        "TOB", "Speaker 1", "Speaker 2",
    ]),
    min_size=2, max_size=4, unique=True,
)  # fmt: skip
WORD = st.sampled_from([
    "we", "close", "late", "because", "ledgers", "never", "match", "in", "nine", "days", "9", "3.5", "€65,000", "40%", "isn't", "it’s", "straße",
    "São", "naïve", "数字", "AT&T", "R&D",
    "[laughter]", "*****", "note:", "honestly:", "10:30", "https://x.example/a_b", "e-mail", "(inaudible)", "cost/benefit", "\"quoted\"",
    "snake_case_name", "<", "C#", "a*b",
])  # fmt: skip
BEGINNING = st.sampled_from(["We", "The", "Three", "So", "I"])
SENTENCE = st.tuples(BEGINNING, st.lists(WORD, min_size=1, max_size=12), st.sampled_from(".?!")).map(
    lambda parts: f"{parts[0]} {' '.join(parts[1])}{parts[2]}"
)


def conversation_of(names: list[str]) -> st.SearchStrategy[Said]:
    """Return conversations in which everybody speaks at least twice, as labels have to recur."""
    turns = st.lists(st.tuples(st.sampled_from(names), SENTENCE), min_size=2, max_size=12)
    return turns.map(lambda said: [*((name, "We begin.") for name in names), *said] * 2)


CONVERSATION = NAMES.flatmap(conversation_of)


def merged(turns: Said) -> Said:
    """Return the conversation as we keep it: stretches of one speaker in a row are one turn."""
    result: Said = []
    for name, words in turns:
        if result and result[-1][0] == name:
            result[-1] = (name, f"{result[-1][1]} {words}")
        else:
            result.append((name, words))
    return result


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(conversation=CONVERSATION)
def test_a_conversation_written_in_any_format_reads_back_the_same(writer: Writer, tmp_path: Path, conversation: Said) -> None:
    name, content = writer(conversation)
    path = tmp_path / name
    path.write_bytes(content)
    interview = check(path)
    assert interview is not None
    assert said(interview) == [(speaker, squeeze(words)) for speaker, words in merged(conversation)]
    assert interview.kept_share == 1.0
    assert explain(path).refusal is None


@given(st.text(max_size=200))
def test_cleaning_and_entities_are_safe_to_repeat(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert squeeze(squeeze(text)) == squeeze(text)
    assert isinstance(decode_entities(text), str)


def test_every_writer_is_read_by_the_reader_it_is_meant_for(tmp_path: Path, read: Callable[..., Interview]) -> None:
    conversation = [("Ana Lindqvist", "Why so late?"), ("Ben O'Hara", "Three ledgers."), ("Ana Lindqvist", "And then?"), ("Ben O'Hara", "We wait.")]
    versions = {read(*writer(conversation)).version for writer in WRITERS}
    assert len(versions) == 1
