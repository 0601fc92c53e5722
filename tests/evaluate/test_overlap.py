import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.evaluate.overlap import FULL_WORDS, Span, overlap

TEXT = " ".join(f"word{number:03d}" for number in range(400))
WIDTH = len("word000 ")


def words(first: int, last: int) -> Span:
    return first * WIDTH, last * WIDTH - 1


SPANS = st.lists(
    st.tuples(st.integers(0, 390), st.integers(1, 120)).map(lambda pair: words(pair[0], min(400, pair[0] + pair[1]))), min_size=1, max_size=3
)


@given(SPANS, SPANS)
def test_is_symmetric_and_between_nothing_and_one(first: list[Span], second: list[Span]) -> None:
    value = overlap(TEXT, first, second)
    assert 0 <= value <= 1
    assert value == overlap(TEXT, second, first)


@given(SPANS)
def test_of_a_passage_with_itself_is_full_however_long(spans: list[Span]) -> None:
    assert overlap(TEXT, spans, spans) == 1


def test_of_passages_apart_is_nothing() -> None:
    assert overlap(TEXT, [words(0, 10)], [words(10, 20)]) == 0


def test_containment_counts_in_full_up_to_sixty_words() -> None:
    assert overlap(TEXT, [words(10, 20)], [words(0, FULL_WORDS)]) == 1


def test_a_passage_that_swallows_everything_falls_in_proportion() -> None:
    assert overlap(TEXT, [words(10, 20)], [words(0, 300)]) == pytest.approx(60 / 300)


def test_two_words_are_no_evidence_for_a_sentence() -> None:
    assert overlap(TEXT, [words(10, 12)], [words(0, 20)]) < 0.15
    assert overlap(TEXT, [words(10, 13)], [words(0, 20)]) == 1


def test_pieces_of_one_quote_add_up() -> None:
    whole, halves = [words(0, 20)], [words(0, 8), words(12, 20)]
    assert overlap(TEXT, halves, whole) == 1
    assert overlap(TEXT, halves, [words(8, 12)]) == 0
