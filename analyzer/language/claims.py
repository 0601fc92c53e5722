"""The guard for statements, whys and edits: what they claim in numbers and negations that no quote carries.

In: a statement and the slices it rests on. Out: the unsupported pieces, as said in the statement. Always true: an empty list means
that every number (years and figures in names included) with its unit and currency, and every negation, is in at least one
slice; wording is not judged, and neither is what is counted ("nurses" for "people").
"""

from collections.abc import Sequence
from decimal import Decimal

from analyzer.language.negation import Negation, negations
from analyzer.language.numbers import Number, numbers
from analyzer.language.quantities import QuantityMatch, quantities
from analyzer.language.units import TIME_UNITS

_MEASURED = TIME_UNITS | {"percent", "percentage point", "basis point", "per mille", "time"}
"""Units that must have been said; count nouns are the statement's own words."""
_CARRIED_BY = {"not": {"not", "no", "without", "never"}, "no": {"not", "no", "without", "never"}, "without": {"not", "no", "without"}}
"""Group of a claimed negation -> groups that carry it; others are carried by their own group only."""


def unsupported_claims(statement: str, slices: Sequence[str]) -> list[str]:
    """Return the quantities, other numbers and negations of ``statement`` that no slice carries, in order of place."""
    said = [match for piece in slices for match in quantities(piece)]
    written = [number for piece in slices for number in numbers(piece) if not number.retracted]
    denied = {negation.group for piece in slices for negation in negations(piece)}
    claimed = quantities(statement)
    missing = [(claim.start, claim.said) for claim in claimed if not _carries_quantity(claim, said, written)]
    missing += [
        (number.start, statement[number.start : number.end])
        for number in numbers(statement)
        if _states(number)
        and not any(claim.start <= number.start < claim.end for claim in claimed)
        and not any(_same(number, other) for other in written)
    ]
    missing += [
        (negation.start, statement[negation.start : negation.end]) for negation in negations(statement) if not _carries_negation(negation, denied)
    ]
    return [words for _, words in sorted(missing)]


def _carries_quantity(claim: QuantityMatch, said: Sequence[QuantityMatch], written: Sequence[Number]) -> bool:
    """Whether the value was said with the unit and currency that are claimed; a limit may be one end of what was said."""
    if claim.unit not in _MEASURED and claim.currency is None:
        values = [(number.low, number.high) for number in written] + [(match.low, match.high) for match in said]
        return any(_same_value(claim, low, high) for low, high in values)
    unit = claim.unit if claim.unit in _MEASURED else None
    return any(
        _same_value(claim, match.low, match.high) and unit in (None, match.unit) and claim.currency in (None, match.currency) for match in said
    )


def _same_value(claim: QuantityMatch, low: Decimal, high: Decimal) -> bool:
    if (claim.low, claim.high) == (low, high):
        return True
    return claim.bound is not None and claim.low == claim.high and claim.low in (low, high)


def _states(number: Number) -> bool:
    """Whether a number outside the quantities is a claim of its own: not a pronoun, an ordinal word or a vague "couple"."""
    return number.kind not in ("pronoun", "vague", "ordinal") and not (number.kind == "cardinal" and number.low == number.high == 1)


def _same(number: Number, other: Number) -> bool:
    return (number.low, number.high) == (other.low, other.high)


def _carries_negation(negation: Negation, denied: set[str]) -> bool:
    return bool(denied & _CARRIED_BY.get(negation.group, {negation.group}))
