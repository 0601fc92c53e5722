"""Why two findings are proposed as saying the same, in words a reviewer can check.

In: the findings of a segment and their words. Out: one line a pair. Always true: every word named is a word of both, in their own
words or, where it says so, in the turns they stand in; nothing is claimed beyond that.
"""

from collections.abc import Sequence

from analyzer.records.finding import Finding, Metric
from analyzer.suggest.signals import WordWeights
from analyzer.suggest.wording import same_word, stem, told_words

NAMED = 4
"""Words a reason names at most."""

COMMON = 0.1
"""A word in more than this share of the findings tells nothing ..."""

ALWAYS_TOLD = 4
"""... unless these few are all that have it."""

SAME_TURN = "said in the same turn"


class Reasons:
    """Tells pairs of findings, given by their places, why they were proposed."""

    def __init__(
        self, findings: Sequence[Finding], own: Sequence[str], around: Sequence[str], own_weights: WordWeights, around_weights: WordWeights
    ) -> None:
        self._findings = findings
        self._own = own
        self._around = around
        self._own_weights = own_weights
        self._around_weights = around_weights

    def telling(self, first: int, second: int) -> list[str]:
        """Return the rare words that both say themselves, the weightiest first."""
        return self._named(self._own_weights, self._own, first, second)

    def tell(self, first: int, second: int) -> str:
        """Return the reason, e.g. "both speak of ledgers, hand"; "same unit (day); the turns around both speak of close"."""
        own = self.telling(first, second)
        place = self._place(first, second)
        parts = [place, self._unit(first, second), f"both speak of {', '.join(own)}" if own else ""]
        if len(own) < 2 and place != SAME_TURN:
            around = self._named(self._around_weights, self._around, first, second, known=[stem(word) for word in own])
            parts.append(f"the turns around both speak of {', '.join(around[: NAMED - len(own)])}" if around else "")
        if not any(parts):
            parts.append("alike in meaning, no telling word in common")
        return "; ".join(part for part in parts if part)

    def _named(self, weights: WordWeights, texts: Sequence[str], first: int, second: int, known: Sequence[str] = ()) -> list[str]:
        told, other = told_words(texts[first]), told_words(texts[second])
        most = max(ALWAYS_TOLD, COMMON * len(self._findings))
        shared = (word for word in weights.shared(first, second) if weights.texts_with[word] <= most)
        return [told[word] for word in shared if word not in known and word in told and word in other and same_word(told[word], other[word])][:NAMED]

    def _place(self, first: int, second: int) -> str:
        one, other = self._findings[first], self._findings[second]
        if one.interview != other.interview:
            return ""
        turns = [{piece.turn for piece in finding.evidence if piece.grounds and piece.supports == "statement"} for finding in (one, other)]
        return SAME_TURN if (turns[0] & turns[1]) - {None} else "said in the same interview"

    def _unit(self, first: int, second: int) -> str:
        one, other = self._findings[first], self._findings[second]
        units = [_unit_of(finding) if isinstance(finding, Metric) else None for finding in (one, other)]
        return f"same unit ({units[0]})" if units[0] is not None and units[0] == units[1] else ""


def _unit_of(metric: Metric) -> str | None:
    return (metric.value.unit or metric.value.currency) if metric.value is not None else None
