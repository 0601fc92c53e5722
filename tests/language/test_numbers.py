"""Numbers in figures and words."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.numbers import Number, numbers
from analyzer.language.wordlist import wordlist


def only(text: str) -> Number:
    found = numbers(text)
    assert len(found) == 1, [text[number.start : number.end] for number in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("we lost two point four million there", "2400000", "two point four million"),
        ("a hundred and twenty people", "120", "a hundred and twenty"),
        ("forty-five days", "45", "forty-five"),
        ("forty five days", "45", "forty five"),
        ("3,5 percent", "3.5", "3,5"),
        ("1,200 invoices", "1200", "1,200"),
        ("1.200.000 crowns", "1200000", "1.200.000"),
        ("12 500 Kč", "12500", "12 500"),
        ("about 2.4m of it", "2400000", "2.4m"),
        ("18k a month", "18000", "18k"),
        ("two and a half million", "2500000", "two and a half million"),
        ("half a million", "500000", "half a million"),
        ("three quarters of a million", "750000", "three quarters of a million"),
        ("two dozen", "24", "two dozen"),
        ("twelve hundred orders", "1200", "twelve hundred"),
        ("ten thousand five hundred", "10500", "ten thousand five hundred"),
        ("ninety-nine point nine percent", "99.9", "ninety-nine point nine"),
        ("point five percent", "0.5", "point five"),
        ("minus five percent", "-5", "minus five"),
        ("-3% on margin", "-3", "-3"),
        ("20 grand", "20000", "20 grand"),
        ("five k tickets", "5000", "five k"),
        ("a million and a half", "1500000", "a million and a half"),
    ],
)
def test_one_size_as_said(text: str, value: str, said: str) -> None:
    number = only(text)
    assert number.low == number.high == Decimal(value)
    assert text[number.start : number.end] == said
    assert number.kind == "cardinal"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("three to four percent", "3", "4"),
        ("between 3 and 4 percent", "3", "4"),
        ("45-50 days", "45", "50"),
        ("two or three weeks", "2", "3"),
        ("two, three weeks", "2", "3"),
        ("two to three million", "2000000", "3000000"),
        ("forty, fifty thousand euros", "40000", "50000"),
        ("45, 46 percent", "45", "46"),
        ("3% to 5%", "3", "5"),
        ("$3-$5 million", "3000000", "5000000"),
        ("two weeks to three weeks", "2", "3"),
        ("anywhere from 10 to 20 days", "10", "20"),
    ],
)
def test_ranges(text: str, low: str, high: str) -> None:
    number = only(text)
    assert (number.low, number.high) == (Decimal(low), Decimal(high))


def test_from_to_is_a_change_not_a_range() -> None:
    assert [number.low for number in numbers("we went from 12 to 8 days")] == [12, 8]
    assert [number.low for number in numbers("from 8 to 12 days")] == [8, 12]
    assert [number.low for number in numbers("from, um, 2 to, you know, 3 million")] == [2_000_000, 3_000_000]


def test_numbers_side_by_side_are_not_always_a_range() -> None:
    assert [number.low for number in numbers("30 45-minute calls")] == [30, 45]
    assert [number.low for number in numbers("2 days to 3 weeks")] == [2, 3]


def test_a_number_ends_with_its_sentence_and_its_line() -> None:
    assert [str(number.low) for number in numbers("it was one point one. One point four was with freight")] == ["1.1", "1.4"]
    assert [number.low for number in numbers("we lost two\nmillion people know")] == [2, 1_000_000]


@pytest.mark.parametrize("text", ["about 20", "roughly twenty", "close to 20", "somewhere around 20", "20 or so", "twenty-ish", "~20"])
def test_approximate(text: str) -> None:
    assert only(text).approximate


def test_bounds_belong_to_their_own_number() -> None:
    assert [number.bound for number in numbers("at least 5, up to 40, 20 or more, 7")] == ["at least", "at most", "at least", None]


@pytest.mark.parametrize(
    "text",
    [
        "nine - no, sorry, eleven days",
        "nine days, I mean, eleven days",
        "it takes nine, uh, actually eleven",
        "It is nine. Sorry, eleven.",
        "nine, make that eleven",
        "nine, scratch that, eleven",
        "It is nine days. No, hold on, eleven.",
    ],
)
def test_a_corrected_number_is_retracted(text: str) -> None:
    assert [(int(number.low), number.retracted) for number in numbers(text)] == [(9, True), (11, False)]


@pytest.mark.parametrize(
    "text",
    [
        "from nine to, I mean, eleven",
        "Was it nine? No. Eleven people left.",
        "nine orders and eleven invoices",
        "nine plants, no people, eleven trucks",
    ],
)
def test_two_numbers_are_no_correction(text: str) -> None:
    assert not any(number.retracted for number in numbers(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("in 2027", "year"),
        ("by twenty twenty-seven", "year"),
        ("nineteen eighty four", "year"),
        ("the 3rd", "ordinal"),
        ("the twenty-first", "ordinal"),
        ("March 3", "date"),
        ("2026-05-12", "date"),
        ("10:30", "time"),
        ("10am", "time"),
        ("Q3", "label"),
        ("24/7", "label"),
        ("version 2", "label"),
        ("one of the teams", "pronoun"),
        ("half of them", "fraction"),
        ("nine out of ten", "fraction"),
        ("one in five", "fraction"),
        ("a couple of weeks", "vague"),
        ("double the rate", "multiple"),
    ],
)
def test_what_is_no_plain_size_is_told_apart(text: str, kind: str) -> None:
    assert only(text).kind == kind


def test_a_figure_that_looks_like_a_year_may_count() -> None:
    assert [number.kind for number in numbers("2000 invoices in 2024")] == ["cardinal", "year"]


def test_no_number_in_a_bracketed_note() -> None:
    assert numbers("we [00:05:11] stopped (crosstalk 12) there") == []


ONES = wordlist("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = ("", "", *wordlist("twenty thirty forty fifty sixty seventy eighty ninety"))


def spell(value: int) -> str:
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{ONES[value // 100]} hundred" + (f" and {spell(value % 100)}" if value % 100 else "")
    unit, name = (1000, "thousand") if value < 10**6 else (10**6, "million")
    return f"{spell(value // unit)} {name}" + (f" {spell(value % unit)}" if value % unit else "")


@given(st.integers(min_value=2, max_value=999_999_999))
def test_words_and_figures_say_the_same(value: int) -> None:
    assert only(f"{spell(value)} invoices").low == only(f"{value:,} invoices").low == value


@given(st.text(alphabet="0123456789.,- %$kmxand twohundredhalfpoint\n'", max_size=60))
def test_spans_are_ordered_slices(text: str) -> None:
    found = numbers(text)
    assert all(0 <= number.start < number.end <= len(text) and number.low <= number.high for number in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all("\n" not in text[number.start : number.end] for number in found)
