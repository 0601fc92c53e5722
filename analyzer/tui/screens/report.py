"""The report screen: the strategy document as it stands, and a key that writes it.

In: the segment model. Out: a preview; files. Always true: the preview is made from the same blocks as the written report; a file is
written only when asked for.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from textual.widget import Widget

from analyzer.errors import AnalyzerError
from analyzer.records import SegmentModel
from analyzer.report import FORMATS, write_report
from analyzer.report.compose import compose
from analyzer.report.phrases import count
from analyzer.tui.display import Line, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.base import TabScreen
from analyzer.tui.screens.choice import Choice, Option
from analyzer.tui.widgets.bar import Bar
from analyzer.tui.widgets.document import document_page
from analyzer.tui.widgets.pane import LinePane

REPORTS_FOLDER = "reports"
FORMAT_NAMES = {"md": "Markdown", "html": "one HTML page", "csv": "a table (CSV)", "json": "everything (JSON)"}


class ReportScreen(TabScreen):
    """The document."""

    PLACE = "report"
    CSS_PATH = ["report.tcss"]
    BINDINGS = bindings("report")
    AUTO_FOCUS = "LinePane"

    def __init__(self) -> None:
        super().__init__()
        self.model: SegmentModel | None = None
        self.sections: list[int] = []
        self.version = ""

    def body(self) -> Iterable[Widget]:
        """Yield the document."""
        yield Bar(id="list-title", classes="title")
        yield LinePane(id="document")

    @property
    def pane(self) -> LinePane:
        """The document."""
        return self.query_one("#document", LinePane)

    def show_state(self, *, findings: bool) -> None:
        """Show the document of the segment; from the top only where it is another segment."""
        slug = self.desk.model_segment()
        tried, model = self.desk.attempt(lambda: self.session.segment_model(slug)) if slug else (True, None)
        if not tried:
            return
        keep = self.model is not None and model is not None and self.model.segment == model.segment
        self.model = model
        bar = self.query_one("#list-title", Bar)
        if model is None:
            bar.show([(" No segment", "head")])
            self.pane.show(self._nothing)
            return
        bar.show([(f" {model.title}", "head")], [(f"{count(len(model.outcomes), 'outcome')} · {count(model.open, 'finding')} open ", "dim")])
        self.pane.show(self._lines, keep_place=keep)

    def _lines(self, width: int) -> list[Line]:
        if self.model is None:
            return self._nothing(width)
        page = document_page(compose(self.model), width)
        self.sections = page.sections
        return page.lines

    def _nothing(self, width: int) -> list[Line]:
        lines = wrap([("No interviews yet: nothing to report.", "strong")], width)
        for words in (("Type: analyzer run", "accent"), ("or go to 1 Interviews and press x.", "dim")):
            lines += [(), *wrap([words], width)]
        return lines

    def action_down(self) -> None:
        """Scroll on."""
        self.pane.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        """Scroll back."""
        self.pane.scroll_relative(y=-1, animate=False)

    def action_first(self) -> None:
        """Scroll to the top."""
        self.pane.scroll_home(animate=False)

    def action_last(self) -> None:
        """Scroll to the end."""
        self.pane.scroll_end(animate=False)

    def action_page_down(self) -> None:
        """Scroll a page on."""
        self.pane.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll a page back."""
        self.pane.scroll_page_up(animate=False)

    def action_next_section(self) -> None:
        """Go to the next section."""
        self._go(next((line for line in self.sections if line > self.pane.scroll_offset.y), None))

    def action_previous_section(self) -> None:
        """Go to the previous section."""
        self._go(next((line for line in reversed(self.sections) if line < self.pane.scroll_offset.y), 0))

    def _go(self, line: int | None) -> None:
        if line is not None:
            self.pane.line_at_top(line)

    def action_write(self) -> None:
        """Write the document to a file of a format to choose."""
        model = self.model
        if model is None:
            self.say("there is nothing to write yet", "warn")
            return

        def write(format: str | None) -> None:
            if format is not None:
                self._write(model, format)

        options = [Option(name, [(FORMAT_NAMES.get(name, name), ""), (f"  .{name}", "dim")]) for name in FORMATS]
        self.app.push_screen(Choice("Write the report as", options), write)

    def _write(self, model: SegmentModel, format: str) -> None:
        file = report_file(self.desk.workspace.root, model.segment, format)
        try:
            text = write_report(model, format)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        except AnalyzerError as error:
            self.say(str(error), "bad")
        except OSError as error:
            self.say(f"NOT WRITTEN: {file}: {error.strerror}", "bad")
        else:
            self.say(f"wrote {file}", "good")


def report_file(root: Path, segment: str, format: str) -> Path:
    """Return where a segment's report is written: ``reports/<segment>.<format>`` of the workspace, the name free of what paths mean."""
    name = re.sub(r"[^\w-]+", "-", segment).strip("-") or "segment"
    return root / REPORTS_FOLDER / f"{name}.{format}"
