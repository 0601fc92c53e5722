"""Text as the stream of what was said, so that wordings can be compared word by word.

In: a transcript or a quote. Out: ``Stream``: comparable forms with their places. Always true: numbers in figures and
words, currencies, percent, time units and contractions have one form each ("forty-five days" and "45 days" are equal);
labels, bracketed notes, fillers, stutters, back-channel lines and numbers the speaker took back are not in ``core``.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import decomposition, numeric

from analyzer.extract.grounding.lexicon import CURRENCY_MARK, NUMBER_MARK
from analyzer.language.numbers import Number, read_numbers
from analyzer.language.quantities import decimal_string
from analyzer.language.units import CURRENCIES, CURRENCY_PHRASES, SYMBOLS, TIME_UNITS, UNIT_PHRASES, UNITS
from analyzer.language.words import BACK_CHANNEL, Word, mark_fillers, non_speech, open_contraction, words

_LABEL = re.compile(r"^[^\S\n]*(?:[*_#>\[(]*)([^\n:]{1,40}?)(?:[*_\])]*):[*_]*(?=\s)", re.MULTILINE)
_SHORT_UNITS = {"h": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "d": "day", "wk": "week", "yr": "year"}
_PLAIN_UNITS = {
    form: unit for form, unit in UNITS.items() if (unit in TIME_UNITS or unit == "percent") and form not in _SHORT_UNITS and form != "second"
}
_ONE_FORM = {
    "nobody": ("no", "one"), "everybody": ("everyone",), "somebody": ("someone",), "anybody": ("anyone",),
    "wont": ("will", "not"), "aint": ("is", "not"),
}  # fmt: skip
_JOINTS = frozenset({"to", "or", "and"})
_BACK_CHANNEL_LENGTH = 6
_LONGEST_STUTTER = 4


@dataclass(slots=True)
class Stream:
    """Forms of a text with their places, and which of them are its core."""

    text: str
    forms: list[str]
    starts: list[int]
    ends: list[int]
    lines: list[int]
    """Which line of the text each form is in."""
    spoken: list[int]
    """Positions of the forms that were said and may be quoted, fillers included."""
    core: list[int]
    """Positions of the forms that carry what was said."""
    numbers: list[Number]
    silent: list[tuple[int, int]]
    """Bracketed notes."""


def read_stream(text: str, allowed: Sequence[tuple[int, int]] | None = None, labels: Collection[str] | None = None) -> Stream:
    """Return the stream of ``text``; with ``allowed``, only what lies inside these spans is core; ``labels`` default to the recurring ones."""
    spoken, silent = words(text), non_speech(text)
    stream = Stream(text, [], [], [], [], [], [], read_numbers(text, spoken), silent)
    _fill(stream, spoken)
    keep = [True] * len(stream.forms)
    out = list(silent) + label_spans(text, labels) + [(number.start, number.until) for number in stream.numbers if number.retracted]
    _drop_spans(stream, keep, out)
    _drop_shared_units(stream, keep)
    if allowed is not None:
        _keep_spans(stream, keep, allowed)
    _drop_back_channels(stream, keep)
    fillers = mark_fillers(stream.forms)
    stream.spoken = [place for place, kept in enumerate(keep) if kept]
    stream.core = _without_stutters(stream, [place for place in stream.spoken if not fillers[place]])
    return stream


def label_spans(text: str, labels: Collection[str] | None = None) -> list[tuple[int, int]]:
    """Return the spans of speaker labels at line starts ("Customer: "): the given ones, else those that recur."""
    if ":" not in text:
        return []
    found = [(match.group(1).strip(), match.span()) for match in _LABEL.finditer(text)]
    if labels is None:
        counts = Counter(label for label, _ in found)
        labels = {label for label, count in counts.items() if count > 1}
    return [span for label, span in found if label in labels]


def labels_of(text: str) -> frozenset[str]:
    """Return the speaker labels that recur at line starts of ``text``."""
    return frozenset(match.group(1).strip() for start, end in label_spans(text) if (match := _LABEL.match(text, start)))


def number_forms(number: Number) -> tuple[str, ...]:
    """Return the comparable forms of a number: by value, whether in figures or words; of a range low, "to", high."""
    low, high = decimal_string(number.low), decimal_string(number.high)
    if number.kind == "ordinal":
        return (f"{NUMBER_MARK}{low}.",)
    if number.kind == "multiple":
        return (f"{NUMBER_MARK}x{low}",)
    if low == high == "1" and number.kind == "cardinal":
        return ("one",)  # what "one" is, a number or a pronoun, hangs on words that a quote may leave out
    if number.kind == "vague":
        return (f"{NUMBER_MARK}~{low}",)
    return (NUMBER_MARK + low,) if low == high else (NUMBER_MARK + low, "to", NUMBER_MARK + high)


def _fill(stream: Stream, spoken: Sequence[Word]) -> None:
    """Write the forms of all words; a number with its symbol becomes number, currency or number, percent."""
    text, line, line_end = stream.text, 0, _line_end(stream.text, 0)
    numbers = iter([number for number in stream.numbers if number.kind != "pronoun"])
    number = next(numbers, None)
    index, count = 0, len(spoken)
    after_number = False
    while index < count:
        word = spoken[index]
        while word.start > line_end:
            line, line_end = line + 1, _line_end(text, line_end + 1)
        while number is not None and number.end <= word.start:
            number = next(numbers, None)
        if number is not None and number.start <= word.start:
            while index < count and spoken[index].start < number.end:
                index += 1
            _put_number(stream, number, line)
            after_number = True
            continue
        index += _put_words(stream, spoken, index, line, after_number)
        after_number = False


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _put(stream: Stream, form: str, start: int, end: int, line: int) -> None:
    stream.forms.append(form)
    stream.starts.append(start)
    stream.ends.append(end)
    stream.lines.append(line)


def _take_back(stream: Stream) -> None:
    for column in (stream.forms, stream.starts, stream.ends, stream.lines):
        column.pop()


def _put_number(stream: Stream, number: Number, line: int) -> None:
    text, start, end = stream.text, number.start, number.end
    currency = SYMBOLS.get(text[start - 1]) if start else None
    country = _COUNTRY.search(text, max(0, start - 4), start) if currency else None
    if country and country.group(1) in _DOLLARS:  # "A$45"
        currency, start = _DOLLARS[country.group(1)], country.start()
        while stream.starts and stream.starts[-1] >= start:
            _take_back(stream)
    elif currency:
        start -= 1
    elif text[start : start + 1] in "-\u2212" and text[start + 1 : start + 2] in SYMBOLS:
        currency = SYMBOLS[text[start + 1]]
    elif text[start : start + 7].casefold() == "between" and text[start + 7 : start + 9].strip() in SYMBOLS:
        currency = SYMBOLS[text[start + 7 : start + 9].strip()]
    elif stream.forms and stream.forms[-1] in _CODES and stream.ends[-1] in (start - 1, start) and stream.lines[-1] == line:
        currency = stream.forms[-1][1:]  # "EUR 45" is said as 45 euros
        start = stream.starts[-1]
        _take_back(stream)
    start, forms = _read_figure(number, text, start)
    for form in forms:
        _put(stream, form, start, end, line)
    if currency:
        _put(stream, CURRENCY_MARK + currency, start, end, line)
        return
    behind = text[end : end + 2].lstrip(_BLANKS)[:1]
    if behind == "%":
        place = text.index("%", end)
        _put(stream, "percent", place, place + 1, line)
    elif behind in SYMBOLS and behind and not text[text.index(behind, end) + 1 : text.index(behind, end) + 2].isdigit():
        place = text.index(behind, end)
        _put(stream, CURRENCY_MARK + SYMBOLS[behind], place, place + 1, line)


_COUNTRY = re.compile(r"(?<![A-Za-z])([A-Z]{1,2})\$$")
_DOLLARS = {"US": "USD", "C": "CAD", "CA": "CAD", "A": "AUD", "AU": "AUD", "NZ": "NZD", "HK": "HKD", "S": "SGD", "SG": "SGD", "R": "BRL"}
_CODES = frozenset(CURRENCY_MARK + code for code in CURRENCIES.values())


def _read_figure(number: Number, text: str, start: int) -> tuple[int, tuple[str, ...]]:
    """Return where a number starts and its comparable forms; as written where what it is worth hangs on the country ("1.000")."""
    figure = text[number.start : number.end]
    if number.kind in ("time", "date") or (number.kind == "label" and "/" in figure) or _POINT_OR_THOUSANDS.fullmatch(figure):
        return start, (NUMBER_MARK + figure.casefold(),)
    if figure.isdecimal() and text[start - 1 : start] == "." and not text[max(0, start - 2) : start - 1].strip(_BLANKS + "-"):
        return start - 1, (NUMBER_MARK + decimal_string(Decimal(f"0.{figure}")),)  # ".5"
    return start, number_forms(number)


_BLANKS = " \u00a0\u2009\u202f"
_POINT_OR_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def _put_words(stream: Stream, spoken: Sequence[Word], index: int, line: int, after_number: bool) -> int:
    """Write the form(s) of the word at ``index``; return how many words were used up."""
    word = spoken[index]
    norm = word.norm
    if index + 1 < len(spoken):
        pair = (norm, spoken[index + 1].norm)
        currency, unit = CURRENCY_PHRASES.get(pair), UNIT_PHRASES.get(pair)
        if currency or unit == "percent":
            _put(stream, CURRENCY_MARK + currency if currency else "percent", word.start, spoken[index + 1].end, line)
            return 2
    if norm in CURRENCIES:
        _put(stream, CURRENCY_MARK + CURRENCIES[norm], word.start, word.end, line)
    elif len(norm) == 1 and norm.isnumeric() and decomposition(norm).startswith("<fraction>"):
        _put_vulgar_fraction(stream, norm, word, line, after_number)
    elif norm in _PLAIN_UNITS:
        _put(stream, _PLAIN_UNITS[norm], word.start, word.end, line)
    elif after_number and norm in ("bps", "bp", "pp"):
        for form in ("basis", "points") if norm != "pp" else ("percentage", "points"):
            _put(stream, form, word.start, word.end, line)
    elif after_number and norm in _SHORT_UNITS:
        _put(stream, _SHORT_UNITS[norm], word.start, word.end, line)
    else:
        for form in _ONE_FORM.get(norm) or open_contraction(norm):
            _put(stream, form, word.start, word.end, line)
    return 1


def _put_vulgar_fraction(stream: Stream, sign: str, word: Word, line: int, after_number: bool) -> None:
    """Write "\u00bd" as 0.5, behind a whole number as part of it ("1\u00bd")."""
    value, start = Decimal(numeric(sign)).quantize(Decimal("0.0001")), word.start
    whole = "1" if stream.forms and stream.forms[-1] == "one" else stream.forms[-1][1:] if stream.forms else ""
    if after_number and word.start - stream.ends[-1] <= 1 and whole.isdecimal():
        value, start = value + int(whole), stream.starts[-1]
        _take_back(stream)
    _put(stream, NUMBER_MARK + decimal_string(value), start, word.end, line)


def _drop_shared_units(stream: Stream, keep: list[bool]) -> None:
    """Drop the first of two equal units of numbers that are joined: "from 12% to 8%" is said as "from 12 to 8 percent"."""
    forms = stream.forms
    for place in range(1, len(forms) - 3):
        if forms[place + 1] in _JOINTS and forms[place] == forms[place + 3] and forms[place - 1][0] == forms[place + 2][0] == NUMBER_MARK:
            keep[place] = False


def _drop_spans(stream: Stream, keep: list[bool], spans: list[tuple[int, int]]) -> None:
    place, count = 0, len(stream.starts)
    for start, end in sorted(spans):
        while place < count and stream.starts[place] < start:
            place += 1
        inside = place
        while inside < count and stream.starts[inside] < end:
            keep[inside] = False
            inside += 1


def _keep_spans(stream: Stream, keep: list[bool], allowed: Sequence[tuple[int, int]]) -> None:
    """Keep only the forms that lie wholly inside one of the spans."""
    spans = sorted(allowed)
    ends = [end for _, end in spans]
    for place, (start, end) in enumerate(zip(stream.starts, stream.ends, strict=True)):
        span = bisect_left(ends, end)
        keep[place] = keep[place] and span < len(spans) and spans[span][0] <= start


def _drop_back_channels(stream: Stream, keep: list[bool]) -> None:
    """Drop the short lines that only say "go on", where there are other lines."""
    first, count = 0, len(stream.forms)
    if not count or stream.lines[0] == stream.lines[-1]:
        return
    while first < count:
        last = first
        while last < count and stream.lines[last] == stream.lines[first]:
            last += 1
        said = [stream.forms[place] for place in range(first, last) if keep[place]]
        if len(said) <= _BACK_CHANNEL_LENGTH and all(form in BACK_CHANNEL for form in said):
            keep[first:last] = [False] * (last - first)
        first = last


def _without_stutters(stream: Stream, core: list[int]) -> list[int]:
    """Drop what the speaker says again straight away ("we have we have", "I- I think"); numbers stay."""
    said = [stream.forms[position] for position in core]
    kept: list[int] = []
    place = 0
    while place < len(core):
        again = _said_again(stream, core, said, place)
        if not again:
            kept.append(core[place])
        place += again or 1
    return kept


def _said_again(stream: Stream, core: list[int], said: list[str], place: int) -> int:
    """Return how many forms from ``place`` on are repeated straight behind."""
    rest = len(said) - place
    if rest > 1 and said[place + 1].startswith(said[place]) and _breaks_off(stream, core[place], core[place + 1]):
        return 1
    for length in range(1, min(_LONGEST_STUTTER, rest // 2) + 1):
        if said[place] != said[place + length] or stream.lines[core[place]] != stream.lines[core[place + length]]:
            continue
        first = said[place : place + length]
        if first != said[place + length : place + 2 * length] or any(form[0] == NUMBER_MARK for form in first):
            continue
        if not _starts_anew(stream, core[place + length - 1], core[place + length], core[place + 2 * length - 1]):
            return length
    return 0


def _starts_anew(stream: Stream, end: int, start: int, last: int) -> bool:
    """Whether the second of two equal stretches is a new sentence ("the logo on it. It's old") or ends inside a word ("all of it, it's")."""
    gap = stream.text[stream.ends[end] : stream.starts[start]]
    inside = last + 1 < len(stream.starts) and stream.starts[last + 1] == stream.starts[last]
    return inside or bool(set(gap.replace("...", "")) & set(".!?"))


def _breaks_off(stream: Stream, first: int, second: int) -> bool:
    gap = stream.text[stream.ends[first] : stream.starts[second]]
    return gap[:1] in ("-", "\u2014", "\u2013") and len(gap) > 1 and len(stream.forms[first]) <= 4 and "\n" not in gap
