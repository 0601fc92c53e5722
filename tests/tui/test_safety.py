"""Untrusted text in every widget; sizes from 1x1; a database that cannot be written."""

import sqlite3
from functools import partial

import pytest

from analyzer.config import Settings, Workspace
from analyzer.errors import StoreError
from analyzer.records import SimilarPair
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.widgets.rows import RowList
from analyzer.workspace import ReviewSession
from tests.factories import make_finding, make_interview
from tests.tui.conftest import fill, logged, screen_text

HOSTILE = "[/] [inaudible] [bold red]x[/bold red] [@click=app.quit]q[/] \x1b[2J\x1b]0;owned\x07 \x9b31m \u202eevil\u202c \ud83d \x00 $primary {x} %s"
SHOWN = "[/] [inaudible] [bold red]x[/bold red] [@click=app.quit]q[/]"


@pytest.fixture
def hostile(workspace: Workspace) -> AnalyzerApp:
    """A workspace in which every name and sentence tries to do harm."""
    words = HOSTILE.replace("\ud83d", "")
    talk = [("s1", f"Q {words}"), ("s2", f"A {words} one"), ("s1", words), ("s2", f"B {words} two")]
    interview = make_interview(talk, identifier="i_aaaaaaaaaa", organisation=words, source=f"{words}.txt", segment=words)
    named = tuple(
        speaker.model_copy(update={"name": words, "label": words, "title": words, "side_basis": "guessed"}) for speaker in interview.speakers
    )
    interview = interview.model_copy(update={"title": words, "speakers": named, "warnings": (words,)})
    find = partial(make_finding, interview, statement=words, run="r_aaaaaaaaaa", department=words)
    findings = [
        find(f"A {words} one", "outcome", identifier="f_one", why_strategic=words, beneficiary=words),
        find(f"B {words} two", "outcome", identifier="f_two"),
        find("B ", "metric", identifier="f_three", name=words, period=words),
    ]
    fill(workspace, [interview], findings, [SimilarPair(first="f_one", second="f_two", score=0.9)])
    return AnalyzerApp(ReviewSession.open(workspace, Settings(), reviewer=words), workspace)


async def test_hostile_text_is_shown_and_does_nothing_on_any_screen(hostile: AnalyzerApp) -> None:
    async with hostile.run_test(size=(160, 50)) as pilot:
        for keys in (
            ["a"], ["u"], ["R", "escape"], ["e", "escape"], ["m", "w", "escape"], ["A", "escape"], ["l", "escape"], ["f", "j", "space", "escape"],
            ["enter", "j", "escape"], ["S", "escape"], ["escape"], ["1"], ["e", "escape"], ["y"], ["enter", "escape"], ["3"], ["4"], ["5"],
            ["2", "m", "y"], ["3", "j"], ["question_mark", "escape"], ["colon", "escape"],
        ):  # fmt: skip
            await pilot.press(*keys)
            await pilot.pause()
            shown = screen_text(hostile)
            assert "\x1b" not in shown
            assert "\x07" not in shown
            assert "\u202e" not in shown
            assert hostile.is_running
        await pilot.press("2")
        await pilot.pause()
        assert SHOWN in screen_text(hostile)


async def test_messages_pass_the_gate(hostile: AnalyzerApp) -> None:
    async with hostile.run_test(size=(160, 20)) as pilot:
        hostile.say(HOSTILE, "bad")
        await pilot.pause()
        assert SHOWN in screen_text(hostile)
        assert "\x1b" not in screen_text(hostile)


async def test_what_is_pasted_into_a_field_passes_the_gate(hostile: AnalyzerApp) -> None:
    from textual import events

    async with hostile.run_test(size=(100, 30)) as pilot:
        for key in ("slash", "e"):
            await pilot.press(key)
            await pilot.pause()
            focused = hostile.focused
            assert focused is not None
            focused.post_message(events.Paste("x\x1b[2Jy\u202ez"))
            await pilot.pause()
            assert "␛[2Jy\\u202ez" in screen_text(hostile)
            await pilot.press("escape", "escape")
            await pilot.pause()


async def test_any_size_is_survived(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for place in "213452":
            await pilot.press(place)
            for size in ((1, 1), (200, 60), (101, 2)):
                await pilot.resize_terminal(*size)
                await pilot.press("j")
                await pilot.pause()
                assert app.is_running


@pytest.mark.parametrize("size", [(1, 1), (10, 3), (200, 60)])
async def test_dialogs_survive_small_and_large_terminals(app: AnalyzerApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        for key in "emfRS:?T":
            await pilot.press("j", key)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
            assert app.is_running


async def test_a_decision_that_cannot_be_saved_is_said_and_not_shown(app: AnalyzerApp, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError(f"{workspace.database}: the disk is full", "make room; what was decided before is kept")

    async with app.run_test(size=(100, 30)) as pilot:
        with monkeypatch.context() as patch:
            patch.setattr(app.session.store.decisions, "append", full)
            await pilot.press("a")
            await pilot.pause()
            assert "NOT SAVED" in screen_text(app)
            assert "the disk is full" in screen_text(app)
            assert "0 of 6 decided" in screen_text(app)
            assert app.session.finding("f_outcome").status == "open"
            assert logged(workspace) == []
        await pilot.press("a")
        await pilot.pause()
        assert "NOT SAVED" not in screen_text(app)
        assert len(logged(workspace)) == 1


async def test_a_workspace_opened_read_only_shows_everything_and_saves_nothing(app: AnalyzerApp, workspace: Workspace) -> None:
    app.session.close()
    with ReviewSession.open(workspace, Settings(), reviewer="dana", read_only=True) as session:
        reading = AnalyzerApp(session, workspace)
        async with reading.run_test(size=(100, 30)) as pilot:
            await pilot.press("a", "1", "y", "2")
            await pilot.pause()
            assert "NOT SAVED" in screen_text(reading)
            assert logged(workspace) == []


async def test_without_colour_everything_is_still_said(session: ReviewSession, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert "✓ OUT" in screen_text(app)
        assert "[2 Review]" in screen_text(app)
        cursor = app.screen.query_one(RowList).get_component_rich_style("rows--cursor")
        assert cursor.underline
        assert app.get_line_filters()


async def test_every_theme_can_be_worn_and_is_remembered(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for name in ("contrast", "textual-ansi", "nord", "paper"):
            app.action_use_theme(name)
            await pilot.pause()
        app.action_use_theme("paper")
        await pilot.pause()
    again = AnalyzerApp(app.session, workspace)
    async with again.run_test(size=(80, 24)):
        assert again.theme == "paper"


async def test_others_database_trouble_does_not_end_the_review(app: AnalyzerApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreError("analyzer.db: disk I/O error", "look at the disk") from sqlite3.OperationalError("disk I/O error")

    async with app.run_test(size=(80, 24)) as pilot:
        monkeypatch.setattr(app.session.store.decisions, "since", broken)
        app._look_around()
        await pilot.pause()
        assert "what others decide cannot be read" in screen_text(app)
        assert app.is_running
