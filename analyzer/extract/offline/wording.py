"""One readable sentence out of spoken ones, by leaving words out.

In: a slice of speech. Out: a statement. Always true: every word of it was said, in that order; what is left out carries nothing: fillers,
false starts, repeated words, numbers taken back, notes in brackets, and how the sentence was tied to the one before.
"""

import re

from analyzer.extract.offline.clearing import clear_text, plain_text

_OPENERS = re.compile(
    r"^(?:(?:mr|mrs|ms|madam)\.?\s*(?:chair|speaker|president|chairman|chairwoman)\s*,\s*|(?:and|so|but|well|yeah|yep|yes|oh|ah|okay|ok|right|look|"
    r"see|listen|anyway|again|also|honestly|basically|frankly|actually|obviously|then|"
    r"now|"
    r"i mean|you know what|you know|i'd say|i would say|(?:i think|i guess|i suppose|i believe)(?: that)?|to be honest|in terms of that|of course|"
    r"ehh?|mm|mhm|hmm|um+|uh+|er+|"
    r"erm)"
    r"\b(?=[\s,])[\s,]*(?:[-\u2013\u2014]{1,2}\s*)?|(?:no|sorry|like)\s*,\s*|(?:because|'cause) (?=(?:it|it's|they|they're|we|we're|i|i'm|he|she|"
    r"there|there's|you|the|our|my|nobody|if|then)\b)|[,.;:\u2026-]+\s*)",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"^(?:[\w'\u2019]+[ ,]+){0,4}[\w'\u2019]+[ ,]*(?:--|\u2014|\.\.\.|\u2026)\s*(?=\S+ \S+ \S+)")
_TAIL = re.compile(
    r"(?:\s*[,\u2014-]\s*(?:so|but|and|or|you know|right|or something|or whatever|or anything|and stuff|and so on|like|okay|yeah|you see|i think|"
    r"i guess|"
    r"i'd say|"
    r"i don't know|to be honest|honestly|in fairness|if you want to know))+\s*[.?!,\u2026-]*$",
    re.IGNORECASE,
)
_SOFT_END = re.compile(r"[\s,;:\u2026-]*(?:\.{2,})?[\s,;:-]*$")
_FEWEST = 3
"""Words that must be left for a cut to count."""


def tidy(said: str) -> str:
    """Return ``said`` as one readable statement; as it stands where hardly anything would be left."""
    text = clear_text(said)
    text = _cut(_BROKEN, _strip_openers(text))
    text = _cut(_TAIL, _strip_openers(text))
    return finish(text) if len(text.split()) >= _FEWEST else finish(plain_text(said))


def finish(text: str) -> str:
    """Return the text with a capital at its beginning and one full stop at its end."""
    closed = text.rstrip()
    if sum(closed.count(mark) for mark in '"\u201c\u201d') % 2:
        closed = closed.strip('"\u201c\u201d ')  # half of a quotation that went on
    if not closed.endswith(("!", "?", '."', ".\u201d")):
        closed = _SOFT_END.sub("", closed).rstrip(".")
        closed += "."
    return closed[:1].upper() + closed[1:]


def _strip_openers(text: str) -> str:
    while found := _OPENERS.match(text):
        if len(text[found.end() :].split()) < _FEWEST:
            break
        text = text[found.end() :]
    return text


def _cut(pattern: re.Pattern[str], text: str) -> str:
    shorter = pattern.sub("", text)
    return shorter if len(shorter.split()) >= _FEWEST else text


_AIM = re.compile(
    r"^(?:(?:so )?what )?(?:i|we)(?:'re|'m| are| am|'ve|'d)? (?:really |just |also |all |now |still )*"
    r"(?:want to|wanna|would like to|like to|love to|need to|have to|has to|got to|must|trying to|aim to|aiming to|plan to|planning to|hope to|"
    r"intend to|"
    r"going to|looking to|working to) (?P<aim>\S.*)$"
    r"|^(?:our|my|the) (?:\w+ ){0,2}(?:goal|aim|target|objective|plan|ambition|mission|priority|job|purpose)(?: \w+ \w+)? (?:is|"
    r"was) to (?P<goal>\S.*)$",
    re.IGNORECASE,
)
_NOT_BARE = re.compile(
    r"^(?:not|be able|do|it|that|this|them|there|know|see|hear|say|talk|think|find out|understand|look|figure|feel|make sure|ask|want|need|have a|"
    r"remind|assure|let|give|tell|thank|focus on basically)\b",
    re.IGNORECASE,
)
_LEAST_AIM = 3


def state_aim(said: str) -> str:
    """Return the statement of an outcome: the bare aim ("Open a second site without borrowing.") where the sentence begins with wanting it."""
    statement = tidy(said)
    found = _AIM.match(statement.replace("\u2019", "'"))
    if not found:
        return statement
    aim = found.group("aim") or found.group("goal")
    if len(aim.split()) < _LEAST_AIM or _NOT_BARE.match(aim):
        return statement
    return finish(statement[-len(aim) :])
