"""The card of a finding: what it says, the words it rests on in their context, what is known about it.

In: a session and a finding. Out: lines for a pane. Always true: the quote comes right after the statement; quotes are the
source's slices, what the extractor claimed is shown beside them where it differs, with the differing words marked.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.records import LIKELY, LINK_NAMES, Evidence, LinkType, ReviewedFinding, Side, clock
from analyzer.report.phrases import count
from analyzer.review.context import ContextLine, QuoteView
from analyzer.tui.display import Line, Role, Span, clip, first_lines, mark_text, shorten, spread, text_of, visible, width_of, wrap
from analyzer.tui.words import FLAG, KIND, MATCH, ROLE_WORDS, SETTLED, STATUS, filled_fields
from analyzer.workspace import ReviewSession

NEAR = 2
"""Wrapped lines of a neighbouring turn that are shown before somebody asks for more context."""
LONG, SHORT = 5, 3
"""Wrapped lines from which the quote's own turn is cut to the surroundings of the quote; the second where the pane is low."""
LEAST_FILE, LEAST_NAME = 12, 8
"""Columns a file's and a speaker's name keep in one line as long as they can."""
CLOSE = 50
"""Characters beside the quote that are shown where the pane is low."""
GONE: tuple[str, Role] = ("NO LONGER in the transcript", "warn")
"""What is said of a quote that the present version does not hold."""
SIDE_WORDS: dict[Side, str] = {"customer": "customer", "interviewer": "interviewer", "vendor": "vendor", "unknown": "side not known"}


@dataclass(frozen=True)
class Quoted:
    """A quote with the finding it belongs to: of a merged entry every member's quotes are shown."""

    owner: ReviewedFinding
    view: QuoteView


def quotes_of(session: ReviewSession, item: ReviewedFinding, around: int) -> list[Quoted]:
    """Return the quotes of a finding and of the findings it is merged with, its own first."""
    entry = session.state.entries.get(item.entry or "")
    members = [item, *(member for member in (entry.members if entry else ()) if member.id != item.id)]
    return [Quoted(member, view) for member in members for view in session.quotes(member.id, around)]


def card_lines(
    session: ReviewSession, item: ReviewedFinding, quotes: list[Quoted], at: int, around: int, width: int, *, tight: bool = False
) -> list[Line]:
    """Return the card: head, statement, quote ``at`` (0-based) in ``around`` turns of context, what is known, proposals.

    ``tight`` leaves out blank lines and the far ends of the talk.
    """
    lines = [_head(session, item, width), *wrap([(item.finding.statement, "strong")], width)]
    if standing := session.standing(item.id):
        lines += wrap([(visible(" · ".join(standing)), "warn" if item.status == "disputed" else "dim")], width)
    lines += [line for link in item.finding.links for line in _link(session, link.type, link.to, width, 1 if tight else 2)]
    blank: list[Line] = [] if tight else [()]
    lines += blank
    if quotes:
        lines += quote_lines(quotes[at % len(quotes)], at % len(quotes), len(quotes), around, width, item.id, tight=tight)
    else:
        lines += wrap([("No quote: nothing in the transcript carries this.", "bad")], width)
    lines += blank
    return lines + about_lines(session, item, width)


def _head(session: ReviewSession, item: ReviewedFinding, width: int) -> Line:
    glyph, word, role = STATUS[item.status]
    finding = item.finding
    left: list[Span] = [(item.kind.upper(), KIND[item.kind][1])]
    left += [(f" · {part}", "dim") for part in (finding.level, finding.department, item.organisation) if part]
    right: list[Span] = [("edited ", "dim")] if item.edited else []
    by = [name for name in item.decided_by if name != session.reviewer and item.status != "disputed"]  # of a dispute the card tells more
    right.append((f"{glyph} {word}", role))
    if by:
        right.append((f" by {', '.join(by)}", "dim"))
    return spread(left, right, width)


def _link(session: ReviewSession, kind: LinkType, target: str, width: int, most: int) -> list[Line]:
    other = session.state.findings.get(target)
    said = other.finding.statement if other else f"{target} (not there any more)"
    return first_lines(wrap([(said, "")], width, first=[(f"{LINK_NAMES[kind]} ", "dim")]), most, width)


def quote_lines(quoted: Quoted, at: int, of: int, around: int, width: int, mine: str, *, tight: bool = False) -> list[Line]:
    """Return one quote: how it was found, where, and the talk around it with the quote marked."""
    view = quoted.view
    piece = view.pieces[0]
    words, role = MATCH[piece.match] if view.turn is not None or not piece.quote else GONE
    supports = {"statement": "", "why": "why: ", "value": "value: "}[piece.supports]
    left: list[Span] = [(f"Quote {at + 1} of {of} · {supports}", "dim"), (words, role)]
    lines = [spread(left, [("[ ] other quotes", "dim")] if of > 1 else [], width)]
    if quoted.owner.id != mine:
        lines += first_lines(wrap([(quoted.owner.finding.statement, "dim")], width, first=[("merged in: ", "dim")]), 2, width)
    if view.turn is not None:
        side = SIDE_WORDS[view.side]
        known: Role = "dim" if view.side == "customer" else "warn"
        place = (view.source.rsplit("/", 1)[-1], f"turn {view.turn}", view.speaker, side, clock(view.start_ms))
        lines += [place_line(*place, known, width)] if tight else _packed(_place_parts(*place), known, width)
        lines += [made for line in view.lines for made in _turn(line, around, width, tight)]
    elif any(part.quote for part in view.pieces):
        lines += wrap([(view.quote, "dim")], width, first=[("was said: ", "dim")])
    for part in view.pieces:
        if part.claimed and part.claimed != part.quote:
            lines += _claimed(part, width)
    return lines


def _place_parts(file: str, turn: str, name: str, side: str, time: str) -> list[str]:
    return [part for part in (file, turn, ", ".join(part for part in (name, side) if part), time) if part]


def place_line(file: str, turn: str, name: str, side: str, time: str, role: Role, width: int) -> Line:
    """Return where a quote stands in one line: turn and time always; first the file's name gives way, then the speaker's, then the side."""

    def room(file: str, name: str, side: str) -> int:
        """Return the columns that are left for names where these stand for them."""
        return width - width_of([(" · ".join(_place_parts(file, turn, name, side, time)), role)])

    both = room("?", "?", side) + 2
    file_width, name_width = width_of([(file, role)]), width_of([(name, role)])
    if both >= min(LEAST_FILE, file_width) + min(LEAST_NAME, name_width):
        name = text_of(clip([(name, role)], both - min(LEAST_FILE, file_width)))
        file = shorten(file, both - width_of([(name, role)]))
    else:
        left = room("", "?", side) + 1
        file, name = "", text_of(clip([(name, role)], left)) if left >= LEAST_NAME // 2 else ""
        side = side if room("", name, side) >= 0 else ""
    return clip([(" · ".join(_place_parts(file, turn, name, side, time)), role)], width)


def _packed(parts: Sequence[str], role: Role, width: int) -> list[Line]:
    """Return the parts with dots between them; no line begins or ends with a dot, and none is broken where its part fits a line."""
    rows = [parts[0]]
    for part in parts[1:]:
        if width_of([(f"{rows[-1]} · {part}", role)]) <= width:
            rows[-1] += f" · {part}"
        else:
            rows.append(part)
    return [line for row in rows for line in wrap([(row, role)], width)]


def _turn(line: ContextLine, around: int, width: int, tight: bool) -> list[Line]:
    """Return one turn, wrapped; neighbours are cut to their nearest lines until somebody asks for more."""
    who = (line.speaker or "?").split(" ")[0][:8]
    quoted = bool(line.marks)
    gutter: list[Span] = [("▌" if quoted else " ", "accent"), (f"{line.turn:>4} {who:<8} ", "" if quoted else "dim")]
    hang: list[Span] = [("▌" if quoted else " ", "accent"), (" " * 14, "")]
    made = wrap(mark_text(line.text, line.marks, "quote", "" if quoted else "dim"), width, gutter, hang)
    if around > 1:
        return made
    if not quoted:
        near = 1 if tight else NEAR
        return first_lines(made, near, width)
    if tight and len(made) > SHORT:
        return wrap(_close_up(line), width, gutter, hang)
    return _around_quote(made, hang) if len(made) > LONG else made


def _close_up(line: ContextLine) -> list[Span]:
    """Return the quote with a few words before and after it, and marks where something is left out."""
    start = max(0, min(start for start, _ in line.marks) - CLOSE)
    end = min(len(line.text), max(end for _, end in line.marks) + CLOSE)
    if start:
        start = line.text.find(" ", start) + 1
    if end < len(line.text):
        end = line.text.rfind(" ", 0, end)
    marked = mark_text(line.text[start:end], [(one - start, other - start) for one, other in line.marks], "quote")
    return [("… " if start else "", "dim"), *marked, (" …" if end < len(line.text) else "", "dim")]


def _around_quote(made: list[Line], hang: list[Span]) -> list[Line]:
    """Return the lines of a long turn that hold the quote, with a neighbour at each side and marks where something is left out."""
    holding = [number for number, line in enumerate(made) if any(role == "quote" for _, role in line)]
    if not holding:
        return made
    start, end = max(0, holding[0] - 1), min(len(made), holding[-1] + 2)
    before: list[Line] = [made[0]] if start == 1 else [made[0], (*hang, ("…", "dim"))] if start > 1 else []
    after: list[Line] = [(*hang, ("…", "dim"))] if end < len(made) else []
    return [*before, *made[start:end], *after]


def _claimed(piece: Evidence, width: int) -> list[Line]:
    """Return what the extractor claimed, the words that the source does not have marked."""
    said, claimed = piece.quote.split(), piece.claimed.split()
    spans: list[Span] = []
    for tag, _, _, start, end in difflib.SequenceMatcher(
        None, [_bare(word) for word in said], [_bare(word) for word in claimed], False
    ).get_opcodes():
        role: Role = "dim" if tag == "equal" else "warn"
        spans += [(f"{word} ", role) for word in claimed[start:end]]
    return wrap(spans, width, first=[("claimed: ", "dim")])


def _bare(word: str) -> str:
    return word.strip(".,;:!?\"'“”‘’()").casefold()


def about_lines(session: ReviewSession, item: ReviewedFinding, width: int) -> list[Line]:
    """Return fields, prevalence, flags in words, similar findings and provenance."""
    lines: list[Line] = []
    for name, value in filled_fields(item):
        lines += wrap([(value, "")], width, first=[(f"{name}: ", "dim")])
    if item.original_statement != item.finding.statement:
        lines += wrap([(item.original_statement, "dim")], width, first=[("before the edit: ", "dim")])
    entry = session.state.entries.get(item.entry or "")
    if entry is not None:
        share = session.prevalence(entry)
        said = f"said in {share.n} of {count(share.of, 'organisation')}" + (" (too few to speak of shares)" if share.too_thin else "")
        lines += _packed([said, *([f"{count(len(entry.members), 'finding')} merged"] if len(entry.members) > 1 else [])], "dim", width)
        names = {product.id: product.name for product in session.settings.products}
        roles = [f"{names.get(one.product, one.product)} {ROLE_WORDS[one.role]}" for one in session.state.roles if one.obstacle == entry.id]
        lines += wrap([(" · ".join(roles), "")], width, first=[("products: ", "dim")]) if roles else []
    for flag in item.flags:
        minor = flag in SETTLED
        lines += wrap([(FLAG.get(flag, flag), "dim" if minor else "warn")], width, first=[("· ", "dim") if minor else ("! ", "warn")])
    for number, (other, score) in enumerate(session.similar(item.id)[:3]):
        glyph, _, role = STATUS[other.status]
        first: list[Span] = [("similar: " if not number else "         ", "dim"), (f"{glyph} ", role)]
        likely: list[Span] = [("  likely the same", "dim")] if score >= LIKELY else []
        lines += first_lines(wrap([(other.finding.statement, ""), *likely], width, first), 2, width)
        why = session.why_similar(item.id, other.id)
        lines += first_lines(wrap([(why, "dim")], width, first=[("           ", "")]), 1, width) if why else []
    origin = item.finding.provenance
    parts = (item.id, "added by hand" if origin.extractor == "person" else f"{origin.extractor} extractor", origin.model, origin.run)
    return [*lines, *wrap([(" · ".join(part for part in parts if part), "dim")], width)]


def cite(quoted: Quoted) -> str:
    """Return a quote with its source, for the clipboard."""
    view = quoted.view
    place = ", ".join(
        part for part in (view.speaker, view.source, f"turn {view.turn}" if view.turn is not None else "", clock(view.start_ms)) if part
    )
    return f"“{view.quote}” ({place}) [{quoted.owner.id}]"
