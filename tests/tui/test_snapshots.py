"""What every screen and dialog looks like, as text, at three sizes.

A changed look is looked at, then accepted with ``ANALYZER_SNAPSHOTS=accept pytest tests/tui/test_snapshots.py``.
"""

import os
from pathlib import Path

import pytest

from analyzer.config import Settings, Workspace
from analyzer.evaluate.runs import write_run
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.screens import evals
from analyzer.workspace import ReviewSession
from tests.tui.conftest import screen_text
from tests.tui.test_evals import case_of, run_of
from tests.tui.test_segment import approve_all

FOLDER = Path(__file__).parent / "snapshots"
SIZES = ((80, 24), (120, 40), (200, 60))
VIEWS: dict[str, tuple[str, ...]] = {
    "interviews": ("1",),
    "review": ("j",),
    "segment": ("3", "j"),
    "edit": ("j", "e"),
    "merge": ("j", "m"),
    "reader": ("j", "enter"),
    "marking": ("j", "enter", "s", "v", "j"),
    "adding": ("j", "enter", "enter", "3"),
    "keys": ("?",),
    "palette": (":", *"merge"),
    "filter": ("f",),
    "reasons": ("R",),
    "disagreements": ("D",),
    "disputed": ("D", "enter"),
    "group": ("j", "A"),
    "kinds": ("t",),
    "link": ("j", "l"),
    "search": ("/", *"hand"),
    "work-on": ("S",),
    "facts": ("1", "e"),
    "roles": ("3", "j", "p"),
    "report": ("4",),
    "formats": ("4", "w"),
    "evals": ("5",),
    "compared": ("5", "enter"),
    "tour": ("T", "enter"),
}
EMPTY = {"interviews": "1", "review": "2", "segment": "3", "report": "4", "evals": "5"}
APPROVED = {"segment", "interviews", "roles", "report", "formats"}


@pytest.fixture(autouse=True)
def nothing_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No runs but those of the workspace, and no path of this machine on a screen."""
    monkeypatch.setattr(evals, "shipped", lambda name: tmp_path / "none")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("view", VIEWS)
async def test_the_screen_looks_as_it_was_accepted(session: ReviewSession, workspace: Workspace, view: str) -> None:
    if view in APPROVED:
        approve_all(session)
    else:
        session.reject("f_forecast")
    if view == "roles":
        session.settings = Settings.model_validate({"products": [{"id": "ledger", "name": "Ledger"}]})
        session.set_role("ledger", "e_obstacle", "leads")
    if view in ("evals", "compared"):
        write_run(run_of("2026-03-01T10:00:00", 0.5, case_of("missing")), workspace.folder / "evals" / "first")
        write_run(run_of("2026-03-02T10:00:00", 0.625, case_of("correct", "Sell the yard")), workspace.folder / "evals" / "second")
    if view in ("disagreements", "disputed"):
        with ReviewSession.open(workspace, Settings(), reviewer="noor") as other:
            other.approve("f_forecast")
            other.reject("f_obstacle", reason="too small to matter here")
        session.approve("f_obstacle")
    await look(AnalyzerApp(session, workspace), view, VIEWS[view])


@pytest.mark.parametrize("place", EMPTY)
async def test_an_empty_workspace_looks_as_it_was_accepted(place: str) -> None:
    workspace = Workspace(Path("discovery"))
    workspace.root.mkdir()
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        await look(AnalyzerApp(session, workspace), f"empty-{place}", (EMPTY[place],))


async def look(app: AnalyzerApp, view: str, keys: tuple[str, ...]) -> None:
    """Press the keys, then compare what is shown at every size with what was accepted."""
    async with app.run_test(size=SIZES[0]) as pilot:
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await app.workers.wait_for_complete()
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            await pilot.pause()
            shown = screen_text(app) + "\n"
            file = FOLDER / f"{view}-{width}x{height}.txt"
            if os.environ.get("ANALYZER_SNAPSHOTS") == "accept":
                FOLDER.mkdir(exist_ok=True)
                file.write_text(shown, encoding="utf-8")
            assert shown == file.read_text(encoding="utf-8"), file.name
