import pytest

from analyzer.records import Effect, Prevalence
from analyzer.report.phrases import count, effect_phrase, gap_phrase, measured, number, share_phrase, units


@pytest.mark.parametrize(
    ("amount", "unit", "currency", "phrase"),
    [("90000000", None, "INR", "INR 90,000,000"), ("1", "day", None, "1 day"), ("2.5", "day", None, "2.5 days"), ("63", "percent", None, "63 %"),
     ("3", "person", None, "3 people"), ("2", "facility", None, "2 facilities"), ("4", "FTE", None, "4 FTE"), ("5", "batch", None, "5 batches"),
     ("12", "staff", None, "12 staff"), ("-1234.50", "day", None, "-1,234.50 days"), ("7", None, None, "7"), ("x", "day", None, "x days")],
)  # fmt: skip
def test_amounts_read_as_people_write_them(amount: str, unit: str | None, currency: str | None, phrase: str) -> None:
    assert measured(amount, unit, currency) == phrase


def test_one_of_something_is_no_plural() -> None:
    assert [count(many, "finding") for many in (0, 1, 2, 1200)] == ["0 findings", "1 finding", "2 findings", "1,200 findings"]
    assert (count(1, "quantity", "quantities"), count(2, "quantity", "quantities")) == ("1 quantity", "2 quantities")


def test_a_range_keeps_both_ends() -> None:
    assert measured("10", "percent", None, "15") == "10\u201315 %"


@pytest.mark.parametrize("digits", ["1_000", "NaN", "1e5", "", "-", "\u0663"])
def test_what_is_no_plain_number_is_left_alone(digits: str) -> None:
    assert number(digits) == digits


def test_units_of_no_letters_are_left_alone() -> None:
    assert units("%", 2) == "%"


def effect(basis: str, **fields: object) -> Effect:
    return Effect.model_validate(
        {"unit": "percent", "median": "8", "low": "8", "high": "8", "organisations": 1, "basis": basis, "said": (), **fields}
    )


def test_a_stated_size_is_told_from_what_it_can_be_at_most() -> None:
    assert effect_phrase(effect("stated", per="year")) == "8 % per year, stated by 1 organisation"
    assert effect_phrase(effect("at most")).startswith("at most 8 percentage points (the outcome's whole gap in 1 organisation")
    assert gap_phrase(effect("at most", low="2", organisations=3)) == "8 percentage points [2\u20138] in 3 organisations"


def test_nobody_asked_is_no_share() -> None:
    nobody = Prevalence(organisations=(), n=0, of=0, low=0, high=1, too_thin=True)
    assert share_phrase(nobody) == "in no interview whose organisation is known"
