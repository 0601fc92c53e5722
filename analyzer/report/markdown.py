"""Markdown: the portfolio strategy document of one segment.

In: the model. Out: Markdown (CommonMark with GitHub's tables). Always true: every string passes the gate in
``report.escape``, so a transcript's headings, links, images and HTML are shown and never take effect.
"""

from collections.abc import Iterable

from analyzer.records import Prevalence, SegmentModel
from analyzer.report.blocks import Aside, Block, Bullets, Code, Facts, Paragraph, Quote, Section, Share, Span, Spans, Strong, Table
from analyzer.report.compose import compose
from analyzer.report.escape import code_markdown, escape_markdown
from analyzer.report.phrases import share_phrase

DEEPEST = 6
DOTS = 12
"""Up to so many organisations are drawn as dots."""


def write_markdown(model: SegmentModel) -> str:
    """Return the strategy document of one segment; of an empty one, what to do next."""
    document = compose(model)
    blocks = [f"# {escape_markdown(f'{document.genre}: {document.title}')}", *_blocks(document.blocks)]
    blocks.append(f"---\n\nModel version {code_markdown(document.stamp)}. The same findings, decisions, products and settings give the same version.")
    return "\n\n".join(blocks) + "\n"


def _blocks(blocks: Iterable[Block], depth: int = 2) -> Iterable[str]:
    for block in blocks:
        if isinstance(block, Section):
            number = f"{block.number} " if "." in block.number else f"{block.number}. " if block.number else ""
            yield f"{'#' * min(DEEPEST, depth)} {number}{_spans(block.title)}"
            yield from _blocks(block.blocks, depth + 1)
        else:
            yield _block(block)


def _block(block: Paragraph | Facts | Bullets | Table | Quote) -> str:
    if isinstance(block, Paragraph):
        return f"> \u26a0 {_spans(block.spans)}" if block.tone == "warning" else _spans(block.spans)
    if isinstance(block, Facts):
        return "\n".join(f"- **{escape_markdown(label)}:** {_spans(spans)}" for label, spans in block.items)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_spans(item)}" for item in block.items)
    if isinstance(block, Table):
        return _table(block)
    return _quote(block)


def _table(table: Table) -> str:
    head = [escape_markdown(cell) for cell in table.head]
    rows = [head, ["---"] * len(head), *([_spans(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _quote(quote: Quote) -> str:
    about = f", {escape_markdown(quote.about_speaker)}" if quote.about_speaker else ""
    caution = f" *({escape_markdown(quote.caution)})*" if quote.caution else ""
    by = f"\u2014 **{escape_markdown(quote.speaker)}**{about} \u00b7 {escape_markdown(quote.place)} \u00b7 {code_markdown(quote.finding)}{caution}"
    return f"> \u201c{escape_markdown(quote.words)}\u201d\n>\n> {by}"


def _spans(spans: Spans) -> str:
    return "".join(_span(span) for span in spans).strip()


def _span(span: Span) -> str:
    if isinstance(span, Share):
        return _share(span.prevalence)
    text = span if isinstance(span, str) else span.text
    inner = code_markdown(text) if isinstance(span, Code) else escape_markdown(text)
    if inner and isinstance(span, Strong | Aside):
        mark = "**" if isinstance(span, Strong) else "*"
        inner = f"{mark}{inner}{mark}"
    # The gate trims, and emphasis may not begin or end with a blank: blanks at the ends stay outside.
    return f"{' ' if text[:1].isspace() else ''}{inner}{' ' if text[-1:].isspace() and inner else ''}"


def _share(prevalence: Prevalence) -> str:
    dots = "\u25cf" * prevalence.n + "\u25cb" * (prevalence.of - prevalence.n) + " " if 0 < prevalence.of <= DOTS else ""
    return f"{dots}{escape_markdown(share_phrase(prevalence))}"
