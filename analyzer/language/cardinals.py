"""The grammar of one number: figures with scales, number words, fractions, years said in pairs.

In: the words of a text and a position. Out: a ``Reading`` (value, where it ends, how it was formed) or None. Always
true: a reading never crosses a line feed and starts at the given word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from analyzer.language.numerals import ATTACHED_SCALES, DENOMINATORS, MULTIPLES, ONES, ORDINALS, SCALES, SPACED_SCALES, TEENS, TENS
from analyzer.language.units import CURRENCIES
from analyzer.language.words import Word

_SMALL = ONES | TEENS | TENS
_FRACTION_STARTS = frozenset({"half", "quarter", "third"})
_VAGUE = {"couple": Decimal(2), "pair": Decimal(2)}
_STARTS = (
    frozenset(_SMALL) | frozenset(SCALES) | _FRACTION_STARTS | frozenset(_VAGUE) | frozenset(MULTIPLES) | frozenset(ORDINALS) | {"point", "a", "an"}
)
_THREE_DIGITS = re.compile(r"\d{3}")
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at a position."""

    value: Decimal
    end: int
    """Exclusive; code points."""
    after: int
    """Index of the first word behind it."""
    kind: Literal["cardinal", "fraction", "multiple", "vague", "ordinal", "year"]
    form: Literal["figure", "words"]
    scale: Decimal = Decimal(1)
    """The scale word it was said with ("three million": a million)."""

    @property
    def unscaled(self) -> Decimal:
        """The value without its scale."""
        return self.value / self.scale


def starts_number(norm: str) -> bool:
    """Return whether a number may start with this plain form (cheap; most words say no)."""
    return norm in _STARTS or norm[0].isdecimal()


def read_cardinal(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    """Read the number that starts at ``position``: figures, words, fractions, multiples, ordinals; None if there is none."""
    norm = spoken[position].norm
    if norm[0].isdecimal():
        return _read_figure(text, spoken, position)
    if norm in ("a", "an"):
        return _read_after_article(text, spoken, position)
    if norm in MULTIPLES:
        return _plain(spoken, position, Decimal(MULTIPLES[norm]), "multiple")
    if norm in _FRACTION_STARTS:
        return _read_fraction(text, spoken, position, 1, position)
    if norm in _VAGUE:
        return _read_vague(text, spoken, position)
    if norm in ORDINALS:
        return _plain(spoken, position, Decimal(ORDINALS[norm]), "ordinal")
    return _read_words(text, spoken, position)


def read_year(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    """Read a year said in pairs: "twenty twenty-seven", "nineteen eighty four", "twenty oh five"."""
    if spoken[position].norm not in ("twenty", "nineteen") or not _adjoins(text, spoken, position, position + 1):
        return None
    hundreds = 2000 if spoken[position].norm == "twenty" else 1900
    second = spoken[position + 1].norm
    after = position + 2
    if second in ("oh", "o") and _adjoins(text, spoken, position + 1, after) and spoken[after].norm in ONES:
        value, after = ONES[spoken[after].norm], after + 1
    elif second in TEENS:
        value = TEENS[second]
    elif second in TENS:
        value = TENS[second]
        if _adjoins(text, spoken, position + 1, after) and ONES.get(spoken[after].norm, 0):
            value, after = value + ONES[spoken[after].norm], after + 1
    else:
        return None
    behind = spoken[after].norm if after < len(spoken) else ""
    if behind in ("percent", "per", "days", "weeks", "months", "hours", "minutes", "years", "people", "thousand", "million", "dollars", "euros"):
        return None  # "twenty thirty percent" is a span
    return Reading(Decimal(hundreds + value), spoken[after - 1].end, after, "year", "words")


def parse_figure(figure: str) -> Decimal | None:
    """Return the value of a written figure: "1,200" 1200, "2.4" 2.4, "3,5" 3.5, "1.200.000" 1200000; None where it is no number ("1.2.3")."""
    parts = re.split(r"[.,]", figure)
    if len(parts) == 1:
        return Decimal(figure)
    grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and parts[0] != "0"
    marks = re.findall(r"[.,]", figure)
    if grouped and (len(parts) > 2 or marks[0] == ",") and len(set(marks)) == 1:
        return Decimal("".join(parts))
    if len(parts) == 2:
        return Decimal(".".join(parts))
    if len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and all(len(part) == 3 for part in parts[1:-1]):
        return Decimal("".join(parts[:-1]) + "." + parts[-1])
    return None


def _read_figure(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    value = parse_figure(spoken[position].norm)
    if value is None:
        return None
    after = position + 1
    if value < 1000 and value == int(value):  # "12 500"
        while after < len(spoken) and _THREE_DIGITS.fullmatch(spoken[after].norm) and _is_group(text, spoken, after):
            value, after = value * 1000 + int(spoken[after].norm), after + 1
    scale = Decimal(1)
    if after < len(spoken):
        gap, norm = text[spoken[after - 1].end : spoken[after].start], spoken[after].norm
        if (gap == "" and norm in ATTACHED_SCALES) or (gap == " " and norm in SPACED_SCALES):
            scale, after = ATTACHED_SCALES[norm], after + 1
    value, after, scale = _and_a_part(text, spoken, value * scale, after, scale)
    return _scaled(text, spoken, value, after, scale, "figure")


def _is_group(text: str, spoken: Sequence[Word], position: int) -> bool:
    """Whether three digits go on a figure: after a thin or non-breaking space; after a blank only "000" or before a currency."""
    gap = text[spoken[position - 1].end : spoken[position].start]
    behind = spoken[position + 1].norm if position + 1 < len(spoken) else ""
    return gap in ("\u00a0", "\u202f", "\u2009") or (gap == " " and (spoken[position].norm == "000" or behind in CURRENCIES))


def _scaled(text: str, spoken: Sequence[Word], value: Decimal, after: int, scale: Decimal, form: Literal["figure", "words"]) -> Reading:
    while _adjoins(text, spoken, after - 1, after) and spoken[after].norm in SCALES:
        value, scale, after = value * SCALES[spoken[after].norm], scale * SCALES[spoken[after].norm], after + 1
    return Reading(value, spoken[after - 1].end, after, "cardinal", form, scale)


def _and_a_part(text: str, spoken: Sequence[Word], value: Decimal, after: int, scale: Decimal) -> tuple[Decimal, int, Decimal]:
    """Add "and a half", "and a quarter", "and three quarters"; a part of a scale counts in it ("a million and a half")."""
    norms = [word.norm for word in spoken[after : after + 3]]
    if len(norms) < 3 or norms[0] != "and" or "\n" in text[spoken[after - 1].end : spoken[after + 2].start]:
        return value, after, scale
    if norms[1] in ("a", "one") and norms[2] in ("half", "quarter", "third"):
        return value + scale * _share(1, DENOMINATORS[norms[2]]), after + 3, scale
    if norms[1] in ONES and norms[2] in DENOMINATORS and norms[2].endswith("s"):
        return value + scale * _share(ONES[norms[1]], DENOMINATORS[norms[2]]), after + 3, scale
    return value, after, scale


def _read_words(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    """Read number words up to trillions, with "point" decimals; numerator words of a fraction ("two thirds") included."""
    total, group, after, last = Decimal(0), Decimal(0), position, ""
    scale = Decimal(1)
    while after < len(spoken) and (after == position or _adjoins(text, spoken, after - 1, after)):
        norm = spoken[after].norm
        if norm in SCALES and not (norm == "dozen" and after > position + 1):
            factor = SCALES[norm]
            if factor == 100 or norm == "dozen":
                group = (group or 1) * factor
            else:
                total, group = total + (group or 1) * factor, Decimal(0)
            scale, last = factor, "scale"
        elif norm in _SMALL and _may_follow(last, norm):
            group, last = group + _SMALL[norm], "tens" if norm in TENS else "ones"
        elif norm == "and" and last == "scale" and _adjoins(text, spoken, after, after + 1) and spoken[after + 1].norm in _SMALL:
            after += 1
            continue
        else:
            break
        after += 1
    if not last:
        return _read_bare_point(text, spoken, position)
    whole = total + group
    if last == "ones" and whole <= 9 and _adjoins(text, spoken, after - 1, after) and spoken[after].norm in DENOMINATORS:
        fraction = _read_fraction(text, spoken, after, int(whole), position)
        if fraction:
            return fraction
    if last == "tens" and _adjoins(text, spoken, after - 1, after) and 0 < ORDINALS.get(spoken[after].norm, 10) < 10:
        return Reading(whole + ORDINALS[spoken[after].norm], spoken[after].end, after + 1, "ordinal", "words")
    if after < len(spoken) and spoken[after].norm == "point" and last != "scale":
        decimals, behind = _decimals(text, spoken, after + 1)
        if decimals:
            return _scaled(text, spoken, whole + Decimal(decimals), behind, Decimal(1), "words")
    value, after, part_scale = _and_a_part(text, spoken, whole, after, scale if last == "scale" and scale >= 1000 else Decimal(1))
    if part_scale == 1 and value != whole:
        return _scaled(text, spoken, value, after, Decimal(1), "words")
    if last != "scale" and _adjoins(text, spoken, after - 1, after) and spoken[after].norm in ("k", "mil"):  # "five k", said letter by letter
        return Reading(
            value * ATTACHED_SCALES[spoken[after].norm], spoken[after].end, after + 1, "cardinal", "words", ATTACHED_SCALES[spoken[after].norm]
        )
    return Reading(value, spoken[after - 1].end, after, "cardinal", "words", scale if last == "scale" else Decimal(1))


def _may_follow(last: str, norm: str) -> bool:
    if last in ("", "scale"):
        return norm != "zero" or last == ""
    return last == "tens" and ONES.get(norm, 0) > 0


def _decimals(text: str, spoken: Sequence[Word], position: int) -> tuple[str, int]:
    """Read digits after "point": "four five" -> "0.45", a figure, "twenty five" -> "0.25"."""
    digits, after = "", position
    while after < len(spoken) and (spoken[after].norm in ONES or spoken[after].norm == "oh") and _adjoins(text, spoken, after - 1, after):
        digits, after = digits + str(ONES.get(spoken[after].norm, 0)), after + 1
    if not digits and _adjoins(text, spoken, after - 1, after):
        norm = spoken[after].norm
        if norm.isdecimal():
            digits, after = norm, after + 1
        elif norm in TENS:
            unit = ONES.get(spoken[after + 1].norm, 0) if _adjoins(text, spoken, after, after + 1) else 0
            digits, after = str(TENS[norm] + unit), after + (2 if unit else 1)
        elif norm in TEENS:
            digits, after = str(TEENS[norm]), after + 1
    return ("0." + digits if digits else ""), after


def _read_bare_point(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    if spoken[position].norm != "point" or not _adjoins(text, spoken, position, position + 1):
        return None
    decimals, after = _decimals(text, spoken, position + 1)
    if not decimals or after >= len(spoken) or (spoken[after].norm not in ("percent", "per", "percentage") and spoken[after].norm not in SCALES):
        return None  # "the point one makes" is no number
    return _scaled(text, spoken, Decimal(decimals), after, Decimal(1), "words")


def _read_after_article(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    after = position + 1
    if not _adjoins(text, spoken, position, after):
        return None
    norm = spoken[after].norm
    if norm in ("hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore"):
        return _read_words(text, spoken, after)
    if norm in _VAGUE:
        return _read_vague(text, spoken, after)
    if norm in ("half", "third", "quarter", "fifth", "tenth"):
        reading = _read_fraction(text, spoken, after, 1, position)
        return reading if reading and (norm == "half" or _followed_by_of(spoken, reading) or reading.kind == "cardinal") else None
    return None


def _read_vague(text: str, spoken: Sequence[Word], position: int) -> Reading | None:
    """Read "couple (of)" as about two, of a scale where one follows ("a couple of hundred")."""
    after = position + 1
    behind = after + 1 if after < len(spoken) and spoken[after].norm == "of" else after
    if behind < len(spoken) and spoken[behind].norm in SCALES and "\n" not in text[spoken[position].end : spoken[behind].start]:
        return Reading(2 * SCALES[spoken[behind].norm], spoken[behind].end, behind + 1, "vague", "words")
    return Reading(_VAGUE[spoken[position].norm], spoken[position].end, after, "vague", "words")


def _read_fraction(text: str, spoken: Sequence[Word], position: int, numerator: int, first: int) -> Reading | None:
    """Read "half", "third(s)", "quarter(s)" at ``position`` with its numerator; of a scale it is a plain number ("half a million")."""
    norm = spoken[position].norm
    share = _share(numerator, DENOMINATORS[norm])
    after = position + 1
    while after < len(spoken) and after <= position + 2 and spoken[after].norm in ("of", "a") and _adjoins(text, spoken, after - 1, after):
        after += 1
    if after < len(spoken) and spoken[after].norm in SCALES and _adjoins(text, spoken, after - 1, after):
        return Reading(share * SCALES[spoken[after].norm], spoken[after].end, after + 1, "cardinal", "words", SCALES[spoken[after].norm])
    reading = Reading(share, spoken[position].end, position + 1, "fraction", "words")
    if norm == "half":
        return reading
    counted = numerator > 1 and norm.endswith("s")
    if counted or (_followed_by_of(spoken, reading) and (numerator == 1 and first < position)):
        return reading
    if first == position:
        return _plain(spoken, position, Decimal(3), "ordinal") if norm == "third" else None
    return None


def _followed_by_of(spoken: Sequence[Word], reading: Reading) -> bool:
    return reading.after < len(spoken) and spoken[reading.after].norm == "of"


def _share(numerator: int, denominator: int) -> Decimal:
    share = Decimal(numerator) / denominator
    return share if share == share.quantize(_PLACES) else share.quantize(_PLACES)


def _plain(spoken: Sequence[Word], position: int, value: Decimal, kind: Literal["multiple", "ordinal"]) -> Reading:
    return Reading(value, spoken[position].end, position + 1, kind, "words")


def _adjoins(text: str, spoken: Sequence[Word], first: int, second: int) -> bool:
    """Whether only blanks or one hyphen stand between two words of one line."""
    if first < 0 or second >= len(spoken):
        return False
    gap = text[spoken[first].end : spoken[second].start]
    return gap in (" ", "-", "\u2011", "\u2010") or (not gap.strip() and gap != "" and "\n" not in gap)
