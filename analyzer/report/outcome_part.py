"""One outcome of the strategy: what, why, why they struggle, and the metrics that define success.

In: an ``OutcomeLine`` of the model. Out: a ``Section``. Always true: every line carries the ids and quotes it rests on; what
is missing is said; a statement that is held back is named by its id only.
"""

from collections.abc import Iterable, Mapping

from analyzer.records import LINK_NAMES, Effect, Entry, Metric, MetricLine, Obstacle, ObstacleLine, Outcome, OutcomeLine, SegmentModel
from analyzer.report.blocks import Aside, Block, Bullets, Code, Facts, Paragraph, Section, Share, Span, Spans, Strong, Table, join
from analyzer.report.guard import HELD, is_held, is_held_back
from analyzer.report.phrases import DIRECTIONS, NOT_QUANTIFIED, STRATEGIC, effect_phrase, flags_phrase, gap_phrase, quantity_phrase, size_phrase
from analyzer.report.quotes import Sources

MISSING = {
    "why": "Nobody has said yet why this is strategic to them.",
    "obstacle": "No obstacle is linked to this outcome yet.",
    "metric": "No metric defines success yet.",
}


def wording(entry: Entry) -> Spans:
    """Return the entry's statement, or that it is held back."""
    return (Aside(f"{entry.kind.capitalize()} {HELD}"), " ", Code(entry.id)) if is_held_back(entry) else (entry.statement,)


def ids(entry: Entry) -> Spans:
    """Return the entry's id and those of the findings it rests on."""
    return (Code(entry.id), " from ", *join((Code(member.id),) for member in entry.members))


def cautions(entry: Entry) -> tuple[tuple[str, Spans], ...]:
    """Return what a reader should know of the entry's findings, as a fact; nothing where there is nothing."""
    flags = dict.fromkeys(flag for member in entry.members for flag in member.flags if flag not in ("unsupported_claim", "level_inferred"))
    return (("Caution", (flags_phrase(tuple(flags)),)),) if flags else ()


def level(entry: Entry) -> Spans:
    """Return the entry's level and whether somebody said so."""
    return (entry.level or "not set yet", Aside(" (concluded, not said)") if entry.level and "level_inferred" in entry.lead.flags else "")


def departments(entry: Entry) -> tuple[tuple[str, Spans], ...]:
    """Return the departments the entry's findings name, as a fact."""
    named = dict.fromkeys(member.finding.department.strip() for member in entry.members if member.finding.department)
    return (("Department", (", ".join(named),)),) if named else ()


class OutcomePart:
    """Writes the outcomes of one model."""

    def __init__(self, model: SegmentModel) -> None:
        """Take the model whose outcomes are written."""
        self.sources = Sources(model)
        self.names = {product.id: product.name for product in model.products}
        self.roles = model.roles
        self.entries = {line.entry.id: line.entry for line in model.outcomes} | {entry.id: entry for entry in model.enhancements}

    def section(self, line: OutcomeLine) -> Section:
        """Return the section of one outcome."""
        number = str(line.rank)
        blocks: list[Block] = [Facts(self._facts(line)), *self.sources.entry_quotes(line.entry)]
        blocks.append(Section(("Why it is strategic",), tuple(self._why(line)), "aspect"))
        blocks.append(Section(("Why they struggle",), tuple(self._obstacles(line, number)), "aspect"))
        blocks.append(Section(("Metrics that define success",), tuple(self._metrics(line)), "aspect"))
        if line.serves:
            served = tuple((*wording(self.entries[one]), " ", Code(one)) for one in line.serves if one in self.entries)
            blocks.append(Section(("Enhancements that serve it",), (Bullets(served),), "aspect"))
        return Section(wording(line.entry), tuple(blocks), "outcome", number, line.entry.id)

    def _facts(self, line: OutcomeLine) -> tuple[tuple[str, Spans], ...]:
        lead = line.entry.lead.finding
        facts: list[tuple[str, Spans]] = [("Said in", (Share(line.prevalence),)), ("Strategic", (STRATEGIC[line.deemed_by],))]
        facts.append(("Level", level(line.entry)))
        if isinstance(lead, Outcome) and lead.beneficiary and not is_held(line.entry.lead):
            facts.append(("For", (lead.beneficiary,)))
        facts += departments(line.entry)
        named = {metric.entry.id: metric.entry for metric in line.metrics}
        facts += [("Gap", (f"from now to target {gap_phrase(gap)}", *_measured_by(gap, named))) for gap in line.gaps]
        lifts = [self.entries[link.to] for link in line.entry.links if link.type == "serves" and link.to in self.entries]
        if lifts:
            facts.append(("Serves", join((wording(entry) for entry in lifts), "; ")))
        if line.solution is not None:
            facts.append(("Products", self._solution(line)))
        return (*facts, *cautions(line.entry), ("Rests on", ids(line.entry)))

    def _solution(self, line: OutcomeLine) -> Spans:
        solution = line.solution
        if solution is None:
            return ()
        names = " + ".join(self.names.get(product, product) for product in solution.products)
        if solution.how == "uncovered":
            gaps = join((Code(obstacle),) for obstacle in solution.uncovered)
            return (Strong("uncovered"), ": no product for ", *gaps, f"; {names} for the rest" if names else "")
        return (Strong("one product" if solution.how == "single" else "integrated"), f": {names}")

    def _why(self, line: OutcomeLine) -> Iterable[Block]:
        members = {member.id: member for member in line.entry.members}
        if not line.why:
            yield Paragraph((MISSING["why"],), "warning")
        for finding, why in line.why:
            member = members[finding]
            if is_held(member):
                yield Paragraph((Aside(f"Reason {HELD}"), " ", Code(finding)))
                continue
            quotes = self.sources.quotes([member], "why")
            unquoted = () if quotes else (Aside(" (no quote of its own)"),)
            yield Paragraph((why, *unquoted, " ", Code(finding)))
            yield from quotes

    def _obstacles(self, line: OutcomeLine, number: str) -> Iterable[Block]:
        if not line.obstacles:
            yield Paragraph((MISSING["obstacle"],), "warning")
        for obstacle in line.obstacles:
            yield self.obstacle(obstacle, f"{number}.{obstacle.rank}", line)

    def obstacle(self, line: ObstacleLine, number: str = "", outcome: OutcomeLine | None = None) -> Section:
        """Return the section of one obstacle; with its size where it stands under an outcome."""
        finding = line.entry.lead.finding
        facts: list[tuple[str, Spans]] = []
        if outcome is not None:
            named = {metric.entry.id: metric.entry for metric in (*line.metrics, *outcome.metrics)}
            facts.append(("Effect", (Strong(size_phrase(line)), *_measured_by(line.effect, named))))
            facts += [("Also", (effect_phrase(effect), *_measured_by(effect, named))) for effect in line.further_effects]
        facts.append(("Said in", (Share(line.prevalence),)))
        if isinstance(finding, Obstacle) and not is_held(line.entry.lead):
            facts += [("Cause", (finding.cause,))] if finding.cause else []
            facts += [("Nature", (finding.nature,))] if finding.nature else []
        facts.append(("Level", level(line.entry)))
        facts += departments(line.entry)
        roles = [
            (self.names.get(role.product, role.product), role.role) for role in self.roles if role.obstacle == line.entry.id and role.role != "none"
        ]
        if roles:
            facts.append(("Products", (", ".join(f"{name} {role}" for name, role in roles),)))
        facts += [*cautions(line.entry), ("Rests on", ids(line.entry))]
        return Section(
            wording(line.entry), (Facts(tuple(facts)), *self.sources.entry_quotes(line.entry), *self.metric_blocks(line.metrics)), "obstacle", number
        )

    def _metrics(self, line: OutcomeLine) -> Iterable[Block]:
        if not line.metrics:
            yield Paragraph((MISSING["metric"],), "warning")
        yield from self.metric_blocks(line.metrics)

    def metric_blocks(self, lines: Iterable[MetricLine]) -> tuple[Block, ...]:
        """Return a table of metrics, a row a finding, ladders under what they roll up to, and then their quotes."""
        ladder = list(_ladder(lines, 0))
        if not ladder:
            return ()
        rows = tuple(row for line, depth in ladder for row in _rows(line, depth))
        once = {line.entry.id: line.entry for line, _ in ladder}
        quotes = tuple(quote for entry in once.values() for quote in self.sources.entry_quotes(entry))
        return (_without_empty_columns(Table(("Metric", "Organisation", "Now", "Target", "Size", "Period", "Basis", "Rests on"), rows)), *quotes)


def _measured_by(effect: Effect | None, named: Mapping[str, Entry]) -> Spans:
    """Return which metric a size is one of: an equal unit alone does not tell the reader what was counted."""
    known = [named[metric] for metric in effect.metrics if metric in named] if effect else []
    return (" \u2013 ", *join(((*metric_name(entry), " ", Code(entry.id)) for entry in known), "; ")) if known else ()


def metric_name(entry: Entry) -> Spans:
    """Return what a metric entry measures, or that its wording is held back."""
    lead = entry.lead.finding
    return (lead.name,) if isinstance(lead, Metric) and not is_held(entry.lead) else wording(entry)


def _without_empty_columns(table: Table) -> Table:
    kept = [column for column in range(len(table.head)) if any(row[column] != ("",) for row in table.rows)]
    return Table(tuple(table.head[column] for column in kept), tuple(tuple(row[column] for column in kept) for row in table.rows))


def _ladder(lines: Iterable[MetricLine], depth: int) -> Iterable[tuple[MetricLine, int]]:
    for line in lines:
        yield line, depth
        yield from _ladder(line.ladder, depth + 1)


def _rows(line: MetricLine, depth: int) -> Iterable[tuple[Spans, ...]]:
    """Yield a row for each finding of a metric: what one organisation said about it."""
    rung = (Aside(f"{LINK_NAMES['rolls_up']} the above: "),) if depth else ()
    for member in line.entry.members:
        metric = member.finding
        if not isinstance(metric, Metric):
            continue
        heading = metric.name if metric.direction is None else f"{metric.name} ({DIRECTIONS[metric.direction]})"
        name: Spans = (Aside(HELD),) if is_held(member) else (heading,)
        now, target, size = values(metric)
        if not (now or target or size):
            size = NOT_QUANTIFIED
        place: tuple[Span, ...] = (Code(line.entry.id), " ", Code(member.id))
        yield (*rung, *name), (member.organisation or Aside("not known"),), (now,), (target,), (size,), (metric.period or "",), (metric.basis,), place


def values(metric: Metric) -> tuple[str, str, str]:
    """Return what a metric says is now, wanted, and at stake (gap, cost, any other value, money), as phrases."""
    now, target = quantity_phrase(metric.baseline, metric), quantity_phrase(metric.target, metric)
    value = quantity_phrase(metric.value, metric)
    if metric.role == "actual" and not now:
        now, value = value, ""
    elif metric.role == "target" and not target:
        target, value = value, ""
    elif value and metric.role in ("gap", "cost"):
        value = f"{metric.role} {value}"
    value = "" if value in (now, target) else value
    money = quantity_phrase(metric.money, metric)
    return now, target, "; ".join(part for part in (value, "" if money == value else money) if part)
