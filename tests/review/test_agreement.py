"""Which verdicts count for agreement, and what is said about them."""

import pytest

from analyzer.review.agreement import measure_agreement
from analyzer.review.agreement_words import agreement_record, describe
from tests.review.deciding import Written


def judged(*verdicts: str, reviewers: tuple[str, str] = ("ann", "bob")) -> Written:
    """A log in which both judge findings f_0, f_1, ...: "+-" is approved by the first, rejected by the second."""
    written = Written()
    for who, reviewer in enumerate(reviewers):
        for number, both in enumerate(verdicts):
            written.judge(reviewer, both[who], f"f_{number}")
    return written


def test_the_textbook_table_gives_the_textbook_kappa() -> None:
    """50 proposals, two readers: 20 both yes, 15 both no, 5 and 10 differing: kappa .4; alpha by hand 1 - 99 * 30 / (2 * 55 * 45) = .4."""
    reliability = measure_agreement(judged(*["++"] * 20, *["--"] * 15, *["+-"] * 5, *["-+"] * 10).log)
    whole = reliability.whole
    assert (whole.n, whole.alike, whole.reviewers) == (50, 35, ("ann", "bob"))
    assert whole.same is not None
    assert whole.kappa is not None
    assert whole.alpha is not None
    assert whole.same.value == pytest.approx(0.7)
    assert whole.kappa.value == pytest.approx(0.4)
    assert whole.alpha.value == pytest.approx(1 - 99 * 30 / (2 * 55 * 45))
    for figure in (whole.same, whole.kappa, whole.alpha):
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high
    said = "\n".join(describe(reliability, asked=True))
    assert "50 decided by two, blind: 35 alike (70 %, 95 % interval" in said
    assert "Cohen's kappa 0.40 (" in said
    assert "both approve 20, both reject 15, only ann approves 5, only bob approves 10" in said


def test_below_eight_nothing_but_the_counts_is_said() -> None:
    reliability = measure_agreement(judged(*["++"] * 4, *["--"] * 2, "+-").log)
    assert (reliability.whole.n, reliability.whole.alike) == (7, 6)
    assert (reliability.whole.same, reliability.whole.kappa, reliability.whole.alpha) == (None, None, None)
    assert "7 decided by two, blind: 6 alike; fewer than 8 are too few to say more" in describe(reliability, asked=True)
    record = agreement_record(reliability)
    assert (record["n"], record["too_few"], record["kappa"]) == (7, True, None)
    assert agreement_record(measure_agreement(judged(*["++"] * 4, *["--"] * 3, "+-").log))["too_few"] is False


def test_one_verdict_given_throughout_defines_neither_kappa_nor_alpha() -> None:
    reliability = measure_agreement(judged(*["++"] * 12).log)
    assert (reliability.whole.kappa, reliability.whole.alpha) == (None, None)
    assert any("only one verdict was ever given" in line for line in describe(reliability, asked=True))


def test_edits_and_merges_approve_and_putting_off_is_no_verdict() -> None:
    written = Written()
    written.add("ann", "edit", ["f_0"], ["f_0"], after={"statement": "Close sooner"})
    written.add("ann", "merge", ["f_1", "e_2"], ["f_1", "f_2"])
    written.judge("ann", ".", "f_3")
    for number in range(4):
        written.judge("bob", "+", f"f_{number}")
    assert measure_agreement(written.log).whole.table == {("approved", "approved"): 3}


def test_a_verdict_counts_as_it_was_given_blind_whatever_is_settled_or_thought_better_of_later() -> None:
    written = judged("+-")
    written.judge("ann", "-", "f_0", blind=False)
    written.add("carl", "settle", ["f_0"], after={"status": "approved"})
    assert measure_agreement(written.log).whole.table == {("approved", "rejected"): 1}


def test_changing_ones_mind_before_the_second_verdict_counts_as_changed() -> None:
    written = Written()
    written.judge("ann", "+", "f_0")
    written.judge("ann", "-", "f_0")
    written.judge("bob", "-", "f_0")
    assert measure_agreement(written.log).whole.table == {("rejected", "rejected"): 1}


def test_undo_takes_the_pair_away_redo_brings_it_back_and_a_verdict_after_seeing_is_left_out() -> None:
    written = judged("+-")
    written.undo("bob")
    assert measure_agreement(written.log).whole.n == 0
    written.redo("bob")
    assert measure_agreement(written.log).whole.table == {("approved", "rejected"): 1}
    written.undo("bob")
    written.judge("bob", "+", "f_0")  # the mark says blind, for ann's verdict was veiled again; but bob had seen it
    reliability = measure_agreement(written.log)
    assert (reliability.whole.n, reliability.left_out) == (0, 1)
    assert any(line.startswith("left out: 1 ") for line in describe(reliability, asked=True))


def test_falling_back_to_an_earlier_blind_verdict_after_seeing_the_other_is_left_out() -> None:
    written = Written()
    written.judge("ann", "+", "f_0")
    written.judge("ann", "-", "f_0")
    written.judge("bob", "+", "f_0")
    written.undo("ann")
    reliability = measure_agreement(written.log)
    assert (reliability.whole.n, reliability.left_out) == (0, 1)


def test_a_slip_undone_before_the_second_verdict_costs_nothing() -> None:
    written = Written()
    written.judge("ann", "+", "f_0")
    written.undo("ann")
    written.judge("bob", "-", "f_0")
    written.judge("ann", "-", "f_0")
    reliability = measure_agreement(written.log)
    assert (reliability.whole.table, reliability.left_out) == ({("rejected", "rejected"): 1}, 0)


def test_verdicts_that_were_not_blind_and_a_third_reviewers_do_not_count() -> None:
    written = Written()
    written.judge("ann", "+", "f_0", blind=False)
    written.judge("bob", "+", "f_0")
    written.judge("ann", "+", "f_1")
    written.judge("bob", "+", "f_1")
    written.judge("carl", "-", "f_1", blind=False)
    reliability = measure_agreement(written.log)
    assert (reliability.whole.reviewers, reliability.whole.n, reliability.left_out) == (("ann", "bob"), 1, 1)


def test_a_merge_taken_apart_is_no_verdict() -> None:
    written = Written()
    merge = written.add("ann", "merge", ["f_0", "f_1"], ["f_0", "f_1"])
    written.judge("bob", "+", "f_0")
    written.add("bob", "unmerge", ["f_0", "f_1"], after={"merge": merge.id})
    assert measure_agreement(written.log).whole.n == 0


def test_kappa_is_of_two_reviewers_and_several_are_told_apart() -> None:
    written = judged(*["++"] * 6, *["--"] * 2)
    written.log += [one.model_copy(update={"seq": one.seq + 100, "id": f"x_{one.id}", "targets": (f"{one.targets[0]}c",),
                                           "saw": {"blind": [f"{one.targets[0]}c"]}})
                    for one in judged(*["+-"] * 4, *["--"] * 4, reviewers=("bob", "carl")).log]  # fmt: skip
    reliability = measure_agreement(written.log)
    assert (reliability.whole.reviewers, reliability.whole.n) == (("ann", "bob", "carl"), 16)
    assert reliability.whole.kappa is None
    assert reliability.whole.alpha is not None
    assert [pair.reviewers for pair in reliability.pairs] == [("ann", "bob"), ("bob", "carl")]
    assert all(pair.kappa is not None for pair in reliability.pairs)


def test_findings_elsewhere_are_not_counted() -> None:
    assert measure_agreement(judged("++", "--").log, among={"f_1", "f_9"}).whole.table == {("rejected", "rejected"): 1}


def test_nothing_decided_twice_says_what_to_do() -> None:
    nothing = measure_agreement([])
    assert "double_share = 0.2" in describe(nothing, asked=False)[0]
    assert describe(nothing, asked=True) == ["no finding has the verdicts of two reviewers yet"]
