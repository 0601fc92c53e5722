"""The chain: windows of an interview through a model to grounded findings, step by step.

In: an interview, its windows, a chat, the run. Out: an iterator of ``ChunkOutcome``: one for each step over each window,
as they complete, then one for what was told twice and one for the links over the whole interview. Always true: what is
found does not depend on the order in which answers come; a window that fails is an outcome with its reason and costs no
other window; an answer too long for one reply is asked for again in halves, at most twice; nothing ungrounded gets a link.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing

from analyzer.extract.consolidate import consolidate
from analyzer.extract.profiles import CONSOLIDATION, COVERAGE_STEP, LINKS_STEP, PROFILES, SUPPORT_STEP, Profile
from analyzer.extract.prompts import prompts_hash
from analyzer.extract.steps import WINDOW_STEPS
from analyzer.extract.units import Tools, Unit, check_unit, link_unit, window_unit
from analyzer.extract.wire import schema_hash
from analyzer.llm.budget import Budget
from analyzer.llm.chat import Chat
from analyzer.llm.ports import AnswerCache, CountTokens
from analyzer.records import ChunkOutcome, Finding, Interview, Provenance, Run, Window

__all__ = ["PROFILES", "Profile", "extract_with_model", "prompts_hash", "schema_hash"]


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
    first = [window_unit(tools, WINDOW_STEPS[name], window) for name in steps if name in WINDOW_STEPS and name != COVERAGE_STEP for window in windows]
    yield from _collect(chat, first, found)
    if COVERAGE_STEP in steps:
        cited = _cited(found)
        yield from _collect(chat, [window_unit(tools, WINDOW_STEPS[COVERAGE_STEP], window, cited) for window in windows], found)
    yield from _consolidate(interview, found)
    if SUPPORT_STEP in steps:
        yield from _collect(chat, [check_unit(tools, window, found) for window in windows], found)
    if LINKS_STEP in steps:
        yield from _collect(chat, [link_unit(tools, found)], found)


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
