"""What the log says about each finding: verdicts, edits, links, merges, read off in one pass.

In: live decisions in log order. Out: a ``Track`` a finding, the merge groups, pairs declared not the same, product roles.
Always true: a reviewer's latest verdict replaces their earlier ones; opposing verdicts of two reviewers are a dispute
until somebody settles it.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, Literal

from analyzer.records import Decision, Kind, Link, Role
from analyzer.review.entries import Groups, finding_of

Verdict = Literal["approved", "rejected", "later"]
CONFIRMED = "confirmed"
"""Key in an edit's ``after``: flags that the reviewer looked at and takes responsibility for; the next rewording ends it."""
QUOTE = "quote"
"""Key in the ``after`` of an edit or an added finding: where the quote is that a person chose, as positions."""
VERDICTS: dict[str, Verdict] = {"approve": "approved", "reject": "rejected", "later": "later"}


@dataclass
class Track:
    """One finding's part of the log."""

    followed: list[int] = field(default_factory=list)
    """Sequence numbers of the live decisions read here: the same numbers make the same track."""
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    """Latest verdict of each reviewer."""
    edits: dict[str, Any] = field(default_factory=dict)
    kind: Kind | None = None
    linked: dict[tuple[str, str], Link] = field(default_factory=dict)
    unlinked: set[tuple[str, str]] = field(default_factory=set)
    beside: frozenset[str] = frozenset()
    """Undecided findings at the same place that the reviewer had before their eyes when they chose a quote by hand."""
    approved_at: int | None = None
    """Sequence number of the first approval that still counts; orders entries."""

    def judge(self, reviewer: str, verdict: Verdict, seq: int) -> None:
        """Record a reviewer's verdict."""
        self.verdicts[reviewer] = verdict
        if verdict == "approved" and self.approved_at is None:
            self.approved_at = seq

    def verdict(self) -> Literal["approved", "rejected", "later", "disputed"] | None:
        """Return what the verdicts amount to; None where nobody gave one."""
        given = set(self.verdicts.values())
        if {"approved", "rejected"} <= given:
            return "disputed"
        for verdict in ("approved", "rejected", "later"):
            if verdict in given:
                return verdict
        return None

    def decided(self) -> tuple[tuple[str, Literal["approved", "rejected"]], ...]:
        """Return (reviewer, verdict) of those who approved or rejected it."""
        return tuple((reviewer, verdict) for reviewer, verdict in self.verdicts.items() if verdict != "later")

    def deciders(self) -> tuple[str, ...]:
        """Return who approved or rejected it."""
        return tuple(reviewer for reviewer, verdict in self.verdicts.items() if verdict != "later")


def follow(live: Sequence[Decision], known: Set[str]) -> tuple[dict[str, Track], Groups, set[frozenset[str]], dict[tuple[str, str], Role]]:
    """Read the live log once; targets that are not known (purged, of another workspace) are passed over."""
    tracks: dict[str, Track] = {}
    groups = Groups()
    not_same: set[frozenset[str]] = set()
    roles: dict[tuple[str, str], Role] = {}
    unmerged = {str(decision.after.get("merge")) for decision in live if decision.action == "unmerge"}
    for decision in live:
        if decision.action == "set_role":
            product, _, entry = decision.targets[0].partition("/")
            roles[product, entry] = decision.after["role"]
            continue
        targets = [target for target in (finding_of(raw) for raw in decision.targets) if target in known]
        if not targets:
            continue
        if decision.action == "merge":
            if decision.id not in unmerged:
                _merge(decision, targets, tracks, groups)
        elif decision.action == "not_same":
            not_same.add(frozenset(targets))
        else:
            _apply(decision, targets, tracks)
    return tracks, groups, not_same, roles


def _merge(decision: Decision, targets: list[str], tracks: dict[str, Track], groups: Groups) -> None:
    for target in targets:
        _track(tracks, target, decision.seq).judge(decision.reviewer, "approved", decision.seq)
    groups.unite(targets, decision)


def _apply(decision: Decision, targets: Iterable[str], tracks: dict[str, Track]) -> None:
    action, after = decision.action, decision.after
    if action in VERDICTS:
        for target in targets:
            _track(tracks, target, decision.seq).judge(decision.reviewer, VERDICTS[action], decision.seq)
        return
    first = _track(tracks, next(iter(targets)), decision.seq)
    if action == "settle":
        first.verdicts.clear()
        first.judge(decision.reviewer, after["status"], decision.seq)
    elif action == "edit":
        if CONFIRMED not in after:
            first.edits.pop(CONFIRMED, None)
        first.edits.update(after)
        first.beside |= frozenset(decision.saw.get("beside", ()))
        first.judge(decision.reviewer, "approved", decision.seq)
    elif action == "add_finding":
        first.beside |= frozenset(decision.saw.get("beside", ()))
        first.judge(decision.reviewer, "approved", decision.seq)
    elif action == "retype":
        first.kind = after["kind"]
    elif action in ("link", "unlink"):
        key = (after["type"], finding_of(decision.targets[1]))
        if action == "link":
            first.linked[key] = Link(type=after["type"], to=key[1])
            first.unlinked.discard(key)
        else:
            first.linked.pop(key, None)
            first.unlinked.add(key)


def _track(tracks: dict[str, Track], target: str, seq: int) -> Track:
    track = tracks.get(target)
    if track is None:
        track = tracks[target] = Track()
    track.followed.append(seq)
    return track
