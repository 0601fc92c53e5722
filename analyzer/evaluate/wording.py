"""How alike two statements are worded: a weak second opinion beside the positions of their evidence.

In: two sentences. Out: a likeness from 0 (no content word in common) to 1 (the same content words). Always true: symmetric, blind to
order, case, inflection at the end of a word and function words.
"""

from functools import lru_cache

from analyzer.language.words import normalise

STEM = 5
"""Letters that are compared: reconciliation, reconcile and reconciling are the same word here."""

_FUNCTION_WORDS = frozenset(
    normalise(
        """a an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my no not of
        on or our out she should so some than that the their them then there these they this those to too us was we were what when which who will
        with would you your"""
    )
) | {"'s"}


def likeness(first: str, second: str) -> float:
    """Return the Dice coefficient of the two sets of content words (L. R. Dice, Ecology 26, 1945): 0 to 1."""
    one, other = content_words(first), content_words(second)
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else float(first.strip() == second.strip())


@lru_cache(maxsize=4096)
def content_words(sentence: str) -> frozenset[str]:
    """Return the stems of the content words; of all words where there are function words only."""
    words = normalise(sentence)
    # Figures are kept whole: 11 and 110 are not the same word.
    return frozenset(word if word[0].isdigit() else word[:STEM] for word in words if word not in _FUNCTION_WORDS) or frozenset(words)
