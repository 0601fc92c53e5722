"""Sentences of spoken text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.sentences import LONGEST, sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "We saved 2.4 million last year.",
        "Some tools, e.g. the portal, are down.",
        "Mr. Novak and Dr. Ito signed it.",
        "It was... I think it was slow.",
        "They ship to the U.S. and to Japan.",
        "J. Park leads it.",
    ],
)
def test_no_cut_inside(text: str) -> None:
    assert split(text) == [text]


def test_cuts_at_stops_questions_and_lines() -> None:
    assert split("Why? Because it hurts! We lose days.\nNext turn") == ["Why?", "Because it hurts!", "We lose days.", "Next turn"]


def test_a_quoted_stop_belongs_to_its_sentence() -> None:
    assert split("He said \u201cit is dead.\u201d We moved on.") == ["He said \u201cit is dead.\u201d", "We moved on."]


def test_run_on_speech_is_cut_before_clause_words() -> None:
    text = "we reconcile the ledgers by hand and then we wait for the plant to answer because nobody owns the master record " * 4
    parts = split(text)
    assert all(len(part.split()) <= LONGEST for part in parts)
    assert {part.split()[0] for part in parts[1:]} <= {"and", "because", "then"}


@given(
    st.lists(st.sampled_from(["um", "Yes.", "2.4", "e.g.", "Dr.", "and", "so...", "\n", "\u2026", "why?", "  ", "A.", "\u3002", "[x]"]), max_size=150)
)
def test_spans_are_ordered_tight_and_cover_every_word(pieces: list[str]) -> None:
    text = " ".join(pieces)
    spans = sentences(text)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(place in covered or character.isspace() for place, character in enumerate(text))
    for start, end in spans:
        assert "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip() != ""
