"""How much of an interview the findings rest on, and how much of their wording the customers said.

In: a labelled case and findings. Out: counts. Always true: only quotes that hold and words of customers' turns count; a word cited twice
counts once; nothing is judged by a model, so a fair paraphrase lowers faithfulness and shows as such.
"""

import re
from collections import Counter
from collections.abc import Sequence

from analyzer.evaluate.case import Case
from analyzer.evaluate.grounding import judge_evidence
from analyzer.evaluate.wording import content_words
from analyzer.records import Finding

_WORD = re.compile(r"\S+")


def count_coverage(case: Case, findings: Sequence[Finding]) -> Counter[str]:
    """Count words of customers and those inside a quote (``speech.all|cited``), turns with a required item's quote and those quoted (``turns``)."""
    spans = [span for one in findings for quote in judge_evidence(one, case.interview) if quote.holds for span in quote.spans]
    said = [turn for turn in case.interview.turns if turn.speaker in case.customers]
    words = [found.span() for turn in said for found in _WORD.finditer(case.interview.text, turn.start, turn.end)]
    labelled = {place.turn for item in case.items if item.gold.required for place in item.places}
    quoted = {case.interview.turn_at(start).index for start, _ in spans}
    return Counter(
        {
            "speech.all": len(words),
            "speech.cited": _count_inside(words, sorted(spans)),
            "turns.all": len(labelled),
            "turns.cited": len(labelled & quoted),
        }
    )


def count_faithfulness(case: Case, findings: Sequence[Finding]) -> Counter[str]:
    """Count content words of statements and those that a quote of the same finding carries (``statements.words|carried``)."""
    counts: Counter[str] = Counter()
    for one in findings:
        quotes = [quote for quote in judge_evidence(one, case.interview) if quote.holds]
        if quotes:
            stated = content_words(one.statement)
            counts["statements.words"] += len(stated)
            counts["statements.carried"] += len(stated & content_words(" ".join(quote.text for quote in quotes)))
    return counts


def _count_inside(words: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> int:
    """Return how many words overlap a span; both in order of their start."""
    inside = position = reach = 0
    for start, end in words:
        while position < len(spans) and spans[position][0] < end:
            reach = max(reach, spans[position][1])
            position += 1
        inside += start < reach
    return inside
