"""The questions asked of every window: the shape of the answer and how it is read.

In: nothing. Out: ``WINDOW_STEPS``. Always true: every step of every profile but the links is here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analyzer.extract.findings import Source, read_metric, read_stated
from analyzer.extract.profiles import COVERAGE_STEP, METRICS_STEP, STATED_STEP
from analyzer.extract.wire import METRICS, STATED
from analyzer.llm.wire import Wire
from analyzer.records import Finding


@dataclass(frozen=True)
class WindowStep:
    """A question asked of every window."""

    name: str
    wire: Wire[Any]
    read: Callable[[Source, Any], Finding]


WINDOW_STEPS: dict[str, WindowStep] = {
    STATED_STEP: WindowStep(STATED_STEP, STATED, read_stated),
    METRICS_STEP: WindowStep(METRICS_STEP, METRICS, read_metric),
    COVERAGE_STEP: WindowStep(COVERAGE_STEP, STATED, read_stated),
}
