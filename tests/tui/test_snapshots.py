"""What every screen and dialog looks like, as text, at three sizes.

A changed look is looked at, then accepted with ``ANALYZER_SNAPSHOTS=accept pytest tests/tui/test_snapshots.py``.
"""

import os
import re
from pathlib import Path

import pytest

from analyzer.config import Settings, Workspace
from analyzer.evaluate.runs import write_run
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.screens import evals
from analyzer.tui.widgets.bar import TabBar
from analyzer.workspace import ReviewSession
from tests.tui.conftest import screen_text
from tests.tui.test_evals import case_of, run_of
from tests.tui.test_segment import approve_all

FOLDER = Path(__file__).parent / "snapshots"
VERSION = re.compile(r"(?<=Model version      )[0-9a-f]{12}")
"""The digest of the model, which is another one at another time of decision."""
SETTLES = 10
"""Rounds of messages until a screen stays as it is."""
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
            file = FOLDER / f"{view}-{width}x{height}.txt"
            accept = os.environ.get("ANALYZER_SNAPSHOTS") == "accept"
            wanted = "" if accept else file.read_text(encoding="utf-8")
            for _ in range(SETTLES):  # a resize passes through several messages until all is drawn
                await pilot.pause()
                shown = VERSION.sub("0" * 12, screen_text(app)) + "\n"
                if shown == wanted:
                    break
            if accept:
                FOLDER.mkdir(exist_ok=True)
                file.write_text(shown, encoding="utf-8")
            assert shown == file.read_text(encoding="utf-8"), file.name


async def test_without_colour_every_widget_is_grey(session: ReviewSession, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    session.reject("f_forecast")
    monkeypatch.setenv("NO_COLOR", "1")
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        for keys in (("a",), ("m",), ("escape", "3"), ("4",), ("1",)):
            await pilot.press(*keys)
            await pilot.pause()
            assert coloured(app) == set(), keys
        app.theme = "paper"
        await pilot.pause()
        assert coloured(app) == set()


async def test_another_theme_reaches_every_line(app: AnalyzerApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        before = coloured(app)
        app.theme = "paper"
        await pilot.pause()
        assert before
        assert not coloured(app) & before


def coloured(app: AnalyzerApp) -> set[tuple[int, int, int]]:
    """Return the colours on the screen that are no grey."""
    styles = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip if segment.style is not None]
    colours = {tuple(colour.triplet) for style in styles for colour in (style.color, style.bgcolor) if colour is not None and colour.triplet}
    return {(red, green, blue) for red, green, blue in colours if not red == green == blue}


async def test_a_long_title_hides_no_tab(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(TabBar).show((), [("Finance leaders in mid-market manufacturing", "dim"), (" saved", "good")])
        await pilot.pause()
        tabs = screen_text(app).splitlines()[0]
        assert "5 Evals" in tabs
        assert "Finance" in tabs
        assert tabs.endswith("saved")
