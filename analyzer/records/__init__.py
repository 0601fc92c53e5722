"""The records: what things ARE. Pydantic, frozen, closed; no behaviour beyond looking into themselves.

In: nothing. Out: every record and vocabulary, importable from ``analyzer.records``. Always true: no I/O, no imports
but pydantic and the standard library.
"""

from analyzer.records.base import KINDS, Kind, Level, LinkType, Record, Side, SideBasis, clock, derive_id, mint_id
from analyzer.records.chunk import Chunk, Passage, Window
from analyzer.records.decision import Action, Decision, Status
from analyzer.records.finding import (
    FINDING,
    GROUNDING,
    Basis,
    Direction,
    Evidence,
    Finding,
    Flag,
    Link,
    Match,
    Metric,
    MetricRole,
    Nature,
    Obstacle,
    Outcome,
    Provenance,
    Quantity,
    Supports,
)
from analyzer.records.interview import UNSORTED, Exclusion, Interview, Origin, Speaker, Turn, text_version
from analyzer.records.model import (
    LIKELY,
    LINK_NAMES,
    DepartmentLine,
    Effect,
    EnhancementLine,
    Entry,
    InterviewLine,
    MetricLine,
    ObstacleLine,
    OutcomeLine,
    Prevalence,
    ReviewedFinding,
    SegmentModel,
    SimilarPair,
    Solving,
)
from analyzer.records.portfolio import Priority, Product, ProductRole, ReturnValue, Role, Solution
from analyzer.records.run import ChunkOutcome, Run, StepState, Usage

__all__ = [
    "FINDING", "GROUNDING", "KINDS", "LIKELY", "LINK_NAMES", "UNSORTED", "Action", "Basis", "Chunk", "ChunkOutcome", "Decision",
    "DepartmentLine", "Direction", "Effect", "EnhancementLine", "Entry", "Evidence", "Exclusion", "Finding", "Flag",
    "Interview", "InterviewLine", "Kind", "Level", "Link", "LinkType", "Match", "Metric", "MetricLine", "MetricRole",
    "Nature", "Obstacle", "ObstacleLine", "Origin", "Outcome", "OutcomeLine", "Passage", "Prevalence", "Priority",
    "Product", "ProductRole", "Provenance", "Quantity", "Record", "ReturnValue", "ReviewedFinding", "Role", "Run",
    "SegmentModel", "Side", "SideBasis", "SimilarPair", "Solution", "Solving", "Speaker", "Status", "StepState",
    "Supports", "Turn", "Usage", "Window", "clock", "derive_id", "mint_id", "text_version",
]  # fmt: skip
