"""What a failure of SQLite means to a person.

In: an exception of ``sqlite3`` and the file it concerns. Out: a ``StoreError`` with what happened and what to do next.
Always true: the message names the file and holds no text of a record.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from analyzer.errors import StoreError

_MEANINGS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: ("another analyzer is using it and does not let go", "wait until that one is done or close it, then run the command again"),
    sqlite3.SQLITE_LOCKED: (
        "another analyzer is using it and does not let go",
        "wait until that one is done or close it, then run the command again",
    ),
    sqlite3.SQLITE_READONLY: (
        "it cannot be written",
        "make the folder and the files in it writable for you, or copy the workspace to where you may write",
    ),
    sqlite3.SQLITE_PERM: (
        "it cannot be written",
        "make the folder and the files in it writable for you, or copy the workspace to where you may write",
    ),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "see that the folder exists and that you may read and write it"),
    sqlite3.SQLITE_FULL: ("the disk is full", "free some space and run the command again; everything saved before is safe"),
    sqlite3.SQLITE_IOERR: ("the disk could not be read or written", "look after the disk; everything saved before is still in the file"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "move it away and put the newest file of the folder backups beside it in its place"),
    sqlite3.SQLITE_NOTADB: (
        "this is not a database",
        "move it away; the next command makes a new one, or put a file of the folder backups in its place",
    ),
}
PRIMARY_CODE = 0xFF
"""SQLite's extended codes carry the primary one in their lowest byte (sqlite.org/rescode.html)."""


def explain_failure(error: Exception, path: Path) -> StoreError:
    """Return the StoreError that tells a person what ``error`` means for the database at ``path``."""
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and (meaning := _MEANINGS.get(code & PRIMARY_CODE)):
            return StoreError(f"{path}: {meaning[0]}", meaning[1])
        if "no such module: fts5" in str(error):
            return StoreError(f"{path}: this Python's SQLite has no full-text search (FTS5)", "use a Python from python.org or your distribution")
        return StoreError(f"{path}: refused: {error}", "run the command again; if it comes back, report it with --debug")
    if isinstance(error, OSError):
        return StoreError(f"{error.filename or path}: {error.strerror}", "see that the folder exists, has space and that you may write it")
    if isinstance(error, UnicodeEncodeError) or "surrogates" in str(error):
        return StoreError(f"{path}: a text that is not valid Unicode cannot be saved", "type or export it again as UTF-8")
    return StoreError(f"{path}: a value that JSON cannot hold cannot be saved", "give texts, numbers, truth values, lists or mappings of them")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn every failure of the database, the disk or the encoding inside the block into a StoreError about ``path``."""
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeEncodeError, PydanticSerializationError) as error:
        raise explain_failure(error, path) from error


def unreadable(identifier: str, error: ValidationError) -> StoreError:
    """Return the StoreError for a stored record that this version of the program does not understand."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return StoreError(f"{identifier}: the stored record cannot be read: {where}: {first['type']}", "update analyzer, or put a backup in place")
