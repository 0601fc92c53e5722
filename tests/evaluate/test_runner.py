"""From an extractor to a run on disk and back, and what happens when cases fail."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from analyzer.errors import ConfigError, EvaluateError, ExtractError
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.runner import run_suite, score_again
from analyzer.evaluate.runs import CASES_FILE, RUN_FILE, accept, list_runs, name_run, read_baseline, read_run, write_run
from analyzer.records import ChunkOutcome, Interview, Usage
from tests.evaluate.builders import TALK, echo, make_interview, write_case


def interview_of(path: Path) -> Interview:
    # Each case is its own recording; the words are the same, so that the labels fit all of them.
    return make_interview().model_copy(update={"raw_sha256": path.parent.name.ljust(64, "0"), "title": path.parent.name})


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    for name, split in (("alpha", "dev"), ("beta", "dev"), ("gamma", "test")):
        write_case(tmp_path, name, split=split)
    (tmp_path / "suite.toml").write_text('name = "depots"', encoding="utf-8")
    return load_suite(tmp_path, interview_of)


@pytest.fixture
def perfect(suite: Suite) -> "Echo":
    return Echo(suite)


class Echo:
    """Says what the labels say, in two steps; the second replaces a finding of the first."""

    def __init__(self, suite: Suite) -> None:
        self.findings = echo(suite.cases[0])
        self.asked: list[str] = []

    def __call__(self, interview: Interview) -> Iterator[ChunkOutcome]:
        self.asked.append(interview.title)
        early = self.findings[0].model_copy(update={"statement": "A draft that the second step replaces."})
        yield ChunkOutcome(
            chunk="w1", step="find", state="done", findings=(early, *self.findings[1:]), usage=Usage(requests=1, seconds=3.0, cost=0.5)
        )
        yield ChunkOutcome(chunk="w1", step="check", state="done", findings=(self.findings[0],), usage=Usage(requests=1, seconds=2.0))


def test_a_run_over_a_suite_pools_its_cases(suite: Suite, perfect: Echo) -> None:
    told: list[tuple[int, int, str]] = []
    run = run_suite(suite, perfect, extractor="echo", progress=lambda done, total, name: told.append((done, total, name)))
    assert (run.verdict, run.transcripts, run.measures["all.f1"], run.counts["outcome.required"]) == ("pass", 3, 1, 6)
    assert (run.spent.requests, run.spent.cost, run.model, run.prompt_hash) == (6, 1.5, "tiny", "p")
    assert told == [(0, 3, "alpha"), (1, 3, "beta"), (2, 3, "gamma"), (3, 3, "")]


def test_a_split_is_all_that_is_asked(suite: Suite, perfect: Echo) -> None:
    run = run_suite(suite, perfect, extractor="echo", split="test")
    assert perfect.asked == ["gamma"]
    assert [case.case for case in run.cases] == ["gamma"]


def test_a_case_that_cannot_be_extracted_is_lost_and_the_others_go_on(suite: Suite, perfect: Echo) -> None:
    def fail_on_beta(interview: Interview) -> Iterable[ChunkOutcome]:
        if interview.title == "beta":
            raise ExtractError("beta: nothing to read")
        return perfect(interview)

    run = run_suite(suite, fail_on_beta, extractor="echo")
    assert [(case.case, case.state, case.reason) for case in run.cases if case.state == "lost"] == [("beta", "lost", "beta: nothing to read")]
    assert (run.verdict, run.transcripts, run.measures["all.f1"]) == ("pass", 2, 1)


def test_nobody_is_asked_again_once_no_request_can_succeed(suite: Suite) -> None:
    asked: list[str] = []

    def refuse(interview: Interview) -> Iterable[ChunkOutcome]:
        asked.append(interview.title)
        raise ConfigError("no key")

    run = run_suite(suite, refuse, extractor="llm")
    assert asked == ["alpha"]
    assert (run.verdict, run.transcripts, {case.reason for case in run.cases}) == ("unusable", 0, {"no key"})


def test_a_case_with_wrong_labels_is_lost_in_the_run(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    (tmp_path / "cases" / "beta" / "gold.yaml").write_text("case: beta", encoding="utf-8")
    run = run_suite(load_suite(tmp_path, interview_of), perfect, extractor="echo")
    lost = [case for case in run.cases if case.state == "lost"]
    assert [case.case for case in lost] == ["beta"]
    assert lost[0].reason.startswith("labels: beta: gold.yaml")


def test_a_broken_floor_is_told_with_both_numbers(tmp_path: Path, suite: Suite) -> None:
    (tmp_path / "suite.toml").write_text("[floors]\nall.f1 = 0.5", encoding="utf-8")
    run = run_suite(load_suite(tmp_path, interview_of), lambda _: [], extractor="silent")
    assert (run.verdict, run.reasons) == ("floor broken", ("all.f1 is 0.000, the floor is 0.500",))


def test_a_run_read_back_is_the_run(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    run = run_suite(suite, perfect, extractor="echo")
    assert read_run(write_run(run, tmp_path / "runs" / name_run(run))) == run


def test_the_same_run_twice_differs_in_times_only(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    folders = [write_run(run_suite(suite, perfect, extractor="echo"), tmp_path / name) for name in ("first", "second")]
    cases = [(folder / CASES_FILE).read_bytes() for folder in folders]
    assert cases[0] == cases[1]
    heads = [json.loads((folder / RUN_FILE).read_text(encoding="utf-8")) for folder in folders]
    for head in heads:
        assert set(head.pop("times")["cases"]) == {"alpha", "beta", "gamma"}
    assert heads[0] == heads[1]


def test_stored_answers_score_again_without_an_extractor(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    stored = read_run(write_run(run_suite(suite, perfect, extractor="echo"), tmp_path / "run"))
    assert score_again(stored, suite) == stored
    path = tmp_path / "cases" / "beta" / "gold.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("level: strategic", "level: tactical"), encoding="utf-8")
    again = score_again(stored, load_suite(tmp_path, interview_of))
    assert again.measures["level.accuracy"] == pytest.approx(20 / 21)
    assert again.spent == stored.spent


def test_answers_about_other_words_are_not_scored_again(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    stored = run_suite(suite, perfect, extractor="echo")
    longer = make_interview((*TALK, ("Olaf", "One more thing."))).model_copy(update={"raw_sha256": "1" * 64})
    for name in ("beta", "gamma"):
        (tmp_path / "cases" / name / "gold.yaml").unlink()
    again = score_again(stored, load_suite(tmp_path, lambda _: longer))
    assert again.verdict == "unusable"
    assert [case.reason[:30] for case in again.cases] == [
        "the transcript is read otherwi",
        "the suite has no such case tod",
        "the suite has no such case tod",
    ]


def test_an_accepted_run_is_the_baseline_and_an_unusable_one_is_refused(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    assert read_baseline(tmp_path) is None
    run = run_suite(suite, perfect, extractor="echo")
    accept(run, tmp_path)
    assert read_baseline(tmp_path) == run
    with pytest.raises(EvaluateError, match="an unusable run is no baseline"):
        accept(run.model_copy(update={"verdict": "unusable"}), tmp_path)


def test_runs_are_listed_latest_first_and_damaged_ones_left_out(tmp_path: Path, suite: Suite, perfect: Echo) -> None:
    run = run_suite(suite, perfect, extractor="echo")
    for name, moment in (("old", "2026-01-01T00:00:00+00:00"), ("new", "2026-02-01T00:00:00+00:00")):
        write_run(run.model_copy(update={"times": run.times.model_copy(update={"started_at": moment})}), tmp_path / "runs" / name)
    (tmp_path / "runs" / "torn").mkdir()
    (tmp_path / "runs" / "torn" / RUN_FILE).write_text('{"schema": "analyzer.eval.run/1", "sui', encoding="utf-8")
    assert [stored.folder.name for stored in list_runs(tmp_path / "runs")] == ["new", "old"]
    with pytest.raises(EvaluateError, match="cannot be read as a run"):
        read_run(tmp_path / "runs" / "torn")
    with pytest.raises(EvaluateError, match=r"no run\.json there"):
        read_run(tmp_path / "runs")
