"""The guard for statements, whys and edits: what they claim in numbers and negations that no quote carries.

In: a statement and the slices it rests on. Out: the unsupported pieces, as said in the statement. Always true: an empty list means
that every number with its unit and currency, and every negation, is in at least one slice; wording is not judged.
"""

from collections.abc import Sequence

from analyzer.language.negation import negations
from analyzer.language.quantities import QuantityMatch, quantities


def unsupported_claims(statement: str, slices: Sequence[str]) -> list[str]:
    """Return the quantities and negations of ``statement`` that no slice carries, in order of place."""
    carried = [match for piece in slices for match in quantities(piece)]
    missing = [claim.said for claim in quantities(statement) if not any(_carries(match, claim) for match in carried)]
    denied = negations(statement)
    if denied and not any(negations(piece) for piece in slices):
        missing.append(statement[denied[0].start : denied[0].end])
    return missing


def _carries(match: QuantityMatch, claim: QuantityMatch) -> bool:
    """Whether a quantity that was said carries the claimed one: same value; a unit or currency that is claimed must have been said."""
    ends = {match.low, match.high}
    same_value = (match.low, match.high) == (claim.low, claim.high) or (claim.low == claim.high and claim.low in ends)
    same_unit = claim.unit is None or claim.unit == match.unit
    return same_value and same_unit and (claim.currency is None or claim.currency == match.currency)
