"""A metric read from the words: what is measured, today's value, the goal, what it was before.

In: a slice of speech. Out: ``Measure``. Always true: every number comes from the slice, with the unit said for it; a number taken back is no
value; what nobody said is None, never zero.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.extract.offline.cues import fold, straighten
from analyzer.extract.offline.joining import comparable
from analyzer.extract.offline.wording import tidy
from analyzer.language.quantities import QuantityMatch, quantities
from analyzer.language.wordlist import wordset
from analyzer.records import Direction, MetricRole

_GOAL_BEFORE = re.compile(
    r"(?:should(?:n't)? (?:be|take)|(?:ought|oughta|has|have|needs?|must|got|mustn't)(?: not)? (?:to )?(?:be|start|come|go)?\b|wants?|wanted|"
    r"like(?: it)? to be|"
    r"like to|goals?|targets?|aim(?:ing)?|objective|plan(?:s|ned)?|promised?|commit\w*|norm|says?|bring\w*|get\w*|reach\w*|down to|up to|close in|"
    r"expect\w*|i'll have|we'll be|will be|limit|no more than|more than|asks? for|i said|i told|told \w+(?: \w+)?)[^.?!;]{0,45}$"
)
_GOAL_AFTER = re.compile(
    r"^[^.?!;,]{0,25}(?:\bis (?:the )?(?:target|goal|passing|aim|plan|limit|what's written)|\bby (?:the |this |next )?(?:end|spring|summer|autumn|"
    r"winter|"
    r"december|january|march|june|next|20\d\d|year|christmas|easter))"
)
_OLD_BEFORE = re.compile(
    r"(?:\b(?:was|were|had been|used to be|used to take|down from|up from|from|compared (?:with|to)|against|instead of|versus)[^.?!;,]{0,15})$"
)
_OLD_AFTER = re.compile(
    r"^[^.?!;]{0,12}\b(?:was (?:the year )?before|before (?:that|then|the)|the year before|a year ago|last year|used to|was with|before \w+)\b"
)
_HAS_BEEN = re.compile(r"\b(?:was|were|had|came|closed|spent|lost|ended|finished|grew|fell|dropped)\b")
_COST = re.compile(
    r"\b(?:cost\w*|spen[dt]\w*|pay\w*|paid|los(?:e|es|t|ing)|worth|wast\w+|eat\w*|tak(?:es?|ing)|took|penalt\w+|fees?|bill\w*|budget|reserve|"
    r"need\w*)\b"
)
_GAP = re.compile(
    r"\b(?:short (?:by|of)|worse off|off by|out by|\w+ out\b|gap|difference|over budget|missing|behind|overrun|shortfall|sav(?:e|es|ed|ings?))\b"
)
_UP = re.compile(r"\b(?:increas\w+|grow\w*|rais\w+|improv\w+|at least|more|higher|up to|win|double|reach)\b")
_DOWN = re.compile(r"\b(?:reduc\w+|cut|lower\w*|under|below|less|fewer|down|halv\w+|shorten\w*|at most|no more|zero|none|drop)\b")
_WORST_WORDS = wordset("it its that this these those there he she they we i you one who which what someone somebody everyone and but so")
_JOINING = re.compile(
    r"(?:'s|'re|\bis|\bare|\bwas|\bwere|\bstands?|\bstood|\bruns?|\bran|\bcomes?|\bcame|\btakes?|\btook|\bcosts?|\bfell|\bgrew|\brose|\bdropped|"
    r"\bended|"
    r"\bwent|\bsits?|\bremains?|\bloads?|\bcontinue\w*|\bdeclined?|\bimproved|\bhas been|\bhad been)"
    r"(?: (?:at|in|to|by|now|about|around|roughly|only|up|down|already|still|like|something|somewhere|probably|maybe|just|under|over|nearly|almost|"
    r"currently|today|usually|on|average|worth|out|be|been|from|us|me|them|the|better|part|of|a|an|good|well|close))*[ ,]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:\u2014]\s|\s--?\s|\b(?:and|but|so|because|that|which|when|while|if|where|say|says|said|think|guess)\b", re.IGNORECASE)
_RELATED = re.compile(
    r"^ ?(?:of|to|in|on|for|per|late|behind|short|open|between|before|until|after|from|with|without|out of|tied|left)\b[^.?!;]*", re.IGNORECASE
)
_MOST_NAME_WORDS = 9
_PLAIN_UNITS = frozenset({"percent", "time"})


@dataclass(frozen=True)
class Measure:
    """What a slice says in numbers."""

    name: str
    role: MetricRole
    value: QuantityMatch | None
    baseline: QuantityMatch | None
    target: QuantityMatch | None
    money: QuantityMatch | None
    period: str | None
    direction: Direction | None

    def hull(self) -> tuple[int, int] | None:
        """Return the stretch of the slice from the first to the last quantity that was used; None where there is none."""
        used = [match for match in (self.value, self.baseline, self.target, self.money) if match]
        return (min(match.start for match in used), max(match.end for match in used)) if used else None


def read_measure(said: str, best: str) -> Measure:
    """Return the measure a slice states; one without value where it holds no number.

    ``best`` is the sentence of the slice that looks most like a metric: it gives the name where no value has one.
    """
    found = [match for match in quantities(said) if not _counts_nothing(said, match)]
    if not found:
        return Measure(name_measure(best, None), "actual", None, None, None, None, find_period(best, 0), None)
    main = max(found, key=lambda match: (_weight(match), -match.start))
    same = [match for match in found if comparable(main, match)]
    target = next((match for match in same if _is_goal(said, match)), None)
    rest = [match for match in same if match is not target]
    old = [match for match in rest if _is_old(said, match)]
    now = [match for match in rest if match not in old]
    current = now[-1] if now else None
    value = target or current or rest[-1]
    before = [match for match in old if match is not value]
    baseline = (current or (old[-1] if old else None)) if target else (before[-1] if before and current else None)
    money = next((match for match in found if match.currency and not main.currency), None)
    return Measure(
        name=name_measure(said, current or value), role="target" if target else _role(said, value), value=value, baseline=baseline, target=target,
        money=money, period=value.period or find_period(said, value.end), direction=_direction(said, baseline, target),
    )  # fmt: skip


_PERIOD = re.compile(
    r"\b(?:(?:by|before|within|until|over|during|in|since) (?:the |this |next |last |end of |the end of |early |late |mid-?|fiscal |a |any )*"
    r"(?:years?|quarters?|months?|weeks?|season|half|decade|spring|summer|autumn|fall|winter|christmas|easter|january|february|march|april|may|"
    r"june|july|"
    r"august|september|october|november|december|(?:19|20)\d\d(?:-\d\d)?|twenty (?:twenty|thirty)[ -]?\w*|"
    r"(?:two|three|four|five|six|ten|twelve|\d+) (?:years|months|weeks|quarters))"
    r"|(?:last|this|next) (?:year|quarter|month|week|fortnight|spring|summer|autumn|winter|season|january|february|march|april|june|july|august|"
    r"september|"
    r"october|november|december)"
    r"|(?:a|per|each|every) (?:single )?(?:day|night|week|month|quarter|year|hour|shift|fortnight|season))\b",
    re.IGNORECASE,
)


def find_period(said: str, position: int) -> str | None:
    """Return the words for per what or by when that stand nearest to ``position`` in its sentence, those behind it first."""
    start = max((stop.end() for stop in re.finditer(r"[.?!]\s", said[:position])), default=0)
    end = re.search(r"[.?!](?:\s|$)", said[position:])
    found = list(_PERIOD.finditer(said, start, position + end.start() if end else len(said)))
    behind = [match for match in found if match.start() >= position]
    return behind[0].group() if behind else found[-1].group() if found else None


def _counts_nothing(said: str, match: QuantityMatch) -> bool:
    """Whether a bare one-digit number only points at something ("those two"), or counts a time that is a frequency of talk."""
    if said[match.end : match.end + 5] == " past":  # "half past two"
        return True
    bare = match.unit is None and match.currency is None
    return bare and match.low == match.high and match.low < 2 and "." not in match.said and "point" not in match.said


def _weight(match: QuantityMatch) -> int:
    return 3 * bool(match.currency) + 2 * bool(match.unit) + bool(match.period)


def _is_goal(said: str, match: QuantityMatch) -> bool:
    folded = straighten(said).lower()
    if len(folded) != len(said):
        return False
    before = re.split(r"[.?!;]\s", folded[max(0, match.start - 60) : match.start])[-1]
    return bool(_GOAL_BEFORE.search(before) or _GOAL_AFTER.search(folded[match.end : match.end + 60]))


def _is_old(said: str, match: QuantityMatch) -> bool:
    folded = straighten(said).lower()
    if len(folded) != len(said):
        return False
    return bool(_OLD_BEFORE.search(folded[max(0, match.start - 30) : match.start]) or _OLD_AFTER.search(folded[match.end : match.end + 40]))


def _role(said: str, value: QuantityMatch) -> MetricRole:
    folded = fold(said)
    if _GAP.search(folded):
        return "gap"
    return "cost" if value.currency and _COST.search(folded) else "actual"


def _direction(said: str, baseline: QuantityMatch | None, target: QuantityMatch | None) -> Direction | None:
    if target is None:
        return None
    if baseline is not None and baseline.high != target.high:
        return "increase" if target.high > baseline.high else "decrease"
    folded = fold(said)
    up, down = bool(_UP.search(folded)), bool(_DOWN.search(folded))
    return None if up == down else "increase" if up else "decrease"


def name_measure(said: str, value: QuantityMatch | None) -> str:
    """Return what is measured, in the words of the slice: what stands before "is at 58 days", what follows "11 days", else the sentence."""
    if value is None:
        return _shorten(tidy(said).rstrip("."))
    before = _CLAUSE.split(said[: value.start])[-1] if value.start else ""
    subject = _JOINING.sub("", before).strip(" ,.")
    named = _without_empty(subject) if subject != before.strip(" ,.") else []
    if named and not {word.casefold().strip(".,") for word in named} <= _WORST_WORDS:
        return _shorten(" ".join(named))
    related = _RELATED.match(said[value.end :])
    if related and len(related.group().split()) > 1:
        behind = _CLAUSE.split(related.group().strip())[0] or related.group().strip()
        unit = value.unit or ""
        return _shorten(f"{unit} {behind}".strip() if unit not in _PLAIN_UNITS or behind.startswith("of") else behind)
    return _shorten(tidy(said).rstrip("."))


def _without_empty(subject: str) -> list[str]:
    spoken = subject.split()
    while spoken and spoken[0].casefold().strip(",.") in _WORST_WORDS | {"our", "the", "my", "a", "an", "or", "well", "uh", "um", "like"}:
        spoken = spoken[1:]
    return spoken


def _shorten(name: str) -> str:
    spoken: Sequence[str] = name.split()
    short = " ".join(spoken[:_MOST_NAME_WORDS]).strip(" ,;:-")
    return short or name
