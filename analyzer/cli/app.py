"""The list of verbs; each lives in the module of its stage and imports that stage inside.

In: typer's parsing. Out: calls. Always true: importing this module loads no stage, no model library and no database.
"""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli import deciding, intake, measuring, reading
from analyzer.cli.console import Console

app = typer.Typer(
    name="analyzer",
    help="From customer-discovery interviews to one evidence-backed portfolio strategy per market segment.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class ClosedPipe(BaseException):
    """Whoever read our output has gone; no Exception, for the option parser would make it exit code 1."""


class Interrupted(BaseException):
    """Ctrl-C; no KeyboardInterrupt, for the option parser would end without a word."""


def _guarded(verb: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(verb)
    def call(*arguments: object, **options: object) -> None:
        try:
            verb(*arguments, **options)
        except BrokenPipeError as error:
            raise ClosedPipe from error
        except KeyboardInterrupt as error:
            raise Interrupted from error
        finally:
            console = getattr(options.get("context"), "obj", None)
            if isinstance(console, Console):
                console.clear_line()

    return call


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("discovery-interview-analyzer"))
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    workspace: Annotated[Path | None, typer.Option(help="The workspace, if it is not this folder or one above it.", metavar="DIR")] = None,
    json: Annotated[bool, typer.Option("--json", help="Data as JSON on stdout, progress as JSON lines on stderr.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No narration.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Tracebacks.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Keep the global options where every verb finds them."""
    context.obj = Console(workspace_folder=workspace, json=json, quiet=quiet, debug=debug)


VERBS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("init", intake.init), ("demo", intake.demo), ("ingest", intake.ingest), ("extract", intake.extract), ("run", intake.run),
    ("review", deciding.review), ("search", reading.search), ("show", reading.show), ("interviews", reading.interviews),
    ("speakers", reading.speakers), ("segment", reading.segment), ("report", reading.report), ("export", reading.export),
    ("purge", deciding.purge), ("eval", measuring.evaluate), ("suite", measuring.suite), ("doctor", measuring.doctor),
)  # fmt: skip
for name, verb in VERBS:
    app.command(name=name)(_guarded(verb))
