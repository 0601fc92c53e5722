"""Kappa and alpha against published figures, and how far to believe them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.review.reliability import alpha_of, cohen_kappa, estimate, krippendorff_alpha

VALUES = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")))
YES, NO = "approved", "rejected"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # J. Cohen, A coefficient of agreement for nominal scales, 1960, table 1: proportions of 200 patients, kappa .492
        (
            {
                ("a", "a"): 88, ("a", "b"): 14, ("a", "c"): 18, ("b", "a"): 10, ("b", "b"): 40, ("b", "c"): 10, ("c", "a"): 2, ("c", "b"): 6,
                ("c", "c"): 12,
            },
            0.492,
        ),
        # The textbook example of 50 grant proposals read by two readers: kappa .4
        ({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}, 0.4),
        ({("a", "a"): 4, ("b", "b"): 3}, 1.0),
        ({("a", "b"): 5, ("b", "a"): 5}, -1.0),
        ({("a", "a"): 4}, 1.0),
        ({}, None),
    ],
)  # fmt: skip
def test_kappa_of_published_tables(table: dict[tuple[str, str], int], expected: float | None) -> None:
    found = cohen_kappa(table)
    assert found is None if expected is None else found == pytest.approx(expected, abs=0.0006)


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [("0100000010", "1110010000", 0.095), ("aabbdcccedda", "babbbccceddd", 0.692)],
    ids=["two values", "five values"],
)
def test_alpha_is_that_of_krippendorffs_worked_examples(one: str, other: str, published: float) -> None:
    assert krippendorff_alpha(zip(one, other, strict=True)) == pytest.approx(published, abs=0.0005)


@given(VALUES)
def test_alpha_does_not_depend_on_who_is_first_nor_on_order(pairs: list[tuple[str, str]]) -> None:
    assert krippendorff_alpha(pairs) == krippendorff_alpha([(other, one) for one, other in reversed(pairs)])


@given(VALUES)
def test_alpha_is_one_for_full_agreement_only(pairs: list[tuple[str, str]]) -> None:
    alpha = krippendorff_alpha(pairs)
    if alpha is None:
        assert len({value for pair in pairs for value in pair}) < 2
    else:
        assert (alpha == 1) == all(one == other for one, other in pairs)
        assert alpha <= 1


def test_the_interval_holds_the_figure_narrows_with_more_pairs_and_comes_out_the_same_again() -> None:
    widths = []
    for times in (1, 10):
        table = {(YES, YES): 6 * times, (NO, NO): 3 * times, (YES, NO): 2 * times}
        (found,) = estimate([alpha_of], table)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high
        assert estimate([alpha_of], table) == [found]
        widths.append(found.high - found.low)
    assert widths[1] < widths[0] / 2


def test_the_interval_of_a_share_is_about_the_normal_one() -> None:
    """p plus or minus 1.96 standard errors, at p = 0.8 and n = 100."""
    (found,) = estimate([lambda table: table.get((YES, YES), 0) / sum(table.values())], {(YES, YES): 80, (YES, NO): 20})
    assert found is not None
    assert found.value == 0.8
    assert found.low == pytest.approx(0.80 - 0.078, abs=0.02)
    assert found.high == pytest.approx(0.80 + 0.078, abs=0.02)


def test_what_the_pairs_do_not_define_has_neither_figure_nor_interval() -> None:
    assert estimate([alpha_of], {(YES, YES): 20}) == [None]
    assert estimate([alpha_of], {}) == [None]
    # One pair of thirty differs: a third of the resamples lack it, so that the interval rests on the others.
    (rare,) = estimate([alpha_of], {(YES, YES): 29, (YES, NO): 1})
    assert rare is not None
    assert rare.low is not None
    (scarce,) = estimate([lambda table: None if len(table) < 3 else 0.5], {(YES, YES): 1, (YES, NO): 1, (NO, NO): 1})
    assert scarce is not None
    assert (scarce.value, scarce.low, scarce.high) == (0.5, None, None)
