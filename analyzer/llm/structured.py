"""One question to a model, answered in a closed shape: the only way the program asks.

In: messages, a ``Wire``, a ``Budget``, a cache. Out: ``Answer`` with a state of the run's vocabulary, the valid items,
the raw text and the cost. Always true: at most ``MAX_REQUESTS`` requests, whatever happens; valid items are kept
whatever became of the others; only a wrong key, a missing model, an empty account, a server that never answers and a spent
budget raise.
"""

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Generic

from analyzer.llm.budget import Budget
from analyzer.llm.chat import Chat, Messages, Reply, Role
from analyzer.llm.faults import FaultError, Remedy, StopRunError
from analyzer.llm.ports import AnswerCache, CountTokens
from analyzer.llm.wire import Item, Parsed, Wire, read_answer
from analyzer.records import StepState, Usage

MAX_REQUESTS = 3
"""For one step over one window: first try, retries of the transport and corrections together."""
MOST_SILENT = 2
"""Questions in a row that a server may leave without an answer from the start; each takes the whole deadline."""


@dataclass(frozen=True)
class Answer(Generic[Item]):
    """What became of one question."""

    state: StepState
    """done, empty, refused, filtered, invalid, failed, timed_out; split = ask about half of it."""
    items: tuple[Item, ...]
    raw: str
    """Everything the model wrote, answers to corrections after a blank line."""
    usage: Usage
    reason: str = ""
    """For a person: why the state is not "done", or what was left out although it is."""

    @classmethod
    def nothing(cls, reason: str) -> "Answer[Item]":
        """Return the answer to a question that did not have to be asked."""
        return cls("empty", (), "", Usage(), reason)


def question_key(step: str, model: str, messages: Messages, schema: Mapping[str, Any]) -> str:
    """Return the key of a question in an AnswerCache: ``<step>/<sha256 of model, messages and schema>``."""
    content = json.dumps([model, [list(message) for message in messages], schema], ensure_ascii=False, sort_keys=True)
    return f"{step}/{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()}"


async def ask(
    chat: Chat, messages: Messages, wire: Wire[Item], *, step: str, budget: Budget, count: CountTokens, cache: AnswerCache | None = None,
    longest: int = 1500,
) -> Answer[Item]:  # fmt: skip
    """Ask once, correct at most twice, and return what came of it.

    ``longest`` is how many tokens the answer may have; what is cut there asks for a split, unless the model went in circles.
    Climbs down json_schema -> json_mode -> prompt where the server refuses a format. Raises StopRunError (wrong key,
    no credit, no such model, nobody there, never an answer) and BudgetError; every other failure is a state of the Answer.
    """
    async with chat.first_alone():
        question = _Question(chat, messages, wire, step, budget, count, cache, longest + chat.thinking_tokens)
        left = budget.seconds_left()
        seconds = chat.deadline_seconds if left is None else max(0.0, min(chat.deadline_seconds, left))
        try:
            async with asyncio.timeout(seconds):
                return await question.answer()
        except TimeoutError:
            reason = f"no complete answer within {seconds:.0f} s"
            chat.silent += not chat.answered
            if chat.silent >= MOST_SILENT and not chat.answered:
                raise StopRunError(
                    f"{chat.server}: {reason}, {chat.silent} times and never before",
                    "see whether the server works, or raise [model] deadline_seconds",
                ) from None
            return question.close("timed_out", reason)


class _Question(Generic[Item]):
    """The course of one question: what was asked, what came back, what it cost."""

    def __init__(
        self, chat: Chat, messages: Messages, wire: Wire[Item], step: str, budget: Budget, count: CountTokens, cache: AnswerCache | None,
        longest: int,
    ) -> None:  # fmt: skip
        self.chat, self.wire, self.step, self.budget, self.count, self.cache, self.longest = chat, wire, step, budget, count, cache, longest
        self.first = list(messages)
        self.messages = list(messages)
        self.items: list[Item] = []
        self.raw: list[str] = []
        self.usage = Usage()
        self.requests = 0
        self.rung = chat.rung
        self.faulty = 0
        """Items of the last answer that did not fit and were asked for again."""

    async def answer(self) -> Answer[Item]:
        last = ""
        while self.requests < MAX_REQUESTS:
            self.requests += 1
            try:
                reply = await self._reply()
            except FaultError as fault:
                end = await self._remedy(fault)
                if end is not None:
                    return end
                last = fault.reason
                continue
            end, last = self._take(reply)
            if end is not None:
                return end
        return self._exhausted(last)

    async def _reply(self) -> Reply:
        rung = self.rung = self.chat.rung
        messages = self.messages if rung != "prompt" else with_schema(self.messages, self.wire)
        key = question_key(self.step, self.chat.name, messages, self.wire.schema)
        kept = self.cache.get(key) if self.cache is not None else None
        if kept is not None:
            return Reply(**json.loads(kept))
        prompt_tokens = sum(self.count(text) + 4 for _, text in messages)
        hold = self.budget.reserve(prompt_tokens, self.longest)
        started = time.monotonic()
        spent = (0, 0)
        try:
            reply = await self.chat.complete(messages, self.wire.format, rung, self.longest)
            spent = (prompt_tokens if reply.prompt_tokens is None else reply.prompt_tokens,
                     self.count(reply.text) if reply.completion_tokens is None else reply.completion_tokens)  # fmt: skip
        finally:
            self.usage = self.usage + self.budget.settle(hold, *spent, time.monotonic() - started)
        if self.cache is not None and not reply.refusal and reply.finish in ("stop", "length"):
            self.cache.put(key, json.dumps(asdict(reply), ensure_ascii=False))
        return reply

    async def _remedy(self, fault: FaultError) -> Answer[Item] | None:
        if fault.remedy is Remedy.SPLIT:
            return self.close("split", fault.reason)
        if fault.remedy is Remedy.FILTERED:
            return self.close("filtered", fault.reason)
        if fault.remedy is Remedy.GIVE_UP:
            return self.close("failed", fault.reason)
        if fault.remedy is Remedy.NEXT_RUNG:
            return None if self.chat.lower_rung(self.rung) else self.close("failed", fault.reason)
        if fault.remedy is Remedy.LEAVE_OUT:
            self.chat.leave_out(fault.parameter)
            return None
        if self.requests == MAX_REQUESTS:
            return None
        pause = self._pause(fault)
        if pause is None:
            return self.close("failed", f"{fault.reason}; it asks to wait {fault.wait_seconds:.0f} s, longer than a window may take")
        await asyncio.sleep(pause)
        return None

    def _pause(self, fault: FaultError) -> float | None:
        if fault.wait_seconds is not None:
            return fault.wait_seconds if fault.wait_seconds < self.chat.deadline_seconds else None
        # Doubling with jitter, so that windows side by side do not come back all at once.
        return self.chat.first_pause * 2.0 ** (self.requests - 1) * random.uniform(0.75, 1.25)

    def _take(self, reply: Reply) -> tuple[Answer[Item] | None, str]:
        """Read one reply; return the end of the question, or None and what is to be corrected."""
        self.raw.append(reply.refusal or reply.text)
        if reply.refusal:
            return self.close("refused", "the model declined to answer"), ""
        if reply.finish == "content_filter":
            return self.close("filtered", "the provider's content filter cut the answer"), ""
        parsed = read_answer(reply.text, self.wire)
        repeated = self._keep(parsed.items)
        if reply.finish == "length" and parsed.error:
            if repeated:
                return self.close(
                    "done" if self.items else "invalid", "the model repeated itself until its answer was cut; the repetitions are left out"
                ), ""
            return self.close("split", "the answer is longer than one reply can be"), ""
        if not parsed.error and not parsed.faulty:
            lost = self.faulty - len(parsed.items)
            return self.close("done" if self.items else "empty", f"{lost} items that did not fit were not corrected" if lost > 0 else ""), ""
        self._correct(reply, parsed)
        wrong = parsed.error or f"{len(parsed.faulty)} items do not fit: {parsed.faulty[0][1]}"
        return None, wrong

    def _keep(self, items: tuple[Item, ...]) -> bool:
        """Add new items; return whether any was there already."""
        before = len(self.items)
        for item in items:
            if item not in self.items:
                self.items.append(item)
        return len(self.items) - before < len(items)

    def _correct(self, reply: Reply, parsed: Parsed[Item]) -> None:
        self.faulty = len(parsed.faulty)
        shape = json.dumps(self.wire.schema, ensure_ascii=False)
        if parsed.error:
            words = f"That was not usable: {parsed.error}. Answer again with JSON only, of this schema:\n{shape}"
        else:
            listed = "\n".join(f"- {raw}\n  wrong: {why}" for raw, why in parsed.faulty[:10])
            words = f"These items do not fit the schema:\n{listed}\nAnswer again with these items only, corrected, as JSON of this schema:\n{shape}"
        said: list[tuple[Role, str]] = [("assistant", reply.text[:4000]), ("user", words)]
        self.messages = [*self.first, *said]

    def _exhausted(self, last: str) -> Answer[Item]:
        if self.raw:
            state: StepState = "done" if self.items else "invalid"
            return self.close(state, f"after {self.requests} requests still: {last}")
        if not self.chat.answered and last.endswith("cannot be reached"):
            raise StopRunError(last, "start the server, or correct its address (--base-url, OPENAI_BASE_URL)")
        return self.close("failed", f"{last} ({self.requests} requests)")

    def close(self, state: StepState, reason: str = "") -> Answer[Item]:
        """Return the Answer as it stands."""
        return Answer(state, tuple(self.items), "\n\n".join(self.raw), self.usage, reason)


def with_schema(messages: Messages, wire: Wire[Item]) -> list[tuple[Role, str]]:
    """Return the messages as they are sent where the server takes no response format: with the schema in words."""
    role, text = messages[0]
    return [(role, f"{text}\n\nAnswer with JSON only, of this schema:\n{json.dumps(wire.schema, ensure_ascii=False)}"), *messages[1:]]
