"""Saying what a run will take, asking for consent, showing progress, saying what was found.

In: settings and interviews. Out: events on stderr, the summary on stdout. Always true: ``auto`` asks before anything goes to
a server that is not on loopback, unless ``analyzer.toml`` names the model or consent was given; without a terminal it stays offline;
whoever is asked sees windows, tokens and money first; a cap that somebody set and that cannot hold is refused.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from analyzer.cli.console import Console, table
from analyzer.cli.pace import DONE_STATES, Pace, dollars
from analyzer.errors import ConfigError
from analyzer.report.phrases import count

if TYPE_CHECKING:
    from analyzer.config import Settings, Workspace
    from analyzer.extract.plan import Plan
    from analyzer.extract.profiles import Profile
    from analyzer.pipeline import ExtractEvent, Forecast
    from analyzer.records import Interview, Window
    from analyzer.store import Store

PRICE_HINT = "set [model] price_in and price_out in analyzer.toml (USD a million tokens)"
TELL_SECONDS = 30.0
"""Between two lines of a run that nobody watches on a terminal."""
NEXT = {
    "invalid": "the rest goes on; its answers are kept: --fresh asks anew, a smaller [model] window_tokens or another model may do better",
    "refused": "the rest goes on; the same command asks again, another model may not refuse",
    "filtered": "the rest goes on; the provider's filter decides, another provider may not mind",
}
"""State -> what to do about a window that was not read."""


def extract_interviews(
    console: Console, workspace: "Workspace", store: "Store", settings: "Settings", interviews: Sequence["Interview"],
    *, again: bool, dry_run: bool, model_named: bool, fresh: bool = False,
) -> bool:  # fmt: skip
    """Extract what is not extracted yet (or all, ``again``; asking the model anew, ``fresh``); return whether every step was done."""
    from analyzer import pipeline

    again = again or fresh
    corrected = pipeline.present_interviews(store)
    chosen = [corrected[interview.id] for interview in interviews]
    plan = pipeline.plan(store, workspace, settings)

    def look_ahead(profiles: Sequence["Profile"] = ()) -> tuple[list["Interview"], "Forecast"]:
        waiting = [interview for interview in chosen if again or not pipeline.extracted(store, interview, plan)]
        return waiting, pipeline.forecast(settings, plan, waiting, profiles, None if fresh else store.cache)

    if dry_run:
        describe_plan(console, settings, plan, look_ahead(("fast", "standard", "thorough"))[1])
        return True
    waiting, forecast = look_ahead()
    if waiting and plan.needs_consent and not allowed(console, store, settings, plan, forecast, model_named):
        plan = pipeline.OFFLINE
        waiting, forecast = look_ahead()
    if not waiting:
        console.say(f"every interview was extracted already with {plan.label}; --again does it again")
        if not store.pairs.all():  # a newer program compares in another way, and dropped what an older one proposed
            _compare(console, store, settings)
        return True
    _announce(console, settings, plan, forecast)
    extractor = pipeline.open_extractor(settings, plan, store.cache.of, fresh=fresh)
    complete = _watch(console, pipeline.extract(store, waiting, extractor, plan), forecast, plan)
    _compare(console, store, settings)
    return complete


def _compare(console: Console, store: "Store", settings: "Settings") -> None:
    from analyzer import pipeline

    console.progress("comparing", 0, 1, "similar findings")
    pipeline.suggest(store, settings)
    console.progress("comparing", 1, 1, "similar findings")


def _watch(console: Console, events: Iterable["ExtractEvent"], forecast: "Forecast", plan: "Plan") -> bool:
    """Show the events of a run as they come, and what it took; return whether every step was done."""
    pace = Pace(forecast)
    told, room = pace.seconds, console.columns - len("extracting ")
    halved: Window | None = None
    console.progress("extracting", 0, forecast.readings, line=pace.line(room), **pace.fields())
    try:
        for event in events:
            pace.take(event)
            console.progress("extracting", pace.readings, forecast.readings, event.interview.source, line=pace.line(room), **pace.fields())
            window = forecast.windows.get((event.interview.id, event.outcome.chunk))
            halved = window or halved  # the halves of a window follow it at once
            if event.outcome.state not in DONE_STATES:
                _complain(console, event, window, halved)
            if not console.on_terminal and pace.seconds - told >= TELL_SECONDS:
                console.say(f"extracting {pace.line()}")
                told = pace.seconds
    finally:
        # Also after Ctrl-C or a stop: what was paid is told.
        if plan.extractor == "llm":
            console.say(pace.sum_up())
        console.record("analyzer.extraction/1", extractor=plan.extractor, model=plan.model, interviews=forecast.interviews, **pace.totals())
    return not pace.failed


def _complain(console: Console, event: "ExtractEvent", window: "Window | None", halved: "Window | None") -> None:
    outcome, place = event.outcome, "all turns"
    if window:
        place = f"turns {window.first_turn} to {window.last_turn}"
    elif halved and outcome.chunk != event.interview.id:
        place = f"a part of turns {halved.first_turn} to {halved.last_turn}"
    where = f"{event.interview.source}: {outcome.step.replace('_', ', ')}, {place}"
    hint = NEXT.get(outcome.state, "the rest goes on; the same command tries it again")
    console.problem(f"{where}: {outcome.state.replace('_', ' ')}: {outcome.reason}", hint)


def allowed(console: Console, store: "Store", settings: "Settings", plan: "Plan", forecast: "Forecast", model_named: bool) -> bool:
    """Return whether interviews may be sent to the plan's host: named on the command line, or somebody says yes now, for good."""
    from analyzer import pipeline

    if settings.extractor == "llm" and model_named:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        console.say(f"staying offline: nobody confirmed yet that interviews may be sent to {plan.host}")
        console.say(f"to use it: analyzer extract --extractor llm --model {plan.model}")
        return False
    console.say(_effort(settings, forecast))
    console.say(f"price: {_price(settings, plan, forecast)}; cap: {_cap(settings, plan, forecast)}")
    print(f"Send {count(forecast.interviews, 'interview')} to {plan.host} (model {plan.model})? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        return False
    pipeline.remember_consent(store, plan)
    return True


def _announce(console: Console, settings: "Settings", plan: "Plan", forecast: "Forecast") -> None:
    """Say what begins; raise ConfigError where a cap was asked for that cannot hold."""
    console.say(f"extracting {count(forecast.interviews, 'interview')} with {plan.label}")
    if plan.extractor == "offline":
        return
    from analyzer.extract.plan import on_loopback

    if forecast.price is None and "max_cost" in settings.model.model_fields_set and not on_loopback(plan.host):
        raise ConfigError(f"the price of model {plan.model} is not known, so a cap of {settings.model.max_cost:g} USD cannot hold", PRICE_HINT)
    console.say(_effort(settings, forecast))
    if forecast.price is None:
        console.say(f"price: {_price(settings, plan, forecast)}")


def _effort(settings: "Settings", forecast: "Forecast") -> str:
    estimate = forecast.estimates[settings.model.profile]
    cost = estimate.cost(forecast.price)
    money = f", about {dollars(cost)}" if cost is not None else ""
    kept = f"; {count(estimate.kept, 'answer')} kept from earlier runs" if estimate.kept else ""
    asked = f"about {count(estimate.requests, 'request')}, {count(estimate.prompt_tokens, 'token')} in, {estimate.completion_tokens:,} out"
    return f"{count(len(forecast.windows), 'window')}, {asked}{money}{kept}"


def _price(settings: "Settings", plan: "Plan", forecast: "Forecast") -> str:
    from analyzer.extract.plan import OPENAI_HOST, on_loopback

    price = forecast.price
    if price is None:
        if on_loopback(plan.host):
            return "not counted for a server on this machine ([model] price_in and price_out)"
        return f"not known for model {plan.model}: {PRICE_HINT}"
    own = settings.model.price_in is not None
    elsewhere = f"; {plan.host} may charge otherwise" if not own and plan.host != OPENAI_HOST else ""
    check = "" if own else f": prices change, check it{elsewhere}; [model] price_in and price_out go before it"
    return f"{price.prompt:g} USD a million tokens in, {price.completion:g} out ({price.source}{check})"


def _cap(settings: "Settings", plan: "Plan", forecast: "Forecast") -> str:
    if forecast.price is None:
        return f"{settings.model.max_cost:g} USD a run, which cannot hold without a price (--max-cost)"
    return f"{settings.model.max_cost:g} USD a run: it stops before it could cost more (--max-cost)"


def describe_plan(console: Console, settings: "Settings", plan: "Plan", forecast: "Forecast") -> None:
    """Print what a run would do, and what the other profiles would take."""
    console.data(f"extractor: {plan.label}")
    console.data(f"interviews: {forecast.interviews} to extract")
    told = {"extractor": plan.extractor, "model": plan.model, "host": plan.host, "interviews": forecast.interviews}
    if plan.extractor == "offline":
        console.data("asks no model and costs nothing")
        console.record("analyzer.plan/1", **told, windows=0, requests=0, tokens_in=0, tokens_out=0, cost_usd=0.0)
        return
    console.data(
        f"windows: {len(forecast.windows)} of at most {settings.model.window_tokens:,} tokens; {forecast.tokens_of_speech:,} tokens of speech"
    )
    rows: list[list[object]] = []
    profiles: dict[str, dict[str, object]] = {}
    for name, one in forecast.estimates.items():
        cost = one.cost(forecast.price)
        shown = "not known" if cost is None else dollars(cost)
        rows.append([f"{name} *" if name == plan.profile else name, one.requests, f"{one.prompt_tokens:,}", f"{one.completion_tokens:,}", shown])
        profiles[name] = {
            "requests": one.requests, "kept_answers": one.kept, "tokens_in": one.prompt_tokens, "tokens_out": one.completion_tokens, "cost_usd": cost,
        }  # fmt: skip
    console.data(table(rows, ["profile", "requests", "tokens in", "tokens out", "about"]))
    console.data(
        f"* the profile that would run ([model] profile); {count(forecast.estimates[settings.model.profile].kept, 'answer')} kept, not counted above"
    )
    console.data(f"price: {_price(settings, plan, forecast)}")
    console.data(f"cap: {_cap(settings, plan, forecast)}")
    if forecast.counted:
        console.data(f"tokens: {forecast.counted}")
    price = forecast.price
    console.record(
        "analyzer.plan/1", **told, profile=plan.profile, windows=len(forecast.windows), tokens_of_speech=forecast.tokens_of_speech,
        **profiles[plan.profile], price=price and {"tokens_in": price.prompt, "tokens_out": price.completion, "source": price.source},
        max_cost_usd=settings.model.max_cost, profiles=profiles,
    )  # fmt: skip


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
        console.data(f"{count(len(grounded), 'finding')}, every one resting on words found in its transcript")
        apart = len(findings) - len(grounded)
        share = _percent(found, len(quotes))
        console.data(f"grounded: {found} of {count(len(quotes), 'quote')} claimed ({share}); {count(apart, 'finding')} kept apart as ungrounded")
        unconfirmed = sum("side_unconfirmed" in item.flags for item in grounded)
        if unconfirmed:
            console.data(
                f"{unconfirmed} {'waits' if unconfirmed == 1 else 'wait'} for somebody to say which side a speaker is on: analyzer interviews"
            )
        by_kind = {kind: sum(item.kind == kind for item in grounded) for kind in KINDS}
        console.record(
            "analyzer.summary/1", interviews=len(session.state.interviews), findings=by_kind, quotes=len(quotes), quotes_found=found,
            ungrounded=apart, side_unconfirmed=unconfirmed,
        )  # fmt: skip


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none claimed"
