import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.evaluate.measures import MEASURES, measure, pool
from analyzer.evaluate.wording import likeness


def test_pooled_figures_come_from_summed_counts_not_from_averaged_shares() -> None:
    long = {"outcome.required": 9, "outcome.correct": 9}
    short = {"outcome.required": 1, "outcome.missing": 1, "outcome.spurious": 1}
    assert measure(pool([long, short]))["outcome.recall"] == pytest.approx(0.9)
    assert measure(pool([long, short]))["outcome.precision"] == pytest.approx(0.9)


def test_nothing_to_measure_is_none_not_zero() -> None:
    assert set(measure({}).values()) == {None}
    assert set(measure({})) == MEASURES


def test_missing_everything_is_zero_not_none() -> None:
    measures = measure({"metric.required": 3, "metric.missing": 3})
    assert (measures["metric.f1"], measures["metric.recall"], measures["metric.precision"]) == (0, 0, None)


def test_macro_f1_weighs_the_kinds_alike() -> None:
    measures = measure({"outcome.required": 1, "outcome.correct": 1, "metric.required": 99, "metric.missing": 99})
    assert measures["macro.f1"] == 0.5


def test_likeness_is_of_content_words_only() -> None:
    assert likeness("We want to reconcile the ledgers", "reconciling ledgers is what they want") == 1
    assert likeness("Close in 11 days", "Close in 12 days") < 1
    assert likeness("The bank holds a reserve", "Nobody counts empty miles") == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_full_for_the_same(first: str, second: str) -> None:
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == 1
