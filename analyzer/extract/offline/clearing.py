"""Spoken sentences without what carries nothing: notes in brackets, hesitations, words said twice, numbers taken back.

In: a slice of speech. Out: plainer text. Always true: every word left was said, in that order.
"""

import re

from analyzer.language.numbers import numbers
from analyzer.language.words import non_speech

_HESITATIONS = re.compile(r",?\s*\b(?:um+|uh+|erm?|ehm?|ah+m|hm+|mm+)\b,?(?=\s|$|[.;:!?])", re.IGNORECASE)
_ASIDES = re.compile(
    r",\s*(?:you know|i mean|like|sort of|kind of|honestly|frankly|basically|actually|obviously|to be honest|what is it|what's that|i don't know|"
    r"i'd say|i think|i guess|i suppose|how do you say it|what to say|i want to say|let's say|say|what|well|in fairness)\s*(?=,)",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"\b(?:you know|i mean)\b,?\s*(?=\S)|\b(?:sort of|kind of) (?=(?:a|an|the|like)?\b)", re.IGNORECASE)
_REPEATED = re.compile(
    r"\b((?:[\w'\u2019]+)(?: [\w'\u2019]+){0,3}?)(?:(?:\s*(?:,|\.\.\.|\u2026|--|\u2014|-)\s+)\1\b)+(?=[\s.,;:!?']|$)", re.IGNORECASE
)
_STUTTERED = re.compile(r"\b(the|a|an|i|we|it|he|she|they|and|to|of|in|on|is|it's|that's|for|with|our|my|so|but|you|this)(?: \1\b)+", re.IGNORECASE)


def plain_text(said: str) -> str:
    """Return what was said without notes in brackets ("[laughter]"), blanks before punctuation and double blanks."""
    for start, end in reversed(non_speech(said)):
        said = said[:start] + " " + said[end:]
    return squeeze(said)


def clear_text(said: str) -> str:
    """Return what was said without notes, fillers, repeated words and numbers taken back; as plain text where nothing would be left."""
    text = plain_text(_without_retracted(said))
    for pattern, replacement in ((_HESITATIONS, " "), (_ASIDES, ""), (_LOOSE, ""), (_REPEATED, r"\1"), (_STUTTERED, r"\1")):
        text = squeeze(pattern.sub(replacement, text))
    text = text.strip(" ,")
    return text if any(letter.isalnum() for letter in text) else plain_text(said)


def squeeze(text: str) -> str:
    """Return the text with single blanks, none before punctuation, and no comma twice."""
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))
    return re.sub(r",(?:\s*,)+", ",", text).strip()


def _without_retracted(said: str) -> str:
    for number in reversed(numbers(said)):
        if number.retracted:
            said = said[: number.start] + said[number.until :]
    return said
