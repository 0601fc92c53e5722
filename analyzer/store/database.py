"""The connection: one file, opened so that what is acknowledged survives a kill or a power cut.

In: a path. Out: ``Database`` with ``reading()`` and ``writing()`` blocks. Always true: write-ahead log, every commit
synchronised (``synchronous=FULL``), foreign keys enforced, deleted bytes overwritten; a ``writing()`` block is one
transaction that is either committed when the block ends or leaves nothing behind; threads take turns.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analyzer.errors import StoreError
from analyzer.store.failures import PRIMARY_CODE, explained
from analyzer.store.migrations import check_origin, migrate, schema_version

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it gives up."""


class Database:
    """One SQLite connection that threads may share; other processes may have their own on the same file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._turn = threading.RLock()
        self.path = path

    @classmethod
    def open_for_writing(cls, path: Path, backups: Path) -> "Database":
        """Open ``path``, made if missing, and bring its tables up to date; a copy goes to ``backups`` before.

        Raises StoreError where the file is no database of ours, is newer than this program or cannot be written.
        """
        with explained(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            try:
                _configure(connection)
                migrate(connection, path, backups)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    @classmethod
    def open_for_reading(cls, path: Path) -> "Database":
        """Open ``path`` without ever changing it, also where the folder cannot be written.

        Raises StoreError where there is no database, it is not ours, or its tables are of another version.
        """
        if not path.is_file():
            raise StoreError(f"{path}: there is no database yet", "put transcripts into interviews/ and run: analyzer ingest")
        with explained(path):
            connection = _connect_read_only(path)
            try:
                check_origin(connection, path, may_migrate=False)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path)

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        with self._turn, explained(self.path):
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for queries; failures become StoreError."""
        with self._turn, explained(self.path):
            yield self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction, committed and synchronised when the block ends, rolled back if it raises.

        The write lock is taken at once (``BEGIN IMMEDIATE``), so what the block reads is what its writes follow.
        """
        with self._turn, explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def scrub(self) -> None:
        """Rewrite the file without its free space and empty the log, so that no deleted byte is left.

        Raises StoreError while another process reads: its snapshot keeps the log alive.
        """
        with self.reading() as connection:
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError(f"{self.path}: another analyzer reads it, so its log still holds what was purged", "close that one and purge again")


def _configure(connection: sqlite3.Connection) -> None:
    _use_write_ahead_log(connection)
    for pragma in ("synchronous = FULL", "fullfsync = ON", "checkpoint_fullfsync = ON", "foreign_keys = ON", "recursive_triggers = ON",
                   "secure_delete = ON", "temp_store = MEMORY"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch a new file to its write-ahead log; asked again while others open the same new file, for SQLite does not wait here."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & PRIMARY_CODE != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _connect_read_only(path: Path) -> sqlite3.Connection:
    """Connect read-only; a closed database in a folder that cannot be written is read as immutable.

    A reader of a write-ahead database needs the files -wal and -shm beside it (sqlite.org/wal.html#read_only_databases).
    Where they can be neither opened nor made, and no log is waiting, the file alone is the whole database.
    """
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        schema_version(connection)
    except sqlite3.OperationalError as error:
        connection.close()
        if (
            error.sqlite_errorcode & PRIMARY_CODE not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            or path.with_name(path.name + "-wal").exists()
        ):
            raise
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    except BaseException:
        connection.close()
        raise
    return connection
