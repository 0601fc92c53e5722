import unicodedata

from hypothesis import HealthCheck, given, settings

from analyzer.report.text import COLUMNS, columns, tree_text
from analyzer.segment import build_segment
from tests.report.hostile import hostile_model
from tests.report.mills import mills, mills_model
from tests.segment.making import Hearing
from tests.segment.segments import hearings


def test_the_tree_shows_outcomes_obstacles_and_metrics_in_order() -> None:
    lines = tree_text(mills_model()).split("\n")
    assert lines[0] == "Grain mills (grain-mills)"
    assert "1. Free cash for the new silo [e_cash]" in lines
    assert "\u251c\u2500 obstacle 1: Three ledgers never match [e_ledger]" in lines
    assert "\u2502  \u2502  effect 6.5 days [4\u20139]; said in 2 of 5 (12\u201377 %)" in lines
    assert "\u2502  \u2514\u2500 metric: Days lost to matching: cost 9 days (\u201cnine days\u201d) [e_late]" in lines
    assert "\u251c\u2500 obstacle 2: Large buyers set the terms [e_terms]" in lines
    assert "\u2502  effect at most 16 days; said in 1 of 5 (4\u201362 %)" in lines
    assert any("61 days \u2192 45 days" in line for line in lines)
    assert "\u2514\u2500 missing: why, obstacle, metric" in lines
    assert lines.index("Enhancement lane") < lines.index("Not linked yet")


def test_who_calls_an_outcome_strategic_is_said_in_words() -> None:
    text = " ".join(tree_text(mills_model()).split())
    assert "called strategic by the customer" in text
    assert "taken as strategic by the reader of the interview, not said by the customer" in text.replace("\u2502 ", "")
    assert "inferred" not in text


def test_thin_held_back_and_unquantified_are_said() -> None:
    hearing = mills(2)
    finding, status = hearing.findings["f_calm"]
    hearing.findings["f_calm"] = (finding.model_copy(update={"statement": "CLAIMED", "flags": ("unsupported_claim",)}), status)
    text = tree_text(hearing.model())
    assert "Too thin to speak of shares: 2 organisations so far." in text
    assert "2. (held back until reworded or confirmed) [e_calm]" in text
    assert "CLAIMED" not in text
    assert "metric: Complaints: not quantified [e_wish]" in text


def test_an_empty_segment_says_what_to_do_next() -> None:
    text = tree_text(build_segment("new one", reviewed=(), entries=(), interviews=()))
    assert text.endswith("next: analyzer review --segment 'new one'")


def assert_fits(text: str) -> None:
    for line in text.split("\n"):
        assert columns(line) <= COLUMNS
        assert not [character for character in line if unicodedata.category(character) in ("Cc", "Cs")]


def test_no_control_character_reaches_the_terminal() -> None:
    text = tree_text(hostile_model())
    assert_fits(text)
    assert "\u241b[31mred" in text


def test_wide_and_endless_words_are_broken() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("o", talk, "\u6211\u4eec\u9700\u8981\u73b0\u91d1" * 20)
    hearing.obstacle("b", talk, outcome, "x" * 300 + " e\u0301" * 100)
    text = tree_text(hearing.model())
    assert_fits(text)
    assert "".join(character for character in text if character == "x") == "x" * 300


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings())
def test_any_tree_fits_and_names_every_entry(hearing: Hearing) -> None:
    text = tree_text(hearing.model())
    assert_fits(text)
    unwrapped = text.replace("\n", " ")
    assert all(f"[{entry}]" in unwrapped for entry in hearing.groups)
