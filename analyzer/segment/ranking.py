"""Ranking: which outcome and which obstacle comes first.

In: lines without a rank. Out: the same lines in order, ranked 1, 2, 3, ... Always true: ranks are a permutation; the order
is lexicographic (stated before inferred, effect, prevalence) and built from parts that are shown, never from a score;
ties fall to the entry's id, so the order does not depend on the order of the input.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from analyzer.records import Effect, Metric, MetricLine, ObstacleLine, OutcomeLine
from analyzer.segment.amounts import Scale, scale_order
from analyzer.segment.impact import is_said


def rank_obstacles(lines: Iterable[ObstacleLine], scales: Sequence[Scale] = ()) -> tuple[ObstacleLine, ...]:
    """Return an outcome's obstacles ranked: stated effects by size, then those "at most", then those without; then by prevalence.

    Sizes are compared within one scale only; ``scales`` are those of the outcome's metrics, first the one that goes first.
    """
    ordered = sorted(lines, key=lambda line: (*_effect_key(line.effect, scales), -line.prevalence.n, line.entry.id))
    return tuple(line.model_copy(update={"rank": number}) for number, line in enumerate(ordered, 1))


def _effect_key(effect: Effect | None, scales: Sequence[Scale]) -> tuple[int, tuple[bool, int, Scale], Decimal]:
    if effect is None:
        return 2, (True, 0, Scale("", "", "")), Decimal(0)
    place = scale_order(Scale(effect.unit or "", effect.currency or "", effect.per or ""), scales)
    return (0 if effect.basis == "stated" else 1), place, Decimal(effect.median).copy_abs().copy_negate()


def rank_outcomes(lines: Iterable[OutcomeLine]) -> tuple[OutcomeLine, ...]:
    """Return outcomes ranked: called strategic by a customer before inferred, quantified before not, then by prevalence.

    Sizes of different outcomes stand in different units and are not compared.
    """
    ordered = sorted(lines, key=lambda line: (line.deemed_by != "stated", not is_quantified(line), -line.prevalence.n, line.entry.id))
    return tuple(line.model_copy(update={"rank": number}) for number, line in enumerate(ordered, 1))


def is_quantified(line: OutcomeLine) -> bool:
    """Whether a customer stated a number for one of the outcome's metrics."""
    return any(_has_number(metric) for metric in line.metrics)


def _has_number(line: MetricLine) -> bool:
    for member in line.entry.members:
        finding = member.finding
        if isinstance(finding, Metric) and finding.basis == "stated":
            quantities = (finding.value, finding.baseline, finding.target, finding.money)
            if any(quantity is not None and is_said(quantity, finding) for quantity in quantities):
                return True
    return False
