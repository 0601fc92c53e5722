"""A run as one self-contained page: the figures, then each miss and each wrong finding beside its turn, worst interview first.

In: a run and the suite it was scored on. Out: one HTML document without scripts, images or anything fetched. Always true: text reaches
the page only through ``_text`` and lxml's serialiser, which escapes it; a policy in the page forbids whatever is not its own style sheet.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from analyzer.errors import EvaluateError
from analyzer.evaluate.case import Case
from analyzer.evaluate.compare import Comparison
from analyzer.evaluate.gold import Suite
from analyzer.evaluate.incidents import TITLES, Incident, list_incidents
from analyzer.evaluate.layout import Block, Lines, Table
from analyzer.evaluate.overlap import Span
from analyzer.evaluate.results import CaseResult, RunResult
from analyzer.evaluate.table import block_of_themes, blocks_of_comparison, blocks_of_run
from analyzer.records import Turn
from analyzer.report.escape import visible

PAGE_FILE = "report.html"
STYLE = Path(__file__).with_name("page.css")


def write_page(path: Path, run: RunResult, suite: Suite, comparison: Comparison | None = None) -> None:
    """Write the page of a run (and of its comparison with an earlier one); EvaluateError where it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render_page(run, suite, comparison), encoding="utf-8", newline="\n")
    except OSError as error:
        raise EvaluateError(f"{path}: cannot be written: {error.strerror}", "name a file you may write to") from error


def render_page(run: RunResult, suite: Suite, comparison: Comparison | None = None) -> str:
    """Return the page; cases whose labels or transcript the suite holds otherwise are told of in figures only."""
    from lxml import html

    style = STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = _element("head", _element("meta", charset="utf-8"), _element("meta", ("http-equiv", "Content-Security-Policy"), content=policy))
    head.append(_element("meta", name="viewport", content="width=device-width, initial-scale=1"))
    head.append(_element("title", f"Evaluation: {run.suite}"))
    sheet = _element("style")
    sheet.text = style  # Our own file: the serialiser leaves style sheets as they are, and the policy's hash is that of this text.
    head.append(sheet)
    themes = block_of_themes(run)
    blocks = [*blocks_of_run(run), *([themes] if themes.lines else []), *(blocks_of_comparison(comparison) if comparison else [])]
    main = _element("main", _element("h1", blocks[0].title), *(_block(block, titled=bool(number)) for number, block in enumerate(blocks)))
    cases = {case.name: case for case in suite.cases}
    told = [result for result in run.cases if result.state == "scored" and result.case in cases and cases[result.case].sha256 == result.sha256]
    told.sort(key=_worst_first)
    contents = [_element("li", _element("a", result.case, href=f"#c{number}")) for number, result in enumerate(told, 1)]
    main.append(_element("nav", _element("h2", "Interviews, worst first"), _element("ol", *contents), _key()))
    main.extend(_case(cases[result.case], result, number) for number, result in enumerate(told, 1))
    page = _element("html", head, _element("body", main), lang="en")
    return str(html.tostring(page, doctype="<!DOCTYPE html>", encoding="unicode")) + "\n"


def _key() -> Any:
    labelled, found = (_element("mark", name, css=name) for name in ("labelled", "found"))
    return _element("p", labelled, " words of an item that was missed or only partly found, ", found, " words that a finding quotes.", css="soft key")


def _worst_first(result: CaseResult) -> tuple[float, str]:
    figure = result.measures.get("all.f1")
    return (1.0 if figure is None else figure, result.case)


def _case(case: Case, result: CaseResult, number: int) -> Any:
    incidents = list_incidents(case, result)
    figure = result.measures.get("all.f1")
    counts = [f"{sum(one.status == status for one in incidents)} {title.lower()}" for status, title in TITLES.items()]
    told = ", ".join(count for count in counts if not count.startswith("0 ")) or "nothing missed and nothing wrong"
    heading = _element("h2", result.case, " ", _element("span", "F1 " + ("-" if figure is None else f"{figure:.2f}"), css="figure"))
    section = _element("section", heading, _element("p", f"{result.split}: {told}", css="soft"), css="case", id=f"c{number}")
    for turn, group in groupby(incidents, key=lambda one: one.turn):
        section.append(_place(case, turn, list(group)))
    return section


def _place(case: Case, turn: int | None, incidents: list[Incident]) -> Any:
    cards = _element("div", *(_card(one) for one in incidents), css="cards")
    if turn is None:
        return _element("div", _element("div", _element("p", "No place in the transcript.", css="soft"), css="turn"), cards, css="place")
    said = case.interview.turns[turn]
    before = case.interview.turns[turn - 1] if turn else None
    asked = [_question(case, before)] if before is not None and before.speaker not in case.customers else []
    speaker = case.interview.speaker(said.speaker)
    by = _element("p", _element("strong", speaker.name or speaker.key), f" \u00b7 turn {turn}", css="by")
    labelled = [span for one in incidents for span in one.labelled_spans]
    found = [span for one in incidents for span in one.found_spans]
    words = _element("blockquote", *_marked(case.interview.text, said, labelled, found), dir="auto")
    return _element("div", _element("div", *asked, by, words, css="turn"), cards, css="place")


def _question(case: Case, turn: Turn) -> Any:
    speaker = case.interview.speaker(turn.speaker)
    return _element("p", f"{speaker.name or speaker.key}: {case.interview.text[turn.start : turn.end]}", css="asked", dir="auto")


def _marked(text: str, turn: Turn, labelled: Iterable[Span], found: Iterable[Span]) -> Iterator[Any]:
    """Yield the words of a turn, labelled passages and passages of findings marked; where both lie, both."""
    groups = {"labelled": list(labelled), "found": list(found)}
    ends = {end for spans in groups.values() for span in spans for end in span if turn.start < end < turn.end}
    for start, end in pairwise(sorted({turn.start, turn.end, *ends})):
        marks = [name for name, spans in groups.items() if any(first <= start and end <= last for first, last in spans)]
        yield _element("mark", text[start:end], css=" ".join(marks)) if marks else text[start:end]


def _card(one: Incident) -> Any:
    head = _element("p", _element("span", TITLES[one.status], css="status"), f" {one.kind}", css="head")
    lines = [("labelled", one.labelled), ("found", one.found), ("why", one.reason)]
    told = [part for name, line in lines if line for part in (_element("dt", name), _element("dd", line, dir="auto"))]
    return _element("article", head, _element("dl", *told), css=one.status.replace(" ", "-"))


def _block(block: Block, titled: bool) -> Any:
    title = [_element("h2", block.title)] if block.title and titled else []
    if isinstance(block, Table):
        head = _element("tr", *(_cell("th", cell, column in block.left) for column, cell in enumerate(block.header)))
        rows = [_element("tr", *(_cell("td", cell, column in block.left) for column, cell in enumerate(row))) for row in block.rows]
        table = _element("table", _element("thead", head), _element("tbody", *rows))
        return _element("section", *title, _element("div", table, css="table"))
    return _element("section", *title, _lines(block))


def _lines(block: Lines) -> Any:
    items = [
        _element("li", first, *([_element("span", second, css="second", dir="auto")] if second else []), dir="auto") for first, second in block.lines
    ]
    return _element("ul", *items)


def _cell(tag: str, text: str, left: bool) -> Any:
    return _element(tag, text, css="left" if left else "")


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
