"""Purge: an interview leaves every place it came to.

In: the database, an interview's id. Out: ``purge_interview`` (the rows), ``complete_purge`` (the bytes). Always true afterwards:
no table, index, log or backup of the database holds a word of the interview; the log of decisions has as many rows as before
plus one; a purge cut off between rows and bytes is known by a fact and completed later.

Vectors, unattributed answers and similar pairs can be made again, so in doubt they go: a vector stays only if its key is a
remaining chunk or the sha256 of a remaining chunk's or finding's words.
"""

import hashlib
import json
import sqlite3
from pathlib import Path

from analyzer.errors import StoreError
from analyzer.records import FINDING
from analyzer.store.database import Database
from analyzer.store.decisions import append_decision, read_decisions
from analyzer.store.failures import explained
from analyzer.store.redaction import redact

UNFINISHED = "purge unfinished"
"""Key of the fact that rows are gone but their bytes may still be in the file, its log or a backup."""


def purge_interview(database: Database, interview_id: str, reviewer: str, reason: str) -> dict[str, int]:
    """Remove the rows of an interview and the wording of its decisions in one transaction, and log that; return how many of what.

    For an interview purged before, nothing is left to count and nothing is logged. StoreError where there never was one.
    """
    with database.writing() as connection:
        if connection.execute("SELECT 1 FROM interviews WHERE id = ?", (interview_id,)).fetchone() is None:
            if not _purged_before(connection, interview_id):
                raise StoreError(f"{interview_id}: no such interview", "see what there is: analyzer interviews list")
            return {}
        findings = [row[0] for row in connection.execute("SELECT id FROM findings WHERE interview = ?", (interview_id,))]
        counts = {"decisions": _redact_decisions(connection, interview_id, findings)}
        counts |= _delete_rows(connection, interview_id, findings)
        counts["vectors"] = _delete_orphaned_vectors(connection)
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        append_decision(
            connection, {"reviewer": reviewer, "action": "purge", "targets": (interview_id,), "after": {"removed": dict(counts)}, "reason": reason}
        )
        connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (UNFINISHED, interview_id))
    return counts


def complete_purge(database: Database, backups: Path) -> int:
    """Remove the backups, the file's free space and its log; return how many backups there were.

    StoreError while another process reads the database.
    """
    removed = 0
    with explained(backups):
        for copy in sorted(file for file in backups.rglob("*") if file.is_file()):
            copy.unlink()
            removed += 1
    database.scrub()
    with database.writing() as connection:
        connection.execute("DELETE FROM facts WHERE key = ?", (UNFINISHED,))
    return removed


def purge_unfinished(database: Database) -> bool:
    """Return whether a purge was cut off before its bytes were gone."""
    with database.reading() as connection:
        return connection.execute("SELECT 1 FROM facts WHERE key = ?", (UNFINISHED,)).fetchone() is not None


def _purged_before(connection: sqlite3.Connection, interview_id: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM decisions, json_each(decisions.targets) WHERE action = 'purge' AND json_each.value = ?", (interview_id,)
    ).fetchone()
    return found is not None


def _redact_decisions(connection: sqlite3.Connection, interview_id: str, findings: list[str]) -> int:
    redacted = redact(read_decisions(connection), interview_id, findings)
    connection.execute("INSERT INTO redacting VALUES (?)", (interview_id,))
    connection.executemany(
        "UPDATE decisions SET saw = ?, before = ?, after = ?, reason = ? WHERE seq = ?",
        [(json.dumps(entry.saw), json.dumps(entry.before), json.dumps(entry.after), entry.reason, entry.seq) for entry in redacted],
    )
    connection.execute("DELETE FROM redacting")
    return len(redacted)


def _delete_rows(connection: sqlite3.Connection, interview_id: str, findings: list[str]) -> dict[str, int]:
    return {
        "pairs": connection.execute(
            "DELETE FROM pairs WHERE first IN (SELECT value FROM json_each(?1)) OR second IN (SELECT value FROM json_each(?1))",
            (json.dumps(findings),),
        ).rowcount,
        "answers": connection.execute("DELETE FROM answers WHERE interview = ? OR interview IS NULL", (interview_id,)).rowcount,
        "findings": connection.execute("DELETE FROM findings WHERE interview = ?", (interview_id,)).rowcount,
        "steps": connection.execute("DELETE FROM outcomes WHERE run IN (SELECT id FROM runs WHERE interview = ?)", (interview_id,)).rowcount,
        "runs": connection.execute("DELETE FROM runs WHERE interview = ?", (interview_id,)).rowcount,
        "chunks": connection.execute("DELETE FROM chunks WHERE interview = ?", (interview_id,)).rowcount,
        "versions": connection.execute("DELETE FROM versions WHERE interview = ?", (interview_id,)).rowcount,
        "interviews": connection.execute("DELETE FROM interviews WHERE id = ?", (interview_id,)).rowcount,
    }


def _delete_orphaned_vectors(connection: sqlite3.Connection) -> int:
    keys: set[str] = set()
    for identifier, text in connection.execute("SELECT id, text FROM chunks"):
        keys |= {identifier, _sha256(text)}
    for (record,) in connection.execute("SELECT record FROM findings"):
        keys.add(_sha256(FINDING.validate_json(record).statement))
    return connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT value FROM json_each(?))", (json.dumps(sorted(keys)),)).rowcount


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
