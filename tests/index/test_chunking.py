from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.config import EmbeddingSettings
from analyzer.index.chunking import CONTEXT_SHARE, chunk, windows
from analyzer.llm.embedding import open_embedder
from analyzer.llm.tokens import counter
from analyzer.records import Chunk, Interview, Window
from tests.index.samples import interviews, make_interview


def count_words(text: str) -> int:
    return len(text.split())


COUNTERS: st.SearchStrategy[Callable[[str], int]] = st.sampled_from([count_words, len])


def assert_tiling(interview: Interview, parts: list[Chunk] | list[Window]) -> None:
    """The parts tile the turns: nothing lost, nothing twice, only line feeds between turns left out."""
    if not interview.turns:
        assert parts == []
        return
    assert (parts[0].start, parts[0].first_turn) == (0, 0)
    assert (parts[-1].end, parts[-1].last_turn) == (len(interview.text), len(interview.turns) - 1)
    assert [part.index for part in parts] == list(range(len(parts)))
    assert len({part.id for part in parts}) == len(parts)
    for part in parts:
        first, last = interview.turns[part.first_turn], interview.turns[part.last_turn]
        assert first.start <= part.start <= part.end <= last.end
        assert part.start < first.end or first.start == first.end
        assert part.end > last.start or last.start == last.end
    for before, after in pairwise(list[Chunk | Window](parts)):
        if before.last_turn == after.first_turn:
            assert before.end == after.start
        else:
            assert before.last_turn + 1 == after.first_turn
            assert before.end + 1 == after.start
            assert interview.text[before.end] == "\n"


@settings(deadline=None)
@given(interviews(), COUNTERS, st.integers(1, 60))
def test_chunks_tile_the_turns(interview: Interview, count: Callable[[str], int], budget: int) -> None:
    chunks = chunk(interview, count, budget)
    assert_tiling(interview, chunks)
    for part in chunks:
        words = interview.text[part.start : part.end]
        assert part.tokens == count(words)
        assert part.tokens <= budget or len(words) <= 2
        whole = part.start == interview.turns[part.first_turn].start and part.end == interview.turns[part.last_turn].end
        assert whole or part.first_turn == part.last_turn


@settings(deadline=None)
@given(interviews(), COUNTERS, st.integers(3, 40), st.integers(3, 200))
def test_windows_tile_the_chunks_and_context_lies_outside(interview: Interview, count: Callable[[str], int], small: int, large: int) -> None:
    chunks = chunk(interview, count, small)
    found = windows(interview, chunks, large, count)
    assert_tiling(interview, found)
    assert {part.start for part in found} <= {part.start for part in chunks}
    for window in found:
        inside = [part for part in chunks if window.start <= part.start and part.end <= window.end]
        assert window.tokens == count(interview.text[window.start : window.end])
        assert window.tokens <= large or len({part.start for part in inside if part.end > part.start}) <= 1
        for context in (window.context_before, window.context_after):
            if context:
                start, end = context
                assert 0 <= start < end <= len(interview.text)
                assert end <= window.start or start >= window.end
                assert count(interview.text[start:end]) <= large // CONTEXT_SHARE


@settings(deadline=None)
@given(interviews(), COUNTERS, st.integers(1, 40))
def test_the_same_text_gives_the_same_chunks(interview: Interview, count: Callable[[str], int], budget: int) -> None:
    again = interview.model_copy(update={"title": "Renamed", "segment": "elsewhere"})
    assert chunk(interview, count, budget) == chunk(again, count, budget)


def test_turns_are_kept_whole_while_they_fit() -> None:
    interview = make_interview(["How long does it take?", "Nine days.", "Why?", "Three ledgers never match and I go through them by hand."])
    said = [interview.text[part.start : part.end] for part in chunk(interview, count_words, 8)]
    assert said == ["How long does it take?\nNine days.\nWhy?", "Three ledgers never match and I go through ", "them by hand."]


def test_a_long_turn_is_split_at_sentence_ends() -> None:
    interview = make_interview(["Well. We close in nine days. Audit wants five. So we buy overtime every month end."])
    said = [interview.text[part.start : part.end] for part in chunk(interview, count_words, 7)]
    assert said == ["Well. We close in nine days. ", "Audit wants five. ", "So we buy overtime every month end."]


def test_speech_without_a_full_stop_is_split_between_words() -> None:
    words = [f"w{number}" for number in range(1000)]
    interview = make_interview([" ".join(words)])
    chunks = chunk(interview, count_words, 100)
    assert " ".join(interview.text[part.start : part.end].strip() for part in chunks).split() == words
    assert all(50 < part.tokens <= 100 for part in chunks[:-1])


def test_a_script_without_spaces_is_split_between_characters_and_accents_stay_on_their_letter() -> None:
    interview = make_interview(["ก" + "\u0e34ก" * 50])
    chunks = chunk(interview, len, 10)
    assert len(chunks) > 5
    assert not any(interview.text[part.start] == "\u0e34" for part in chunks)


def test_chunks_fit_the_packaged_embedder() -> None:
    embedder = open_embedder(EmbeddingSettings())
    interview = make_interview(["And what then?", "So the controller exports the sub-ledgers by hand, " * 90, "Mm-hm."])
    chunks = chunk(interview, embedder.count_tokens)
    assert all(part.tokens <= 200 for part in chunks)
    assert all(part.tokens > 150 for part in chunks[1:-2])


def context(interview: Interview, window: Window) -> tuple[str | None, str | None]:
    before, after = window.context_before, window.context_after
    return interview.text[slice(*before)] if before else None, interview.text[slice(*after)] if after else None


def test_the_question_stands_before_its_answer_even_past_a_nod() -> None:
    said = ["Hello.", "What stops you from closing in four days?", "Hm.", "Let me think.", "The ledgers of the three plants do not match."]
    interview = make_interview(said, ["s2", "s1", "s2", "s2", "s2"])
    whole = chunk(interview, count_words, 9)
    found = windows(interview, whole, 60, count_words)
    assert [context(interview, window) for window in found] == [(None, None)]
    found = windows(interview, whole[-1:], 90, count_words)
    assert context(interview, found[0]) == ("What stops you from closing in four days?\nHm.\nLet me think.", None)


def test_without_a_question_the_neighbours_are_the_context() -> None:
    interview = make_interview(
        ["We start in May.", "Budget is approved.", "The board wants cash. And soon, before the covenant test in June comes up."]
    )
    found = windows(interview, chunk(interview, count_words, 4), 6 * CONTEXT_SHARE, count_words)
    assert len(found) == 1
    second = windows(interview, chunk(interview, count_words, 4)[1:2], 6 * CONTEXT_SHARE, count_words)
    assert context(interview, second[0]) == ("We start in May.", "The board wants cash. ")


def test_inside_a_split_turn_the_context_is_what_was_said_around() -> None:
    interview = make_interview(["The close takes nine days. Audit wants five. Cash is tight."])
    chunks = chunk(interview, count_words, 5)
    found = windows(interview, chunks[1:2], 30, count_words)
    assert context(interview, found[0]) == ("The close takes nine days. ", "Cash is tight.")


@pytest.mark.parametrize("said", [[], [""], ["", "", ""]])
def test_an_interview_without_words_has_at_most_one_empty_chunk(said: list[str]) -> None:
    interview = make_interview(said)
    chunks = chunk(interview, count_words)
    assert [interview.text[part.start : part.end].strip() for part in chunks] == [""] * min(1, len(said))
    assert len(windows(interview, chunks, 1000, count_words)) == len(chunks)


def test_windows_by_tiktoken_stay_within_the_models_budget() -> None:
    interview = make_interview([f"Number {n}: the plant in Graz reports late, again and again, and nobody knows why." for n in range(60)])
    count = counter("gpt-4o")
    found = windows(interview, chunk(interview, count_words, 50), 300, count)
    assert len(found) > 3
    assert all(150 < window.tokens <= 300 for window in found[:-1])
