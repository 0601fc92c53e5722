"""Impact: how big an obstacle is in the unit of its outcome's metric.

In: metric entries and the segment's coverage. Out: ``Effect`` records. Always true: a stated effect rests on values
customers said about the obstacle; without one the outcome's gap is the most it can be ("at most"); one value an
organisation, shown as median and range; nothing is multiplied, nothing is added across units or organisations.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analyzer.records import Effect, Entry, Metric, Quantity
from analyzer.segment.amounts import Scale, Span, distance, median, plain, scale_of, scale_order, span_of, unite
from analyzer.segment.prevalence import Coverage


@dataclass(frozen=True)
class Amount:
    """A value one organisation stated, on its scale."""

    scale: Scale
    organisation: str
    span: Span
    said: str
    metric: str
    """Id of the metric entry."""


Pick = Callable[[Metric], Iterable[Quantity | None]]


def stated_amounts(metrics: Iterable[Entry], coverage: Coverage, pick: Pick) -> list[Amount]:
    """Return the picked quantities of all metric findings that are stated, said in a quote, and of a known organisation."""
    amounts = []
    for entry in metrics:
        for member in entry.members:
            finding, organisation = member.finding, coverage.by_interview.get(member.finding.interview)
            if not isinstance(finding, Metric) or finding.basis != "stated" or "value_mismatch" in finding.flags or organisation is None:
                continue
            for quantity in pick(finding):
                if quantity is None or not is_said(quantity, finding):
                    continue
                scale, span = scale_of(quantity, finding.period), span_of(quantity)
                if scale is not None and span is not None:
                    amounts.append(Amount(scale, organisation, span, quantity.said, entry.id))
    return amounts


def is_said(quantity: Quantity, finding: Metric) -> bool:
    """Whether the words the quantity was read from stand in one of the finding's located quotes."""
    return bool(quantity.said) and any(piece.grounds and quantity.said in piece.quote for piece in finding.evidence)


def sizes(metric: Metric) -> tuple[Quantity | None, ...]:
    """Return what a metric of an obstacle says about the obstacle's size: value (or present state) and money; never a target."""
    if metric.role == "target":
        return (metric.money,)
    return (metric.value or metric.baseline, metric.money)


def _baselines(metric: Metric) -> tuple[Quantity | None, ...]:
    return (metric.baseline, metric.value if metric.role == "actual" else None)


def _targets(metric: Metric) -> tuple[Quantity | None, ...]:
    return (metric.target, metric.value if metric.role == "target" else None)


def _gaps(metric: Metric) -> tuple[Quantity | None, ...]:
    return (metric.value if metric.role == "gap" else None,)


def _everything(metric: Metric) -> tuple[Quantity | None, ...]:
    return (metric.value, metric.baseline, metric.target, metric.money)


def outcome_scales(metrics: Sequence[Entry], coverage: Coverage) -> tuple[Scale, ...]:
    """Return the scales of an outcome's metrics, the one most organisations speak in first, then by name."""
    speakers: dict[Scale, set[str]] = defaultdict(set)
    for amount in stated_amounts(metrics, coverage, _everything):
        speakers[amount.scale].add(amount.organisation)
    return tuple(sorted(speakers, key=lambda scale: (-len(speakers[scale]), scale)))


def stated_effects(metrics: Sequence[Entry], scales: Sequence[Scale], coverage: Coverage) -> tuple[Effect, ...]:
    """Return the stated effects of an obstacle in the units of its outcome's metrics, in the order of ``scales``.

    ``metrics`` measure the obstacle and not the outcome itself. A rate (a month, a year) is its own scale: where the
    outcome's metric has the same unit with another period, the effect is kept under its own period, after the exact ones.
    """
    by_scale = _by_scale(stated_amounts(metrics, coverage, sizes))
    measures = {scale.measure for scale in scales}
    fitting = sorted((scale for scale in by_scale if scale.measure in measures), key=lambda scale: scale_order(scale, scales))
    return tuple(_effect(scale, by_scale[scale], "stated") for scale in fitting)


def outcome_gaps(metrics: Sequence[Entry], scales: Sequence[Scale], coverage: Coverage) -> tuple[Effect, ...]:
    """Return how far an outcome is from its targets, one effect ("at most") a scale, in the order of ``scales``.

    Per metric and organisation: the stated gap, else the distance from what it said it has to what it said it wants.
    """
    found: list[Amount] = []
    for entry in metrics:
        found += _gaps_of(entry, coverage)
    by_scale = _by_scale(found)
    return tuple(_effect(scale, by_scale[scale], "at most") for scale in scales if scale in by_scale)


def _gaps_of(entry: Entry, coverage: Coverage) -> list[Amount]:
    stated = stated_amounts([entry], coverage, _gaps)
    has = {(amount.scale, amount.organisation) for amount in stated}
    now = _by_place(stated_amounts([entry], coverage, _baselines))
    wanted = _by_place(stated_amounts([entry], coverage, _targets))
    for place in sorted(now.keys() & wanted.keys() - has):
        scale, organisation = place
        span = distance(unite(amount.span for amount in now[place]), unite(amount.span for amount in wanted[place]))
        stated += [Amount(scale, organisation, span, amount.said, entry.id) for amount in (*now[place], *wanted[place])]
    return stated


def _by_place(amounts: Iterable[Amount]) -> dict[tuple[Scale, str], list[Amount]]:
    grouped: dict[tuple[Scale, str], list[Amount]] = defaultdict(list)
    for amount in amounts:
        grouped[amount.scale, amount.organisation].append(amount)
    return grouped


def _by_scale(amounts: Iterable[Amount]) -> Mapping[Scale, list[Amount]]:
    grouped: dict[Scale, list[Amount]] = defaultdict(list)
    for amount in amounts:
        grouped[amount.scale].append(amount)
    return grouped


def _effect(scale: Scale, amounts: Sequence[Amount], basis: Literal["stated", "at most"]) -> Effect:
    organisations: dict[str, list[Span]] = defaultdict(list)
    for amount in amounts:
        organisations[amount.organisation].append(amount.span)
    values = [unite(spans) for spans in organisations.values()]
    return Effect(
        unit=scale.unit or None, currency=scale.currency or None, per=scale.per or None,
        median=plain(median(value.middle for value in values)), low=plain(min(value.low for value in values)),
        high=plain(max(value.high for value in values)), organisations=len(values), basis=basis,
        said=tuple(sorted({amount.said for amount in amounts})), metrics=tuple(sorted({amount.metric for amount in amounts})),
    )  # fmt: skip
