"""Merging: which findings say the same, and in whose words.

In: a finding and its candidates. Out: a ``Union`` (members, wording) or a pair declared not the same, or None. Always true: the
quotes and organisations that come together are shown before ``y``; nothing is decided here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from analyzer.records import LIKELY, ReviewedFinding
from analyzer.report.phrases import count
from analyzer.tui.display import Line, Span, spread, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import ListDialog
from analyzer.tui.widgets.card import quotes_of
from analyzer.tui.widgets.field import Field
from analyzer.tui.widgets.pane import LinePane
from analyzer.tui.widgets.rows import RowList
from analyzer.tui.words import STATUS


@dataclass(frozen=True)
class Union:
    """What the reviewer wants united."""

    members: tuple[str, ...]
    statement: str | None
    """A wording of their choice; None: that of the first."""


@dataclass(frozen=True)
class NotSame:
    """A pair that is not the same."""

    other: str


class MergeDialog(ListDialog[Union | NotSame]):
    """Members in or out, and the wording."""

    PLACE = "merge"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("merge")

    def __init__(self, item: ReviewedFinding, candidates: Sequence[tuple[ReviewedFinding, float | None]], chosen: Sequence[str] = ()) -> None:
        super().__init__(f"Merge {item.kind}s that say the same")
        self.items = [item, *(other for other, _ in candidates)]
        self.scores = [None, *(score for _, score in candidates)]
        likely = [other.id for other, score in candidates[:1] if score is None or score >= LIKELY]  # less than likely is for a person to take in
        self.inside = {item.id, *(chosen or likely)}
        self.worded = 0
        """Row whose wording is used; -1: a new one."""
        self.typed = ""

    def body(self) -> Iterable[Widget]:
        """Yield members, the field for a new wording, and what comes together."""
        rows = RowList(self._draw, len(self.items), id="members")
        rows.styles.height = min(8, len(self.items))
        yield rows
        yield Field(id="new-wording")
        yield LinePane(self._united, id="united")

    def on_mount(self) -> None:
        """Put the cursor on the likeliest candidate."""
        self.entitle(("chance ", "dim"))
        self.rows.set_count(len(self.items), 1)
        self.query_one("#new-wording").display = False

    @property
    def members(self) -> list[ReviewedFinding]:
        """The findings taken in, the one it began with first."""
        return [item for item in self.items if item.id in self.inside]

    @property
    def statement(self) -> str:
        """The wording chosen."""
        return self.typed if self.worded < 0 else self.items[self.worded].finding.statement

    def _draw(self, row: int, width: int) -> Line:
        item, score = self.items[row], self.scores[row]
        glyph, _, role = STATUS[item.status]
        mark: Span = ("[x] ", "good") if item.id in self.inside else ("[ ] ", "dim")
        wording: Span = ("“ ", "accent") if row == self.worded else ("  ", "")
        end: list[Span] = [(f" {item.organisation or 'no organisation'}", "dim"), (f" {score:>4.0%}" if score is not None else "     ", "dim")]
        return spread([mark, wording, (f"{glyph} ", role), (item.finding.statement, "")], end, width)

    def _united(self, width: int) -> list[Line]:
        """Return what the entry will consist of."""
        members = self.members
        quotes = [quoted for member in members for quoted in quotes_of(self.session, member, 0)]
        unique = {(quoted.owner.id, quoted.view.number): quoted for quoted in quotes}
        organisations = sorted({quoted.owner.organisation for quoted in unique.values() if quoted.owner.organisation})
        links = {(link.type, link.to) for member in members for link in member.finding.links}
        lines: list[Line] = [(), *wrap([(self.statement, "strong")], width, first=[("becomes: ", "dim")])]
        parts = (count(len(members), "finding"), count(len(unique), "quote"), count(len(organisations), "organisation"))
        linked = f", {count(len(links), 'link')}" if links else ""
        lines += wrap([(f"{', '.join(parts)}{linked}", "accent")], width)
        for why in [self.session.why_similar(self.items[0].id, member.id) for member in members]:
            lines += wrap([(why, "dim")], width, first=[("proposed: ", "dim")]) if why else []
        for quoted in unique.values():
            place = f"{quoted.owner.organisation or quoted.view.source}: "
            lines += wrap([(quoted.view.quote or "(not found)", "quote")], width, first=[("  ", ""), (place, "dim")], rest=[("    ", "")])
        return lines

    def _show(self) -> None:
        self.rows.refresh()
        self.query_one("#united", LinePane).show(self._united)

    def action_take(self) -> None:
        """Take the line's finding in, or leave it out; the one it began with stays."""
        item = self.items[self.rows.cursor]
        if self.rows.cursor == 0:
            self.say("this is the finding you began with; escape leaves it as it is")
            return
        self.inside ^= {item.id}
        if self.worded == self.rows.cursor and item.id not in self.inside:
            self.worded = 0
        self._show()

    def action_wording(self) -> None:
        """Use the wording of this line, which takes it in."""
        self.worded = self.rows.cursor
        self.inside |= {self.items[self.worded].id}
        self._show()

    def action_new_wording(self) -> None:
        """Type a new wording."""
        field = self.query_one("#new-wording", Field)
        field.display = True
        field.value = self.statement
        self.set_focus(field)  # at once: the next letters are for the field

    @on(Input.Submitted, "#new-wording")
    def worded_anew(self, event: Input.Submitted) -> None:
        """Use what was typed."""
        if event.value.strip():
            self.typed, self.worded = event.value.strip(), -1
        self._leave_field()

    def _leave_field(self) -> None:
        self.query_one("#new-wording").display = False
        self.rows.focus()
        self._show()

    def action_cancel(self) -> None:
        """Leave the field; the wording stays what it was."""
        self._leave_field()

    def action_confirm(self) -> None:
        """Hand over what is to be united."""
        members = self.members
        if len(members) < 2:
            self.say("a merge needs two findings: space takes one in")
            return
        lead = members[0].finding.statement
        self.dismiss(Union(tuple(member.id for member in members), None if self.statement == lead else self.statement))

    def action_not_same(self) -> None:
        """Hand over that this line says something else."""
        if self.rows.cursor == 0:
            self.say("choose the line that is not the same")
        else:
            self.dismiss(NotSame(self.items[self.rows.cursor].id))


class GroupDialog(ListDialog[tuple[str, ...]]):
    """A preview of what is approved together."""

    PLACE = "group"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("group")

    def __init__(self, inside: Sequence[ReviewedFinding], outside: Sequence[tuple[ReviewedFinding, str]]) -> None:
        super().__init__(f"Approve {count(len(inside), 'finding')} together?")
        self.inside = inside
        self.lines: list[tuple[ReviewedFinding, str]] = [*((item, "") for item in inside), *outside]

    def body(self) -> Iterable[Widget]:
        """Yield the members and why some are left out."""
        rows = RowList(self._draw, len(self.lines), id="members")
        rows.styles.height = min(14, len(self.lines))
        yield rows

    def on_mount(self) -> None:
        """Fill the list."""
        self.rows.set_count(len(self.lines), 0)

    def _draw(self, row: int, width: int) -> Line:
        item, why = self.lines[row]
        if why:
            return spread([("  left out ", "dim"), (item.finding.statement, "dim")], [(f" {why}", "warn")], width)
        return spread([("✓ ", "good"), (item.finding.statement, "")], [(f" {item.organisation or ''}", "dim")], width)

    def action_confirm(self) -> None:
        """Hand over the members."""
        self.dismiss(tuple(item.id for item in self.inside))
