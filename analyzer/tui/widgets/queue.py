"""The queue as the screen shows it: order, groups, filter and search over the findings a reviewer is asked about.

In: a session. Out: rows and the places of ids in them. Always true: rows keep their places while decisions are made; they are
made anew when order, filter or search change, or when findings come in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from analyzer.records import ReviewedFinding, Status
from analyzer.review import Order, similar_groups
from analyzer.tui.display import Line, Span, spread
from analyzer.tui.words import FLAG, KIND, STATUS, needs_care
from analyzer.workspace import ReviewSession

WAITING: frozenset[Status] = frozenset({"open", "disputed"})
"""Statuses that still ask for a decision; what was put off waits until somebody goes there."""
WORDS_FROM = 60
"""Columns from which a row says its status in words too."""


def file_name(source: str) -> str:
    """Return the name of a file without its folders."""
    return source.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Sieve:
    """What the reviewer wants to see: within a facet any of the values, all facets at once; an empty facet lets all through."""

    status: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    flag: frozenset[str] = frozenset()
    level: frozenset[str] = frozenset()
    interview: frozenset[str] = frozenset()
    words: str = ""

    def lets(self, item: ReviewedFinding) -> bool:
        """Whether a finding is shown, search apart."""
        return (
            (not self.status or item.status in self.status or ("edited" in self.status and item.edited))
            and (not self.kind or item.kind in self.kind)
            and (not self.level or (item.finding.level or "not known") in self.level)
            and (not self.interview or item.source in self.interview)
            and (not self.flag or bool(self.flag & set(item.flags)))
        )

    @property
    def said(self) -> str:
        """The filter in words; empty where it lets everything through."""
        files = frozenset(file_name(source) for source in self.interview)
        flags = frozenset(FLAG.get(flag, flag) for flag in self.flag)
        parts = [", ".join(sorted(values)) for values in (self.status, self.kind, flags, self.level, files) if values]
        return "; ".join([*parts, *([f"“{self.words}”"] if self.words else [])])


@dataclass
class Queue:
    """Rows of finding ids."""

    session: ReviewSession
    order: Order = "grouped"
    sieve: Sieve = Sieve()
    ids: list[str] = field(default_factory=list)
    """The rows, filter and search applied."""
    total: int = 0
    aside: tuple[str, ...] = ()
    """Ids of findings outside the queue (not grounded, stale) that are shown instead of it; empty: the queue."""
    _known: frozenset[str] = frozenset()
    """Ids of all findings there were when the rows were made."""
    _ordered: list[str] = field(default_factory=list)
    _groups: dict[str, list[str]] = field(default_factory=dict)
    _row: dict[str, int] = field(default_factory=dict)
    _haystack: dict[str, str] = field(default_factory=dict)

    def load(self) -> None:
        """Make the rows anew."""
        findings = self.session.state.findings
        self._known = frozenset(findings)
        groups: list[list[str]] = []
        if self.aside:
            self._ordered = [identifier for identifier in self.aside if identifier in findings]
            if self.order == "grouped":
                groups = similar_groups([findings[identifier] for identifier in self._ordered], self.session.pairs, self.session.state.not_same)
        elif self.order == "grouped":
            groups = self.session.queue_groups()
            self._ordered = [identifier for group in groups for identifier in group]
        else:
            self._ordered = [item.id for item in self.session.queue(self.order)]
        self._groups = {member: group for group in groups if len(group) > 1 for member in group}
        self.total = len(self._ordered)
        self.sift()

    @property
    def outdated(self) -> bool:
        """Whether findings came or went since: reviewers add some by hand, and take that back."""
        return self._known != self.session.state.findings.keys()

    def sift(self) -> None:
        """Let filter and search through what they let through; order and groups stay."""
        needles = self.sieve.words.casefold().split()
        findings = self.session.state.findings
        there = [identifier for identifier in self._ordered if identifier in findings]
        if self.sieve != Sieve():
            there = [one for one in there if self.sieve.lets(findings[one]) and all(needle in self._words(findings[one]) for needle in needles)]
        self.ids = there
        self._row = {identifier: row for row, identifier in enumerate(self.ids)}

    def item(self, row: int) -> ReviewedFinding | None:
        """Return the finding of a row; None where there is none."""
        return self.session.state.findings.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def row_of(self, identifier: str) -> int | None:
        """Return the row of a finding; None where it is not shown."""
        return self._row.get(identifier)

    def group_of(self, identifier: str) -> list[str]:
        """Return the findings that may say the same as this one, itself among them."""
        return self._groups.get(identifier, [identifier])

    def next_waiting(self, row: int, step: int = 1) -> int | None:
        """Return the nearest row after (or before) ``row`` that asks for a decision, going round at the end; None where none does."""
        count = len(self.ids)
        for distance in range(1, count + 1):
            at = (row + step * distance) % count
            item = self.item(at)
            if item is not None and item.status in WAITING:
                return at
        return None

    def first_waiting(self) -> int:
        """Return the first row that asks for a decision, else 0."""
        return self.next_waiting(-1) or 0

    def draw(self, row: int, width: int) -> Line:
        """Return a row: status, kind, statement, and at the end what to know about it."""
        item = self.item(row)
        if item is None:
            return ()
        glyph, word, role = STATUS[item.status]
        short, kind_role = KIND[item.kind]
        group = self._groups.get(item.id, [item.id])
        inner = row > 0 and group[0] != item.id and self.ids[row - 1] in group
        left: list[Span] = [(f" {glyph} ", role), (f"{short} ", kind_role)]
        left += [("└ " if inner else "", "dim"), ("! " if needs_care(item) else "", "warn")]
        left.append((item.finding.statement, "dim" if item.decided else ""))
        right: list[Span] = [(f"({len(group)})", "accent")] if len(group) > 1 and not inner else []
        if item.edited:
            right.append((" ~", "dim"))
        if width >= WORDS_FROM:
            right.append((f" {word:<12}", role))
        return spread(left, right, width)

    def _words(self, item: ReviewedFinding) -> str:
        """Return what a search looks through; of the extracted finding and its latest wording."""
        if item.id not in self._haystack:
            pieces: Iterable[str] = (piece.quote for piece in item.finding.evidence)
            parts = (item.id, item.source, item.organisation or "", item.original_statement, *pieces)
            self._haystack[item.id] = " ".join(parts).casefold()
        return f"{self._haystack[item.id]} {item.finding.statement.casefold()}"
