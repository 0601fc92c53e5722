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

RESAMPLES = 1000
SEED = 20240229
SMALLEST_PART = 40
"""Equal parts of a sorted sample whose outermost cuts are the ends of a 95 % interval."""

Judged = tuple[Hashable, Hashable]
"""What the two judges said about one unit."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; the ends are None where too few resamples define the figure."""

    value: float
    low: float | None = None
    high: float | None = None


def cohen_kappa(table: Mapping[tuple[str, str], int]) -> float | None:
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
    values: Counter[Hashable] = Counter()
    disagreeing = 0
    for one, other in pairs:
        values.update((one, other))
        disagreeing += 2 * (one != other)
    total = values.total()
    by_chance = total**2 - sum(count**2 for count in values.values())
    return 1 - (total - 1) * disagreeing / by_chance if by_chance else None


def estimate(
    figure: Callable[[Sequence[Judged]], float | None], pairs: Sequence[Judged], resamples: int = RESAMPLES, seed: int = SEED
) -> Estimate | None:
    """Return a figure of the pairs with its bootstrap interval over units; None where the pairs do not define it.

    A figure that half of the resamples leave undefined has no interval worth showing.
    """
    value = figure(pairs)
    if value is None:
        return None
    chance = random.Random(seed)
    drawn = [again for _ in range(resamples) if (again := figure(chance.choices(pairs, k=len(pairs)))) is not None]
    if 2 * len(drawn) <= resamples:
        return Estimate(value)
    cuts = quantiles(drawn, n=SMALLEST_PART, method="inclusive")
    return Estimate(value, cuts[0], cuts[-1])
