"""Says each thing once: findings of one interview that are the same become one with the evidence of all.

In: findings of one interview, from whichever extractor. Out: fewer findings. Always true: the result does not depend on
the order of the input; no evidence is lost or invented; a grounded finding never takes over an ungrounded one's quotes;
links to a finding that was taken over lead to the one that took it.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations

from analyzer.language.words import words
from analyzer.records import Evidence, Finding, Flag, Link, Metric, Quantity

SAME_PLACE = 0.8
"""Share of common characters (intersection over union of the statements' evidence) from which two findings say the same."""

_FLAG_ORDER: tuple[Flag, ...] = (
    "side_unconfirmed", "unsupported_claim", "value_mismatch", "ambiguous_place", "vendor_outcome", "third_party",
    "led_by_interviewer", "hedged", "contradicted", "level_inferred", "stale_quote",
)  # fmt: skip


def consolidate(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with duplicates united, in order of place in the interview.

    Two findings of one kind are the same if their statements are, word by word, or if they rest on the same place
    (``SAME_PLACE``); metrics only if they also have the same values. The earliest one keeps its id.
    """
    current = sorted({finding.id: finding for finding in sorted(findings, key=_content)}.values(), key=place_key)
    while True:
        groups = _group(current)
        if len(groups) == len(current):
            return [_relink(finding, {}) for finding in current]
        taken = {other.id: group[0].id for group in groups for other in group}
        current = sorted((_relink(_unite(group), taken) for group in groups), key=place_key)


def place_key(finding: Finding) -> tuple[bool, int, int, str, str]:
    """Return the key that sorts findings as an interview tells them, the fuller quote first; those found nowhere come last."""
    placed = [(piece.start, piece.end) for piece in finding.evidence if piece.start is not None and piece.end is not None]
    start, end = min(placed, default=(0, 0))
    return (not placed, start, -end, finding.kind, finding.id)


def _content(finding: Finding) -> str:
    # Of two records under one id, which one is kept must not depend on the order in which they come.
    return finding.model_dump_json()


def _group(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return the findings in groups of the same, each group and all groups in the order given."""
    leader = list(range(len(findings)))

    def head(index: int) -> int:
        while leader[index] != index:
            index = leader[index]
        return index

    for first, second in combinations(range(len(findings)), 2):
        if _same(findings[first], findings[second]):
            low, high = sorted((head(first), head(second)))
            leader[high] = low
    groups: dict[int, list[Finding]] = {}
    for index, finding in enumerate(findings):
        groups.setdefault(head(index), []).append(finding)
    return list(groups.values())


def _same(first: Finding, second: Finding) -> bool:
    if first.kind != second.kind or first.interview != second.interview or first.grounded != second.grounded:
        return False
    if isinstance(first, Metric) and isinstance(second, Metric) and _values(first) != _values(second):
        return False
    if not first.grounded and _claims(first) != _claims(second):
        return False
    return _plain(first.statement) == _plain(second.statement) or _overlap(_spans(first), _spans(second)) >= SAME_PLACE


def _values(metric: Metric) -> list[tuple[str, str, str | None, str | None] | None]:
    return [(value.low, value.high, value.unit, value.currency) if value else None for value in (metric.value, metric.baseline, metric.target)]


def _claims(finding: Finding) -> set[str]:
    return {piece.claimed for piece in finding.evidence if piece.supports == "statement"}


def _plain(statement: str) -> list[str]:
    return [word.norm for word in words(statement)]


def _spans(finding: Finding) -> list[tuple[int, int]]:
    """Return the grounding places of the statement without overlaps, in order."""
    placed = sorted((piece.start or 0, piece.end or 0) for piece in finding.evidence if piece.grounds and piece.supports == "statement")
    merged: list[tuple[int, int]] = []
    for start, end in placed:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlap(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> float:
    common = sum(max(0, min(end, other_end) - max(start, other_start)) for start, end in first for other_start, other_end in second)
    total = sum(end - start for start, end in first) + sum(end - start for start, end in second) - common
    return common / total if total else 0.0


def _unite(group: list[Finding]) -> Finding:
    """Return the first of the group with the evidence, flags and links of all, and fields it lacks from the next that has them."""
    keeper = group[0]
    if len(group) == 1:
        return keeper
    evidence, renamed = _unite_evidence(group)
    flags = {flag for finding in group for flag in finding.flags}
    if any("level_inferred" not in finding.flags and finding.level == keeper.level for finding in group):
        flags.discard("level_inferred")
    changes: dict[str, object] = {
        "evidence": evidence, "flags": tuple(flag for flag in _FLAG_ORDER if flag in flags),
        "links": tuple(link for finding in group for link in finding.links), "confidence": max(finding.confidence for finding in group),
    }  # fmt: skip
    for number, finding in enumerate(group):
        for name in type(keeper).model_fields:
            value = getattr(finding, name)
            if isinstance(value, Quantity):
                value = value.model_copy(update={"evidence": renamed.get((number, value.evidence or ""), value.evidence)})
            if name not in changes and value is not None and (getattr(keeper, name) is None or (number == 0 and isinstance(value, Quantity))):
                changes[name] = value
    return keeper.model_copy(update=changes)


def _unite_evidence(group: list[Finding]) -> tuple[tuple[Evidence, ...], dict[tuple[int, str], str]]:
    """Return all quotes once, numbered anew, and (place in the group, old quote_id) -> new quote_id."""
    numbers: dict[tuple[object, ...], str] = {}
    renamed: dict[tuple[int, str], str] = {}
    united: list[Evidence] = []
    for number, finding in enumerate(group):
        for quote_id in dict.fromkeys(piece.quote_id for piece in finding.evidence):
            pieces = [piece for piece in finding.evidence if piece.quote_id == quote_id]
            key = tuple((piece.supports, piece.start, piece.end, piece.claimed if piece.start is None else "") for piece in pieces)
            if key not in numbers:
                numbers[key] = f"q{len(numbers) + 1}"
                united += [piece.model_copy(update={"quote_id": numbers[key]}) for piece in pieces]
            renamed[number, quote_id] = numbers[key]
    return tuple(united), renamed


def _relink(finding: Finding, taken: dict[str, str]) -> Finding:
    links = dict.fromkeys(Link(type=link.type, to=taken.get(link.to, link.to)) for link in finding.links)
    return finding.model_copy(update={"links": tuple(link for link in links if link.to != finding.id)})
