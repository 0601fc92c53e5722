"""How far to believe a figure: intervals by resampling whole transcripts.

In: counts of each transcript. Out: percentile intervals of pooled measures, and of differences between two runs over the same
transcripts. Always true: the transcript is the unit (findings of one conversation are not independent); the same input and seed
give the same interval.

Source: cluster bootstrap, percentile method: A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), 3.8 and 5.3.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from analyzer.evaluate.measures import Counts, Measures, link_measures, match_measures, trust_measures
from analyzer.records import KINDS

RESAMPLES = 1000
SEED = 20240229
COVERAGE = 0.95

WATCHED = ("outcome.f1", "obstacle.f1", "metric.f1", "all.f1", "grounded", "wrong_speaker", "invented_numbers", "links.f1")
"""The measures that get an interval and that a comparison judges."""
_NEEDED = (*(f"{kind}." for kind in KINDS), "findings.", "evidence.", "links.")
"""What the names of the counts behind them begin with."""


def intervals(counts: Sequence[Counts], resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, tuple[float, float]]:
    """Return the 95 % interval of each watched measure that is defined in every other resample at least."""
    if len(counts) < 2:
        return {}
    return _percentiles([sample[0] for sample in _resample([counts], resamples, seed)])


def paired_intervals(
    before: Sequence[Counts], after: Sequence[Counts], resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, tuple[float, float]]:
    """Return the 95 % interval of ``after - before`` for each watched measure; both list the same transcripts in the same order."""
    if len(before) != len(after):
        raise ValueError(f"{len(before)} transcripts before, {len(after)} after: differences are paired")
    if len(before) < 2:
        return {}
    return _percentiles([_differences(old, new) for old, new in _resample([before, after], resamples, seed)])


def _differences(before: Measures, after: Measures) -> Measures:
    return {name: None if (old := before[name]) is None or (new := after[name]) is None else new - old for name in WATCHED}


def _resample(groups: Sequence[Sequence[Counts]], resamples: int, seed: int) -> Iterator[list[Measures]]:
    chance = random.Random(seed)
    size = len(groups[0])
    names = sorted({name for group in groups for counts in group for name in counts if name.startswith(_NEEDED)})
    # Rows of numbers instead of counters: a thousand resamples take a fraction of a second.
    rows = [[[counts.get(name, 0) for name in names] for counts in group] for group in groups]
    for _ in range(resamples):
        drawn = chance.choices(range(size), k=size)
        yield [_measure_watched(dict(zip(names, map(sum, zip(*(group[index] for index in drawn), strict=True)), strict=True))) for group in rows]


def _measure_watched(counts: Counts) -> Measures:
    get = Counter(counts)
    kinds = {f"{kind}.f1": match_measures(get, (kind,))["f1"] for kind in KINDS}
    return kinds | {"all.f1": match_measures(get, KINDS)["f1"]} | trust_measures(get) | link_measures(get)


def _percentiles(samples: Sequence[Measures]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for name in WATCHED:
        values = sorted(value for sample in samples if (value := sample[name]) is not None)
        # A measure most resamples cannot even form (one transcript alone has links, say) has no interval worth printing.
        if 2 * len(values) > len(samples):
            found[name] = (_quantile(values, (1 - COVERAGE) / 2), _quantile(values, (1 + COVERAGE) / 2))
    return found


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
