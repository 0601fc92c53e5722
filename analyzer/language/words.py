"""Words of spoken text: where they are, what they are once writing habits are taken away, and which carry nothing.

In: any text. Out: ``Word`` with code-point offsets, opened contractions, spans of fillers and of bracketed non-speech.
Always true: words come in order, do not overlap, and ``text[word.start:word.end]`` is what was written. Figures and
letters are separate words ("18k" is "18" and "k"), a character of Chinese or Japanese script is a word of its own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzer.language.wordlist import wordset

APOSTROPHES = "'\u2019\u02bc\u2018\u00b4`"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTERS = rf"(?:[^\W\d_{_CJK}][{_MARKS}]*)+"
_FIGURE = r"\d+(?:[.,]\d+)*"
_WORD = re.compile(rf"{_FIGURE}|[{_CJK}]|{_LETTERS}(?:[{APOSTROPHES}]{_LETTERS})*")

_NON_SPEECH_WORDS = (
    "inaudible|unintelligible|indiscernible|laughter|laughs?|laughing|chuckles?|chuckling|crosstalk|cross talk|cough(?:s|ing)?|sighs?|sighing|"
    "music|applause|pause|silence|noise|background|foreign|overlapping|blank_audio|no audio|speaking|redacted|phone rings?|beep"
)
_NON_SPEECH = re.compile(
    r"\\?\[[^\[\]\n]{0,60}\]|\{[^{}\n]{0,40}\}|<[^<>\n]{1,40}>"
    rf"|\((?:[^()\n]{{0,20}}\b)?(?:{_NON_SPEECH_WORDS})\b[^()\n]{{0,20}}\)|\(\d+:\d\d(?::\d\d)?(?:\.\d+)?\)",
    re.IGNORECASE,
)

FILLERS: frozenset[str] = wordset(
    "um umm uh uhh uhm erm er ah ahh eh hmm hm mm mmm mhm huh oh like well honestly basically actually literally okay ok yeah yep yup right "
    "so anyway obviously frankly"
)
"""Single words that carry no claim where they are dropped or added."""

FILLER_PHRASES: tuple[tuple[str, ...], ...] = (
    ("you", "know"), ("i", "mean"), ("sort", "of"), ("kind", "of"), ("you", "see"), ("to", "be", "honest"), ("if", "you", "will"),
)  # fmt: skip

BACK_CHANNEL: frozenset[str] = FILLERS | wordset(
    "sure exactly absolutely totally yes gotcha got it i see wow interesting great good makes sense of course definitely true indeed cool "
    "nice alright all agreed fair enough really uh-huh mhmm that's"
)
"""Words of a listener's short turn ("Mm-hm.", "Got it.", "Makes sense.")."""

_WHOLE = {
    "can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"), "ain't": ("is", "not"),
    "cant": ("can", "not"), "dont": ("do", "not"), "doesnt": ("does", "not"), "didnt": ("did", "not"), "isnt": ("is", "not"), "wasnt": ("was", "not"),
    "let's": ("let", "us"), "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to"), "kinda": ("kind", "of"),
    "sorta": ("sort", "of"), "dunno": ("do", "not", "know"), "cause": ("because",), "'cause": ("because",), "cuz": ("because",),
    "y'all": ("you", "all"), "o'clock": ("o'clock",), "n't": ("not",), "e-mail": ("email",),
}  # fmt: skip
_TAILS = {"'re": "are", "'ve": "have", "'m": "am", "'ll": "will", "'d": "would"}
_IS_HOSTS = wordset("it that what he she there here who where how when this everything something nothing everybody everyone one")
_APOSTROPHE_TABLE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


class Word(NamedTuple):
    """One word as written and its plain form."""

    norm: str
    """Case-folded, with straight apostrophes; a figure keeps its separators."""
    start: int
    end: int
    """Exclusive; code points."""


def words(text: str) -> list[Word]:
    """Return the words of ``text`` in order, non-overlapping, punctuation left out."""
    return [Word(match.group().casefold().translate(_APOSTROPHE_TABLE), *match.span()) for match in _WORD.finditer(text)]


def by_line(text: str, spoken: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield the words of ``text`` line by line: what different turns say does not belong together."""
    first = 0
    for place in range(1, len(spoken)):
        if "\n" in text[spoken[place - 1].end : spoken[place].start]:
            yield spoken[first:place]
            first = place
    if first < len(spoken):
        yield spoken[first:]


def open_contraction(norm: str) -> tuple[str, ...]:
    """Return the words a plain form stands for: "can't" -> can, not; "it's" -> it, is; "team's" -> team, 's; others unchanged."""
    if norm in _WHOLE:
        return _WHOLE[norm]
    if "'" not in norm:
        return (norm,)
    if norm.endswith("n't"):
        return (norm[:-3], "not")
    cut = norm.rfind("'")
    head, tail = norm[:cut], norm[cut:]
    if head and tail in _TAILS:
        return (head, _TAILS[tail])
    if head and tail == "'s":
        return (head, "is" if head in _IS_HOSTS else "'s")
    return (norm,)


def normalise(text: str) -> tuple[str, ...]:
    """Return what was said without writing habits: case-folded words, contractions opened, punctuation and non-speech left out."""
    silent = non_speech(text)
    spoken = (word for word in words(text) if not any(start <= word.start < end for start, end in silent))
    return tuple(part for word in spoken for part in open_contraction(word.norm))


def mark_fillers(norms: Sequence[str]) -> list[bool]:
    """Return for each plain form whether it is (part of) a filler: "um", "you know", "sort of"."""
    marks = [norm in FILLERS for norm in norms]
    for phrase in FILLER_PHRASES:
        for position in [place for place, norm in enumerate(norms) if norm == phrase[0]]:
            if tuple(norms[position : position + len(phrase)]) == phrase:
                marks[position : position + len(phrase)] = [True] * len(phrase)
    return marks


def fillers(text: str) -> list[tuple[int, int]]:
    """Return the spans of filler words and phrases, one a word."""
    found = words(text)
    return [(word.start, word.end) for word, filler in zip(found, mark_fillers([word.norm for word in found]), strict=True) if filler]


def non_speech(text: str) -> list[tuple[int, int]]:
    """Return the spans of bracketed notes that nobody said: "[laughter]", "(inaudible)", "{vocalsound}", "[00:05:11]"."""
    return [match.span() for match in _NON_SPEECH.finditer(text)]
