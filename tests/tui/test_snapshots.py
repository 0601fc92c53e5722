"""What every screen and dialog looks like, as text, at three sizes.

A changed look is looked at, then accepted with ``ANALYZER_SNAPSHOTS=accept pytest tests/tui/test_snapshots.py``.
"""

import os
from pathlib import Path

import pytest

from analyzer.config import Settings, Workspace
from analyzer.tui.app import AnalyzerApp
from analyzer.workspace import ReviewSession
from tests.tui.conftest import screen_text
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
}


@pytest.mark.parametrize("view", VIEWS)
async def test_the_screen_looks_as_it_was_accepted(session: ReviewSession, workspace: Workspace, view: str) -> None:
    if view in ("segment", "interviews"):
        approve_all(session)
    else:
        session.reject("f_forecast")
    if view in ("disagreements", "disputed"):
        with ReviewSession.open(workspace, Settings(), reviewer="noor") as other:
            other.approve("f_forecast")
            other.reject("f_obstacle", reason="too small to matter here")
        session.approve("f_obstacle")
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=SIZES[0]) as pilot:
        for key in VIEWS[view]:
            await pilot.press(key)
            await pilot.pause()
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            shown = screen_text(app) + "\n"
            file = FOLDER / f"{view}-{width}x{height}.txt"
            if os.environ.get("ANALYZER_SNAPSHOTS") == "accept":
                FOLDER.mkdir(exist_ok=True)
                file.write_text(shown, encoding="utf-8")
            assert shown == file.read_text(encoding="utf-8"), file.name
