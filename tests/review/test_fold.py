"""What the log amounts to: statuses, entries, undo, disputes, sides."""

from collections.abc import Sequence

from analyzer.records import Decision, Finding, Interview, Link
from analyzer.review import ReviewState, draft_confirm, draft_edit, draft_merge, draft_undo, draft_unmerge, draft_verdict, find_redo, find_undo, fold
from analyzer.review.draft import Draft
from tests.factories import make_finding, make_interview

INTERVIEW = make_interview()
OUTCOME = make_finding(INTERVIEW, "close the books in four days", identifier="f_outcome")
OTHER = make_finding(INTERVIEW, "We want to close the books", identifier="f_other")
OBSTACLE = make_finding(INTERVIEW, "Three ledgers never match", "obstacle", identifier="f_obstacle", links=[Link(type="blocks", to="f_outcome")])
LOST = make_finding(INTERVIEW, "nobody said this", identifier="f_lost")
ALL = (OUTCOME, OTHER, OBSTACLE, LOST)


class Log:
    """A log in memory that folds after each decision."""

    def __init__(self, findings: Sequence[Finding] = ALL, interviews: Sequence[Interview] = (INTERVIEW,)) -> None:
        self.findings, self.interviews = findings, interviews
        self.log: list[Decision] = []

    @property
    def state(self) -> ReviewState:
        return fold(self.interviews, self.findings, self.log)

    def add(self, draft: Draft, reviewer: str = "ann") -> Decision:
        number = len(self.log) + 1
        decision = Decision(
            seq=number, id=f"d_{number}", at="2026-01-01T00:00:00.000Z", reviewer=reviewer, action=draft.action, targets=draft.targets,
            saw=draft.saw, before=draft.before, after=draft.after, reason=draft.reason, undoes=draft.undoes,
        )  # fmt: skip
        self.log.append(decision)
        return decision

    def status(self, identifier: str) -> str:
        return self.state.findings[identifier].status

    def undo(self, reviewer: str = "ann") -> None:
        decision = find_undo(self.log, reviewer)
        assert decision is not None
        self.add(draft_undo(decision), reviewer)

    def redo(self, reviewer: str = "ann") -> bool:
        decision = find_redo(self.log, reviewer)
        if decision is not None:
            self.add(draft_undo(decision), reviewer)
        return decision is not None


def test_nothing_is_decided_at_first_and_ungrounded_findings_are_apart() -> None:
    log = Log()
    assert [log.status(f.id) for f in ALL] == ["open", "open", "open", "ungrounded"]
    assert log.state.entries == {}


def test_approval_makes_an_entry_and_lifts_links_only_to_approved_targets() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_obstacle"], "approve"))
    entry = log.state.entries["e_obstacle"]
    assert entry.links == ()
    assert entry.dangling == (Link(type="blocks", to="f_outcome"),)
    log.add(draft_verdict(log.state, ["f_outcome"], "approve"))
    entry = log.state.entries["e_obstacle"]
    assert entry.links == (Link(type="blocks", to="e_outcome"),)
    assert entry.dangling == ()


def test_merge_keeps_the_oldest_entry_and_unmerge_restores_what_was() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_other"], "approve"))
    log.add(draft_merge(log.state, "f_outcome", "f_other", "Close the books in four days"))
    state = log.state
    assert list(state.entries) == ["e_other"]
    assert [member.id for member in state.entries["e_other"].members] == ["f_other", "f_outcome"]
    assert state.entries["e_other"].statement == "Close the books in four days"
    assert log.status("f_outcome") == "merged"
    log.add(draft_unmerge(state, "f_other"))
    assert log.status("f_other") == "approved"
    assert log.status("f_outcome") == "open"
    assert log.state.entries["e_other"].statement == OTHER.statement


def test_links_to_a_merged_finding_point_to_its_entry() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_other"], "approve"))
    log.add(draft_merge(log.state, "f_other", "f_outcome"))
    log.add(draft_verdict(log.state, ["f_obstacle"], "approve"))
    assert log.state.entries["e_obstacle"].links == (Link(type="blocks", to="e_other"),)


def test_undo_inverts_redo_repeats_and_a_new_decision_ends_redo() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_outcome"], "approve"))
    log.add(draft_verdict(log.state, ["f_other"], "reject"))
    log.undo()
    log.undo()
    assert (log.status("f_outcome"), log.status("f_other")) == ("open", "open")
    assert log.redo()
    assert (log.status("f_outcome"), log.status("f_other")) == ("approved", "open")
    assert log.redo()
    assert (log.status("f_outcome"), log.status("f_other")) == ("approved", "rejected")
    assert not log.redo()
    log.undo()
    log.add(draft_verdict(log.state, ["f_obstacle"], "later"))
    assert not log.redo()
    log.undo()
    assert log.status("f_obstacle") == "open"


def test_undo_takes_back_the_reviewers_own_decision_only() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_outcome"], "approve"), "ann")
    log.add(draft_verdict(log.state, ["f_other"], "approve"), "bob")
    log.undo("ann")
    assert (log.status("f_outcome"), log.status("f_other")) == ("open", "approved")
    assert find_undo(log.log, "ann") is None


def test_opposing_reviewers_dispute_until_settled() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_outcome"], "approve"), "ann")
    log.add(draft_verdict(log.state, ["f_outcome"], "reject"), "bob")
    assert log.status("f_outcome") == "disputed"
    assert log.state.entries == {}
    log.add(Draft("settle", ("f_outcome",), after={"status": "approved"}), "ann")
    assert log.status("f_outcome") == "approved"


def test_edit_approves_keeps_the_original_and_flags_a_number_nobody_said() -> None:
    log = Log()
    log.add(draft_edit(log.state, "f_outcome", {"statement": "Close the books in 4 days"}))
    item = log.state.findings["f_outcome"]
    assert (item.status, item.edited, item.original_statement) == ("approved", True, OUTCOME.statement)
    assert "unsupported_claim" not in item.flags
    log.add(draft_edit(log.state, "f_outcome", {"statement": "Close the books in 3 days"}))
    assert "unsupported_claim" in log.state.findings["f_outcome"].flags
    log.add(draft_confirm(log.state, "f_outcome"))
    assert "unsupported_claim" not in log.state.findings["f_outcome"].flags
    log.add(draft_edit(log.state, "f_outcome", {"statement": "Close the books in 2 days"}))
    assert "unsupported_claim" in log.state.findings["f_outcome"].flags


def test_a_remap_to_interviewer_makes_findings_stale_and_back() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_outcome"], "approve"))
    log.add(Draft("set_speaker", (f"{INTERVIEW.id}/s2",), before={"label": "Tom O'Brien"}, after={"side": "interviewer"}))
    assert log.status("f_outcome") == "stale"
    assert log.state.entries == {}
    log.undo()
    assert log.status("f_outcome") == "approved"


def test_unknown_speech_is_flagged_and_counts_only_once_its_side_is_known() -> None:
    unknown = make_interview(sides={"s2": "unknown"})
    log = Log(interviews=(unknown,))
    assert "side_unconfirmed" in log.state.findings["f_outcome"].flags
    log.add(Draft("set_speaker", (f"{INTERVIEW.id}/s2",), before={"label": "Tom O'Brien"}, after={"side": "customer"}))
    item = log.state.findings["f_outcome"]
    assert "side_unconfirmed" not in item.flags
    assert log.state.interviews[INTERVIEW.id].speaker("s2").side_basis == "mapped"


def test_what_was_rejected_stays_rejected_when_another_run_finds_it_again() -> None:
    again = make_finding(INTERVIEW, "close the books in four days.", identifier="f_again", run="r_two")
    log = Log(findings=(OUTCOME, again))
    log.add(draft_verdict(log.state, ["f_outcome"], "reject"))
    assert log.status("f_again") == "superseded"


def test_decisions_about_findings_that_are_gone_do_no_harm() -> None:
    log = Log()
    log.add(draft_verdict(log.state, ["f_outcome"], "approve"))
    assert fold([INTERVIEW], [OTHER], log.log).findings["f_other"].status == "open"
    assert fold([], ALL, log.log).findings == {}
