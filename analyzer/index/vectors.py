"""Nearest chunks without Chroma: every vector of the database is compared.

In: ``IndexRows``. Out: ``VectorIndex``. Always true: exact, needs no lock and no folder; changes in the database after
it was made are not seen.
"""

import numpy as np

from analyzer.index.ports import IndexRows, Metadata, Vectors, Where


class VectorIndex:
    """Finds chunks by meaning among the vectors it was given."""

    def __init__(self, rows: IndexRows, note: str = "") -> None:
        self._rows = rows
        self.note = note

    def query(self, vector: Vectors, k: int, where: Where | None = None) -> list[tuple[str, float]]:
        """Return up to ``k`` (chunk id, cosine distance 0 to 2), nearest first, of the chunks that ``where`` lets through."""
        places = [place for place, metadata in enumerate(self._rows.metadatas) if _passes(metadata, where or {})]
        if not places or k < 1:
            return []
        distances = 1.0 - self._rows.vectors[places] @ vector
        return [(self._rows.chunks[places[number]].id, float(distances[number])) for number in np.argsort(distances, kind="stable")[:k]]


def _passes(metadata: Metadata, where: Where) -> bool:
    return all(metadata[key] == wanted if isinstance(wanted, str) else metadata[key] in wanted for key, wanted in where.items())
