"""What a run will cost, before it is started.

In: an interview, its windows, a profile, the model, the answers kept from earlier runs. Out: ``Estimate`` with requests and tokens.
Always true: the prompts of the window steps are counted exactly; answers, links and the second reading are estimated; a question
whose answer is kept is counted apart; nothing is sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analyzer.extract.profiles import COVERAGE_STEP, LINKS_STEP, PROFILES, Profile
from analyzer.extract.prompts import load_prompt
from analyzer.extract.questions import write_question
from analyzer.extract.steps import WINDOW_STEPS
from analyzer.llm.budget import Price
from analyzer.llm.connection import split_name, thinking_tokens
from analyzer.llm.ports import AnswerCache, CountTokens
from analyzer.llm.structured import question_key, with_schema
from analyzer.records import Interview, Window

ITEM_TOKENS = 90
"""Tokens of one item of an answer, as measured on recorded answers."""
LISTED_TOKENS, LABEL_TOKENS = 60, 20
"""Tokens of one finding in the list that links and checks are asked about, and of one link or check."""
MESSAGE_TOKENS = 4
"""What a message costs besides its words."""
THINKING_SHARE = 0.1
"""How much of what it may think aloud a model is taken to use; assumed, not measured."""


@dataclass(frozen=True)
class Estimate:
    """What reading windows should take."""

    requests: int = 0
    kept: int = 0
    """Questions whose answers are kept from earlier runs: they are not asked and not in ``requests``."""
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Estimate") -> "Estimate":
        return Estimate(
            self.requests + other.requests, self.kept + other.kept, self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )  # fmt: skip

    def cost(self, price: Price | None) -> float | None:
        """Return US dollars; None where the price is not known."""
        return price.cost(self.prompt_tokens, self.completion_tokens) if price else None


def estimate_run(
    interview: Interview,
    windows: Sequence[Window],
    profiles: Iterable[Profile],
    model: str,
    count_tokens: CountTokens,
    kept: AnswerCache | None = None,
) -> dict[Profile, Estimate]:
    """Return what reading these windows with ``model`` (``provider:name``) should take by profile; answers in ``kept`` cost nothing."""
    wanted = list(profiles)
    thinking = int(THINKING_SHARE * thinking_tokens(split_name(model)[1]))
    steps = dict.fromkeys(step for profile in wanted for step in PROFILES[profile] if step in WINDOW_STEPS)
    # Each step once, however many profiles have it: writing the questions is what takes the time.
    asked = {step: [_window(step, interview, window, model, count_tokens, kept) for window in windows] for step in steps}
    return {profile: _add_up(profile, asked, len(windows), thinking, count_tokens) for profile in wanted}


def _add_up(
    profile: Profile, asked: Mapping[str, Sequence[tuple[Estimate, int]]], windows: int, thinking: int, count_tokens: CountTokens
) -> Estimate:
    """Return the sum over a profile's steps; ``asked`` has the request and the items to expect of every window."""
    total, items = Estimate(), 0
    for step in PROFILES[profile]:
        if step in asked:
            for request, most in asked[step]:
                items += most
                total += request + Estimate(0, 0, 0, request.requests * (most * ITEM_TOKENS + thinking))
        else:
            times = 1 if step == LINKS_STEP else windows
            prompt = times * _length(load_prompt(step).fill(""), count_tokens) + items * LISTED_TOKENS
            total += Estimate(times, 0, prompt, items * LABEL_TOKENS + times * thinking)
    return total


def count_readings(windows: int, profile: Profile) -> int:
    """Return how many outcomes a run over so many windows ends with, halves and duplicates not counted: one a window and step, one for links."""
    return sum(1 if step == LINKS_STEP else windows for step in PROFILES[profile])


def _window(step: str, interview: Interview, window: Window, model: str, count_tokens: CountTokens, kept: AnswerCache | None) -> tuple[Estimate, int]:
    """Return the request a step makes of a window, and how many items to expect."""
    question, wire = write_question(step, interview, window), WINDOW_STEPS[step].wire
    if not question.messages:
        return Estimate(), 0
    provider, name = split_name(model)
    messages = question.messages if provider == "openai" else with_schema(question.messages, wire)
    most = question.most // 2 if step == COVERAGE_STEP else question.most
    if kept is not None and kept.get(question_key(step, f"{provider}:{name}", messages, wire.schema)) is not None:
        return Estimate(kept=1), most
    return Estimate(1, 0, _length(messages, count_tokens)), most


def _length(messages: Sequence[tuple[str, str]], count_tokens: CountTokens) -> int:
    return sum(count_tokens(text) + MESSAGE_TOKENS for _, text in messages)
