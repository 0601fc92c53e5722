"""Editing a finding: wording, level, and the fields of its kind, with the quote in view.

In: a finding. Out: the changed fields, or None. Always true: only fields that were changed are returned; the quote is not
editable; a value that cannot be read keeps the dialog open and says what could be.
"""

from collections.abc import Callable, Iterable
from typing import Any, get_args

from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea

from analyzer.language.quantities import quantities, to_quantity
from analyzer.records import Basis, Direction, Level, MetricRole, Nature, Quantity, ReviewedFinding
from analyzer.tui.display import Line, visible, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.bar import Bar
from analyzer.tui.widgets.card import Quoted, quote_lines
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.pane import LinePane
from analyzer.tui.words import FIELD_NAMES, quantity_words

CHOICES: dict[str, tuple[str, ...]] = {
    "level": get_args(Level), "nature": get_args(Nature), "direction": get_args(Direction), "role": get_args(MetricRole),
    "basis": get_args(Basis), "deemed_by": ("stated", "inferred"),
}  # fmt: skip
QUANTITIES = ("value", "baseline", "target", "money")
FIELDS: dict[str, tuple[str, ...]] = {
    "outcome": ("level", "department", "why_strategic", "deemed_by", "beneficiary"),
    "obstacle": ("level", "department", "cause", "nature"),
    "metric": ("level", "department", "name", "role", "direction", "value", "baseline", "target", "money", "period", "basis"),
}
NEEDED = frozenset({"name", "basis"})


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
                    yield Field(self._shown(name), placeholder=" / ".join(CHOICES.get(name, ())), id=f"field-{name}")

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
        value = getattr(self.item.finding, name)
        return quantity_words(value) if isinstance(value, Quantity) else visible(str(value or ""))

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


def read_value(name: str, typed: str) -> Any:
    """Return what was typed into a field as its value; None for an empty one. ValueError says what could be typed."""
    if not typed:
        if name in NEEDED:
            raise ValueError(f"{FIELD_NAMES.get(name, name)}: cannot be empty")
        return None
    if name in CHOICES:
        matching = [choice for choice in CHOICES[name] if choice.startswith(typed.casefold())]
        if len(matching) != 1:
            raise ValueError(f"{FIELD_NAMES.get(name, name)}: one of {', '.join(CHOICES[name])}")
        return matching[0]
    if name in QUANTITIES:
        found = quantities(typed)
        if len(found) != 1:
            raise ValueError(f"{FIELD_NAMES.get(name, name)}: a number with its unit, such as 4 days or 2 million dollars")
        return to_quantity(found[0]).model_dump(mode="json")
    return typed
