"""Items of an answer that cannot carry a finding, whatever model wrote them, and statements that say nothing of their quotes.

In: the items of an answer. Out: those that are read, and a note on the others. Always true: only what the answer itself says decides; it is kept as
the model wrote it, and the outcome of the step counts what was left out and why.
"""

from collections import Counter
from collections.abc import Callable, Container, Sequence
from typing import TypeVar

from analyzer.extract.wire import MetricItem, StatedItem
from analyzer.language.quantities import quantities
from analyzer.language.words import mark_fillers, normalise

Item = TypeVar("Item", StatedItem, MetricItem)

FEWEST_WORDS = 3
"""Words besides fillers below which a quote says neither what is wanted nor what is in the way."""
QUESTION, SHORT, NO_FIGURE, TWICE = "a question", "a word or two", "a figure that its quote does not hold", "the same words and statement again"


def judge_stated(item: StatedItem) -> str:
    """Return why an outcome or obstacle is no such thing."""
    if item.quote.rstrip("\"'\u201d\u2019) ").endswith("?"):
        return QUESTION
    spoken = normalise(item.quote)
    return SHORT if len(spoken) - sum(mark_fillers(spoken)) < FEWEST_WORDS else ""


def judge_metric(item: MetricItem) -> str:
    """Return why a metric is none: a figure is claimed, and the quote it is to come from names no figure at all."""
    claimed = any(quantities(figure) for figure in (item.value, item.baseline, item.target))
    return NO_FIGURE if claimed and not quantities(item.quote) else ""


def sort_out(items: Sequence[Item], judge: Callable[[Item], str], examples: Container[str] = ()) -> tuple[list[Item], str]:
    """Return the items that are read and a note on the others, empty where there are none.

    ``examples`` are the statements of the question's own example. What an answer says twice in the same words, once as an outcome and once as an
    obstacle say, is read once: as what it was called first.
    """
    kept: list[Item] = []
    why: Counter[str] = Counter()
    seen: set[tuple[object, ...]] = set()
    for item in _in_own_words(items, examples):
        same = (item.quote, item.statement) if isinstance(item, StatedItem) else (item.quote, item.name, item.value, item.target)
        reason = judge(item) or (TWICE if same in seen else "")
        seen.add(same)
        if reason:
            why[reason] += 1
        else:
            kept.append(item)
    return kept, "; ".join(f"{count} left out: {reason}" for reason, count in why.items())


def _in_own_words(items: Sequence[Item], examples: Container[str]) -> list[Item]:
    """Return the items, those with the customer's words for a statement whose statement is not about them.

    A small model that goes round in circles states one thing of every quote, or hands back a statement of the example it was shown with a quote from
    the interview: either would stand there with evidence of something nobody said.
    """
    quotes: dict[str, set[str]] = {}
    for item in items:
        if isinstance(item, StatedItem):
            quotes.setdefault(item.statement, set()).add(item.quote)
    return [
        item.model_copy(update={"statement": item.quote})
        if isinstance(item, StatedItem) and (len(quotes[item.statement]) > 1 or item.statement in examples)
        else item
        for item in items
    ]
