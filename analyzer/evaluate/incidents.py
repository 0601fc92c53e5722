"""What of a case is worth looking at, place by place: every miss and every finding that is not simply right.

In: a labelled case and how it came out. Out: ``Incident`` in the order of the transcript. Always true: an item and the finding that hit
it halfway or as another kind are one incident; everything has a reason in words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.evaluate.case import Case
from analyzer.evaluate.overlap import Span
from analyzer.evaluate.results import CaseResult, FindingResult, ItemResult
from analyzer.records import Finding
from analyzer.report.phrases import count

TITLES = {
    "missing": "Missed", "partial": "Partly right", "wrong kind": "Wrong kind", "spurious": "Wrong", "distractor": "Bait taken",
    "duplicate": "Repeated", "ungrounded": "Ungrounded",
}  # fmt: skip
"""Status -> what a person reads."""

_NOT_LABELLED = "nothing labelled has these words as evidence"
_NOT_FOUND = "no finding of its kind was matched with these words"


@dataclass(frozen=True)
class Incident:
    """Something at one turn that a reader of the run should look at."""

    turn: int | None
    """None for a finding without a place."""
    status: str
    kind: str
    labelled: str
    """Id and statement of the labelled item; empty where there is none."""
    found: str
    """Kind and statement of the finding; empty where there is none."""
    reason: str
    labelled_spans: tuple[Span, ...] = ()
    """Code points of the transcript."""
    found_spans: tuple[Span, ...] = ()


def list_incidents(case: Case, result: CaseResult) -> list[Incident]:
    """Return what was missed and what was found and is not simply right, in the order of the transcript, placeless ones last."""
    found = [*_of_items(case, result), *_of_findings(case, result)]
    return sorted(found, key=lambda one: (one.turn is None, one.turn or 0, min((*one.labelled_spans, *one.found_spans), default=(0, 0))))


def _of_items(case: Case, result: CaseResult) -> Iterator[Incident]:
    findings = {one.id: one for one in result.findings}
    extracted = {one.id: one for one in result.extracted}
    places = {one.gold.id: tuple((place.start, place.end) for place in one.places) for one in case.items}
    for item in result.items:
        if not item.required or item.status in ("correct", "optional"):
            continue
        hit = findings.get(item.finding or "")
        spans = _spans(case, extracted.get(item.finding or ""))
        said = f"{item.id}: {item.statement}"
        yield Incident(item.turn, item.status, item.kind, said, _tell(hit), _why_missed(item, result), places.get(item.id, ()), spans)


def _of_findings(case: Case, result: CaseResult) -> Iterator[Incident]:
    extracted = {one.id: one for one in result.extracted}
    for one in result.findings:
        if one.status in ("spurious", "distractor", "duplicate", "ungrounded"):
            yield Incident(one.turn, one.status, one.kind, "", _tell(one), one.reason or _NOT_LABELLED, (), _spans(case, extracted.get(one.id)))


def _why_missed(item: ItemResult, result: CaseResult) -> str:
    if item.reason or item.status != "missing":
        return item.reason
    failed = len(result.failed_steps)
    return f"{_NOT_FOUND}; {count(failed, 'step')} of this interview got no usable answer" if failed else _NOT_FOUND


def _tell(finding: FindingResult | None) -> str:
    return f"{finding.kind}: {finding.statement}" if finding else ""


def _spans(case: Case, finding: Finding | None) -> tuple[Span, ...]:
    pieces = [(piece.start, piece.end) for piece in finding.evidence if piece.supports != "why"] if finding else []
    return tuple((start, end) for start, end in pieces if start is not None and end is not None and end <= len(case.interview.text))
