"""How far reviewers agree on findings that two of them decided, each blind to the other.

In: the whole log, dead decisions included. Out: ``Agreement`` over all such findings and for each pair of reviewers.
Always true: only verdicts count that were given blind; who undid a verdict after both were in has seen the other's, so what they say then
is left out and counted as left out; settling or changing one's mind later changes no figure; one verdict a reviewer and finding.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from analyzer.records import Decision
from analyzer.review.double import NEEDED, verdict_of
from analyzer.review.draft import Draft
from analyzer.review.entries import finding_of
from analyzer.review.reliability import Estimate, Table, alpha_of, cohen_kappa, estimate

TOO_FEW_BELOW = 8
"""Findings below which a figure says nothing but how few they are."""
BLIND = "blind"
"""Key in a verdict's ``saw``: the targets whose other verdict the reviewer could not see."""


@dataclass(frozen=True)
class Pair:
    """Two independent verdicts on one finding."""

    finding: str
    reviewers: tuple[str, str]
    """In alphabetical order."""
    verdicts: tuple[str, str]
    """approved or rejected, in the order of the reviewers."""


@dataclass(frozen=True)
class Agreement:
    """How far these reviewers agree."""

    reviewers: tuple[str, ...]
    """Two, or all who took part."""
    table: dict[tuple[str, str], int]
    """How often each pair of verdicts was given, in the order of the reviewers; of more than two, in alphabetical order within a pair."""
    same: Estimate | None = None
    """Share of findings both decided alike; None, as all figures, where they are too few."""
    kappa: Estimate | None = None
    """Of two reviewers only: Cohen's kappa takes them for the same two throughout."""
    alpha: Estimate | None = None

    @property
    def n(self) -> int:
        """Findings with two independent verdicts."""
        return sum(self.table.values())

    @property
    def alike(self) -> int:
        """Findings both decided alike."""
        return sum(count for (one, other), count in self.table.items() if one == other)


@dataclass(frozen=True)
class Reliability:
    """Agreement over all findings, by pair of reviewers, and what could not be counted."""

    whole: Agreement
    pairs: tuple[Agreement, ...]
    """One for each two reviewers who decided findings together, in alphabetical order."""
    left_out: int = 0
    """Findings with two verdicts, at least one of them given after the other could be seen."""


def mark_blind(draft: Draft, veiled: Collection[str]) -> Draft:
    """Return a draft that says, where it is a verdict, which of its targets are decided blind."""
    targets = [finding for finding in map(finding_of, draft.targets) if finding in veiled]
    return replace(draft, saw={**draft.saw, BLIND: targets}) if targets and verdict_of(draft.action) is not None else draft


def measure_agreement(log: Sequence[Decision], among: Collection[str] | None = None) -> Reliability:
    """Return how far reviewers agree on the double findings, those of ``among`` only; figures are left out below eight findings."""
    pairs, left_out = independent_pairs(log, among)
    by_two = [(two, list(group)) for two, group in groupby(sorted(pairs, key=lambda pair: pair.reviewers), key=lambda pair: pair.reviewers)]
    each = tuple(_agreement(two, group) for two, group in by_two)
    everyone = tuple(sorted({name for pair in pairs for name in pair.reviewers}))
    return Reliability(each[0] if len(each) == 1 else _agreement(everyone, pairs), each, left_out)


def independent_pairs(log: Sequence[Decision], among: Collection[str] | None = None) -> tuple[list[Pair], int]:
    """Return the pairs of verdicts given blind that still hold, by finding, and how many findings have two verdicts but no such pair."""
    blind = {target for decision in log for target in decision.saw.get(BLIND, ()) if among is None or target in among}
    if not blind:
        return [], 0
    story = _Story(log, blind)
    pairs, left_out = [], 0
    for finding in sorted(blind):
        first = story.first.get(finding, {})
        given = {
            who: str(verdict_of(decision.action))
            for who, decision in first.items()
            if finding in decision.saw.get(BLIND, ()) and story.holds(decision)
        }
        if len(given) == NEEDED:
            one, other = sorted(given)
            pairs.append(Pair(finding, (one, other), (given[one], given[other])))
        else:
            left_out += len(story.standing(finding)) >= NEEDED
    return pairs, left_out


class _Story:
    """What was live when: read once, from the first decision to the last."""

    def __init__(self, log: Iterable[Decision], findings: Collection[str]) -> None:
        self.verdicts: dict[str, list[Decision]] = {finding: [] for finding in findings}
        self.first: dict[str, dict[str, Decision]] = {}
        """Finding -> by reviewer the verdicts that stood when there were two for the first time: from then on each could see the other's."""
        self._by_id: dict[str, Decision] = {}
        self._live: set[str] = set()
        self._apart: dict[str, list[str]] = {}
        for decision in log:
            self._by_id[decision.id] = decision
            self._set(decision, live=True)
            if decision.action == "unmerge":
                self._apart.setdefault(str(decision.after.get("merge")), []).append(decision.id)
            for target in map(finding_of, decision.targets):
                if target not in self.verdicts:
                    continue
                if verdict_of(decision.action) is not None:
                    self.verdicts[target].append(decision)
                if target not in self.first and len(standing := self.standing(target)) >= NEEDED:
                    self.first[target] = standing

    def standing(self, finding: str) -> dict[str, Decision]:
        """Return by reviewer the latest verdict that holds, where it approves or rejects."""
        latest = {decision.reviewer: decision for decision in self.verdicts[finding] if self.holds(decision)}
        return {reviewer: decision for reviewer, decision in latest.items() if verdict_of(decision.action) != "later"}

    def holds(self, decision: Decision) -> bool:
        """Whether a verdict counts: neither undone nor a merge that was taken apart."""
        return decision.id in self._live and not any(one in self._live for one in self._apart.get(decision.id, ()))

    def _set(self, decision: Decision, *, live: bool) -> None:
        """Make a decision live or dead, and what it undoes the opposite."""
        (self._live.add if live else self._live.discard)(decision.id)
        if decision.undoes is not None and decision.undoes in self._by_id:
            self._set(self._by_id[decision.undoes], live=not live)


def _agreement(reviewers: tuple[str, ...], pairs: Sequence[Pair]) -> Agreement:
    table = dict(Counter(pair.verdicts for pair in pairs))
    if len(pairs) < TOO_FEW_BELOW:
        return Agreement(reviewers, table)
    same, kappa, alpha = estimate((_alike, _kappa, alpha_of), table)
    return Agreement(reviewers, table, same, kappa if len(reviewers) == NEEDED else None, alpha)


def _alike(table: Table) -> float:
    return sum(count for (one, other), count in table.items() if one == other) / sum(table.values())


def _kappa(table: Table) -> float | None:
    """Return kappa; None where only one verdict was ever given, as for alpha: without variation there is nothing to agree about."""
    return cohen_kappa(table) if len({value for pair in table for value in pair}) > 1 else None
