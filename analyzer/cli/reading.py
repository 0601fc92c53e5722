"""The verbs that show: search, show, interviews, speakers, segment, report, export.

In: ids, slugs, queries. Out: text or JSON on stdout. Always true: nothing is changed but by ``interviews set`` and
``speakers ... set``, which append a decision.
"""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli.console import Console, table, to_json, visible
from analyzer.errors import ConfigError

if TYPE_CHECKING:
    from analyzer.records import Speaker

Fact = Annotated[str | None, typer.Option(help="Correct it; the correction is a decision and outranks the file.")]


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="What to look for: a thought or words.", metavar="QUERY")],
    segment: Annotated[str | None, typer.Option(help="Only this segment.", metavar="S")] = None,
    k: Annotated[int, typer.Option("-k", help="How many passages.", min=1, max=200)] = 8,
) -> None:
    """Find passages by meaning and by words, with speaker, time and source."""
    from analyzer import pipeline
    from analyzer.records import clock
    from analyzer.store import Store

    console: Console = context.obj
    workspace = console.workspace()
    settings = console.settings(workspace)
    if not query.strip():
        raise ConfigError("nothing to look for", 'analyzer search "closing the books"')
    with Store.open(workspace) as store:
        known = {interview.segment for interview in pipeline.present_interviews(store).values()}
        if segment is not None and segment not in known:
            raise ConfigError(f"no segment {segment!r}", "analyzer segment list")
        result = pipeline.search(workspace, store, settings, query, segment, k)
    if result.note:
        console.say(result.note)
    if result.passages and not any("words" in passage.found_by for passage in result.passages):
        console.say("no passage holds these words; these are the nearest in meaning, however far")
    if not result.passages:
        console.data("nothing found" + ("" if segment is None else f" in segment {segment}"))
    for number, passage in enumerate(result.passages, 1):
        place = ", ".join(part for part in (passage.source, f"turn {passage.turn}", passage.speaker, passage.side, clock(passage.start_ms)) if part)
        console.data(f"{number}. {place}  [{' + '.join(passage.found_by)}]")
        for name, words in passage.said:
            console.data(textwrap.fill(f"{name or 'unknown'}: {words}", 100, initial_indent="   ", subsequent_indent="     "))
        console.record("analyzer.passage/1", **passage.model_dump())


def show(context: typer.Context, identifier: Annotated[str, typer.Argument(help="Any id, or the beginning of one.", metavar="ID")]) -> None:
    """Show a finding, entry, interview or decision: quotes in context, what was claimed, flags, provenance."""
    from analyzer.cli.showing import show_anything
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        show_anything(console, session, identifier)


def interviews(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="list, or set.", metavar="[list|set]")] = "list",
    identifier: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    title: Fact = None,
    segment: Fact = None,
    organisation: Fact = None,
    date: Fact = None,
) -> None:
    """List interviews, or correct one: interviews set ID --organisation O --segment S --date D."""
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        if what == "set":
            facts = {
                name: value
                for name, value in (("title", title), ("segment", segment), ("organisation", organisation), ("date", date))
                if value is not None
            }
            if identifier is None or not facts:
                raise ConfigError("nothing to set", "analyzer interviews set ID --organisation O --segment S --date D")
            decision = session.set_interview(resolve(session, identifier, "i_"), **facts)
            kept = {name: decision.after.get(name) for name in facts}
            console.data(f"{decision.targets[0]}: " + ", ".join(f"{name} = {value or 'not known'}" for name, value in kept.items()))
            console.record("analyzer.decision/1", **decision.model_dump())
            return
        if what != "list":
            raise ConfigError(f"no such thing to do with interviews: {what!r}", "analyzer interviews list | set ID ...")
        rows = []
        for interview in session.state.interviews.values():
            found = sum(item.finding.interview == interview.id and item.finding.grounded for item in session.state.findings.values())
            unsure = sum(speaker.side == "unknown" for speaker in interview.speakers)
            guessed = sum(speaker.side_basis == "guessed" and speaker.side != "unknown" for speaker in interview.speakers)
            sides = " ".join(part for part in (f"{unsure} unknown" if unsure else "", f"{guessed} guessed" if guessed else "") if part) or "known"
            rows.append(
                [interview.id, interview.segment, interview.organisation, interview.date, len(interview.turns), found, sides, interview.source]
            )
            console.record(
                "analyzer.interview.summary/1", id=interview.id, segment=interview.segment, organisation=interview.organisation, date=interview.date,
                turns=len(interview.turns), findings=found, sides_unknown=unsure, sides_guessed=guessed, source=interview.source,
                warnings=interview.warnings,
            )  # fmt: skip
        if not rows:
            console.data(f"no interviews yet: drop transcripts into {workspace.interviews} and run: analyzer run")
            return
        console.data(table(rows, ["id", "segment", "organisation", "date", "turns", "findings", "sides", "source"]))
        if any("unknown" in str(row[6]) or "guessed" in str(row[6]) for row in rows):
            console.say("sides: analyzer speakers ID shows them, analyzer speakers ID set LABEL --side customer corrects one")


def speakers(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(help="The interview.", metavar="ID")],
    what: Annotated[str, typer.Argument(help="list, or set.", metavar="[list|set]")] = "list",
    label: Annotated[str | None, typer.Argument(help="The speaker: label, name or key.", metavar="[LABEL]")] = None,
    name: Fact = None,
    side: Annotated[str | None, typer.Option(help="customer, interviewer, vendor or unknown.", metavar="SIDE")] = None,
    title: Fact = None,
    level: Fact = None,
    department: Fact = None,
    organisation: Fact = None,
) -> None:
    """List the speakers of an interview, or correct one: speakers ID set LABEL --side customer."""
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    if side is not None and side not in ("customer", "interviewer", "vendor", "unknown"):
        raise ConfigError(f"no side {side!r}", "customer, interviewer, vendor or unknown")
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        found = resolve(session, identifier, "i_")
        if what == "set":
            pairs = (("name", name), ("side", side), ("title", title), ("level", level), ("department", department), ("organisation", organisation))
            facts = {fact: value for fact, value in pairs if value is not None}
            if label is None or not facts:
                raise ConfigError("nothing to set", f"analyzer speakers {found} set LABEL --side customer")
            decision = session.set_speaker(found, label, **facts)
            console.record("analyzer.decision/1", **decision.model_dump())
        elif what != "list":
            raise ConfigError(f"no such thing to do with speakers: {what!r}", f"analyzer speakers {found} [list | set LABEL --side ...]")
        interview = session.interview(found)
        rows = []
        for speaker in interview.speakers:
            turns = sum(turn.speaker == speaker.key for turn in interview.turns)
            rows.append(
                [
                    speaker.key,
                    speaker.label or "(no label)",
                    speaker.name,
                    speaker.side,
                    basis_of(speaker),
                    speaker.title,
                    speaker.organisation,
                    turns,
                ]
            )
            if what == "list":
                console.record("analyzer.speaker/1", interview=found, turns=turns, **speaker.model_dump())
        console.data(table(rows, ["key", "label", "name", "side", "basis", "title", "organisation", "turns"]))


def segment(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="list, or show.", metavar="list|show")] = "list",
    slug: Annotated[str | None, typer.Argument(metavar="[S]")] = None,
) -> None:
    """List the market segments, or show one as a tree: segment show S."""
    import json

    from analyzer.report.tables import write_json
    from analyzer.report.text import tree_text
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        if what == "show":
            known = [summary.slug for summary in session.segments()]
            if slug is None:
                if len(known) != 1:
                    raise ConfigError("which segment?", f"analyzer segment show {' | '.join(known) or 'S'}")
                slug = known[0]
            model = session.segment_model(slug)
            console.data(tree_text(model))
            console.record(**json.loads(write_json(model)))
            return
        if what != "list":
            raise ConfigError(f"no such thing to do with segments: {what!r}", "analyzer segment list | show S")
        rows = []
        for summary in session.segments():
            progress = summary.progress
            rows.append([summary.slug, summary.title, summary.interviews, summary.organisations, f"{progress.decided} of {progress.total}"])
            console.record(
                "analyzer.segment.summary/1", slug=summary.slug, title=summary.title, owner=summary.owner, interviews=summary.interviews,
                organisations=summary.organisations, decided=progress.decided, findings=progress.total,
            )  # fmt: skip
        console.data(table(rows, ["segment", "title", "interviews", "organisations", "decided"]) if rows else "no segments yet: analyzer run")


def report(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="The segment.", metavar="S")],
    format: Annotated[str | None, typer.Option(help="md, html, csv or json; default: by the file's ending, else md.", metavar="F")] = None,
    output: Annotated[Path | None, typer.Option("-o", help="File to write; default: stdout.", metavar="FILE")] = None,
) -> None:
    """Write the portfolio strategy of a segment from its approved findings."""
    from analyzer.report import write_report
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    endings = {".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".csv": "csv", ".json": "json"}
    format = format or ("json" if console.json else endings.get(output.suffix.lower(), "md") if output else "md")
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        written = write_report(session.segment_model(slug), format)
    if output is None:
        typer.echo(written, nl=not written.endswith("\n"))
        return
    try:
        # Spreadsheets take a CSV for UTF-8 only with a mark; line ends are the writer's own.
        output.write_text(written, encoding="utf-8-sig" if format == "csv" else "utf-8", newline="")
    except OSError as error:
        raise ConfigError(f"{output}: {error.strerror}", "choose a file you may write") from error
    console.say(f"wrote {output}")


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="interviews, findings, entries or decisions.", metavar="interviews|findings|entries|decisions")],
    segment: Annotated[str | None, typer.Option(help="Only this segment.", metavar="S")] = None,
) -> None:
    """Write records as one JSON object a line on stdout."""
    import sys

    from analyzer.report import lines
    from analyzer.workspace import ReviewSession

    console: Console = context.obj
    workspace = console.workspace()
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        state = session.state
        if segment is not None and segment not in [summary.slug for summary in session.segments()]:
            raise ConfigError(f"no segment {segment!r}", "analyzer segment list")
        if segment is not None and what == "decisions":
            raise ConfigError("decisions are exported whole, for some concern several segments", "analyzer export decisions")
        if what == "interviews":
            out = (lines.interview_line(one) for one in state.interviews.values() if segment in (None, one.segment))
        elif what == "findings":
            out = (
                lines.finding_line(item, state.interviews[item.finding.interview])
                for item in state.findings.values()
                if segment in (None, item.segment)
            )
        elif what == "entries":
            out = (lines.entry_line(entry, session.prevalence(entry)) for entry in state.entries.values() if segment in (None, entry.segment))
        elif what == "decisions":
            out = (lines.decision_line(decision) for decision in session.whole_log())
        else:
            raise ConfigError(f"cannot export {what!r}", "interviews, findings, entries or decisions")
        for line in out:
            sys.stdout.write(to_json(line) + "\n")


def basis_of(speaker: "Speaker") -> str | None:
    """Return what a speaker's side rests on; None where guessing found none."""
    return None if (speaker.side, speaker.side_basis) == ("unknown", "guessed") else speaker.side_basis


def resolve(session: object, prefix: str, kind: str = "") -> str:
    """Return the one id that begins with ``prefix``; ConfigError where none or several do."""
    from analyzer.workspace import ReviewSession

    assert isinstance(session, ReviewSession)
    state = session.state
    every = [*state.interviews, *state.findings, *state.entries, *(decision.id for decision in session.log)]
    hits = [identifier for identifier in every if identifier.startswith(prefix) and identifier.startswith(kind)] if prefix else []
    if prefix in hits:
        return prefix
    if not hits and kind in ("", "i_"):  # people type file names
        hits = [one.id for one in state.interviews.values() if prefix in (one.source, one.title, Path(one.source).name, Path(one.source).stem)]
    if len(hits) == 1:
        return hits[0]
    if hits:
        raise ConfigError(f"{visible(prefix)}: {len(hits)} ids begin so", "type more of it: " + ", ".join(hits[:4]))
    raise ConfigError(f"nothing has the id {visible(prefix)}", "analyzer interviews, or analyzer export findings, list them")
