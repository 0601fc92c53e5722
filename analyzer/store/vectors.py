"""Vectors: what an embedder made of a text, kept so that it is asked once.

In: one-dimensional float32 arrays under (embedder, key), the key being a chunk's id or the sha256 of a text. Out: ``Vectors``.
Always true: the numbers come back bit by bit; they are stored little-endian, so a workspace can move between machines.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from analyzer.store.database import Database

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Vectors:
    """The vectors of the workspace, by embedder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_many(self, embedder: str, items: "Mapping[str, NDArray[np.float32]]") -> None:
        """Save these vectors in one transaction; a known key gets the new one. ValueError where an array is not one-dimensional."""
        rows = [(embedder, key, _to_bytes(key, vector)) for key, vector in items.items()]
        with self._database.writing() as connection:
            connection.executemany("INSERT INTO vectors VALUES (?, ?, ?) ON CONFLICT (embedder, key) DO UPDATE SET value = excluded.value", rows)

    def get_many(self, embedder: str, keys: Iterable[str]) -> "dict[str, NDArray[np.float32]]":
        """Return the vectors that are there, by key, in the order asked for."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT v.key, v.value FROM json_each(?) wanted JOIN vectors v ON v.embedder = ? AND v.key = wanted.value ORDER BY wanted.key",
                (json.dumps(list(keys)), embedder),
            ).fetchall()
        return {key: _to_array(value) for key, value in rows}

    def all(self, embedder: str) -> "dict[str, NDArray[np.float32]]":
        """Return every vector of this embedder, by key."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT key, value FROM vectors WHERE embedder = ? ORDER BY key", (embedder,)).fetchall()
        return {key: _to_array(value) for key, value in rows}


def _to_bytes(key: str, vector: "NDArray[np.float32]") -> bytes:
    import numpy as np

    if vector.ndim != 1:
        raise ValueError(f"{key}: a vector has one dimension, not {vector.ndim}")
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _to_array(value: bytes) -> "NDArray[np.float32]":
    import numpy as np

    return np.frombuffer(value, dtype="<f4").astype(np.float32)
