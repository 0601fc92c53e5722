"""What extraction finds: outcomes, obstacles and metrics, each resting on slices of the source.

In: nothing. Out: ``Finding`` (``Outcome | Obstacle | Metric``), ``Evidence``, ``Quantity``, ``Link`` and their
vocabularies. Always true: located evidence satisfies ``interview.text[start:end] == quote``; evidence that was not
found has no position and an empty quote; a value nobody stated is null, never zero.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from analyzer.records.base import Level, LinkType, Record, Side

Match = Literal["verbatim", "normalised", "disfluency", "elided", "reworded", "meaning_changed", "not_found"]
"""How the claimed wording relates to the source slice; the last two ground nothing."""

GROUNDING: frozenset[Match] = frozenset({"verbatim", "normalised", "disfluency", "elided", "reworded"})

Flag = Literal[
    "side_unconfirmed", "unsupported_claim", "value_mismatch", "ambiguous_place", "vendor_outcome", "third_party",
    "led_by_interviewer", "hedged", "contradicted", "level_inferred", "stale_quote",
]  # fmt: skip

Nature = Literal["process", "data", "system", "people", "policy", "market", "hand-off"]
Direction = Literal["increase", "decrease", "maintain"]
MetricRole = Literal["target", "actual", "gap", "cost"]
Basis = Literal["stated", "derived", "assumed"]
Supports = Literal["statement", "why", "value"]


class Evidence(Record):
    """One slice inside one turn of one speaker. Pieces of one elided or cross-turn quote share ``quote_id``."""

    quote_id: str
    """q1, q2, ... within the finding."""
    supports: Supports = "statement"
    quote: str
    """The slice of the source, never the model's wording; empty where nothing was found."""
    claimed: str
    """The wording the extractor claimed; equal to ``quote`` for a verbatim one."""
    turn: int | None = None
    start: int | None = None
    end: int | None = None
    """Exclusive; code points of the canonical text."""
    start_ms: int | None = None
    speaker: str | None = None
    """Key of the speaker."""
    side: Side = "unknown"
    """Side of the speaker when extracted; what counts is resolved again when read."""
    match: Match

    @model_validator(mode="after")
    def check_place(self) -> Self:
        """Refuse located evidence without a place, and a place for evidence that was not found."""
        placed = None not in (self.turn, self.start, self.end)
        if self.match == "not_found":
            if placed or self.quote:
                raise ValueError("evidence that was not found has neither place nor quote")
        elif not placed:
            raise ValueError(f"{self.match} evidence needs a place")
        elif (self.end or 0) - (self.start or 0) != len(self.quote):
            raise ValueError("the place is not as long as the quote")
        return self

    @property
    def grounds(self) -> bool:
        """Whether this slice may carry a finding."""
        return self.match in GROUNDING


class Quantity(Record):
    """A value as it was said: decimals as strings, both ends equal where it is no range."""

    low: str
    high: str
    unit: str | None = None
    """Normalised unit in the singular: percent, day, hour, week, month, year, person, count nouns as said."""
    currency: str | None = None
    """ISO 4217 code where one was said or follows from the symbol."""
    approximate: bool = False
    said: str
    """The slice of the source this was read from."""
    evidence: str | None = None
    """quote_id of the evidence that carries it."""


class Link(Record):
    """From the finding (or entry) that holds it to another one."""

    type: LinkType
    to: str


class Provenance(Record):
    """Which extractor, model and prompts a finding comes from."""

    run: str
    extractor: Literal["offline", "llm", "person"]
    model: str | None = None
    prompt_hash: str | None = None
    schema_hash: str | None = None


class BaseFinding(Record):
    """What the three kinds share."""

    id: str
    interview: str
    interview_version: str
    statement: str
    """One sentence in the customer's terms."""
    evidence: tuple[Evidence, ...]
    department: str | None = None
    level: Level | None = None
    flags: tuple[Flag, ...] = ()
    links: tuple[Link, ...] = ()
    provenance: Provenance
    confidence: float = 0.5
    """0 to 1, the extractor's own; orders the queue, decides nothing."""

    @property
    def grounded(self) -> bool:
        """Whether at least one located slice carries the statement."""
        return any(piece.grounds and piece.supports == "statement" for piece in self.evidence)


class Outcome(BaseFinding):
    """What the customer organisation is trying to accomplish."""

    kind: Literal["outcome"] = "outcome"
    why_strategic: str | None = None
    """Why the customer calls it strategic, in one sentence; its quote is evidence that supports "why"."""
    deemed_by: Literal["stated", "inferred"] | None = None
    """Whether the customer said it is strategic or the program concluded it."""
    beneficiary: str | None = None


class Obstacle(BaseFinding):
    """Why the customer organisation cannot get there."""

    kind: Literal["obstacle"] = "obstacle"
    cause: str | None = None
    nature: Nature | None = None


class Metric(BaseFinding):
    """What defines success, or the size of an obstacle."""

    kind: Literal["metric"] = "metric"
    name: str
    """What is measured, e.g. "days to close the books"."""
    direction: Direction | None = None
    role: MetricRole | None = None
    value: Quantity | None = None
    baseline: Quantity | None = None
    target: Quantity | None = None
    money: Quantity | None = None
    period: str | None = None
    """Per what or by when, as said: "a month", "by year end"."""
    basis: Basis = "stated"


Finding = Annotated[Outcome | Obstacle | Metric, Field(discriminator="kind")]
FINDING: TypeAdapter[Outcome | Obstacle | Metric] = TypeAdapter(Finding)
"""Reads and writes any finding: ``FINDING.validate_json(...)``, ``FINDING.dump_json(...)``."""
