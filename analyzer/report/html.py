"""HTML: the portfolio strategy as one self-contained page, to read on a screen or on paper.

In: the model. Out: one HTML document without scripts, images or anything fetched. Always true: text reaches the page only
through ``_text`` and lxml's serialiser, which escapes it; a policy in the page forbids whatever is not its own style sheet.
"""

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analyzer.records import Prevalence, SegmentModel
from analyzer.report.blocks import Aside, Block, Bullets, Code, Facts, Jump, Paragraph, Quote, Section, Share, Spans, Strong, Table
from analyzer.report.compose import compose
from analyzer.report.escape import visible
from analyzer.report.phrases import share_phrase

STYLE = Path(__file__).with_name("page.css")
DEEPEST = 6
SHORT_CELL = 14
"""Characters up to which a table's cell stays on one line."""
BAR = 100
"""Units of the drawing from 0 to 100 %."""


def write_html(model: SegmentModel) -> str:
    """Return the strategy document of one segment as one HTML page; of an empty one, what to do next."""
    from lxml import html

    document = compose(model)
    style = STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = _element("head", _element("meta", charset="utf-8"), _element("meta", ("http-equiv", "Content-Security-Policy"), content=policy))
    head.append(_element("meta", name="viewport", content="width=device-width, initial-scale=1"))
    head.append(_element("title", f"{document.genre}: {document.title}"))
    sheet = _element("style")
    sheet.text = style  # Our own file: the serialiser leaves style sheets as they are, and the policy's hash is that of this text.
    head.append(sheet)
    main = _element("main", _element("p", document.genre, css="genre"), _element("h1", document.title), *_blocks(document.blocks))
    stamp = ("Model version ", Code(document.stamp), ". The same findings, decisions, products and settings give the same version.")
    main.append(_element("footer", *_spans(stamp)))
    page = _element("html", head, _element("body", main), lang="en")
    return str(html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")) + "\n"


def _element(tag: str, *content: Any, css: str = "", **attributes: str) -> Any:
    """Return an element; strings among ``content`` become text, pairs attributes whose names are no Python names."""
    from lxml import etree

    element = etree.Element(tag)
    named = [*attributes.items(), *(part for part in content if isinstance(part, tuple)), *([("class", css)] if css else [])]
    for name, value in named:
        element.set(name, visible(value))
    for part in content:
        if isinstance(part, str):
            _text(element, part)
        elif not isinstance(part, tuple):
            element.append(part)
    return element


def _text(element: Any, text: str) -> None:
    """Add text behind what the element holds: the one way for a string onto the page."""
    shown = visible(text)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + shown
    else:
        element.text = (element.text or "") + shown


def _blocks(blocks: Iterable[Block], depth: int = 2) -> list[Any]:
    return [_section(block, depth) if isinstance(block, Section) else _block(block) for block in blocks]


def _section(section: Section, depth: int) -> Any:
    number = [_element("span", section.number, css="number"), " "] if section.number else []
    heading = _element(f"h{min(DEEPEST, depth)}", *number, _element("span", *_spans(section.title), dir="auto"))
    anchor = {"id": section.anchor} if section.anchor else {}
    return _element("section", heading, *_blocks(section.blocks, depth + 1), css=section.kind, **anchor)


def _block(block: Paragraph | Facts | Bullets | Table | Quote) -> Any:
    if isinstance(block, Paragraph):
        return _element("p", *_spans(block.spans), css="" if block.tone == "plain" else block.tone, dir="auto")
    if isinstance(block, Facts):
        pairs = [_element("div", _element("dt", label), _element("dd", *_spans(spans))) for label, spans in block.items]
        return _element("dl", *pairs, css=block.kind)
    if isinstance(block, Bullets):
        return _element("ul", *(_element("li", *_spans(item)) for item in block.items))
    if isinstance(block, Table):
        head = _element("tr", *(_element("th", cell, scope="col") for cell in block.head))
        rows = [_element("tr", *(_cell(cell) for cell in row)) for row in block.rows]
        return _element("div", _element("table", _element("thead", head), _element("tbody", *rows)), css="table")
    return _quote(block)


def _cell(spans: Spans) -> Any:
    cell = _element("td", *_spans(spans))
    # Dates, counts and ids are not broken over lines.
    if len("".join(cell.itertext())) <= SHORT_CELL:
        cell.set("class", "short")
    return cell


def _quote(quote: Quote) -> Any:
    about = f", {quote.about_speaker}" if quote.about_speaker else ""
    caution = [" ", _element("span", f"({quote.caution})", css="caution")] if quote.caution else []
    by = _element("figcaption", _element("strong", quote.speaker), f"{about} \u00b7 {quote.place} \u00b7 ", _element("code", quote.finding), *caution)
    return _element("figure", _element("blockquote", f"\u201c{quote.words}\u201d", dir="auto"), by)


def _spans(spans: Spans) -> list[Any]:
    elements: list[Any] = []
    for span in spans:
        if isinstance(span, Strong):
            elements.append(_element("strong", span.text))
        elif isinstance(span, Code):
            elements.append(_element("code", span.text))
        elif isinstance(span, Aside):
            elements.append(_element("em", span.text, css="aside"))
        elif isinstance(span, Jump):
            elements.append(_element("a", span.text, href=f"#{span.anchor}"))
        elif isinstance(span, Share):
            elements.append(_share(span.prevalence))
        else:
            elements.append(span)
    return elements


def _share(prevalence: Prevalence) -> Any:
    """Draw the share as a point on its interval, beside the words."""
    words = share_phrase(prevalence)
    if prevalence.of == 0:
        return _element("span", words, css="share")
    low, high, point = prevalence.low * BAR, prevalence.high * BAR, prevalence.n / prevalence.of * BAR
    drawing = _element(
        "svg", _rect("track", 0, 3, BAR, 4), _rect("interval", low, 3, high - low, 4),
        _element("circle", ("cx", f"{min(max(point, 4), BAR - 4):.1f}"), cy="5", r="4", css="point"),
        ("viewBox", f"0 0 {BAR} 10"), ("aria-hidden", "true"),
    )  # fmt: skip
    return _element("span", drawing, _element("span", words), css="share")


def _rect(css: str, x: float, y: float, width: float, height: float) -> Any:
    return _element("rect", css=css, x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height=f"{height:.1f}", rx="2")
