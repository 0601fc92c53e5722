"""Which finding is which labelled item: evidence first, wording second, best assignment within each kind.

In: a labelled case and findings about its interview. Out: ``Matching``: how every labelled item and every finding came out. Always
true: an item and a finding are in one pair at most; the order of the findings changes nothing; exact copies are duplicates before
anything else is decided, so doubling all findings adds nothing but duplicates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analyzer.evaluate.assignment import assign
from analyzer.evaluate.case import Case, PlacedDistractor, PlacedItem
from analyzer.evaluate.grounding import FoundQuote, judge_evidence
from analyzer.evaluate.metric_fields import same_value
from analyzer.evaluate.overlap import overlap
from analyzer.evaluate.results import FindingStatus, ItemStatus
from analyzer.evaluate.wording import likeness
from analyzer.records import KINDS, Finding, Kind, Metric

CORRECT = 0.5
"""Overlap of evidence from which a finding of the same kind is the labelled item."""
WEAK = 0.2
"""Overlap below which two passages have nothing to do with each other."""
WORDING_ALONE = 0.7
"""Likeness of statements from which a finding with other evidence is the item in part."""
WORDING_SHARE = 0.25
"""What wording, and for metrics an equal value, adds to the overlap when two pairs compete."""
OPTIONAL_SHARE = 0.999
"""A required item wins against an optional one that fits as well."""
MOST_QUOTES = 5
"""Quotes of a finding that are looked at, first ones first: a finding that quotes everything does not match everything."""


@dataclass(frozen=True)
class Pair:
    """How well a finding fits an item."""

    evidence: float
    wording: float
    weight: float
    """What the assignment adds up; zero for a weak pair."""


@dataclass
class MatchedItem:
    """How a labelled item came out."""

    item: PlacedItem
    status: ItemStatus
    finding: "MatchedFinding | None" = None
    pair: Pair = field(default_factory=lambda: Pair(0.0, 0.0, 0.0))


@dataclass
class MatchedFinding:
    """How a finding came out."""

    finding: Finding
    quotes: tuple[FoundQuote, ...]
    """Its quotes that hold, in the finding's order, without those that say why."""
    status: FindingStatus = "spurious"
    item: MatchedItem | None = None
    """The item it hit, hit again or hit as another kind."""
    reason: str = ""
    copy_of: "MatchedFinding | None" = None
    """The finding it says word for word again."""


@dataclass(frozen=True)
class Matching:
    """One case: items in the order of the labels, findings in the order of the transcript."""

    case: Case
    items: tuple[MatchedItem, ...]
    findings: tuple[MatchedFinding, ...]
    distractors_hit: frozenset[int]
    """Positions in the case's distractors."""


def match(case: Case, findings: Iterable[Finding]) -> Matching:
    """Return how the labelled items of ``case`` and ``findings`` (all of its interview, in any order) came out."""
    items = tuple(MatchedItem(item, "missing" if item.gold.required else "optional") for item in case.items)
    found = tuple(MatchedFinding(one, _statement_quotes(one, case)) for one in order_findings(findings))
    competing = _set_aside(found)
    pairs = _Pairs(case, items, competing)
    for kind in KINDS:
        _assign_kind(kind, pairs)
    _mark_duplicates(pairs)
    _mark_wrong_kinds(pairs)
    hit = _mark_distractors(case, competing)
    for one in found:
        if one.copy_of is not None:
            one.item = one.copy_of.item
    return Matching(case, items, found, frozenset(hit))


def order_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by place in the transcript, then by content; ids and runs decide nothing but the order of exact copies."""
    return sorted(findings, key=lambda one: (_place(one), _content(one), one.id))


def _place(finding: Finding) -> tuple[int, int]:
    places = [(piece.start, piece.end) for piece in finding.evidence if piece.start is not None and piece.end is not None]
    return min(places, default=(1 << 60, 0))


def _content(finding: Finding) -> str:
    return finding.model_dump_json(exclude={"id", "interview", "interview_version", "links", "provenance", "confidence"})


def _statement_quotes(finding: Finding, case: Case) -> tuple[FoundQuote, ...]:
    return tuple(quote for quote in judge_evidence(finding, case.interview) if quote.holds and quote.supports != "why")[:MOST_QUOTES]


def _set_aside(found: Sequence[MatchedFinding]) -> list[MatchedFinding]:
    """Mark exact copies and findings the program itself keeps apart; return the rest."""
    first: dict[str, MatchedFinding] = {}
    rest: list[MatchedFinding] = []
    for one in found:
        content = _content(one.finding)
        if content in first:
            one.status, one.copy_of, one.reason = "duplicate", first[content], "says word for word what another finding says"
            continue
        first[content] = one
        if one.finding.grounded:
            rest.append(one)
        else:
            one.status, one.reason = "ungrounded", "kept apart by the program: none of its quotes was found"
    return rest


class _Pairs:
    """Every item against every competing finding."""

    def __init__(self, case: Case, items: Sequence[MatchedItem], found: Sequence[MatchedFinding]) -> None:
        self.items = items
        self.found = found
        self._fits = [[_fit(case, item.item, one) for one in found] for item in items]

    def fit(self, item: int, finding: int) -> Pair:
        """Return how well they fit, by position."""
        return self._fits[item][finding]

    def open_items(self, status: ItemStatus = "missing") -> list[int]:
        """Return the positions of items with this status and no finding yet."""
        return [row for row, item in enumerate(self.items) if item.finding is None and item.status == status]

    def open_findings(self) -> list[int]:
        """Return the positions of findings that hit nothing yet."""
        return [column for column, one in enumerate(self.found) if one.item is None]

    def best(self, rows: Sequence[int], columns: Sequence[int], least: float = 0.0) -> list[tuple[int, int]]:
        """Return the best assignment among these, pairs with less overlap than ``least`` left out beforehand."""
        fits = [[self.fit(row, column) for column in columns] for row in rows]
        chosen = assign([[pair.weight if pair.evidence >= least else 0.0 for pair in row] for row in fits])
        return [(rows[row], columns[column]) for row, column in chosen]


def _fit(case: Case, item: PlacedItem, one: MatchedFinding) -> Pair:
    text = case.interview.text
    evidence = max(
        (overlap(text, quote.spans, [(place.start, place.end)]) for quote in one.quotes for place in item.places),
        default=0.0,
    )
    wording = likeness(item.gold.statement, one.finding.statement)
    if not one.quotes or (evidence < WEAK and wording < WORDING_ALONE):
        return Pair(evidence, wording, 0.0)
    weight = evidence + WORDING_SHARE * wording
    if item.gold.metric is not None and isinstance(one.finding, Metric) and same_value(item.gold.metric, one.finding):
        weight += WORDING_SHARE
    return Pair(evidence, wording, weight if item.gold.required else weight * OPTIONAL_SHARE)


def _assign_kind(kind: Kind, pairs: _Pairs) -> None:
    rows = [row for row, item in enumerate(pairs.items) if item.item.gold.kind == kind]
    columns = [column for column, one in enumerate(pairs.found) if one.finding.kind == kind]
    for row, column in pairs.best(rows, columns):
        item, one, pair = pairs.items[row], pairs.found[column], pairs.fit(row, column)
        item.finding, item.pair, one.item = one, pair, item
        if not item.item.gold.required:
            one.status, one.reason = "optional", "hits an item that may be left out"
        elif pair.evidence >= CORRECT:
            item.status = one.status = "correct"
        else:
            item.status = one.status = "partial"
            one.reason = "says the same on other evidence" if pair.evidence < WEAK else f"only {pair.evidence:.0%} of the shorter passage is shared"


def _mark_duplicates(pairs: _Pairs) -> None:
    for column in pairs.open_findings():
        one = pairs.found[column]
        taken = [
            row
            for row, item in enumerate(pairs.items)
            if item.finding is not None and item.item.gold.kind == one.finding.kind and pairs.fit(row, column).evidence >= CORRECT
        ]
        if taken:
            one.item = pairs.items[max(taken, key=lambda row: pairs.fit(row, column).weight)]
            one.status, one.reason = "duplicate", "hits an item that another finding already hit"


def _mark_wrong_kinds(pairs: _Pairs) -> None:
    # Findings that would have fitted an item of their own kind have it by now, so what is left differs in kind.
    for row, column in pairs.best(pairs.open_items(), pairs.open_findings(), least=CORRECT):
        item, one = pairs.items[row], pairs.found[column]
        item.status = one.status = "wrong kind"
        item.finding, item.pair, one.item = one, pairs.fit(row, column), item
        one.reason = f"labelled as {item.item.gold.kind}"


def _mark_distractors(case: Case, competing: Sequence[MatchedFinding]) -> set[int]:
    hit: set[int] = set()
    for one in competing:
        if one.item is not None:
            continue
        reached = [number for number, distractor in enumerate(case.distractors) if _reaches(case, distractor, one)]
        hit.update(reached)
        if reached:
            one.status, one.reason = "distractor", case.distractors[reached[0]].gold.why
        elif not one.quotes:
            one.reason = "says it is grounded, and none of its quotes holds"
    return hit


def _reaches(case: Case, distractor: PlacedDistractor, one: MatchedFinding) -> bool:
    places = [(place.start, place.end) for place in distractor.places]
    return any(overlap(case.interview.text, quote.spans, [place]) >= CORRECT for quote in one.quotes for place in places)
