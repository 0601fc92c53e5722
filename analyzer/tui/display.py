"""The one gate every text passes on its way to the terminal.

In: strings of any origin, with the role they play. Out: lines of (text, role) spans, wrapped or cut to a number of columns.
Always true: what leaves here holds no control character, no direction override and no lone surrogate, so it cannot drive the
terminal; a string is never read as markup; a line is at most as wide as asked.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len

Role = Literal["", "dim", "strong", "head", "good", "bad", "warn", "accent", "quote", "key", "outcome", "obstacle", "metric", "chosen"]
"""What a text is, never what it looks like; a widget's style sheet gives it colour and weight."""
ROLES: tuple[Role, ...] = (
    "dim", "strong", "head", "good", "bad", "warn", "accent", "quote", "key", "outcome", "obstacle", "metric", "chosen",
)  # fmt: skip

Span = tuple[str, Role]
Line = tuple[Span, ...]
ELLIPSIS = "…"
_REMOVED = frozenset("\u200d\ufe0e\ufe0f\xad")
"""Joiners, variation selectors, the soft hyphen: invisible, and terminals disagree about their width."""
_KEPT = frozenset("\u200c")


@lru_cache(maxsize=65_536)
def visible(text: str) -> str:
    """Return the text as one line in which nothing is hidden: controls as ␛ or \\u202e, other blanks and line ends as spaces."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if char in _REMOVED:
        return ""
    if char.isprintable() or char in _KEPT:
        return char
    code = ord(char)
    if char in "\t\n\r\x0b\x0c\x85" or unicodedata.category(char) in ("Zs", "Zl", "Zp"):
        return " "
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures of Unicode
    if code == 0x7F:
        return "\u2421"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width_of(spans: Iterable[Span]) -> int:
    """Return how many columns the spans take."""
    return sum(cell_len(visible(text)) for text, _ in spans)


def text_of(spans: Iterable[Span]) -> str:
    """Return the words of the spans, gated, without their roles."""
    return "".join(visible(text) for text, _ in spans)


def clip(spans: Sequence[Span], width: int) -> Line:
    """Return the spans as one line of at most ``width`` columns; what is cut is marked by an ellipsis."""
    shown = [(visible(text), role) for text, role in spans if text]
    if sum(cell_len(text) for text, _ in shown) <= width:
        return tuple(shown)
    if width <= 0:
        return ()
    left = width - 1
    line: list[Span] = []
    for text, role in shown:
        part = _fitting(text, left)
        line.append((part, role))
        left -= cell_len(part)
        if part != text:
            break
    while len(line) > 1 and not line[-1][0]:
        line.pop()
    line[-1] = (line[-1][0] + ELLIPSIS, line[-1][1])
    return tuple(line)


def shorten(text: str, width: int) -> str:
    """Return a name in at most ``width`` columns: its middle gives way to an ellipsis, for its end tells it from its like."""
    text = visible(text)
    if cell_len(text) <= width:
        return text
    if width <= 0:
        return ""
    start = _fitting(text, width // 2)
    end = _fitting(text[::-1], width - 1 - cell_len(start))[::-1]
    return f"{start}{ELLIPSIS}{end}"


def spread(left: Sequence[Span], right: Sequence[Span], width: int) -> Line:
    """Return one line of ``width`` columns: ``left`` at its start, ``right`` at its end; ``left`` is cut first."""
    end = clip(right, width)
    start = clip(left, max(0, width - width_of(end) - (1 if end else 0)))
    gap = max(0, width - width_of(start) - width_of(end))
    return (*start, (" " * gap, ""), *end)


def wrap(spans: Sequence[Span], width: int, first: Sequence[Span] = (), rest: Sequence[Span] | None = None) -> list[Line]:
    """Return the spans as lines of at most ``width`` columns, broken at blanks, a longer word inside itself.

    ``first`` stands before the first line, ``rest`` before the others (default: blanks as wide as ``first``). At least one line.
    """
    head = clip(first, max(0, width - 1))
    indent = width_of(head)
    hang = clip(rest, max(0, width - 1)) if rest is not None else ((" " * indent, ""),) if indent else ()
    lines: list[Line] = []
    line: list[Span] = []
    free = max(1, width - indent)

    def end_line() -> None:
        nonlocal line, free
        lines.append(_finish(line, hang if lines else head))
        line, free = [], max(1, width - width_of(hang))

    for word in _words(spans):
        size = sum(cell_len(text) for text, _ in word)
        if word[0][0] == " ":
            if line and free > 0:  # a blank at the start of a line would only indent it
                line.append(word[0])
                free -= 1
            continue
        if size > free and line:
            end_line()
        for text, role in word:
            while cell_len(text) > free:
                part = _fitting(text, free) or ("" if line else text[:1])
                line.append((part, role))
                text = text[len(part) :]
                end_line()
            if text:
                line.append((text, role))
                free -= cell_len(text)
    if line or not lines:
        end_line()
    return lines


def first_lines(lines: Sequence[Line], most: int, width: int) -> list[Line]:
    """Return at most so many of the lines; what is left out is marked by an ellipsis."""
    return list(lines) if len(lines) <= most else [*lines[: most - 1], clip([*lines[most - 1], (f" {ELLIPSIS}", "dim")], width)]


def mark_text(text: str, marks: Iterable[tuple[int, int]], role: Role, plain: Role = "") -> list[Span]:
    """Return the text with the given slices (code points, end-exclusive) in ``role`` and the rest in ``plain``."""
    spans: list[Span] = []
    position = 0
    for start, end in sorted(marks):
        start, end = max(position, start), min(len(text), end)
        if start >= end:
            continue
        if start > position:
            spans.append((text[position:start], plain))
        spans.append((text[start:end], role))
        position = end
    if position < len(text):
        spans.append((text[position:], plain))
    return spans


def _words(spans: Sequence[Span]) -> Iterable[list[Span]]:
    """Yield single blanks and words; a word that changes its role half-way has several pieces."""
    word: list[Span] = []
    for text, role in spans:
        for position, piece in enumerate(visible(text).split(" ")):
            if position:
                if word:
                    yield word
                    word = []
                yield [(" ", role)]
            if piece:
                word.append((piece, role))
    if word:
        yield word


def _finish(line: list[Span], before: Line) -> Line:
    while line and line[-1][0] == " ":
        line.pop()
    joined: list[Span] = list(before)
    for text, role in line:
        if joined and joined[-1][1] == role:
            joined[-1] = (joined[-1][0] + text, role)
        else:
            joined.append((text, role))
    return tuple(joined)


def _fitting(text: str, width: int) -> str:
    """Return the longest beginning of at most ``width`` columns."""
    if cell_len(text) <= width:
        return text
    low, high = 0, min(len(text), max(0, width))
    while low < high:
        middle = (low + high + 1) // 2
        if cell_len(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low]
