"""Who goes with whom: the assignment of the largest total weight.

In: a table of weights, zero or more, rows by columns. Out: pairs of row and column. Always true: each row and column is in one pair
at most; no other set of such pairs weighs more; a pair of weight zero is never given.
"""

from collections.abc import Sequence
from math import inf


def assign(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs (row, column) of largest total weight, by row; ValueError for a ragged table or a weight below zero.

    Shortest augmenting paths with dual variables, one row at a time: R. Jonker, A. Volgenant, Computing 38 (1987), 325-340, in
    the rectangular form of D. F. Crouse, IEEE Trans. Aerospace and Electronic Systems 52 (2016), 1679-1696.
    """
    columns = len(weights[0]) if weights else 0
    if any(len(row) != columns for row in weights):
        raise ValueError("the rows of the table differ in length")
    if any(weight < 0 for row in weights for weight in row):
        raise ValueError("a weight is below zero")
    if len(weights) > columns:
        turned = [[row[column] for row in weights] for column in range(columns)]
        return sorted((row, column) for column, row in assign(turned))
    row_of = _Search(weights, columns).solve()
    return sorted((row, column) for column, row in enumerate(row_of) if row is not None and weights[row][column] > 0)


class _Search:
    """The state of the search: costs are negated weights; duals keep every reduced cost at zero or above."""

    def __init__(self, weights: Sequence[Sequence[float]], columns: int) -> None:
        self.weights = weights
        self.columns = columns
        self.row_dual = [0.0] * len(weights)
        self.column_dual = [0.0] * columns
        self.row_of: list[int | None] = [None] * columns
        self.column_of: list[int | None] = [None] * len(weights)

    def solve(self) -> list[int | None]:
        """Give every row a column; returns the row of each column."""
        for row in range(len(self.weights)):
            self._augment(row)
        return self.row_of

    def _augment(self, start: int) -> None:
        # Dijkstra over alternating paths from ``start`` to the nearest column that is still free.
        distance = [inf] * self.columns
        came_from = [start] * self.columns
        reached_rows = [start]
        settled: list[int] = []
        open_columns = list(range(self.columns))
        row, travelled, sink = start, 0.0, -1
        while sink < 0:
            nearest, best = -1, inf
            for column in open_columns:
                step = travelled - self.weights[row][column] - self.row_dual[row] - self.column_dual[column]
                if step < distance[column]:
                    distance[column], came_from[column] = step, row
                if distance[column] < best or (distance[column] == best and self.row_of[column] is None):
                    nearest, best = column, distance[column]
            travelled = best
            open_columns.remove(nearest)
            settled.append(nearest)
            holder = self.row_of[nearest]
            if holder is None:
                sink = nearest
            else:
                row = holder
                reached_rows.append(row)
        self._update_duals(start, reached_rows, settled, distance, travelled)
        self._flip(start, sink, came_from)

    def _update_duals(self, start: int, rows: list[int], settled: list[int], distance: list[float], travelled: float) -> None:
        for row in rows:
            column = self.column_of[row]
            self.row_dual[row] += travelled if row == start or column is None else travelled - distance[column]
        for column in settled:
            self.column_dual[column] -= travelled - distance[column]

    def _flip(self, start: int, sink: int, came_from: list[int]) -> None:
        column = sink
        while True:
            row = came_from[column]
            self.row_of[column] = row
            self.column_of[row], following = column, self.column_of[row]
            if row == start or following is None:
                return
            column = following
