from itertools import permutations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from analyzer.evaluate.assignment import assign

WEIGHTS = st.one_of(st.just(0.0), st.sampled_from([0.25, 0.5, 1.0, 1.25]), st.floats(0, 2, allow_subnormal=False))


@st.composite
def tables(draw: st.DrawFn) -> list[list[float]]:
    rows, columns = draw(st.integers(0, 9)), draw(st.integers(1, 9))
    return draw(st.lists(st.lists(WEIGHTS, min_size=columns, max_size=columns), min_size=rows, max_size=rows))


@given(tables())
def test_weighs_as_much_as_scipys_assignment(table: list[list[float]]) -> None:
    pairs = assign(table)
    best = 0.0
    if table:
        matrix = numpy.array(table)
        best = float(matrix[linear_sum_assignment(matrix, maximize=True)].sum())
    assert sum(table[row][column] for row, column in pairs) == pytest.approx(best)


@given(tables())
def test_uses_each_row_and_column_once_and_no_pair_without_weight(table: list[list[float]]) -> None:
    pairs = assign(table)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(table[row][column] > 0 for row, column in pairs)


def test_prefers_two_good_pairs_to_the_single_best() -> None:
    assert assign([[0.9, 0.8], [0.8, 0.0]]) == [(0, 1), (1, 0)]


def test_beats_every_permutation_of_a_table_with_many_ties() -> None:
    table = [[1.0, 1.0, 0.5, 0.0], [1.0, 0.5, 0.5, 0.0], [0.5, 1.0, 0.0, 0.25]]
    best = max(sum(table[row][column] for row, column in enumerate(order)) for order in permutations(range(4), 3))
    assert sum(table[row][column] for row, column in assign(table)) == best


@pytest.mark.parametrize("table", [[[1.0], [1.0, 2.0]], [[-0.5]]])
def test_refuses_what_is_no_table_of_weights(table: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"differ in length|below zero"):
        assign(table)
