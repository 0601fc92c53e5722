"""The chain: windows of an interview through a model to grounded findings, step by step.

In: an interview, its windows, a chat, the run. Out: an iterator of ``ChunkOutcome``: one for each step over each window,
as they complete, then one for what was told twice and one for the links over the whole interview. Always true: what is
found does not depend on the order in which answers come; a window that fails is an outcome with its reason and costs no
other window; an answer too long for one reply is asked for again in halves, at most twice; nothing ungrounded gets a link.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda
from langsmith import tracing_context

from analyzer.extract.consolidate import consolidate
from analyzer.extract.findings import Source
from analyzer.extract.halves import halve
from analyzer.extract.links import add_links, label_findings, linkable, list_findings
from analyzer.extract.profiles import CONSOLIDATION, COVERAGE_STEP, LINKS_STEP, PROFILES, SUPPORT_STEP, Profile
from analyzer.extract.prompts import load_prompt, prompts_hash
from analyzer.extract.questions import Question, write_question
from analyzer.extract.steps import WINDOW_STEPS, WindowStep
from analyzer.extract.support import apply_checks, label_window, list_claims
from analyzer.extract.wire import CHECKS, LINKS, schema_hash
from analyzer.llm.budget import Budget
from analyzer.llm.chat import Chat
from analyzer.llm.ports import AnswerCache, CountTokens
from analyzer.llm.structured import Answer, ask
from analyzer.records import ChunkOutcome, Finding, Interview, Provenance, Run, StepState, Window

__all__ = ["PROFILES", "Profile", "extract_with_model", "prompts_hash", "schema_hash"]

DEEPEST_SPLIT = 2
"""How often a window may be halved."""
SHORTEST_LIST, TOKENS_PER_LABEL = 600, 60
"""Tokens an answer about labelled findings may have: this many, or this many for each finding."""

Unit = Callable[[], Awaitable[list[ChunkOutcome]]]


@dataclass(frozen=True)
class Tools:
    """What every step of a run shares."""

    interview: Interview
    chat: Chat
    budget: Budget
    count: CountTokens
    cache: AnswerCache | None
    provenance: Provenance


@dataclass(frozen=True)
class Asked:
    """A window as a question."""

    source: Source
    question: Question


@dataclass(frozen=True)
class Answered:
    """A window and what the model said about it."""

    source: Source
    answer: Answer[Any]


def extract_with_model(
    interview: Interview, windows: Sequence[Window], chat: Chat, *, run: Run, profile: Profile = "standard", cache: AnswerCache | None = None,
    budget: Budget, count_tokens: CountTokens,
) -> Iterator[ChunkOutcome]:  # fmt: skip
    """Yield what each step found in each window, as answers come.

    Raises StopRunError (key, credit, model, server) and BudgetError; what was yielded before stays true. A finding that is
    yielded again with the same id replaces the earlier one (it has got links or further quotes); ``absorbed`` ones are gone.
    """
    provenance = Provenance(run=run.id, extractor="llm", model=chat.name, prompt_hash=prompts_hash(profile), schema_hash=schema_hash())
    tools = Tools(interview, chat, budget, count_tokens, cache, provenance)
    steps = PROFILES[profile]
    found: dict[str, Finding] = {}
    # Step by step and not window by window: requests that begin alike follow one another, which servers answer from their prompt cache.
    first = [_unit(tools, WINDOW_STEPS[name], window) for name in steps if name in WINDOW_STEPS and name != COVERAGE_STEP for window in windows]
    yield from _collect(chat, first, found)
    if COVERAGE_STEP in steps:
        cited = _cited(found)
        yield from _collect(chat, [_unit(tools, WINDOW_STEPS[COVERAGE_STEP], window, cited) for window in windows], found)
    yield from _consolidate(interview, found)
    if SUPPORT_STEP in steps:
        yield from _collect(chat, [_check_unit(tools, window, found) for window in windows], found)
    if LINKS_STEP in steps:
        yield from _collect(chat, [lambda: _link(tools, found)], found)


def _collect(chat: Chat, units: Sequence[Unit], found: dict[str, Finding]) -> Iterator[ChunkOutcome]:
    with closing(chat.run(units)) as results:
        for outcomes in results:
            for outcome in outcomes:
                found.update((finding.id, finding) for finding in outcome.findings)
                yield outcome


def _consolidate(interview: Interview, found: dict[str, Finding]) -> Iterator[ChunkOutcome]:
    """Unite in ``found`` what windows told twice; yields an outcome where there was anything to unite."""
    united = {finding.id: finding for finding in consolidate(found.values())}
    absorbed = tuple(sorted(set(found) - set(united)))
    if absorbed:
        changed = tuple(finding for finding in united.values() if finding != found[finding.id])
        yield ChunkOutcome(
            chunk=interview.id, step=CONSOLIDATION, state="done", reason=f"{len(absorbed)} told twice", findings=changed, absorbed=absorbed
        )
    found.clear()
    found.update(united)


def _cited(found: dict[str, Finding]) -> list[tuple[int, int]]:
    return sorted(
        (piece.start, piece.end) for finding in found.values() for piece in finding.evidence if piece.start is not None and piece.end is not None
    )


# -- a step over a window ------------------------------------------------------------------------------------------------


def _unit(tools: Tools, step: WindowStep, window: Window, cited: Sequence[tuple[int, int]] = ()) -> Unit:
    runnable = window_chain(tools, step, cited)

    async def read(part: Window, depth: int) -> list[ChunkOutcome]:
        with tracing_context(enabled=False):
            outcome = await runnable.ainvoke(part)
        halves = halve(tools.interview, part, tools.count) if outcome.state == "split" and depth < DEEPEST_SPLIT else None
        if halves is None:
            return [_unsplit(outcome) if outcome.state == "split" else outcome]
        # What the cut answer held is found again by the halves; keeping both would tell it twice.
        first, second = await read(halves[0], depth + 1), await read(halves[1], depth + 1)
        return [outcome.model_copy(update={"findings": ()}), *first, *second]

    return lambda: read(window, 0)


def window_chain(tools: Tools, step: WindowStep, cited: Sequence[tuple[int, int]] = ()) -> Runnable[Window, ChunkOutcome]:
    """Return the runnable of one step: window -> question -> answer -> outcome with grounded findings.

    Sentences that overlap the ``cited`` places are shown without a number: the model is not to tell them again.
    """

    async def write(window: Window) -> Asked:
        question = write_question(step.name, tools.interview, window, cited)
        return Asked(Source(tools.interview, window, question.numbered, tools.provenance), question)

    async def put(asked: Asked) -> Answered:
        question = asked.question
        if not question.messages:
            return Answered(asked.source, Answer.nothing("no customer speaks in this window"))
        answer = await ask(
            tools.chat, question.messages, step.wire, step=step.name, budget=tools.budget, count=tools.count, cache=tools.cache,
            longest=question.longest,
        )  # fmt: skip
        return Answered(asked.source, answer)

    async def read(answered: Answered) -> ChunkOutcome:
        answer = answered.answer
        findings = consolidate(step.read(answered.source, item) for item in answer.items)
        return ChunkOutcome(
            chunk=answered.source.window.id, step=step.name, state=answer.state, reason=answer.reason, answer=answer.raw or None,
            findings=tuple(findings), usage=answer.usage,
        )  # fmt: skip

    return RunnableLambda(write, name=f"{step.name}: question") | RunnableLambda(put, name="answer") | RunnableLambda(read, name="findings")


def _unsplit(outcome: ChunkOutcome) -> ChunkOutcome:
    """Return the outcome of a window that cannot be halved any more: what was complete counts, the rest is named."""
    state: StepState = "done" if outcome.findings else "invalid" if outcome.answer else "failed"
    return outcome.model_copy(update={"state": state, "reason": f"{outcome.reason}; the window cannot be halved again"})


# -- the step over what was found in a window ----------------------------------------------------------------------------


def _check_unit(tools: Tools, window: Window, found: dict[str, Finding]) -> Unit:
    labels = label_window(found.values(), window)

    async def check() -> list[ChunkOutcome]:
        if not labels:
            return [ChunkOutcome(chunk=window.id, step=SUPPORT_STEP, state="empty", reason="nothing to check")]
        messages = load_prompt(SUPPORT_STEP).fill(list_claims(tools.interview, labels))
        with tracing_context(enabled=False):
            answer = await ask(
                tools.chat, messages, CHECKS, step=SUPPORT_STEP, budget=tools.budget, count=tools.count, cache=tools.cache,
                longest=max(SHORTEST_LIST, TOKENS_PER_LABEL * len(labels)),
            )  # fmt: skip
        outcome = ChunkOutcome(
            chunk=window.id, step=SUPPORT_STEP, state=answer.state, reason=answer.reason, answer=answer.raw or None,
            findings=tuple(apply_checks(labels, answer.items)), usage=answer.usage,
        )  # fmt: skip
        return [_unsplit(outcome) if answer.state == "split" else outcome]

    return check


# -- the step over the interview -----------------------------------------------------------------------------------------


async def _link(tools: Tools, found: dict[str, Finding]) -> list[ChunkOutcome]:
    labels = label_findings(found.values())
    if not linkable(labels):
        return [ChunkOutcome(chunk=tools.interview.id, step=LINKS_STEP, state="empty", reason="nothing that could be linked")]
    messages = load_prompt(LINKS_STEP).fill(list_findings(labels))
    with tracing_context(enabled=False):
        answer = await ask(
            tools.chat, messages, LINKS, step=LINKS_STEP, budget=tools.budget, count=tools.count, cache=tools.cache,
            longest=max(SHORTEST_LIST, TOKENS_PER_LABEL * len(labels)),
        )  # fmt: skip
    linked, left_out = add_links(labels, answer.items)
    notes = [answer.reason] * bool(answer.reason) + [f"{left_out} links left out: no such pair can be linked"] * bool(left_out)
    outcome = ChunkOutcome(
        chunk=tools.interview.id, step=LINKS_STEP, state=answer.state, reason="; ".join(notes), answer=answer.raw or None, findings=tuple(linked),
        usage=answer.usage,
    )  # fmt: skip
    return [_unsplit(outcome) if answer.state == "split" else outcome]
