"""The whole chain over short labelled interviews, asked of the model that ``OPENAI_BASE_URL`` and ``ANALYZER_MODEL`` name.

The table is printed; a test fails only where the program, whatever the model, breaks its word. How good the model is, the table says.
"""

import os
import sys
from dataclasses import replace

import pytest

from analyzer.cli.scoring import open_for_suite, read_call
from analyzer.config import kept_vectors, shipped
from analyzer.evaluate.gold import load_suite
from analyzer.evaluate.results import CaseResult, RunResult
from analyzer.evaluate.runner import run_suite
from analyzer.evaluate.table import render_run
from analyzer.evaluate.vector_file import VectorFile

pytestmark = pytest.mark.live

CASES = tuple(os.environ.get("ANALYZER_LIVE_CASES", "hebblethorpe-storage-stock-systems tuckapaw-distribution-vp-warehouse").split())
"""Both of the split ``dev``: 1,145 and 1,364 words."""


SLOW_AND_SMALL = "[model]\nwindow_tokens = 500\ndeadline_seconds = 1800\nmax_parallel = 1\n"
"""So that a small model on one's own machine can answer too."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    toml = tmp_path_factory.mktemp("live") / "analyzer.toml"
    toml.write_text(SLOW_AND_SMALL, encoding="utf-8")
    suite = load_suite(shipped("evals"))
    chosen = tuple(case for case in suite.cases if case.name in CASES)
    assert {case.name for case in chosen} == set(CASES), "ANALYZER_LIVE_CASES names a case that is not in evals/cases"
    call = read_call(None, "llm", os.environ.get("ANALYZER_MODEL"), os.environ["OPENAI_BASE_URL"], None, None, False, None, "text", 1, None)
    extract, _ = open_for_suite(call, VectorFile(kept_vectors()), toml)
    found = run_suite(
        replace(suite, cases=chosen), extract, extractor="llm", progress=lambda done, of, name: print(f"{done}/{of} {name}", file=sys.stderr)
    )
    print("\n" + render_run(found))
    return found


@pytest.fixture
def result(run: RunResult, case: str) -> CaseResult:
    return next(one for one in run.cases if one.case == case)


@pytest.mark.parametrize("case", CASES)
def test_an_interview_is_answered_and_what_is_shown_rests_on_customers_words(result: CaseResult) -> None:
    assert (result.state, result.reason) == ("scored", "")
    shown = [one for one in result.extracted if one.grounded]
    assert shown, f"nothing was found: {result.failed_steps}"
    assert {piece.side for one in shown for piece in one.evidence if piece.grounds} <= {"customer", "unknown"}
    assert result.measures["wrong_speaker"] == 0


def test_the_run_is_usable_and_its_steps_are_answered(run: RunResult) -> None:
    assert run.verdict != "unusable", run.reasons
    assert run.model
    assert (run.measures["steps_failed"] or 0) < 0.5
