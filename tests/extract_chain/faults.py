"""A model that reads well on a server that fails ever so often, in every way there is; and interviews to read.

In: nothing. Out: ``Unreliable``, a server's script, and ``make_interviews``. Always true: which request fails and how follows from
the count of requests alone; what was asked about each window is counted.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Mapping

from analyzer.records import Interview
from tests.extract_chain.model import answer_of, asked_for, diligent, material
from tests.factories import make_interview
from tests.llm.fault_server import Act, Body, cut_body, drip, fail, hang, huge, no_choices, page, reset, say

Fault = Callable[[str], Act]
"""The good answer -> what the server does instead."""

FAULTS: Mapping[str, Fault] = {
    "429": lambda answer: fail(429),
    "429 with Retry-After": lambda answer: fail(429, retry_after="0"),
    "500": lambda answer: fail(500),
    "reset": lambda answer: reset,
    "hang": lambda answer: hang,
    "drip": lambda answer: drip,
    "cut body": lambda answer: cut_body,
    "HTML with status 200": lambda answer: page,
    "empty choices": lambda answer: no_choices,
    "prose around JSON": lambda answer: say(f"Here is what I found:\n{answer}\nShall I go on?"),
    "code fence": lambda answer: say(f"```json\n{answer}\n```"),
    "wrong schema": lambda answer: say('{"results": [{"title": "x"}]}'),
    "wrong item": lambda answer: say(answer.replace("[{", '[{"approved": true}, {', 1)),
    "truncated": lambda answer: say(answer[: len(answer) // 2], finish="length"),
    "refusal": lambda answer: say(None, refusal="I'm sorry, I can't help with that."),
    "filter": lambda answer: say("", finish="content_filter"),
    "20 MB": lambda answer: huge,
    "context overflow": lambda answer: fail(400, code="context_length_exceeded"),
}


class Unreliable:
    """A script: one request in ``every`` meets the next fault of the list, the others are answered; 0 is a day without faults."""

    def __init__(self, every: int) -> None:
        self.met: Counter[str] = Counter()
        self.asked: Counter[tuple[str, str]] = Counter()
        """(what is asked for, material) -> requests."""
        self._every = every
        self._kinds = itertools.cycle(FAULTS)
        self._count = 0

    def __call__(self, body: Body) -> Act:
        self._count += 1
        self.asked[asked_for(body), material(body)] += 1
        answer = answer_of(diligent, body)
        if self._every and self._count % self._every == 0:
            kind = next(self._kinds)
            self.met[kind] += 1
            return FAULTS[kind](answer)
        return say(answer)


def make_interviews(count: int, questions: int = 36) -> list[Interview]:
    """Return interviews of a mill each, long enough for a dozen windows of 200 tokens."""
    things = ("grain", "flour", "bran", "pallets", "trucks", "silos", "tickets", "samples", "invoices")
    interviews = []
    for mill in range(count):
        talk = []
        for number in range(questions):
            thing = things[number % len(things)]
            talk.append(("s1", f"What about the {thing}, in round {number}?"))
            talk.append((
                "s2",
                f"In mill {mill} we want {thing} counted within {number + 2} hours. The {thing} of row {number} wait outside, since nobody "
                f"tells the yard. It costs us {1000 + 7 * number} euros a month at mill {mill}. We never agreed on who signs.",
            ))  # fmt: skip
        interviews.append(make_interview(talk, identifier=f"i_mill{mill:06d}", source=f"mill-{mill}.txt", organisation=f"Mill {mill}"))
    return interviews
