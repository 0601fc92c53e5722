"""Sentence vectors kept between two evaluations: one small SQLite file, by content, never by name or place.

In: vectors under (space, sha256 of a text). Out: the same, bit by bit. Always true: it holds no text; several processes may use it at
once; a damaged file is deleted and begun anew, a damaged row is not known; where it cannot be used at all, evaluation goes on without it
and ``trouble`` says why.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from analyzer.llm.embedding import Vectors

WAIT_SECONDS = 30.0
"""For another process that is writing."""

_TABLE = "CREATE TABLE IF NOT EXISTS vectors (space TEXT, key TEXT, value BLOB, crc INTEGER, PRIMARY KEY (space, key)) WITHOUT ROWID"
# CROSS JOIN keeps the order: key by key through the index. Left to itself the planner reads the whole file for each call.
_SELECT = "SELECT v.key, v.value, v.crc FROM json_each(?) wanted CROSS JOIN vectors v ON v.space = ? AND v.key = wanted.value"
_INSERT = "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)"

_Found = dict[str, Vectors]


class VectorFile:
    """A ``llm.embedding.VectorCache`` in a file, made at its first use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.trouble = ""
        """Why vectors are not kept; empty where they are."""

    def get_many(self, embedder: str, keys: Sequence[str]) -> Mapping[str, Vectors]:
        """Return key -> vector for those that are known in this space and whole."""

        def select(connection: sqlite3.Connection) -> _Found:
            rows = connection.execute(_SELECT, (json.dumps(list(keys)), embedder)).fetchall()
            return {key: np.frombuffer(value, dtype="<f4").astype(np.float32) for key, value, crc in rows if zlib.crc32(value) == crc}

        return self._use(select)

    def put_many(self, embedder: str, items: Mapping[str, Vectors]) -> None:
        """Keep these vectors in one transaction; a later one replaces an earlier one."""
        blobs = {key: np.ascontiguousarray(vector, dtype="<f4").tobytes() for key, vector in items.items()}

        def insert(connection: sqlite3.Connection) -> _Found:
            connection.executemany(_INSERT, [(embedder, key, blob, zlib.crc32(blob)) for key, blob in blobs.items()])
            return {}

        self._use(insert)

    def _use(self, work: Callable[[sqlite3.Connection], _Found]) -> _Found:
        # A cache that cannot be used costs time, never a run.
        try:
            try:
                return self._do(work)
            except (sqlite3.DatabaseError, TypeError, ValueError) as error:
                if "locked" in str(error):
                    raise
                self._begin_anew()
                return self._do(work)
        except (OSError, sqlite3.Error, Timeout) as error:
            self.trouble = f"{self._path}: sentence vectors are not kept: {error}"
            return {}

    def _do(self, work: Callable[[sqlite3.Connection], _Found]) -> _Found:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A connection each time: nothing is open between two calls, so nothing is shared by threads or forks.
        with closing(sqlite3.connect(self._path, timeout=WAIT_SECONDS)) as connection, connection:
            connection.execute(_TABLE)
            return work(connection)

    def _begin_anew(self) -> None:
        """Delete the file, unless another process replaced it by a sound one meanwhile."""
        with FileLock(self._path.with_name(f"{self._path.name}.lock"), timeout=WAIT_SECONDS):
            if not _is_sound(self._path):
                # The journal too: it belongs to the damaged file and would be played into the new one.
                for name in (f"{self._path.name}-journal", self._path.name):
                    self._path.with_name(name).unlink(missing_ok=True)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
            columns = {row[1] for row in connection.execute("PRAGMA table_info(vectors)")}
            return connection.execute("PRAGMA quick_check").fetchone() == ("ok",) and columns == {"space", "key", "value", "crc"}
    except sqlite3.Error:
        return False
