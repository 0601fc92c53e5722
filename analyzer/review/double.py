"""Double review: a share of findings is decided by two reviewers, each blind to the other until both have.

In: which findings are double, the live log, who looks on. Out: the decisions this onlooker may see. Always true: which findings are
double follows from their ids alone, so neither order nor time changes it; until two reviewers approved or rejected a double finding (or a
dispute about it was settled) an onlooker sees of the decisions about it their own and nothing else; what everybody may see is the same
for every onlooker, so entries are too.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.records import Action, Decision, Finding
from analyzer.review.entries import finding_of
from analyzer.review.track import VERDICTS, Verdict

NEEDED = 2
"""Reviewers who decide a double finding."""


def double_findings(findings: Iterable[Finding], share: float) -> frozenset[str]:
    """Return the ids of the findings that two reviewers decide: about ``share`` (0 to 1) of those a program found and located.

    A larger share keeps the findings of a smaller one. What a person added is left out, for adding it is a verdict; so is what has no
    quote, or a stale one, for nobody is asked about it.
    """
    if share <= 0:
        return frozenset()
    return frozenset(one.id for one in findings if lot(one.id) < share and one.provenance.extractor != "person" and _is_asked(one))


def _is_asked(finding: Finding) -> bool:
    return finding.grounded and "stale_quote" not in finding.flags


def lot(identifier: str) -> float:
    """Return a finding's lot, 0 to 1 (exclusive): evenly spread over ids, the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"double review {identifier}".encode()).digest()[:8]) / 2**64


def verdict_of(action: Action) -> Verdict | None:
    """Return the verdict that this action gives its targets; None where it gives none."""
    return "approved" if action in ("edit", "merge") else VERDICTS.get(action)


Shown = dict[str, tuple[frozenset[str], tuple[Decision | None, list[Decision]]]]
"""Decision id -> (veiled findings it is about, what may be seen of it and what counts of it), kept from look to look of one onlooker."""


@dataclass(frozen=True)
class View:
    """The live log as an onlooker may see it."""

    live: Sequence[Decision]
    """What others said about veiled findings is taken out of their decisions."""
    counted: Sequence[Decision]
    """The same for the fold: no merge reaches a veiled finding, so that nobody's entries hang together through one; none taken apart is in."""
    veiled: frozenset[str] = frozenset()
    """Double findings that are not out: fewer than two verdicts, and never settled."""
    begun: frozenset[str] = frozenset()
    """Veiled findings that somebody approved or rejected."""


@dataclass(frozen=True)
class Blind:
    """Which findings are double, and who looks on."""

    double: frozenset[str] = frozenset()
    onlooker: str | None = None
    """A reviewer; None for what everybody may see."""

    def look(self, live: Sequence[Decision], kept: Shown | None = None) -> View:
        """Return the live log as this onlooker may see it; with ``kept`` the same part of a decision is the same object from look to look."""
        if not self.double:
            return View(live, live)
        apart = {str(decision.after.get("merge")) for decision in live if decision.action == "unmerge"}
        given, settled = _verdicts([decision for decision in live if decision.id not in apart], self.double)
        out = {finding for finding, verdicts in given.items() if len(verdicts) >= NEEDED} | settled
        veiled = self.double - out
        kept = {} if kept is None else kept
        seen: list[Decision] = []
        counted: list[Decision] = []
        for decision in live:
            hidden = veiled.intersection(map(finding_of, decision.targets))
            if not hidden:
                parts: tuple[Decision | None, list[Decision]] = (decision, [decision])
            elif (hit := kept.get(decision.id)) is not None and hit[0] == hidden:
                parts = hit[1]
            else:
                shown = self.show(decision, veiled)
                parts = (shown, _without_veiled_merges(shown, veiled) if shown else [])
                kept[decision.id] = (hidden, parts)
            if parts[0] is not None:
                seen.append(parts[0])
            if decision.id not in apart:  # what is left of a merge here may be an approval: no unmerge would reach it
                counted += parts[1]
        return View(seen, counted, veiled, frozenset(finding for finding, verdicts in given.items() if verdicts and finding in veiled))

    def show(self, decision: Decision, veiled: frozenset[str]) -> Decision | None:
        """Return what this onlooker may see of a decision: all of their own, of others' what is not about veiled findings; None for nothing."""
        left = tuple(target for target in decision.targets if finding_of(target) not in veiled)
        if decision.reviewer == self.onlooker or len(left) == len(decision.targets):
            return decision
        if decision.action == "unmerge":
            return decision.model_copy(update={"targets": left, "saw": {}, "before": {}})
        if not left or decision.action in ("link", "unlink", "not_same"):
            return None  # a link to a finding is a word about it
        after = {"status": decision.after["status"]} if decision.action in VERDICTS else {}
        action = "approve" if decision.action == "merge" and len(left) == 1 else decision.action
        return decision.model_copy(update={"action": action, "targets": left, "saw": {}, "before": {}, "after": after})


def _without_veiled_merges(decision: Decision, veiled: frozenset[str]) -> list[Decision]:
    """Return the decision, a merge with veiled findings as one of the others (in nobody's new wording) and an approval of the veiled."""
    hidden = tuple(target for target in decision.targets if finding_of(target) in veiled)
    if decision.action != "merge" or not hidden:
        return [decision]
    left = tuple(target for target in decision.targets if target not in hidden)
    parts = [decision.model_copy(update={"action": "approve", "targets": hidden, "after": {}})]
    if left:
        parts.append(decision.model_copy(update={"action": "merge" if len(left) > 1 else "approve", "targets": left, "after": {}}))
    return parts


def _verdicts(live: Sequence[Decision], double: frozenset[str]) -> tuple[dict[str, dict[str, Verdict]], set[str]]:
    """Return what each reviewer says of each double finding (putting off says nothing), and which were settled."""
    given: dict[str, dict[str, Verdict]] = {}
    settled: set[str] = set()
    for decision in live:
        verdict = verdict_of(decision.action)
        if verdict is None and decision.action != "settle":
            continue
        for target in map(finding_of, decision.targets):
            if target not in double:
                continue
            if verdict is None:
                settled.add(target)
            elif verdict == "later":
                given.setdefault(target, {}).pop(decision.reviewer, None)
            else:
                given.setdefault(target, {})[decision.reviewer] = verdict
    return given, settled
