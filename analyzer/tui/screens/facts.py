"""Correcting the facts of an interview: organisation, segment, date, title.

In: an interview. Out: the changed facts, or None. Always true: only what was changed is returned; a date is a date.
"""

from collections.abc import Iterable
from datetime import date

from textual.containers import Horizontal
from textual.widget import Widget

from analyzer.records import Interview
from analyzer.tui.display import visible
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.bar import Bar
from analyzer.tui.widgets.field import Field

FACTS = ("organisation", "segment", "date", "title")


class FactsDialog(Dialog[dict[str, str | None]]):
    """A form over the facts."""

    PLACE = "edit"
    CSS_PATH = ["dialogs.tcss"]
    BINDINGS = bindings("edit")
    AUTO_FOCUS = "Field"

    def __init__(self, interview: Interview) -> None:
        super().__init__(f"Facts of {visible(interview.source)}")
        self.interview = interview

    def body(self) -> Iterable[Widget]:
        """Yield the fields."""
        for name in FACTS:
            with Horizontal(classes="field"):
                yield Bar(id=f"label-{name}", classes="label")
                yield Field(self._present(name), placeholder="YYYY-MM-DD" if name == "date" else "", id=f"field-{name}")

    def on_mount(self) -> None:
        """Label the fields."""
        for name in FACTS:
            self.query_one(f"#label-{name}", Bar).show([(name, "dim")])

    def _present(self, name: str) -> str:
        return visible(getattr(self.interview, name) or "")

    def action_save(self) -> None:
        """Hand over what was changed."""
        changes: dict[str, str | None] = {}
        for name in FACTS:
            typed = self.query_one(f"#field-{name}", Field).value.strip()
            if typed == self._present(name):
                continue
            problem = problem_of(name, typed)
            if problem:
                self.say(problem, "bad")
                self.query_one(f"#field-{name}").focus()
                return
            changes[name] = typed or None
        self.dismiss(changes or None)

    def action_next_field(self) -> None:
        """Go to the next field."""
        self.focus_next()

    def action_previous_field(self) -> None:
        """Go to the previous field."""
        self.focus_previous()


def problem_of(name: str, typed: str) -> str:
    """Return why a fact cannot be this; empty where it can."""
    if name in ("segment", "title") and not typed:
        return f"{name}: cannot be empty"
    if name == "date" and typed:
        try:
            date.fromisoformat(typed)
        except ValueError:
            return "date: written as 2026-03-02"
    return ""
