"""Prevalence: in how many organisations of a segment an entry was said.

In: the segment's interviews and an entry. Out: ``Prevalence``. Always true: organisations are counted, never quotes or
interviews; an interview without an organisation counts in neither numerator nor denominator; ``0 <= n <= of``.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from analyzer.config import TOO_THIN_BELOW
from analyzer.records import Entry, Interview, Prevalence, ReviewedFinding

Z_95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Coverage:
    """Which organisations a segment's interviews cover."""

    names: dict[str, str]
    """Organisation's key -> its name as shown."""
    by_interview: dict[str, str | None]
    """Interview id -> key of its organisation; null where none is known. Interviews of the segment only."""

    @property
    def organisations(self) -> tuple[str, ...]:
        """Names of all organisations interviewed, in alphabetical order."""
        return tuple(sorted(self.names.values()))

    @property
    def without_organisation(self) -> tuple[str, ...]:
        """Ids of interviews that count nowhere."""
        return tuple(sorted(identifier for identifier, key in self.by_interview.items() if key is None))

    def keys_of(self, members: Iterable[ReviewedFinding]) -> set[str]:
        """Return the keys of the organisations these findings come from."""
        return {key for member in members if (key := self.by_interview.get(member.finding.interview)) is not None}


def organisation_key(name: str | None) -> str | None:
    """Return what makes two spellings one organisation: case, width and spacing do not count; null for a blank name."""
    key = " ".join(unicodedata.normalize("NFKC", name or "").casefold().split())
    return key or None


def cover_segment(slug: str, interviews: Sequence[Interview]) -> Coverage:
    """Return which organisations the interviews of segment ``slug`` cover; interviews of other segments are ignored."""
    names: dict[str, str] = {}
    by_interview: dict[str, str | None] = {}
    for interview in interviews:
        if interview.segment != slug:
            continue
        key = by_interview[interview.id] = organisation_key(interview.organisation)
        if key is not None:
            shown = " ".join((interview.organisation or "").split())
            names[key] = min(names.get(key, shown), shown)
    return Coverage(names, by_interview)


def count_prevalence(entry: Entry, coverage: Coverage) -> Prevalence:
    """Return in how many of the covered organisations a member of ``entry`` was said, with its 95 % interval."""
    keys = coverage.keys_of(entry.members)
    n, of = len(keys), len(coverage.names)
    low, high = wilson_interval(n, of)
    return Prevalence(organisations=tuple(sorted(coverage.names[key] for key in keys)), n=n, of=of, low=low, high=high, too_thin=of < TOO_THIN_BELOW)


def wilson_interval(n: int, of: int) -> tuple[float, float]:
    """Return the 95 % score interval of the share ``n / of``, both ends 0 to 1; (0, 1) where nothing was asked.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212; without continuity correction. It stays inside 0 to 1 and is usable for a
    handful of organisations, where the textbook interval is not.
    """
    if of == 0:
        return 0.0, 1.0
    share = n / of
    spread = Z_95 * Z_95 / of
    middle = (share + spread / 2) / (1 + spread)
    reach = Z_95 * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    # At the edges the formula is exact; rounding must not put the end beyond the share itself.
    return (0.0 if n == 0 else max(0.0, middle - reach)), (1.0 if n == of else min(1.0, middle + reach))
