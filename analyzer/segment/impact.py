"""Impact: how big an obstacle is in the unit of its outcome's metric.

In: metric entries and the segment's coverage. Out: ``Effect`` records. Always true: a stated effect rests on values
customers said about the obstacle; without one the outcome's gap is the most it can be ("at most"); one value an
organisation, shown as median and range; nothing is multiplied, nothing is added across units or organisations.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
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


SHARES = frozenset({"percent", "percentage point", "basis point", "time"})
"""Units without a dimension of their own: equal units do not make two of them comparable."""

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
    """Return what a metric of an obstacle says about the obstacle's size: its value (or present state) and money; never a target.

    A bare share ("forty percent of our profit") is the state of something else, however equal the unit: a share is a size only
    where it was stated as a gap, as a cost, or without saying what it is.
    """
    if metric.role == "target":
        return (metric.money,)
    size = metric.value or metric.baseline
    is_state = metric.role == "actual" or metric.value is None
    if size is not None and is_state and size.unit in SHARES:
        return (metric.money,)
    return (size, metric.money)


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
    """Return the stated effects of an obstacle in the units of its outcome's metrics, one a metric and scale, the telling one first.

    ``metrics`` measure the obstacle and not the outcome itself. A rate (a month, a bed) is its own scale: where the outcome's
    metric has the same unit with another period, the effect is kept under its own period, after the exact ones.
    """
    measures = {scale.measure for scale in scales}
    fitting = [amount for amount in stated_amounts(metrics, coverage, sizes) if amount.scale.measure in measures]
    return _effects(fitting, scales, "stated")


def outcome_gaps(metrics: Sequence[Entry], scales: Sequence[Scale], coverage: Coverage) -> tuple[Effect, ...]:
    """Return how far an outcome is from its targets, one effect ("at most") a metric and scale, the telling one first.

    Per metric and organisation: the stated gap, else the distance from what it said it has to what it said it wants.
    """
    return _effects([amount for entry in metrics for amount in _gaps_of(entry, coverage)], scales, "at most")


def _effects(amounts: Iterable[Amount], scales: Sequence[Scale], basis: Literal["stated", "at most"]) -> tuple[Effect, ...]:
    """Return one effect a metric and scale: two metrics in percent are still two things.

    Order: scales as given; then the metric more organisations speak of, the larger one, the id.
    """
    grouped: dict[tuple[Scale, str], list[Amount]] = defaultdict(list)
    for amount in amounts:
        grouped[amount.scale, amount.metric].append(amount)
    found = [(scale_order(scale, scales), metric, _effect(scale, several, basis)) for (scale, metric), several in grouped.items()]
    found.sort(key=lambda one: (one[0], -one[2].organisations, Decimal(one[2].median).copy_abs().copy_negate(), one[1]))
    return tuple(effect for _, _, effect in found)


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
