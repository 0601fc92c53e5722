"""Two numbers said as one: spans ("three to four percent", "3%-5%", "two, three weeks") and changes ("from 12 to 8 days").

In: the words of a text and the position of a number. Out: ``Pair`` or None. Always true: both numbers stand in one line;
where a unit is said with each of them it is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analyzer.language.cardinals import Reading, read_cardinal, read_year, starts_number
from analyzer.language.units import CURRENCIES, SYMBOLS, TIME_UNITS, UNITS
from analyzer.language.words import Word, mark_fillers

_DASHES = ("-", "\u2013", "\u2014", "\u2011")
_FREELY = frozenset({"anywhere", "somewhere", "range", "ranges", "ranging", "ranged", "everywhere", "varies", "vary"})
_NOT_AFTER_A_SPAN = frozenset({"point", "that", "then", "this", "with", "from"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two numbers that belong together."""

    low: Decimal
    """Value of the first; it shares the scale of the second ("two to three million")."""
    high: Decimal
    first: Reading
    second: Reading
    is_change: bool
    """Said as "from ... to ...": two values, not the ends of a span."""
    loose: bool
    """Said with "or", or side by side: neither end is meant sharply."""
    after_between: bool


def read_pair(text: str, spoken: Sequence[Word], position: int) -> Pair | None:
    """Read two numbers that belong together, the first at ``position``; None where there is only one."""
    first = None if read_year(text, spoken, position) else read_cardinal(text, spoken, position)
    if first is None or first.kind != "cardinal" or first.after >= len(spoken):
        return None
    before = _before(spoken, position)
    between = before[-1:] == ["between"]
    place, joint = _joint(text, spoken, first, between)
    second = read_cardinal(text, spoken, place) if place is not None else None
    if second is None or second.kind != "cardinal":
        return None
    low = first.value * second.scale if second.scale > 1 and first.scale == 1 and first.value < 1000 else first.value
    if joint == "to" and before[-1:] == ["from"] and not (len(before) == 2 and before[0] in _FREELY):
        return Pair(low, second.value, first, second, is_change=True, loose=False, after_between=False)
    if low >= second.value or second.value > max(low, Decimal(1)) * 100 or _are_years(first, second):
        return None
    if joint == "side by side" and not _side_by_side(spoken, first, second):
        return None
    return Pair(low, second.value, first, second, is_change=False, loose=joint != "to", after_between=between)


def past_fillers(spoken: Sequence[Word], position: int) -> int:
    """Return the first position from here on that is no filler."""
    marks = mark_fillers([word.norm for word in spoken[position : position + 4]])
    return position + (marks.index(False) if False in marks else len(marks))


def _joint(text: str, spoken: Sequence[Word], first: Reading, between: bool) -> tuple[int | None, str]:
    """Return where the second number starts and how the two are joined; (None, "") where they are not."""
    end, after, unit = _past_unit(text, spoken, first.end, first.after)
    if after >= len(spoken):
        return None, ""
    gap = text[end : spoken[after].start]
    if starts_number(spoken[after].norm):
        if gap.strip(" $\u20ac\u00a3") in _DASHES and "\n" not in gap:
            return _if_same_unit(text, spoken, after, unit, "to")
        spaced = gap == ", " or (gap == " " and first.form == "words")  # "30 45-minute calls" is no span
        return (after, "side by side") if spaced and not unit else (None, "")
    place = past_fillers(spoken, after)
    word = spoken[place].norm if place < len(spoken) else ""
    joined = word in ("to", "or", "till", "until", "through") or (between and word == "and")
    second = past_fillers(spoken, place + 1)
    if not joined or (gap.strip() and place == after) or second >= len(spoken) or set(text[end : spoken[second].start]) & set("\n.?!"):
        return None, ""
    if spoken[second].norm in ("maybe", "about", "even") and second + 1 < len(spoken):
        second += 1
    return _if_same_unit(text, spoken, second, unit, "or" if word == "or" else "to") if starts_number(spoken[second].norm) else (None, "")


def _if_same_unit(text: str, spoken: Sequence[Word], second: int, unit: str | None, joint: str) -> tuple[int | None, str]:
    if unit is None:
        return second, joint
    reading = read_cardinal(text, spoken, second)
    if reading is None or _past_unit(text, spoken, reading.end, reading.after)[2] != unit:
        return None, ""
    return second, joint


def _past_unit(text: str, spoken: Sequence[Word], end: int, after: int) -> tuple[int, int, str | None]:
    """Return (end, next word, unit) behind a unit or currency that follows a number directly; the unit None where none does."""
    mark = text[end : end + 2].lstrip(" ")[:1]
    if mark and (mark == "%" or (mark in SYMBOLS and not text[text.index(mark, end) + 1 : text.index(mark, end) + 2].isdigit())):
        return text.index(mark, end) + 1, after, mark
    if after >= len(spoken) or text[end : spoken[after].start] != " ":
        return end, after, None
    norm = spoken[after].norm
    unit = UNITS.get(norm) or CURRENCIES.get(norm)
    known = unit == "percent" or unit in TIME_UNITS or norm in CURRENCIES
    return (spoken[after].end, after + 1, unit) if known else (end, after, None)


def _before(spoken: Sequence[Word], position: int) -> list[str]:
    """Return the two words before, fillers left out."""
    norms = [word.norm for word in spoken[max(0, position - 6) : position]]
    return [norm for norm, filler in zip(norms, mark_fillers(norms), strict=True) if not filler][-2:]


def _side_by_side(spoken: Sequence[Word], first: Reading, second: Reading) -> bool:
    """Whether two numbers said one after the other mean a span: "two, three weeks", "forty, fifty thousand euros"."""
    behind = spoken[second.after].norm if second.after < len(spoken) else ""
    close = 2 <= first.unscaled < second.unscaled <= min(first.unscaled * 2, Decimal(100))
    return first.form == second.form and close and len(behind) > 3 and behind not in _NOT_AFTER_A_SPAN


def _are_years(first: Reading, second: Reading) -> bool:
    return all(value == int(value) and 1900 <= value < 2100 for value in (first.value, second.value))
