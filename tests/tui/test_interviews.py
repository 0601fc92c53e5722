"""The interviews screen: sides confirmed by a key, facts corrected, extraction in a process of its own."""

import json
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest
from textual import events

from analyzer.config import Settings, Workspace
from analyzer.records import Interview, Side
from analyzer.tui import app as application
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.extraction import Told, extract, read_told
from analyzer.tui.screens.interviews import dropped_files
from analyzer.workspace import ReviewSession
from tests.tui.conftest import cases, fill, logged, screen_text


def guessed(interview: Interview, side: Side = "customer") -> Interview:
    speakers = tuple(
        speaker.model_copy(update={"side": side, "side_basis": "guessed"}) if speaker.key == "s2" else speaker for speaker in interview.speakers
    )
    return interview.model_copy(update={"speakers": speakers, "warnings": ("times run backwards at turn 3",)})


@pytest.fixture
def unsure(workspace: Workspace) -> AnalyzerApp:
    """An application whose first interview has a guessed side, the second an unknown one."""
    interviews, findings, pairs = cases()
    fill(workspace, [guessed(interviews[0]), guessed(interviews[1], "unknown")], findings, pairs)
    return AnalyzerApp(ReviewSession.open(workspace, Settings(), reviewer="dana"), workspace)


async def test_sides_facts_and_warnings_are_shown(unsure: AnalyzerApp) -> None:
    async with unsure.run_test(size=(100, 36)) as pilot:
        await pilot.press("1")
        await pilot.pause()
        shown = screen_text(unsure)
        for words in ("2 interviews  2 with sides to confirm", "! acme-cfo.txt", "? brill.vtt", "1 side guessed", "side not known",
                      "customer · a guess", "times run backwards", "100.0 % of the file's words", "0 of 4 decided"):  # fmt: skip
            assert words in shown, words


async def test_one_key_confirms_what_was_guessed(unsure: AnalyzerApp, workspace: Workspace) -> None:
    async with unsure.run_test(size=(100, 36)) as pilot:
        await pilot.press("1", "y")
        await pilot.pause()
        assert [(decision.action, decision.after) for decision in logged(workspace)] == [("set_speaker", {"side": "customer"})]
        assert unsure.session.interview("i_aaaaaaaaaa").speaker("s2").side_basis == "mapped"
        assert "✓ acme-cfo.txt" in screen_text(unsure)
        await pilot.press("u")
        await pilot.pause()
        assert "! acme-cfo.txt" in screen_text(unsure)


async def test_an_unknown_side_is_not_confirmed_but_said(unsure: AnalyzerApp, workspace: Workspace) -> None:
    async with unsure.run_test(size=(100, 36)) as pilot:
        await pilot.press("1", "j", "y")
        await pilot.pause()
        assert logged(workspace) == []
        await pilot.press("i")
        await pilot.pause()
        assert unsure.session.interview("i_bbbbbbbbbb").speaker("s2").side == "interviewer"
        assert unsure.session.finding("f_twin").status == "stale", "what an interviewer said carries nothing"


async def test_facts_are_corrected(unsure: AnalyzerApp, workspace: Workspace) -> None:
    async with unsure.run_test(size=(100, 36)) as pilot:
        await pilot.press("1", "e")
        await pilot.pause()
        await pilot.press(*" Ltd", "tab", "tab", *"yesterday", "enter")
        await pilot.pause()
        assert "written as 2026-03-02" in screen_text(unsure)
        await pilot.press(*["backspace"] * 9, *"2026-03-05", "enter")
        await pilot.pause()
        assert logged(workspace)[0].after == {"organisation": "Acme Ltd", "date": "2026-03-05"}
        assert "from correction" in screen_text(unsure)


async def test_extraction_tells_how_far_it_is_and_its_findings_come_in(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pretend(where: Workspace, files: Sequence[Path] = ()) -> AsyncGenerator[Told, None]:
        yield Told("reading 1 of 1: acme-cfo.txt")
        fill(where, *cases())
        yield Told("everything was read and extracted", exit_code=0)

    monkeypatch.setattr(application, "extract", pretend)
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(100, 36)) as pilot:
            await pilot.press("1")
            await pilot.pause()
            assert "Drop transcripts into" in screen_text(app)
            await pilot.press("x")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert "acme-cfo.txt" in screen_text(app)
            assert "everything was read" in screen_text(app)
            await pilot.press("2")
            await pilot.pause()
            assert "0 of 6 decided" in screen_text(app)


async def test_the_child_process_says_what_is_wrong(tmp_path: Path) -> None:
    told = [event async for event in extract(Workspace(tmp_path / "nowhere"))]
    assert any(event.problem and "analyzer.toml" in event.text for event in told)
    assert told[-1].exit_code == 2


def test_what_a_child_says_is_read_line_by_line() -> None:
    progress = {"schema": "analyzer.progress/1", "stage": "extracting", "done": 2, "of": 8, "what": "a.txt", "found": 3}
    assert read_told(json.dumps(progress)) == Told("extracting 2 of 8: a.txt, 3 found")
    measured = {**progress, "what": "interviews/mills/a.txt", "tokens_in": 41_000, "tokens_out": 500, "cost_usd": 0.0123, "seconds_left": 240}
    assert read_told(json.dumps(measured)) == Told("extracting 2 of 8: a.txt, 3 found, 4 min left, 41,500 tokens, 0.012 USD")
    assert read_told('{"schema": "analyzer.problem/1", "message": "b.txt: no turns", "hint": "look"}') == Told("b.txt: no turns - look", problem=True)
    assert read_told("Segmentation fault") == Told("Segmentation fault", problem=True)
    assert read_told("[1, 2]") is None
    assert read_told("\n") is None


async def test_files_dragged_into_the_window_are_read(unsure: AnalyzerApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Path] = []
    monkeypatch.setattr(unsure, "start_extraction", lambda files=(): given.extend(files))
    dropped = tmp_path / "two words.txt"
    dropped.write_text("Tom: hello", encoding="utf-8")
    async with unsure.run_test(size=(100, 36)) as pilot:
        await pilot.press("1")
        unsure.screen.post_message(events.Paste(f"'{dropped}'"))
        await pilot.pause()
        assert given == [dropped]


@pytest.mark.skipif(sys.platform == "win32", reason="shells quote otherwise there")
def test_a_paste_that_names_no_file_drops_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a b.txt"
    file.touch()
    assert dropped_files(str(file).replace(" ", "\\ ")) == [file]
    assert dropped_files(f"file://{str(file).replace(' ', chr(92) + ' ')}") == [file]
    assert dropped_files("it's only words") == []
    assert dropped_files("x" * 5000) == []
    assert dropped_files("") == []
