"""Each way an item or a finding can come out, on the smallest case that shows it."""

from pathlib import Path

import pytest

from analyzer.evaluate.case import Case
from analyzer.evaluate.matching import Matching, match
from analyzer.records import Finding
from tests.evaluate.builders import echo, evidence, finding, make_case, make_interview, quantity


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return make_case(tmp_path)


def of(matching: Matching, item: str) -> str:
    return next(one.status for one in matching.items if one.item.gold.id == item)


def only(case: Case, found: Finding) -> tuple[Matching, str]:
    matching = match(case, [found])
    return matching, matching.findings[0].status


def test_same_kind_on_the_same_words_is_correct(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "obstacle", "Nine binders hold the tariffs.", "Tariffs sit in nine binders"))
    assert status == of(matching, "b1") == "correct"


def test_any_of_the_labelled_quotes_will_do(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "metric", "Days per bid.", "I promised the owners four days by spring"))
    assert status == of(matching, "m1") == "correct"


def test_a_longer_quote_around_the_labelled_one_is_correct(case: Case) -> None:
    sentence = "Nobody counts the empty miles here, and we do not know what they cost."
    matching, status = only(case, finding(case.interview, "obstacle", "Empty miles are not counted.", sentence))
    assert status == of(matching, "b4") == "correct"


def test_an_edge_of_the_labelled_words_is_partial(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "outcome", "Please the owners.", "the whole plan for the owners this year"))
    assert status == of(matching, "o1") == "partial"


def test_the_same_statement_on_other_words_is_partial(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "outcome", "Win the airport contract!", "after five days the airport stops listening"))
    assert status == of(matching, "o1") == "partial"
    assert matching.findings[0].reason == "says the same on other evidence"


def test_the_right_words_as_another_kind_are_the_wrong_kind(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "outcome", "Order the tariffs.", "Tariffs sit in nine binders"))
    assert status == of(matching, "b1") == "wrong kind"
    assert of(matching, "o1") == "missing"


def test_words_nobody_labelled_are_spurious(case: Case) -> None:
    _, status = only(case, finding(case.interview, "obstacle", "The truck list is short.", "it drives me mad"))
    assert status == "spurious"


def test_what_no_finding_hits_is_missing(case: Case) -> None:
    matching = match(case, [])
    assert {one.status for one in matching.items if one.item.gold.required} == {"missing"}


def test_a_second_finding_on_the_same_item_is_a_duplicate(case: Case) -> None:
    first = finding(case.interview, "obstacle", "Tariffs sit in nine binders.", "Tariffs sit in nine binders")
    second = finding(case.interview, "obstacle", "Binders everywhere.", "Tariffs sit in nine binders", id="f_2")
    matching = match(case, [second, first])
    assert {one.finding.id: one.status for one in matching.findings} == {"f_1": "correct", "f_2": "duplicate"}
    assert matching.findings[1].item is matching.findings[0].item


def test_bait_is_a_distractor_hit(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "outcome", "Halve the empty miles.", "Half would be lovely."))
    assert status == "distractor"
    assert matching.distractors_hit == {2}
    assert matching.findings[0].reason == "a courtesy"


def test_an_optional_item_costs_nothing_missed_and_earns_nothing_found(case: Case) -> None:
    matching, status = only(case, finding(case.interview, "obstacle", "Four codes to log in.", "The login asks for four codes"))
    assert status == of(matching, "b3") == of(match(case, []), "b3") == "optional"


def test_a_required_item_wins_against_an_optional_one_that_fits_as_well(tmp_path: Path) -> None:
    fields = {"kind": "obstacle", "statement": "Tariffs sit in binders.", "quotes": ["Tariffs sit in nine binders"]}
    case = make_case(tmp_path, items=[{"id": "a", "required": False, **fields}, {"id": "b", **fields}], distractors=[])
    matching, status = only(case, finding(case.interview, "obstacle", "Tariffs sit in binders.", "Tariffs sit in nine binders"))
    assert status == of(matching, "b") == "correct"


def test_a_finding_the_program_keeps_apart_is_ungrounded_and_hits_nothing(case: Case) -> None:
    piece = evidence(case.interview, "Tariffs sit in nine binders", match="meaning_changed", claimed="Tariffs sit in ten binders")
    matching, status = only(case, finding(case.interview, "obstacle", "Tariffs sit in nine binders.", evidence=(piece,)))
    assert status == "ungrounded"
    assert of(matching, "b1") == "missing"


def test_a_finding_that_calls_itself_grounded_on_a_changed_number_is_spurious(case: Case) -> None:
    piece = evidence(case.interview, "each bid takes us twelve days", claimed="each bid takes us two days")
    matching, status = only(case, finding(case.interview, "metric", "A bid takes twelve days and should take four by spring.", evidence=(piece,)))
    assert status == "spurious"
    assert of(matching, "m1") == "missing"


def test_weak_pairs_do_not_drag_a_finding_away_from_its_item(tmp_path: Path) -> None:
    # The long finding touches both items; the short one fits only the first. A sum over weak pairs would cross them.
    items = [
        {"id": "a", "kind": "obstacle", "statement": "Binders.", "quotes": ["Tariffs sit in nine binders and only Petra can read hers"]},
        {"id": "b", "kind": "obstacle", "statement": "Bids are slow.", "quotes": ["hers, so each bid takes us twelve days"]},
    ]
    case = make_case(tmp_path, items=items, distractors=[])
    found = [finding(case.interview, "obstacle", "Tariffs and Petra.", "Tariffs sit in nine binders and only Petra can read hers")]
    matching = match(case, found)
    assert (of(matching, "a"), of(matching, "b")) == ("correct", "missing")


def test_two_metrics_in_one_sentence_are_told_apart_by_their_values(tmp_path: Path) -> None:
    sentence = "Sixty trucks run eighty routes a week and we are paid for fifty."
    interview = make_interview((("Ines", "How many?"), ("Olaf", sentence)))
    labels = {"kind": "metric", "statement": "A count.", "quotes": [sentence]}
    items = [{"id": str(number), **labels, "metric": {"name": "count", "value": number}} for number in (60, 80, 50)]
    case = make_case(tmp_path, interview, items=items, distractors=[])
    found = [finding(interview, "metric", f"Count {number}.", sentence, id=f"f_{number}", value=quantity(number)) for number in (50, 60, 80)]
    matching = match(case, found)
    hits = {one.item.gold.id: one.finding.finding.id for one in matching.items if one.finding}
    assert hits == {"60": "f_60", "80": "f_80", "50": "f_50"}


def test_a_quote_that_says_why_is_no_evidence_for_the_statement(case: Case) -> None:
    why = evidence(case.interview, "Tariffs sit in nine binders", supports="why")
    what = evidence(case.interview, "it drives me mad", 2)
    _, status = only(case, finding(case.interview, "obstacle", "Madness.", evidence=(why, what)))
    assert status == "spurious"


def test_order_changes_nothing(case: Case) -> None:
    found = [*echo(case), finding(case.interview, "outcome", "Halve the empty miles.", "Half would be lovely.", id="f_x")]
    told = [
        {one.finding.id: (one.status, one.item and one.item.item.gold.id) for one in match(case, order).findings} for order in (found, found[::-1])
    ]
    assert told[0] == told[1]
