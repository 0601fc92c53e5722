"""A workspace with a few findings, an application over it, and what its screen says."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from analyzer.config import Settings, Workspace
from analyzer.records import ChunkOutcome, Decision, Finding, Interview, Link, Run, SimilarPair
from analyzer.store import Store
from analyzer.tui.app import AnalyzerApp
from analyzer.workspace import ReviewSession
from tests.factories import make_finding, make_interview

CFO = (
    ("s1", "What are you trying to get to this year?"),
    ("s2", "We want to close the books in four days. Right now it takes nine days."),
    ("s1", "And what is in the way?"),
    ("s2", "Well, three ledgers never match, so we stitch them together by hand. It costs us a week every month."),
    ("s1", "Who does that?"),
    ("s2", "Two people in accounting. The board wants weekly numbers and we cannot give them any."),
)
CONTROLLER = (
    ("s1", "Tell me about month end."),
    ("s2", "The ledgers are stitched together by hand, every single month."),
    ("s1", "How long?"),
    ("s2", "About a week, and then the forecast is off by eighteen percent."),
)


def fill(workspace: Workspace, interviews: Sequence[Interview], findings: Sequence[Finding], pairs: Sequence[SimilarPair] = ()) -> None:
    """Write interviews and findings the way the pipeline does."""
    with Store.open(workspace) as store:
        for interview in interviews:
            store.interviews.save(interview)
            run = Run(
                id=f"r_{interview.id[2:]}", interview=interview.id, interview_version=interview.version, extractor="offline",
                started_at="2026-03-02T10:00:00.000+00:00",
            )  # fmt: skip
            store.findings.start_run(run)
            mine = tuple(finding for finding in findings if finding.interview == interview.id)
            store.findings.commit(run.id, ChunkOutcome(chunk=interview.id, step="offline", state="done", findings=mine))
        store.pairs.replace(pairs)


def cases() -> tuple[list[Interview], list[Finding], list[SimilarPair]]:
    """Two interviews of two organisations; an outcome, three obstacles (two of them alike), two metrics."""
    cfo = make_interview(CFO, identifier="i_aaaaaaaaaa", organisation="Acme", source="interviews/acme-cfo.txt")
    controller = make_interview(CONTROLLER, identifier="i_bbbbbbbbbb", organisation="Brill", source="interviews/brill.vtt")
    run, other = "r_aaaaaaaaaa", "r_bbbbbbbbbb"
    findings = [
        make_finding(
            cfo, "close the books in four days", "outcome", statement="Close the books in four days", identifier="f_outcome", run=run, confidence=0.9
        ),
        make_finding(
            cfo,
            "stitch them together by hand",
            "obstacle",
            statement="Ledgers are stitched together by hand",
            identifier="f_obstacle",
            run=run,
            links=[Link(type="blocks", to="f_outcome")],
            confidence=0.8,
        ),
        make_finding(
            controller,
            "stitched together by hand",
            "obstacle",
            statement="Manual stitching of ledgers",
            identifier="f_twin",
            run=other,
            confidence=0.7,
        ),
        make_finding(
            cfo, "The board wants weekly numbers", "obstacle", statement="The board waits for numbers", identifier="f_board", run=run, confidence=0.3
        ),
        make_finding(
            cfo,
            "nine days",
            "metric",
            statement="The close takes nine days",
            identifier="f_days",
            run=run,
            links=[Link(type="measures", to="f_outcome")],
        ),
        make_finding(
            controller, "off by eighteen percent", "metric", statement="Forecast error", identifier="f_forecast", run=other, flags=("hedged",)
        ),
    ]
    return [cfo, controller], findings, [SimilarPair(first="f_obstacle", second="f_twin", score=0.9)]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    made = Workspace(tmp_path)
    made.toml.write_text("", encoding="utf-8")
    return made


@pytest.fixture
def session(workspace: Workspace) -> Iterator[ReviewSession]:
    """A session over the six findings of ``cases``."""
    fill(workspace, *cases())
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as opened:
        yield opened


@pytest.fixture
def app(session: ReviewSession, workspace: Workspace) -> AnalyzerApp:
    """The application over ``session``."""
    return AnalyzerApp(session, workspace)


def logged(workspace: Workspace) -> list[Decision]:
    """Return the decisions on the disk, read through a connection of their own."""
    with Store.open(workspace, read_only=True) as store:
        return store.decisions.all()


def screen_text(app: AnalyzerApp) -> str:
    """Return what the terminal shows, a line each, blanks at the ends removed."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)
