"""The guard: a statement that says more than its quotes is not printed as fact.

In: entries of the model. Out: whether they may be printed. Always true: a finding flagged ``unsupported_claim`` prints
neither statement, why, cause nor name until somebody rewords or confirms it; its verbatim quotes and ids stay readable.
"""

from collections.abc import Iterator

from analyzer.language.claims import unsupported_claims
from analyzer.records import Entry, MetricLine, ReviewedFinding, SegmentModel

HELD = "held back until reworded or confirmed"


def is_held(member: ReviewedFinding) -> bool:
    """Whether nothing this finding words itself may be printed."""
    return "unsupported_claim" in member.flags


def is_held_back(entry: Entry) -> bool:
    """Whether the entry's statement may not be printed.

    The wording is that of one or more members, whose flags decide; a wording chosen in a merge is nobody's, so it is checked here.
    """
    authors = [member for member in entry.members if member.finding.statement == entry.statement]
    if authors:
        return all(is_held(member) for member in authors)
    return bool(unsupported_claims(entry.statement, [piece.quote for _, piece in entry.evidence()]))


def entries_of(model: SegmentModel) -> Iterator[Entry]:
    """Yield every entry of the model once, in the order a reader meets them."""
    seen: set[str] = set()
    for entry in _walk(model):
        if entry.id not in seen:
            seen.add(entry.id)
            yield entry


def _walk(model: SegmentModel) -> Iterator[Entry]:
    for outcome in model.outcomes:
        yield outcome.entry
        for obstacle in outcome.obstacles:
            yield obstacle.entry
            yield from _metrics(obstacle.metrics)
        yield from _metrics(outcome.metrics)
    for line in model.enhancement_lines:
        yield line.entry
        yield from _metrics(line.metrics)
    yield from model.enhancements
    for obstacle in model.unlinked_obstacles:
        yield obstacle.entry
        yield from _metrics(obstacle.metrics)
    yield from _metrics(model.unlinked_metrics)


def _metrics(lines: tuple[MetricLine, ...]) -> Iterator[Entry]:
    for line in lines:
        yield line.entry
        yield from _metrics(line.ladder)


def held_back(model: SegmentModel) -> list[ReviewedFinding | Entry]:
    """Return what is held back, in reading order: entries whose statement is, else the single members that are."""
    found: list[ReviewedFinding | Entry] = []
    for entry in entries_of(model):
        if is_held_back(entry):
            found.append(entry)
        else:
            found += [member for member in entry.members if is_held(member)]
    return found
