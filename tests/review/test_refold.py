"""A fold that goes on from the last one gives what a fold from nothing gives, also where several runs found something at one place."""

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.records import Action, Decision, Kind, Link
from analyzer.review import Blind, Memo, ReviewState, find_redo, find_undo, fold
from tests.factories import make_finding, make_interview

SAID = ("We want to cut the close to four days.", "Ledgers never match.", "It takes a week.", "The board waits.")
KINDS: tuple[Kind, ...] = ("outcome", "obstacle", "obstacle", "metric")
INTERVIEWS = [make_interview([("s1", "What do you want?"), *(("s2", words) for words in SAID)], identifier=f"i_{n}") for n in range(2)]
FINDINGS = [
    make_finding(interview, words, kind, identifier=f"f_{number}{turn}{run}", run=f"r_{run}", links=[Link(type="blocks", to=f"f_{number}0a")])
    for number, interview in enumerate(INTERVIEWS)
    for turn, (words, kind) in enumerate(zip(SAID, KINDS, strict=True))
    for run in ("ab" if number == 0 else "a")
]
"""Of the first interview two runs, each with the same four findings; of the second one run."""
SUPERSEDED = frozenset({"f_03a", "f_03b"})
IDS = [finding.id for finding in FINDINGS]
AFTER: dict[Action, dict[str, str]] = {
    "approve": {"status": "approved"}, "reject": {"status": "rejected"}, "later": {"status": "later"},
    "edit": {"statement": "Close in four days"}, "retype": {"kind": "obstacle"}, "merge": {"statement": "Close sooner"},
    "link": {"type": "blocks"}, "unlink": {"type": "blocks"}, "settle": {"status": "approved"},
}  # fmt: skip
acts = st.tuples(
    st.sampled_from(["ann", "bob"]),
    st.sampled_from(["approve", "approve", "reject", "later", "edit", "retype", "merge", "unmerge", "link", "unlink", "settle", "undo", "redo"]),
    st.lists(st.sampled_from([*IDS, "e_00a", "e_10a"]), min_size=2, max_size=3, unique=True),
)


DOUBLE = frozenset({"f_00a", "f_01a", "f_01b", "f_03a", "f_10a"})


class Log:
    """A log that grows, and the fold that is kept with it."""

    def __init__(self, blind: Blind = Blind()) -> None:
        self.log: list[Decision] = []
        self.blind = blind
        self.memo = Memo()
        self.kept()

    def act(self, reviewer: str, act: str, targets: list[str]) -> None:
        if act in ("undo", "redo"):
            taken = (find_undo if act == "undo" else find_redo)(self.log, reviewer)
            if taken is not None:
                self.append(reviewer, "undo", taken.targets, {}, taken.id)
        elif act == "unmerge":
            merge = next((one for one in reversed(self.log) if one.action == "merge"), None)
            if merge is not None:
                self.append(reviewer, "unmerge", merge.targets, {"merge": merge.id})
        else:
            action: Action = act  # type: ignore[assignment]
            two = act in ("merge", "link", "unlink", "approve")
            self.append(reviewer, action, tuple(targets if two else targets[:1]), AFTER.get(action, {}))

    def append(self, reviewer: str, action: Action, targets: tuple[str, ...], after: dict[str, str], undoes: str | None = None) -> None:
        number = len(self.log) + 1
        self.log.append(Decision(seq=number, id=f"d_{number}", at="", reviewer=reviewer, action=action, targets=targets, after=after, undoes=undoes))

    def kept(self) -> ReviewState:
        return fold(INTERVIEWS, FINDINGS, self.log, SUPERSEDED, self.memo, blind=self.blind)


@settings(max_examples=250, deadline=None)
@given(st.lists(acts, max_size=12), st.sampled_from([Blind(), Blind(DOUBLE), Blind(DOUBLE, "ann")]))
def test_going_on_from_the_last_fold_is_the_same_as_folding_anew(happened: list[tuple[str, str, list[str]]], blind: Blind) -> None:
    log = Log(blind)
    for reviewer, act, targets in happened:
        before = log.memo.last
        log.act(reviewer, act, targets)
        state, anew = log.kept(), fold(INTERVIEWS, FINDINGS, log.log, SUPERSEDED, blind=blind)
        assert log.memo.last is before  # it did go on
        assert list(state.findings.items()) == list(anew.findings.items())
        assert list(state.entries.items()) == list(anew.entries.items())
        assert (state.live, state.veiled) == (anew.live, anew.veiled)


def test_a_decision_leaves_what_it_does_not_reach_as_it_was() -> None:
    log = Log()
    before = log.kept()
    log.act("ann", "approve", ["f_11a"])
    after = log.kept()
    assert after.findings["f_11a"].status == "approved"
    assert [one for one in IDS if after.findings[one] is not before.findings[one]] == ["f_11a"]


def test_what_reaches_further_is_folded_anew() -> None:
    log = Log()
    before = log.memo.last
    log.append("ann", "set_speaker", ("i_0/s2",), {"side": "interviewer"})
    assert {log.kept().findings[one].status for one in IDS if one.startswith("f_0")} == {"stale"}
    assert log.memo.last is not before
