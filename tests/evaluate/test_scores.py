"""The scorer tested like a product: what must move a figure moves it by exactly that much, and nothing else."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.evaluate.case import Case
from analyzer.evaluate.measures import LOWER_IS_BETTER
from analyzer.evaluate.scores import hash_scorer, score
from analyzer.records import ChunkOutcome, Direction, Finding, Link, Metric, Usage
from tests.evaluate.builders import DISTRACTORS, ITEMS, echo, evidence, finding, make_case, make_interview, quantity

QUOTES = (
    "We want to win the airport contract",
    "for the owners this year",
    "Tariffs sit in nine binders",
    "only Petra can read hers",
    "each bid takes us twelve days",
    "I promised the owners four days by spring",
    "the airport stops listening",
    "The login asks for four codes",
    "Nobody counts the empty miles here",
    "Half would be lovely.",
    "visibility is what you are missing",
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return make_case(tmp_path_factory.mktemp("suite"))


@st.composite
def answers(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    one = st.tuples(
        st.sampled_from(["outcome", "obstacle", "metric"]), st.sampled_from(["A claim.", "Win the airport contract."]), st.sampled_from(QUOTES)
    )
    return draw(st.lists(one, max_size=8))


def make(case: Case, said: list[tuple[str, str, str]]) -> list[Finding]:
    return [finding(case.interview, kind, statement, quote, id=f"f_{number}") for number, (kind, statement, quote) in enumerate(said)]


def changed(before: dict[str, float | None], after: dict[str, float | None]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_labels_fed_back_score_exactly_one(case: Case) -> None:
    measures = score(case, echo(case)).measures
    assert measures.pop("harmless") == 0  # all are verbatim
    assert 0 < (measures.pop("coverage.speech") or 0) < 1  # labels quote what matters, not everything
    assert 0 < (measures.pop("faithfulness") or 0) < 1  # and say it in words of their own
    for name, value in measures.items():
        assert value in ((0.0, None) if name in LOWER_IS_BETTER else (1.0, None)), name


def test_items_dropped_lower_recall_by_exactly_their_share(case: Case) -> None:
    kept = [one for one in echo(case) if one.id not in ("f_o2", "f_b1", "f_m2")]
    result = score(case, kept)
    required = sum(item.gold.required for item in case.items)
    assert result.measures["all.recall"] == pytest.approx(1 - 3 / required)
    assert result.measures["all.precision"] == 1


def test_every_record_doubled_raises_only_duplicates(case: Case) -> None:
    once = [*echo(case), finding(case.interview, "outcome", "Be lovely.", "Half would be lovely.", id="f_x")]
    again = [
        one.model_copy(update={"id": f"{one.id}b", "links": tuple(Link(type=link.type, to=f"{link.to}b") for link in one.links)}) for one in once
    ]
    before, after = score(case, once), score(case, once + again)
    assert changed(before.measures, after.measures) == {"duplicates"}
    assert after.measures["duplicates"] == 0.5


def test_an_interviewers_quote_raises_only_wrong_speaker(case: Case) -> None:
    found = echo(case)
    with_question = found[0].model_copy(update={"evidence": (*found[0].evidence, evidence(case.interview, "What would a good year look like", 9))})
    before, after = score(case, found), score(case, [with_question, *found[1:]])
    assert changed(before.measures, after.measures) == {"wrong_speaker"}


def test_the_speaker_counts_as_labelled_whatever_the_finding_says(case: Case) -> None:
    piece = evidence(case.interview, "So visibility is what you are missing?", side="customer")
    assert score(case, [finding(case.interview, "obstacle", "No visibility.", evidence=(piece,))]).measures["wrong_speaker"] == 1


def test_one_changed_digit_ungrounds(case: Case) -> None:
    wrong = evidence(case.interview, "each bid takes us twelve days", claimed="each bid takes us 13 days", match="disfluency")
    result = score(case, [finding(case.interview, "metric", "A bid takes long.", evidence=(wrong,))])
    assert (result.measures["grounded"], result.measures["meaning_changed"], result.measures["all.f1"]) == (0, 1, 0)


def test_a_dropped_negation_ungrounds(case: Case) -> None:
    wrong = evidence(case.interview, "we do not know what they cost", claimed="we do know what they cost", match="disfluency")
    assert score(case, [finding(case.interview, "metric", "Costs.", evidence=(wrong,))]).measures["meaning_changed"] == 1


def test_a_harmless_difference_grounds(case: Case) -> None:
    near = evidence(case.interview, "each bid takes us twelve days", claimed="Each bid takes us 12 days.", match="normalised")
    assert score(case, [finding(case.interview, "metric", "A bid takes long.", evidence=(near,))]).measures["harmless"] == 1


def test_a_slice_that_is_not_where_it_says_is_not_found(case: Case) -> None:
    place = case.interview.text.index("Tariffs")
    moved = evidence(case.interview, "Tariffs sit in nine binders", start=place + 1, end=place + 28)
    assert score(case, [finding(case.interview, "obstacle", "Binders.", evidence=(moved,))]).measures["not_found"] == 1


def test_a_slice_across_two_turns_is_not_found(case: Case) -> None:
    across = evidence(case.interview, "twelve days.\nI promised")
    assert score(case, [finding(case.interview, "obstacle", "Days.", evidence=(across,))]).measures["not_found"] == 1


def test_distractors_alone_have_no_precision(case: Case) -> None:
    bait = [finding(case.interview, "outcome", f"Bait {number}.", one["quote"], id=f"f_{number}") for number, one in enumerate(DISTRACTORS)]
    measures = score(case, bait).measures
    assert (measures["all.precision"], measures["all.recall"], measures["distractors_hit"]) == (0, 0, 1)


def test_partly_right_counts_half_and_strictly_nothing(case: Case) -> None:
    measures = score(case, [finding(case.interview, "outcome", "Please the owners.", "the whole plan for the owners this year")]).measures
    assert (measures["outcome.precision"], measures["outcome.recall"]) == (0.5, 0.25)
    assert measures["outcome.f1"] == pytest.approx(1 / 3)
    assert (measures["outcome.precision_strict"], measures["outcome.f1_strict"]) == (0, 0)


def test_an_invented_number_is_counted_and_a_said_one_is_not(case: Case) -> None:
    said = finding(case.interview, "metric", "A bid takes 12 days.", "each bid takes us twelve days", value=quantity(12, "day"))
    made_up = finding(
        case.interview, "metric", "A bid takes 12 days, 5 too many.", "each bid takes us twelve days", id="f_2", value=quantity(12, "day")
    )
    assert score(case, [said]).measures["invented_numbers"] == 0
    assert score(case, [said, made_up]).measures["invented_numbers"] == 0.5


@pytest.mark.parametrize(
    ("said", "claim", "expected"),
    [
        ("The bank will do fourteen.", "The bank lends 14 million.", 0),
        ("The bank will do fourteen.", "The bank lends 15 million.", 1),
        ("Nine, no, sorry, eleven days.", "It takes eleven days.", 0),
        ("Nine, no, sorry, eleven days.", "It takes nine days.", 1),
        ("Half of the invoices are late.", "Fifty percent of the invoices are late.", 0),
        ("One of them knows.", "One person knows.", None),
    ],
)
def test_a_number_is_invented_if_no_quote_carries_it(tmp_path: Path, said: str, claim: str, expected: float | None) -> None:
    interview = make_interview((("Ines", "Well?"), ("Olaf", said)))
    case = make_case(tmp_path, interview, items=[], distractors=[])
    assert score(case, [finding(interview, "obstacle", claim, said)]).measures["invented_numbers"] == expected


@pytest.mark.parametrize("nonsense", ["", "many", "sNaN", "Infinity", "1e999999999"])
def test_a_value_that_is_no_number_is_invented_and_breaks_nothing(case: Case, nonsense: str) -> None:
    found = finding(case.interview, "metric", "A bid takes long.", "each bid takes us twelve days", value=quantity(nonsense))
    measures = score(case, [found]).measures
    assert (measures["invented_numbers"], measures["metric.value"]) == (1, 0)


def test_each_metric_field_is_judged_by_itself(case: Case) -> None:
    found = next(one for one in echo(case) if one.id == "f_m1")
    assert isinstance(found, Metric)
    wrong = found.model_copy(update={"baseline": quantity(11, "day"), "value": quantity(4, "week"), "period": "a month"})
    measures = score(case, [wrong]).measures
    assert [measures[f"metric.{field}"] for field in ("value", "baseline", "unit", "period")] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("labelled", "found", "expected"), [("decrease", "decrease", 1), ("decrease", "increase", 0), ("decrease", None, 0), (None, "increase", None)]
)
def test_direction_is_judged_where_it_is_labelled(tmp_path: Path, labelled: Direction | None, found: Direction | None, expected: int | None) -> None:
    marked = [{**one, "metric": {**one["metric"], "direction": labelled}} if one["id"] == "m1" else one for one in ITEMS]
    case = make_case(tmp_path, items=marked)
    [metric] = [one for one in echo(case) if one.id == "f_m1"]
    assert score(case, [metric.model_copy(update={"direction": found})]).measures["metric.direction"] == expected


def test_a_goal_written_as_target_is_the_same_as_one_written_as_value(case: Case) -> None:
    found = next(one for one in echo(case) if one.id == "f_m1").model_copy(update={"value": None})
    assert score(case, [found]).measures["metric.value"] == 1


def test_a_value_for_a_metric_without_one_is_wrong(case: Case) -> None:
    found = next(one for one in echo(case) if one.id == "f_m2").model_copy(update={"value": quantity(7)})
    assert score(case, [found]).measures["metric.value"] == 0


def test_links_are_measured_end_to_end_and_between_what_was_found(case: Case) -> None:
    found = [one for one in echo(case) if one.id in ("f_o2", "f_b1", "f_b2", "f_m2")]
    without = [one.model_copy(update={"links": ()}) if one.id == "f_b2" else one for one in found]
    measures = score(case, without).measures
    # Labelled: o2-o1, b1-o2, b2-o2, m1-o2. Both ends found: b1-o2, b2-o2. Claimed between findings: b1-o2.
    assert measures["links.f1_matched"] == pytest.approx(2 * 1 / (2 + 1))
    assert measures["links.f1"] == pytest.approx(2 * 1 / (4 + 1))


def test_levels_agree_or_not(case: Case) -> None:
    found = [one.model_copy(update={"level": "tactical"}) if one.id == "f_o1" else one for one in echo(case)]
    assert score(case, found).measures["level.accuracy"] == pytest.approx(6 / 7)


def test_failed_steps_are_counted_with_their_reason_and_cost(case: Case) -> None:
    usage = Usage(prompt_tokens=100, completion_tokens=10, requests=1, seconds=2.5)
    steps = [
        ChunkOutcome(chunk="w1", step="find", state="done", usage=usage),
        ChunkOutcome(chunk="w2", step="find", state="timed_out", reason="no answer in 180 s", usage=usage),
    ]
    result = score(case, [], steps)
    assert result.measures["steps_failed"] == 0.5
    assert result.failed_steps == ("find: timed_out: no answer in 180 s",)
    assert (result.spent.prompt_tokens, result.spent.requests, result.measures["all.recall"]) == (200, 2, 0)


def test_ids_and_run_names_do_not_show_in_the_result(case: Case) -> None:
    found = echo(case)
    renamed = [
        one.model_copy(
            update={
                "id": f"f_zz{number}",
                "links": (),
                "interview": "i_other",
                "provenance": one.provenance.model_copy(update={"run": f"r_{number}"}),
            }
        )
        for number, one in enumerate(found)
    ]
    assert score(case, [one.model_copy(update={"links": ()}) for one in found]) == score(case, renamed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(said=answers(), seed=st.integers(0, 99))
def test_any_answer_scores_within_bounds_in_any_order(case: Case, said: list[tuple[str, str, str]], seed: int) -> None:
    found = make(case, said)
    shuffled = Random(seed).sample(found, len(found))
    result = score(case, found)
    for name, value in result.measures.items():
        assert value is None or (-1 if name == "level.kappa" else 0) <= value <= 1, name
    assert result.measures == score(case, shuffled).measures
    statuses = [one.status for one in result.findings]
    assert len(statuses) == len(found)
    counted = sum(count for name, count in result.counts.items() if name.split(".")[1] in ("correct", "partial"))
    assert counted == sum(status in ("correct", "partial") for status in statuses)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(said=answers())
def test_more_of_the_same_never_helps(case: Case, said: list[tuple[str, str, str]]) -> None:
    found = make(case, said)
    copies = [one.model_copy(update={"id": f"{one.id}c"}) for one in found]
    assert changed(score(case, found).measures, score(case, found + copies).measures) <= {"duplicates"}


def test_the_scorers_hash_is_stable_within_a_version() -> None:
    assert hash_scorer() == hash_scorer()
    assert len(hash_scorer()) == 64
