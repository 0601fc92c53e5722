"""A metric read from the words: today's value, the goal, what it was before.

In: a slice of speech. Out: ``Measure``. Always true: every number comes from the slice, with the unit said for it or for the value it is set
against; a number taken back is no value; a fraction in words ("one in four") is left to the statement; what nobody said is None, never zero.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analyzer.extract.offline.cues import fold, straighten
from analyzer.extract.offline.joining import comparable
from analyzer.extract.offline.naming import find_period, name_measure
from analyzer.language.quantities import QuantityMatch, quantities
from analyzer.language.units import TIME_UNITS
from analyzer.records import Direction, MetricRole

_GOAL_BEFORE = re.compile(
    r"(?:should(?:n't)? (?:be|take)|(?:ought|oughta|has|have|needs?|must|got|mustn't)(?: not)? (?:to )?(?:be|start|come|go|find)\b|wants?|wanted|"
    r"like(?: it)? to be|goals?|targets?|aim(?:ing)?|objective|plan(?:s|ned)?|promised?|commit\w*|norm|bring\w*|get (?:it|that|this|them|to|under|"
    r"below|down|back)|reach\w*|down to|close in|expect\w*|i'll have|we'll be|limit|no more than|no (?:\w+ ){1,3}more than|asks? for|i said|"
    r"told (?:\w+ ){1,4})[^.?!;]{0,45}$"
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
_NOW = re.compile(r"\b(?:now|today|these days|at the moment|currently)\b")
_SPAN_BEFORE = re.compile(
    r"\b(?:in|within|over|for|during|every|last|next|past|first|minimum|after|since)(?: the| about| around| only| last| next)* $"
)
_COST = re.compile(
    r"\b(?:cost\w*|spen[dt]\w*|pay\w*|paid|los(?:e|es|t|ing)|worth|wast\w+|eat\w*|tak(?:es?|ing)|took|penalt\w+|fees?|bill\w*|budget|reserve|"
    r"need\w*)\b"
)
_GAP = re.compile(
    r"\b(?:short (?:by|of)|worse off|off by|out by|percent out|thousand out|gap|difference|over budget|overrun|shortfall|sav(?:e|es|ed|ings?))\b"
)
_UP = re.compile(r"\b(?:increas\w+|grow\w*|rais\w+|improv\w+|at least|more|higher|up to|win|double|reach)\b")
_DOWN = re.compile(r"\b(?:reduc\w+|cut|lower\w*|under|below|less|fewer|down|halv\w+|shorten\w*|at most|no more|zero|none|drop)\b")
_PERCENT = re.compile(r"percent|per cent|%|pct", re.IGNORECASE)
_LARGE = 100_000


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


def read_measure(said: str, best: tuple[int, int]) -> Measure:
    """Return the measure a slice states; one without value where it holds no number.

    ``best`` is the place in the slice of the sentence that looks most like a metric: its numbers count before those around it.
    """
    central = said[best[0] : best[1]]
    found = _usable(said)
    if not found:
        return Measure(name_measure(said, (), central), "actual", None, None, None, None, find_period(central, 0), None)
    main = max(found, key=lambda match: (best[0] <= match.start < best[1], _weight(match), -match.start))
    same = [_with_unit(match, main) for match in found if comparable(main, match)]
    target = next((match for match in same if _is_goal(said, match)), None)
    rest = [match for match in same if target is None or (match.low, match.high) != (target.low, target.high)]
    old = [match for match in rest if _is_old(said, match)]
    now = [match for match in rest if match not in old]
    current = _current(said, now)
    value = target or current or same[-1]
    earlier = [match for match in old if (match.low, match.high) != (value.low, value.high)]
    baseline = (current or (old[-1] if old else None)) if target else (earlier[-1] if earlier and current else None)
    money = next((match for match in found if match.currency and not main.currency), None)
    named = [match for match in (current, value, *same) if match]
    return Measure(
        name=name_measure(said, named, central), role="target" if target else _role(said, value), value=value, baseline=baseline, target=target,
        money=money, period=value.period or find_period(said, value.end), direction=_direction(said, baseline, target),
    )  # fmt: skip


def _usable(said: str) -> list[QuantityMatch]:
    """Return the quantities of a slice that can be values: no clock times, no fractions in words, no spans of time beside another number."""
    found = [match for match in quantities(said) if not _counts_nothing(said, match)]
    values = [match for match in found if not (match.unit in TIME_UNITS and _SPAN_BEFORE.search(said[: match.start].lower()[-25:]))]
    return values or found


def _counts_nothing(said: str, match: QuantityMatch) -> bool:
    if said[match.end : match.end + 5] == " past":  # "half past two"
        return True
    if match.unit == "percent" and not _PERCENT.search(said[match.start : match.end + 12]):
        return True  # "a third", "one in four"
    bare = match.unit is None and match.currency is None
    return bare and match.low == match.high and match.low < 2 and "." not in match.said and "point" not in match.said


def _weight(match: QuantityMatch) -> int:
    return 4 * bool(match.currency) + 3 * (match.high >= _LARGE) + 2 * bool(match.unit) + bool(match.period)


def _with_unit(match: QuantityMatch, main: QuantityMatch) -> QuantityMatch:
    """Return a bare value with the unit of the one it is set against: "at 58 days, and it should be 45"."""
    bare = match.unit is None and match.currency is None
    return replace(match, unit=main.unit, currency=main.currency) if bare else match


def _current(said: str, now: Sequence[QuantityMatch]) -> QuantityMatch | None:
    """Return today's value: the one said to be of today, else the last, since people correct themselves forwards."""
    marked = [match for match in now if _NOW.search(fold(said[match.end : match.end + 25])) or _NOW.search(fold(said[: match.start])[-20:])]
    return marked[-1] if marked else now[-1] if now else None


def _is_goal(said: str, match: QuantityMatch) -> bool:
    lowered = straighten(said).lower()
    if len(lowered) != len(said):
        return False
    before = re.split(r"[.?!;]\s", lowered[max(0, match.start - 60) : match.start])[-1]
    return bool(_GOAL_BEFORE.search(before) or _GOAL_AFTER.search(lowered[match.end : match.end + 60]))


def _is_old(said: str, match: QuantityMatch) -> bool:
    lowered = straighten(said).lower()
    if len(lowered) != len(said):
        return False
    return bool(_OLD_BEFORE.search(lowered[max(0, match.start - 30) : match.start]) or _OLD_AFTER.search(lowered[match.end : match.end + 40]))


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
