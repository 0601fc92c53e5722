"""Several signals -> one likeness a pair, each pair measured against its own sort.

In: the signals of the findings of one kind, and the interview of each. Out: blocks of likeness, in standard deviations above the
average pair of the sort. Always true: pairs within an interview and pairs across interviews are standardised apart, since people
repeat their own words and share few with others; what is computed depends on no order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.llm.embedding import Vectors
from analyzer.suggest.signals import Places, Signal

SAMPLE = 1024
"""Findings whose pairs give mean and spread; all of them in a smaller group, else spread evenly over the ids."""

Moments = tuple[float, float]
"""Mean and standard deviation."""


@dataclass(frozen=True)
class Likeness:
    """The weighted mean of standardised signals (z-scores summed: E. A. Fox, J. A. Shaw, Combination of Multiple Searches, 1994)."""

    signals: Sequence[Signal]
    weights: Sequence[float]
    interviews: Places
    """Number of the interview each finding comes from."""
    across: Sequence[Moments]
    """A signal each."""
    within: Sequence[Moments]

    def block(self, rows: Places) -> tuple[Vectors, Vectors]:
        """Return for these findings the likeness to every one, and that by the first signal alone among other interviews; itself is -inf."""
        beside = np.nonzero(self.interviews[rows][:, None] == self.interviews[None, :])
        total = np.zeros((len(rows), len(self.interviews)), dtype=np.float32)
        first = total
        for number, (signal, weight) in enumerate(zip(self.signals, self.weights, strict=True)):
            products = signal.products(rows)
            share = np.float32(weight / sum(self.weights))
            (mean, spread), (own_mean, own_spread) = self.across[number], self.within[number]
            within = (products[beside] - np.float32(own_mean)) / np.float32(own_spread)
            if number == 0:
                first = products.copy()
            products -= np.float32(mean)
            products /= np.float32(spread)
            products[beside] = within
            products *= share
            total += products
        total[np.arange(len(rows)), rows] = -np.inf
        first[beside] = -np.inf
        return total, first


def weigh(signals: Sequence[Signal], weights: Sequence[float], interviews: Places, block: int) -> Likeness:
    """Return the likeness of a group, its signals measured over up to ``SAMPLE`` findings, ``block`` at a time."""
    count = len(interviews)
    sample = np.unique(np.linspace(0, count - 1, min(count, SAMPLE)).astype(np.intp))
    # Count, sum and sum of squares: pairs across, pairs within; a row a signal.
    sums = np.zeros((len(signals), 2, 3))
    for start in range(0, len(sample), block):
        rows = sample[start : start + block]
        elsewhere = interviews[rows][:, None] != interviews[None, :]
        beside = ~elsewhere
        beside[np.arange(len(rows)), rows] = False
        for number, signal in enumerate(signals):
            products = signal.products(rows).astype(np.float64)
            for sort, mask in enumerate((elsewhere, beside)):
                chosen = products[mask]
                sums[number, sort] += (chosen.size, chosen.sum(), np.square(chosen).sum())
    across, within = ([_moments(*sums[number, sort]) for number in range(len(signals))] for sort in (0, 1))
    return Likeness(signals, weights, interviews, across, within)


def _moments(count: float, total: float, squares: float) -> Moments:
    """Return mean and standard deviation; a spread of 1 where there is none to speak of, so that equal pairs stay equal."""
    if count == 0:
        return 0.0, 1.0
    mean = total / count
    variance = squares / count - mean * mean
    return mean, float(np.sqrt(variance)) if variance > 1e-10 else 1.0
