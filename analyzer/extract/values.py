"""A metric's values, read from what was said and compared with what the model says was said.

In: slices of the source, the model's words for value, baseline and target. Out: ``Values``. Always true: every number,
unit and currency comes from a slice; a figure of the model that no slice holds becomes no value and a mismatch; what
nobody said is None, never zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analyzer.language.quantities import QuantityMatch, quantities, to_quantity
from analyzer.language.words import words
from analyzer.records import Direction, Quantity


@dataclass(frozen=True)
class Values:
    """What a metric's quote says in numbers."""

    value: Quantity | None = None
    baseline: Quantity | None = None
    target: Quantity | None = None
    money: Quantity | None = None
    period: str | None = None
    direction: Direction | None = None
    """From baseline to target, where both were said; None otherwise."""
    mismatch: bool = False
    """Whether the model named a figure that the quote does not hold."""


def read_values(slices: Sequence[str], *, value: str, baseline: str, target: str, period: str, quote_id: str) -> Values:
    """Return the values of a metric; ``value``, ``baseline``, ``target`` and ``period`` are the model's words, empty for none.

    A claimed figure picks the quantity of the slices that equals it. Without a claimed value the only quantity of the
    slices is the value; several are nobody's choice.
    """
    said = [match for piece in slices for match in quantities(piece)]
    claims = {"value": value, "baseline": baseline, "target": target}
    found = {role: _pick(claim, said) for role, claim in claims.items()}
    main = found["value"] or (said[0] if len(said) == 1 else None) or found["target"] or found["baseline"]
    used = [match for match in (main, found["baseline"], found["target"]) if match]
    other_money = [match for match in said if match.currency and match not in used]
    money = other_money[0] if main and not main.currency and len(other_money) == 1 else None
    return Values(
        value=_record(main, quote_id),
        baseline=_record(found["baseline"], quote_id),
        target=_record(found["target"], quote_id),
        money=_record(money, quote_id),
        period=_period(period, main, slices),
        direction=_direction(found["baseline"], found["target"]),
        mismatch=any(found[role] is None and bool(quantities(claim)) for role, claim in claims.items()),
    )


def _pick(claim: str, said: Sequence[QuantityMatch]) -> QuantityMatch | None:
    """Return the first quantity of the slices that is the claimed one; a claim without unit leaves the unit to the source."""
    for wanted in quantities(claim):
        for match in said:
            same_value = (match.low, match.high) == (wanted.low, wanted.high)
            if same_value and wanted.unit in (None, match.unit) and wanted.currency in (None, match.currency):
                return match
    return None


def _record(match: QuantityMatch | None, quote_id: str) -> Quantity | None:
    return to_quantity(match, quote_id) if match else None


def _period(claim: str, main: QuantityMatch | None, slices: Sequence[str]) -> str | None:
    """Return the period as it stands in the slices: what follows the value, else the model's words if they were said."""
    if main and main.period:
        return main.period
    wanted = [word.norm for word in words(claim)]
    if not wanted:
        return None
    for piece in slices:
        spoken = words(piece)
        for start in range(len(spoken) - len(wanted) + 1):
            if [word.norm for word in spoken[start : start + len(wanted)]] == wanted:
                return piece[spoken[start].start : spoken[start + len(wanted) - 1].end]
    return None


def _direction(baseline: QuantityMatch | None, target: QuantityMatch | None) -> Direction | None:
    if baseline is None or target is None or (baseline.unit and target.unit and baseline.unit != target.unit):
        return None
    change: Decimal = (target.low + target.high) - (baseline.low + baseline.high)
    return "maintain" if change == 0 else "increase" if change > 0 else "decrease"
