"""Build the segment model: one segment as its approved findings leave it.

In: reviewed findings, entries (links lifted), interviews with corrections applied, products and their roles. Out:
``SegmentModel``. Always true: same input, same model, whatever its order; only approved findings are in it; every count,
size and rank is computed here.
"""

from collections import Counter
from collections.abc import Sequence

from analyzer.records import (
    Effect,
    Entry,
    Interview,
    ObstacleLine,
    OutcomeLine,
    Product,
    ProductRole,
    ReviewedFinding,
    SegmentModel,
    Status,
)
from analyzer.segment.amounts import Scale
from analyzer.segment.completeness import find_missing, is_deemed_strategic, reasons
from analyzer.segment.impact import outcome_gaps, outcome_scales, stated_effects
from analyzer.segment.prevalence import count_prevalence, cover_segment
from analyzer.segment.ranking import rank_obstacles, rank_outcomes
from analyzer.segment.reach import cover_departments, list_interviews
from analyzer.segment.roles import roles_here, solve
from analyzer.segment.soundness import check_entries
from analyzer.segment.stamp import stamp
from analyzer.segment.tree import Tree

UNDECIDED: tuple[Status, ...] = ("open", "later", "disputed")
"""Statuses a reviewer still has to decide; superseded, stale and ungrounded findings are asked of nobody."""


def build_segment(
    slug: str, *, reviewed: Sequence[ReviewedFinding], entries: Sequence[Entry], interviews: Sequence[Interview], title: str | None = None,
    owner: str | None = None, products: Sequence[Product] = (), roles: Sequence[ProductRole] = (), decisions_stamp: str = "",
) -> SegmentModel:  # fmt: skip
    """Return the model of segment ``slug``; records of other segments are ignored.

    ``interviews`` carry corrections of segment, organisation and speakers. ``decisions_stamp`` stands for the log of
    decisions in the version. Raises SegmentError where an entry rests on anything but approved findings and true quotes.
    """
    reviewed = [item for item in reviewed if item.segment == slug]
    entries = sorted((entry for entry in entries if entry.segment == slug), key=lambda entry: entry.id)
    here = [interview for interview in interviews if interview.segment == slug]
    check_entries(entries, {interview.id: interview for interview in interviews})
    coverage = cover_segment(slug, here)
    tree = Tree(entries, coverage)
    unlinked = rank_obstacles(_obstacle_line(tree, entry) for entry in tree.unlinked_obstacles())
    enhancements = tree.enhancement_lines()
    serving = {outcome.id: tuple(line.entry.id for line in enhancements if outcome.id in line.serves) for outcome in tree.outcomes}
    grown = [_outcome_line(tree, entry, serving[entry.id]) for entry in tree.outcomes]
    obstacles = {line.entry.id: line for outcome in grown for line in outcome.obstacles} | {line.entry.id: line for line in unlinked}
    present_roles = roles_here(list(obstacles.values()), products, roles)
    if products:
        grown = [line.model_copy(update={"solution": solve(line.obstacles, present_roles)}) if line.obstacles else line for line in grown]
    outcomes = rank_outcomes(grown)
    counts = Counter(item.status for item in reviewed)
    return SegmentModel(
        segment=slug, title=title or _titled(slug), owner=owner,
        version=stamp(settings={"segment": slug, "title": title, "owner": owner}, decisions=decisions_stamp, reviewed=reviewed, entries=entries,
                      interviews=here, products=products, roles=roles),
        interviews=len(here), organisations=coverage.organisations, without_organisation=coverage.without_organisation,
        outcomes=outcomes, enhancements=tuple(line.entry for line in enhancements), enhancement_lines=enhancements,
        unlinked_obstacles=unlinked, unlinked_metrics=tree.unlinked_metrics(),
        open=sum(counts[status] for status in UNDECIDED), decided=sum(item.decided for item in reviewed), counts=dict(sorted(counts.items())),
        departments=cover_departments(entries, outcomes), sources=list_interviews(here, entries),
        products=tuple(sorted(products, key=lambda product: product.id)), roles=present_roles,
    )  # fmt: skip


def _outcome_line(tree: Tree, entry: Entry, serving: tuple[str, ...]) -> OutcomeLine:
    own, metrics, why = tree.metrics_of(entry), tree.metric_lines(entry), reasons(entry)
    scales = outcome_scales(own, tree.coverage)
    gaps = outcome_gaps(own, scales, tree.coverage)
    obstacles = rank_obstacles((_obstacle_line(tree, obstacle, scales, gaps, own) for obstacle in tree.obstacles_of(entry)), scales)
    return OutcomeLine(
        entry=entry, prevalence=count_prevalence(entry, tree.coverage), why=why, obstacles=obstacles, metrics=metrics, serves=serving,
        missing=find_missing(obstacles, metrics, why), rank=0, deemed_by="stated" if is_deemed_strategic(entry) else "inferred", gaps=gaps,
    )  # fmt: skip


def _obstacle_line(
    tree: Tree, entry: Entry, scales: Sequence[Scale] = (), gaps: Sequence[Effect] = (), of_outcome: Sequence[Entry] = ()
) -> ObstacleLine:
    """Return an obstacle as it stands under one outcome: its size depends on the units that outcome is measured in."""
    # A metric of the outcome itself says how far the outcome is, not how much of that is this obstacle's doing.
    shared = {metric.id for metric in of_outcome}
    effects = stated_effects([metric for metric in tree.metrics_of(entry) if metric.id not in shared], scales, tree.coverage)
    return ObstacleLine(
        entry=entry, prevalence=count_prevalence(entry, tree.coverage), metrics=tree.metric_lines(entry),
        effect=next(iter((*effects, *gaps)), None), further_effects=effects[1:], rank=0,
    )  # fmt: skip


def _titled(slug: str) -> str:
    words = slug.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] if words else slug
