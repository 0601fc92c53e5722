"""The verbs that take interviews in: init, ingest, extract, run, demo.

In: paths and options. Out: what became of each file and interview. Always true: one refused file never stops the others;
nothing leaves this machine for a server that is not on loopback without the workspace's consent.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import Console
from analyzer.errors import ConfigError

if TYPE_CHECKING:
    from analyzer.config import Settings, Workspace
    from analyzer.ingest import Explanation
    from analyzer.records import Interview
    from analyzer.store import Store

Paths = Annotated[list[Path] | None, typer.Argument(help="Files or folders; default: the workspace's interviews/.", metavar="[PATH...]")]
Segment = Annotated[str | None, typer.Option(help="Market segment of these interviews.", metavar="S")]
Organisation = Annotated[str | None, typer.Option(help="The customer's organisation.", metavar="O")]
Date = Annotated[str | None, typer.Option(help="Date of the interview, YYYY-MM-DD.", metavar="D")]
NoIndex = Annotated[bool, typer.Option("--no-index", help="Do not chunk and embed now; search finds words only.")]
Redact = Annotated[bool, typer.Option("--redact", help="Replace addresses, phone, card and account numbers before anything is kept.")]
RedactNames = Annotated[bool, typer.Option("--redact-names", help="Replace the speakers' names too.")]
Extractor = Annotated[str | None, typer.Option(help="auto, offline or llm.", metavar="auto|offline|llm")]
Model = Annotated[str | None, typer.Option(help="provider:name; a bare name means openai.", metavar="M")]
BaseUrl = Annotated[str | None, typer.Option("--base-url", help="Any OpenAI-compatible server.", metavar="URL")]
MaxCost = Annotated[float | None, typer.Option("--max-cost", help="US dollars this run may cost.", metavar="X")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be asked, of whom, at what cost; ask nothing.")]
Again = Annotated[bool, typer.Option("--again", help="Extract again what was extracted already; answers a model gave before cost nothing.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="As --again, but ask the model anew even where its answer is kept.")]
Profile = Annotated[str | None, typer.Option(help="Which steps a model takes: fast, standard or thorough.", metavar="fast|standard|thorough")]

STARTER = """\
# Settings of this workspace; every line is optional. README.md, section Settings, lists all.

# extractor = "auto"            # auto | offline | llm

# [model]                       # naming a model here is consent to send interviews to its server
# name = "openai:gpt-5-mini"
# base_url = "http://127.0.0.1:8089/v1"

# [segments.mid-market-manufacturing]
# title = "Finance leaders in mid-market manufacturing"
# owner = "Your name"

# [ingest]
# interviewers = ["our-company.example"]   # names, addresses or domains of your own people

# [review]
# double_share = 0.2            # a fifth of the findings is decided by two reviewers, each blind to the other

# [[products]]
# id = "ledger"
# name = "Ledger"
"""


def init(context: typer.Context, folder: Annotated[Path, typer.Argument(help="Where to make it.", metavar="[DIR]")] = Path()) -> None:
    """Make a workspace: analyzer.toml and interviews/<segment>/ to drop transcripts into."""
    from analyzer.config import Workspace

    console: Console = context.obj
    workspace = Workspace(folder.absolute())
    if workspace.toml.exists():
        console.data(f"{workspace.root} is a workspace already; nothing changed")
    else:
        try:
            (workspace.interviews / "my-first-segment").mkdir(parents=True, exist_ok=True)
            workspace.toml.write_text(STARTER, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{workspace.root}: {error.strerror}", "choose a folder you may write to") from error
        console.data(f"made a workspace in {workspace.root}")
        console.data(f"1. rename {workspace.interviews / 'my-first-segment'} after your market segment and drop transcripts into it")
        console.data("2. analyzer run      reads them and finds outcomes, obstacles and metrics")
        console.data("3. analyzer review   you decide")
    console.record("analyzer.init/1", workspace=str(workspace.root))


def ingest(
    context: typer.Context,
    paths: Paths = None,
    segment: Segment = None,
    organisation: Organisation = None,
    date: Date = None,
    watch: Annotated[bool, typer.Option("--watch", help="Stay and read what is dropped in, until Ctrl-C.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each file would be read; store nothing.")] = False,
    no_index: NoIndex = False,
    redact: Redact = False,
    redact_names: RedactNames = False,
) -> None:
    """Read transcripts: .txt .md .vtt .srt .docx .json and more, judged by their content."""
    console: Console = context.obj
    if explain:
        _explain(console, paths or [])
        return
    workspace = console.workspace()
    settings = console.settings(workspace, redaction_flags(redact, redact_names))
    from analyzer.store import Store

    with Store.open(workspace) as store:
        refused = read_files(console, workspace, store, settings, paths, segment, organisation, date)
        if not no_index:
            build_index(console, workspace, store, settings)
        if watch:
            _watch(console, workspace, store, settings, paths, segment, organisation, date, no_index)
    raise typer.Exit(1 if refused else 0)


def extract(
    context: typer.Context,
    segment: Segment = None,
    extractor: Extractor = None,
    model: Model = None,
    base_url: BaseUrl = None,
    profile: Profile = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    again: Again = False,
    fresh: Fresh = False,
) -> None:
    """Find outcomes, obstacles and metrics, each with the customer's own words."""
    from analyzer.cli.extracting import extract_interviews
    from analyzer.store import Store

    console: Console = context.obj
    workspace = console.workspace()
    settings = console.settings(workspace, model_flags(extractor, model, base_url, profile, max_cost))
    with Store.open(workspace) as store:
        chosen = [interview for interview in store.interviews.all() if segment in (None, interview.segment)]
        if not chosen:
            what = f"no interview of segment {segment!r}" if segment else "no interviews yet"
            raise ConfigError(what, f"drop transcripts into {workspace.interviews} and run: analyzer ingest")
        complete = extract_interviews(
            console, workspace, store, settings, chosen, again=again, fresh=fresh, dry_run=dry_run, model_named=model is not None
        )
    raise typer.Exit(0 if complete else 1)


def run(
    context: typer.Context,
    paths: Paths = None,
    segment: Segment = None,
    organisation: Organisation = None,
    date: Date = None,
    extractor: Extractor = None,
    model: Model = None,
    base_url: BaseUrl = None,
    profile: Profile = None,
    max_cost: MaxCost = None,
    dry_run: DryRun = False,
    again: Again = False,
    fresh: Fresh = False,
    no_index: NoIndex = False,
    redact: Redact = False,
    redact_names: RedactNames = False,
) -> None:
    """Read transcripts, find outcomes, obstacles and metrics, say what was found: ingest + extract + summary."""
    console: Console = context.obj
    workspace = console.workspace()
    settings = console.settings(workspace, model_flags(extractor, model, base_url, profile, max_cost) | redaction_flags(redact, redact_names))
    complete = run_all(
        console, workspace, settings, paths, segment=segment, organisation=organisation, date=date, dry_run=dry_run, again=again,
        fresh=fresh, no_index=no_index, model_named=model is not None,
    )  # fmt: skip
    if not dry_run:
        console.say("next: analyzer review" + (f" --workspace {workspace.root}" if console.workspace_folder else ""))
    raise typer.Exit(0 if complete else 1)


def run_all(
    console: Console,
    workspace: "Workspace",
    settings: "Settings",
    paths: list[Path] | None,
    *,
    segment: str | None = None,
    organisation: str | None = None,
    date: str | None = None,
    dry_run: bool = False,
    again: bool = False,
    fresh: bool = False,
    no_index: bool = False,
    model_named: bool = False,
) -> bool:
    """Carry a folder from files to findings and print the summary; return whether everything was done."""
    from analyzer.cli.extracting import extract_interviews, summarise
    from analyzer.store import Store

    with Store.open(workspace) as store:
        refused = read_files(console, workspace, store, settings, paths, segment, organisation, date)
        if not no_index:
            build_index(console, workspace, store, settings)
        chosen: list[Interview] = store.interviews.all()
        if not chosen:
            raise ConfigError("no transcript was read", f"drop some into {workspace.interviews} or name them: analyzer run FILE...")
        complete = extract_interviews(console, workspace, store, settings, chosen, again=again, fresh=fresh, dry_run=dry_run, model_named=model_named)
    if not dry_run:
        summarise(console, workspace, settings)
    return complete and not refused


def demo(context: typer.Context, extractor: Extractor = "offline") -> None:
    """Try it: a throw-away workspace on the bundled interviews, then the review screen."""
    import shutil
    import tempfile

    from analyzer.config import Workspace, load_settings, shipped

    console: Console = context.obj
    corpus = shipped("corpus")
    if not any(corpus.rglob("*.*")):
        raise ConfigError(f"{corpus}: the bundled interviews are not there", "install the package again")
    workspace = Workspace(Path(tempfile.mkdtemp(prefix="analyzer-demo-")))
    shutil.copytree(corpus, workspace.interviews, dirs_exist_ok=True)
    workspace.toml.write_text(STARTER, encoding="utf-8")
    console.say(f"demo workspace: {workspace.root} (delete it when you like)")
    complete = run_all(console, workspace, load_settings(workspace.toml, {"extractor": extractor}, {}), None)
    command = f"analyzer review --workspace {workspace.root}"
    if sys.stdin.isatty() and sys.stdout.isatty() and not console.json:
        from analyzer.cli.deciding import open_review

        raise typer.Exit(open_review(console, workspace, None, None, plain=False))
    console.data(f"next: {command}")
    raise typer.Exit(0 if complete else 1)


# -- shared by the verbs -------------------------------------------------------------------------------------------------


def model_flags(
    extractor: str | None, model: str | None, base_url: str | None, profile: str | None, max_cost: float | None
) -> dict[str, object]:  # fmt: skip
    """Return the model options as settings flags."""
    return {"extractor": extractor, "model.name": model, "model.base_url": base_url, "model.profile": profile, "model.max_cost": max_cost}


def redaction_flags(redact: bool, names: bool) -> dict[str, object]:
    """Return the redaction options as settings flags; names alone mean both. Without a flag the settings hold."""
    return {"ingest.redact": True if redact or names else None, "ingest.redact_names": True if names else None}


def read_files(
    console: Console, workspace: "Workspace", store: "Store", settings: "Settings", paths: list[Path] | None,
    segment: str | None, organisation: str | None, date: str | None,
) -> int:  # fmt: skip
    """Ingest and narrate; return how many files were refused."""
    from analyzer import pipeline
    from analyzer.ingest import Given

    roots = paths or [workspace.interviews]
    check_facts(segment, date)
    for root in paths or ():
        if not root.exists():
            raise ConfigError(f"{root}: no such file or folder", "check the path")
    if not paths and not workspace.interviews.is_dir():
        raise ConfigError(f"{workspace.interviews}: no such folder", "make it and drop transcripts into it, or name files: analyzer ingest FILE...")
    counts = dict.fromkeys(("new", "same", "version", "worse", "refused"), 0)
    for event in pipeline.ingest(store, workspace.root, roots, Given(segment, organisation, date), settings):
        counts[event.state] += 1
        console.progress("reading", event.number, event.of, event.path.name)
        _tell(console, event)
    if not any(counts.values()):
        console.say(f"no transcripts in {', '.join(str(root) for root in roots)}: drop some there")
    else:
        words = {"same": "known already", "version": "in a new version", "worse": "not needed"}
        done = ", ".join(f"{count} {words.get(state, state)}" for state, count in counts.items() if count)
        console.say(f"read: {done}")
    return counts["refused"]


def check_facts(segment: str | None, date: str | None) -> None:
    """Raise ConfigError for a segment that is no slug or a date that is none, before any file is read."""
    from analyzer.workspace import read_fact

    for name, value in (("segment", segment), ("date", date)):
        if value is not None:
            read_fact(name, value)


def _tell(console: Console, event: "object") -> None:
    from analyzer.pipeline import FileEvent
    from analyzer.report.phrases import count

    assert isinstance(event, FileEvent)
    if event.state == "refused":
        console.problem(event.reason, event.hint)
    elif event.interview is not None:
        interview = event.interview
        warned = f"; {count(len(interview.warnings), 'warning')}" if interview.warnings else ""
        words = {"new": "read", "same": "known already", "version": "new version", "worse": "not needed"}[event.state]
        about = f"{interview.format}, {count(len(interview.turns), 'turn')}, {interview.segment}, {interview.organisation or 'no organisation'}"
        line = f"{words}: {interview.source} ({about}{warned})"
        if event.state != "same" or event.changed or event.reason:
            console.say(line + (f": {event.reason}" if event.reason and event.state != "new" else ""))
        for warning in interview.warnings if event.state in ("new", "version") else ():
            console.say(f"  {interview.id}: {warning}")
        if event.stale:
            stale = f"{count(event.stale, 'finding')} {'has' if event.stale == 1 else 'have'} quotes that are not in the new version"
            console.say(f"  {stale}: analyzer review shows what is stale")
    state = {"file": str(event.path), "state": event.state, "reason": event.reason, "hint": event.hint, "stale": event.stale}
    console.record("analyzer.file/1", **state, interview=event.interview.id if event.interview else None)


def build_index(console: Console, workspace: "Workspace", store: "Store", settings: "Settings") -> None:
    """Chunk and embed what is not yet, then bring Chroma's copy up to date."""
    from analyzer import pipeline
    from analyzer.errors import IndexingError, ModelError
    from analyzer.llm.embedding import open_embedder

    interviews = store.interviews.all()
    waiting = [interview for interview in interviews if not pipeline.indexed(store, interview)]
    if not waiting:
        return
    try:
        embedder = open_embedder(settings.embedding)
        for number, interview in enumerate(pipeline.index(store, waiting, embedder), 1):
            console.progress("indexing", number, len(waiting), interview.source)
        note = pipeline.refresh_chroma(workspace, store, embedder)
        if note:
            console.say(note)
    except (ModelError, IndexingError) as error:
        console.problem(f"the index is not complete: {error.message}", error.hint or "analyzer doctor")


def _explain(console: Console, paths: list[Path]) -> None:
    from dataclasses import asdict, replace

    from analyzer.config import IngestSettings
    from analyzer.ingest import explain, find_transcripts

    if not paths:
        raise ConfigError("--explain needs a file", "analyzer ingest --explain FILE")
    try:
        settings = console.settings(console.workspace()).ingest
    except ConfigError:
        settings = IngestSettings()  # outside a workspace nobody is declared
    refused = 0
    for path in find_transcripts(paths):
        explanation = explain(path, settings=settings)
        refused += explanation.refusal is not None
        console.data(explained(explanation))
        told = asdict(replace(explanation, interview=None, speakers=(), exclusions=()))
        speakers = [speaker.model_dump() for speaker in explanation.speakers]
        exclusions = [exclusion.model_dump() for exclusion in explanation.exclusions]
        console.record("analyzer.explanation/1", **{**told, "speakers": speakers, "exclusions": exclusions})
    raise typer.Exit(1 if refused else 0)


def explained(explanation: "Explanation") -> str:
    """Return how a file was judged, for people: scores with reasons, the reader, speakers, share kept, warnings."""
    from analyzer.cli.reading import basis_of
    from analyzer.report.phrases import count

    lines = [explanation.source]
    lines += [f"  {one.score:4.2f}  {one.reader}: {'; '.join(one.reasons)}" for one in explanation.scores if one.score > 0]
    if explanation.refusal is not None:
        return "\n".join([*lines, f"  refused: {explanation.refusal}"])
    kept = f"{100 * explanation.kept_share:.1f} %" if explanation.kept_share is not None else "not known"
    lines.append(f"  read by: {explanation.chosen} ({explanation.format}); {count(explanation.turns, 'turn')}; {kept} of its words kept")
    for speaker in explanation.speakers:
        facts = ", ".join(fact for fact in (speaker.title, speaker.organisation) if fact)
        basis = f" ({basis_of(speaker)})" if basis_of(speaker) else ""
        lines.append(f"  speaker: {speaker.label or '(no label)'}: {speaker.side}{basis}" + (f", {facts}" if facts else ""))
    lines += [f"  left out: {exclusion.kind}, {count(exclusion.words, 'word')}, {exclusion.where}" for exclusion in explanation.exclusions]
    return "\n".join([*lines, *(f"  warning: {warning}" for warning in explanation.warnings)])


def _watch(
    console: Console, workspace: "Workspace", store: "Store", settings: "Settings", paths: list[Path] | None,
    segment: str | None, organisation: str | None, date: str | None, no_index: bool,
) -> None:  # fmt: skip
    """Read what is dropped in until Ctrl-C; a file is read when it has stopped changing for a second."""
    import watchfiles

    roots = [path if path.is_dir() else path.parent for path in paths or [workspace.interviews]]
    console.say(f"watching {', '.join(str(root) for root in roots)}; Ctrl-C ends it")
    for changes in watchfiles.watch(*roots, debounce=3000, step=1000, raise_interrupt=True):
        settled = sorted({Path(name) for change, name in changes if change != watchfiles.Change.deleted and Path(name).is_file()})
        if settled and read_files(console, workspace, store, settings, roots, segment, organisation, date) == 0 and not no_index:
            build_index(console, workspace, store, settings)
