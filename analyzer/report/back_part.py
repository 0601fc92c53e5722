"""The back of the strategy: enhancement lane, products, departments, and everything that is not finished.

In: the model. Out: sections. Always true: nothing that is approved is left out; what is not linked, not complete or held
back is listed with what to do about it.
"""

import shlex
from collections.abc import Iterator

from analyzer.records import LINK_NAMES, Entry, Metric, SegmentModel
from analyzer.report.blocks import Aside, Block, Bullets, Code, Facts, Paragraph, Section, Share, Spans, Strong, Table, join
from analyzer.report.guard import HELD, entries_of, held_back
from analyzer.report.outcome_part import MISSING, OutcomePart, cautions, ids, wording

LEVELS = {"strategic": "strategic", "operational": "operational", "tactical": "tactical", "unset": "level not set"}
NOTHING = "\u2013"


def back_parts(model: SegmentModel, part: OutcomePart) -> Iterator[Section]:
    """Yield the sections behind the outcomes, those with nothing to say left out."""
    for title, blocks in (
        ("Enhancement lane", _lane(model, part)),
        ("Role of each product", _products(model)),
        ("Where the needs come from", _departments(model)),
        ("Not linked yet", _loose(model, part)),
        ("What is still missing", _missing(model)),
        (HELD.capitalize(), _held(model, part)),
    ):
        if blocks:
            yield Section((title,), tuple(blocks))


def review_command(segment: str) -> str:
    """Return the command that reviews a segment."""
    return f"analyzer review --segment {shlex.quote(segment)}"


def _lane(model: SegmentModel, part: OutcomePart) -> list[Block]:
    if not model.enhancement_lines:
        return []
    blocks: list[Block] = [Paragraph(("Small requests that keep customers. They stay in sight here and take no part in the ranking above.",))]
    ranked = {line.entry.id: (f"{line.rank}. ", *wording(line.entry)) for line in model.outcomes}
    for line in model.enhancement_lines:
        serves = join((ranked.get(one, (Code(one),)) for one in line.serves), "; ")
        facts: list[tuple[str, Spans]] = [("Said in", (Share(line.prevalence),)), ("Serves", serves or (Aside("no outcome yet"),))]
        facts += [*cautions(line.entry), ("Rests on", ids(line.entry))]
        inner = (Facts(tuple(facts)), *part.sources.entry_quotes(line.entry), *part.metric_blocks(line.metrics))
        blocks.append(Section(wording(line.entry), inner, "obstacle"))
    return blocks


def _products(model: SegmentModel) -> list[Block]:
    if not model.products:
        return []
    roles = {(role.product, role.obstacle): role.role for role in model.roles}
    rows: list[tuple[Spans, ...]] = []
    for outcome in model.outcomes:
        for line in outcome.obstacles:
            given = [roles.get((product.id, line.entry.id), "none") for product in model.products]
            cover: Spans = ("",) if any(role != "none" for role in given) else (Strong("gap: no product"),)
            cells = [(role if role != "none" else NOTHING,) for role in given]
            rows.append(((f"{outcome.rank}.{line.rank} ", *wording(line.entry)), *cells, cover))
    if not rows:
        return [Paragraph(("No obstacle of an outcome is approved yet, so no product has a role.",))]
    return [Table(("Obstacle", *(product.name for product in model.products), "Cover"), tuple(rows))]


def _departments(model: SegmentModel) -> list[Block]:
    if not model.departments:
        return []
    levels = [level for level in LEVELS if any(line.levels.get(level) for line in model.departments)]
    head = ("Department", *(LEVELS[level] for level in levels), *(f"outcome {line.rank}" for line in model.outcomes))
    rows: list[tuple[Spans, ...]] = []
    for line in model.departments:
        counts = [line.levels.get(level, 0) for level in levels] + [line.outcomes.get(outcome.entry.id, 0) for outcome in model.outcomes]
        rows.append(((line.department,), *((str(number) if number else NOTHING,) for number in counts)))
    return [Paragraph(("Entries that concern each department, by level and by the outcome they belong to.",)), Table(head, tuple(rows))]


def _loose(model: SegmentModel, part: OutcomePart) -> list[Block]:
    blocks: list[Block] = [part.obstacle(line) for line in model.unlinked_obstacles]
    blocks += part.metric_blocks(model.unlinked_metrics)
    dangling = [_dangling(entry, LINK_NAMES[link.type], link.to) for entry in entries_of(model) for link in entry.dangling]
    if dangling:
        blocks.append(Section(("Linked to findings that are not approved",), (Bullets(tuple(dangling)),), "aspect"))
    intro = Paragraph(
        ("Approved, but without its place under an outcome, so it takes no part in the ranking. Link it: ", Code(review_command(model.segment)))
    )
    return [intro, *blocks] if blocks else []


def _dangling(entry: Entry, link: str, target: str) -> Spans:
    return (*wording(entry), " (", Code(entry.id), f") {link} ", Code(target), ": ", Code(f"analyzer show {target}"))


def _missing(model: SegmentModel) -> list[Block]:
    items: list[Spans] = []
    for line in model.outcomes:
        about: Spans = (f"Outcome {line.rank} (", Code(line.entry.id), "): ")
        items += [(*about, MISSING[part]) for part in line.missing]
        if line.metrics and not line.gaps:
            items.append((*about, "No organisation states both where it is and where it wants to be."))
    items += [("Obstacle ", Code(line.entry.id), ": It blocks no outcome yet.") for line in model.unlinked_obstacles]
    for entry in entries_of(model):
        if any(isinstance(member.finding, Metric) and member.finding.basis == "assumed" for member in entry.members):
            items.append(("Metric ", Code(entry.id), ": A value is assumed, not stated; ask for it in the next interview."))
    return [Bullets(tuple(items))] if items else []


def _held(model: SegmentModel, part: OutcomePart) -> list[Block]:
    found = held_back(model)
    if not found:
        return []
    intro = (
        "These wordings say something (a number, a unit, a negation) that none of their quotes carries. They are not printed as fact anywhere above."
    )
    blocks: list[Block] = [Paragraph((intro, " Reword or confirm each: ", Code(review_command(model.segment))))]
    for item in found:
        members = item.members if isinstance(item, Entry) else (item,)
        statement = item.statement if isinstance(item, Entry) else item.finding.statement
        blocks.append(Paragraph((Aside(f"{item.kind}, not confirmed: "), statement, " ", Code(item.id))))
        blocks += part.sources.quotes(members)
    return blocks
