"""A strategy document as lines for a pane.

In: a ``Document`` of ``report``. Out: lines; the line each section begins at. Always true: it says what the written report says, for
it is made from the same blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from analyzer.report.blocks import Aside, Block, Bullets, Code, Document, Facts, Jump, Paragraph, Quote, Section, Share, Spans, Strong, Table
from analyzer.report.phrases import share_phrase
from analyzer.tui.display import Line, Role, Span, width_of, wrap

DOTS = 12
"""Up to so many organisations are drawn as dots."""
GAP = 2
NARROWEST = 8
"""Columns below which a table's cells are listed under each other instead."""


@dataclass
class Page:
    """A document in lines."""

    width: int
    lines: list[Line] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    """Line at which each section begins, in order."""

    def add(self, lines: Sequence[Line], *, blank: bool = True) -> None:
        """Add a block, with a blank line before it."""
        if blank and self.lines:
            self.lines.append(())
        self.lines += lines


def document_page(document: Document, width: int) -> Page:
    """Return the document in lines of at most ``width`` columns."""
    page = Page(width)
    page.add(wrap([(f"{document.genre}: {document.title}", "head")], width))
    for block in document.blocks:
        _block(page, block)
    page.add(wrap([(f"Model version {document.stamp[:DOTS]}", "dim")], width))
    return page


def _block(page: Page, block: Block) -> None:
    if isinstance(block, Section):
        page.add(())
        page.sections.append(len(page.lines))
        number = f"{block.number} " if block.number else ""
        title: list[Span] = [(number, "accent"), *((text, "head") for text, _ in _spans(block.title))]
        page.add(wrap(title, page.width), blank=False)
        for inner in block.blocks:
            _block(page, inner)
    elif isinstance(block, Paragraph):
        first: list[Span] = [("! ", "warn")] if block.tone == "warning" else []
        page.add(wrap(_spans(block.spans, "warn" if block.tone == "warning" else ""), page.width, first))
    elif isinstance(block, Facts):
        label = max((len(name) for name, _ in block.items), default=0) + GAP
        page.add([line for name, spans in block.items for line in wrap(_spans(spans), page.width, [(f"{name:<{label}}", "dim")])])
    elif isinstance(block, Bullets):
        page.add([line for item in block.items for line in wrap(_spans(item), page.width, [("· ", "accent")])])
    elif isinstance(block, Table):
        page.add(_table(block, page.width))
    else:
        page.add(_quote(block, page.width))


def _quote(quote: Quote, width: int) -> list[Line]:
    by = ", ".join(part for part in (quote.speaker, quote.about_speaker) if part)
    bar: list[Span] = [("  ▌ ", "accent")]
    lines = wrap([(f"“{quote.words}”", "strong")], width, bar, bar)
    caution: list[Span] = [(f" ({quote.caution})", "warn")] if quote.caution else []
    return [*lines, *wrap([(f"{by} · {quote.place} · {quote.finding}", "dim"), *caution], width, bar, bar)]


def _table(table: Table, width: int) -> list[Line]:
    """Return a table in columns as wide as their cells; the widest give way where it is too wide; below that, cell under cell."""
    rows = [[_spans(cell) for cell in row] for row in table.rows]
    columns = range(len(table.head))
    wanted = [max([len(table.head[column]), *(width_of(row[column]) for row in rows)]) for column in columns]
    room = width - GAP * (len(table.head) - 1)
    if room < NARROWEST * len(table.head):
        return [line for row in rows for column in columns for line in wrap(row[column], width, [(f"{table.head[column]}: ", "dim")])]
    while sum(wanted) > room:
        widest = max(columns, key=lambda column: wanted[column])
        wanted[widest] = max(NARROWEST, wanted[widest] - max(1, (sum(wanted) - room) // 2))
    head: list[list[Span]] = [[(name, "dim")] for name in table.head]
    return [line for row in [head, *rows] for line in _row(row, wanted)]


def _row(cells: Sequence[Sequence[Span]], widths: Sequence[int]) -> list[Line]:
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines: list[Line] = []
    for number in range(max(len(cell) for cell in wrapped)):
        spans: list[Span] = []
        for cell, width in zip(wrapped, widths, strict=True):
            piece = cell[number] if number < len(cell) else ()
            spans += [*piece, (" " * (width - width_of(piece) + GAP), "")]
        lines.append(tuple(spans[:-1]))  # nothing stands behind the last column
    return lines


def _spans(spans: Spans, plain: Role = "") -> list[Span]:
    made: list[Span] = []
    for span in spans:
        if isinstance(span, Share):
            share = span.prevalence
            dots = "●" * share.n + "○" * (share.of - share.n) + " " if 0 < share.of <= DOTS else ""
            made += [(dots, "good"), (share_phrase(share), plain)]
        elif isinstance(span, str):
            made.append((span, plain))
        else:
            role: Role = "strong" if isinstance(span, Strong) else "accent" if isinstance(span, Code) else "dim" if isinstance(span, Aside) else plain
            made.append((span.text, role))
            assert isinstance(span, Strong | Code | Aside | Jump)
    return made
