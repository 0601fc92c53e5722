"""The filter: status, kind, flag, level, interview, each value with how many findings it lets through.

In: the findings asked about and the present ``Sieve``. Out: a new one, or None. Always true: within a facet any chosen value is
enough, all facets must agree; findings kept apart (not grounded, stale) are lists of their own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual.widget import Widget

from analyzer.records import ReviewedFinding
from analyzer.tui.display import Line, spread
from analyzer.tui.keys import bindings
from analyzer.tui.screens.dialog import ListDialog
from analyzer.tui.widgets.queue import Sieve, file_name
from analyzer.tui.widgets.rows import RowList
from analyzer.tui.words import FLAG

APART = "apart"
Facet = tuple[str, str, int]
"""Facet, value, how many."""


def count_facets(items: Sequence[ReviewedFinding], apart: Sequence[tuple[str, int]]) -> list[Facet]:
    """Return every value of every facet with its count, commonest first within a facet; ``apart`` last."""
    counters: dict[str, Counter[str]] = {
        "status": Counter(str(item.status) for item in items) + Counter("edited" for item in items if item.edited),
        "kind": Counter(str(item.kind) for item in items),
        "level": Counter(item.finding.level or "not known" for item in items),
        "flag": Counter(str(flag) for item in items for flag in item.flags),
        "interview": Counter(item.source for item in items),
    }
    found = [(facet, value, count) for facet, counter in counters.items() for value, count in counter.most_common()]
    return found + [(APART, status, count) for status, count in apart if count]


class Facets(ListDialog[tuple[Sieve, str]]):
    """Values to choose; returns the sieve and which list apart is wanted (or "")."""

    PLACE = "filter"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("filter")

    def __init__(self, facets: Sequence[Facet], sieve: Sieve) -> None:
        super().__init__("Show only")
        self.facets = facets
        self.sieve = sieve
        self.apart = ""

    def body(self) -> Iterable[Widget]:
        """Yield the values."""
        rows = RowList(self._draw, len(self.facets), id="facets")
        rows.styles.height = min(20, max(1, len(self.facets)))
        yield rows

    def on_mount(self) -> None:
        """Fill the list."""
        self.rows.set_count(len(self.facets), 0)

    def _has(self, facet: str, value: str) -> bool:
        return value == self.apart if facet == APART else value in getattr(self.sieve, facet)

    def _draw(self, row: int, width: int) -> Line:
        facet, value, count = self.facets[row]
        name = facet if row == 0 or self.facets[row - 1][0] != facet else ""
        words = FLAG.get(value, value) if facet == "flag" else f"{value}: kept out of the queue" if facet == APART else file_name(value)
        inside = self._has(facet, value)
        return spread(
            [(f"{name:<10}", "head"), ("[x] " if inside else "[ ] ", "good" if inside else "dim"), (words, "")], [(f"{count:,} ", "dim")], width
        )

    def action_take(self) -> None:
        """Choose the value, or no longer."""
        facet, value, _ = self.facets[self.rows.cursor]
        if facet == APART:
            self.apart = "" if self.apart == value else value
        else:
            self.sieve = replace(self.sieve, **{facet: getattr(self.sieve, facet) ^ {value}})
        self.rows.refresh()

    def action_close(self) -> None:
        """Show what was chosen."""
        self.dismiss((self.sieve, self.apart))
