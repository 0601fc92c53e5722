"""Halves of windows, numbers of sentences, and warnings about quotes."""

from hypothesis import given
from hypothesis import strategies as st

from analyzer.extract.cautions import find_cautions
from analyzer.extract.grounding.evidence import make_evidence
from analyzer.extract.halves import halve
from analyzer.extract.numbered import number_sentences
from analyzer.records import Interview, Window
from tests.extract_chain.interviews import make_interview, make_windows

SENTENCES = st.lists(
    st.sampled_from(["We lose time.", "Every plant counts for itself.", "Why is that?", "Nobody knows."]), min_size=1, max_size=5
).map(" ".join)
TURNS = st.lists(st.tuples(st.sampled_from("ciu"), SENTENCES), min_size=1, max_size=8)


def spans_of(interview: Interview, window: Window) -> list[tuple[int, int]]:
    return list(number_sentences(interview, window).spans.values())


@given(TURNS)
def test_halves_hold_every_sentence_of_the_window_once(turns: list[tuple[str, str]]) -> None:
    interview = make_interview(turns)
    [window] = make_windows(interview)
    halves = halve(interview, window, len)
    if halves is None:
        assert interview.text.count(".") + interview.text.count("?") == 1
        return
    first, second = halves
    assert first.start == window.start
    assert first.end <= second.start <= first.end + 1
    assert second.end == window.end
    assert spans_of(interview, first) + spans_of(interview, second) == spans_of(interview, window)
    assert (first.id, second.id) == tuple(half.id for half in halve(interview, window, len) or ())
    assert len({first.id, second.id, window.id}) == 3


@given(TURNS)
def test_numbers_lead_back_to_quotable_words(turns: list[tuple[str, str]]) -> None:
    interview = make_interview(turns)
    [window] = make_windows(interview)
    numbered = number_sentences(interview, window)
    assert list(numbered.spans) == list(range(1, len(numbered.spans) + 1))
    for number, (start, end) in numbered.spans.items():
        assert interview.speaker(interview.turn_at(start).speaker).side in ("customer", "unknown")
        assert f"[{number}]" in numbered.lines
        assert interview.text[start:end] in numbered.lines
    assert numbered.hull(1, 999) == (numbered.spans[1] if numbered.spans else None)
    assert numbered.hull(0, -4) is None


def test_cited_sentences_are_shown_without_a_number() -> None:
    interview = make_interview([("c", "We lose time. Nobody knows why.")])
    [window] = make_windows(interview)
    numbered = number_sentences(interview, window, [(0, 13)])
    assert numbered.lines == "Customer: We lose time.\n[1] Customer: Nobody knows why."


def test_words_put_into_the_customers_mouth_and_reservations_are_noticed() -> None:
    interview = make_interview(
        [
            ("i", "So the approval workflow slows every purchase order, right?"),
            ("c", "Yes, the approval workflow slows every purchase order."),
            ("i", "And what else?"),
            ("c", "I think the freight invoices come twice, maybe."),
        ]
    )
    led = make_evidence(interview, "the approval workflow slows every purchase order", quote_id="q1")
    hedged = make_evidence(interview, "I think the freight invoices come twice", quote_id="q1")
    assert find_cautions(interview, led) == {"led_by_interviewer"}
    assert find_cautions(interview, hedged) == {"hedged"}
