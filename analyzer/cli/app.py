"""The list of verbs; each lives in the module of its stage and imports that stage inside.

In: typer's parsing. Out: calls. Always true: importing this module loads no stage, no model library and no database.
"""

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


for verb in (intake.init, intake.demo, intake.ingest, intake.extract, intake.run, deciding.review):
    app.command()(verb)
for verb in (reading.search, reading.show, reading.interviews, reading.speakers, reading.segment, reading.report, reading.export):
    app.command()(verb)
app.command(name="purge")(deciding.purge)
app.command(name="eval")(measuring.evaluate)
app.command()(measuring.suite)
app.command()(measuring.doctor)
