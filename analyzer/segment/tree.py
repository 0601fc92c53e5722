"""The tree: outcomes <- obstacles <- metrics, the enhancement lane, and what is not linked yet.

In: the segment's entries with their links. Out: where every entry hangs. Always true: every entry hangs somewhere - in the
tree, in the lane or among the unlinked; tactical outcomes and obstacles are in the lane only, outside every ranking.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from analyzer.records import EnhancementLine, Entry, LinkType, MetricLine
from analyzer.segment.prevalence import Coverage, count_prevalence


class Tree:
    """The entries of one segment and who hangs under whom."""

    def __init__(self, entries: Iterable[Entry], coverage: Coverage) -> None:
        """Read the links of the entries; a link to an entry that is not there hangs nothing."""
        self.coverage = coverage
        self.entries = {entry.id: entry for entry in sorted(entries, key=lambda entry: entry.id)}
        every = self.entries.values()
        self.outcomes = [entry for entry in every if entry.kind == "outcome" and entry.level != "tactical"]
        self.obstacles = [entry for entry in every if entry.kind == "obstacle" and entry.level != "tactical"]
        self.lane = [entry for entry in every if entry.kind != "metric" and entry.level == "tactical"]
        self._blocking = self._incoming("blocks")
        self._measuring = self._incoming("measures")
        self._rolling_up = self._incoming("rolls_up")

    def _incoming(self, type_: LinkType) -> Mapping[str, list[Entry]]:
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            for target in self._targets(entry, type_):
                found[target].append(entry)
        return found

    def _targets(self, entry: Entry, *types: LinkType) -> list[str]:
        return sorted({link.to for link in entry.links if link.type in types and link.to in self.entries})

    def obstacles_of(self, outcome: Entry) -> list[Entry]:
        """Return the obstacles that block an outcome and are no matter of the enhancement lane."""
        return [entry for entry in self._blocking.get(outcome.id, ()) if entry.kind == "obstacle" and entry.level != "tactical"]

    def metrics_of(self, entry: Entry) -> list[Entry]:
        """Return the metrics that measure an entry."""
        return [metric for metric in self._measuring.get(entry.id, ()) if metric.kind == "metric"]

    def metric_lines(self, entry: Entry) -> tuple[MetricLine, ...]:
        """Return the metrics that measure an entry with their ladders, most often heard first."""
        return self._lines(self.metrics_of(entry), frozenset())

    def _lines(self, metrics: Iterable[Entry], above: frozenset[str]) -> tuple[MetricLine, ...]:
        lines = []
        for metric in metrics:
            here = above | {metric.id}
            # Metrics that roll up to each other in a circle are shown once a ladder.
            rungs = [rung for rung in self._rolling_up.get(metric.id, ()) if rung.kind == "metric" and rung.id not in here]
            lines.append(MetricLine(entry=metric, prevalence=count_prevalence(metric, self.coverage), ladder=self._lines(rungs, here)))
        return tuple(sorted(lines, key=lambda line: (-line.prevalence.n, line.entry.id)))

    def served_by(self, entry: Entry) -> tuple[str, ...]:
        """Return the ids of the outcomes a tactical entry lifts to, straight or through the obstacle it is about."""
        wanted = {outcome.id for outcome in self.outcomes}
        served: set[str] = set()
        for target in self._targets(entry, "serves", "blocks"):
            if target in wanted:
                served.add(target)
            else:
                served |= wanted & set(self._targets(self.entries[target], "blocks"))
        return tuple(sorted(served - {entry.id}))

    def enhancement_lines(self) -> tuple[EnhancementLine, ...]:
        """Return the enhancement lane, most often heard first."""
        lines = [
            EnhancementLine(
                entry=entry, prevalence=count_prevalence(entry, self.coverage), serves=self.served_by(entry), metrics=self.metric_lines(entry)
            )
            for entry in self.lane
        ]
        return tuple(sorted(lines, key=lambda line: (-line.prevalence.n, line.entry.id)))

    def unlinked_obstacles(self) -> list[Entry]:
        """Return the obstacles that block no outcome of the tree."""
        return [entry for entry in self.obstacles if not {outcome.id for outcome in self.outcomes} & set(self._targets(entry, "blocks"))]

    def unlinked_metrics(self) -> tuple[MetricLine, ...]:
        """Return the metrics that hang under no outcome, obstacle or enhancement, most often heard first."""
        placed = {identifier for entry in self.entries.values() if entry.kind != "metric" for identifier in ids_of(self.metric_lines(entry))}
        loose = [entry for entry in self.entries.values() if entry.kind == "metric" and entry.id not in placed]
        lines = [MetricLine(entry=entry, prevalence=count_prevalence(entry, self.coverage)) for entry in loose]
        return tuple(sorted(lines, key=lambda line: (-line.prevalence.n, line.entry.id)))


def ids_of(lines: Iterable[MetricLine]) -> set[str]:
    """Return the ids of the metrics in these lines, their ladders included."""
    return {identifier for line in lines for identifier in (line.entry.id, *ids_of(line.ladder))}
