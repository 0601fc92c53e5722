"""Quantities as said: a number with its unit, currency and period.

In: any text. Out: ``QuantityMatch`` in order of place, and from it the record ``Quantity``. Always true:
``text[match.start:match.end] == match.said``; a number the speaker took back, a year, a date, a time, an ordinal or a
label is no quantity; a unit nobody said is None unless the speaker shared it with the number next to it ("from 12 to 8 days").
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analyzer.language import units
from analyzer.language.numbers import COUNTING, Bound, Number, read_numbers
from analyzer.language.wordlist import wordset
from analyzer.language.words import Word, by_line, words
from analyzer.records import Quantity

_TAKES_ONE = wordset(
    "takes take took taking within than lose loses lost losing spend spends spent save saves saved saving nearly almost about roughly around "
    "over under least whole"
)
_SHARING_WORDS = wordset(
    "to or and down up from versus vs instead of not rather than against maybe about even now was were is are at it's we're we to the we went before"
)


@dataclass(frozen=True, slots=True)
class QuantityMatch:
    """One quantity and where it was said."""

    low: Decimal
    high: Decimal
    unit: str | None
    """Canonical and singular; a count noun as said; None for money and for a bare number."""
    currency: str | None
    approximate: bool
    bound: Bound | None
    period: str | None
    """Per what, as said: "a week", "per bed"."""
    said: str
    start: int
    end: int
    """Exclusive; code points."""


def quantities(text: str) -> list[QuantityMatch]:
    """Return what ``text`` states in numbers, in order of place."""
    return [match for line in by_line(text, words(text)) for match in _of_line(text, line)]


def _of_line(text: str, spoken: Sequence[Word]) -> list[QuantityMatch]:
    found: list[QuantityMatch] = []
    for number in read_numbers(text, spoken):
        if number.kind in COUNTING and not number.retracted:
            match = _measure(text, spoken, number, found[-1] if found else None)
            if match and found and match.start <= found[-1].start:
                found[-1] = match  # "two years and a half" widens what was read
            elif match:
                found.append(match)
    return _with_unnumbered(text, spoken, _share_units(text, spoken, found))


def to_quantity(match: QuantityMatch, evidence: str | None = None) -> Quantity:
    """Return the record of a match; ``evidence`` is the quote_id that carries it."""
    return Quantity(
        low=decimal_string(match.low), high=decimal_string(match.high), unit=match.unit, currency=match.currency,
        approximate=match.approximate, said=match.said, evidence=evidence,
    )  # fmt: skip


def decimal_string(value: Decimal) -> str:
    """Return a decimal without exponent and trailing zeros: "2400000", "0.5", "-3"."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _measure(text: str, spoken: Sequence[Word], number: Number, previous: QuantityMatch | None) -> QuantityMatch | None:
    after = _first_after(spoken, number.end)
    start, currency = _currency_before(text, spoken, number.start)
    unit: str | None = None
    end, low, high = number.end, number.low, number.high
    if number.kind == "multiple":
        unit = "time"
    elif number.kind == "fraction":
        joined = _joined_part(text, spoken, number, after, previous)
        if joined:
            return joined
        read = _unit_of_share(text, spoken, after, number)
        if read is None:
            return None
        unit, end = read
        if unit == "percent":
            low, high = low * 100, high * 100
    else:
        end, unit, found_currency = _unit_after(text, spoken, after, number.end, number)
        currency = currency or found_currency
    alone = unit is None and currency is None
    if alone and (number.kind == "vague" or (number.low == number.high == 1 and not text[number.start : number.end].isdigit())):
        return None  # "a couple of things", "one big reason"
    return QuantityMatch(low, high, unit, currency, number.approximate, number.bound, _period(text, end), text[start:end], start, end)


def _first_after(spoken: Sequence[Word], position: int) -> int:
    low, high = 0, len(spoken)
    while low < high:
        middle = (low + high) // 2
        if spoken[middle].start < position:
            low = middle + 1
        else:
            high = middle
    return low


def _currency_before(text: str, spoken: Sequence[Word], start: int) -> tuple[int, str | None]:
    """Return where the quantity starts and the currency written before it ("$", "US$", "EUR 5")."""
    if text[start : start + 1] in "-\u2212" and text[start + 1 : start + 2] in units.SYMBOLS:
        return start, units.SYMBOLS[text[start + 1]]
    place = start - 1 if start and text[start - 1] == " " else start
    if place and text[place - 1] in units.SYMBOLS:
        prefix = text[max(0, place - 3) : place]
        for code, letters in (("USD", "US$"), ("CAD", "CA$"), ("AUD", "AU$")):
            if prefix == letters:
                return place - 3, code
        return place - 1, units.SYMBOLS[text[place - 1]]
    index = _first_after(spoken, start) - 1
    if index >= 0 and text[spoken[index].start : spoken[index].end].isupper() and text[spoken[index].end : start] in (" ", ""):
        currency = units.CURRENCIES.get(spoken[index].norm)
        if currency:
            return spoken[index].start, currency
    if text[start : start + 8].casefold() == "between":
        return start, units.SYMBOLS.get(text[start + 7 : start + 9].strip())
    return start, None


def _unit_after(text: str, spoken: Sequence[Word], after: int, end: int, number: Number) -> tuple[int, str | None, str | None]:
    """Return (end, unit, currency) of what follows the number."""
    behind = text[end : end + 2].lstrip()[:1]
    if behind in ("%", "\u2030"):
        return text.index(behind, end) + 1, "percent" if behind == "%" else "per mille", None
    if behind in units.SYMBOLS and not text[text.index(behind, end) + 1 : text.index(behind, end) + 2].isdigit():
        return text.index(behind, end) + 1, None, units.SYMBOLS[behind]
    index = after
    for _ in range(4):
        if index >= len(spoken) or not _follows(text, spoken, index, end if index == after else None):
            break
        norms = tuple(word.norm for word in spoken[index : index + 3])
        for phrase in (norms, norms[:2]):
            if phrase in units.UNIT_PHRASES:
                return spoken[index + len(phrase) - 1].end, units.UNIT_PHRASES[phrase], None
            if phrase in units.CURRENCY_PHRASES:
                return spoken[index + len(phrase) - 1].end, None, units.CURRENCY_PHRASES[phrase]
        if norms[0] in units.UNITS and not (norms[0] == "second" and index > after):
            return spoken[index].end, units.UNITS[norms[0]], None
        if norms[0] in units.CURRENCIES:
            return spoken[index].end, None, units.CURRENCIES[norms[0]]
        if norms[0] not in units.ADJECTIVES:
            break
        index += 1
    return _counted(text, spoken, index, end, number)


def _counted(text: str, spoken: Sequence[Word], index: int, end: int, number: Number) -> tuple[int, str | None, str | None]:
    """Read a count noun as said: "45 plant managers" -> "plant manager", "a 200-bed hospital" -> "bed"."""
    if text[end : end + 1] == "-" and index < len(spoken) and spoken[index].start == end + 1:
        known = spoken[index].norm in units.PERIOD_NOUNS
        return (spoken[index].end, spoken[index].norm, None) if known else (end, None, None)
    for last in range(index, min(index + 4, len(spoken))):
        norm = spoken[last].norm
        if not _follows(text, spoken, last, end if spoken[last - 1].start < end else None) or norm in units.NOT_COUNTED or norm[0].isdecimal():
            break
        if units.is_plural(norm):
            stem = text[spoken[index].start : spoken[last].start]
            return spoken[last].end, stem + units.singular(text[spoken[last].start : spoken[last].end]), None
    if number.low == number.high == 1 and index < len(spoken) and spoken[index].norm in units.PERIOD_NOUNS and _follows(text, spoken, index, None):
        return spoken[index].end, spoken[index].norm, None
    return end, None, None


def _follows(text: str, spoken: Sequence[Word], index: int, end: int | None) -> bool:
    gap = text[spoken[index - 1].end if end is None and index else end or 0 : spoken[index].start]
    return gap in ("", " ", "-", "\u2011") or (not gap.strip() and "\n" not in gap)


def _unit_of_share(text: str, spoken: Sequence[Word], after: int, number: Number) -> tuple[str, int] | None:
    """Return the unit of a share: "half an hour" -> hour, "half of the invoices" and "by a third" -> percent; None where it measures nothing."""
    norms = [word.norm for word in spoken[after : after + 3]]
    rest = norms[1:] if norms[:1] == ["of"] else norms
    skipped = len(norms) - len(rest)
    if rest[:1] in (["a"], ["an"]) and len(rest) > 1 and units.UNITS.get(rest[1]) in units.TIME_UNITS:
        return units.UNITS[rest[1]], spoken[after + skipped + 1].end
    if rest[:1] and units.UNITS.get(rest[0]) in units.TIME_UNITS and not skipped:
        return units.UNITS[rest[0]], spoken[after].end
    before = [word.norm for word in spoken if number.start - 12 < word.start < number.start][-1:]
    if skipped or rest[:1] in (["the"], ["our"], ["my"], ["their"], ["your"], ["its"]) or before in (["by"], ["in"], ["almost"], ["about"]):
        return "percent", number.end
    return ("percent", number.end) if number.low != Decimal("0.5") or "/" in text[number.start : number.end] else None


def _joined_part(text: str, spoken: Sequence[Word], number: Number, after: int, previous: QuantityMatch | None) -> QuantityMatch | None:
    """Read "a day and a half" as 1.5 days, "two years and a half" as 2.5 years."""
    first = _first_after(spoken, number.start)
    if first < 3 or spoken[first - 1].norm != "and":
        return None
    unit = units.UNITS.get(spoken[first - 2].norm)
    if unit not in units.TIME_UNITS:
        return None
    if previous and previous.end == spoken[first - 2].end and previous.unit == unit:
        joined = replace(previous, low=previous.low + number.low, high=previous.high + number.high)
    elif spoken[first - 3].norm in ("a", "an"):
        low, high = 1 + number.low, 1 + number.high
        joined = QuantityMatch(low, high, unit, None, number.approximate, number.bound, None, "", spoken[first - 3].start, number.end)
    else:
        return None
    return replace(joined, said=text[joined.start : number.end], end=number.end, period=_period(text, number.end))


def _period(text: str, end: int) -> str | None:
    """Return the period or base right after a quantity, as said."""
    line = text[end : end + 60].split("\n", 1)[0]
    slash = line.startswith("/")
    found = words(line)[:2]
    if slash and found and found[0].start == 1:
        return line[: found[0].end]
    if not found or line[: found[0].start].strip(" ,"):
        return None
    if found[0].norm in units.PERIOD_ADVERBS:
        return line[found[0].start : found[0].end]
    if len(found) < 2 or line[found[0].end : found[1].start] != " ":
        return None
    lead, noun = found[0].norm, found[1].norm
    known = noun in units.PERIOD_NOUNS or units.UNITS.get(noun) in units.TIME_UNITS
    if (lead == "per" and noun != "cent") or (lead in ("a", "an", "each", "every") and known):
        return line[found[0].start : found[1].end]
    return None


def _share_units(text: str, spoken: Sequence[Word], found: list[QuantityMatch]) -> list[QuantityMatch]:
    """Give a bare number the unit of its neighbour where only joining words stand between: "from 12 to 8 days", "9 days, not 14"."""
    shared = list(found)
    for index, match in enumerate(shared):
        if match.unit or match.currency:
            continue
        for other in shared[index + 1 : index + 2] + shared[max(0, index - 1) : index]:
            first, second = sorted((match, other), key=lambda item: item.start)
            gap = text[first.end : second.start]
            between = [word.norm for word in spoken[_first_after(spoken, first.end) : _first_after(spoken, second.start)]]
            joined = 1 <= len(between) <= 4 and all(norm in _SHARING_WORDS for norm in between)
            if (other.unit or other.currency) and joined and not set(gap) & set(".?!\n"):
                shared[index] = replace(match, unit=other.unit, currency=other.currency)
                break
    return shared


def _with_unnumbered(text: str, spoken: Sequence[Word], found: list[QuantityMatch]) -> list[QuantityMatch]:
    """Add "takes a week", "within an hour": one unit without a number."""
    taken = {(match.start, match.end) for match in found}
    for index in range(1, len(spoken) - 1):
        if spoken[index].norm not in ("a", "an") or spoken[index - 1].norm not in _TAKES_ONE:
            continue
        unit = units.UNITS.get(spoken[index + 1].norm)
        start, end = spoken[index].start, spoken[index + 1].end
        if unit in units.TIME_UNITS and text[spoken[index - 1].end : start] == " " and not any(low < end and start < high for low, high in taken):
            one, loose = Decimal(1), spoken[index - 1].norm in ("about", "around", "nearly", "almost", "roughly")
            found.append(QuantityMatch(one, one, unit, None, loose, None, None, text[start:end], start, end))
    return sorted(found, key=lambda match: match.start)
