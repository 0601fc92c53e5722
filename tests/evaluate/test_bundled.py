"""The bundled suite: its labels are sound as our reader reads the corpus today, and the scorer gives them full marks."""

from pathlib import Path

import pytest

from analyzer.config import shipped
from analyzer.evaluate.case import GOLD_FILE, load_case
from analyzer.evaluate.gold import load_suite, read_transcript
from analyzer.evaluate.measures import LOWER_IS_BETTER
from analyzer.evaluate.scores import score
from tests.evaluate.builders import echo

LABELS = sorted((shipped("evals") / "cases").glob(f"*/{GOLD_FILE}"))


def test_the_suite_has_both_splits_and_no_problem() -> None:
    suite = load_suite(shipped("evals"))
    assert [str(problem) for problem in suite.problems] == []
    assert {case.gold.split for case in suite.cases} == {"dev", "test"}
    assert len(suite.cases) == len(LABELS) >= 8


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.parent.name)
def test_labels_fed_back_score_one_in_everything(path: Path) -> None:
    case, problems = load_case(path, read_transcript)
    assert problems == []
    measures = score(case, echo(case)).measures
    assert measures.pop("harmless") == 0
    # Labellers put names where speakers say "it" and unite quotes, so a number may stand in a statement and in no quote of its own.
    measures.pop("invented_numbers")
    measures.pop("faithfulness")
    measures.pop("coverage.speech")  # labels quote what matters, not everything
    wrong = {name: value for name, value in measures.items() if value not in ((0.0, None) if name in LOWER_IS_BETTER else (1.0, None))}
    assert wrong == {}
