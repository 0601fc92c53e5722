"""The list of verbs; each lives in the module of its stage and imports that stage inside.

In: typer's parsing. Out: calls. Always true: importing this module loads no stage, no model library and no database.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli import deciding, intake, measuring, reading
from analyzer.cli.console import Console

app = typer.Typer(
    name="analyzer",
    help="From customer-discovery interviews to one evidence-backed portfolio strategy per market segment.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


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
    trace: Annotated[bool, typer.Option("--trace", help="Let LangSmith tracing variables take effect (they are ignored otherwise).")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Keep the global options where every verb finds them."""
    context.obj = Console(workspace_folder=workspace, json=json, quiet=quiet, debug=debug, trace=trace)


VERBS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("init", intake.init), ("demo", intake.demo), ("ingest", intake.ingest), ("extract", intake.extract), ("run", intake.run),
    ("review", deciding.review), ("search", reading.search), ("show", reading.show), ("interviews", reading.interviews),
    ("speakers", reading.speakers), ("segment", reading.segment), ("report", reading.report), ("export", reading.export),
    ("purge", deciding.purge), ("eval", measuring.evaluate), ("suite", measuring.suite), ("doctor", measuring.doctor),
)  # fmt: skip
for name, verb in VERBS:
    app.command(name=name)(verb)
