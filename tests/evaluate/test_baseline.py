"""The figures of the bundled suite's baseline, to the last digit: whatever moves one of them has to be accepted by name.

Exact on any machine: the sentence model computes in 32-bit floats, whose last bits differ from processor to processor (about 1e-7), and
no finding and no proposal hangs on that little; batches and threads change no bit. Figures are quotients of counts, so they are equal or not.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from analyzer.config import Settings, shipped
from analyzer.evaluate.compare import compare
from analyzer.evaluate.figures import BEGIN, END, main, put_figures, render_figures
from analyzer.evaluate.gold import Suite
from analyzer.evaluate.results import CaseResult, RunResult
from analyzer.evaluate.runner import score_again
from analyzer.evaluate.runs import accept, read_baseline
from analyzer.evaluate.table import render_comparison
from analyzer.evaluate.vector_file import VectorFile
from analyzer.llm.embedding import CachedEmbedder, Vectors, normalise, open_embedder
from tests.evaluate.conftest import run_offline

ACCEPT = "if that is what the change was for: analyzer eval --accept && python -m analyzer.evaluate.figures evals && git add evals"


@pytest.fixture(scope="session")
def baseline() -> RunResult:
    stored = read_baseline(shipped("evals"))
    assert stored is not None, f"evals/baseline is missing; {ACCEPT}"
    return stored


def differences(before: RunResult, after: RunResult) -> Iterator[str]:
    """Yield what is not exactly equal: labels, figures of the run, and what came of each case, item and finding."""
    if before.suite_sha256 != after.suite_sha256:
        yield "the labels or transcripts were changed"
    for name in ("counts", "measures", "intervals"):
        old, new = getattr(before, name), getattr(after, name)
        yield from (f"{key}: {old.get(key)} -> {new.get(key)}" for key in sorted({*old, *new}) if old.get(key) != new.get(key))
    was, now = ({case.case: case for case in run.cases} for run in (before, after))
    yield from (f"case {name} came or went" for name in sorted(set(was) ^ set(now)))
    yield from (f"case {name} came out otherwise" for name in sorted(set(was) & set(now)) if outcome(was[name]) != outcome(now[name]))


def outcome(case: CaseResult) -> tuple[object, ...]:
    return case.state, case.counts, case.measures, case.items, case.findings


def test_the_offline_extractor_scores_exactly_what_the_baseline_says(bundled: Suite, baseline: RunResult, offline_run: RunResult) -> None:
    found = list(differences(baseline, offline_run))
    if found:
        story = render_comparison(compare(score_again(baseline, bundled), offline_run), most_cases=5)
        pytest.fail("\n".join([f"not the figures of evals/baseline; {ACCEPT}", *found[:20], "", story]), pytrace=False)


def test_the_figures_in_the_readme_are_those_of_the_baseline(baseline: RunResult) -> None:
    text = (shipped("evals") / "README.md").read_text(encoding="utf-8")
    assert put_figures(text, render_figures(baseline)) == text, "python -m analyzer.evaluate.figures evals"


def test_figures_are_written_where_the_marks_are_and_nowhere_else(baseline: RunResult, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    assert "no baseline there - analyzer eval --accept" in capsys.readouterr().err
    accept(baseline, tmp_path)
    assert main([str(tmp_path)]) == 0
    text = readme.read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n{BEGIN}\n\n| | dev | test | both |\n")
    assert text.endswith(f"|\n\n{END}\nAfter.\n")
    assert "old" not in text
    readme.write_text("No marks.", encoding="utf-8")
    assert main([str(tmp_path)]) == 2
    assert readme.read_text(encoding="utf-8") == "No marks."


def test_one_changed_finding_is_seen(baseline: RunResult) -> None:
    case = baseline.cases[0]
    item = next(one for one in case.items if one.status == "correct")
    lost = case.model_copy(update={"items": tuple(one.model_copy(update={"status": "missing"}) if one is item else one for one in case.items)})
    assert list(differences(baseline, baseline)) == []
    assert list(differences(baseline, baseline.model_copy(update={"cases": (lost, *baseline.cases[1:])}))) == [f"case {case.case} came out otherwise"]


class Shaken(CachedEmbedder):
    """The packaged embedder with a little more noise than another processor brings."""

    chance = np.random.default_rng(7)

    def embed(self, texts: Sequence[str]) -> Vectors:
        exact = super().embed(texts)
        return normalise(exact + self.chance.normal(0, 3e-7, exact.shape))


def test_another_processors_last_bits_change_no_finding(bundled: Suite, offline_run: RunResult, vectors: VectorFile) -> None:
    shaken = run_offline(bundled, Shaken(open_embedder(Settings().embedding), vectors))
    assert list(differences(offline_run, shaken)) == []


def test_a_baseline_read_back_is_the_run_and_accepting_it_again_changes_no_byte(baseline: RunResult, tmp_path: Path) -> None:
    folder = accept(baseline, tmp_path)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert read_baseline(tmp_path) == baseline
    accept(baseline, tmp_path)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    assert sum(map(len, first.values())) < 300_000, "a baseline is kept under version control"
