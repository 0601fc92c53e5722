"""Interviews in all their versions.

In: ``Interview``. Out: ``Interviews``. Always true: an interview keeps its place in the order of first ingest; the version
saved last is its current one; text and offsets come back exactly as they were saved.
"""

from pydantic import ValidationError

from analyzer.errors import StoreError
from analyzer.records import Interview
from analyzer.store.database import Database
from analyzer.store.failures import unreadable


class Interviews:
    """The interviews of the workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, interview: Interview) -> None:
        """Add this version of the interview, or replace the metadata of a version already known; it becomes the current one."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO interviews (id, version, segment) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET version = excluded.version, segment = excluded.segment",
                (interview.id, interview.version, interview.segment),
            )
            connection.execute(
                "INSERT INTO versions (interview, version, raw_sha256, record, saved)"
                " VALUES (?, ?, ?, ?, (SELECT coalesce(max(saved), 0) + 1 FROM versions))"
                " ON CONFLICT (interview, version) DO UPDATE SET raw_sha256 = excluded.raw_sha256, record = excluded.record, saved = excluded.saved",
                (interview.id, interview.version, interview.raw_sha256, interview.model_dump_json()),
            )

    def get(self, interview_id: str, version: str | None = None) -> Interview:
        """Return the interview in this version, by default the current one; StoreError where there is none."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT record FROM versions WHERE interview = :id AND version = coalesce(:version, (SELECT version FROM interviews WHERE id = :id))",
                {"id": interview_id, "version": version},
            ).fetchone()
        if row is None:
            what = f"{interview_id}: no such interview" if version is None else f"{interview_id}: no version {version[:12]} of it"
            raise StoreError(what, "see what there is: analyzer interviews list")
        return _read(interview_id, row[0])

    def earlier(self, interview_id: str, version: str) -> Interview | None:
        """Return the interview in this version; None where it is not kept."""
        return self.get(interview_id, version) if version in self.versions(interview_id) else None

    def all(self, segment: str | None = None) -> list[Interview]:
        """Return every interview (of ``segment``) in its current version, in order of first ingest."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT i.id, v.record FROM interviews i JOIN versions v ON v.interview = i.id AND v.version = i.version"
                " WHERE :segment IS NULL OR i.segment = :segment ORDER BY i.ordinal",
                {"segment": segment},
            ).fetchall()
        return [_read(identifier, record) for identifier, record in rows]

    def versions(self, interview_id: str) -> list[str]:
        """Return the versions of an interview, oldest first, the current one last; empty where there is no such interview."""
        return self._column("SELECT version FROM versions WHERE interview = ? ORDER BY saved", interview_id)

    def by_raw_sha256(self, sha: str) -> str | None:
        """Return the id of the interview that was read from a file with this sha256, in any version."""
        return next(iter(self._column("SELECT interview FROM versions WHERE raw_sha256 = ? ORDER BY saved", sha)), None)

    def by_version(self, version: str) -> str | None:
        """Return the id of the interview whose text has or had this sha256."""
        return next(iter(self._column("SELECT interview FROM versions WHERE version = ? ORDER BY saved", version)), None)

    def find(self, prefix: str) -> list[str]:
        """Return the ids of the interviews that begin with ``prefix``, in order of first ingest; for any record see ``Store.resolve``."""
        return self._column("SELECT id FROM interviews WHERE substr(id, 1, length(?1)) = ?1 ORDER BY ordinal", prefix)

    def _column(self, query: str, value: str) -> list[str]:
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute(query, (value,))]


def _read(identifier: str, record: str) -> Interview:
    try:
        return Interview.model_validate_json(record)
    except ValidationError as error:
        raise unreadable(identifier, error) from error
