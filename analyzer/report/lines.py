"""Export records: one dict a line, to be written as JSON.

In: records. Out: dicts of JSON values, each with its ``schema``. Always true: fields are those of the export contract, added
to but never removed; every located quote of the interview's present version is the slice at its place.
"""

from typing import Any

from analyzer.errors import ReportError
from analyzer.records import Decision, Entry, Interview, Link, LinkType, Metric, Obstacle, Outcome, Prevalence, Record, ReviewedFinding

EVIDENCE = ("quote_id", "supports", "quote", "claimed", "turn", "start", "end", "start_ms", "speaker", "side", "match")


def interview_line(interview: Interview) -> dict[str, Any]:
    """Return the line of an interview, ``analyzer.interview/1``: facts, canonical text, speakers and turns."""
    return {"schema": "analyzer.interview/1", **_json(interview), "text_sha256": interview.version}


def finding_line(reviewed: ReviewedFinding, interview: Interview) -> dict[str, Any]:
    """Return the line of a finding as its reviewers left it, ``analyzer.finding/1``.

    Raises ReportError where ``interview`` is another one or its present text does not hold a quote at its place.
    """
    finding = reviewed.finding
    _check(reviewed, interview)
    return {
        "schema": "analyzer.finding/1", "id": finding.id, "entry": reviewed.entry, "kind": finding.kind, "statement": finding.statement,
        "original_statement": reviewed.original_statement, "status": reviewed.status, "level": finding.level, "department": finding.department,
        "segment": reviewed.segment, "organisation": reviewed.organisation, "interview": finding.interview,
        "interview_version": finding.interview_version, "source": reviewed.source,
        "evidence": [{name: getattr(piece, name) for name in EVIDENCE} for piece in finding.evidence],
        "flags": list(finding.flags), "links": _links(finding.links),
        "blocks": _targets(finding.links, "blocks"), "measures": _targets(finding.links, "measures"),
        "outcome": _fields(finding, Outcome), "obstacle": _fields(finding, Obstacle), "metric": _fields(finding, Metric),
        "run": finding.provenance.run, "extractor": finding.provenance.extractor, "model": finding.provenance.model,
        "prompt_hash": finding.provenance.prompt_hash,
    }  # fmt: skip


def entry_line(entry: Entry, prevalence: Prevalence) -> dict[str, Any]:
    """Return the line of an entry with its prevalence, ``analyzer.entry/1``."""
    return {
        "schema": "analyzer.entry/1", "id": entry.id, "segment": entry.segment, "kind": entry.kind, "statement": entry.statement,
        "level": entry.level, "members": [member.id for member in entry.members], "links": _links(entry.links), "dangling": _links(entry.dangling),
        "prevalence": _json(prevalence),
    }  # fmt: skip


def decision_line(decision: Decision) -> dict[str, Any]:
    """Return the line of a decision, ``analyzer.decision/1``."""
    return {"schema": "analyzer.decision/1", **_json(decision)}


def _json(record: Record) -> dict[str, Any]:
    fields: dict[str, Any] = record.model_dump(mode="json")
    return fields


def _links(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"type": link.type, "to": link.to} for link in links]


def _targets(links: tuple[Link, ...], type_: LinkType) -> list[str]:
    return [link.to for link in links if link.type == type_]


KIND_FIELDS: dict[type[Record], tuple[str, ...]] = {
    Outcome: ("why_strategic", "deemed_by", "beneficiary"),
    Obstacle: ("cause", "nature"),
    Metric: ("name", "direction", "role", "value", "baseline", "target", "money", "period", "basis"),
}


def _fields(finding: Record, kind: type[Record]) -> dict[str, Any] | None:
    """Return the fields only this kind has; null for a finding of another kind."""
    if not isinstance(finding, kind):
        return None
    whole = _json(finding)
    return {name: whole[name] for name in KIND_FIELDS[kind]}


def _check(reviewed: ReviewedFinding, interview: Interview) -> None:
    finding = reviewed.finding
    if finding.interview != interview.id:
        raise ReportError(f"{finding.id} quotes interview {finding.interview}, not {interview.id}", f"analyzer show {finding.id}")
    if finding.interview_version != interview.version:
        return  # Quoted from an earlier version of the transcript; interview_version says which.
    for piece in finding.evidence:
        if piece.start is not None and interview.text[piece.start : piece.end] != piece.quote:
            place = f"{piece.start}-{piece.end}"
            raise ReportError(f"{finding.id}: quote {piece.quote_id} is not what {interview.source} says at {place}", f"analyzer show {finding.id}")
