"""Drafts of what a reviewer does with words they marked: a finding the extractor missed, the quote of one that had none.

In: a ``ReviewState`` and a ``Selection``. Out: a ``Draft``; the finding as it would be, for a form. Always true: a draft holds
positions, ids and what the reviewer typed, never the transcript's words; either decision approves, and undo takes all of it back.
"""

from collections.abc import Mapping
from typing import Any

from analyzer.errors import ReviewError
from analyzer.records import Finding, Interview, Kind, ReviewedFinding
from analyzer.review.draft import Draft, check_fields, require
from analyzer.review.fields import editable_fields
from analyzer.review.fold import ReviewState
from analyzer.review.overlap import overlap
from analyzer.review.quoted import Selection, decided_quote, make_added, quotable, with_quote
from analyzer.review.track import QUOTE

PREVIEW = "f_new"
"""Stands for the id of a finding that is not decided yet."""


def preview_finding(state: ReviewState, selection: Selection, kind: Kind) -> ReviewedFinding:
    """Return the finding these words would carry, its fields still empty; ReviewError where they cannot be evidence."""
    interview = _interview(state, selection)
    after = _added(interview, selection, kind, {})
    finding = make_added("", PREVIEW, after, interview, _no_other)
    return ReviewedFinding(
        finding=finding, original_statement="", status="open", segment=interview.segment, organisation=interview.organisation,
        source=interview.source, interview_title=interview.title,
    )  # fmt: skip


def draft_add(state: ReviewState, identifier: str, selection: Selection, kind: Kind, fields: Mapping[str, Any]) -> Draft:
    """Draft adding a finding under this new id, approved at once; ``fields`` are those a reviewer may edit, statement among them.

    ReviewError for words that cannot be evidence, and for fields or values the kind does not take.
    """
    interview = _interview(state, selection)
    after = _added(interview, selection, kind, fields)
    check_fields(preview_finding(state, selection, kind).finding, {"statement": "", **fields}, "the new finding")
    finding = make_added("", identifier, after, interview, _no_other)
    return Draft("add_finding", (identifier,), saw={"interview_version": interview.version, "beside": _beside(state, finding)}, after=after)


def draft_quote(state: ReviewState, identifier: str, selection: Selection) -> Draft:
    """Draft giving a finding the quote it lacks, which approves it; ReviewError for one that has its quote."""
    item = require(state, identifier)
    interview = _interview(state, selection)
    if item.finding.interview != interview.id:
        raise ReviewError(f"{item.id} is of {item.source}, the words marked are of {interview.source}", "mark words of its own interview")
    if item.finding.grounded and item.status != "stale":
        raise ReviewError(f"{item.id} has its quote: {item.status}", "a quote is chosen for findings that are not grounded, or stale")
    quote = decided_quote(interview, quotable(interview, selection))
    beside = _beside(state, with_quote(item.finding, quote, interview, _no_other))
    return Draft("edit", (item.id,), saw={"status": item.status, "beside": beside}, before={QUOTE: None}, after={QUOTE: quote})


def _interview(state: ReviewState, selection: Selection) -> Interview:
    if selection.interview not in state.interviews:
        raise ReviewError(f"no interview {selection.interview}", "analyzer interviews list")
    return state.interviews[selection.interview]


def _added(interview: Interview, selection: Selection, kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ``after`` of an ``add_finding`` decision; ReviewError for a field the kind does not have."""
    for name in fields:
        if name not in editable_fields(kind):
            raise ReviewError(f"a new {kind} has no field {name!r}", f"fields: {', '.join(editable_fields(kind))}")
    filled = {name: value for name, value in fields.items() if value is not None}
    return {"interview": interview.id, "kind": kind, **filled, QUOTE: decided_quote(interview, quotable(interview, selection))}


def _beside(state: ReviewState, finding: Finding) -> list[str]:
    """Return the undecided findings that rest on some of the same words: the reviewer knows them, so they stay in the queue."""
    return [
        item.id
        for item in state.findings.values()
        if item.finding.interview == finding.interview and item.status in ("open", "later") and overlap(item.finding, finding) > 0
    ]


def _no_other(interview: str, version: str) -> None:
    """Give no earlier version: words are marked in the present one."""
