"""Two readers of one interview: what counts as agreement."""

from pathlib import Path
from typing import Any

import pytest

from analyzer.config import shipped
from analyzer.errors import EvaluateError
from analyzer.evaluate.agreement import compare_labellings, items_as_findings, label_sentences, main, read_labellings, render
from analyzer.evaluate.case import Case
from analyzer.evaluate.measures import measure
from analyzer.review.reliability import krippendorff_alpha
from tests.evaluate.builders import ITEMS, TALK, gold_text, item, make_case, make_interview

LATE = item("b9", "obstacle", "The airport stops listening after five days.", "because after five days the airport stops listening")


def make_second(folder: Path, *items: dict[str, Any]) -> Case:
    return make_case(folder / "second", items=list(items))


@pytest.fixture
def first(tmp_path: Path) -> Case:
    return make_case(tmp_path / "first")


def test_a_labelling_agrees_fully_with_itself(first: Case) -> None:
    agreement = compare_labellings(first, first)
    for counts in (agreement.scored, agreement.required):
        assert {name: value for name, value in measure(counts).items() if name.endswith(".f1") and value not in (1.0, None)} == {}
    figures = measure(agreement.scored)
    assert [figures[name] for name in ("level.kappa", "metric.value", "metric.baseline", "metric.unit", "metric.period", "links.f1_matched")] == [
        1.0
    ] * 6
    assert agreement.items["obstacle.shared"] == agreement.items["obstacle.first"] == agreement.items["obstacle.second"] == 4
    assert krippendorff_alpha(agreement.units) == 1


def test_a_sentence_carries_every_kind_that_has_a_quote_on_it_and_only_customers_sentences_count(first: Case) -> None:
    assert label_sentences(first) == [
        {"outcome"},
        set(),  # Not really.
        {"obstacle", "metric"},
        {"outcome", "metric"},
        {"obstacle"},
        set(),  # Half would be lovely.
        {"obstacle", "metric"},
    ]


def test_a_direction_that_only_one_reader_was_asked_for_is_no_disagreement(tmp_path: Path) -> None:
    ways = [{**one, "metric": {**one["metric"], "direction": "decrease"}} if one["id"] == "m1" else one for one in ITEMS]
    first = make_case(tmp_path / "first", items=ways)
    assert measure(compare_labellings(first, make_second(tmp_path, *ITEMS)).scored)["metric.direction"] is None
    assert measure(compare_labellings(first, first).scored)["metric.direction"] == 1


def test_one_more_kind_on_a_sentence_is_a_disagreement_about_it(first: Case, tmp_path: Path) -> None:
    agreement = compare_labellings(first, make_second(tmp_path, *ITEMS, LATE))
    assert [(sorted(one), sorted(other)) for one, other in agreement.units if one != other] == [
        (["metric", "outcome"], ["metric", "obstacle", "outcome"])
    ]


def test_an_item_only_the_second_reader_has_costs_precision_unless_that_reader_calls_it_optional(first: Case, tmp_path: Path) -> None:
    needed = compare_labellings(first, make_second(tmp_path / "needed", *ITEMS, LATE))
    optional = compare_labellings(first, make_second(tmp_path / "optional", *ITEMS, LATE | {"required": False}))
    assert [measure(one.scored)["obstacle.f1"] for one in (needed, optional)] == [pytest.approx(6 / 7)] * 2
    assert measure(needed.required)["obstacle.f1"] == pytest.approx(6 / 7)
    assert measure(optional.required)["obstacle.f1"] == 1
    assert needed.items["obstacle.shared"] == 4
    assert needed.items["obstacle.second"] == 5


def test_an_item_the_second_reader_calls_optional_is_no_miss_and_no_hit(first: Case, tmp_path: Path) -> None:
    hedged = [one | {"required": False} if one["id"] == "b1" else one for one in ITEMS]
    agreement = compare_labellings(first, make_second(tmp_path, *hedged))
    assert agreement.scored["obstacle.required"] == 3
    assert agreement.required["obstacle.required"] == agreement.required["obstacle.correct"] == 2


def test_the_same_words_as_another_kind_are_not_shared(first: Case, tmp_path: Path) -> None:
    turned = [one | {"kind": "outcome", "links": []} if one["id"] == "b4" else one for one in ITEMS]
    agreement = compare_labellings(first, make_second(tmp_path, *turned))
    assert agreement.items["obstacle.shared"] == 3
    assert agreement.scored["obstacle.mistaken"] == 1


def test_items_become_findings_with_their_quotes_values_and_links(first: Case) -> None:
    found = {one.id: one for one in items_as_findings(first)}
    metric = found["m1"]
    assert metric.kind == "metric"
    assert metric.value is not None
    assert (metric.value.low, metric.value.unit, metric.period) == ("4", "day", "by spring")
    assert [piece.quote for piece in metric.evidence] == ["each bid takes us twelve days", "I promised the owners four days by spring"]
    assert [(link.type, link.to) for link in found["b1"].links] == [("blocks", "o2")]


def test_labellings_of_different_text_are_refused(first: Case, tmp_path: Path) -> None:
    other = make_case(tmp_path / "other", make_interview([*TALK, ("Olaf", "That is all I have.")]))
    with pytest.raises(EvaluateError, match="depots: the labellings differ"):
        compare_labellings(first, other)


def write_suite(folder: Path, **second: Any) -> Path:
    place = folder / "cases" / "depots"
    place.mkdir(parents=True)
    (place / "depots.md").write_text("\n\n".join(f"**{name}:** {said}" for name, said in TALK) + "\n", encoding="utf-8")
    (place / "gold.yaml").write_text(gold_text(), encoding="utf-8")
    (place / "second.yaml").write_text(gold_text(**second), encoding="utf-8")
    return folder


def test_the_command_prints_a_table_of_kinds_and_interviews(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_suite(tmp_path, items=[*ITEMS, LATE]))]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["outcomes", "2", "2", "2", "1.00", "1.00", "1.00", "1.00"] in rows
    assert next(row for row in rows if row[:1] == ["obstacles"])[1:7] == ["4", "5", "4", "0.86", "0.86", "0.89"]
    assert next(row for row in rows if row[:1] == ["depots"])[1:4] == ["8", "9", "8"]


@pytest.mark.parametrize(("reader", "warned"), [("labeller C (language model)", True), ("Ana", True), ("both people", False)])
def test_agreement_of_language_models_never_passes_for_peoples(tmp_path: Path, capsys: pytest.CaptureFixture[str], reader: str, warned: bool) -> None:
    folder = write_suite(tmp_path, labellers=[reader])
    if reader == "both people":
        (folder / "cases" / "depots" / "gold.yaml").write_text(gold_text(labellers=["Ben"]), encoding="utf-8")
    assert main([str(folder)]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert reader in shown
    assert ("not how people would label" in shown) is warned


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"items": [item("o1", "outcome", "Fly.", "we want to fly")]}, "second.yaml: depots: o1: quote not found"),
        ({"split": "x"}, "second.yaml: split: "),
    ],
    ids=["quote", "format"],
)
def test_unsound_second_labels_are_named_and_never_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], second: dict[str, Any], said: str
) -> None:
    assert main([str(write_suite(tmp_path, **second))]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("arguments", [[], ["."], ["one", "two"]])
def test_a_folder_without_second_labels_and_a_wrong_call_say_what_to_do(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_bundled_second_labels_are_sound_and_of_other_readers() -> None:
    pairs = read_labellings(shipped("evals"))
    assert len(pairs) >= 4
    for first, second in pairs:
        assert not set(first.gold.labellers) & set(second.gold.labellers)
        assert (first.gold.split, first.gold.guide_version) == (second.gold.split, second.gold.guide_version)
    table = render([compare_labellings(first, second) for first, second in pairs])
    assert all(first.name in table for first, _ in pairs)
