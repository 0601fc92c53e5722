"""What can be made again, and the workspace's small facts.

In: similar pairs, answers of models under their request's key, key/value facts. Out: ``Pairs``, ``AnswerCache``, ``Facts``.
Always true: losing pairs or answers loses time or money, never a decision; an answer knows the interview it came from where
the caller said so, and a purge removes it with that interview (or, where nobody said so, with any).
"""

from collections.abc import Sequence

from analyzer.records import SimilarPair
from analyzer.store.database import Database


class Pairs:
    """The pairs of findings proposed as saying the same."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, pairs: Sequence[SimilarPair]) -> None:
        """Put these pairs, in this order, in the place of all there were."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM pairs")
            connection.executemany(
                "INSERT INTO pairs (first, second, score, reason) VALUES (?, ?, ?, ?)",
                [(pair.first, pair.second, pair.score, pair.reason) for pair in pairs],
            )

    def all(self) -> list[SimilarPair]:
        """Return the pairs in the order they were saved."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT first, second, score, reason FROM pairs ORDER BY ordinal").fetchall()
        return [SimilarPair(first=first, second=second, score=score, reason=reason) for first, second, score, reason in rows]


class AnswerCache:
    """Answers of models by the key of their request: the port ``get``, ``put`` that ``llm`` asks for."""

    def __init__(self, database: Database, interview_id: str | None = None) -> None:
        self._database = database
        self._interview = interview_id

    def of(self, interview_id: str) -> "AnswerCache":
        """Return the same cache, noting of everything put through it that it comes from this interview."""
        return AnswerCache(self._database, interview_id)

    def get(self, key: str) -> str | None:
        """Return the answer kept under ``key``, or None."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM answers WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Keep an answer under ``key``; a known key gets the new one."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO answers (key, value, interview) VALUES (?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value, interview = excluded.interview",
                (key, value, self._interview),
            )


class Facts:
    """Small things the workspace remembers, e.g. that a person agreed to send interviews to a host."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """Return what is remembered under ``key``, or None."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Remember ``value`` under ``key``."""
        with self._database.writing() as connection:
            connection.execute("INSERT INTO facts VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))
