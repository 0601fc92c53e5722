"""A metric's numbers come from the source or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from analyzer.extract.values import Values, read_values


def read(*slices: str, value: str = "", baseline: str = "", target: str = "", period: str = "") -> Values:
    return read_values(slices, value=value, baseline=baseline, target=target, period=period, quote_id="q1")


def test_goal_and_today_are_told_apart_by_the_claim_and_read_from_the_source() -> None:
    values = read("it takes eleven days and we promised five days by December", value="5 days", baseline="11", target="five", period="by december")
    assert values.value is not None
    assert values.baseline is not None
    assert values.target is not None
    assert (values.value.low, values.baseline.low, values.target.low) == ("5", "11", "5")
    assert (values.baseline.said, values.baseline.unit) == ("eleven days", "day")
    assert (values.direction, values.period, values.mismatch) == ("decrease", "by December", False)


def test_the_only_figure_said_is_the_value_even_where_none_was_claimed() -> None:
    values = read("we lose three percent of the litres")
    assert values.value is not None
    assert (values.value.low, values.value.unit, values.mismatch) == ("3", "percent", False)


def test_several_figures_without_a_claim_are_nobodys_choice() -> None:
    assert read("from eleven days to five percent").value is None


def test_a_claimed_figure_that_was_not_said_is_a_mismatch() -> None:
    values = read("it takes eleven days, some say twelve hours", value="9 days")
    assert (values.value, values.mismatch) == (None, True)
    assert read("it takes eleven days", target="11 weeks").mismatch
    assert not read("it takes eleven days", value="quite long").mismatch


def test_money_beside_a_value_is_kept() -> None:
    values = read("eleven days, and each costs us $4,000", value="eleven days")
    assert values.money is not None
    assert (values.money.low, values.money.currency) == ("4000", "USD")


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=20))
def test_every_value_is_a_slice_of_the_source(piece: str, value: str, target: str) -> None:
    values = read(piece, value=value, target=target, period=value)
    for quantity in (values.value, values.baseline, values.target, values.money):
        assert quantity is None or quantity.said in piece
    assert values.period is None or values.period in piece
