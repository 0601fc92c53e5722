"""Sentences that look like an aim and are none, by their form alone.

In: one sentence as plain text. Out: whether a finding may rest on it. Always true: only the words of the sentence decide, whatever its score;
no pattern backtracks over the whole sentence.
"""

import re

from analyzer.extract.offline.cues import CUES, find_cues, fold

_SUBJECT = r"(?:the|you|we|they|he|she|it|i|this|that|there|any|your|our|these|those|somebody|anybody)"
_TIES = r"(?:(?:and|so|but|yet|well|then|because|okay|or|sorry|now|i think|i believe|i know|maybe|probably|of course|mr\.? \w+),? )*"

_ASSENT = re.compile(
    r"^(?:(?:yeah|yes|yep|sure|right|okay|ok|absolutely|definitely|oh|well|i (?:suppose|guess|think)(?: so)?|maybe|probably|of course|no)[, ]+)*"
    r"(?:(?:that|it|this)(?:'d| would| could| might)(?: certainly| definitely| probably)? (?:be|help|work)\b.{0,25}|why not.{0,10}|i(?:'d|"
    r" would) say so.{0,10})$"
)
_QUESTION = re.compile(
    rf"^{_TIES}(?:(?:what|why|how|when|where|who|which)(?: \w+)? )?(?:will|would|could|can|does|do|did|is|are|was|were|has|have|should|shall|may|"
    rf"won't|don't|doesn't|can't|isn't|aren't) {_SUBJECT}\b"
)
"""Asked, though the mark is missing: recognition drops it, and a long question is cut before it."""

_BREAKS_OFF = re.compile(r"(?:\.\.+|\u2026|--|\u2014|\b(?:the|an?|of|our|my|your|and|or|which|because|if|would(?: probably)? be|is to)[.,]?)$")
_FORESEES = re.compile(
    rf"^{_TIES}(?:it|that|this|there|they|he|she|these|those)(?:'s|'re|'ll| is| are| will)?"
    r"(?: not| definitely| probably| also| still| just)*(?: gonna| going to| will| continue to|(?<='ll) \w+)"
)
_PAST_AIM = re.compile(r"\b(?:goal|aim|plan|target|ambition|priority|idea|dream) (?:\w+ ){0,3}?(?:was|had been)\b|\bthat was (?:the|our|my) \w+\b")
_UNNAMED = re.compile(
    r"\b(?:want|wanna|need|like|love|have|going|gonna|hope|got)(?: to)?(?: \w+)? (?:do|see|understand|get|have|make|know|say|try|use) "
    r"(?:that|this|it|those|these|them)(?: \w+){0,2}[.?!,]*$"
)
"""What is wanted is a mere pronoun: nobody can tell from the quote what it is."""
_MEETING = re.compile(
    r"\b(?:by|at|before|until|for|in|of) (?:the )?(?:end of )?(?:the|this|our|today's|next|the next) (?:meeting|session|agenda|presentation)\b|"
    r"\b(?:before|after) lunch\b|^(?:the )?next meeting\b"
)
_MARKS = re.compile('["\u201c\u201d]')
_OURS = ("our aim", "named aim", "wished state")
OWN_AIM = re.compile(r"\b(?:i|we)(?:'ve|'d|'re|'m)? (?:\w+ )?(?:want|need|have to|got to|must|like to|promised|agreed|signed|are after|told)\b")
"""Somebody speaks of an aim of his own house."""


def is_mere_answer(plain: str) -> bool:
    """Return whether a sentence only agrees ("Yeah, that would be great.") or asks."""
    folded = fold(plain)
    return bool(_ASSENT.match(folded) or _QUESTION.match(folded))


def is_no_aim(plain: str) -> bool:
    """Return whether a sentence with words of wanting states no aim: it foresees, remembers, quotes, breaks off, names nothing, or runs a meeting."""
    folded = fold(plain)
    if any(pattern.search(folded) for pattern in (_BREAKS_OFF, _FORESEES, _PAST_AIM, _UNNAMED, _MEETING)):
        return True
    cues = find_cues(plain)
    return (
        (cues["aim of strangers"] and not cues["our aim"])
        or (cues["manner of speaking"] and not _aims_beside_manner(folded))
        or (cues["wish of others"] and not OWN_AIM.search(folded))
        or (cues["reported"] and not OWN_AIM.search(_own_words(folded)))
    )


def _aims_beside_manner(folded: str) -> bool:
    """Return whether an aim is left without "I want to say" and its like."""
    rest = find_cues(CUES["manner of speaking"].sub(" ", folded))
    return any(rest[name] for name in _OURS)


def _own_words(folded: str) -> str:
    """Return what stands outside quotation marks; nothing where the only mark closes the sentence, which was said by another then."""
    parts = _MARKS.split(folded)
    if len(parts) == 2:  # one mark: the quotation began or ends in another sentence
        return parts[0] if parts[1].strip(" .,") else ""
    return " ".join(parts[::2])
