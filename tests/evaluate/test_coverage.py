"""What is cited of an interview, and how far statements keep to it."""

from pathlib import Path

import pytest

from analyzer.evaluate.case import Case
from analyzer.evaluate.measures import Measures
from analyzer.evaluate.scores import score
from analyzer.records import Finding
from tests.evaluate.builders import TALK, echo, evidence, finding, make_case

WORDS_OF_OLAF = sum(len(said.split()) for name, said in TALK if name == "Olaf")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path)


def measured(case: Case, *found: Finding) -> Measures:
    return score(case, found).measures


def test_labels_fed_back_quote_every_turn_that_matters(case: Case) -> None:
    assert measured(case, *echo(case))["coverage.turns"] == 1


def test_coverage_is_the_share_of_the_customers_words_inside_quotes(case: Case) -> None:
    one = finding(case.interview, "obstacle", "Binders.", "Tariffs sit in nine binders")
    twice = finding(case.interview, "obstacle", "Nine binders.", "nine binders and only Petra", id="f_2")
    assert measured(case, one)["coverage.speech"] == 5 / WORDS_OF_OLAF
    assert measured(case, one, twice)["coverage.speech"] == 8 / WORDS_OF_OLAF
    assert measured(case, one)["coverage.turns"] == 1 / 4


def test_an_interviewers_words_cover_nothing(case: Case) -> None:
    led = finding(case.interview, "outcome", "Visibility.", "So visibility is what you are missing?")
    assert (measured(case, led)["coverage.speech"], measured(case, led)["coverage.turns"]) == (0, 0)


def test_words_the_quote_does_not_carry_lower_faithfulness(case: Case) -> None:
    faithful = finding(case.interview, "obstacle", "Tariffs sit in nine binders.", "Tariffs sit in nine binders")
    added = finding(case.interview, "obstacle", "Tariffs sit in nine dusty binders.", "Tariffs sit in nine binders")
    assert measured(case, faithful)["faithfulness"] == 1
    assert measured(case, added)["faithfulness"] == 4 / 5


def test_a_quote_that_does_not_hold_carries_and_covers_nothing(case: Case) -> None:
    piece = evidence(case.interview, "Tariffs sit in nine binders", claimed="Tariffs sit in ten binders", match="meaning_changed")
    changed = finding(case.interview, "obstacle", "Tariffs sit in nine binders.", evidence=(piece,))
    assert measured(case, changed)["faithfulness"] is None
    assert measured(case, changed)["coverage.speech"] == 0


def test_nothing_found_covers_nothing(case: Case) -> None:
    assert measured(case)["coverage.turns"] == 0
