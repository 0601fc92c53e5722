"""Quotes chosen by hand: findings that people add, and findings that get the quote they lacked."""

from typing import Any

import pytest

from analyzer.errors import ReviewError
from analyzer.records import Interview, Metric, Side
from analyzer.review import Selection, draft_add, draft_confirm, draft_edit, draft_merge, draft_quote, draft_verdict, fold, order_queue
from analyzer.review.draft import Draft
from tests.factories import make_finding, make_interview
from tests.review.test_fold import Log

INTERVIEW = make_interview()
QUOTED = "Three ledgers never match"
LOST = make_finding(INTERVIEW, "nobody said this", statement="The books close in four days", identifier="f_lost")
OTHER = make_finding(INTERVIEW, "close the books in four days", identifier="f_other")


def marked(words: str, interview: Interview = INTERVIEW) -> Selection:
    start = interview.text.index(words)
    return Selection(interview.id, interview.version, start, start + len(words))


def added(log: Log, words: str = QUOTED, kind: Any = "obstacle", identifier: str = "f_added", reviewer: str = "ann", **fields: Any) -> None:
    fields.setdefault("statement", "The ledgers do not agree")
    log.add(draft_add(log.state, identifier, marked(words), kind, fields), reviewer)


def test_an_added_finding_is_approved_verbatim_and_in_the_queue_like_any_other() -> None:
    log = Log()
    added(log, level="operational", cause="Three ledgers")
    item = log.state.findings["f_added"]
    assert (item.status, item.kind, item.finding.level, item.decided_by) == ("approved", "obstacle", "operational", ("ann",))
    assert (item.finding.provenance.extractor, item.finding.provenance.run) == ("person", log.log[0].id)
    (piece,) = item.finding.evidence
    assert (piece.quote, piece.match, piece.turn, piece.side, piece.speaker) == (QUOTED, "verbatim", 3, "customer", "s2")
    assert INTERVIEW.text[piece.start : piece.end] == QUOTED
    assert "f_added" in [found.id for found in order_queue(log.state)]
    assert log.state.entries["e_added"].statement == "The ledgers do not agree"


def test_the_decision_holds_positions_and_what_was_typed_but_no_word_of_the_transcript() -> None:
    log = Log()
    added(log)
    decision = log.log[0]
    start = INTERVIEW.text.index(QUOTED)
    assert decision.after["quote"]["evidence"] == [{"turn": 3, "start": start, "end": start + len(QUOTED)}]
    assert decision.after["quote"]["interview_version"] == INTERVIEW.version
    assert QUOTED not in decision.model_dump_json()


def test_undo_takes_the_finding_away_and_redo_brings_it_back_with_what_others_decided() -> None:
    log = Log()
    added(log)
    log.add(draft_edit(log.state, "f_added", {"statement": "Ledgers differ"}), "bob")
    log.undo("ann")
    assert "f_added" not in log.state.findings
    assert log.state.entries == {}
    log.redo("ann")
    assert log.state.findings["f_added"].finding.statement == "Ledgers differ"


def test_an_entry_outlives_the_added_finding_it_was_merged_with() -> None:
    log = Log()
    added(log, "We want to close the books", "outcome")
    log.add(draft_merge(log.state, "f_added", "f_other"), "bob")
    log.undo("ann")
    assert [member.id for entry in log.state.entries.values() for member in entry.members] == ["f_other"]


@pytest.mark.parametrize(("statement", "flagged"), [("It takes nine days", False), ("It takes 9 days", False), ("It takes eight days", True)])
def test_a_number_the_quote_does_not_carry_holds_the_statement_back_until_confirmed(statement: str, flagged: bool) -> None:
    log = Log()
    added(log, "Right now it takes nine days", "outcome", statement=statement)
    assert ("unsupported_claim" in log.state.findings["f_added"].flags) is flagged
    if flagged:
        log.add(draft_confirm(log.state, "f_added"))
        assert "unsupported_claim" not in log.state.findings["f_added"].flags


def test_a_value_typed_as_stated_must_have_been_said_also_after_an_edit() -> None:
    log = Log()
    value = {"low": "5", "high": "5", "unit": "day", "said": "5 days"}
    added(log, "Right now it takes nine days", "metric", statement="Length of the close", value=value)
    assert "unsupported_claim" in log.state.findings["f_added"].flags
    log.add(draft_edit(log.state, "f_added", {"statement": "Length of the month-end close"}))
    assert "unsupported_claim" in log.state.findings["f_added"].flags
    log.add(draft_edit(log.state, "f_added", {"value": {"low": "9", "high": "9", "unit": "day", "said": "9 days"}}))
    assert "unsupported_claim" not in log.state.findings["f_added"].flags
    log.add(draft_edit(log.state, "f_added", {"value": value, "basis": "derived"}))
    assert "unsupported_claim" not in log.state.findings["f_added"].flags


def test_a_metric_without_a_name_measures_what_it_states() -> None:
    log = Log()
    added(log, "it takes nine days", "metric", statement="Length of the close")
    finding = log.state.findings["f_added"].finding
    assert isinstance(finding, Metric)
    assert finding.name == "Length of the close"


@pytest.mark.parametrize("side", ["interviewer", "vendor"])
def test_only_customers_are_quoted(side: Side) -> None:
    log = Log(interviews=(make_interview(sides={"s2": side}),))
    with pytest.raises(ReviewError, match=f"turn 3 is the {side}'s: only a customer's words are evidence"):
        added(log)


def test_unknown_speech_waits_for_its_side_and_is_approved_with_it() -> None:
    log = Log(interviews=(make_interview(sides={"s2": "unknown"}),))
    added(log)
    item = log.state.findings["f_added"]
    assert (item.status, "side_unconfirmed" in item.flags) == ("open", True)
    log.add(Draft("set_speaker", (f"{INTERVIEW.id}/s2",), before={"label": "Tom O'Brien"}, after={"side": "customer"}))
    item = log.state.findings["f_added"]
    assert (item.status, item.flags) == ("approved", ())


def test_a_selection_over_turns_leaves_our_turns_out_and_keeps_one_quote() -> None:
    log = Log()
    added(log, INTERVIEW.text[INTERVIEW.text.index("We want") : INTERVIEW.text.index(", so we stitch")])
    pieces = log.state.findings["f_added"].finding.evidence
    assert [(piece.turn, piece.quote_id, piece.quote) for piece in pieces] == [
        (1, "q1", "We want to close the books in four days. Right now it takes nine days."), (3, "q1", QUOTED),
    ]  # fmt: skip


def test_another_voice_is_another_quote() -> None:
    talk = (("s1", "And?"), ("s2", "The close takes too long."), ("s3", "Far too long."))
    interview = make_interview(talk)
    state = fold([interview], [], [])
    draft = draft_add(state, "f_added", Selection(interview.id, interview.version, 0, len(interview.text)), "obstacle", {"statement": "Slow close"})
    log = Log(findings=(), interviews=(interview,))
    log.add(draft)
    assert [(piece.speaker, piece.quote_id) for piece in log.state.findings["f_added"].finding.evidence] == [("s2", "q1"), ("s3", "q2")]


@pytest.mark.parametrize(
    ("selection", "fields", "told"),
    [
        (Selection(INTERVIEW.id, INTERVIEW.version, 40, 40), {"statement": "x"}, "no words are marked"),
        (Selection(INTERVIEW.id, "0" * 64, 41, 60), {"statement": "x"}, "its text changed"),
        (Selection("i_zzzzzzzzzz", INTERVIEW.version, 41, 60), {"statement": "x"}, "no interview i_zzzzzzzzzz"),
        (marked(QUOTED), {}, "needs a statement"),
        (marked(QUOTED), {"statement": "x", "why_strategic": "y"}, "has no field 'why_strategic'"),
        (marked(QUOTED), {"statement": "x", "level": "huge"}, "the new finding: level"),
    ],
)
def test_what_makes_no_finding_is_refused(selection: Selection, fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ReviewError, match=told):
        draft_add(Log().state, "f_added", selection, "obstacle", fields)


def edited(*talk: tuple[str, str]) -> Interview:
    return make_interview((("s1", "Thanks for having me."), *talk))


def refolded(log: Log, interview: Interview) -> Any:
    """The state once the file is read again with other words; the earlier version is kept as the store keeps it."""
    return fold([interview], log.findings, log.log, read_version=lambda identifier, version: INTERVIEW if version == INTERVIEW.version else None)


def test_in_the_next_version_the_quote_is_found_where_it_now_stands() -> None:
    log = Log()
    added(log)
    after = edited(("s2", f"Well. {QUOTED}, as you know."))
    item = refolded(log, after).findings["f_added"]
    (piece,) = item.finding.evidence
    assert (item.status, piece.turn, item.finding.interview_version) == ("approved", 1, after.version)
    assert after.text[piece.start : piece.end] == QUOTED


def test_a_quote_that_is_gone_from_the_next_version_makes_the_finding_stale_until_another_is_chosen() -> None:
    log = Log()
    added(log)
    after = edited(("s2", "Our ledgers do not match."))
    state = refolded(log, after)
    item = state.findings["f_added"]
    assert (item.status, "stale_quote" in item.flags, item.finding.evidence[0].quote) == ("stale", True, QUOTED)
    assert state.entries == {}
    with pytest.raises(ReviewError, match="no longer customer speech"):
        draft_verdict(state, ["f_added"], "approve")
    log.add(draft_quote(state, "f_added", marked("Our ledgers do not match", after)))
    item = refolded(log, after).findings["f_added"]
    assert (item.status, item.flags) == ("approved", ())
    assert [piece.quote for piece in item.finding.evidence if piece.grounds] == ["Our ledgers do not match"]


def test_an_ungrounded_finding_is_grounded_and_approved_by_one_decision_and_ungrounded_by_its_undo() -> None:
    log = Log(findings=(LOST, OTHER))
    before = log.state
    log.add(draft_quote(before, "f_lost", marked("We want to close the books in four days")))
    item = log.state.findings["f_lost"]
    assert (item.status, item.flags, item.entry) == ("approved", (), "e_lost")
    assert [(piece.quote, piece.claimed, piece.match) for piece in item.finding.evidence] == [
        ("We want to close the books in four days",) * 2 + ("verbatim",), ("", "nobody said this", "not_found"),
    ]  # fmt: skip
    assert len({piece.quote_id for piece in item.finding.evidence}) == 2
    log.undo()
    assert log.state.findings == before.findings
    assert log.redo()
    assert log.status("f_lost") == "approved"


def test_a_number_of_the_ungrounded_statement_must_be_in_the_chosen_quote() -> None:
    log = Log(findings=(LOST,))
    log.add(draft_quote(log.state, "f_lost", marked("Three ledgers never match")))
    assert "unsupported_claim" in log.state.findings["f_lost"].flags
    log.add(draft_edit(log.state, "f_lost", {"statement": "Ledgers agree"}))
    item = log.state.findings["f_lost"]
    assert (item.status, item.flags) == ("approved", ())
    assert item.finding.evidence[0].quote == "Three ledgers never match", "rewording keeps the chosen quote"


def test_a_finding_that_has_its_quote_keeps_it() -> None:
    with pytest.raises(ReviewError, match="has its quote"):
        draft_quote(Log(findings=(OTHER,)).state, "f_other", marked(QUOTED))


def test_what_a_later_run_finds_at_the_same_place_joins_what_was_added_by_hand_but_not_what_stood_beside_it() -> None:
    beside = make_finding(INTERVIEW, QUOTED, "obstacle", identifier="f_beside")
    log = Log(findings=(beside,))
    added(log, QUOTED, "obstacle")
    again = make_finding(INTERVIEW, f"{QUOTED}, so", "obstacle", identifier="f_again", run="r_two")
    state = fold([INTERVIEW], [beside, again], log.log)
    assert {identifier: item.status for identifier, item in state.findings.items()} == {
        "f_beside": "open", "f_again": "superseded", "f_added": "approved",
    }  # fmt: skip


def test_what_a_later_run_finds_joins_a_finding_grounded_by_hand() -> None:
    log = Log(findings=(LOST,))
    log.add(draft_quote(log.state, "f_lost", marked("We want to close the books in four days")))
    again = make_finding(INTERVIEW, "We want to close the books in four days", identifier="f_again", run="r_two")
    assert fold([INTERVIEW], [LOST, again], log.log).findings["f_again"].status == "superseded"


def test_a_purged_interview_takes_its_added_findings_along() -> None:
    log = Log()
    added(log)
    log.log[0] = log.log[0].model_copy(update={"after": {"kind": "obstacle", "interview": INTERVIEW.id}, "saw": {}})
    assert "f_added" not in log.state.findings
    assert fold([], (), log.log).findings == {}
