"""Evidence records of an interview."""

from analyzer.extract.grounding import claims_supported, ground_quote, make_evidence
from tests.factories import make_interview
from tests.grounding.talk import INTERVIEW, TALK


def test_a_quote_becomes_a_slice_of_one_turn() -> None:
    grounding = ground_quote(INTERVIEW, "Margin fell from 12% to 8%", quote_id="q1", supports="value")
    (piece,) = grounding.evidence
    assert piece.quote == "Margin fell from 12 to 8 percent" == INTERVIEW.text[piece.start : piece.end]
    assert (piece.claimed, piece.match, piece.supports, piece.quote_id) == ("Margin fell from 12% to 8%", "normalised", "value", "q1")
    assert piece.turn is not None
    assert (piece.speaker, piece.side, piece.start_ms) == ("s2", "customer", INTERVIEW.turns[piece.turn].start_ms)
    assert grounding.grounds
    assert not grounding.reason


def test_pieces_of_one_quote_share_its_id() -> None:
    pieces = make_evidence(INTERVIEW, "every purchase order needs three signatures before the warehouse may ship it", quote_id="q3")
    assert [(piece.quote_id, piece.quote) for piece in pieces] == [
        ("q3", "every purchase order"),
        ("q3", "needs three signatures before the warehouse may ship it"),
    ]
    assert len({piece.turn for piece in pieces}) == 2


def test_what_the_interviewer_said_is_no_evidence() -> None:
    claimed = "your auditors must complain about those ledgers every single quarter"
    grounding = ground_quote(INTERVIEW, claimed, quote_id="q1")
    (piece,) = grounding.evidence
    assert (piece.match, piece.quote, piece.claimed, piece.start) == ("not_found", "", claimed, None)
    assert grounding.reason == "said by the interviewer"


def test_a_quote_of_both_is_no_evidence() -> None:
    grounding = ground_quote(INTERVIEW, "And how long does it take today? It takes eleven days.", quote_id="q1")
    assert grounding.evidence[0].match == "not_found"
    assert grounding.reason == "said partly by the interviewer"


def test_vendor_speech_is_no_evidence_and_unknown_speech_keeps_its_side() -> None:
    claimed = "Forecast meetings take the whole Monday."
    vendor = make_interview(TALK, sides={"s2": "vendor"})
    unknown = make_interview(TALK, sides={"s2": "unknown"})
    assert ground_quote(vendor, claimed, quote_id="q1").reason == "said by the vendor"
    assert make_evidence(unknown, claimed, quote_id="q1")[0].side == "unknown"


def test_reasons_for_nothing() -> None:
    changed = ground_quote(INTERVIEW, "Margin fell from 12 to 80 percent", quote_id="q1")
    assert not changed.grounds
    assert changed.evidence[0].match == "meaning_changed"
    assert not changed.evidence[0].grounds
    assert "number" in changed.reason
    assert ground_quote(INTERVIEW, "Our suppliers are thrilled with the new portal", quote_id="q1").reason == "nobody said this"
    assert ground_quote(INTERVIEW, "the board", quote_id="q1").reason == "too short to name one passage"


def test_the_window_and_near_places_settle_repeated_quotes() -> None:
    claimed = "nobody owns the master data"
    last = INTERVIEW.text.rindex(claimed)
    assert ground_quote(INTERVIEW, claimed, quote_id="q1").ambiguous
    inside = ground_quote(INTERVIEW, claimed, quote_id="q1", window=(last - 50, last + 50))
    assert (inside.evidence[0].start, inside.ambiguous) == (last, False)
    assert make_evidence(INTERVIEW, claimed, quote_id="q1", near=[last])[0].start == last


def test_a_question_between_two_answers_is_left_out() -> None:
    talk = (
        ("s2", "We rebuild the schedule twice a day because trucks"),
        ("s1", "Sorry, you mean the trucks of your own fleet or also the ones from outside carriers and partners?"),
        ("s2", "never arrive in the order that was planned."),
    )
    interview = make_interview(talk)
    pieces = make_evidence(interview, "because trucks never arrive in the order that was planned", quote_id="q1")
    assert [piece.quote for piece in pieces] == ["because trucks", "never arrive in the order that was planned"]
    assert {piece.speaker for piece in pieces} == {"s2"}


def test_the_guard_reads_the_slices() -> None:
    said = [piece.quote for piece in make_evidence(INTERVIEW, "Margin fell from 12% to 8%", quote_id="q1")]
    assert claims_supported("Margin fell to 8 percent", said) == []
    assert claims_supported("Margin fell to 6 percent", said) == ["6 percent"]
