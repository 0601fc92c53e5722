"""The evals screen: runs are listed, and what changed between any two of them is told, interview by interview."""

from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.evaluate.results import CaseResult, FindingResult, ItemResult, ItemStatus, RunResult, Times
from analyzer.evaluate.runs import write_run
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.display import text_of
from analyzer.tui.screens import evals
from analyzer.workspace import ReviewSession
from tests.tui.conftest import screen_text


@pytest.fixture(autouse=True)
def nothing_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evals, "shipped", lambda name: tmp_path / "none")
    monkeypatch.chdir(tmp_path)


def case_of(status: ItemStatus, *wrong: str) -> CaseResult:
    found = status == "correct"
    counts = {"outcome.required": 1, "outcome.correct": int(found), "outcome.spurious": len(wrong)}
    item = ItemResult(
        id="o1", kind="outcome", statement="Win the [/]airport", required=True, status=status, quote="the airport, that is the plan", turn=3
    )
    findings = tuple(FindingResult(id=f"p{at}", kind="outcome", statement=said, status="spurious", quote=said) for at, said in enumerate(wrong, 1))
    return CaseResult(
        case="depots", sha256="a", split="dev", state="scored", counts=counts, measures={"all.f1": float(found)}, items=(item,), findings=findings
    )


def run_of(when: str, f1: float, *cases: CaseResult, suite: str = "bundled") -> RunResult:
    measures: dict[str, float | None] = {
        f"{kind}.{part}": f1 for kind in ("outcome", "obstacle", "metric", "all") for part in ("precision", "recall", "f1")
    }
    return RunResult(
        suite=suite, suite_sha256="0" * 64, split=None, extractor="offline", scorer_hash="1" * 64, verdict="pass", transcripts=4,
        measures={**measures, "macro.f1": f1}, times=Times(started_at=when, finished_at=when), cases=cases,
    )  # fmt: skip


@pytest.fixture
def three(workspace: Workspace) -> Path:
    """Three runs: the first finds the airport, the second loses it, the third says something nobody said."""
    folder = workspace.folder / "evals"
    write_run(run_of("2026-03-01T10:00:00", 0.5, case_of("correct")), folder / "first")
    write_run(run_of("2026-03-02T10:00:00", 0.625, case_of("missing")), folder / "second")
    write_run(run_of("2026-03-03T10:00:00", 0.75, case_of("correct", "Sell the yard")), folder / "third")
    return folder


async def test_runs_are_listed_latest_first(session: ReviewSession, workspace: Workspace) -> None:
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("5", "j", "space", "enter")
        await pilot.pause()
        assert "analyzer eval" in screen_text(app)
        write_run(run_of("2026-03-01T10:00:00", 0.5), workspace.folder / "evals" / "first")
        write_run(run_of("2026-03-02T10:00:00", 0.625), workspace.folder / "evals" / "second")
        await pilot.press("2", "5")
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert shown.index("2026-03-02") < shown.index("2026-03-01")
        assert "F1 0.625" in shown
        assert "Since the run before" in shown


async def test_any_two_runs_are_compared_with_every_change(session: ReviewSession, workspace: Workspace, three: Path) -> None:
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "G", "space", "g", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert "first → third" in shown
        assert "● 2026-03-01" in shown
        assert "+ spurious: outcome Sell the yard" in shown
        assert "missing" not in shown
        await pilot.press("j", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = screen_text(app)
        assert "first → second" in shown
        assert "regression, over 1 interview" in shown
        assert "depots  F1 -1.000" in shown
        assert "correct → missing: outcome Win the [/]airport" in shown
        assert "“the airport, that is the plan”" in shown


async def test_without_a_mark_the_run_before_is_compared_with_and_moving_on_goes_back_to_measures(
    session: ReviewSession, workspace: Workspace, three: Path
) -> None:
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "second → third" in screen_text(app)
        assert "missing → correct" in screen_text(app)
        await pilot.press("j")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Since the run before" in screen_text(app)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert "there is no earlier run of this suite" in screen_text(app)


async def test_a_mark_is_taken_away_and_a_run_is_not_compared_with_itself(session: ReviewSession, workspace: Workspace, three: Path) -> None:
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "space", "enter")
        await pilot.pause()
        assert "this run is the marked one" in screen_text(app)
        await pilot.press("space")
        await pilot.pause()
        assert "no run is marked" in screen_text(app)
        assert "●" not in screen_text(app)


async def test_runs_that_cannot_be_compared_say_why(session: ReviewSession, workspace: Workspace, three: Path) -> None:
    write_run(run_of("2026-03-04T10:00:00", 0.1, suite="mine"), three / "other")
    (three / "first" / "cases.jsonl").write_text("torn", encoding="utf-8")
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("5", "space", "j", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "no case is in both runs" in screen_text(app)
        await pilot.press("G", "space", "g", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, evals.EvalsScreen)
        assert "cannot be read as a run" in " ".join(text_of(line) for line in app.screen.card.lines)
