"""Metric fields, labelled against found: value, baseline, unit, period, direction, each exact or not.

In: the labelled fields of a metric and the metric that was matched with it. Out: field -> exact or not, for the fields that can be
judged. Always true: a field neither side states is not judged, so silence never raises a figure; a number that was found where the
label has none is wrong.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from analyzer.evaluate.gold_format import GoldMetric, ends
from analyzer.language.words import normalise
from analyzer.records import Metric, Quantity

Ends = tuple[Decimal, Decimal]

LARGEST = 30
"""Power of ten from which an amount is nonsense, and arithmetic with it would fail."""

_CURRENCIES = {"dollar": "USD", "us dollar": "USD", "$": "USD", "euro": "EUR", "€": "EUR", "pound": "GBP", "£": "GBP", "rupee": "INR", "franc": "CHF"}
_UNITS = {"%": "percent", "per cent": "percent", "pct": "percent", "people": "person"} | dict.fromkeys(
    ("business day", "working day", "calendar day", "workday"), "day"
)
_EMPTY_WORDS = frozenset({"a", "an", "the", "per", "by", "in", "of", "each", "every", "this", "within", "for"})


@dataclass(frozen=True)
class _Facts:
    value: Ends | None
    baseline: Ends | None
    unit: str | None
    period: frozenset[str]
    direction: str | None


def compare_fields(gold: GoldMetric, found: Metric) -> dict[str, bool]:
    """Return for each judged field of ``measures.METRIC_FIELDS`` whether what was found equals the label."""
    label, claim = _labelled(gold), _found(found)
    judged: dict[str, bool] = {}
    for field, one, other in (("value", label.value, claim.value), ("baseline", label.baseline, claim.baseline)):
        if one is not None or other is not None:
            judged[field] = one == other
    if label.unit is not None:
        judged["unit"] = label.unit == claim.unit
    if label.period:
        judged["period"] = label.period == claim.period
    if label.direction is not None:
        judged["direction"] = label.direction == claim.direction
    return judged


def same_value(gold: GoldMetric, found: Metric) -> bool:
    """Return whether both state a value and it is the same."""
    label = _labelled(gold).value
    return label is not None and label == _found(found).value


def _labelled(gold: GoldMetric) -> _Facts:
    # A goal may be written as value or as target, today's figure as value or as baseline: one fact, two ways to write it.
    target, baseline = ends(gold.target), ends(gold.baseline)
    value = gold.stated or (baseline if gold.role == "actual" else target)
    return _Facts(value, baseline, _unit(gold.unit, gold.currency), _content(gold.period), gold.direction)


def _found(found: Metric) -> _Facts:
    value = found.value or (found.baseline if found.role == "actual" else found.target) or found.money
    quantity = value or found.baseline or found.target
    unit = _unit(quantity.unit, quantity.currency) if quantity else None
    return _Facts(_ends(value), _ends(found.baseline), unit, _content(found.period), found.direction)


def _ends(quantity: Quantity | None) -> Ends | None:
    low, high = (read_amount(quantity.low), read_amount(quantity.high)) if quantity else (None, None)
    return None if low is None or high is None else (low, high)


def read_amount(text: str) -> Decimal | None:
    """Return the number an extractor wrote down; None where it is none that anybody could have said."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount.adjusted() < LARGEST else None


def _unit(unit: str | None, currency: str | None) -> str | None:
    plain = " ".join((unit or "").casefold().split())
    if currency:
        return currency.strip().upper()
    if unit and len(unit.strip()) == 3 and unit.strip().isupper():
        return unit.strip()
    singular = plain[:-1] if len(plain) > 3 and plain.endswith("s") and not plain.endswith("ss") else plain
    return _CURRENCIES.get(singular) or _UNITS.get(singular) or _UNITS.get(plain) or singular or None


def _content(period: str | None) -> frozenset[str]:
    return frozenset(normalise(period or "")) - _EMPTY_WORDS
