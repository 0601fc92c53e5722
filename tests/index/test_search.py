import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.index.chroma import ChromaIndex
from analyzer.index.ports import NearestChunks
from analyzer.index.search import SearchResult, fuse_ranks, open_nearest, search
from analyzer.index.vectors import VectorIndex
from tests.index.conftest import Shelf
from tests.index.samples import make_interview


def ask(shelf: Shelf, query: str, nearest: NearestChunks | None = None, k: int = 3, segment: str | None = None) -> SearchResult:
    return search(
        query, k=k, segment=segment, embedder=shelf.embedder, nearest=nearest or VectorIndex(shelf.rows()), find_words=shelf.search_words,
        find_passage=shelf.find,
    )  # fmt: skip


def test_a_passage_is_a_slice_with_speakers_time_and_source(shelf: Shelf) -> None:
    best = ask(shelf, "ledgers never match").passages[0]
    interview = shelf.interviews["i_plant"]
    assert "ledgers" in best.text
    assert best.text == interview.text[best.start : best.end]
    assert (best.interview, best.source, best.title, best.organisation) == ("i_plant", interview.source, interview.title, "Acme")
    turn = interview.turns[best.turn]
    assert (best.speaker, best.side, best.start_ms) == (interview.speaker(turn.speaker).name, interview.speaker(turn.speaker).side, turn.start_ms)
    assert best.found_by == ("meaning", "words")


def test_every_voice_of_a_passage_keeps_its_own_words() -> None:
    shelf = Shelf()
    shelf.add(make_interview(["How long?", "Nine days.", "Why?"]), budget=50)
    [passage] = ask(shelf, "nine days").passages
    assert passage.said == (("Ana", "How long?"), ("Tom", "Nine days."), ("Ana", "Why?"))


def test_a_part_of_a_split_turn_holds_only_its_own_words() -> None:
    shelf = Shelf()
    shelf.add(make_interview(["The close takes nine days. Audit wants five."], ["s2"]), budget=5)
    best = ask(shelf, "audit").passages[0]
    assert best.said == (("Tom", "Audit wants five."),)


def test_only_the_segment_asked_for_is_searched(shelf: Shelf) -> None:
    assert {passage.segment for passage in ask(shelf, "hand", k=50).passages} == {"plants", "hospitals"}
    assert {passage.segment for passage in ask(shelf, "ledgers by hand", k=50, segment="hospitals").passages} == {"hospitals"}
    assert ask(shelf, "ledgers", segment="nowhere").passages == ()


def test_a_correction_the_index_has_not_seen_yet_counts(shelf: Shelf) -> None:
    stale = VectorIndex(shelf.rows())
    shelf.interviews["i_plant"] = shelf.interviews["i_plant"].model_copy(update={"segment": "foundries"})
    assert {passage.interview for passage in ask(shelf, "ledgers", stale, k=50, segment="plants").passages} == set()
    shelf.remove("i_ward")
    assert {passage.interview for passage in ask(shelf, "nurses", stale, k=50).passages} == {"i_plant"}


def test_at_most_k_passages_best_first(shelf: Shelf) -> None:
    passages = ask(shelf, "close in four days", k=2).passages
    assert len(passages) == 2
    assert passages[0].score >= passages[1].score
    assert ask(shelf, "close", k=0).passages == ()


def test_words_that_stand_everywhere_are_not_looked_up(shelf: Shelf) -> None:
    asked: list[str] = []

    def record(query: str, k: int, segment: str | None) -> list[str]:
        asked.append(query)
        return []

    nearest = VectorIndex(shelf.rows())
    for query in ("How long does the month-end close take?", "Who is it?"):
        search(query, k=1, segment=None, embedder=shelf.embedder, nearest=nearest, find_words=record, find_passage=shelf.find)
    assert asked == ["month-end close take?", "Who is it?"]


def test_an_empty_query_is_said_to_be_one(shelf: Shelf) -> None:
    assert ask(shelf, " \n") == SearchResult((), "the query is empty")


@pytest.fixture
def held_elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A Chroma folder that another process has open."""
    folder = tmp_path / "chroma"
    program = f"from filelock import FileLock\nwith FileLock({str(folder) + '.lock'!r}):\n    print('held', flush=True)\n    input()\n"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield folder
        holder.communicate("\n")


def test_while_another_process_has_chroma_the_database_answers_and_says_so(held_elsewhere: Path, shelf: Shelf) -> None:
    with open_nearest(held_elsewhere, shelf.embedder, shelf.rows) as nearest:
        result = ask(shelf, "ledgers never match", nearest)
    assert "another process" in result.note
    assert "vectors in the database" in result.note
    assert result.passages == ask(shelf, "ledgers never match").passages


def test_chroma_and_the_database_give_the_same_passages(tmp_path: Path, shelf: Shelf) -> None:
    with open_nearest(tmp_path / "chroma", shelf.embedder, shelf.rows) as nearest:
        assert isinstance(nearest, ChromaIndex)
        result = ask(shelf, "handover on paper", nearest)
    assert result == ask(shelf, "handover on paper")
    assert result.note == ""


RANKED = st.lists(st.sampled_from("abcdefgh"), unique=True)


@settings(deadline=None)
@given(RANKED, RANKED)
def test_fused_is_everything_once_and_never_against_both_lists(meaning: list[str], words: list[str]) -> None:
    fused = fuse_ranks({"meaning": meaning, "words": words})
    order = [identifier for identifier, _, _ in fused]
    assert sorted(order) == sorted({*meaning, *words})
    for identifier, _, found_by in fused:
        assert ("meaning" in found_by, "words" in found_by) == (identifier in meaning, identifier in words)
    for first in set(meaning) & set(words):
        for second in set(meaning) & set(words):
            if meaning.index(first) < meaning.index(second) and words.index(first) < words.index(second):
                assert order.index(first) < order.index(second)


def test_found_by_both_ways_beats_found_by_one() -> None:
    assert [row[0] for row in fuse_ranks({"meaning": ["a", "b"], "words": ["c", "b"]})] == ["b", "a", "c"]
