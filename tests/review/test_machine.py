"""Any sequence of decisions of two reviewers: undo inverts, the state is the fold of the log, no evidence is orphaned, the blind see nothing."""

from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from analyzer.errors import ReviewError
from analyzer.records import Decision, Entry, Kind, Link
from analyzer.review import (
    Blind,
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
    draft_settle,
    draft_undo,
    draft_unmerge,
    draft_verdict,
    find_redo,
    find_undo,
    fold,
    live_decisions,
    mark_blind,
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
AS_READ = {version: [interview] for version, interview in VERSIONS.items()}
"""The same lists every time: only then does a fold go on from the last one."""
ids = st.sampled_from([*(finding.id for finding in EXTRACTED), "f_new1", "f_new2", "f_new3"])
reviewers = st.sampled_from(["ann", "bob"])


class Review(RuleBasedStateMachine):
    """Two reviewers over one log; the memo is kept from fold to fold as a session keeps it."""

    double: ClassVar[frozenset[str]] = frozenset()
    onlookers: ClassVar[tuple[str | None, ...]] = (None,)

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Decision] = []
        self.memos = {onlooker: Memo() for onlooker in self.onlookers}
        self.interview, self.findings = INTERVIEW, EXTRACTED

    def state(self, onlooker: str | None = None, log: list[Decision] | None = None, memo: Memo | None = None) -> ReviewState:
        """The state that a fold from nothing gives."""
        earlier = VERSIONS.__getitem__
        return fold(
            AS_READ[self.interview.version], self.findings, self.log if log is None else log, memo=memo,
            read_version=lambda identifier, version: earlier(version), blind=Blind(self.double, onlooker),
        )  # fmt: skip

    def kept(self, onlooker: str | None = None) -> ReviewState:
        """The state as a session has it, from fold to fold."""
        onlooker = onlooker if self.double else None
        return self.state(onlooker, memo=self.memos[onlooker])

    def everywhere(self) -> list[object]:
        return [shown(self.kept(onlooker)) for onlooker in self.onlookers]

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
            draft = mark_blind(make(self.kept(reviewer)), self.kept(reviewer).veiled)
        except ReviewError:
            return
        before = self.everywhere()
        self.append(draft, reviewer)
        self.everywhere()
        undo = find_undo(self.log, reviewer)
        assert undo is not None
        self.append(draft_undo(undo), reviewer)
        assert self.everywhere() == before
        redo = find_redo(self.log, reviewer)
        assert redo is not None
        self.append(draft_undo(redo), reviewer)

    @rule(identifier=ids, reviewer=reviewers, action=st.sampled_from(["approve", "reject", "later"]))
    def judge(self, identifier: str, reviewer: str, action: str) -> None:
        self.attempt(lambda state: draft_verdict(state, [identifier], action), reviewer)  # type: ignore[arg-type]

    @rule(identifier=ids, reviewer=reviewers, status=st.sampled_from(["approved", "rejected"]))
    def settle(self, identifier: str, reviewer: str, status: str) -> None:
        self.attempt(lambda state: draft_settle(state, identifier, status), reviewer)  # type: ignore[arg-type]

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
        for onlooker in self.onlookers:
            assert shown(self.kept(onlooker)) == shown(self.state(onlooker))

    @invariant()
    def entries_hold_every_approved_finding_once_and_nothing_else(self) -> None:
        state = self.kept()
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


class DoubleReview(Review):
    """The same where two reviewers decide some of the findings, blind."""

    double = frozenset({"f_0", "f_1", "f_3", "f_4", "f_6"})
    onlookers = (None, "ann", "bob", "carl")

    @invariant()
    def everybody_has_the_same_entries_and_no_veiled_finding_in_them(self) -> None:
        public = self.kept()
        for onlooker in self.onlookers:
            state = self.kept(onlooker)
            assert [outline(entry) for entry in state.entries.values()] == [outline(entry) for entry in public.entries.values()]
            assert not {member.id for entry in state.entries.values() for member in entry.members} & state.veiled

    @invariant()
    def who_waits_has_a_verdict_that_counts(self) -> None:
        begun = Blind(self.double).look(live_decisions(self.log)).begun
        for onlooker in self.onlookers:
            assert {item.id for item in self.kept(onlooker).findings.values() if item.status == "awaiting"} <= begun

    @invariant()
    def only_who_decided_waits_for_the_second(self) -> None:
        for onlooker in self.onlookers:
            state = self.kept(onlooker)
            for item in state.findings.values():
                if item.status == "awaiting":
                    assert item.id in state.veiled
                    assert item.decided_by == (onlooker,)
                if item.id in state.veiled:
                    assert {name for name, _ in item.verdicts} <= {onlooker}

    @invariant()
    def what_others_say_of_a_veiled_finding_makes_no_difference(self) -> None:
        """Other words and the other verdict in the log of the one, the same state for the other."""
        for onlooker in self.onlookers:
            state = self.kept(onlooker)
            assert shown(state) == shown(self.state(onlooker, [turned(decision, onlooker, state.veiled) for decision in self.log]))


def turned(decision: Decision, onlooker: str | None, veiled: frozenset[str]) -> Decision:
    """Return the decision with the opposite said, where somebody else decided nothing but veiled findings."""
    if decision.reviewer == onlooker or not set(decision.targets) <= veiled:
        return decision
    if decision.action in ("approve", "reject", "edit"):
        other = "reject" if decision.action == "approve" else "approve"
        return decision.model_copy(update={"action": other, "after": {"status": "rejected" if other == "reject" else "approved"}})
    if decision.action == "retype":
        return decision.model_copy(update={"after": {"kind": "metric" if decision.after["kind"] == "outcome" else "outcome"}})
    return decision.model_copy(update={"after": {"type": "measures"}}) if decision.action == "link" else decision


def outline(entry: Entry) -> tuple[object, ...]:
    return (entry.id, entry.kind, entry.statement, [member.id for member in entry.members])


TestReview = Review.TestCase
TestReview.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestDoubleReview = DoubleReview.TestCase
TestDoubleReview.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
