"""What review and segment build: reviewed findings, entries, and the segment model.

In: nothing. Out: ``ReviewedFinding``, ``Entry``, ``Prevalence``, ``Effect``, ``SegmentModel`` and its parts. Always true:
entries consist of approved findings only; prevalence counts organisations, never quotes; every number is computed.
"""

from typing import Literal

from analyzer.records.base import Kind, Level, LinkType, Record
from analyzer.records.decision import Status
from analyzer.records.finding import Evidence, Finding, Flag, Link
from analyzer.records.interview import Speaker
from analyzer.records.portfolio import Product, ProductRole


class ReviewedFinding(Record):
    """A finding as the log of decisions leaves it; what queue, export and segment read."""

    finding: Finding
    """With edits, retyping, links and the present sides of its speakers applied."""
    original_statement: str
    status: Status
    edited: bool = False
    entry: str | None = None
    """Id of the entry it is a member of; null while it is not approved."""
    segment: str
    organisation: str | None
    source: str
    """The interview's file."""
    interview_title: str
    decided_by: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, Literal["approved", "rejected"]], ...] = ()
    """(reviewer, verdict) of those who approved or rejected it, in the order they first did; after a dispute was settled, who settled it."""

    @property
    def id(self) -> str:
        """The finding's id."""
        return self.finding.id

    @property
    def kind(self) -> Kind:
        """The finding's present kind."""
        return self.finding.kind

    @property
    def flags(self) -> tuple[Flag, ...]:
        """The finding's present flags."""
        return self.finding.flags

    @property
    def decided(self) -> bool:
        """Whether a reviewer has decided it (later is no decision); one that awaits a second reviewer is, for the first."""
        return self.status in ("approved", "rejected", "merged", "awaiting")


class Entry(Record):
    """One item of the segment model: one or more approved findings that say the same."""

    id: str
    segment: str
    kind: Kind
    statement: str
    level: Level | None = None
    members: tuple[ReviewedFinding, ...]
    """The lead (whose statement and fields the entry has) first, then in the order they joined."""
    links: tuple[Link, ...] = ()
    """To other entries, lifted from the members' links."""
    dangling: tuple[Link, ...] = ()
    """To findings that are not approved: "not linked yet"."""

    @property
    def lead(self) -> ReviewedFinding:
        """The member whose fields the entry shows."""
        return self.members[0]

    def evidence(self) -> list[tuple[ReviewedFinding, Evidence]]:
        """Return every located slice with the member it belongs to, lead first."""
        return [(member, piece) for member in self.members for piece in member.finding.evidence if piece.grounds]


class Prevalence(Record):
    """In how many organisations of the segment an entry was said."""

    organisations: tuple[str, ...]
    n: int
    of: int
    """Organisations interviewed in the segment; interviews without an organisation count nowhere."""
    low: float
    """Lower end of the 95 % Wilson interval of n / of, 0 to 1."""
    high: float
    too_thin: bool
    """Whether ``of`` is too small to speak of a share at all."""


class Effect(Record):
    """How big an obstacle is in the unit of an outcome's metric; one value an organisation, never multiplied."""

    unit: str | None
    currency: str | None = None
    median: str
    low: str
    high: str
    organisations: int
    basis: Literal["stated", "at most"]
    """"at most" where only the outcome's gap is known; ranks below every stated effect."""
    said: tuple[str, ...]
    """The slices it rests on."""
    per: str | None = None
    """Of a rate, what it is per: month, year, bed, ... A sum a month and a sum a year are never mixed."""
    metrics: tuple[str, ...] = ()
    """Ids of the metric entries it was read from."""


class MetricLine(Record):
    """A metric of the tree: its entry, what it measures, its prevalence."""

    entry: Entry
    prevalence: Prevalence
    ladder: "tuple[MetricLine, ...]" = ()
    """Metrics that roll up to this one."""


class ObstacleLine(Record):
    """An obstacle under an outcome, with its metrics and size."""

    entry: Entry
    prevalence: Prevalence
    metrics: tuple[MetricLine, ...] = ()
    effect: Effect | None = None
    further_effects: tuple[Effect, ...] = ()
    """Further stated effects, by other metrics or in other units of the outcome; shown beside ``effect``, never added to it."""
    rank: int
    """1 is first; lexicographic: stated before inferred, effect, prevalence."""


class OutcomeLine(Record):
    """A strategic outcome of the segment: what, why, why they struggle, metrics."""

    entry: Entry
    prevalence: Prevalence
    why: tuple[tuple[str, str], ...] = ()
    """(finding id, why it is strategic) of each member that says one."""
    obstacles: tuple[ObstacleLine, ...] = ()
    metrics: tuple[MetricLine, ...] = ()
    serves: tuple[str, ...] = ()
    """Ids of tactical entries that lift to this outcome."""
    missing: tuple[Literal["obstacle", "metric", "why"], ...] = ()
    """Completeness: what an outcome should have and has not."""
    rank: int
    deemed_by: Literal["stated", "inferred"] = "inferred"
    """Whether a customer called it strategic; inferred ranks lower."""
    gaps: tuple[Effect, ...] = ()
    """Distance from baseline to target, one a metric and unit; the most that removing its obstacles can bring."""
    solution: "Solving | None" = None
    """Which products serve it; null while no product is declared."""


class Solving(Record):
    """The smallest set of products that removes an outcome's obstacles."""

    how: Literal["single", "integrated", "uncovered"]
    """Uncovered while at least one obstacle has no product."""
    products: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    """Obstacle entries that no product leads, contributes to or enables."""


class EnhancementLine(Record):
    """A tactical request in its own lane, outside the ranking."""

    entry: Entry
    prevalence: Prevalence
    serves: tuple[str, ...] = ()
    """Ids of the outcomes it lifts to."""
    metrics: tuple[MetricLine, ...] = ()


class DepartmentLine(Record):
    """Where in the customer organisations the segment's needs were found."""

    department: str
    levels: dict[str, int] = {}
    """Entries by level (strategic, operational, tactical, unset)."""
    outcomes: dict[str, int] = {}
    """Outcome id -> entries of its branch that concern this department."""


class InterviewLine(Record):
    """An interview the model counts, and what it brought."""

    id: str
    title: str
    source: str
    organisation: str | None = None
    date: str | None = None
    speakers: tuple[Speaker, ...] = ()
    entries: int = 0
    """Entries it gave evidence for."""
    new_entries: int = 0
    """Of these, heard here for the first time, in order of date; falls towards zero as the segment saturates."""


class SegmentModel(Record):
    """One segment as its approved findings leave it; what reports are written from."""

    segment: str
    title: str
    owner: str | None = None
    version: str
    """Stamp: hash of findings, decisions, products and settings it was built from."""
    interviews: int
    organisations: tuple[str, ...]
    without_organisation: tuple[str, ...] = ()
    """Ids of interviews that count in no prevalence."""
    outcomes: tuple[OutcomeLine, ...] = ()
    """Strategic and operational outcomes, ranked."""
    enhancements: tuple[Entry, ...] = ()
    """The enhancement lane: tactical entries, outside the ranking."""
    unlinked_obstacles: tuple[ObstacleLine, ...] = ()
    unlinked_metrics: tuple[MetricLine, ...] = ()
    open: int = 0
    """Findings of the segment still undecided."""
    decided: int = 0
    counts: dict[str, int] = {}
    """Findings of the segment by status."""
    enhancement_lines: tuple[EnhancementLine, ...] = ()
    """The entries of ``enhancements`` with what they serve."""
    departments: tuple[DepartmentLine, ...] = ()
    sources: tuple[InterviewLine, ...] = ()
    """The interviews counted, oldest first."""
    products: tuple[Product, ...] = ()
    roles: tuple[ProductRole, ...] = ()
    """Of declared products on obstacles of this segment; "none" included."""


class SimilarPair(Record):
    """A proposal for people: two findings of the same kind that may say the same."""

    first: str
    second: str
    score: float
    """How often such a pair was labelled as one thing, 0 to 1, fitted on labelled interviews; orders proposals, decides nothing."""
    reason: str = ""
    """Why they are proposed, e.g. the rare words both speak of; words of transcripts, so markup to nobody."""


LIKELY = 0.5
"""Score of a pair from which the queue shows both in one group."""


LINK_NAMES: dict[LinkType, str] = {"blocks": "blocks", "measures": "measures", "serves": "serves", "rolls_up": "rolls up to"}
