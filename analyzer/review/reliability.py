"""How far two judges agree beyond chance: kappa, alpha, and how far to believe them.

In: pairs of values, one pair a unit. Out: figures, each 1 for full agreement and 0 for what chance gives, and intervals. Always true:
the same pairs and seed give the same interval; a figure that the pairs do not define is None, never a number.

Sources: J. Cohen, A Coefficient of Agreement for Nominal Scales (1960). K. Krippendorff, Content Analysis, 2nd ed. (2004), 11.3, nominal
data, two observers, no missing data; the same steps in Computing Krippendorff's Alpha-Reliability (2011), B. Percentile bootstrap over
units: A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), 5.3.
"""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import TypeVar

RESAMPLES = 1000
SEED = 20240229
SMALLEST_PART = 40
"""Equal parts of a sorted sample whose outermost cuts are the ends of a 95 % interval."""

Judged = tuple[Hashable, Hashable]
"""What the two judges said about one unit."""
Table = Mapping[tuple[str, str], int]
"""How often each pair of values was given."""
Figure = Callable[[Table], float | None]
V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; the ends are None where too few resamples define the figure."""

    value: float
    low: float | None = None
    high: float | None = None


def cohen_kappa(table: Table) -> float | None:
    """Return Cohen's kappa of two raters from how often each pair of categories was given; None for no pairs.

    Where both always give the one same category chance alone explains all agreement; as nothing is wrong, that is 1.
    """
    total = sum(table.values())
    if not total:
        return None
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (one, other), count in table.items():
        first[one] += count
        second[other] += count
    observed = sum(count for (one, other), count in table.items() if one == other) / total
    expected = sum(first[category] * second[category] for category in first) / total**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(pairs: Iterable[Judged]) -> float | None:
    """Return alpha of two readers' nominal values, one pair a unit: 1 full agreement, 0 what chance gives, below 0 worse than chance.

    None where only one value was ever given (or there are no units): without variation there is nothing to agree about.
    """
    return alpha_of(Counter(pairs))


def alpha_of(table: Mapping[tuple[V, V], int]) -> float | None:
    """Return Krippendorff's alpha from how often each pair of values was given; see ``krippendorff_alpha``."""
    values: Counter[V] = Counter()
    disagreeing = 0
    for (one, other), count in table.items():
        values[one] += count
        values[other] += count
        disagreeing += 2 * count * (one != other)
    total = values.total()
    by_chance = total**2 - sum(count**2 for count in values.values())
    return 1 - (total - 1) * disagreeing / by_chance if by_chance else None


def estimate(figures: Sequence[Figure], table: Table, resamples: int = RESAMPLES, seed: int = SEED) -> list[Estimate | None]:
    """Return each figure of a table with its bootstrap interval over units; None for one that the table does not define.

    A figure that half of the resamples leave undefined has no interval worth showing.
    """
    kinds = list(table)
    units = [number for number, pair in enumerate(kinds) for _ in range(table[pair])]
    chance = random.Random(seed)
    drawn: list[list[float]] = [[] for _ in figures]
    for _ in range(resamples if units else 0):
        again = {kinds[number]: count for number, count in Counter(chance.choices(units, k=len(units))).items()}
        for values, figure in zip(drawn, figures, strict=True):
            if (value := figure(again)) is not None:
                values.append(value)
    return [
        None if (value := figure(table)) is None else Estimate(value, *_ends(values, resamples))
        for values, figure in zip(drawn, figures, strict=True)
    ]


def _ends(values: Sequence[float], resamples: int) -> tuple[float, float] | tuple[None, None]:
    if 2 * len(values) <= resamples:
        return None, None
    cuts = quantiles(values, n=SMALLEST_PART, method="inclusive")
    return cuts[0], cuts[-1]
