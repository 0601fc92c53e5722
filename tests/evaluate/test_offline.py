"""The offline extractor over the bundled suite: no case is lost, every quote is really said, and the gates of the suite hold."""

import pytest

from analyzer.config import shipped
from analyzer.evaluate.case import GOLD_FILE
from analyzer.evaluate.results import CaseResult, RunResult

CASES = sorted(path.parent.name for path in (shipped("evals") / "cases").glob(f"*/{GOLD_FILE}"))


@pytest.fixture
def result(offline_run: RunResult, case: str) -> CaseResult:
    return next(one for one in offline_run.cases if one.case == case)


@pytest.mark.parametrize("case", CASES)
def test_every_finding_rests_on_words_really_said(result: CaseResult) -> None:
    assert (result.state, result.reason, result.failed_steps) == ("scored", "", ())
    assert result.measures["grounded"] == 1
    assert result.measures["verbatim"] == 1
    assert result.measures["invented_numbers"] in (0, None)


def test_the_run_passes_the_gates_of_the_suite(offline_run: RunResult) -> None:
    assert (offline_run.verdict, offline_run.reasons, offline_run.transcripts) == ("pass", (), len(CASES))
