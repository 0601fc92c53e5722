"""The questions asked of every window: the shape of the answer and how it is read.

In: nothing. Out: ``WINDOW_STEPS``. Always true: every step of every profile but the links is here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.extract.consolidate import consolidate
from analyzer.extract.findings import Source, read_metric, read_stated
from analyzer.extract.hollow import judge_metric, judge_stated, sort_out
from analyzer.extract.profiles import COVERAGE_STEP, METRICS_STEP, STATED_STEP
from analyzer.extract.prompts import load_prompt
from analyzer.extract.wire import METRICS, STATED
from analyzer.llm.wire import Wire
from analyzer.records import Finding


@dataclass(frozen=True)
class WindowStep:
    """A question asked of every window."""

    name: str
    wire: Wire[Any]
    read: Callable[[Source, Any], Finding]
    judge: Callable[[Any], str]
    """Why an item cannot carry a finding; empty where it can."""

    def read_all(self, source: Source, items: Sequence[Any]) -> tuple[list[Finding], str]:
        """Return the findings of an answer and a note on the items that were left out."""
        kept, note = sort_out(items, self.judge, load_prompt(self.name).statements)
        return consolidate(self.read(source, item) for item in kept), note


WINDOW_STEPS: dict[str, WindowStep] = {
    STATED_STEP: WindowStep(STATED_STEP, STATED, read_stated, judge_stated),
    METRICS_STEP: WindowStep(METRICS_STEP, METRICS, read_metric, judge_metric),
    COVERAGE_STEP: WindowStep(COVERAGE_STEP, STATED, read_stated, judge_stated),
}
