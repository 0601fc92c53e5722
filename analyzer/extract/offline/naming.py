"""What a metric measures and over what time, in the words of the speaker.

In: a slice of speech and where its value stands. Out: a name, a period. Always true: every word of both was said.
"""

import re
from collections.abc import Sequence

from analyzer.extract.offline.wording import tidy
from analyzer.language.quantities import QuantityMatch
from analyzer.language.wordlist import wordset

_EMPTY = wordset(
    "it it's its that that's this these those there there's he she they we we're we've i i'm i've you one who which what someone somebody everyone "
    "and but so or well uh um like our the my a an now then today still just"
)
_JOINING = re.compile(
    r"(?:'s|'re|\bis|\bare|\bwas|\bwere|\bstands?|\bstood|\bruns?|\bran|\bcomes?|\bcame|\btakes?|\btook|\bcosts?|\bfell|\bgrew|\brose|\bdropped|"
    r"\bended|\bwent|\bsits?|\bremains?|\bloads?|\bcontinue\w*|\bdeclined?|\bimproved|\bhas been|\bhad been|\bshould be|\bhas to be|\bmust be|"
    r"\bmeans|\bequals?)"
    r"(?: (?:at|in|to|by|now|about|around|roughly|only|up|down|already|still|like|something|somewhere|probably|maybe|just|under|over|nearly|almost|"
    r"currently|today|usually|on|average|worth|out|be|been|from|us|me|them|the|better|part|of|a|an|good|well|close))*[ ,]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.?!,;:\u2014]\s|\s--?\s|\b(?:and|but|so|because|that|which|when|while|if|where|say|says|said|think|guess)\b", re.IGNORECASE)
_RELATED = re.compile(
    r"^ ?(?:of|to|in|on|for|per|late|behind|short|open|between|before|until|after|from|with|without|tied|left|better|worse|more|less)\b[^.?!;]*",
    re.IGNORECASE,
)
_UNNAMED_UNITS = frozenset({"percent", "time"})
_MOST_WORDS = 9
_PERIOD = re.compile(
    r"\b(?:(?:by|before|within|until|over|during|in|since) (?:the |this |next |last |end of |the end of |early |late |mid-?|fiscal |a |any )*"
    r"(?:years?|quarters?|months?|weeks?|season|half|decade|spring|summer|autumn|fall|winter|christmas|easter|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|(?:19|20)\d\d(?:-\d\d)?|twenty (?:twenty|thirty)[ -]?\w*|"
    r"(?:two|three|four|five|six|ten|twelve|\d+) (?:years|months|weeks|quarters))"
    r"|(?:last|this|next) (?:year|quarter|month|week|fortnight|spring|summer|autumn|winter|season|january|february|march|april|june|july|august|"
    r"september|october|november|december)"
    r"|(?:a|per|each|every) (?:single )?(?:day|night|week|month|quarter|year|hour|shift|fortnight|season))\b",
    re.IGNORECASE,
)


def name_measure(said: str, values: Sequence[QuantityMatch], fallback: str) -> str:
    """Return what is measured: what stands before "is at 58 days", else what follows "11 days", else the words of ``fallback``.

    ``values`` are the quantities of the measure in ``said``, the one that counts first.
    """
    for value in values:
        subject = _subject(said, value)
        if subject:
            return _shorten(subject)
    related = _RELATED.match(said[values[0].end :]) if values else None
    if related and len(related.group().split()) > 1:
        behind = _CLAUSE.split(related.group().strip())[0] or related.group().strip()
        unit = values[0].unit or ""
        return _shorten(f"{unit} {behind}".strip() if unit not in _UNNAMED_UNITS or behind.startswith("of") else behind)
    return _shorten(tidy(fallback).rstrip("."))


def _subject(said: str, value: QuantityMatch) -> str:
    """Return the words before a verb that leads to the value, empty where they name nothing: "it's at", "we're at"."""
    before = _CLAUSE.split(said[: value.start])[-1]
    spoken = _JOINING.sub("", before)
    if spoken == before:
        return ""
    left = spoken.strip(" ,.").split()
    while left and left[0].casefold().strip(",.\u2019") in _EMPTY:
        left = left[1:]
    return " ".join(left) if any(word.casefold().strip(",.") not in _EMPTY for word in left) else ""


def _shorten(name: str) -> str:
    short = " ".join(name.split()[:_MOST_WORDS]).strip(" ,;:-")
    return short or name


def find_period(said: str, position: int) -> str | None:
    """Return the words for per what or by when that stand nearest to ``position`` in its sentence, those behind it first."""
    start = max((stop.end() for stop in re.finditer(r"[.?!]\s", said[:position])), default=0)
    end = re.search(r"[.?!](?:\s|$)", said[position:])
    found = list(_PERIOD.finditer(said, start, position + end.start() if end else len(said)))
    behind = [match for match in found if match.start() >= position]
    return behind[0].group() if behind else found[-1].group() if found else None
