"""The report screen."""

from pathlib import Path

import pytest

from analyzer.config import Settings, Workspace
from analyzer.report.blocks import Document, Facts, Paragraph, Quote, Section, Strong, Table
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.display import text_of, width_of
from analyzer.tui.screens.report import ReportScreen, report_file
from analyzer.tui.widgets.document import document_page
from analyzer.workspace import ReviewSession
from tests.tui.conftest import cases, fill, screen_text
from tests.tui.test_segment import approve_all

DOCUMENT = Document(
    "Portfolio strategy", "Mid market [/]",
    (
        Paragraph(("What they want.",), "lead"),
        Paragraph((Strong("Too thin."), " Hold more interviews."), "warning"),
        Facts((("Said in", ("2 of 4",)), ("Level", ("strategic",)))),
        Section(("Close faster",), (Quote(("four days",), "Tom", "CFO, Acme", "acme.txt, turn 3", "f_one", "side not confirmed"),), number="1"),
        Table(
            ("What", "How often", "Why it matters to them"), ((("a long cell " * 6,), ("1",), ("because " * 9,)), (("x",), ("22",), ("so",)))),
    ),
    "abcdef0123456789",
)  # fmt: skip


@pytest.mark.parametrize("width", [12, 20, 40, 76, 200])
def test_a_document_fits_any_width_and_says_everything(width: int) -> None:
    page = document_page(DOCUMENT, width)
    assert all(width_of(line) <= width for line in page.lines)
    said = " ".join(" ".join(text_of(line) for line in page.lines).replace("▌", " ").split())
    for words in ("Mid market [/]", "Too thin.", "strategic", "four days", "because", "22"):
        assert words.replace(" ", "") in said.replace(" ", ""), words


async def test_the_report_is_shown_and_grows_with_the_review(app: AnalyzerApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("4")
        await pilot.pause()
        assert "Portfolio strategy: Mid market" in screen_text(app)
        approve_all(app.session)
        await pilot.press("2", "4")
        await pilot.pause()
        assert "Close the books in four days" in screen_text(app)
        await pilot.press("]", "]", "[", "G", "g", "pagedown", "pageup", "j", "k")
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "Too thin to speak of shares" in screen_text(app)


async def test_a_section_is_gone_to(app: AnalyzerApp) -> None:
    approve_all(app.session)
    async with app.run_test(size=(100, 20)) as pilot:
        await pilot.press("4", "]")
        await pilot.pause()
        lines = screen_text(app).splitlines()
        assert "At a glance" in lines[2]


async def test_the_report_is_written_where_the_message_says(app: AnalyzerApp, workspace: Workspace) -> None:
    approve_all(app.session)
    async with app.run_test(size=(160, 30)) as pilot:
        await pilot.press("4", "w")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        file = workspace.root / "reports" / "mid-market.md"
        assert "Close the books in four days" in file.read_text(encoding="utf-8")
        assert "wrote" in screen_text(app)
        file.unlink()
        file.mkdir()
        await pilot.press("w", "1")
        await pilot.pause()
        assert "NOT WRITTEN" in screen_text(app)


def test_a_segments_name_cannot_lead_out_of_the_reports_folder(tmp_path: Path) -> None:
    for name in ("../../etc/passwd", "a/b", "..", "\x1b[2J", ""):
        assert report_file(tmp_path, name, "md").parent == tmp_path / "reports"
        assert report_file(tmp_path, name, "md").name[0].isalnum()


async def test_working_on_one_segment_narrows_every_screen(workspace: Workspace) -> None:

    interviews, findings, pairs = cases()
    fill(workspace, [interviews[0], interviews[1].model_copy(update={"segment": "hospitals"})], findings, pairs)
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press("S")
            await pilot.pause()
            await pilot.press("2")
            await pilot.pause()
            assert session.segment == "hospitals"
            assert "0 of 2 decided" in screen_text(app)
            assert "Hospitals saved" in screen_text(app)
            await pilot.press("1")
            await pilot.pause()
            assert "brill.vtt" in screen_text(app)
            assert "acme-cfo.txt" not in screen_text(app)
