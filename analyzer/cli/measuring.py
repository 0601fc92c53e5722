"""The verbs that measure: eval, suite, doctor.

In: suites, this machine. Out: tables and verdicts. Always true: none of them needs a workspace; exit 1 where a gate is not met.
"""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.console import Console


def evaluate(
    context: typer.Context,
    suite: Annotated[Path | None, typer.Argument(help="Folder with suite.toml; default: ./evals, else the bundled suite.", metavar="[SUITE]")] = None,
    extractor: Annotated[str, typer.Option(help="offline or llm.", metavar="E")] = "offline",
    model: Annotated[str | None, typer.Option(help="provider:name.", metavar="M")] = None,
    base_url: Annotated[str | None, typer.Option("--base-url", help="Any OpenAI-compatible server.", metavar="URL")] = None,
    split: Annotated[str | None, typer.Option(help="dev or test; default: both.", metavar="S")] = None,
    compare: Annotated[Path | None, typer.Option(help="An earlier run (its folder) to compare with.", metavar="RUN")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Store this run as the suite's new baseline.")] = False,
    output: Annotated[Path | None, typer.Option("-o", help="Folder for run.json, cases.jsonl and report.html.", metavar="DIR")] = None,
    form: Annotated[str, typer.Option("--format", help="text, or md with every miss and wrong finding.", metavar="text|md")] = "text",
    repeat: Annotated[int, typer.Option(help="Run K times and say how stable the findings are.", metavar="K", min=1, max=50)] = 1,
    html: Annotated[Path | None, typer.Option(help="Write one page: each miss and wrong finding beside its turn.", metavar="FILE")] = None,
) -> None:
    """Score an extractor against labelled transcripts."""
    from analyzer.cli.scoring import read_call, run_eval

    console: Console = context.obj
    raise typer.Exit(run_eval(console, read_call(suite, extractor, model, base_url, split, compare, accept, output, form, repeat, html)))


def suite(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="lint, new or draft.", metavar="lint|new|draft")],
    name: Annotated[str | None, typer.Argument(help="Folder of the suite, or the interview to draft from.", metavar="[NAME]")] = None,
) -> None:
    """Check a suite's labels, make a new suite, or draft labels from reviewed findings."""
    from analyzer.cli.suites import run_suite_verb

    console: Console = context.obj
    raise typer.Exit(run_suite_verb(console, what, name))


def doctor(context: typer.Context) -> None:
    """Say what works here and what to do about the rest."""
    from analyzer.cli.health import examine

    console: Console = context.obj
    raise typer.Exit(examine(console))
