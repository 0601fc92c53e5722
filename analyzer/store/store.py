"""The door: a workspace's database with all its parts.

In: a ``Workspace``. Out: ``Store``. Always true: opening either gives a whole database of the present version or raises
StoreError; a purge that was cut off is completed at the next opening.
"""

from contextlib import suppress
from types import TracebackType
from typing import Self

from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.store.chunks import Chunks
from analyzer.store.database import Database
from analyzer.store.decisions import Decisions
from analyzer.store.derived import AnswerCache, Facts, Pairs
from analyzer.store.findings import Findings
from analyzer.store.interviews import Interviews
from analyzer.store.purge import complete_purge, purge_interview, purge_unfinished
from analyzer.store.vectors import Vectors


class Store:
    """Everything a workspace keeps. A context manager; threads may share one, processes each open their own."""

    def __init__(self, workspace: Workspace, database: Database) -> None:
        self._workspace = workspace
        self._database = database
        self.interviews = Interviews(database)
        self.chunks = Chunks(database)
        self.vectors = Vectors(database)
        self.findings = Findings(database)
        self.decisions = Decisions(database)
        self.pairs = Pairs(database)
        self.cache = AnswerCache(database)
        self.facts = Facts(database)

    @classmethod
    def open(cls, workspace: Workspace, *, read_only: bool = False) -> Self:
        """Open the workspace's database, made if missing, its tables brought up to date after a backup; ``read_only`` never changes a byte.

        Raises StoreError with the next step where it is not a database of ours, is newer than this program, or cannot be
        opened, written or (``read_only``) found.
        """
        if read_only:
            return cls(workspace, Database.open_for_reading(workspace.database))
        database = Database.open_for_writing(workspace.database, workspace.backups)
        if purge_unfinished(database):
            # While another process reads, the log cannot be emptied; the next opening tries again.
            with suppress(StoreError):
                complete_purge(database, workspace.backups)
        return cls(workspace, database)

    def close(self) -> None:
        """Close the database; a second call does nothing."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def resolve(self, prefix: str) -> tuple[str, ...]:
        """Return, sorted, the full ids of interviews, chunks, findings, entries, decisions and runs that begin with ``prefix``.

        Every finding ``f_x`` may lead an entry ``e_x``, and a finding that a reviewer added is known from the log. Upper case
        does not matter; an empty prefix names nothing.
        """
        wanted = prefix.strip().lower()
        if not wanted:
            return ()
        with self._database.reading() as connection:
            rows = connection.execute(
                "WITH found (id) AS (SELECT id FROM findings UNION SELECT value FROM decisions, json_each(decisions.targets)"
                " WHERE action = 'add_finding' AND value LIKE 'f\\_%' ESCAPE '\\')"
                " SELECT id FROM (SELECT id FROM interviews UNION SELECT id FROM chunks UNION SELECT id FROM runs UNION SELECT id FROM decisions"
                " UNION SELECT id FROM found UNION SELECT 'e_' || substr(id, 3) FROM found) WHERE substr(id, 1, length(?1)) = ?1 ORDER BY id",
                (wanted,),
            ).fetchall()
        return tuple(row[0] for row in rows)

    def purge(self, interview_id: str, *, reviewer: str = "analyzer", reason: str = "") -> dict[str, int]:
        """Remove an interview and all that came from it from the database, its log and its backups; return how many of what.

        Decisions about it stay in the log without their wording, and the purge itself is logged. Raises StoreError where there
        never was such an interview, or where another process reads the database (what was purged is out of every table, the
        bytes leave the log when that process has closed and the purge is run again or the workspace opened next).
        """
        counts = purge_interview(self._database, interview_id, reviewer, reason)
        counts["backups"] = complete_purge(self._database, self._workspace.backups)
        return counts
