"""The fold: what findings, interviews and the log of decisions amount to.

In: interviews (latest versions), findings, decisions in log order, ids superseded by a later run. Out: ``ReviewState``.
Always true: the same input gives the same state; undecided findings are untouched by other reviewers' dead decisions;
entries consist of approved findings; interviewer and vendor speech carries nothing; what a reviewer must not see yet (double review)
is in no part of the state.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analyzer.records import Decision, Entry, Finding, Interview, ProductRole, ReviewedFinding
from analyzer.review.double import Blind, Shown
from analyzer.review.facts import Corrected, apply_facts
from analyzer.review.overlap import joins, shared_places
from analyzer.review.quoted import AddedMemo, QuotedMemo, ReadVersion, added_findings, apply_quotes
from analyzer.review.refold import Last, refold
from analyzer.review.reviewing import place_in_entries, review_finding
from analyzer.review.track import follow
from analyzer.review.undo import live_decisions


@dataclass(frozen=True)
class ReviewState:
    """Everything review knows at one point of the log."""

    interviews: dict[str, Interview]
    """With corrections of facts and sides applied."""
    findings: dict[str, ReviewedFinding]
    """By id, in order of first extraction."""
    entries: dict[str, Entry]
    """By id, in order of first approval."""
    live: tuple[Decision, ...]
    """As this onlooker may see them."""
    roles: tuple[ProductRole, ...] = ()
    not_same: frozenset[frozenset[str]] = frozenset()
    """Pairs of finding ids that a person said are not the same."""
    veiled: frozenset[str] = frozenset()
    """Double findings that two reviewers have not decided yet: what others said about them is not in here."""

    def finding(self, identifier: str) -> ReviewedFinding | None:
        """Return the finding of this id, or the lead of the entry of this id; None where there is none."""
        if identifier in self.entries:
            return self.entries[identifier].lead
        return self.findings.get(identifier)


@dataclass
class Memo:
    """What the last fold built, so that a decision on one finding does not rebuild ten thousand.

    Every part is kept with what it was built from and used again only where that is the same object or value.
    """

    interviews: Corrected = field(default_factory=dict)
    reviewed: dict[str, tuple[Finding, Interview, tuple[int, ...], tuple[bool, bool], ReviewedFinding]] = field(default_factory=dict)
    placed: dict[str, tuple[ReviewedFinding, str, ReviewedFinding]] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    added: AddedMemo = field(default_factory=dict)
    quoted: QuotedMemo = field(default_factory=dict)
    shown: Shown = field(default_factory=dict)
    last: Last | None = None


def fold(
    interviews: Iterable[Interview],
    findings: Sequence[Finding],
    log: Sequence[Decision],
    superseded: frozenset[str] = frozenset(),
    memo: Memo | None = None,
    read_version: ReadVersion = lambda interview, version: None,
    blind: Blind = Blind(),
) -> ReviewState:
    """Return the state that the log leaves; pure but for ``memo``, which only saves work.

    ``read_version`` gives earlier versions of an interview: quotes chosen by hand are positions in the version they were chosen in.
    ``blind`` says whose view it is, and which findings two reviewers decide.
    """
    memo = memo or Memo()
    view = blind.look(live_decisions(log), memo.shown)
    made_of = (interviews, findings, superseded)
    last, memo.last = memo.last, None
    if last is not None and all(one is other for one, other in zip(last.made_of, made_of, strict=True)) and refold(last, view, memo):
        memo.last = last
        return last.state
    live = view.counted
    corrected = apply_facts(interviews, live, memo.interviews)
    findings = [*findings, *added_findings(live, corrected, read_version, memo.added)]
    tracks, groups, pairs, roles = follow(live, {finding.id for finding in findings})
    findings = apply_quotes(findings, tracks, corrected, read_version, memo.quoted)
    shared = shared_places(findings)
    joined = joins(shared.values(), tracks, view.begun)
    reviewed: dict[str, ReviewedFinding] = {}
    for finding in findings:
        interview = corrected.get(finding.interview)
        if interview is not None:
            replaced = finding.id in joined or (finding.id in superseded and finding.id not in view.begun)
            reviewed[finding.id] = review_finding(finding, interview, tracks.get(finding.id), replaced, finding.id in view.veiled, memo)
    approved = {identifier: item for identifier, item in reviewed.items() if item.status == "approved"}
    entries = place_in_entries(approved, reviewed, tracks, groups, memo)
    state = ReviewState(
        interviews=corrected, findings=reviewed, entries=entries, live=tuple(view.live),
        roles=tuple(ProductRole(product=p, obstacle=e, role=r) for (p, e), r in roles.items()), not_same=frozenset(pairs),
        veiled=view.veiled,
    )  # fmt: skip
    known = {finding.id: finding for finding in findings}
    memo.last = Last(made_of, view, known, tracks, groups, shared, joined, state)
    return state
