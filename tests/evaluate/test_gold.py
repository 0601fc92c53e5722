"""Labels that are wrong are named with the reason and score nobody."""

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.config import shipped
from analyzer.errors import EvaluateError, IngestError
from analyzer.evaluate.case import load_case
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.gold_format import SCHEMA_FILE, GoldMetric, gold_schema, read_gold
from analyzer.records import Interview
from tests.evaluate.builders import DAYS, ITEMS, TALK, gold_text, item, make_interview, write_case


def problems(folder: Path, interview: Interview | None = None, **fields: Any) -> list[str]:
    _, found = load_case(write_case(folder, **fields), lambda _: interview or make_interview())
    return [str(one) for one in found]


def suite(folder: Path, settings: str = "", interview: Interview | None = None) -> Suite:
    (folder / "suite.toml").write_text(settings, encoding="utf-8")
    return load_suite(folder, lambda _: interview or make_interview())


def test_places_are_slices_of_the_canonical_text(tmp_path: Path) -> None:
    case, found = load_case(write_case(tmp_path), lambda _: make_interview())
    assert found == []
    for placed in case.items:
        for quote, place in zip(placed.gold.quotes, placed.places, strict=True):
            assert case.interview.text[place.start : place.end] == quote
            assert case.interview.turn_at(place.start).index == place.turn
    assert case.customers == {"s2"}


def test_white_space_alone_may_differ(tmp_path: Path) -> None:
    assert problems(tmp_path, items=[item("o", "outcome", "Win.", "We want to win\n  the airport   contract")]) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"items": [item("o", "outcome", "Win.", "We want to win the harbour")]},
            "depots: o: quote not found inside a turn: 'We want to win the harbour'",
        ),
        ({"items": [item("o", "outcome", "Win.", "we want to win the airport")]}, "quote not found"),
        ({"items": [item("o", "outcome", "Good.", "What would a good year look like")]}, "is said by Ines, who is no customer speaker"),
        ({"items": [item("o", "outcome", "Four.", "the owners")]}, "occurs 2 times (turns 1, 4); name the `turn`"),
        ({"items": [item("o", "outcome", "Four.", "the owners", turn=3)]}, "quote is not in turn 3 but in 1, 4"),
        ({"items": [ITEMS[0], ITEMS[0]]}, "o1: id is used 2 times"),
        (
            {"items": [item("o", "outcome", "Win.", "We want to win", links=[{"type": "serves", "to": "nil"}])]},
            "serves leads to 'nil', which does not exist",
        ),
        ({"items": [item("o", "outcome", "Win.", "We want to win", links=[{"type": "serves", "to": "o"}])]}, "serves leads to itself"),
        (
            {"items": [ITEMS[0], item("x", "outcome", "Four.", "four codes", links=[{"type": "blocks", "to": "o1"}])]},
            "outcome blocks outcome 'o1': blocks leads from obstacle to outcome",
        ),
        (
            {"items": [item("m", "metric", "Days.", "twelve days", metric={"name": "d", "unit": "day"})]},
            "m: unit 'day' without a value: leave it out",
        ),
        (
            {"items": [item("m", "metric", "Days.", "twelve days", metric={**DAYS, "direction": "increase"})]},
            "m: direction increase, but from today's figure to the goal it is decrease",
        ),
        (
            {
                "items": [
                    item("m", "metric", "D.", "twelve days", metric={"name": "d", "role": "actual", "value": 3, "target": 8, "direction": "maintain"})
                ]
            },
            "m: direction maintain, but from today's figure to the goal it is increase",
        ),
        ({"customer_speakers": ["Olaf", "Petra"]}, "nobody is called 'Petra'; the transcript has Ines, Olaf"),
        ({"customer_speakers": ["Olaf", "Ines"]}, "'Ines' is on both sides"),
        ({"case": "other"}, "says 'other', the folder is 'depots'"),
        ({"distractors": [{"quote": "a quiet year", "why": "never said"}]}, "distractors.0: quote not found inside a turn"),
        ({"distractors": [{"quote": "the airport contract", "why": "clash"}]}, "overlaps a quote of item o1"),
    ],
)
def test_lint_names_what_is_wrong(tmp_path: Path, fields: dict[str, Any], expected: str) -> None:
    path = write_case(tmp_path)
    path.write_text(gold_text(**fields), encoding="utf-8")
    _, found = load_case(path, lambda _: make_interview())
    assert len(found) == 1, found
    assert expected in str(found[0])


def test_a_repeated_quote_is_placed_by_its_turn(tmp_path: Path) -> None:
    case, found = load_case(
        write_case(tmp_path, items=[item("o", "outcome", "Four.", "the owners", turn=4)], distractors=[]), lambda _: make_interview()
    )
    assert found == []
    assert case.items[0].places[0].turn == 4


def test_a_name_is_found_by_label_and_without_regard_to_case(tmp_path: Path) -> None:
    assert problems(tmp_path, customer_speakers=["OLAF"]) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"split": "train"}, "gold.yaml: split: should be 'dev' or 'test'"),
        ({"guide": 1}, "gold.yaml: guide: there is no such field"),
        ({"items": [item("o", "wish", "Win.", "We want")]}, "gold.yaml: o.kind: should be 'outcome'"),
        ({"items": [ITEMS[0], {"id": "o7", "kind": "outcome", "statement": "Win."}]}, "gold.yaml: o7.quotes: is missing"),
        ({"items": [{"kind": "outcome", "statement": "Win.", "quotes": ["We want"]}]}, "gold.yaml: items.0.id: is missing"),
        ({"items": [["o"]]}, "gold.yaml: items.0: should be"),
        ({"items": [item("m", "metric", "Days.", "twelve days")]}, "an item of kind metric has `metric:`"),
        ({"items": [item("m", "metric", "Days.", "twelve days", metric={"name": "d", "direction": "down"})]}, "m.metric.direction"),
        ({"items": [item("o", "outcome", "Win.", "We want to win", theme="Win it")]}, "o.theme"),
        ({"items": [item("m", "metric", "Days.", "twelve days", metric={"name": "d", "low": 3})]}, "low and high belong together"),
        ({"items": [item("m", "metric", "Days.", "twelve days", metric={"name": "d", "value": "2,000"})]}, "m.metric.value"),
    ],
)
def test_a_file_that_does_not_follow_the_format_is_refused_by_field(fields: dict[str, Any], expected: str) -> None:
    with pytest.raises(EvaluateError) as caught:
        read_gold(gold_text(**fields), "gold.yaml")
    assert expected in caught.value.message


def test_broken_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(EvaluateError, match=r"gold.yaml line 2: not valid YAML"):
        read_gold("case: x\nitems: [", "gold.yaml")


def test_values_keep_what_was_typed_and_none_is_none() -> None:
    read = [GoldMetric.model_validate({"name": "days", **more}) for more in ({"value": 8.1}, {"value": "none"}, {}, {"low": 3, "high": "5"})]
    assert [str(one.stated and one.stated[0]) for one in read] == ["8.1", "None", "None", "3"]


def test_a_wrong_case_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    write_case(tmp_path, "sound")
    write_case(tmp_path, "broken", items=[item("o", "outcome", "Win.", "We want to win the harbour")], distractors=[])
    (tmp_path / "cases" / "broken" / "depots.md").unlink()
    found = suite(tmp_path, 'name = "depots"')
    assert [case.name for case in found.cases] == ["sound"]
    assert [str(one) for one in found.problems] == ["broken: gold.yaml: transcript: depots.md is no file"]


def test_a_folder_without_labels_waits_and_is_no_problem(tmp_path: Path) -> None:
    write_case(tmp_path, "labelled")
    (tmp_path / "cases" / "fresh").mkdir()
    (tmp_path / "cases" / ".cache").mkdir()
    found = suite(tmp_path)
    assert (found.unlabelled, found.problems, [case.name for case in found.cases]) == (("fresh",), (), ["labelled"])


def test_a_value_that_was_forgotten_is_noted_and_a_share_in_words_is_not(tmp_path: Path) -> None:
    forgotten = item("m1", "metric", "Days.", "each bid takes us twelve days", metric={"name": "days"})
    share = item("m2", "metric", "Half.", "Half would be lovely", metric={"name": "share"})
    write_case(tmp_path, items=[forgotten, share], distractors=[])
    found = suite(tmp_path)
    assert (found.notes, found.problems) == (("depots: m1: has no value, and its quote says 'twelve days'",), ())


def test_a_transcript_our_reader_refuses_is_a_problem_of_its_case(tmp_path: Path) -> None:
    def refuse(path: Path) -> Interview:
        raise IngestError(f"{path.name}: holds no conversation")

    write_case(tmp_path)
    (tmp_path / "suite.toml").write_text("", encoding="utf-8")
    assert [str(one) for one in load_suite(tmp_path, refuse).problems] == ["depots: depots.md: holds no conversation"]


def test_a_transcript_counts_once(tmp_path: Path) -> None:
    write_case(tmp_path, "one", split="dev")
    write_case(tmp_path, "two", split="test")
    found = suite(tmp_path)
    assert [case.name for case in found.cases] == ["one"]
    assert "is the one of case 'one'" in str(found.problems[0])


def test_the_hash_of_a_suite_changes_with_a_label_and_not_with_a_gate(tmp_path: Path) -> None:
    path = write_case(tmp_path)
    before = suite(tmp_path).sha256
    assert suite(tmp_path, "floors = {grounded = 0.9}").sha256 == before
    path.write_text(path.read_text(encoding="utf-8").replace("strategic", "tactical"), encoding="utf-8")
    assert suite(tmp_path).sha256 != before


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("[floors]\n'outcome.f2' = 0.5", "there is no measure 'outcome.f2'"),
        ("[floors]\nwrong_speaker = 0.5", "put it under [ceilings]"),
        ("[ceilings]\ngrounded = 0.5", "put it under [floors]"),
        ("[tolerances]\ndrop = 7", "tolerances.drop"),
        ("[floor]\ngrounded = 0.5", "floor: there is no such field"),
        ("floors", "suite.toml: cannot be read"),
    ],
)
def test_settings_that_would_never_bite_are_refused(tmp_path: Path, settings: str, expected: str) -> None:
    write_case(tmp_path)
    with pytest.raises(EvaluateError) as caught:
        suite(tmp_path, settings)
    assert expected in caught.value.message


def test_floors_may_be_written_as_toml_tables(tmp_path: Path) -> None:
    write_case(tmp_path)
    gates = suite(tmp_path, "[floors]\noutcome.f1 = 0.3\ngrounded = 0.9").gates
    assert gates.floors == {"outcome.f1": 0.3, "grounded": 0.9}


def test_a_folder_that_is_no_suite_is_refused_with_the_next_command(tmp_path: Path) -> None:
    with pytest.raises(EvaluateError, match=r"no suite.toml there - make a suite with: analyzer suite new"):
        load_suite(tmp_path)
    (tmp_path / "suite.toml").touch()
    with pytest.raises(EvaluateError, match=r"no cases/\*/gold.yaml there"):
        load_suite(tmp_path)


def test_the_interview_with_nothing_in_it_is_a_case(tmp_path: Path) -> None:
    assert problems(tmp_path, interview=make_interview(TALK[:2]), items=[], distractors=[]) == []


def test_the_published_schema_is_the_one_of_the_program() -> None:
    published = (shipped("evals") / SCHEMA_FILE).read_text(encoding="utf-8")
    assert json.loads(published) == gold_schema()
