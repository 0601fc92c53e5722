"""A suite of labelled interviews, read and checked.

In: a folder with ``suite.toml`` and ``cases/<case>/gold.yaml``. Out: ``Suite``. Always true: a case with any problem is in ``problems``
with its reasons and not in ``cases``, so that a wrong label never scores anybody; no transcript is in two cases.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from analyzer.errors import AnalyzerError, EvaluateError, describe_fault
from analyzer.evaluate.case import GOLD_FILE, Case, Problem, ReadInterview, find_forgotten_values, load_case
from analyzer.evaluate.gates import Gates
from analyzer.evaluate.results import Split
from analyzer.evaluate.themes import find_lone_themes, find_theme_problems
from analyzer.records import Interview

SUITE_FILE = "suite.toml"
CASES_FOLDER = "cases"


@dataclass(frozen=True)
class Suite:
    """Labelled interviews and the gates a run over them has to pass."""

    folder: Path
    name: str
    cases: tuple[Case, ...]
    gates: Gates
    problems: tuple[Problem, ...] = ()
    unlabelled: tuple[str, ...] = ()
    """Folders of cases that wait for their labels."""
    notes: tuple[str, ...] = ()
    """What a labeller should look at and may well be right."""

    @property
    def sha256(self) -> str:
        """Hash of all questions; gates are not part of it."""
        return hashlib.sha256("\n".join(f"{case.name} {case.sha256}" for case in self.cases).encode()).hexdigest()

    def select(self, split: Split | None) -> tuple[Case, ...]:
        """Return the cases of a split, all for None."""
        return tuple(case for case in self.cases if split in (None, case.gold.split))


def load_suite(folder: Path, read: ReadInterview | None = None) -> Suite:
    """Read and check a suite; ``read`` turns a transcript's path into an Interview (default: our reader).

    Raises EvaluateError where the folder is no suite or ``suite.toml`` is wrong; a wrong case only joins ``problems``.
    """
    settings = _read_settings(folder)
    reader = read or read_transcript
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in sorted((folder / CASES_FOLDER).glob(f"*/{GOLD_FILE}")):
        try:
            case, found = load_case(path, reader)
        except AnalyzerError as error:
            problems.append(Problem(path.parent.name, "", error.message))
            continue
        twin = next((one for one in cases if one.interview.raw_sha256 == case.interview.raw_sha256), None)
        if twin is not None:
            found.append(Problem(case.name, "transcript", f"is the one of case {twin.name!r}; an interview counts once", case.gold.split))
        problems.extend(found)
        if not found:
            cases.append(case)
    clashes = list(find_theme_problems(cases))
    problems.extend(clashes)
    cases = [case for case in cases if case.name not in {clash.case for clash in clashes}]
    if not cases and not problems:
        raise EvaluateError(f"{folder}: no {CASES_FOLDER}/*/{GOLD_FILE} there", "label a case: analyzer suite draft INTERVIEW")
    name = settings.pop("name", folder.absolute().name)
    try:
        gates = Gates.model_validate(settings)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise EvaluateError(f"{folder / SUITE_FILE}: {describe_fault(first)}", "README.md of evals/ lists what can be set") from error
    waiting = tuple(path.name for path in sorted((folder / CASES_FOLDER).iterdir()) if _waits(path))
    notes = [f"{case.name}: {item}: {what}" for case in cases for item, what in find_forgotten_values(case)]
    notes += find_lone_themes(cases)
    return Suite(folder, str(name), tuple(cases), gates, tuple(problems), waiting, tuple(notes))


def _waits(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".") and not (path / GOLD_FILE).is_file()


def read_transcript(path: Path) -> Interview:
    """Read a transcript the way the program does."""
    from analyzer.ingest import read_interview

    return read_interview(path)


def _read_settings(folder: Path) -> dict[str, Any]:
    path = folder / SUITE_FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EvaluateError(f"{folder}: no {SUITE_FILE} there", "make a suite with: analyzer suite new NAME") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvaluateError(f"{path}: cannot be read: {error}", "correct the file") from error
