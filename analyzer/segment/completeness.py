"""Completeness: what an outcome should have and has not.

In: an outcome's parts. Out: names of what is missing. Always true: an outcome is complete with at least one obstacle, one
metric and one reason why it is strategic; an obstacle is complete with an outcome (see ``Tree.unlinked_obstacles``).
"""

from collections.abc import Sequence
from typing import Literal

from analyzer.records import Entry, MetricLine, ObstacleLine, Outcome

Missing = Literal["obstacle", "metric", "why"]


def find_missing(obstacles: Sequence[ObstacleLine], metrics: Sequence[MetricLine], why: Sequence[tuple[str, str]]) -> tuple[Missing, ...]:
    """Return what is missing, in the order a reader asks for it."""
    present: dict[Missing, bool] = {"why": bool(why), "obstacle": bool(obstacles), "metric": bool(metrics)}
    return tuple(part for part, there in present.items() if not there)


def reasons(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return (finding id, why it is strategic) of every member that says one; a blank one is none."""
    found = []
    for member in entry.members:
        finding = member.finding
        if isinstance(finding, Outcome) and finding.why_strategic and finding.why_strategic.strip():
            found.append((member.id, finding.why_strategic))
    return tuple(found)


def is_deemed_strategic(entry: Entry) -> bool:
    """Whether a customer of at least one organisation called the outcome strategic; nobody's word is no statement."""
    return any(isinstance(member.finding, Outcome) and member.finding.deemed_by == "stated" for member in entry.members)
