"""Words that turn a statement around.

In: any text. Out: ``Negation`` spans and a ``signature`` that two wordings of one statement share. Always true: an
interjection ("No, we do that") is no negation; contractions count ("can't", "cannot", "can not" are the same).
"""

from typing import NamedTuple

from analyzer.language.words import open_contraction, words

NEGATIONS = {
    "not": "not", "never": "never", "no": "no", "none": "no", "nobody": "no", "nothing": "no", "nowhere": "no", "neither": "no", "nor": "no",
    "without": "without", "hardly": "hardly", "barely": "hardly", "scarcely": "hardly", "rarely": "hardly", "seldom": "hardly",
}  # fmt: skip
"""Plain forms to what they do; two words of one group say the same."""


class Negation(NamedTuple):
    """One polarity word."""

    group: str
    start: int
    end: int
    """Exclusive; code points."""


def negations(text: str) -> list[Negation]:
    """Return the polarity words of ``text`` in order of place."""
    return [
        Negation(NEGATIONS[part], word.start, word.end)
        for word in words(text)
        for part in open_contraction(word.norm)
        if part in NEGATIONS and not (part == "no" and is_interjection(text, word.end))
    ]


def signature(text: str) -> tuple[str, ...]:
    """Return the groups of polarity words, sorted: equal for wordings of the same polarity."""
    return tuple(sorted(negation.group for negation in negations(text)))


def is_interjection(text: str, end: int) -> bool:
    """Return whether a "no" that ends here stands alone ("No, ...", "no - sorry") instead of negating what follows."""
    behind = text[end : end + 2]
    return not behind.strip() or behind[0] in ",.;:!?\u2014\u2013\u2026\n" or behind in (" -", " \u2013", " \u2014") or "\n" in behind
