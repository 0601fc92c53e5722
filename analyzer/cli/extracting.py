"""Choosing the extractor, asking for consent, showing progress, saying what was found.

In: settings and interviews. Out: events on stderr, the summary on stdout. Always true: ``auto`` asks before anything goes to
a server that is not on loopback, unless ``analyzer.toml`` names the model or consent was given; without a terminal it stays offline.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from analyzer.cli.console import Console, table

if TYPE_CHECKING:
    from analyzer.config import Settings, Workspace
    from analyzer.extract.plan import Plan
    from analyzer.records import Interview
    from analyzer.store import Store


def extract_interviews(
    console: Console, workspace: "Workspace", store: "Store", settings: "Settings", interviews: Sequence["Interview"],
    *, again: bool, dry_run: bool, model_named: bool,
) -> bool:  # fmt: skip
    """Extract what is not extracted yet (or all, ``again``); return whether every step was done."""
    from analyzer import pipeline

    plan = choose(console, workspace, store, settings, model_named)
    waiting = [interview for interview in interviews if again or not pipeline.extracted(store, interview, plan)]
    if dry_run:
        describe_plan(console, pipeline.estimate(settings, plan, waiting), plan)
        return True
    if not waiting:
        console.say(f"every interview was extracted already with {plan.label}; --again does it again")
        return True
    console.say(f"extracting {len(waiting)} interviews with {plan.label}")
    complete = True
    for event in pipeline.extract(store, waiting, pipeline.open_extractor(settings, plan, store.cache.of), plan):
        found = sum(finding.grounded for finding in event.outcome.findings)
        console.progress("extracting", event.number, event.of, event.interview.source, step=event.outcome.step, found=found)
        if event.outcome.state not in ("done", "empty", "split"):
            complete = False
            console.problem(
                f"{event.interview.source}: {event.outcome.step} of {event.outcome.chunk}: {event.outcome.state}: {event.outcome.reason}",
                "the rest goes on; the same command tries it again",
            )
    console.progress("comparing", 0, 1, "similar findings")
    pipeline.suggest(store, settings)
    console.progress("comparing", 1, 1, "similar findings")
    return complete


def choose(console: Console, workspace: "Workspace", store: "Store", settings: "Settings", model_named: bool) -> "Plan":
    """Return the extractor to use, after asking where consent is needed."""
    from analyzer import pipeline

    plan = pipeline.plan(store, workspace, settings)
    if plan.extractor == "llm" and plan.needs_consent:
        question = (
            f"Send interviews to {plan.host} (model {plan.model})? Costs are shown by --dry-run and capped at {settings.model.max_cost:g} USD a run."
        )
        if settings.extractor == "llm" and model_named:
            return plan
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            console.say(f"staying offline: nobody confirmed yet that interviews may be sent to {plan.host}")
            console.say(f"to use it: analyzer extract --extractor llm --model {plan.model}")
            return pipeline.OFFLINE
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            return pipeline.OFFLINE
        pipeline.remember_consent(store, plan)
    return plan


def describe_plan(console: Console, estimate: "Mapping[str, object]", plan: "Plan") -> None:
    """Print what a run would do."""
    console.data(f"extractor: {plan.label}")
    for name, value in estimate.items():
        console.data(f"{name.replace('_', ' ')}: {value if value is not None else 'not known'}")
    console.record("analyzer.plan/1", extractor=plan.extractor, model=plan.model, host=plan.host, **estimate)


def summarise(console: Console, workspace: "Workspace", settings: "Settings") -> None:
    """Print interviews and findings by segment and kind, the share grounded, and what was kept apart."""
    from analyzer.records import KINDS
    from analyzer.workspace import ReviewSession

    with ReviewSession.open(workspace, settings) as session:
        findings = [item for item in session.state.findings.values() if item.status != "superseded"]
        rows = []
        for summary in session.segments():
            mine = [item for item in findings if item.segment == summary.slug and item.finding.grounded]
            if summary.interviews:
                rows.append([summary.slug, summary.interviews, summary.organisations, *(sum(item.kind == kind for item in mine) for kind in KINDS)])
        grounded = [item for item in findings if item.finding.grounded]
        quotes = [piece for item in findings for piece in item.finding.evidence]
        found = sum(piece.grounds for piece in quotes)
        console.data(table(rows, ["segment", "interviews", "organisations", "outcomes", "obstacles", "metrics"]))
        console.data("")
        console.data(f"{len(grounded)} findings, every one resting on words found in its transcript")
        apart = len(findings) - len(grounded)
        share = _percent(found, len(quotes))
        console.data(f"grounded: {found} of {len(quotes)} quotes claimed ({share}); {apart} findings kept apart as ungrounded")
        unconfirmed = sum("side_unconfirmed" in item.flags for item in grounded)
        if unconfirmed:
            console.data(f"{unconfirmed} wait for somebody to say which side a speaker is on: analyzer interviews")
        by_kind = {kind: sum(item.kind == kind for item in grounded) for kind in KINDS}
        console.record(
            "analyzer.summary/1", interviews=len(session.state.interviews), findings=by_kind, quotes=len(quotes), quotes_found=found,
            ungrounded=apart, side_unconfirmed=unconfirmed,
        )  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none claimed"
