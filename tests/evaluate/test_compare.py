"""A worse extractor is caught and the cases are named; noise and lost cases are not called regressions."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from analyzer.errors import ExtractError
from analyzer.evaluate.compare import Comparison, compare
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.results import RunResult
from analyzer.evaluate.runner import run_suite
from analyzer.records import ChunkOutcome, Finding, Interview
from tests.evaluate.builders import echo, finding, write_case
from tests.evaluate.test_runner import interview_of

Worsen = Callable[[str, list[Finding]], list[Finding]]


def make_suite(folder: Path, cases: int, settings: str = "") -> Suite:
    for number in range(cases):
        write_case(folder, f"case{number}")
    (folder / "suite.toml").write_text(settings, encoding="utf-8")
    return load_suite(folder, interview_of)


def run(suite: Suite, change: Worsen = lambda _, found: found) -> RunResult:
    perfect = echo(suite.cases[0])

    def extract(interview: Interview) -> Iterable[ChunkOutcome]:
        return [ChunkOutcome(chunk="w", step="find", state="done", findings=tuple(change(interview.title, perfect)))]

    return run_suite(suite, extract, extractor="echo")


def without(*ids: str, cases: int = 99) -> Worsen:
    return lambda name, found: [one for one in found if one.id not in ids or int(name.removeprefix("case")) >= cases]


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return make_suite(tmp_path_factory.mktemp("eight"), 8)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return make_suite(tmp_path_factory.mktemp("five"), 5)


def test_a_run_compared_with_itself_passes_and_names_no_case(eight: Suite) -> None:
    found = compare(run(eight), run(eight))
    assert (found.verdict, found.exit_code, found.cases, found.gaps, found.reasons) == ("pass", 0, (), (), ())


def test_merging_of_a_whole_suite_is_not_held_against_that_of_its_share(eight: Suite) -> None:
    whole, share = ({"merges.f1": 0.5, "prevalence.exact": 0.5}, {"merges.f1": 0.1, "prevalence.exact": 0.1})
    before, after = (run(eight).model_copy(update={"measures": run(eight).measures | merged}) for merged in (whole, share))
    assert compare(before, after).verdict == "regression"
    found = compare(before, after.model_copy(update={"split": "dev"}))
    assert (found.verdict, {one.name for one in found.measures} & set(whole)) == ("pass", set())


def test_a_run_made_worse_is_a_regression_that_names_cases_worst_first(eight: Suite) -> None:
    def worsen(name: str, found: list[Finding]) -> list[Finding]:
        return without("f_o1", "f_b1")(name, found) if name == "case3" else without("f_o1")(name, found)

    found = compare(run(eight), run(eight, worsen))
    assert (found.verdict, found.exit_code) == ("regression", 1)
    assert [change.case for change in found.cases] == ["case3", *(f"case{number}" for number in (0, 1, 2, 4, 5, 6, 7))]
    assert [(item.id, item.before, item.after) for item in found.cases[0].items] == [("o1", "correct", "missing"), ("b1", "correct", "missing")]
    assert any("outcome.f1 1.000 -> 0.667" in reason for reason in found.reasons)


def test_the_other_way_round_it_is_an_improvement(eight: Suite) -> None:
    found = compare(run(eight, without("f_o1")), run(eight))
    assert (found.verdict, found.exit_code) == ("improved", 0)


def test_a_steady_small_loss_is_significant_from_eight_transcripts_on(eight: Suite, five: Suite) -> None:
    lose = without("f_b1", cases=99)
    settings = {"drop": 1.0}
    verdicts: list[Comparison] = []
    for suite in (eight, five):
        before, after = run(suite), run(suite, lose)
        gates = after.gates.model_copy(update={"tolerances": after.gates.tolerances.model_copy(update=settings)})
        verdicts.append(compare(before, after.model_copy(update={"gates": gates})))
    assert [found.verdict for found in verdicts] == ["regression", "inconclusive"]
    assert verdicts[1].exit_code == 0
    assert all(change.interval is None for change in verdicts[1].measures)
    assert "5 interviews are too few to call a difference significant" in verdicts[1].reasons[-1]


def test_a_large_drop_is_a_regression_by_size_even_over_few_transcripts(five: Suite) -> None:
    assert compare(run(five), run(five, without("f_o1", "f_o2"))).verdict == "regression"


def test_a_loss_in_one_of_eight_is_inconclusive(eight: Suite) -> None:
    found = compare(run(eight), run(eight, without("f_o1", cases=1)))
    assert (found.verdict, [change.case for change in found.cases]) == ("inconclusive", ["case0"])


def test_new_wrong_findings_are_named(eight: Suite) -> None:
    def add(name: str, found: list[Finding]) -> list[Finding]:
        bait = finding(interview_of(Path("case0/x")), "outcome", "Be lovely.", "Half would be lovely.", id="f_bait")
        return [*found, bait] if name == "case2" else found

    before, after = run(eight), run(eight, add)
    assert [(one.status, one.quote) for one in compare(before, after).cases[0].new_wrong] == [("distractor", "Half would be lovely.")]
    assert [one.statement for one in compare(after, before).cases[0].gone_wrong] == ["Be lovely."]


def test_a_lost_case_is_a_gap_and_not_a_regression(eight: Suite) -> None:
    perfect = echo(eight.cases[0])

    def extract(interview: Interview) -> Iterable[ChunkOutcome]:
        if interview.title == "case4":
            raise ExtractError("out of luck")
        return [ChunkOutcome(chunk="w", step="find", state="done", findings=tuple(perfect))]

    found = compare(run(eight), run_suite(eight, extract, extractor="echo"))
    assert (found.verdict, found.transcripts) == ("pass", 7)
    assert found.gaps == ("case4: lost in the later run: out of luck",)


def test_changed_labels_are_not_compared(tmp_path: Path) -> None:
    suite = make_suite(tmp_path, 2)
    before = run(suite)
    path = tmp_path / "cases" / "case1" / "gold.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("level: strategic", "level: tactical"), encoding="utf-8")
    found = compare(before, run(load_suite(tmp_path, interview_of)))
    assert found.gaps == ("case1: labels or transcript were changed in between",)
    assert found.transcripts == 1


def test_a_floor_breaks_before_anything_else_is_judged(tmp_path: Path) -> None:
    suite = make_suite(tmp_path, 2, "[floors]\nall.f1 = 0.9")
    found = compare(run(suite), run(suite, without("f_o1", "f_o2", "f_b1")))
    assert (found.verdict, found.exit_code) == ("floor broken", 1)


def test_runs_of_different_scorers_cannot_be_compared(eight: Suite) -> None:
    before = run(eight).model_copy(update={"scorer_hash": "another"})
    found = compare(before, run(eight))
    assert (found.verdict, found.exit_code) == ("unusable", 2)
    assert "scores the earlier one again" in found.reasons[0]


def test_runs_without_a_common_case_cannot_be_compared(tmp_path: Path, eight: Suite) -> None:
    other = make_suite(tmp_path, 1)
    before = run(other)
    renamed = before.model_copy(update={"cases": tuple(case.model_copy(update={"case": "elsewhere"}) for case in before.cases)})
    assert compare(renamed, run(eight)).verdict == "unusable"


def test_runs_and_compare_load_no_stage() -> None:
    stages = ("pipeline", "ingest", "extract", "llm", "store", "evaluate.case", "evaluate.gold", "evaluate.matching", "evaluate.scores")
    code = "import sys, analyzer.evaluate.runs, analyzer.evaluate.compare\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in loaded if name.removeprefix("analyzer.").startswith(stages) or name in ("yaml", "numpy", "textual")] == []
