"""A suite of one's own can be begun, and a draft of labels is itself a sound label file."""

from pathlib import Path

import pytest

from analyzer.config import shipped
from analyzer.errors import EvaluateError
from analyzer.evaluate.case import load_case
from analyzer.evaluate.draft import draft_gold, new_suite
from analyzer.evaluate.gold import load_suite
from analyzer.evaluate.gold_format import GoldFile
from analyzer.evaluate.scores import score
from analyzer.records import Finding, Interview
from tests.evaluate.builders import echo, evidence, finding, make_case, make_interview, quantity, write_case


def draft(folder: Path, interview: Interview, approved: list[Finding], rejected: list[tuple[Finding, str]] | None = None) -> GoldFile:
    path = write_case(folder, "drafted")
    text = draft_gold(interview, approved, rejected or [], case="drafted", transcript="depots.md", labeller="reviewers' decisions")
    path.write_text(text, encoding="utf-8")
    case, problems = load_case(path, lambda _: interview)
    assert problems == []
    return case.gold


def test_a_draft_of_perfect_findings_says_what_the_labels_said(tmp_path: Path) -> None:
    case = make_case(tmp_path / "first")
    gold = draft(tmp_path / "second", case.interview, echo(case))
    path = tmp_path / "second" / "cases" / "drafted" / "gold.yaml"
    drafted, _ = load_case(path, lambda _: case.interview)
    measures = score(drafted, echo(case)).measures
    assert [measures[name] for name in ("all.f1", "links.f1", "metric.value", "metric.baseline", "level.accuracy")] == [1] * 5
    assert "DRAFT" in path.read_text(encoding="utf-8")
    assert gold.labellers == ("reviewers' decisions",)


def test_what_was_rejected_becomes_a_distractor_unless_its_words_are_in_an_item(tmp_path: Path) -> None:
    interview = make_interview()
    kept = finding(interview, "obstacle", "Binders.", "Tariffs sit in nine binders")
    bait = finding(interview, "outcome", "Halve the miles.", "Half would be lovely.", id="f_2")
    twin = finding(interview, "outcome", "Binders.", "nine binders", id="f_3")
    gold = draft(tmp_path, interview, [kept], [(bait, "a courtesy"), (twin, "no outcome")])
    assert [(one.quote, one.why) for one in gold.distractors] == [("Half would be lovely.", "a courtesy")]


def test_quotes_that_nobody_could_place_again_are_left_out(tmp_path: Path) -> None:
    interview = make_interview()
    repeated = finding(interview, "outcome", "Owners.", "the owners", "We want to win the airport contract")
    asked = finding(interview, "outcome", "Year.", "What would a good year look like", id="f_2")
    gold = draft(tmp_path, interview, [repeated, asked])
    assert [(item.quotes, item.turn) for item in gold.items] == [(("the owners", "We want to win the airport contract"), 1)]


@pytest.mark.parametrize(
    ("statement", "theme"),
    [("Tariffs sit in nine binders.", "tariffs-sit-in-nine-binders"), ("Größe der Läger - zu klein!", "groe-der-lager-zu-klein"), ("在库", "theme-")],
)
def test_what_reviewers_merged_with_another_interview_gets_a_theme(tmp_path: Path, statement: str, theme: str) -> None:
    interview = make_interview()
    shared = finding(interview, "obstacle", "Binders.", "Tariffs sit in nine binders")
    alone = finding(interview, "obstacle", "Petra.", "only Petra can read hers", id="f_2")
    path = write_case(tmp_path, "drafted")
    text = draft_gold(interview, [shared, alone], case="drafted", transcript="depots.md", labeller="ana", merged={"f_1": statement})
    path.write_text(text, encoding="utf-8")
    case, problems = load_case(path, lambda _: interview)
    assert problems == []
    first, second = case.gold.items
    assert first.theme is not None
    assert first.theme.startswith(theme)
    assert second.theme is None


def test_a_range_and_a_missing_value_are_written_as_such(tmp_path: Path) -> None:
    interview = make_interview()
    spread = finding(interview, "metric", "Days.", "each bid takes us twelve days", name="days", value=quantity(10, "day", high="12"))
    unknown = finding(interview, "metric", "Miles.", "Nobody counts the empty miles here", id="f_2", name="miles")
    first, second = draft(tmp_path, interview, [spread, unknown]).items
    assert first.metric is not None
    assert second.metric is not None
    assert [str(end) for end in first.metric.stated or ()] == ["10", "12"]
    assert second.metric.stated is None


def test_an_ungrounded_finding_is_not_drafted(tmp_path: Path) -> None:
    interview = make_interview()
    changed = evidence(interview, "each bid takes us twelve days", claimed="each bid takes us two days", match="meaning_changed")
    assert draft(tmp_path, interview, [finding(interview, "metric", "Days.", evidence=(changed,))]).items == ()


def test_a_transcript_without_customers_cannot_be_drafted() -> None:
    interview = make_interview((("Ines", "Anybody there?"),))
    with pytest.raises(EvaluateError, match="no speaker of it is a customer"):
        draft_gold(interview, [], case="x", transcript="x.md", labeller="nobody")


def test_a_draft_names_the_guide_that_is_shipped(tmp_path: Path) -> None:
    case = make_case(tmp_path / "first")
    version = draft(tmp_path / "second", case.interview, []).guide_version
    assert f"Guide version {version} " in (shipped("evals") / "GUIDE.md").read_text(encoding="utf-8")


def test_a_new_suite_takes_cases_and_is_not_overwritten(tmp_path: Path) -> None:
    made = new_suite(tmp_path / "mine")
    assert all(path.is_file() for path in made)
    assert (tmp_path / "mine" / "GUIDE.md").read_bytes() == (shipped("evals") / "GUIDE.md").read_bytes()
    write_case(tmp_path / "mine")
    suite = load_suite(tmp_path / "mine", lambda _: make_interview())
    assert (suite.name, len(suite.cases), suite.gates.ceilings) == ("mine", 1, {"wrong_speaker": 0.0})
    with pytest.raises(EvaluateError, match="a suite is there already"):
        new_suite(tmp_path / "mine")
