"""What a run leaves behind: how every labelled item and every finding of every case came out.

In: nothing. Out: ``RunResult``, ``CaseResult``, ``ItemResult``, ``FindingResult``. Always true: ids of findings are p1, p2, ... in
the order of the transcript, so the same answers give the same records; times live in ``Times`` only.
"""

from typing import Literal

from analyzer.evaluate.gates import Gates, Verdict
from analyzer.records import Finding, Kind, Record

Split = Literal["dev", "test"]
"""Rules and training look at ``dev`` only; ``test`` is for measuring."""

ItemStatus = Literal["correct", "partial", "wrong kind", "missing", "optional"]
"""How a labelled item came out; optional ones weigh nothing, found or not."""

FindingStatus = Literal["correct", "partial", "wrong kind", "spurious", "distractor", "duplicate", "optional", "ungrounded"]
"""How a finding came out. Duplicate, optional and ungrounded ones (which the program keeps apart) are outside precision."""


class ItemResult(Record):
    """One labelled item and what was found of it."""

    id: str
    kind: Kind
    statement: str
    required: bool
    status: ItemStatus
    finding: str | None = None
    """The finding it was matched with."""
    evidence: float = 0.0
    """Overlap of source positions with that finding, 0 to 1."""
    wording: float = 0.0
    """Likeness of the statements, 0 to 1."""
    quote: str
    turn: int
    reason: str = ""


class FindingResult(Record):
    """One finding and what it was worth."""

    id: str
    kind: Kind
    statement: str
    status: FindingStatus
    item: str | None = None
    """The labelled item it hit, hit again, or hit as another kind; null for none."""
    quote: str = ""
    """Its first located quote."""
    turn: int | None = None
    reason: str = ""
    proposed: tuple[str, ...] = ()
    """Findings of the run (``case p3``) that people would be shown as saying the same, most alike first."""
    likely: tuple[str, ...] = ()
    """Those of them with a score of ``LIKELY`` or more: the queue shows two in one group that are each other's first and likely."""


class Spent(Record):
    """What the answers of a case cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    requests: int = 0
    cost: float | None = None
    """US dollars; null where the price is not known."""

    def __add__(self, other: "Spent") -> "Spent":
        cost = None if self.cost is None and other.cost is None else (self.cost or 0.0) + (other.cost or 0.0)
        return Spent(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            requests=self.requests + other.requests,
            cost=cost,
        )


class CaseResult(Record):
    """One labelled interview after extraction."""

    case: str
    sha256: str
    """Of labels and transcript: only equal ones can be compared."""
    interview_version: str = ""
    """Of the words that were read, as ``Interview.version``; empty where nothing was."""
    split: str
    segment: str | None = None
    state: Literal["scored", "lost"]
    """Lost: the interview could not be put to the extractor, or it raised; no figure holds it."""
    reason: str = ""
    counts: dict[str, int] = {}
    """See ``measures`` for the names."""
    measures: dict[str, float | None] = {}
    items: tuple[ItemResult, ...] = ()
    findings: tuple[FindingResult, ...] = ()
    failed_steps: tuple[str, ...] = ()
    """Steps without an answer, with the reason; what lies in them counts as missed."""
    spent: Spent = Spent()
    extracted: tuple[Finding, ...] = ()
    """The findings themselves, with ids as above: enough to score again without a model."""


class Times(Record):
    """When, and how long: the only part of a run that differs when it is repeated."""

    started_at: str = ""
    finished_at: str = ""
    seconds: float = 0.0
    cases: dict[str, float] = {}
    """Seconds of extraction, case by case."""


class ThemeResult(Record):
    """One thing that several interviews say, and how many organisations would be counted for it if proposals were merged blindly."""

    theme: str
    segment: str
    kind: Kind
    least: int
    """Organisations that say it in an item that has to be found."""
    most: int
    """Those that say it in an optional item too."""
    found: int
    """Organisations of which an item of it was found."""
    counted: int
    """Organisations of the entry that most of these went into; 0 where nothing was found."""

    @property
    def error(self) -> int:
        """How many organisations too few or too many."""
        return max(self.least - self.counted, self.counted - self.most, 0)


class Stability(Record):
    """How far several runs of the same extractor over the same cases agree."""

    runs: int
    recurring: float | None = None
    """Share of findings of one run that another has too (same kind, same passage), over all pairs of runs; null without findings."""
    always: float | None = None
    """Share of the distinct findings that every run has."""
    spread: dict[str, tuple[float, float]] = {}
    """F1 of each kind and of all: least and greatest of the runs."""
    cases: dict[str, tuple[float, float]] = {}
    """F1 over all kinds of each case, least and greatest; cases that some run lost are left out."""
    spent: Spent = Spent()
    """By all runs together."""


class RunResult(Record):
    """One extractor over one suite."""

    suite: str
    suite_sha256: str
    split: Split | None
    """Null: all cases."""
    extractor: str
    model: str | None = None
    """As the answers report it; several are joined by a comma."""
    prompt_hash: str | None = None
    schema_hash: str | None = None
    scorer_hash: str
    """Of the modules that decide figures: runs with different ones cannot be compared."""
    versions: dict[str, str] = {}
    gates: Gates = Gates()
    verdict: Verdict
    """By floors and ceilings alone: unusable, floor broken or pass."""
    reasons: tuple[str, ...] = ()
    transcripts: int
    """How many cases were scored."""
    counts: dict[str, int] = {}
    measures: dict[str, float | None] = {}
    intervals: dict[str, tuple[float, float]] = {}
    """95 % intervals over transcripts, for the measures of ``bootstrap.WATCHED``."""
    spent: Spent = Spent()
    cases: tuple[CaseResult, ...] = ()
    themes: tuple[ThemeResult, ...] = ()
    """By segment and name; empty where nothing is labelled as the same or merging was not tried."""
    stability: Stability | None = None
    """Of a run that was repeated; the other figures are those of the first."""
    times: Times = Times()
