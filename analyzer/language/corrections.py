"""When a speaker takes a number back: "nine - no, sorry, eleven days".

In: what stands between two numbers. Out: whether the second replaces the first. Always true: an answer ("Nine? No.") and
two numbers that go on ("from nine to, I mean, eleven") are no correction.
"""

from collections.abc import Sequence

from analyzer.language.wordlist import wordset

_MARKERS = (
    ("scratch", "that"), ("hold", "on"), ("make", "that"), ("strike", "that"), ("no", "wait"), ("i", "mean"), ("or", "rather"), ("i'm", "sorry"),
    ("i", "misspoke"), ("let", "me", "correct"), ("i", "meant"), ("excuse", "me"), ("no",), ("sorry",), ("rather",), ("correction",),
    ("actually",), ("wait",), ("pardon",),
)  # fmt: skip
_WEAK = (("no",), ("actually",), ("wait",), ("rather",))
"""Markers that do not reach over a full stop."""
_CARRIERS = wordset(
    "um uh er erm well it's it was that's that is we're we are at i like about around roughly more no so oh you know the a be not myself"
)
"""Words that may stand beside the marker."""
_GOING_ON = frozenset({"to", "or", "and", "from", "until", "by", "of", "in"})


def takes_back(between: Sequence[str], gap: str) -> bool:
    """Return whether the words ``between`` two numbers (``gap`` as written) take the first one back."""
    if "\n" in gap or "?" in gap:
        return False
    rest, marked, strong = list(between), False, False
    for marker in _MARKERS:
        for place in range(len(rest) - len(marker) + 1):
            if tuple(rest[place : place + len(marker)]) == marker:
                del rest[place : place + len(marker)]
                marked, strong = True, strong or marker not in _WEAK
                break
    if not marked or ("." in gap.replace("...", "") and not strong):
        return False
    others = [norm for norm in rest if norm not in _CARRIERS]
    at_most_its_unit = len(others) <= 2 and list(between[: len(others)]) == others
    return at_most_its_unit and not _GOING_ON.intersection(others)
