"""What a run will cost, before it is started.

In: an interview, its windows, a profile, the model. Out: ``Usage`` with requests, tokens and money. Always true: the prompts of the
window steps are counted exactly; answers, links and the second reading are estimated; nothing is sent.
"""

from collections.abc import Sequence

from analyzer.extract.profiles import COVERAGE_STEP, LINKS_STEP, PROFILES, SUPPORT_STEP, Profile
from analyzer.extract.prompts import load_prompt
from analyzer.extract.questions import write_question
from analyzer.llm.budget import price_of
from analyzer.llm.ports import CountTokens
from analyzer.records import Interview, Usage, Window

ITEM_TOKENS = 90
"""Tokens of one item of an answer, as measured on recorded answers."""
LISTED_TOKENS, LABEL_TOKENS = 60, 20
"""Tokens of one finding in the list that links and checks are asked about, and of one link or check."""
MESSAGE_TOKENS = 4
"""What a message costs besides its words."""


def estimate_run(interview: Interview, windows: Sequence[Window], profile: Profile, model: str, count_tokens: CountTokens) -> Usage:
    """Return what reading these windows should cost; ``cost`` is None where the model's price is not known."""
    prompt = completion = requests = items = 0
    for step in PROFILES[profile]:
        if step in (LINKS_STEP, SUPPORT_STEP):
            times = 1 if step == LINKS_STEP else len(windows)
            prompt += times * sum(count_tokens(text) + MESSAGE_TOKENS for _, text in load_prompt(step).fill("")) + items * LISTED_TOKENS
            completion += items * LABEL_TOKENS
            requests += times
            continue
        for window in windows:
            question = write_question(step, interview, window)
            if not question.messages:
                continue
            expected = question.most // 2 if step == COVERAGE_STEP else question.most
            prompt += sum(count_tokens(text) + MESSAGE_TOKENS for _, text in question.messages)
            completion += expected * ITEM_TOKENS
            items += expected
            requests += 1
    price = price_of(model)
    return Usage(prompt_tokens=prompt, completion_tokens=completion, requests=requests, cost=price.cost(prompt, completion) if price else None)
