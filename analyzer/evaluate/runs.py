"""Runs on disk: ``run.json`` (what was run, the figures) and ``cases.jsonl`` (one line a case, item by item; a baseline keeps it packed).

In: ``RunResult``, a folder. Out: the same from the folder. Always true: the same run written twice differs in ``times`` of
``run.json`` only; a folder with a ``run.json`` is complete; nothing here loads a stage, so the terminal UI may import it.
"""

import gzip
import json
import os
import re
import shutil
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from analyzer.errors import EvaluateError
from analyzer.evaluate.results import CaseResult, RunResult

RUN_FILE = "run.json"
CASES_FILE = "cases.jsonl"
PACKED_FILE = f"{CASES_FILE}.gz"
"""The same lines in a tenth of the bytes: a baseline is kept under version control."""
BASELINE_FOLDER = "baseline"
RUNS_FOLDER = "evals"
"""Below a workspace's own folder: the runs that were made while one stood in it."""
RUN_SCHEMA = "analyzer.eval.run/1"
CASE_SCHEMA = "analyzer.eval.case/1"


@dataclass(frozen=True)
class StoredRun:
    """A run in a folder; its cases are not loaded."""

    folder: Path
    run: RunResult


def name_run(run: RunResult) -> str:
    """Return a folder name for a run: when it started and what extracted."""
    moment = re.sub(r"[^0-9T]", "", run.times.started_at[:19])
    return "-".join(part for part in (moment, re.sub(r"[^A-Za-z0-9.]+", "-", run.extractor).strip("-")) if part) or "run"


def keep_run(run: RunResult, folder: Path) -> Path:
    """Write a run below ``folder`` under a name of its own and return where; EvaluateError where it cannot."""
    name = name_run(run)
    taken = {path.name for path in folder.glob(f"{name}*")}
    free = next(one for one in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3))) if one not in taken)
    return write_run(run, folder / free, packed=True)


def forget_interview(folder: Path, versions: Collection[str]) -> int:
    """Delete the runs below ``folder`` that hold words of these interview versions, or that cannot be read; return how many.

    Raises EvaluateError where one cannot be deleted.
    """
    held = [path for path in sorted(folder.glob("*/")) if _holds(path, versions)]
    for path in held:
        try:
            shutil.rmtree(path)
        except OSError as error:
            raise EvaluateError(f"{path}: cannot be deleted: {error.strerror}", "delete it, it holds words of the interview") from error
    return len(held)


def write_run(run: RunResult, folder: Path, *, packed: bool = False) -> Path:
    """Write a run into ``folder`` (made where missing, a run in it is replaced) and return the folder; EvaluateError where it cannot."""
    lines = "".join(_to_line(case) for case in run.cases).encode()
    head = {"schema": RUN_SCHEMA, **run.model_dump(mode="json", exclude={"cases"})}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # run.json goes first and comes last: while it is there the folder is complete.
        (folder / RUN_FILE).unlink(missing_ok=True)
        for name in (CASES_FILE, PACKED_FILE):
            (folder / name).unlink(missing_ok=True)
        # Without a time in its head the same lines are the same bytes.
        (folder / (PACKED_FILE if packed else CASES_FILE)).write_bytes(gzip.compress(lines, 9, mtime=0) if packed else lines)
        fresh = folder / f"{RUN_FILE}.new"
        fresh.write_text(json.dumps(head, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
        os.replace(fresh, folder / RUN_FILE)
    except OSError as error:
        raise EvaluateError(f"{folder}: the run cannot be written: {error.strerror}", "name a folder you may write to") from error
    return folder


def read_run(folder: Path) -> RunResult:
    """Read a run with its cases; EvaluateError where there is none or it is damaged."""
    run = _read_head(folder)
    path = folder / (PACKED_FILE if (folder / PACKED_FILE).is_file() else CASES_FILE)
    try:
        content = path.read_bytes()
        lines = (gzip.decompress(content) if path.name == PACKED_FILE else content).decode().split("\n")
        cases = tuple(CaseResult.model_validate(_without_schema(json.loads(line), CASE_SCHEMA)) for line in lines if line)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise _damaged(path, error) from error
    return run.model_copy(update={"cases": cases})


def list_runs(folder: Path) -> list[StoredRun]:
    """Return the runs directly below ``folder``, latest first; what cannot be read is left out."""
    found = [StoredRun(path.parent, run) for path, run in _readable(folder)]
    return sorted(found, key=lambda stored: (stored.run.times.started_at, stored.folder.name), reverse=True)


def read_baseline(suite: Path) -> RunResult | None:
    """Return the accepted run of a suite; None where none was accepted yet."""
    folder = suite / BASELINE_FOLDER
    return read_run(folder) if (folder / RUN_FILE).is_file() else None


def accept(run: RunResult, suite: Path) -> Path:
    """Store a run as the baseline of the suite in this folder; refuses (EvaluateError) a run that is unusable."""
    if run.verdict == "unusable":
        raise EvaluateError(f"{run.suite}: an unusable run is no baseline: {'; '.join(run.reasons)}", "run the suite again")
    return write_run(run, suite / BASELINE_FOLDER, packed=True)


def _holds(folder: Path, versions: Collection[str]) -> bool:
    try:
        return any(case.interview_version in versions for case in read_run(folder).cases)
    except EvaluateError:
        return True  # nobody can tell


def _to_line(case: CaseResult) -> str:
    return json.dumps({"schema": CASE_SCHEMA, **case.model_dump(mode="json")}, ensure_ascii=False, separators=(",", ":")) + "\n"


def _readable(folder: Path) -> Iterator[tuple[Path, RunResult]]:
    for path in sorted(folder.glob(f"*/{RUN_FILE}")):
        try:
            yield path, _read_head(path.parent)
        except EvaluateError:
            continue


def _read_head(folder: Path) -> RunResult:
    path = folder / RUN_FILE
    try:
        return RunResult.model_validate(_without_schema(json.loads(path.read_text(encoding="utf-8")), RUN_SCHEMA))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise EvaluateError(f"{folder}: no {RUN_FILE} there", "name a folder that `analyzer eval` wrote") from error
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from error


def _without_schema(line: Any, schema: str) -> Any:
    if not isinstance(line, dict) or line.pop("schema", None) != schema:
        raise ValueError(f"it is not {schema}")
    return line


def _damaged(path: Path, error: Exception) -> EvaluateError:
    first = error.errors(include_input=False, include_url=False)[0] if isinstance(error, ValidationError) else None
    why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
    return EvaluateError(f"{path}: cannot be read as a run: {why}", "run the suite again with this version")
