"""Running a suite, comparing runs, accepting a baseline.

In: a suite's folder and an extractor. Out: a table, stored runs, a page, an exit code by the gate. Always true: the bundled suite is
never written to; a stored run is scored again with the present scorer before it is compared; sentence vectors are asked once a text.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from analyzer.cli.console import Console
from analyzer.errors import ConfigError, EvaluateError
from analyzer.evaluate import compare as comparing
from analyzer.evaluate import runs
from analyzer.evaluate.gates import EXIT_CODES
from analyzer.evaluate.gold import SUITE_FILE, Suite, load_suite
from analyzer.evaluate.merging import Similar
from analyzer.evaluate.results import RunResult, Split
from analyzer.evaluate.runner import run_suite, score_again
from analyzer.evaluate.stability import measure_stability
from analyzer.evaluate.table import Form, render_comparison, render_run
from analyzer.evaluate.vector_file import VectorFile
from analyzer.records import ChunkOutcome, Interview

if TYPE_CHECKING:
    from analyzer.config import Workspace

Extract = Callable[[Interview], Iterable[ChunkOutcome]]
FORMS: dict[str, Form] = {"text": "text", "md": "markdown"}


@dataclass(frozen=True)
class EvalCall:
    """What the command line asked for."""

    folder: Path | None
    extractor: str
    model: str | None
    base_url: str | None
    split: Split | None
    compare: Path | None
    accept: bool
    output: Path | None
    form: Form
    repeat: int
    html: Path | None


def read_call(
    folder: Path | None, extractor: str, model: str | None, base_url: str | None, split: str | None, compare: Path | None, accept: bool,
    output: Path | None, form: str, repeat: int, html: Path | None,
) -> EvalCall:  # fmt: skip
    """Return the call; ConfigError names the option that has no such value."""
    if extractor not in ("offline", "llm"):
        raise ConfigError(f"no extractor {extractor!r}", "offline or llm")
    if form not in FORMS:
        raise ConfigError(f"no format {form!r}", "text or md")
    known: dict[str, Split] = {name: name for name in get_args(Split)}
    if split is not None and split not in known:
        raise ConfigError(f"no split {split!r}", "dev or test; leave it out for both")
    return EvalCall(folder, extractor, model, base_url, known[split] if split else None, compare, accept, output, FORMS[form], repeat, html)


def run_eval(console: Console, call: EvalCall) -> int:
    """Score an extractor against a suite and return the exit code of its gate: 0 pass, 1 floor broken or regression, 2 unusable."""
    folder = suite_folder(call.folder)
    workspace = _present_workspace(console)
    if call.accept:
        _refuse_bundled(folder)
    suite = load_suite(folder)
    for problem in suite.problems:
        console.problem(str(problem), "correct the label file; analyzer suite lint" + (f" {call.folder}" if call.folder else ""))
    for name in suite.unlabelled:
        console.say(f"note: {name}: not labelled yet, left out")
    if not suite.select(call.split) and not suite.problems:
        raise EvaluateError(f"{folder}: no cases" + (f" in split {call.split}" if call.split else ""), "dev or test; leave --split out for both")
    # Read first: a run that cannot be compared with should not cost an extraction.
    before = _of_split(runs.read_run(call.compare), call) if call.compare is not None else _read_baseline(console, call, folder)
    vectors = VectorFile(_kept_vectors())
    extract, similar = open_for_suite(call, vectors, workspace.toml if workspace is not None and call.extractor == "llm" else None)
    repeats = [_run_once(console, call, suite, extract, similar, number) for number in range(1, call.repeat + 1)]
    result = repeats[0]
    if call.repeat > 1:
        result = result.model_copy(update={"stability": measure_stability(suite, repeats)})
    if vectors.trouble:
        console.say(vectors.trouble)
    console.data(render_run(result, call.form, details=call.form == "markdown"))
    console.record("analyzer.eval/1", **result.model_dump(mode="json"))
    comparison = comparing.compare(score_again(before, suite), result) if before is not None else None
    if comparison is not None:
        console.data(render_comparison(comparison, call.form))
        console.record("analyzer.comparison/1", **comparison.model_dump(mode="json"))
    _write(console, call, suite, repeats, result, comparison)
    if workspace is not None:
        kept = runs.keep_run(result, workspace.folder / runs.RUNS_FOLDER)
        console.say(f"kept as {kept.name} in this workspace: the Evals tab of analyzer review shows it")
    if call.accept:
        runs.accept(result, folder)
        console.say(f"this run is the baseline of {folder} now")
        return 0
    return EXIT_CODES[result.verdict] if comparison is None else comparison.exit_code


def _present_workspace(console: Console) -> "Workspace | None":
    """Return the workspace one stands in or named; None without one, for ``eval`` needs none. ConfigError where the one named is none."""
    try:
        return console.workspace()
    except ConfigError:
        if console.workspace_folder is not None or os.environ.get("ANALYZER_WORKSPACE"):
            raise
        return None


def _read_baseline(console: Console, call: EvalCall, folder: Path) -> RunResult | None:
    """Return what the suite's baseline has of the split asked for; None where there is none of this extractor."""
    baseline = runs.read_baseline(folder)
    if baseline is None:
        return None
    if baseline.extractor != call.extractor:
        named = f"analyzer eval --extractor {call.extractor} --compare {folder / runs.BASELINE_FOLDER}"
        console.say(f"note: the baseline is of extractor {baseline.extractor}, so this run is not compared with it; to compare all the same: {named}")
        return None
    return _of_split(baseline, call)


def _of_split(run: RunResult, call: EvalCall) -> RunResult:
    """Return the run with its cases of the split asked for; it still says what was run."""
    return run.model_copy(update={"cases": tuple(case for case in run.cases if call.split in (None, case.split))})


def _write(
    console: Console, call: EvalCall, suite: Suite, repeats: Sequence[RunResult], result: RunResult, comparison: comparing.Comparison | None
) -> None:
    from analyzer.evaluate.page import PAGE_FILE, write_page

    if call.output is not None:
        runs.write_run(result, call.output)
        for number, repeated in enumerate(repeats[1:], 2):
            runs.write_run(repeated, call.output / f"repeat-{number}")
        console.say(f"wrote {call.output}/{runs.RUN_FILE}, {runs.CASES_FILE} and {PAGE_FILE}")
    for path in (call.output and call.output / PAGE_FILE, call.html):
        if path is not None:
            write_page(path, result, suite, comparison)
    if call.html is not None:
        console.say(f"wrote {call.html}")


def _run_once(console: Console, call: EvalCall, suite: Suite, extract: Extract, similar: Similar, number: int) -> RunResult:
    stage = "scoring" if call.repeat == 1 else f"run {number} of {call.repeat}"
    return run_suite(
        suite,
        extract,
        extractor=call.extractor,
        split=call.split,
        similar=similar,
        progress=lambda done, of, name: console.progress(stage, done, of, name),
    )


def open_for_suite(call: EvalCall, vectors: VectorFile, toml: Path | None = None) -> tuple[Extract, Similar]:
    """Return the extractor and the proposals of the program as the runner calls them: interview to outcomes, findings to similar pairs.

    A model is asked as ``toml`` says (window, deadline, profile, prices); the offline extractor is the same everywhere.
    """
    from analyzer import pipeline
    from analyzer.config import load_settings
    from analyzer.extract.plan import plan_extraction
    from analyzer.llm.embedding import CachedEmbedder, open_embedder
    from analyzer.suggest.similar import similar_pairs

    settings = load_settings(toml, {"extractor": call.extractor, "model.name": call.model, "model.base_url": call.base_url})
    # Asking for llm by name is consent: a suite holds labelled transcripts that its owner put there.
    plan = plan_extraction(settings, True, lambda host: True, os.environ)
    embedder = CachedEmbedder(open_embedder(settings.embedding), vectors)
    run_one = pipeline.open_extractor(settings, plan, embedder=embedder)

    def extract(interview: Interview) -> Iterator[ChunkOutcome]:
        return run_one(interview, pipeline.new_run(interview, plan))

    return extract, lambda findings, interviews: similar_pairs(findings, interviews, embedder)


def suite_folder(named: Path | None) -> Path:
    """Return the suite: the one named, ``./evals`` if it holds ``suite.toml``, else the bundled one."""
    from analyzer.config import shipped

    for folder in [named] if named is not None else [Path("evals"), shipped("evals")]:
        if (folder / SUITE_FILE).is_file():
            return folder
    raise ConfigError(f"{named}: no {SUITE_FILE} there", "analyzer suite new NAME makes a suite")


def _refuse_bundled(folder: Path) -> None:
    from analyzer.config import shipped

    # In a checkout ./evals is the bundled suite and its owner's own: there it may be written to.
    if folder.resolve() == shipped("evals").resolve() and Path("evals").resolve() != folder.resolve():
        raise ConfigError("the bundled suite takes no baseline", "analyzer suite new NAME makes one of your own")


def _kept_vectors() -> Path:
    from analyzer.config import kept_vectors

    return kept_vectors()
