"""What may not be decided, and what the reviewer is told instead."""

import pytest

from analyzer.errors import ReviewError
from analyzer.records import LIKELY, SimilarPair
from analyzer.review import draft_edit, draft_link, draft_merge, draft_retype, draft_verdict, fold, measure_progress, order_queue, similar_groups
from tests.factories import make_finding, make_interview

INTERVIEW = make_interview()
OUTCOME = make_finding(INTERVIEW, "close the books in four days", identifier="f_outcome", confidence=0.4)
SECOND = make_finding(INTERVIEW, "We want to close the books", identifier="f_second", confidence=0.9)
OTHER = make_finding(INTERVIEW, "stitch them together by hand", identifier="f_other")
METRIC = make_finding(INTERVIEW, "it takes nine days", "metric", identifier="f_metric")
LOST = make_finding(INTERVIEW, "nobody said this", identifier="f_lost")
STATE = fold([INTERVIEW], [METRIC, OUTCOME, SECOND, LOST], [])


def test_an_ungrounded_finding_cannot_be_approved_but_can_be_rejected() -> None:
    with pytest.raises(ReviewError, match="not found in the transcript"):
        draft_verdict(STATE, ["f_lost"], "approve")
    assert draft_verdict(STATE, ["f_lost"], "reject").targets == ("f_lost",)


def test_unconfirmed_side_blocks_approval_and_names_the_command() -> None:
    state = fold([make_interview(sides={"s2": "unknown"})], [OUTCOME], [])
    with pytest.raises(ReviewError) as caught:
        draft_verdict(state, ["f_outcome"], "approve")
    assert caught.value.hint == f"analyzer speakers {INTERVIEW.id} set s2 --side customer"


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"id": "f_x"}, "no field 'id'"), ({"statement": "  "}, "needs a statement"), ({"level": "huge"}, "level")],
)
def test_edits_that_make_no_valid_finding_are_refused(changes: dict[str, object], told: str) -> None:
    with pytest.raises(ReviewError, match=told):
        draft_edit(STATE, "f_outcome", changes)


def test_only_one_kind_merges_and_only_fitting_kinds_link() -> None:
    with pytest.raises(ReviewError, match="only the same kind merges"):
        draft_merge(STATE, "f_outcome", "f_metric")
    with pytest.raises(ReviewError, match="cannot be linked"):
        draft_link(STATE, "f_outcome", "f_metric", "blocks")
    assert draft_link(STATE, "f_metric", "f_outcome", "measures").after == {"type": "measures"}


def test_retype_to_the_same_kind_is_refused() -> None:
    with pytest.raises(ReviewError, match="already"):
        draft_retype(STATE, "f_metric", "metric")


def test_grouped_order_shows_outcomes_first_and_similar_ones_together() -> None:
    pairs = [SimilarPair(first="f_outcome", second="f_second", score=0.6)]
    assert [item.id for item in order_queue(STATE, "grouped", pairs)] == ["f_outcome", "f_second", "f_metric"]
    assert [item.id for item in order_queue(STATE, "least sure first")] == ["f_outcome", "f_metric", "f_second"]
    assert [item.id for item in order_queue(STATE, "transcript")] == ["f_second", "f_outcome", "f_metric"]


def test_pairs_that_a_person_called_different_are_not_grouped() -> None:
    items = list(STATE.findings.values())
    pairs = [SimilarPair(first="f_outcome", second="f_second", score=0.6)]
    assert ["f_outcome", "f_second"] in similar_groups(items, pairs)
    assert ["f_outcome"] in similar_groups(items, pairs, frozenset({frozenset({"f_outcome", "f_second"})}))


def test_a_finding_stands_alone_where_the_one_most_like_it_is_most_like_another() -> None:
    items = list(fold([INTERVIEW], [SECOND, OUTCOME, OTHER], []).findings.values())
    pairs = [SimilarPair(first="f_outcome", second="f_other", score=0.9), SimilarPair(first="f_second", second="f_outcome", score=0.6)]
    assert similar_groups(items, pairs) == [["f_second"], ["f_outcome", "f_other"]]


def test_what_is_less_likely_the_same_than_not_stays_a_proposal_and_is_no_group() -> None:
    items = list(STATE.findings.values())
    [unsure, sure] = [[SimilarPair(first="f_outcome", second="f_second", score=score)] for score in (LIKELY - 0.01, LIKELY)]
    assert ["f_outcome"] in similar_groups(items, unsure)
    assert ["f_outcome", "f_second"] in similar_groups(items, sure)


def test_progress_counts_what_the_reviewer_is_asked() -> None:
    progress = measure_progress(STATE)
    assert (progress.total, progress.decided, progress.counts) == (3, 0, {"open": 3, "ungrounded": 1})
