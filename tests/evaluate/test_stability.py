"""The same extractor several times: what recurs, and how far figures spread."""

import pytest

from analyzer.evaluate.gold import Suite
from analyzer.evaluate.results import Stability
from analyzer.evaluate.runner import run_suite
from analyzer.evaluate.stability import measure_stability
from analyzer.records import ChunkOutcome, Finding
from tests.evaluate.builders import finding, make_interview
from tests.evaluate.test_compare import make_suite, run, without


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return make_suite(tmp_path_factory.mktemp("suite"), 1)


def saying(suite: Suite, *runs: list[Finding]) -> Stability:
    answers = iter([ChunkOutcome(chunk="w", step="find", state="done", findings=tuple(said)) for said in runs])
    return measure_stability(suite, [run_suite(suite, lambda _: [next(answers)], extractor="echo") for _ in runs])


def test_runs_that_are_alike_recur_fully_and_spread_nowhere(suite: Suite) -> None:
    found = measure_stability(suite, [run(suite), run(suite), run(suite)])
    assert (found.runs, found.recurring, found.always) == (3, 1, 1)
    assert all(low == high == 1 for low, high in (*found.spread.values(), *found.cases.values()))


def test_a_finding_that_comes_and_goes_lowers_both_shares(suite: Suite) -> None:
    found = measure_stability(suite, [run(suite), run(suite, without("f_o1"))])
    assert found.recurring == pytest.approx(14 / 15)  # 8 findings and 7, 7 of them in both
    assert found.always == pytest.approx(7 / 8)
    assert found.spread["outcome"] == pytest.approx((2 / 3, 1.0))
    assert found.spread["metric"] == (1, 1)
    assert found.cases["case0"][0] < 1


def test_wording_and_order_do_not_matter_and_the_kind_does(suite: Suite) -> None:
    interview = make_interview()
    quote, other = "Tariffs sit in nine binders", "Nobody counts the empty miles here"
    first = [finding(interview, "obstacle", "Binders.", quote), finding(interview, "obstacle", "Miles.", other, id="f_2")]
    second = [finding(interview, "obstacle", "Miles nobody counts.", other), finding(interview, "outcome", "Binders.", quote, id="f_2")]
    assert saying(suite, first, second).recurring == 0.5
    assert saying(suite, first, second).always == pytest.approx(1 / 3)


def test_without_findings_there_is_nothing_to_recur(suite: Suite) -> None:
    assert (saying(suite, [], []).recurring, saying(suite, [], []).always) == (None, None)


def test_a_case_some_run_lost_is_left_out(suite: Suite) -> None:
    whole = run(suite)
    lost = whole.model_copy(update={"cases": (whole.cases[0].model_copy(update={"state": "lost", "extracted": ()}),)})
    found = measure_stability(suite, [whole, lost])
    assert (found.cases, found.recurring) == ({}, None)


def test_what_was_spent_is_of_all_runs(suite: Suite) -> None:
    paid = run(suite)
    paid = paid.model_copy(update={"spent": paid.spent.model_copy(update={"requests": 4, "cost": 0.5})})
    assert (found := measure_stability(suite, [paid, paid]).spent).requests == 8
    assert found.cost == 1.0
