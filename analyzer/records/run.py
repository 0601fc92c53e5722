"""What a run of the extraction leaves behind, step by step.

In: nothing. Out: ``Usage``, ``Run``, ``ChunkOutcome``. Always true: an outcome is committed before it counts as done;
states other than ``done`` carry the reason in plain words.
"""

from typing import Literal

from analyzer.records.base import Record
from analyzer.records.finding import Finding

StepState = Literal["done", "empty", "refused", "filtered", "invalid", "failed", "timed_out", "split"]


class Usage(Record):
    """What asking a model cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    requests: int = 0
    seconds: float = 0.0
    cost: float | None = None
    """US dollars; null where the price is not known."""

    def __add__(self, other: "Usage") -> "Usage":
        cost = None if self.cost is None and other.cost is None else (self.cost or 0.0) + (other.cost or 0.0)
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens, completion_tokens=self.completion_tokens + other.completion_tokens,
            requests=self.requests + other.requests, seconds=self.seconds + other.seconds, cost=cost,
        )  # fmt: skip


class ChunkOutcome(Record):
    """One step over one window (or, for interview-wide steps, over the interview)."""

    chunk: str
    """Window id, or interview id for a step over the whole interview."""
    step: str
    """Name of the step = name of its prompt file; "offline" for the offline extractor."""
    state: StepState
    reason: str = ""
    answer: str | None = None
    """The raw answer of the model, kept for audit; null offline."""
    findings: tuple[Finding, ...] = ()
    """New or replaced findings (same id replaces)."""
    absorbed: tuple[str, ...] = ()
    """Ids of earlier findings of this run that are told by others now: duplicates that were united."""
    usage: Usage = Usage()


class Run(Record):
    """One extraction of one interview."""

    id: str
    interview: str
    interview_version: str
    extractor: Literal["offline", "llm", "person"]
    model: str | None = None
    prompt_hash: str | None = None
    schema_hash: str | None = None
    started_at: str
    finished_at: str | None = None
    state: Literal["running", "done", "partial", "failed"] = "running"
    usage: Usage = Usage()
