"""One unit of the chain's work: a question, its answer, the outcome.

In: what a run shares, a step, a window or the findings so far. Out: makers of coroutines that give ``ChunkOutcome`` records, and the
LangChain runnable of a window step. Always true: a unit asks at most ``MAX_REQUESTS`` times; a window is halved at most
``DEEPEST_SPLIT`` times, each half a unit's work of its own; what cannot be had is an outcome that says why.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda
from langsmith import tracing_context

from analyzer.extract.findings import Source
from analyzer.extract.halves import halve
from analyzer.extract.links import add_links, label_findings, linkable, list_findings
from analyzer.extract.profiles import LINKS_STEP, SUPPORT_STEP
from analyzer.extract.prompts import load_prompt
from analyzer.extract.questions import Question, write_question
from analyzer.extract.steps import WindowStep
from analyzer.extract.support import apply_checks, label_window, list_claims
from analyzer.extract.wire import CHECKS, LINKS
from analyzer.llm.budget import Budget
from analyzer.llm.chat import Chat
from analyzer.llm.ports import AnswerCache, CountTokens
from analyzer.llm.structured import Answer, ask
from analyzer.llm.wire import Item, Wire
from analyzer.records import ChunkOutcome, Finding, Interview, Provenance, StepState, Window

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


def window_unit(tools: Tools, step: WindowStep, window: Window, cited: Sequence[tuple[int, int]] = ()) -> Unit:
    """Return the work of one step over one window, its halves included where the answer is too long for one reply."""
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
        findings, note = step.read_all(answered.source, answer.items)
        return _outcome(answered.source.window.id, step.name, answer, findings, note, split=True)

    return RunnableLambda(write, name=f"{step.name}: question") | RunnableLambda(put, name="answer") | RunnableLambda(read, name="findings")


def _unsplit(outcome: ChunkOutcome) -> ChunkOutcome:
    """Return the outcome of a window that cannot be halved any more: what was complete counts, the rest is named."""
    state: StepState = "done" if outcome.findings else "invalid" if outcome.answer else "failed"
    return outcome.model_copy(update={"state": state, "reason": f"{outcome.reason}; the window cannot be halved again"})


def check_unit(tools: Tools, window: Window, found: Mapping[str, Finding]) -> Unit:
    """Return the work of the support check over what was found in a window."""

    async def check() -> list[ChunkOutcome]:
        labels = label_window(found.values(), window)
        if not labels:
            return [ChunkOutcome(chunk=window.id, step=SUPPORT_STEP, state="empty", reason="nothing to check")]
        answer = await _ask_about_labels(tools, SUPPORT_STEP, list_claims(tools.interview, labels), len(labels), CHECKS)
        return [_outcome(window.id, SUPPORT_STEP, answer, apply_checks(labels, answer.items))]

    return check


def link_unit(tools: Tools, found: Mapping[str, Finding]) -> Unit:
    """Return the work of the links over everything found in the interview."""

    async def link() -> list[ChunkOutcome]:
        labels = label_findings(found.values())
        if not linkable(labels):
            return [ChunkOutcome(chunk=tools.interview.id, step=LINKS_STEP, state="empty", reason="nothing that could be linked")]
        answer = await _ask_about_labels(tools, LINKS_STEP, list_findings(labels), len(labels), LINKS)
        linked, left_out = add_links(labels, answer.items)
        note = f"{left_out} links left out: no such pair can be linked" if left_out else ""
        return [_outcome(tools.interview.id, LINKS_STEP, answer, linked, note)]

    return link


async def _ask_about_labels(tools: Tools, step: str, listed: str, labels: int, wire: Wire[Item]) -> Answer[Item]:
    with tracing_context(enabled=False):
        return await ask(
            tools.chat, load_prompt(step).fill(listed), wire, step=step, budget=tools.budget, count=tools.count, cache=tools.cache,
            longest=max(SHORTEST_LIST, TOKENS_PER_LABEL * labels),
        )  # fmt: skip


def _outcome(chunk: str, step: str, answer: Answer[Any], findings: Sequence[Finding], note: str = "", *, split: bool = False) -> ChunkOutcome:
    outcome = ChunkOutcome(
        chunk=chunk, step=step, state=answer.state, reason="; ".join(part for part in (answer.reason, note) if part), answer=answer.raw or None,
        findings=tuple(findings), usage=answer.usage,
    )  # fmt: skip
    return outcome if split or outcome.state != "split" else _unsplit(outcome)
