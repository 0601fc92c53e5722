"""One more decision: what it changes of the last fold, and nothing else.

In: the last fold, and the live log as it is now. Out: the state that folding everything anew would give. Always true: a decision that
reaches further than the findings it names, those they are merged with and those at their place (facts of interviews, quotes chosen by
hand, product roles) is left to the whole fold; ``tests/review/test_machine.py`` holds this one against it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from analyzer.records import Decision, Entry, Finding, Interview
from analyzer.review.double import View
from analyzer.review.entries import Groups, build_entries, entry_of, finding_of
from analyzer.review.overlap import Place, joins
from analyzer.review.reviewing import place_in_entries, review_finding
from analyzer.review.track import QUOTE, Track, follow

if TYPE_CHECKING:
    from analyzer.review.fold import Memo, ReviewState

LOCAL = frozenset({"approve", "reject", "later", "edit", "retype", "merge", "unmerge", "link", "unlink", "settle"})
"""Actions that change the findings they name."""


@dataclass
class Last:
    """The last fold: what it was made of, and what it made on the way."""

    made_of: tuple[Iterable[Interview], Sequence[Finding], frozenset[str]]
    """Interviews, findings and superseded ids as they were handed in."""
    view: View
    findings: dict[str, Finding]
    """By id, in order of extraction, with added ones and quotes chosen by hand."""
    tracks: dict[str, Track]
    groups: Groups
    shared: dict[Place, list[Finding]]
    joined: frozenset[str]
    state: "ReviewState"
    order: dict[str, int] = field(default_factory=dict)
    """Finding id -> its number in order of extraction; this and the next two are made when they are needed first."""
    rank: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Entry id -> when its lead was approved, and the lead's number."""
    linked_from: dict[str, set[str]] = field(default_factory=dict)
    """Finding id -> findings that link, or once linked, to it."""

    def prepare(self) -> None:
        """Number findings and entries, and turn the links around."""
        if not self.order:
            self.order = {identifier: number for number, identifier in enumerate(self.findings)}
            self.note(self.state.findings, self.state.entries.values())

    def note(self, ids: Iterable[str], entries: Iterable[Entry]) -> None:
        """Take in the links of these findings and the rank of these entries as they are now."""
        for identifier in ids:
            item = self.state.findings.get(identifier)
            for link in item.finding.links if item else ():
                self.linked_from.setdefault(link.to, set()).add(identifier)
        for entry in entries:
            lead = entry.lead.id
            self.rank[entry.id] = (self.tracks[lead].approved_at or 0, self.order[lead])


def refold(last: Last, view: View, memo: "Memo") -> bool:
    """Bring the last fold to what counts under ``view``; return whether it could be, else the whole fold has to say."""
    changed = _changed(last.view.counted, view.counted)
    if any(decision.action not in LOCAL or QUOTE in decision.after for decision in changed):
        return False
    last.prepare()
    groups = last.groups
    if any(decision.action in ("merge", "unmerge") for decision in changed):
        groups = follow([decision for decision in view.counted if decision.action in ("merge", "unmerge")], last.findings.keys())[1]
    touched = {target for decision in changed for target in map(finding_of, decision.targets)}
    touched |= (last.view.veiled ^ view.veiled) | (last.view.begun ^ view.begun)
    touched &= last.findings.keys()
    shared = [last.shared[place] for place in {_place(last.findings[identifier]) for identifier in touched} if place in last.shared]
    beside = {finding.id for findings in shared for finding in findings}
    reach = touched | beside
    reach |= groups.around(reach)  # where a merge ended, too: whoever was in the group hangs together with one that it named

    _retrack(last, view, reach)
    last.joined = (last.joined - beside) | joins(shared, last.tracks, view.begun)
    last.groups, last.view = groups, view
    last.state = _rebuild(last, reach, memo)
    return True


def _changed(before: Sequence[Decision], now: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that count now and did not, or did and do not."""
    had, have = set(map(id, before)), set(map(id, now))
    return [decision for decision in before if id(decision) not in have] + [decision for decision in now if id(decision) not in had]


def _place(finding: Finding) -> Place:
    return finding.interview, finding.kind


def _retrack(last: Last, view: View, reach: set[str]) -> None:
    """Read what the log says of these findings again."""
    names = reach | {entry_of(identifier) for identifier in reach}
    told = [decision for decision in view.counted if not names.isdisjoint(decision.targets)]
    tracks = follow(told, last.findings.keys())[0]
    for identifier in reach:
        if identifier in tracks:
            last.tracks[identifier] = tracks[identifier]
        else:
            last.tracks.pop(identifier, None)


def _rebuild(last: Last, reach: set[str], memo: "Memo") -> "ReviewState":
    """Return the last state with these findings, their entries, and the links of others to them made anew."""
    state, view, superseded = last.state, last.view, last.made_of[2]
    reviewed, entries = dict(state.findings), dict(state.entries)
    inside = [identifier for identifier in sorted(reach, key=last.order.__getitem__) if identifier in reviewed]
    for identifier in inside:
        finding = last.findings[identifier]
        replaced = identifier in last.joined or (identifier in superseded and identifier not in view.begun)
        interview, track = state.interviews[finding.interview], last.tracks.get(identifier)
        reviewed[identifier] = review_finding(finding, interview, track, replaced, identifier in view.veiled, memo)
        entries.pop(state.findings[identifier].entry or "", None)
    approved = {identifier: reviewed[identifier] for identifier in inside if reviewed[identifier].status == "approved"}
    made = place_in_entries(approved, reviewed, last.tracks, last.groups, memo)
    moved = [identifier for identifier in inside if reviewed[identifier].entry != state.findings[identifier].entry]
    relinked = {reviewed[source].entry or "" for identifier in moved for source in last.linked_from.get(identifier, ())} & entries.keys()
    members = {entry_id: [member.id for member in entries[entry_id].members] for entry_id in relinked}
    made |= build_entries(members, reviewed, last.groups, memo.entries)
    entries |= made
    last.state = replace(state, findings=reviewed, entries=entries, live=tuple(view.live), veiled=view.veiled)
    last.note(inside, made.values())
    ranked = {entry_id: entries[entry_id] for entry_id in sorted(entries, key=last.rank.__getitem__)}
    return replace(last.state, entries=ranked)
