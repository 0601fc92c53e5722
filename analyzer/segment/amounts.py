"""Amounts: exact decimals with a unit, one value an organisation.

In: ``Quantity`` records of metric findings. Out: ``Scale``, ``Span`` and per-organisation values. Always true: arithmetic
is exact (never binary floating point); amounts of different scales never meet; a value that cannot be read is no value.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation, localcontext

from analyzer.language.units import PERIOD_NOUNS, singular
from analyzer.records import Quantity

EXACT = Context(prec=200)
"""Wide enough that sums and halves of the amounts accepted here are never rounded."""
MAX_DIGITS = 40
BASE = re.compile(r"(?:an?|per|each|every)\s+(?:(\w+)\s+)?(\w+)", re.I)
ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "quarterly": "quarter"}
ADVERBS |= dict.fromkeys(("yearly", "annually", "annual", "per annum", "p.a."), "year")


@dataclass(frozen=True, order=True)
class Scale:
    """What makes two amounts comparable: unit, currency and, for a rate, what it is per."""

    unit: str
    currency: str
    per: str

    @property
    def measure(self) -> tuple[str, str]:
        """Unit and currency alone: what has to agree with the outcome's metric."""
        return self.unit, self.currency


@dataclass(frozen=True)
class Span:
    """An amount from ``low`` to ``high`` with its ``middle``; all equal for a single value."""

    low: Decimal
    middle: Decimal
    high: Decimal


def rate_of(period: str | None) -> str:
    """Return what a rate is per ("a month" -> month, "per bed" -> bed, "weekly" -> week); empty for a deadline ("by year end")."""
    text = " ".join((period or "").casefold().split())
    if text in ADVERBS:
        return ADVERBS[text]
    found = BASE.match(text)
    if found is None:
        return ""
    return next((singular(word) for word in (found.group(2), found.group(1)) if word and singular(word) in PERIOD_NOUNS), "")


def scale_of(quantity: Quantity, period: str | None) -> Scale | None:
    """Return the quantity's scale; null for a bare number, which is comparable with nothing."""
    unit, currency = (quantity.unit or "").strip().casefold(), (quantity.currency or "").strip().upper()
    return Scale(unit, currency, rate_of(period)) if unit or currency else None


def scale_order(scale: Scale, scales: Sequence[Scale]) -> tuple[bool, int, Scale]:
    """Return where ``scale`` goes among the ``scales`` of an outcome: exact ones first, then other periods of the same unit."""
    if scale in scales:
        return False, list(scales).index(scale), scale
    measures = [known.measure for known in scales]
    return True, measures.index(scale.measure) if scale.measure in measures else len(measures), scale


def span_of(quantity: Quantity) -> Span | None:
    """Return the quantity as exact decimals; null where it holds no finite number of a sensible size."""
    ends = [_amount(quantity.low), _amount(quantity.high)]
    if ends[0] is None or ends[1] is None:
        return None
    low, high = min(ends[0], ends[1]), max(ends[0], ends[1])
    return Span(low, median([low, high]), high)


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or len(amount.as_tuple().digits) > MAX_DIGITS or abs(amount.adjusted()) > MAX_DIGITS:
        return None
    return amount


def median(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact median of one or more amounts: the middle one, or half the sum of the two middle ones."""
    ordered = sorted(amounts)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    with localcontext(EXACT):
        return (ordered[half - 1] + ordered[half]) / 2


def unite(spans: Iterable[Span]) -> Span:
    """Return one span for all that one organisation said: from its lowest to its highest, in the middle the median."""
    several = list(spans)
    return Span(min(span.low for span in several), median(span.middle for span in several), max(span.high for span in several))


def distance(one: Span, other: Span) -> Span:
    """Return how far apart two spans are: least, between the middles, and most."""
    with localcontext(EXACT):
        least = max(one.low - other.high, other.low - one.high, Decimal(0))
        most = max(one.high - other.low, other.high - one.low)
        return Span(least, abs(one.middle - other.middle), most)


def plain(amount: Decimal) -> str:
    """Return the amount in digits, without exponent and without trailing zeros."""
    with localcontext(EXACT):
        text = format(amount, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text
