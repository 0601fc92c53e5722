"""Plain text: the segment model as a tree for a terminal.

In: the model. Out: lines of at most 80 columns. Always true: no control character of any text reaches the terminal; wide
characters count as two columns; what the document says aloud (thin, unquantified, held back, missing) is said here too.
"""

import unicodedata
from collections.abc import Iterator

from analyzer.config import TOO_THIN_BELOW
from analyzer.records import Entry, Metric, MetricLine, ObstacleLine, OutcomeLine, Prevalence, SegmentModel
from analyzer.report.back_part import review_command
from analyzer.report.compose import SHORT_STAMP
from analyzer.report.escape import one_line
from analyzer.report.guard import HELD, entries_of, held_back, is_held, is_held_back
from analyzer.report.outcome_part import values
from analyzer.report.phrases import NOT_QUANTIFIED, STRATEGIC, count, interval_phrase, short_size

COLUMNS = 80
TEE, LAST, BAR, BLANK = "\u251c\u2500 ", "\u2514\u2500 ", "\u2502  ", "   "

Node = tuple[tuple[str, ...], list["Node"]]
"""What a node says, a line each, and what hangs under it."""


def tree_text(model: SegmentModel) -> str:
    """Return the segment as a tree, lines joined by line feeds, none wider than 80 columns."""
    lines = [*_wrap(f"{model.title} ({model.segment})", COLUMNS), *_wrap(_coverage(model), COLUMNS)]
    if not any(entries_of(model)):
        return "\n".join([*lines, "", "Nothing is approved in this segment yet.", *_wrap(f"next: {review_command(model.segment)}", COLUMNS)])
    if len(model.organisations) < TOO_THIN_BELOW:
        lines += _wrap(f"Too thin to speak of shares: {count(len(model.organisations), 'organisation')} so far.", COLUMNS)
    if model.without_organisation:
        lines += _wrap(f"Counted nowhere, organisation not known: {', '.join(model.without_organisation)}", COLUMNS)
    for outcome in model.outcomes:
        lines += ["", *_hang(f"{outcome.rank}. ", _named(outcome.entry), COLUMNS), *_draw(_outcome(outcome))]
    for title, nodes in _others(model):
        lines += ["", title, *_draw(nodes)]
    return "\n".join(lines)


def _coverage(model: SegmentModel) -> str:
    decided = f"{model.decided} of {count(model.decided + model.open, 'finding')} decided, {model.open} open"
    heard = f"{count(model.interviews, 'interview')}, {count(len(model.organisations), 'organisation')}"
    return f"{heard}; {decided}; model {model.version[:SHORT_STAMP]}"


def _others(model: SegmentModel) -> Iterator[tuple[str, list[Node]]]:
    lane: list[Node] = [
        ((_named(line.entry), f"{_said(line.prevalence)}; serves {', '.join(line.serves) or 'no outcome yet'}"), _metrics(line.metrics))
        for line in model.enhancement_lines
    ]
    loose: list[Node] = [_obstacle(line, sized=False) for line in model.unlinked_obstacles] + _metrics(model.unlinked_metrics)
    held: list[Node] = [((f"{item.kind} [{item.id}]",), []) for item in held_back(model)]
    for title, nodes in (("Enhancement lane", lane), ("Not linked yet", loose), (HELD.capitalize(), held)):
        if nodes:
            yield title, nodes


def _outcome(line: OutcomeLine) -> list[Node]:
    nodes: list[Node] = [((f"{_said(line.prevalence)}; {STRATEGIC[line.deemed_by]}",), [])]
    told = {member.id for member in line.entry.members if not is_held(member)}
    nodes += [((f"why: {why if finding in told else HELD} [{finding}]",), []) for finding, why in line.why]
    nodes += [_obstacle(obstacle) for obstacle in line.obstacles]
    nodes += _metrics(line.metrics)
    if line.serves:
        nodes.append(((f"served by the enhancements {', '.join(line.serves)}",), []))
    if line.missing:
        nodes.append(((f"missing: {', '.join(line.missing)}",), []))
    return nodes


def _obstacle(line: ObstacleLine, *, sized: bool = True) -> Node:
    mark, effect = (f"obstacle {line.rank}", f"effect {short_size(line)}; ") if sized else ("obstacle", "")
    return (f"{mark}: {_named(line.entry)}", f"{effect}{_said(line.prevalence)}"), _metrics(line.metrics)


def _metrics(lines: tuple[MetricLine, ...]) -> list[Node]:
    return [((f"metric: {_metric(line.entry)} [{line.entry.id}]", _said(line.prevalence)), _metrics(line.ladder)) for line in lines]


def _metric(entry: Entry) -> str:
    metric = entry.lead.finding
    if not isinstance(metric, Metric):
        return _wording(entry)
    now, target, size = values(metric)
    path = f"{now} \u2192 {target}" if now and target else f"now {now}" if now else f"target {target}" if target else ""
    return f"{HELD if is_held_back(entry) else metric.name}: {', '.join(part for part in (path, size) if part) or NOT_QUANTIFIED}"


def _named(entry: Entry) -> str:
    return f"{_wording(entry)} [{entry.id}]"


def _wording(entry: Entry) -> str:
    return f"({HELD})" if is_held_back(entry) else entry.statement


def _said(prevalence: Prevalence) -> str:
    return f"said in {prevalence.n} of {prevalence.of} ({interval_phrase(prevalence)})"


def _draw(nodes: list[Node], prefix: str = "") -> Iterator[str]:
    for position, (texts, under) in enumerate(nodes):
        last = position == len(nodes) - 1
        below = prefix + (BLANK if last else BAR)
        behind = below + (BAR if under else "")
        first, *rest = [line for text in texts for line in _wrap(text, COLUMNS - len(prefix) - 2 * len(BAR))]
        yield f"{prefix}{LAST if last else TEE}{first}"
        yield from (f"{behind}{line}" for line in rest)
        yield from _draw(under, below)


def _hang(mark: str, text: str, width: int) -> list[str]:
    first, *rest = _wrap(text, width - len(mark))
    return [f"{mark}{first}", *(f"{' ' * len(mark)}{line}" for line in rest)]


def _wrap(text: str, width: int) -> list[str]:
    """Return the text in lines of at most ``width`` columns, broken at blanks, a longer word inside itself; at least one line."""
    lines, line, taken = [], "", 0
    for word in one_line(text).split(" "):
        wide = columns(word)
        if line and taken + 1 + wide > width:
            lines.append(line)
            line, taken = "", 0
        line, taken = (f"{line} {word}", taken + 1 + wide) if line else (word, wide)
        while taken > width:
            cut = _fitting(line, width)
            lines.append(line[:cut])
            line = line[cut:]
            taken = columns(line)
    return [*lines, line]


def _fitting(text: str, width: int) -> int:
    taken = 0
    for position, character in enumerate(text):
        taken += columns(character)
        if taken > width:
            return max(1, position)
    return len(text)


def columns(text: str) -> int:
    """Return how many columns a terminal gives the text: combining marks none, wide characters two."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
