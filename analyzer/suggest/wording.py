"""What a finding says, for comparison with others: its own words, and those around them.

In: a finding and the interview it comes from. Out: texts, and their content words by stem. Always true: a text is never empty unless
the statement is; words around a quote are words of the same turn; where the interview is not known, or has other words by now, the
finding's own stand for them.
"""

from collections.abc import Mapping
from functools import lru_cache

from analyzer.language.numbers import numbers
from analyzer.language.wordlist import wordset
from analyzer.language.words import FILLERS, normalise, words
from analyzer.records.finding import Finding
from analyzer.records.interview import Interview

PASSAGE = 1200
"""Code points of a turn that are looked at, the quote in their middle: about what a sentence model reads."""

STEM = 5
"""Letters that are compared: reconciliation, reconcile and reconciling are the same word here."""

_FUNCTION_WORDS = FILLERS | wordset(
    "a an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my no not of on "
    "or our out she should so some than that the their them then there these they this those to too us was we were what when which who will with "
    "would you your 's"
)

_TELLS_NOTHING = _FUNCTION_WORDS | wordset(
    "about after again all also always another around back because before being come comes coming down each else end even ever every everything "
    "first get gets getting give go goes going gone good got having here him just keep know last let made make makes making many may might month "
    "months more most much must need needs never new next nobody now number off once one only other over own part percent put really said same "
    "say saying says see shall since something start still such take takes thing things think though through till time times told try until up "
    "use used very want wants way week weeks went where while whole why without year years yet day days"
)
"""Words that weigh in a comparison, but tell nobody why two findings are alike."""


def own_words(finding: Finding) -> str:
    """Return the statement and the quotes it rests on, the statement once where a quote holds it."""
    quoted = " ".join(piece.quote for piece in finding.evidence if piece.grounds and piece.supports == "statement")
    return quoted if finding.statement in quoted else f"{finding.statement} {quoted}".strip()


def words_around(finding: Finding, interviews: Mapping[str, Interview]) -> str:
    """Return the turns that the statement's quotes stand in, a long turn cut to ``PASSAGE`` code points around the quote."""
    interview = interviews.get(finding.interview)
    if interview is None or interview.version != finding.interview_version:
        return own_words(finding)
    passages: dict[str, None] = {}
    for piece in finding.evidence:
        if piece.grounds and piece.supports == "statement" and piece.turn is not None and piece.start is not None and piece.end is not None:
            turn = interview.turns[piece.turn]
            start, end = turn.start, turn.end
            if end - start > PASSAGE:
                start, end = max(start, piece.start - PASSAGE // 2), min(end, piece.end + PASSAGE // 2)
            passages[interview.text[start:end]] = None
    return " ".join(passages) or own_words(finding)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return what of a word is compared; figures are kept whole: 11 and 110 are not the same word."""
    return word if word[0].isdigit() else word[:STEM]


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that carry something, in order."""
    return [stem(word) for word in normalise(text) if len(word) > 1 and word not in _FUNCTION_WORDS]


def same_word(one: str, other: str) -> bool:
    """Whether two words of one stem are one word but for its ending: ledger and ledgers are, position and positive are not."""
    shared = min(len(one), len(other)) - 1
    return one[:shared] == other[:shared]


@lru_cache(maxsize=16384)
def told_words(text: str) -> Mapping[str, str]:
    """Return stem -> the first word of it as spoken, numbers and words that tell nothing left out: what a reason may name."""
    counted = [(number.start, number.end) for number in numbers(text)]
    told: dict[str, str] = {}
    for word in words(text):
        bare = word.norm.partition("'")[0]
        if len(bare) > 2 and bare not in _TELLS_NOTHING and not any(start <= word.start < end for start, end in counted):
            told.setdefault(stem(bare), bare)
    return told
