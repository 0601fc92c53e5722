"""What a reviewer should be warned of when reading a quote: said with reservation, or put into the customer's mouth.

In: an interview and located evidence. Out: flags. Always true: only the words decide, no model; a flag warns and never
removes a finding.
"""

import re
from collections.abc import Iterable

from analyzer.extract.grounding.lexicon import WordClass, word_class
from analyzer.language.words import words
from analyzer.records import Evidence, Flag, Interview

_RESERVATION = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|might be|i think|i guess|i suppose|i believe|i imagine|not sure|don't know|educated guess|sort of guess|"
    r"if i had to guess|"
    r"back of (?:the|an) envelope|don't quote me)\b",
    re.IGNORECASE,
)
LED_SHARE = 0.6
"""Share of a quote's content words that the question before it already held, from which the answer counts as led."""


def find_cautions(interview: Interview, evidence: Iterable[Evidence]) -> set[Flag]:
    """Return ``hedged``, ``led_by_interviewer`` and ``side_unconfirmed`` where the statement's evidence calls for them."""
    pieces = [piece for piece in evidence if piece.grounds and piece.supports == "statement"]
    flags: set[Flag] = set()
    if any(_RESERVATION.search(piece.quote) for piece in pieces):
        flags.add("hedged")
    if pieces and all(_led(interview, piece) for piece in pieces):
        flags.add("led_by_interviewer")
    if any(piece.side == "unknown" for piece in pieces):
        flags.add("side_unconfirmed")
    return flags


def _led(interview: Interview, piece: Evidence) -> bool:
    if not piece.turn:
        return False
    question = interview.turns[piece.turn - 1]
    if interview.speaker(question.speaker).side not in ("interviewer", "vendor"):
        return False
    said = _content(piece.quote)
    return bool(said) and len(said & _content(interview.said(question))) / len(said) >= LED_SHARE


def _content(text: str) -> set[str]:
    return {word.norm for word in words(text) if word_class(word.norm) >= WordClass.CONTENT}
