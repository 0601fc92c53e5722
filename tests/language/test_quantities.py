"""Quantities: number, unit, currency, period."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language.quantities import QuantityMatch, quantities, to_quantity
from analyzer.language.wordlist import wordlist


def only(text: str) -> QuantityMatch:
    found = quantities(text)
    assert len(found) == 1, [match.said for match in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "low", "unit", "currency", "period", "said"),
    [
        ("about 18 hours a week", "18", "hour", None, "a week", "18 hours"),
        ("45% of them", "45", "percent", None, None, "45%"),
        ("forty-five per cent", "45", "percent", None, None, "forty-five per cent"),
        ("12 percentage points", "12", "percentage point", None, None, "12 percentage points"),
        ("25 bps", "25", "basis point", None, None, "25 bps"),
        ("2.4 million euros per year", "2400000", None, "EUR", "per year", "2.4 million euros"),
        ("$45 per bed", "45", None, "USD", "per bed", "$45"),
        ("US$7k", "7000", None, "USD", None, "US$7k"),
        ("-$5 each month", "-5", None, "USD", "each month", "-$5"),
        ("EUR 5", "5", None, "EUR", None, "EUR 5"),
        ("12 500 CZK", "12500", None, "CZK", None, "12 500 CZK"),
        ("two hundred Swiss francs", "200", None, "CHF", None, "two hundred Swiss francs"),
        ("70 full-time people", "70", "person", None, None, "70 full-time people"),
        ("3 FTEs", "3", "FTE", None, None, "3 FTEs"),
        ("12 nurses per ward", "12", "nurse", None, "per ward", "12 nurses"),
        ("1,200 open purchase orders a month", "1200", "purchase order", None, "a month", "1,200 open purchase orders"),
        ("45-day terms", "45", "day", None, None, "45-day"),
        ("a 200-bed hospital", "200", "bed", None, None, "200-bed"),
        ("10 business days", "10", "business day", None, None, "10 business days"),
        ("half an hour", "0.5", "hour", None, None, "half an hour"),
        ("half of the invoices", "50", "percent", None, None, "half"),
        ("a day and a half", "1.5", "day", None, None, "a day and a half"),
        ("two years and a half", "2.5", "year", None, None, "two years and a half"),
        ("it takes a week", "1", "week", None, None, "a week"),
        ("twice a week", "2", "time", None, "a week", "twice"),
        ("minus 3 percent", "-3", "percent", None, None, "minus 3 percent"),
        ("nine, no, sorry, eleven days", "11", "day", None, None, "eleven days"),
    ],
)
def test_one_quantity(text: str, low: str, unit: str | None, currency: str | None, period: str | None, said: str) -> None:
    match = only(text)
    record = to_quantity(match, "q1")
    assert (record.low, record.high, record.unit, record.currency, match.period, record.said) == (low, low, unit, currency, period, said)
    assert record.evidence == "q1"


def test_both_ends_of_a_change_share_the_unit() -> None:
    assert [(int(match.low), match.unit) for match in quantities("from 12 to 8 days")] == [(12, "day"), (8, "day")]
    assert [(int(match.low), match.unit) for match in quantities("9 days, not 14")] == [(9, "day"), (14, "day")]
    assert [match.unit for match in quantities("9 days. 14 left the firm")] == ["day", None]


def test_a_range_keeps_both_ends() -> None:
    record = to_quantity(only("between 3 and 4 percent"))
    assert (record.low, record.high, record.unit) == ("3", "4", "percent")


@pytest.mark.parametrize(
    "text", ["in 2027", "Q3", "the third plant", "one of them", "at 10:30", "a couple of things I like", "per week", "[00:12:30]"]
)
def test_no_quantity(text: str) -> None:
    assert [match.said for match in quantities(text) if match.unit != "thing"] == []


PIECES = ("\n", *wordlist("12 half $ € % days a week and percent two million - minus of the per bed . k or so 3-4"))


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_said_is_the_slice_and_stays_in_its_line(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for match in quantities(text):
        assert text[match.start : match.end] == match.said
        assert "\n" not in match.said
        assert match.low <= match.high
