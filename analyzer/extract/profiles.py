"""Which steps a run takes.

In: nothing. Out: ``PROFILES`` and the steps' names. Always true: a step's name is the name of its prompt file, of its
outcomes and of its recordings.
"""

from typing import Literal

Profile = Literal["fast", "standard", "thorough"]

STATED_STEP, METRICS_STEP, COVERAGE_STEP, SUPPORT_STEP, LINKS_STEP = "outcomes_obstacles", "metrics", "coverage", "support", "links"
CONSOLIDATION = "consolidation"
"""A step without a model: what several windows told is told once. Part of every profile, before the links."""

PROFILES: dict[Profile, tuple[str, ...]] = {
    "fast": (STATED_STEP, METRICS_STEP),
    "standard": (STATED_STEP, METRICS_STEP, LINKS_STEP),
    "thorough": (STATED_STEP, METRICS_STEP, COVERAGE_STEP, SUPPORT_STEP, LINKS_STEP),
}
"""fast reads every window twice; standard adds one request over the findings of the interview; thorough reads once more
what nothing cites and asks for a second opinion on what was found."""
