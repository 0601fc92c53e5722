"""The segment as a tree of rows: outcomes, under them obstacles and metrics, then the lanes.

In: a ``SegmentModel``. Out: nodes in order, with depth, and the rows that are not folded away. Always true: ranks, shares and sizes
are the model's; an entry whose wording no quote carries is shown as such.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.config import TOO_THIN_BELOW
from analyzer.records import Entry, Metric, MetricLine, ObstacleLine, OutcomeLine, Prevalence, SegmentModel
from analyzer.report.guard import is_held_back
from analyzer.report.phrases import STRATEGIC_BRIEFLY, count, short_effect
from analyzer.tui.display import Line, Span, clip, spread, width_of
from analyzer.tui.words import KIND, quantity_words

STATEMENT = 24
"""Columns a row keeps for what is said; a value that leaves less is cut, or left out."""
VALUE = 8
"""Columns below which a cut value tells nothing."""
DOTS = 8
"""Up to so many organisations are drawn as dots."""


@dataclass(frozen=True)
class Node:
    """One row of the tree."""

    key: str
    """Unique in the tree; an entry may hang in two places."""
    depth: int
    entry: Entry | None
    left: tuple[Span, ...]
    right: tuple[Span, ...] = ()
    branch: bool = False
    """Whether something hangs under it."""


def tree_nodes(model: SegmentModel) -> list[Node]:
    """Return every node, depth first."""
    nodes = [node for line in model.outcomes for node in _outcome(line)]
    lane = [node for line in model.enhancement_lines for node in _plain(line.entry, line.prevalence, line.metrics, "lane", 1)]
    loose = [node for line in model.unlinked_obstacles for node in _obstacle(line, "loose", 1, ranked=False)]
    loose += [node for metric in model.unlinked_metrics for node in _metric(metric, "loose", 1)]
    for key, title, inside in (("lane", "Enhancement lane", lane), ("loose", "Not linked yet", loose)):
        if inside:
            head: tuple[Span, ...] = ((title, "head"), (f"  {sum(node.depth == 1 for node in inside)}", "dim"))
            nodes += [Node(key, 0, None, head, branch=True), *inside]
    return nodes


def shown(nodes: Sequence[Node], folded: frozenset[str]) -> list[Node]:
    """Return the nodes that no folded node hides."""
    rows: list[Node] = []
    hidden_below: int | None = None
    for node in nodes:
        if hidden_below is not None and node.depth > hidden_below:
            continue
        hidden_below = node.depth if node.key in folded else None
        rows.append(node)
    return rows


def draw_node(node: Node, folded: bool, width: int) -> Line:
    """Return a node as a row."""
    sign = ("▸ " if folded else "▾ ") if node.branch else "  "
    left: list[Span] = [(" " + "  " * node.depth + sign, "dim"), *node.left]
    if not node.right or width_of(left) + width_of(node.right) < width:
        return spread(left, node.right, width)
    value, *share = node.right
    room = width - min(STATEMENT, width_of(left)) - width_of(share) - 1
    return spread(left, [*(clip([value], room) if room >= VALUE else ()), *share], width)


def _outcome(line: OutcomeLine) -> Iterator[Node]:
    under = [node for obstacle in line.obstacles for node in _obstacle(obstacle, line.entry.id, 1)]
    under += [node for metric in line.metrics for node in _metric(metric, line.entry.id, 1)]
    if line.missing:
        under.append(Node(f"{line.entry.id}/missing", 1, line.entry, ((f"missing: {', '.join(line.missing)}", "warn"),)))
    ours: tuple[Span, ...] = ((f" {STRATEGIC_BRIEFLY[line.deemed_by]}", "dim"),) if line.deemed_by == "inferred" else ()
    yield Node(line.entry.id, 0, line.entry, _said(line.entry, line.rank), (*ours, *_share(line.prevalence)), bool(under))
    yield from under


def _obstacle(line: ObstacleLine, above: str, depth: int, *, ranked: bool = True) -> Iterator[Node]:
    key = f"{above}/{line.entry.id}"
    size: tuple[Span, ...] = ((f" {short_effect(line.effect)}", "accent"),) if line.effect else ()
    yield Node(key, depth, line.entry, _said(line.entry, line.rank if ranked else None), (*size, *_share(line.prevalence)), bool(line.metrics))
    for metric in line.metrics:
        yield from _metric(metric, key, depth + 1)


def _metric(line: MetricLine, above: str, depth: int) -> Iterator[Node]:
    key = f"{above}/{line.entry.id}"
    values: tuple[Span, ...] = ((f" {metric_values(line.entry)}", "accent"),)
    yield Node(key, depth, line.entry, _said(line.entry), (*values, *_share(line.prevalence)), bool(line.ladder))
    for step in line.ladder:
        yield from _metric(step, key, depth + 1)


def _plain(entry: Entry, share: Prevalence, metrics: Sequence[MetricLine], above: str, depth: int) -> Iterator[Node]:
    key = f"{above}/{entry.id}"
    yield Node(key, depth, entry, _said(entry), _share(share), bool(metrics))
    for metric in metrics:
        yield from _metric(metric, key, depth + 1)


def metric_values(entry: Entry) -> str:
    """Return now → target, else the value; of an unquantified metric, that."""
    metric = entry.lead.finding
    if not isinstance(metric, Metric):
        return ""
    now, target = (quantity_words(value) if value else "" for value in (metric.baseline, metric.target))
    if now or target:
        return f"{now or '?'} → {target or '?'}"
    value = metric.value or metric.money
    return quantity_words(value) if value else "not quantified"


def _said(entry: Entry, rank: int | None = None) -> tuple[Span, ...]:
    short, role = KIND[entry.kind]
    words: Span = ("held back: its wording says more than its quotes", "warn") if is_held_back(entry) else (entry.statement, "")
    merged: tuple[Span, ...] = ((f"  +{len(entry.members) - 1}", "dim"),) if len(entry.members) > 1 else ()
    return ((f"{rank} " if rank is not None else "", "dim"), (f"{short} ", role), words, *merged)


def _share(share: Prevalence) -> tuple[Span, ...]:
    dots = "●" * share.n + "○" * (share.of - share.n) if 0 < share.of <= DOTS else ""
    return ((f" {dots}", "good"), (f" {share.n} of {share.of}", "dim"))


def coverage(model: SegmentModel) -> list[Span]:
    """Return what the model rests on, in one line; few organisations are called so."""
    many = len(model.organisations)
    heard: Span = (count(many, "organisation"), "dim") if many >= TOO_THIN_BELOW else (f"only {count(many, 'organisation')}", "warn")
    return [heard, (f" · {model.decided} of {model.decided + model.open} decided ", "dim")]
