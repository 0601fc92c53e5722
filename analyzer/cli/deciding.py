"""The verbs that decide: review (screen or ``--plain``), purge.

In: a workspace and a reviewer. Out: decisions, each durable before the next item shows. Always true: both faces of review use
the same ``ReviewSession``.
"""

import gc
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import Console
from analyzer.errors import ConfigError

if TYPE_CHECKING:
    from analyzer.config import Workspace
    from analyzer.workspace import ReviewSession


def review(
    context: typer.Context,
    segment: Annotated[str | None, typer.Option(help="Only this segment.", metavar="S")] = None,
    reviewer: Annotated[str | None, typer.Option(help="Your name in the log; default: [review] reviewer, else the account's.", metavar="N")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="A line prompt instead of the screen; can be scripted.")] = False,
    agreement: Annotated[bool, typer.Option("--agreement", help="Only say how far two reviewers agree, and what is to settle.")] = False,
) -> None:
    """Approve, reject, edit and merge findings, with the quotes in view."""
    console: Console = context.obj
    if agreement:
        _say_agreement(console, console.workspace(), segment, reviewer)
        return
    raise typer.Exit(open_review(console, console.workspace(), segment, reviewer, plain=plain))


def open_review(console: Console, workspace: "Workspace", segment: str | None, reviewer: str | None, *, plain: bool) -> int:
    """Open the review screen, or the line prompt, and return the exit code."""
    from analyzer.workspace import ReviewSession

    settings = console.settings(workspace)
    if not plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError("the review screen needs a terminal", "analyzer review --plain reads keys from standard input")
    gc.disable()  # all that is read now stays: to look through it for garbage again and again takes as long as to read it
    try:
        with ReviewSession.open(workspace, settings, reviewer=reviewer, segment=segment) as session:
            _check_segment(session, segment)
            if plain:
                from analyzer.cli.plain import run_prompt

                gc.freeze()
                gc.enable()
                return run_prompt(console, session)
            from analyzer.tui.app import run_app

            return run_app(session, workspace)  # which collects again from the first screen on
    finally:
        gc.unfreeze()
        gc.enable()


def _say_agreement(console: Console, workspace: "Workspace", segment: str | None, reviewer: str | None) -> None:
    from analyzer.cli.showing import tell_agreement
    from analyzer.workspace import ReviewSession

    with ReviewSession.open(workspace, console.settings(workspace), reviewer=reviewer, segment=segment) as session:
        _check_segment(session, segment)
        tell_agreement(console, session)


def _check_segment(session: "ReviewSession", segment: str | None) -> None:
    if segment is not None and segment not in [summary.slug for summary in session.segments()]:
        raise ConfigError(f"no segment {segment!r}", "analyzer segment list")


def purge(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(help="The interview.", metavar="ID")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an interview from every place we keep: text, quotes, vectors, caches, backups, wording in decisions."""
    from analyzer import pipeline
    from analyzer.cli.reading import resolve
    from analyzer.evaluate.runs import RUNS_FOLDER, forget_interview
    from analyzer.report.phrases import count
    from analyzer.store import Store
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    settings = console.settings(workspace)
    with ReviewSession.open(workspace, settings) as session:
        found = resolve(session, identifier, "i_")
        source, reviewer = session.interview(found).source, session.reviewer
    if not yes:
        if not sys.stdin.isatty():
            raise ConfigError(f"purging {found} ({source}) cannot be undone", f"analyzer purge {found} --yes")
        print(f"Remove {found} ({source}) and everything derived from it? This cannot be undone. [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            console.data("nothing removed")
            return
    with Store.open(workspace) as store:
        # First: once the interview is gone nothing tells which runs hold its words.
        forgotten = forget_interview(workspace.folder / RUNS_FOLDER, store.interviews.versions(found))
        removed = {**pipeline.purge(workspace, store, found, reviewer), "evaluation runs": forgotten}
    told = ", ".join(count(number, what.removesuffix("s")) for what, number in removed.items() if number)
    console.data(f"removed {found} ({source}): {told}")
    console.say(f"the file itself is yours to delete: {source}")
    console.record("analyzer.purge/1", interview=found, removed=removed)
