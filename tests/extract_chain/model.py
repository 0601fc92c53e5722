"""Models behind a loopback server: one that reads, and several that must not be believed."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from analyzer.language.quantities import quantities
from tests.llm.fault_server import Body, Script, say

Items = list[dict[str, Any]]
Reader = Callable[[str, dict[int, str]], Items]
"""(what is asked for: "findings", "metrics" or "links"; numbered sentences of the transcript) -> items."""

_NUMBERED = re.compile(r"^(?:\([^)\n]*\) )?\[(\d+)\] [^:\n]+: (.*)$", re.MULTILINE)


def asked_for(body: Body) -> str:
    """Return the name of the list that the request wants."""
    name: str = body["response_format"]["json_schema"]["name"]
    return name


def material(body: Body) -> str:
    """Return what the request asks about: after the instruction and the example exchange; a correction only adds to it."""
    text: str = body["messages"][3]["content"]
    return text


def numbered(body: Body) -> dict[int, str]:
    """Return the sentences that may be quoted, by number."""
    return {int(number): words for number, words in _NUMBERED.findall(material(body))}


def answer_of(read: Reader, body: Body) -> str:
    """Return what ``read`` makes of a request, as the model would write it."""
    wanted = asked_for(body)
    sentences = numbered(body) if wanted != "links" else {}
    return json.dumps({wanted: read(wanted if wanted != "links" else f"links\n{material(body)}", sentences)})


def model(read: Reader) -> Script:
    """Return a server's script that answers every question with what ``read`` makes of it."""
    return lambda body: say(answer_of(read, body))


def stated(number: int, quote: str, kind: str, statement: str, **fields: str) -> dict[str, Any]:
    """Return an item of the step for outcomes and obstacles."""
    fixed: Mapping[str, Any] = {"first": number, "last": number, "quote": quote, "kind": kind, "statement": statement}
    return {"whose": "customer", "level": "operational", "nature": "none", "why": "", **fixed, **fields}


def metric(number: int, quote: str, name: str, **fields: str) -> dict[str, Any]:
    """Return an item of the step for metrics."""
    fixed: Mapping[str, Any] = {"first": number, "last": number, "quote": quote, "name": name}
    return {"value": "", "baseline": "", "target": "", "role": "actual", "direction": "unclear", "period": "", **fixed, **fields}


def diligent(wanted: str, sentences: dict[int, str]) -> Items:
    """Read any interview: every third sentence that may be quoted is a finding, every one with a figure a metric."""
    if wanted == "checks":
        return []
    if wanted.startswith("links"):
        labels = re.findall(r"^([OB]\d+)", wanted, re.MULTILINE)
        return [{"source": label, "target": "O1"} for label in labels if label != "O1"]
    if wanted == "metrics":
        figures = {number: words for number, words in sentences.items() if quantities(words)}
        return [metric(number, words, f"what is said of {words[:24]}", value=quantities(words)[0].said) for number, words in figures.items()]
    kinds = ("outcome", "obstacle")
    return [stated(number, words, kinds[number % 2], words) for number, words in sentences.items() if number % 3 == 1]


def careful(wanted: str, sentences: dict[int, str]) -> Items:
    """Read the dairy's interview as a person would."""
    items: Items = []
    for number, words in sentences.items():
        if wanted == "findings" and "fresh milk" in words:
            items.append(
                stated(
                    number,
                    words,
                    "outcome",
                    "Fresh milk within 24 hours of milking.",
                    level="strategic",
                    why="because the supermarkets drop us otherwise",
                )
            )
        if wanted == "findings" and "wait two hours" in words:
            items.append(
                stated(
                    number,
                    "The drivers wait two hours at the gate",
                    "obstacle",
                    "Drivers wait at the gate.",
                    nature="hand-off",
                    why="nobody tells the gate who comes",
                )
            )
        if wanted == "findings" and "never agrees" in words:
            items.append(
                stated(
                    number, "the second plant has its own list of farms, it never agrees with ours", "obstacle", "Two lists of farms.", nature="data"
                )
            )
        if wanted == "metrics" and "24 hours" in words:
            items.append(
                metric(number, words, "hours from milking to delivery", value="24 hours", target="24 hours", role="target", direction="decrease")
            )
        if wanted == "metrics" and "poured away" in words:
            items.append(metric(number, words, "milk poured away", value="45,000 litres", role="cost", period="Last year"))
    if wanted.startswith("links"):
        labels = {statement: label for label, statement in re.findall(r"^([OBM]\d+)[^:]*: (.*?)(?: - said|$)", wanted, re.MULTILINE)}
        for source, target in (
            ("Drivers wait at the gate.", "Fresh milk within 24 hours of milking."),
            ("hours from milking to delivery: 24 hours", "Fresh milk within 24 hours of milking."),
        ):
            if source in labels and target in labels:
                items.append({"source": labels[source], "target": labels[target]})
    return items
