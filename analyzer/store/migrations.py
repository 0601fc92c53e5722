"""The tables, as ordered steps from an empty file to the present.

In: an open connection. Out: ``migrate``, ``MIGRATIONS``, ``SCHEMA_VERSION``. Always true: step n of ``MIGRATIONS`` brings a
database from version n to n + 1 (SQLite's ``user_version``); all missing steps are one transaction, so a database is of
the old version or of the new one; before a database that holds something is migrated, a copy is made. A step that was
ever released is never edited: a change is a new step at the end.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from analyzer.errors import StoreError

APPLICATION_ID = 0x44494E54
"""Marks the file as ours ("DINT", discovery interviews), so that no other program's database is taken for one."""


def create_interviews(connection: sqlite3.Connection) -> None:
    """Interviews in order of first ingest, and every version of each; ``saved`` orders the versions, the last one is current."""
    connection.execute("CREATE TABLE interviews (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version TEXT NOT NULL, segment TEXT NOT NULL)")
    connection.execute(
        "CREATE TABLE versions (interview TEXT NOT NULL REFERENCES interviews (id) ON DELETE CASCADE, version TEXT NOT NULL,"
        " raw_sha256 TEXT NOT NULL, saved INTEGER NOT NULL UNIQUE, record TEXT NOT NULL, PRIMARY KEY (interview, version))"
    )
    connection.execute("CREATE INDEX versions_by_raw_sha256 ON versions (raw_sha256)")
    connection.execute("CREATE INDEX versions_by_version ON versions (version)")


def create_chunks(connection: sqlite3.Connection) -> None:
    """Chunks with their text, and the full-text index over it, kept in step by triggers (sqlite.org/fts5.html, external content)."""
    connection.execute(
        "CREATE TABLE chunks (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, interview TEXT NOT NULL REFERENCES interviews (id)"
        " ON DELETE CASCADE, position INTEGER NOT NULL, segment TEXT NOT NULL, text TEXT NOT NULL, record TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX chunks_by_interview ON chunks (interview, position)")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (text, content = 'chunks', content_rowid = 'ordinal', tokenize = 'unicode61 remove_diacritics 2')"
    )
    connection.execute("CREATE TRIGGER words_added AFTER INSERT ON chunks BEGIN INSERT INTO words (rowid, text) VALUES (new.ordinal, new.text); END")
    connection.execute(
        "CREATE TRIGGER words_removed AFTER DELETE ON chunks BEGIN"
        " INSERT INTO words (words, rowid, text) VALUES ('delete', old.ordinal, old.text); END"
    )


def create_findings(connection: sqlite3.Connection) -> None:
    """Runs, what each of their steps left behind, and the findings in order of first commit."""
    connection.execute(
        "CREATE TABLE runs (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, interview TEXT NOT NULL REFERENCES interviews (id)"
        " ON DELETE CASCADE, version TEXT NOT NULL, extractor TEXT NOT NULL, model TEXT, prompt_hash TEXT, record TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX runs_by_interview ON runs (interview, version)")
    connection.execute(
        "CREATE TABLE outcomes (ordinal INTEGER PRIMARY KEY, run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, chunk TEXT NOT NULL,"
        " step TEXT NOT NULL, state TEXT NOT NULL, findings TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (run, chunk, step))"
    )
    connection.execute(
        "CREATE TABLE findings (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, interview TEXT NOT NULL REFERENCES interviews (id)"
        " ON DELETE CASCADE, version TEXT NOT NULL, kind TEXT NOT NULL, run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,"
        " superseded INTEGER NOT NULL DEFAULT 0, record TEXT NOT NULL)"
    )
    connection.execute("CREATE INDEX findings_by_interview ON findings (interview)")
    connection.execute("CREATE INDEX findings_by_run ON findings (run)")


def create_decisions(connection: sqlite3.Connection) -> None:
    """The log of decisions: rows are added at the end and stay; only a purge, while ``redacting`` holds a row, may take wording out."""
    connection.execute(
        "CREATE TABLE decisions (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, reviewer TEXT NOT NULL,"
        " action TEXT NOT NULL, targets TEXT NOT NULL, saw TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, reason TEXT NOT NULL,"
        " undoes TEXT REFERENCES decisions (id))"
    )
    connection.execute("CREATE TABLE redacting (purge TEXT NOT NULL)")
    connection.execute(
        "CREATE TRIGGER decisions_rise_by_one BEFORE INSERT ON decisions"
        " WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM decisions) OR EXISTS (SELECT 1 FROM decisions WHERE id = new.id)"
        " BEGIN SELECT raise(ABORT, 'a decision is added at the end of the log'); END"
    )
    connection.execute("CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT raise(ABORT, 'a decision is never deleted'); END")
    connection.execute(
        "CREATE TRIGGER decisions_keep_who_and_what BEFORE UPDATE OF seq, id, at, reviewer, action, targets, undoes ON decisions"
        " BEGIN SELECT raise(ABORT, 'a decision is never changed'); END"
    )
    connection.execute(
        "CREATE TRIGGER decisions_keep_wording BEFORE UPDATE OF saw, before, after, reason ON decisions"
        " WHEN NOT EXISTS (SELECT 1 FROM redacting) BEGIN SELECT raise(ABORT, 'a decision is never changed'); END"
    )


def create_derived(connection: sqlite3.Connection) -> None:
    """What can be made again (vectors, model answers, similar pairs), and the workspace's small facts."""
    connection.execute(
        "CREATE TABLE vectors (embedder TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (embedder, key)) WITHOUT ROWID"
    )
    connection.execute("CREATE INDEX vectors_by_key ON vectors (key)")
    connection.execute("CREATE TABLE answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, interview TEXT)")
    connection.execute("CREATE TABLE pairs (ordinal INTEGER PRIMARY KEY, first TEXT NOT NULL, second TEXT NOT NULL, score REAL NOT NULL)")
    connection.execute("CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL)")


def explain_pairs(connection: sqlite3.Connection) -> None:
    """Similar pairs say why, and their score is a chance; those of before had a cosine in its place, so they go and are proposed anew."""
    connection.execute("ALTER TABLE pairs ADD COLUMN reason TEXT NOT NULL DEFAULT ''")
    connection.execute("DELETE FROM pairs")


MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    create_interviews, create_chunks, create_findings, create_decisions, create_derived, explain_pairs,
)  # fmt: skip
SCHEMA_VERSION = len(MIGRATIONS)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the database has seen; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_origin(connection: sqlite3.Connection, path: Path, *, may_migrate: bool) -> int:
    """Return the database's version; StoreError where it is another program's, newer than ours, or older and ``may_migrate`` is False."""
    version = schema_version(connection)
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if mark != APPLICATION_ID and (mark or version or tables):
        raise StoreError(f"{path}: this is another program's database", "move it away; the next command makes a new one")
    if version > SCHEMA_VERSION:
        raise StoreError(f"{path}: written by a newer analyzer (tables of version {version}, this program knows {SCHEMA_VERSION})", "update analyzer")
    if version < SCHEMA_VERSION and not may_migrate:
        raise StoreError(f"{path}: tables of the older version {version} cannot be brought up to date while only reading",
                         "run in a folder you may write: analyzer ingest")  # fmt: skip
    return version


def migrate(connection: sqlite3.Connection, path: Path, backups: Path) -> None:
    """Bring the database at ``path`` to the present version, in one transaction, after copying it into ``backups`` if it holds something.

    Raises StoreError where it is another program's or newer than this one.
    """
    if check_origin(connection, path, may_migrate=True) == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have migrated while this one waited for the lock.
        version = check_origin(connection, path, may_migrate=True)
        if 0 < version < SCHEMA_VERSION:
            back_up(path, backups, version)
        for step in MIGRATIONS[version:]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def back_up(path: Path, backups: Path, version: int) -> Path:
    """Copy the database at ``path`` into ``backups`` and return the copy; it has its final name only once it is whole."""
    backups.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    copy = backups / f"analyzer-v{version}-{stamp}.db"
    unfinished = copy.with_suffix(".partial")
    source, target = sqlite3.connect(path), sqlite3.connect(unfinished)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    unfinished.replace(copy)
    return copy
