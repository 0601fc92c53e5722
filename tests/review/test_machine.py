"""Any sequence of decisions of two reviewers: undo inverts, the state is the fold of the log, no evidence is orphaned."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from analyzer.errors import ReviewError
from analyzer.records import Decision, Kind, Link
from analyzer.review import (
    Draft,
    Memo,
    ReviewState,
    Selection,
    draft_add,
    draft_edit,
    draft_link,
    draft_merge,
    draft_quote,
    draft_retype,
    draft_undo,
    draft_unmerge,
    draft_verdict,
    find_redo,
    find_undo,
    fold,
)
from analyzer.review.reanchor import reanchor
from tests.factories import make_finding, make_interview

TALK = [("s1", "What do you want?")] + [("s2" if n % 3 else "s3", f"We want to cut step {n} from nine days to four days.") for n in range(1, 8)]
INTERVIEW = make_interview(TALK)
KINDS: tuple[Kind, ...] = ("outcome", "outcome", "outcome", "obstacle", "obstacle", "metric", "metric")
FINDINGS = tuple(
    make_finding(INTERVIEW, words, kind, identifier=f"f_{n}", links=[Link(type="blocks", to="f_0")] if kind == "obstacle" else [])
    for n, ((_, words), kind) in enumerate(zip(TALK[1:], KINDS, strict=True))
)
LOST = make_finding(INTERVIEW, "nobody said this", "outcome", identifier="f_lost")
EXTRACTED = (*FINDINGS, LOST)
EDITED = make_interview([("s1", "Let us begin."), *TALK[:5], *TALK[6:]])
"""The next version of the file: everything stands elsewhere, one turn is gone."""
VERSIONS = {interview.version: interview for interview in (INTERVIEW, EDITED)}
ids = st.sampled_from([*(finding.id for finding in EXTRACTED), "f_new1", "f_new2", "f_new3"])
reviewers = st.sampled_from(["ann", "bob"])


class Review(RuleBasedStateMachine):
    """Two reviewers over one log; the memo is kept from fold to fold as a session keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Decision] = []
        self.memo = Memo()
        self.interview, self.findings = INTERVIEW, EXTRACTED

    def state(self, memo: Memo | None = None) -> ReviewState:
        return fold([self.interview], self.findings, self.log, memo=memo, read_version=lambda identifier, version: VERSIONS[version])

    def append(self, draft: Draft, reviewer: str) -> None:
        number = len(self.log) + 1
        self.log.append(
            Decision(
                seq=number, id=f"d_{number}", at="2026-01-01T00:00:00.000Z", reviewer=reviewer, action=draft.action, targets=draft.targets,
                saw=draft.saw, before=draft.before, after=draft.after, reason=draft.reason, undoes=draft.undoes,
            )
        )  # fmt: skip

    def attempt(self, make: object, reviewer: str) -> None:
        assert callable(make)
        try:
            draft = make(self.state(self.memo))
        except ReviewError:
            return
        before = self.state(self.memo)
        self.append(draft, reviewer)
        self.state(self.memo)
        undo = find_undo(self.log, reviewer)
        assert undo is not None
        self.append(draft_undo(undo), reviewer)
        assert shown(self.state(self.memo)) == shown(before)
        redo = find_redo(self.log, reviewer)
        assert redo is not None
        self.append(draft_undo(redo), reviewer)

    @rule(identifier=ids, reviewer=reviewers, action=st.sampled_from(["approve", "reject", "later"]))
    def judge(self, identifier: str, reviewer: str, action: str) -> None:
        self.attempt(lambda state: draft_verdict(state, [identifier], action), reviewer)  # type: ignore[arg-type]

    @rule(identifier=ids, reviewer=reviewers, words=st.sampled_from(["Cut the step", "Cut the step to 3 days"]))
    def edit(self, identifier: str, reviewer: str, words: str) -> None:
        self.attempt(lambda state: draft_edit(state, identifier, {"statement": words}), reviewer)

    @rule(identifier=ids, reviewer=reviewers, kind=st.sampled_from(["outcome", "obstacle", "metric"]))
    def retype(self, identifier: str, reviewer: str, kind: str) -> None:
        self.attempt(lambda state: draft_retype(state, identifier, kind), reviewer)  # type: ignore[arg-type]

    @rule(identifier=ids, other=ids, reviewer=reviewers)
    def merge(self, identifier: str, other: str, reviewer: str) -> None:
        self.attempt(lambda state: draft_merge(state, identifier, other, "Cut them all"), reviewer)

    @rule(identifier=ids, reviewer=reviewers)
    def unmerge(self, identifier: str, reviewer: str) -> None:
        self.attempt(lambda state: draft_unmerge(state, identifier), reviewer)

    @rule(identifier=ids, other=ids, reviewer=reviewers)
    def link(self, identifier: str, other: str, reviewer: str) -> None:
        self.attempt(lambda state: draft_link(state, identifier, other, "blocks"), reviewer)

    @rule(number=st.integers(1, 3), turns=st.tuples(st.integers(0, 7), st.integers(0, 7)), kind=st.sampled_from(["outcome", "metric"]),
          statement=st.sampled_from(["Cut the step", "Cut it to 3 days"]), reviewer=reviewers)  # fmt: skip
    def add(self, number: int, turns: tuple[int, int], kind: Kind, statement: str, reviewer: str) -> None:
        if f"f_new{number}" not in {target for decision in self.log for target in decision.targets}:
            self.attempt(lambda state: draft_add(state, f"f_new{number}", self.mark(turns), kind, {"statement": statement}), reviewer)

    @rule(identifier=st.sampled_from(["f_lost", "f_1", "f_new1"]), turns=st.tuples(st.integers(0, 7), st.integers(0, 7)), reviewer=reviewers)
    def choose_quote(self, identifier: str, turns: tuple[int, int], reviewer: str) -> None:
        self.attempt(lambda state: draft_quote(state, identifier, self.mark(turns)), reviewer)

    def mark(self, turns: tuple[int, int]) -> Selection:
        first, last = (self.interview.turns[min(number, len(self.interview.turns) - 1)] for number in sorted(turns))
        return Selection(self.interview.id, self.interview.version, first.start, last.end)

    @rule()
    def read_the_file_again(self) -> None:
        self.interview = EDITED if self.interview is INTERVIEW else INTERVIEW
        self.findings = tuple(reanchor(finding, self.interview) for finding in self.findings)

    @rule(reviewer=reviewers, side=st.sampled_from(["customer", "interviewer", "unknown"]))
    def remap(self, reviewer: str, side: str) -> None:
        self.append(Draft("set_speaker", (f"{INTERVIEW.id}/s3",), before={"label": "s3"}, after={"side": side}), reviewer)

    @rule(reviewer=reviewers)
    def undo(self, reviewer: str) -> None:
        decision = find_undo(self.log, reviewer)
        if decision is not None:
            self.append(draft_undo(decision), reviewer)

    @rule(reviewer=reviewers)
    def redo(self, reviewer: str) -> None:
        decision = find_redo(self.log, reviewer)
        if decision is not None:
            self.append(draft_undo(decision), reviewer)

    @invariant()
    def the_state_is_the_fold_of_the_log(self) -> None:
        assert shown(self.state(self.memo)) == shown(self.state())

    @invariant()
    def entries_hold_every_approved_finding_once_and_nothing_else(self) -> None:
        state = self.state(self.memo)
        members = [member.id for entry in state.entries.values() for member in entry.members]
        approved = [item.id for item in state.findings.values() if item.status in ("approved", "merged")]
        assert sorted(members) == sorted(approved)
        added = {decision.targets[0] for decision in state.live if decision.action == "add_finding"}
        assert set(state.findings) == {finding.id for finding in EXTRACTED} | added
        for entry in state.entries.values():
            assert entry.evidence()
            for member, piece in entry.evidence():
                assert self.interview.text[piece.start : piece.end] == piece.quote
                assert member.entry == entry.id


def shown(state: ReviewState) -> tuple[object, ...]:
    """What a reviewer can see of a state."""
    return (list(state.findings.values()), list(state.entries.values()), list(state.interviews.values()))


TestReview = Review.TestCase
TestReview.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
