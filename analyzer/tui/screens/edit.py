"""Editing a finding: wording, level, and the fields of its kind, with the quote in view.

In: a finding. Out: the changed fields, or None. Always true: only fields that were changed are returned; the quote is not
editable; a value that cannot be read keeps the dialog open and says what could be.
"""

from collections.abc import Callable, Iterable
from typing import Any

from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea

from analyzer.records import ReviewedFinding
from analyzer.tui.display import Line, visible, wrap
from analyzer.tui.fields import CHOICES, FIELDS, read_value, written
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.bar import Bar
from analyzer.tui.widgets.card import Quoted, quote_lines
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.pane import LinePane
from analyzer.tui.words import FIELD_NAMES


class Wording(TextArea):
    """The statement, over several lines; a paste passes the gate."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(visible(event.text))


class EditDialog(Dialog[dict[str, Any]]):
    """A form over the fields of a finding."""

    PLACE = "edit"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("edit")
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]
    AUTO_FOCUS = "Wording"

    def __init__(self, item: ReviewedFinding, quotes: list[Quoted], save: Callable[[dict[str, Any]], str], *, title: str = "") -> None:
        super().__init__(title or f"Edit {item.kind}: saving approves it")
        self.item = item
        self.quotes = quotes
        self.save = save
        """Carries the changes out; returns why it could not, or nothing."""

    def body(self) -> Iterable[Widget]:
        """Yield quote, wording and fields."""
        yield LinePane(self._quote, id="edit-quote")
        wording = Wording(visible(self.item.finding.statement), soft_wrap=True, show_line_numbers=False, compact=True, id="statement")
        wording.placeholder = "one sentence in the customer's terms"
        yield wording
        with VerticalScroll(id="fields", can_focus=False):
            for name in FIELDS[self.item.kind]:
                with Horizontal(classes="field"):
                    yield Bar(id=f"label-{name}", classes="label")
                    yield Field(self._shown(name), placeholder="/".join(CHOICES.get(name, ())), id=f"field-{name}")

    def on_mount(self) -> None:
        """Label the fields."""
        for name in FIELDS[self.item.kind]:
            self.query_one(f"#label-{name}", Bar).show([(FIELD_NAMES.get(name, name), "dim")])
        self.query_one(Wording).move_cursor(self.query_one(Wording).document.end)

    def _quote(self, width: int) -> list[Line]:
        if not self.quotes:
            return wrap([("no quote", "bad")], width)
        return quote_lines(self.quotes[0], 0, len(self.quotes), 1, width, self.item.id, tight=True)

    def _shown(self, name: str) -> str:
        return visible(written(name, getattr(self.item.finding, name)))

    def action_save(self) -> None:
        """Save what was changed, which approves the finding."""
        changes: dict[str, Any] = {}
        statement = " ".join(self.query_one(Wording).text.split())
        if statement != " ".join(visible(self.item.finding.statement).split()):
            changes["statement"] = statement
        for name in FIELDS[self.item.kind]:
            typed = self.query_one(f"#field-{name}", Field).value.strip()
            if typed == self._shown(name).strip():
                continue
            try:
                changes[name] = read_value(name, typed)
            except ValueError as error:
                self.say(str(error), "bad")
                self.query_one(f"#field-{name}").focus()
                return
        problem = self.save(changes)
        if problem:
            self.say(problem, "bad")
        else:
            self.dismiss(changes)

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """Go to the previous field."""
        self.focus_previous()
