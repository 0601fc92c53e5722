"""What one line could be: every way to read a time and a label off its beginning.

In: one line (or paragraph) and the bold text it begins with. Out: ``Form``s in falling order of explicitness. Always
true: a form only says what the line could be; ``survey`` decides by the whole file. Only the first 240 characters
of a line are looked at, so a line of any length costs the same.
"""

import re
from dataclasses import dataclass

from analyzer.ingest.labels import MAX_LABEL, looks_like_name, may_be_label
from analyzer.ingest.times import CLOCK, parse_clock
from analyzer.ingest.words import fold, squeeze

_REACH = 240
_MOMENT = rf"(?:{CLOCK}(?:\s?[AaPp]\.?[Mm]\b\.?)?|\d{{1,3}}h\s?\d{{1,2}}m(?:\s?\d{{1,2}}s)?|\d{{1,3}}m\s?\d{{1,2}}s|\d{{1,6}}\.\d{{1,3}}s)"
_TO = r"\s{0,3}(?:-->|->|[-\u2013\u2014/~]|to)\s{0,3}"
_RANGE = rf"(?P<start>{_MOMENT})(?:{_TO}(?P<end>{_MOMENT}))?"
_SECONDS = rf"(?P<start>\d{{1,6}}\.\d{{1,3}}s?)(?:{_TO}(?P<end>\d{{1,6}}\.\d{{1,3}}s?))?"
"""Decimals may be quantities: they are times in square brackets only."""
_BARE_CLOCK = rf"(?P<start>{CLOCK}(?:\s?[AaPp]\.?[Mm]\b\.?)?)(?:\s{{0,3}}(?:-->|->|[-\u2013\u2014]|to)\s{{0,3}}(?P<end>{CLOCK}))?"
MARKED_TIME = re.compile(rf"\[\s?{_RANGE}\s?\]|#\s?{CLOCK}(?:-\d)?\s?#")
"""A time that a tool set into the speech: in square brackets, or between number signs."""
_TIME_PATTERNS = (
    re.compile(rf"\[\s*{_RANGE}\s*\]"),
    re.compile(rf"\[\s*{_SECONDS}\s*\]"),
    re.compile(rf"\(\s*{_RANGE}\s*\)"),
    re.compile(rf"<\s*{_RANGE}\s*>"),
    re.compile(rf"\{{\s*{_RANGE}\s*\}}"),
    re.compile(rf"#\s*{_RANGE}(?:-\d)?\s*#"),
    re.compile(rf"{_BARE_CLOCK}(?![\w:])"),
)
_SPELT_TIME = re.compile(
    r"(?P<start>\d{1,2} hours? \d{1,2} minutes?(?: \d{1,2} seconds?)?|\d{1,3} minutes? \d{1,2} seconds?|\d{1,2} seconds?)(?P<end>)"
    r"(?=\s*$|\s*\d{1,2}:\d{2})"
)
_LEAD = re.compile(r"\s*(?:(?:[-*+\u2022\u00b7\u25cf\u25aa>\u00bb\u2013\u2014]|>>+|#{1,6}|\d{1,4}[.)])\s+|>>+)?")
_BOLD = re.compile(r"(\*\*\*|\*\*|__|\*|_)(?=\S)(.{1,140}?)(?<=\S)\1")
_AFTER_TIME = re.compile(r"\s*(?:[|:\uff1a,>\u2013\u2014-]\s*)?")
_DASH = re.compile(r"\s+[-\u2013\u2014>|]+\s+|\s?\t\s?|\s*\|\s*")
_BRACKET_LABEL = re.compile(r"[\[<(\u3010]([^\[\]<>()\u3010\u3011]{1,100})[\]>)\u3011]\s*[:\uff1a]?\s*")
_LABEL_END = re.compile(r"[\s,\u2022\u00b7|\u2013\u2014@-]+$")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a line."""

    shape: str
    """``bold``, ``colon``, ``header`` (label and time, no speech), ``inline`` (label, time, speech), ``dash``, ``bracket``, ``name``;
    without a label ``time`` (nothing else on the line) and ``clock`` (a time, then speech)."""
    label: str
    rest: str
    start_ms: int | None = None
    end_ms: int | None = None

    @property
    def timed(self) -> bool:
        """Whether the line carries a time."""
        return self.start_ms is not None


@dataclass(frozen=True, slots=True)
class _Time:
    start_ms: int | None
    end_ms: int | None


_NO_TIME = _Time(None, None)


def read_forms(line: str, strong: str = "") -> list[Form]:
    """Return every way to read the line, most explicit first; empty where it is nothing but speech.

    ``strong`` is the bold text the line begins with where the format keeps bold apart (.docx).
    """
    lead = _LEAD.match(line)
    body = line[lead.end() :] if lead else line
    head, tail = body[:_REACH], body[_REACH:]
    bold = strong.strip()
    if not bold:
        head, bold = _unbold(head)
    time, width = _leading_time(head)
    after_time = head[width:]
    if width:
        gap = _AFTER_TIME.match(after_time)
        after_time = after_time[gap.end() :] if gap else after_time
        if not after_time.strip() and not tail:
            return [Form("time", "", "", time.start_ms, time.end_ms)]
        if bold:
            bold = bold[width:].strip(" -|:\uff1a") if bold.startswith(head[:width]) else bold
        else:
            after_time, bold = _unbold(after_time)
    forms = _forms(after_time, tail, time, bold)
    if width:
        forms.append(Form("clock", "", (after_time + tail).strip(), time.start_ms, time.end_ms))
    return forms


def _unbold(head: str) -> tuple[str, str]:
    """Take the marks off a bold beginning; return the text without them and the bold part, empty where the text does not begin bold.

    A second bold stretch that follows at once (``**00:01:07** **Tom:** text``) loses its marks too.
    """
    marked = _BOLD.match(head)
    if marked is None:
        return head, ""
    bold, after = marked.group(2).strip(), head[marked.end() :]
    if _BOLD.match(after.lstrip()):
        after = _BOLD.sub(r"\2", after, count=1)
    return f"{bold}{'' if bold.endswith((':', '：')) or after[:1] in ':：' else ' '}{after}", bold


def _forms(head: str, tail: str, time: _Time, bold: str) -> "list[Form]":
    forms: list[Form] = []
    bracket = _BRACKET_LABEL.match(head)
    if bracket and may_be_label(bracket.group(1).strip()):
        inside = bracket.group(1).strip()
        later, width = _leading_time(head[bracket.end() :])
        rest = head[bracket.end() + width :] + tail
        moment = later if width else time
        forms.append(Form("header" if width and not rest.strip() else "bracket", inside, rest.lstrip(" :\t"), moment.start_ms, moment.end_ms))
    if found := _colon_form(head, tail, time, bold):
        if field := _field_form(found):
            return [field]
        forms.append(found)
    if found := _time_after_form(head, tail, time):
        forms.append(found)
    if bold and (found := _bold_form(head, tail, time, bold)):
        forms.append(found)
    if (dash := _DASH.search(head[: MAX_LABEL + 3])) and may_be_label(label := head[: dash.start()].strip()):
        forms.append(Form("dash", label, head[dash.end() :] + tail, time.start_ms, time.end_ms))
    if not tail and may_be_label(label := head.strip().rstrip(":\uff1a").strip()):
        forms.append(Form("header" if time.start_ms is not None else "name", label, "", time.start_ms, time.end_ms))
    return forms


def _colon_form(head: str, tail: str, time: _Time, bold: str) -> Form | None:
    position = _label_colon(head)
    if position is None:
        return None
    label, moment = _split_trailing_time(head[:position], time)
    rest = head[position + 1 :]
    later, width = _leading_time(rest.lstrip())
    behind = rest.lstrip()[width:]
    if width and moment.start_ms is None and (not behind.strip() or any(character.isalnum() for character in behind)):
        moment, rest = later, behind
    if not may_be_label(label):
        return None
    bold_label = bool(bold) and (bold.rstrip(" :\uff1a") == head[:position].strip() or bold.startswith(label))
    return Form("bold" if bold_label else "colon", label, (rest + tail).strip(), moment.start_ms, moment.end_ms)


def _field_form(found: Form) -> Form | None:
    """``Speaker: Tom`` and ``Timestamp: 00:00:07`` on lines of their own: fields of a turn, not words of one."""
    key = fold(found.label)
    if key in ("speaker", "speaker name") and len(found.rest) <= MAX_LABEL and looks_like_name(found.rest):
        return Form("header", found.rest, "", found.start_ms, found.end_ms)
    if key in ("timestamp", "time", "timecode") and (not found.rest or found.start_ms is None):
        moment, width = (_Time(found.start_ms, found.end_ms), 0) if not found.rest else _leading_time(found.rest)
        if moment.start_ms is not None and width == len(found.rest):
            return Form("time", "", "", moment.start_ms, moment.end_ms)
    return None


def _label_colon(head: str) -> int | None:
    """Return where the colon after a label is: outside brackets, not in a clock, not in an address."""
    depth = 0
    for position, character in enumerate(head[: MAX_LABEL + 40]):
        if character in "([\uff08\u3010":
            depth += 1
        elif character in ")]\uff09\u3011":
            depth = max(depth - 1, 0)
        elif character in ":\uff1a" and not depth:
            if head[position + 1 : position + 3] == "//":
                return None
            before, after = head[position - 1 : position], head[position + 1 : position + 2]
            if not (before.isdigit() and after.isdigit()):
                return position
    return None


def _split_trailing_time(text: str, time: _Time) -> tuple[str, _Time]:
    """``Tom O'Brien (01:07)`` -> the label and its time."""
    for position in range(len(text)):
        if (text[position] in "[(<{#" or (text[position].isdigit() and (position == 0 or text[position - 1] in " \t"))) and position:
            found, width = _leading_time(text[position:])
            if width and not text[position + width :].strip():
                return _LABEL_END.sub("", text[:position]).strip(), found
    return text.strip(), time


def _time_after_form(head: str, tail: str, time: _Time) -> Form | None:
    """``Tom O'Brien  1:02:14``, ``Tom [00:07] text``, ``Tom O'Brien<TAB>00:01:07``, ``Tom O'Brien 0 minutes 7 seconds``."""
    if time.start_ms is not None:
        return None
    for position, character in enumerate(head[:MAX_LABEL]):
        opens = character in "[(<{#" or (character.isdigit() and position and head[position - 1] in " \t\u2022\u00b7|")
        if not opens or not position:
            continue
        found, width = _leading_time(head[position:])
        if not width:
            continue
        label = re.sub(r"\s+(?:at|um|à|@)$", "", _LABEL_END.sub("", head[:position])).strip().rstrip(":\uff1a")
        rest = (head[position + width :] + tail).strip()
        rest = rest.removeprefix(":").removeprefix("\uff1a").strip() if rest[:1] in ":\uff1a" else rest
        if not may_be_label(label) or (rest and character.isdigit() and not _DASH.match(head[position - 1 :])):
            return Form("header", label, "", found.start_ms, found.end_ms) if may_be_label(label) and not rest else None
        return Form("inline" if rest else "header", label, rest, found.start_ms, found.end_ms)
    return None


def _bold_form(head: str, tail: str, time: _Time, bold: str) -> Form | None:
    label, moment = _split_trailing_time(bold.rstrip(" :\uff1a"), time)
    if not head.startswith(bold[: len(label)]) or not may_be_label(label):
        return None
    return Form("bold", label, (head[len(bold) :] + tail).strip(" :\uff1a\t\u2013\u2014-"), moment.start_ms, moment.end_ms)


def _leading_time(text: str) -> tuple[_Time, int]:
    """Return the time a text begins with and its width; width 0 where there is none."""
    start = len(text) - len(text.lstrip(" \t"))
    first = text[start : start + 1]
    if not first or (first not in "[(<{#" and not first.isdigit()):
        return _NO_TIME, 0
    for pattern in _TIME_PATTERNS:
        if found := pattern.match(text, start):
            begin = parse_clock(found["start"].rstrip("s")) if "." in found["start"] and ":" not in found["start"] else parse_clock(found["start"])
            begin = begin if begin is not None else _seconds(found["start"])
            return _Time(begin, _moment(found["end"])), found.end()
    if found := _SPELT_TIME.match(text, start):
        clock = re.match(r"\s*\d{1,2}:\d{2}(?::\d{2})?", text[found.end() :])
        return _Time(parse_clock(squeeze(found["start"])), None), found.end() + (clock.end() if clock else 0)
    return _NO_TIME, 0


def _moment(text: str | None) -> int | None:
    if not text:
        return None
    clock = parse_clock(text)
    return clock if clock is not None else _seconds(text)


def _seconds(text: str) -> int | None:
    try:
        return round(float(text.rstrip("s")) * 1000)
    except ValueError:
        return None
