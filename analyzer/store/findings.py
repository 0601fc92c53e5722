"""Findings, and the runs and steps they come from.

In: ``Run``, ``ChunkOutcome``. Out: ``Findings``. Always true: a step and its findings are committed together or not at all;
a finding keeps its place in the order of first commit; one that a later run finds again is no longer superseded, one
that is only written anew in its own run (its quotes moved) stays so.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pydantic import ValidationError

from analyzer.errors import StoreError
from analyzer.records import FINDING, ChunkOutcome, Finding, Run
from analyzer.store.database import Database
from analyzer.store.failures import unreadable

if TYPE_CHECKING:
    import sqlite3


class Findings:
    """The findings of the workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start_run(self, run: Run) -> None:
        """Save a run before its first step; StoreError where its interview is not stored."""
        with self._database.writing() as connection:
            if connection.execute("SELECT 1 FROM interviews WHERE id = ?", (run.interview,)).fetchone() is None:
                raise StoreError(f"{run.interview}: no such interview", "see what there is: analyzer interviews list")
            connection.execute(
                "INSERT INTO runs (id, interview, version, extractor, model, prompt_hash, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (run.id, run.interview, run.interview_version, run.extractor, run.model, run.prompt_hash, run.model_dump_json()),
            )

    def commit(self, run_id: str, outcome: ChunkOutcome) -> None:
        """Save what a step left behind and its findings, in one transaction; a finding with a known id replaces that one.

        The same step over the same chunk in the same run replaces its outcome. StoreError where there is no such run or a finding is
        of another interview.
        """
        with self._database.writing() as connection:
            row = connection.execute("SELECT interview FROM runs WHERE id = ?", (run_id,)).fetchone()
            if row is None:
                raise StoreError(f"{run_id}: no such run", "start it first, or its interview was purged meanwhile")
            for finding in outcome.findings:
                _save_finding(connection, run_id, row[0], finding)
            connection.execute(
                "INSERT INTO outcomes (run, chunk, step, state, findings, record) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (run, chunk, step) DO UPDATE SET state = excluded.state, findings = excluded.findings, record = excluded.record",
                (run_id, outcome.chunk, outcome.step, outcome.state, json.dumps([finding.id for finding in outcome.findings]),
                 outcome.model_copy(update={"findings": ()}).model_dump_json()),
            )  # fmt: skip

    def finish_run(self, run: Run) -> None:
        """Save how a run ended; StoreError where it was never started."""
        with self._database.writing() as connection:
            changed = connection.execute("UPDATE runs SET record = ? WHERE id = ?", (run.model_dump_json(), run.id)).rowcount
            if not changed:
                raise StoreError(f"{run.id}: no such run", "start it first, or its interview was purged meanwhile")

    def runs(self, interview_id: str | None = None) -> list[Run]:
        """Return the runs (of one interview) in the order they were started."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, record FROM runs WHERE :interview IS NULL OR interview = :interview ORDER BY ordinal", {"interview": interview_id}
            ).fetchall()
        return [_read_run(*row) for row in rows]

    def outcomes(self, run_id: str) -> list[ChunkOutcome]:
        """Return the steps of a run in order of commit, with their findings as they are stored now."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT chunk, record, findings FROM outcomes WHERE run = ? ORDER BY ordinal", (run_id,)).fetchall()
            stored = dict(
                connection.execute(
                    "SELECT f.id, f.record FROM findings f WHERE f.id IN"
                    " (SELECT named.value FROM outcomes o, json_each(o.findings) named WHERE o.run = ?)",
                    (run_id,),
                ).fetchall()
            )
        found = {identifier: _read_finding(identifier, record) for identifier, record in stored.items()}
        return [
            _read_outcome(chunk, record).model_copy(update={"findings": tuple(found[name] for name in json.loads(names) if name in found)})
            for chunk, record, names in rows
        ]

    def done_steps(self, interview_id: str, version: str, extractor: str, model: str | None, prompt_hash: str | None) -> set[tuple[str, str]]:
        """Return the (chunk, step) pairs that are done or empty in any run over this text with this extractor, model and prompts."""
        with self._database.reading() as connection:
            return set(
                connection.execute(
                    "SELECT o.chunk, o.step FROM outcomes o JOIN runs r ON r.id = o.run WHERE o.state IN ('done', 'empty')"
                    " AND r.interview = ? AND r.version = ? AND r.extractor = ? AND r.model IS ? AND r.prompt_hash IS ?",
                    (interview_id, version, extractor, model, prompt_hash),
                )
            )

    def all(self, interview_id: str | None = None) -> list[Finding]:
        """Return every finding (of one interview) in order of first commit, superseded ones included."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, record FROM findings WHERE :interview IS NULL OR interview = :interview ORDER BY ordinal", {"interview": interview_id}
            ).fetchall()
        return [_read_finding(identifier, record) for identifier, record in rows]

    def supersede(self, ids: Iterable[str]) -> None:
        """Mark findings as replaced by a later run; ids that are not stored are passed over."""
        with self._database.writing() as connection:
            connection.execute("UPDATE findings SET superseded = 1 WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))

    def superseded(self) -> set[str]:
        """Return the ids of the findings marked as replaced by a later run."""
        with self._database.reading() as connection:
            return {row[0] for row in connection.execute("SELECT id FROM findings WHERE superseded")}


def _save_finding(connection: "sqlite3.Connection", run_id: str, interview_id: str, finding: Finding) -> None:
    if finding.interview != interview_id:
        raise StoreError(f"{finding.id}: is of interview {finding.interview}, the run {run_id} of {interview_id}", "commit it in a run of its own")
    connection.execute(
        "INSERT INTO findings (id, interview, version, kind, run, record) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET superseded = superseded AND run = excluded.run, run = excluded.run,"
        " version = excluded.version, kind = excluded.kind, record = excluded.record",
        (finding.id, interview_id, finding.interview_version, finding.kind, run_id, FINDING.dump_json(finding).decode("utf-8")),
    )


def _read_finding(identifier: str, record: str) -> Finding:
    try:
        return FINDING.validate_json(record)
    except ValidationError as error:
        raise unreadable(identifier, error) from error


def _read_run(identifier: str, record: str) -> Run:
    try:
        return Run.model_validate_json(record)
    except ValidationError as error:
        raise unreadable(identifier, error) from error


def _read_outcome(chunk: str, record: str) -> ChunkOutcome:
    try:
        return ChunkOutcome.model_validate_json(record)
    except ValidationError as error:
        raise unreadable(chunk, error) from error
