from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.records import Effect, ObstacleLine, Quantity
from analyzer.segment.amounts import Span, distance, median, plain, rate_of, span_of, unite
from tests.segment.making import Hearing, amount


def days(number: str, high: str | None = None) -> Quantity:
    return amount(number, "day", high=high)


class Ledger:
    """An outcome measured in days, with one obstacle; organisations state how big the obstacle is."""

    def __init__(self, *organisations: str | None) -> None:
        self.hearing = Hearing()
        self.talks = self.hearing.talks_in(*organisations)
        self.outcome = self.hearing.outcome("close", self.talks[0])
        self.obstacle = self.hearing.obstacle("ledgers", self.talks[0], self.outcome)
        now, wanted = amount("12", "day", said="12 days"), amount("4", "day", said="4 days")
        self.hearing.metric("goal", self.talks[0], self.outcome, "from 12 days to 4 days", baseline=now, target=wanted)
        self.count = 0

    def state(self, talk: int, quantity: Quantity, quote: str | None = None, **fields: Any) -> None:
        """Let an organisation state the obstacle's size as one more member of one metric entry."""
        self.count += 1
        fields = {"value": quantity, **fields}
        self.hearing.metric(
            f"size{self.count}", self.talks[talk], self.obstacle, quote or f"that costs {quantity.said} each time",
            joins="size1" if self.count > 1 else None, **fields,
        )  # fmt: skip

    def line(self) -> ObstacleLine:
        return self.hearing.model().outcomes[0].obstacles[0]

    def effect(self) -> Effect:
        effect = self.line().effect
        assert effect is not None
        return effect


def test_one_value_an_organisation_as_median_and_range() -> None:
    ledger = Ledger("Alm", "Alm", "Brook", "Crane")
    for talk, number in ((0, "2"), (1, "4"), (2, "5"), (3, "11")):
        ledger.state(talk, days(number))
    effect = ledger.effect()
    # Alm said 2 and 4, which is one value of 3; so the median is that of 3, 5 and 11 and not of four quotes.
    assert (effect.median, effect.low, effect.high) == ("5", "2", "11")
    assert (effect.organisations, effect.basis, effect.unit) == (3, "stated", "day")
    assert set(effect.said) == {"2", "4", "5", "11"}
    assert effect.metrics == ("e_size1",)


def test_without_a_stated_size_the_outcomes_gap_is_the_most_it_can_be() -> None:
    effect = Ledger("Alm").effect()
    assert (effect.basis, effect.median, effect.unit) == ("at most", "8", "day")
    assert set(effect.said) == {"12 days", "4 days"}


@pytest.mark.parametrize(
    "quantity",
    [amount("7", "hour"), amount("7", None, currency="EUR"), amount("7"), amount("seven", "day"), amount("NaN", "day"), amount("1E+999999", "day")],
    ids=["other unit", "money against days", "bare number", "no number", "not a number", "absurd"],
)
def test_what_is_not_a_number_in_the_outcomes_unit_is_no_stated_effect(quantity: Quantity) -> None:
    ledger = Ledger("Alm")
    ledger.state(0, quantity)
    assert ledger.effect().basis == "at most"


def test_a_value_nobody_can_read_in_a_quote_is_no_stated_effect() -> None:
    ledger = Ledger("Alm")
    ledger.state(0, amount("7", "day", said="seven days"), quote="it takes ages")
    assert ledger.effect().basis == "at most"


@pytest.mark.parametrize("fields", [{"basis": "derived"}, {"basis": "assumed"}, {"flags": ("value_mismatch",)}])
def test_only_what_the_customer_stated_is_a_stated_effect(fields: dict[str, Any]) -> None:
    ledger = Ledger("Alm")
    ledger.state(0, days("7"), **fields)
    assert ledger.effect().basis == "at most"


def test_a_target_is_not_the_size_of_an_obstacle() -> None:
    ledger = Ledger("Alm")
    ledger.state(0, days("1"), role="target")
    assert ledger.effect().basis == "at most"


@pytest.mark.parametrize(
    ("fields", "stated"),
    [
        ({"role": "actual"}, False),
        ({"role": "cost"}, True),
        ({"role": "gap"}, True),
        ({}, True),
        ({"value": None, "baseline": amount("40", "percent")}, False),
    ],
)
def test_a_share_that_is_a_state_of_affairs_is_not_the_size_of_an_obstacle(fields: dict[str, Any], stated: bool) -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("margin", talk)
    hearing.metric("goal", talk, outcome, "from 10 to 14 percent", baseline=amount("10", "percent"), target=amount("14", "percent"))
    hearing.metric(
        "cork", talk, hearing.obstacle("boss", talk, outcome), "he makes 40 percent of the profit", **{"value": amount("40", "percent"), **fields}
    )
    effect = hearing.model().outcomes[0].obstacles[0].effect
    assert effect is not None
    assert (effect.basis == "stated") is stated


def test_a_metric_of_the_outcome_itself_is_not_the_obstacles_doing() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("close", talk)
    obstacle = hearing.obstacle("ledgers", talk, outcome)
    hearing.metric("both", talk, quote="12 days now, 4 days then", baseline=days("12"), target=days("4"), value=days("12"), role="actual",
                   links=[("measures", outcome), ("measures", obstacle)])  # fmt: skip
    effect = hearing.model().outcomes[0].obstacles[0].effect
    assert effect is not None
    assert (effect.basis, effect.median) == ("at most", "8")


def test_an_outcome_without_a_metric_has_no_unit_to_state_an_effect_in() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("close", talk)
    hearing.metric("size", talk, hearing.obstacle("ledgers", talk, outcome), "it takes 9 days", value=days("9"))
    line = hearing.model().outcomes[0].obstacles[0]
    assert line.effect is None
    assert [metric.entry.id for metric in line.metrics] == ["e_size"]


def test_a_sum_a_month_and_a_sum_a_year_never_meet() -> None:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    outcome = hearing.outcome("cash", first)
    hearing.metric("goal", first, outcome, "save 900 a year", target=amount("900", currency="EUR"), period="a year")
    obstacle = hearing.obstacle("waste", first, outcome)
    hearing.metric("monthly", first, obstacle, "we burn 40 a month", value=amount("40", currency="EUR"), period="a month")
    hearing.metric("yearly", second, obstacle, "we burn 300 a year", value=amount("300", currency="EUR"), period="per year")
    line = hearing.model().outcomes[0].obstacles[0]
    assert line.effect is not None
    assert (line.effect.median, line.effect.per, line.effect.organisations) == ("300", "year", 1)
    assert [(effect.median, effect.per) for effect in line.further_effects] == [("40", "month")]


def test_effects_in_two_units_stand_side_by_side() -> None:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    outcome = hearing.outcome("cash", first)
    for number, talk in enumerate((first, second)):
        hearing.metric(f"days{number}", talk, outcome, "from 12 to 4", baseline=days("12"), target=days("4"))
    hearing.metric("money", first, outcome, "free 900", target=amount("900", currency="EUR"))
    hearing.metric(
        "size", first, hearing.obstacle("waste", first, outcome), "3 days and 70 gone", value=days("3"), money=amount("70", currency="EUR")
    )
    line = hearing.model().outcomes[0].obstacles[0]
    assert line.effect is not None
    assert (line.effect.unit, line.effect.median) == ("day", "3")
    assert [(effect.currency, effect.median) for effect in line.further_effects] == [("EUR", "70")]


def test_two_metrics_in_one_unit_are_two_things_and_never_mixed() -> None:
    hearing = Hearing()
    first, second, third = hearing.talks_in("Alm", "Brook", "Crane")
    outcome = hearing.outcome("grow", first)
    hearing.metric("share", first, outcome, "from 10 to 14 percent", baseline=amount("10", "percent"), target=amount("14", "percent"))
    hearing.metric("margin", first, outcome, "from 2 to 32 percent", baseline=amount("2", "percent"), target=amount("32", "percent"))
    hearing.metric(
        "margin2", second, outcome, "from 3 to 23 percent", joins="margin", baseline=amount("3", "percent"), target=amount("23", "percent")
    )
    obstacle = hearing.obstacle("waste", first, outcome)
    hearing.metric("lost", first, obstacle, "90 percent of that", value=amount("90", "percent"))
    hearing.metric("late", second, obstacle, "6 percent late", value=amount("6", "percent"))
    hearing.metric("late2", third, obstacle, "8 percent late", value=amount("8", "percent"), joins="late")
    (line,) = hearing.model().outcomes
    assert [(gap.median, gap.metrics) for gap in line.gaps] == [("25", ("e_margin",)), ("4", ("e_share",))]
    # Two organisations speak of lateness, one of losses: that one goes first though the number is smaller.
    effect = line.obstacles[0].effect
    assert effect is not None
    assert (effect.median, effect.metrics) == ("7", ("e_late",))
    assert [(further.median, further.metrics) for further in line.obstacles[0].further_effects] == [("90", ("e_lost",))]


def test_an_interview_without_organisation_adds_no_value() -> None:
    ledger = Ledger("Alm", None)
    ledger.state(0, days("2"))
    ledger.state(1, days("100"))
    assert (ledger.effect().median, ledger.effect().organisations) == ("2", 1)


def test_a_range_keeps_its_ends() -> None:
    ledger = Ledger("Alm", "Brook")
    ledger.state(0, days("2", "5"))
    ledger.state(1, days("4"))
    assert (ledger.effect().median, ledger.effect().low, ledger.effect().high) == ("3.75", "2", "5")


def test_a_stated_gap_goes_before_a_computed_one() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("close", talk)
    hearing.obstacle("ledgers", talk, outcome)
    hearing.metric(
        "goal", talk, outcome, "12, should be 4, so 9 to go as we count it", baseline=days("12"), target=days("4"), value=days("9"), role="gap"
    )
    assert hearing.model().outcomes[0].gaps[0].median == "9"


def test_a_gap_of_one_organisation_is_not_made_of_anothers_target() -> None:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    outcome = hearing.outcome("close", first)
    hearing.metric("now", first, outcome, "12 days now", value=days("12"), role="actual")
    hearing.metric("then", second, outcome, "4 days", value=days("4"), role="target", joins="now")
    assert hearing.model().outcomes[0].gaps == ()


def test_what_an_organisation_has_and_wants_may_be_said_apart() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("close", talk)
    hearing.metric("now", talk, outcome, "12 days now", value=days("12"), role="actual")
    hearing.metric("then", talk, outcome, "4 days is the goal", value=days("4"), role="target", joins="now")
    assert [(gap.median, gap.basis) for gap in hearing.model().outcomes[0].gaps] == [("8", "at most")]


@pytest.mark.parametrize(
    ("period", "rate"),
    [
        ("a month", "month"), ("per year", "year"), ("every single week", "week"), ("per bed", "bed"), ("a head", "head"), ("weekly", "week"),
        ("annually", "year"), ("per annum", "year"), ("daily", "day"), ("by year end", ""), ("within a year", ""), ("this quarter", ""), (None, ""),
    ],
)  # fmt: skip
def test_a_rate_is_told_from_a_deadline(period: str | None, rate: str) -> None:
    assert rate_of(period) == rate


DECIMALS = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=9)


@given(st.lists(DECIMALS, min_size=1, max_size=9))
def test_the_median_is_exact(amounts: list[Decimal]) -> None:
    ordered = sorted(Fraction(value) for value in amounts)
    middle = len(ordered) // 2
    expected = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    assert Fraction(median(amounts)) == expected


@given(DECIMALS)
def test_digits_are_written_out_and_read_back(value: Decimal) -> None:
    assert Decimal(plain(value)) == value
    assert "e" not in plain(value).lower()


def test_trailing_zeros_and_exponents_are_written_plainly() -> None:
    assert [plain(Decimal(text)) for text in ("9E+7", "3.50", "-0", "100", "0.000")] == ["90000000", "3.5", "0", "100", "0"]


@given(*(st.tuples(DECIMALS, DECIMALS) for _ in range(2)))
def test_a_distance_is_between_least_and_most(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> None:
    spans = [span_of(Quantity(low=str(low), high=str(high), unit="day", said="x")) for low, high in (one, other)]
    assert spans[0] is not None
    assert spans[1] is not None
    apart = distance(spans[0], spans[1])
    assert 0 <= apart.low <= apart.middle <= apart.high
    assert unite([spans[0], spans[0]]) == Span(spans[0].low, spans[0].middle, spans[0].high)
