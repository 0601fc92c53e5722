"""Blocks of a report and their two forms: plain text of 100 columns, and Markdown.

In: ``Table`` and ``Lines``. Out: text. Always true: words of transcripts, labels and answers never become markup or control a
terminal; a table that would be wider than the page has its first column cut.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 100
GAP = "  "
LEAST_NAME = 12
"""Characters the first column keeps when a table has to be narrowed."""
_MARKUP = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#!~$"} | {"&": "&amp;"})


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first column is text, the others are right-aligned figures unless named in ``left``."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class Lines:
    """Sentences, one an item; (item, indented line below it)."""

    title: str
    lines: tuple[tuple[str, str], ...]


Block = Table | Lines


def to_text(blocks: Iterable[Block]) -> str:
    """Return the blocks for a terminal: plain characters, 100 columns, one blank line between blocks."""
    return "\n\n".join("\n".join(_text_lines(block)) for block in blocks) + "\n"


def to_markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks as Markdown (GitHub's tables); every character of the content is escaped that could be markup."""
    return "\n\n".join("\n".join(_markdown_lines(block)) for block in blocks) + "\n"


def plain(text: str) -> str:
    """Return text on one line with whatever is not printable (control sequences, direction marks) made visible."""
    return "".join(character if character.isprintable() else "\ufffd" for character in " ".join(text.split()))


def _text_lines(block: Block) -> list[str]:
    title = [plain(block.title)] if block.title else []
    if isinstance(block, Table):
        rows = [[plain(cell) for cell in row] for row in (block.header, *block.rows)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(block.header))]
        excess = sum(widths) + len(GAP) * (len(widths) - 1) - WIDTH
        widths[0] = max(LEAST_NAME, widths[0] - excess) if excess > 0 else widths[0]
        lines = [_align(row, widths, block.left) for row in rows]
        return [*title, lines[0], "-" * min(WIDTH, len(lines[0])), *lines[1:]]
    lines = []
    for first, second in block.lines:
        lines += textwrap.wrap(plain(first), WIDTH, subsequent_indent="    ") or [""]
        lines += textwrap.wrap(plain(second), WIDTH, initial_indent="    ", subsequent_indent="    ")
    return title + lines


def _align(row: Sequence[str], widths: Sequence[int], left: frozenset[int]) -> str:
    fitted = [cell if len(cell) <= width else cell[: width - 3] + "..." for cell, width in zip(row, widths, strict=True)]
    cells = [cell.ljust(width) if column in left else cell.rjust(width) for column, (cell, width) in enumerate(zip(fitted, widths, strict=True))]
    return GAP.join(cells).rstrip()


def _markdown_lines(block: Block) -> list[str]:
    title = [f"### {_escape(block.title)}", ""] if block.title else []
    if isinstance(block, Table):
        marks = [":--" if column in block.left else "--:" for column in range(len(block.header))]
        rows = [[_escape(cell) for cell in row] for row in (block.header, *block.rows)]
        return [*title, *("| " + " | ".join(row) + " |" for row in (rows[0], marks, *rows[1:]))]
    lines = []
    for first, second in block.lines:
        lines.append(f"- {_escape(first)}")
        if second:
            lines.append(f"  <br>{_escape(second)}")
    return title + lines


def _escape(text: str) -> str:
    return plain(text).translate(_MARKUP)
