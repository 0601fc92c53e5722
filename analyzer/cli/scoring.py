"""Running a suite, comparing runs, accepting a baseline; linting, making and drafting suites.

In: a suite's folder and an extractor. Out: a table, stored runs, an exit code by the gate. Always true: the bundled suite is
never written to; a stored run is scored again with the present scorer before it is compared.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from analyzer.cli.console import Console
from analyzer.errors import ConfigError, EvaluateError
from analyzer.evaluate import compare as comparing
from analyzer.evaluate import runs
from analyzer.evaluate.gates import EXIT_CODES
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.results import RunResult
from analyzer.evaluate.runner import run_suite, score_again
from analyzer.evaluate.table import render_comparison, render_run
from analyzer.records import ChunkOutcome, Interview

Extract = Callable[[Interview], Iterable[ChunkOutcome]]


def run_eval(
    console: Console, folder: Path | None, extractor: str, model: str | None, base_url: str | None, split: str | None, compare: Path | None,
    accept: bool, output: Path | None,
) -> int:  # fmt: skip
    """Score an extractor against a suite and return the exit code of its gate."""
    from analyzer.config import shipped

    if split not in (None, "dev", "test"):
        raise ConfigError(f"no split {split!r}", "dev or test; leave it out for both")
    folder = suite_folder(folder)
    if accept and folder.resolve() == shipped("evals").resolve() and not (Path.cwd() / "evals").resolve() == folder.resolve():
        raise ConfigError("the bundled suite takes no baseline", "analyzer suite new NAME makes one of your own")
    suite = load_suite(folder)
    for problem in suite.problems:
        console.problem(str(problem), "correct the label file; analyzer suite lint")
    chosen = suite.select(split)  # type: ignore[arg-type]
    if not chosen:
        raise EvaluateError(f"{folder}: no cases" + (f" in split {split}" if split else ""), "analyzer suite new NAME shows what a case looks like")
    result = run_suite(
        suite, open_for_suite(extractor, model, base_url), extractor=extractor, split=split,  # type: ignore[arg-type]
        progress=lambda done, of, name: console.progress("scoring", done, of, name),
    )  # fmt: skip
    console.data(render_run(result, "text"))
    console.record("analyzer.eval/1", **result.model_dump(mode="json"))
    if output is not None:
        runs.write_run(result, output)
        console.say(f"wrote {output}/run.json and cases.jsonl")
    return _judge(console, suite, folder, result, compare, accept)


def _judge(console: Console, suite: Suite, folder: Path, result: RunResult, compare: Path | None, accept: bool) -> int:
    before = runs.read_run(compare) if compare is not None else runs.read_baseline(folder)
    code = EXIT_CODES[result.verdict]
    if before is not None:
        comparison = comparing.compare(score_again(before, suite), result)
        console.data(render_comparison(comparison, "text"))
        console.record("analyzer.comparison/1", **comparison.model_dump(mode="json"))
        code = comparison.exit_code
    if accept:
        runs.accept(result, folder)
        console.say(f"this run is the baseline of {folder} now")
        return 0
    return code


def open_for_suite(extractor: str, model: str | None, base_url: str | None) -> Extract:
    """Return the extractor as the runner calls it: interview in, outcomes out."""
    import os

    from analyzer import pipeline
    from analyzer.config import load_settings
    from analyzer.extract.plan import plan_extraction

    if extractor not in ("offline", "llm"):
        raise ConfigError(f"no extractor {extractor!r}", "offline or llm")
    settings = load_settings(None, {"extractor": extractor, "model.name": model, "model.base_url": base_url})
    # Asking for llm by name is consent: a suite holds labelled transcripts that its owner put there.
    plan = plan_extraction(settings, True, lambda host: True, os.environ)
    run_one = pipeline.open_extractor(settings, plan)

    def extract(interview: Interview) -> Iterator[ChunkOutcome]:
        return run_one(interview, pipeline.new_run(interview, plan))

    return extract


def suite_folder(named: Path | None) -> Path:
    """Return the suite: the one named, ``./evals`` if it holds ``suite.toml``, else the bundled one."""
    from analyzer.config import shipped

    for folder in [named] if named is not None else [Path("evals"), shipped("evals")]:
        if (folder / "suite.toml").is_file():
            return folder
    raise ConfigError(f"{named}: no suite.toml there", "analyzer suite new NAME makes a suite")


def run_suite_verb(console: Console, what: str, name: str | None) -> int:
    """Carry out ``suite lint | new | draft`` and return the exit code."""
    if what == "lint":
        suite = load_suite(suite_folder(Path(name) if name else None))
        for problem in suite.problems:
            console.problem(str(problem), "")
        console.data(f"{suite.name}: {len(suite.cases)} cases, {len(suite.problems)} problems")
        return 1 if suite.problems else 0
    if name is None:
        raise ConfigError(f"suite {what} needs a name", "analyzer suite new NAME | analyzer suite draft INTERVIEW")
    from analyzer.evaluate.draft import draft_gold, new_suite

    if what == "new":
        for path in new_suite(Path(name)):
            console.data(f"made {path}")
        console.say(f"next: label a transcript in {name}/cases, then: analyzer eval {name}")
        return 0
    if what != "draft":
        raise ConfigError(f"no such thing to do with suites: {what!r}", "analyzer suite lint | new NAME | draft INTERVIEW")
    from analyzer.cli.reading import resolve
    from analyzer.workspace import ReviewSession

    workspace = console.workspace()
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        interview = session.interview(resolve(session, name, "i_"))
        mine = [item for item in session.state.findings.values() if item.finding.interview == interview.id]
        reasons = {target: decision.reason for decision in session.state.live if decision.action == "reject" for target in decision.targets}
        console.data(
            draft_gold(
                interview, [item.finding for item in mine if item.status in ("approved", "merged")],
                [(item.finding, reasons.get(item.id, "")) for item in mine if item.status == "rejected"],
                case=Path(interview.source).stem, transcript=interview.source, labeller=session.reviewer,
            )
        )  # fmt: skip
    return 0
