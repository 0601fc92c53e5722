"""Numbers in figures and in words, as people say them.

In: any text. Out: ``Number`` with its value (low and high of a range), its place and its kind. Always true: numbers come
in order and do not overlap; ``text[number.start:number.end]`` is the number as said, sign and range included, unit and
hedge ("about") left out; years, dates, times, ordinals and labels ("Q3") are told apart by ``kind``; a number that the
speaker takes back ("nine, no, sorry, eleven days") is ``retracted``.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from analyzer.language import numerals
from analyzer.language.cardinals import Reading, read_cardinal, read_year, starts_number
from analyzer.language.corrections import takes_back
from analyzer.language.ranges import past_fillers, read_pair
from analyzer.language.words import Word, by_line, non_speech, words

NumberKind = Literal["cardinal", "fraction", "multiple", "vague", "ordinal", "year", "date", "time", "label", "pronoun"]
Bound = Literal["at least", "at most"]

COUNTING: frozenset[NumberKind] = frozenset({"cardinal", "fraction", "multiple", "vague"})
"""Kinds that state a size; the others name a place in time or in an order."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number as said."""

    low: Decimal
    high: Decimal
    """Equal to ``low`` where it is no range."""
    start: int
    end: int
    """Exclusive; code points."""
    kind: NumberKind
    approximate: bool = False
    """Said with "about", "roughly", "or so" ..."""
    bound: Bound | None = None
    """Said as a limit: "at least", "up to" ..."""
    retracted: bool = False
    """Taken back by the speaker in the same breath."""
    until: int = 0
    """Of a retracted number: where the replacement starts; else its own end."""


def numbers(text: str) -> list[Number]:
    """Return the numbers of ``text`` in order of place."""
    return read_numbers(text, words(text))


def read_numbers(text: str, spoken: Sequence[Word]) -> list[Number]:
    """Return the numbers among ``spoken``, the words of ``text`` (for callers that have them already)."""
    silent = non_speech(text) if "[" in text or "(" in text or "{" in text or "<" in text else []
    return [number for line in by_line(text, spoken) for number in _read_line(text, line, silent)]


def _read_line(text: str, spoken: Sequence[Word], silent: Sequence[tuple[int, int]]) -> list[Number]:
    found: list[Number] = []
    position = 0
    while position < len(spoken):
        if not starts_number(spoken[position].norm) or any(start <= spoken[position].start < end for start, end in silent):
            position += 1
            continue
        taken = _read_range(text, spoken, position) or _read_one(text, spoken, position)
        if taken is None:
            position += 1
            continue
        number, position = taken
        found.append(number)
    return _mark_retracted(text, spoken, found)


def _read_one(text: str, spoken: Sequence[Word], position: int) -> tuple[Number, int] | None:
    special = _read_clock_or_date(text, spoken, position) or _read_inside_word(text, spoken, position) or _read_ratio(text, spoken, position)
    if special:
        return special
    reading = read_year(text, spoken, position) or read_cardinal(text, spoken, position)
    if reading is None:
        return None
    start = _with_sign(text, spoken, position)
    sign = -1 if start < spoken[position].start else 1
    kind = _kind(text, spoken, position, reading)
    end, after = reading.end, reading.after
    if kind in ("ordinal", "time", "multiple") and after < len(spoken) and end == spoken[after].start:
        end, after = spoken[after].end, after + 1  # "3rd", "10am", "3x"
    number = Number(reading.value * sign, reading.value * sign, start, end, kind, approximate=reading.kind == "vague")
    return _hedged(text, spoken, position, after, number), after


def _read_range(text: str, spoken: Sequence[Word], position: int) -> tuple[Number, int] | None:
    pair = read_pair(text, spoken, position)
    if pair is None:
        return None
    start = spoken[position].start
    if pair.is_change:
        number = Number(pair.low, pair.low, start, pair.first.end, _kind(text, spoken, position, pair.first))
        return _hedged(text, spoken, position, pair.first.after, number), pair.first.after
    if _with_sign(text, spoken, position) < start:
        return None
    start = spoken[position - 1].start if pair.after_between else start
    number = Number(pair.low, pair.high, start, pair.second.end, "cardinal", approximate=pair.loose)
    return _hedged(text, spoken, position, pair.second.after, number), pair.second.after


def _with_sign(text: str, spoken: Sequence[Word], position: int) -> int:
    """Return where the number starts, a minus sign or "minus" before it included."""
    start = spoken[position].start
    if (
        start
        and text[start - 1] in "-\u2212\u2013"
        and text[start : start + 1].isdigit()
        and (start == 1 or text[start - 2].isspace() or text[start - 2] in "(")
    ):
        return start - 1
    if start > 1 and text[start - 1] in "$\u20ac\u00a3" and text[start - 2] in "-\u2212" and (start == 2 or text[start - 3].isspace()):
        return start - 2
    if position and spoken[position - 1].norm in ("minus", "negative") and not text[spoken[position - 1].end : start].strip():
        follows_number = position > 1 and starts_number(spoken[position - 2].norm)
        return start if follows_number else spoken[position - 1].start
    return start


def _kind(text: str, spoken: Sequence[Word], position: int, reading: Reading) -> NumberKind:
    before = spoken[position - 1].norm if position else ""
    if reading.kind == "fraction" and before in ("first", "second", "other", "better", "my"):
        return "label"  # "the second half"
    if reading.kind != "cardinal":
        return reading.kind
    after = spoken[reading.after].norm if reading.after < len(spoken) else ""
    touching = after and text[reading.end : spoken[reading.after].start] == ""
    if touching and after in numerals.ORDINAL_ENDINGS:
        return "ordinal"
    if touching and after in ("am", "pm"):
        return "time"
    if touching and after == "x":
        return "multiple"
    if touching and after == "s" and reading.value % 10 == 0:
        return "label"  # "the 90s"
    if before in ("version", "v", "iso", "phase", "tier", "level", "step", "option", "release", "chapter", "room", "fortune", "covid"):
        return "label"
    if before in numerals.MONTHS and before != "may" and reading.value <= 31:
        return "date"
    if reading.form == "figure" and _reads_as_year(text, spoken, position, reading, before, after):
        return "year"
    if reading.value == 1 and reading.form == "words" and reading.after == position + 1:
        past = past_fillers(spoken, reading.after)
        if _is_pronoun(text, reading, before, spoken[past].norm if past < len(spoken) else ""):
            return "pronoun"
    return "cardinal"


def _reads_as_year(text: str, spoken: Sequence[Word], position: int, reading: Reading, before: str, after: str) -> bool:
    value = reading.value
    figure = text[spoken[position].start : reading.end]
    if len(figure) != 4 or not figure.isdigit() or not 1900 <= value < 2100:
        return False
    if text[reading.end : reading.end + 1] == "%" or text[max(0, spoken[position].start - 1) : spoken[position].start] in ("$", "\u20ac", "\u00a3"):
        return False
    counted = (
        after.endswith("s")
        and after not in ("is", "was", "as", "this", "has", "us", "'s")
        and not text[reading.end : spoken[reading.after].start].strip()
    )
    if counted or after in ("people", "percent", "fte", "usd", "eur", "czk"):
        return False
    return before in numerals.YEAR_BEFORE or before in numerals.MONTHS or (1980 <= value < 2060 and value % 50 != 0)


def _is_pronoun(text: str, reading: Reading, before: str, after: str) -> bool:
    if before in numerals.PRONOUN_BEFORE or after in numerals.PRONOUN_AFTER:
        return True
    return not after or text[reading.end : reading.end + 1] in ".,;:?!-\u2014\n"


def _read_clock_or_date(text: str, spoken: Sequence[Word], position: int) -> tuple[Number, int] | None:
    """Read "10:30", "24/7", "2024-05-12", "3/4/2026" as one: a time or a date, never a size."""
    last, marks = position, set[str]()
    while (
        last + 1 < len(spoken)
        and spoken[last + 1].norm.isdigit()
        and len(gap := text[spoken[last].end : spoken[last + 1].start]) == 1
        and gap in ":/-."
    ):
        marks.add(gap)
        last += 1
    if last == position or not spoken[position].norm.isdigit() or (marks == {"-"} and last == position + 1):
        return None
    value = Decimal(spoken[position].norm)
    if marks == {"/"} and last == position + 1 and value < (whole := Decimal(spoken[last].norm)) <= 10:
        part = (value / whole).quantize(Decimal("0.0001"))
        return Number(part, part, spoken[position].start, spoken[last].end, "fraction"), last + 1
    kind: NumberKind = "time" if marks == {":"} else "date" if last > position + 1 else "label"
    return Number(value, value, spoken[position].start, spoken[last].end, kind), last + 1


def _read_inside_word(text: str, spoken: Sequence[Word], position: int) -> tuple[Number, int] | None:
    """Read the figure of "Q3", "B2B", "#12" as a label."""
    word = spoken[position]
    if not word.norm.isdecimal() or not word.start or not (text[word.start - 1].isalpha() or text[word.start - 1] in "_#@"):
        return None
    value = Decimal(word.norm)
    return Number(value, value, word.start, word.end, "label"), position + 1


def _read_ratio(text: str, spoken: Sequence[Word], position: int) -> tuple[Number, int] | None:
    """Read "nine out of ten" and "one in five" as a share."""
    first = read_cardinal(text, spoken, position)
    if first is None or first.kind != "cardinal" or first.value < 1:
        return None
    joint = [word.norm for word in spoken[first.after : first.after + 2]]
    place = first.after + (2 if joint == ["out", "of"] else 1 if joint[:1] == ["in"] else 0)
    if place == first.after or place >= len(spoken) or "\n" in text[first.end : spoken[place].start]:
        return None
    second = read_cardinal(text, spoken, place)
    if second is None or second.kind != "cardinal" or not first.value < second.value <= 1000:
        return None
    behind = spoken[second.after].norm if second.after < len(spoken) else ""
    if place == first.after + 1 and (
        first.value > 3 or second.value > 100 or behind.rstrip("s") in ("day", "week", "month", "year", "hour", "minute", "percent")
    ):
        return None
    share = (first.value / second.value).quantize(Decimal("0.0001"))
    return Number(share, share, spoken[position].start, second.end, "fraction"), second.after


def _hedged(text: str, spoken: Sequence[Word], position: int, after: int, number: Number) -> Number:
    """Return the number with what the words around it say about its sharpness."""
    before = [word.norm for word in spoken[max(0, position - 4) : position]]
    if before and before[-1] in ("minus", "negative", "between", "a"):
        before.pop()
    behind: list[str] = []
    for index in range(after, min(after + 4, len(spoken))):
        if starts_number(spoken[index].norm) or text[spoken[index - 1].end : spoken[index].start].strip(" -+"):
            break
        behind.append(spoken[index].norm)
    approximate, bound = number.approximate or text[number.start - 1 : number.start] in ("~", "\u2248"), number.bound
    if text[number.end : number.end + 1] == "+":
        bound = "at least"
    if _ends(before, numerals.AT_MOST_BEFORE):
        bound = "at most"
    elif _ends(before, numerals.AT_LEAST_BEFORE):
        bound = "at least"
    elif _ends(before, numerals.APPROXIMATE_BEFORE):
        approximate = True
    for shift in (0, 1):  # "20 or so", "20 days or so"
        approximate = approximate or _begins(behind[shift:], numerals.APPROXIMATE_AFTER)
        if _begins(behind[shift:], numerals.AT_LEAST_AFTER):
            bound = "at least"
        elif _begins(behind[shift:], numerals.AT_MOST_AFTER):
            bound = "at most"
    return replace(number, approximate=approximate, bound=bound, until=number.end)


def _ends(norms: Sequence[str], phrases: Mapping[str, Sequence[tuple[str, ...]]]) -> bool:
    return bool(norms) and any(tuple(norms[-len(phrase) :]) == phrase for phrase in phrases.get(norms[-1], ()))


def _begins(norms: Sequence[str], phrases: Mapping[str, Sequence[tuple[str, ...]]]) -> bool:
    return bool(norms) and any(tuple(norms[: len(phrase)]) == phrase for phrase in phrases.get(norms[0], ()))


def _mark_retracted(text: str, spoken: Sequence[Word], found: list[Number]) -> list[Number]:
    """Mark a number whose speaker corrects it: between it and the next only a marker, its unit and carrier words stand."""
    for index in range(len(found) - 1):
        first, second = found[index], found[index + 1]
        if second.start - first.end > 60 or first.kind != second.kind or first.kind not in ("cardinal", "fraction", "year"):
            continue
        place = bisect_left(spoken, first.end, key=lambda word: word.start)
        between = [word.norm for word in spoken[place : place + 20] if word.start < second.start]
        if takes_back(between, text[first.end : second.start]):
            found[index] = replace(first, retracted=True, until=second.start)
    return found
