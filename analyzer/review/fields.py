"""A finding's fields after edits, retyping and links.

In: a finding and its track. Out: the finding as reviewers left it. Always true: identity, interview, evidence and
provenance are never edited here; a field that the new kind does not have is dropped; the result is a valid record.
"""

from typing import Any

from analyzer.language.claims import unsupported_claims
from analyzer.records import FINDING, Finding, Kind, Link, Metric, Obstacle, Outcome
from analyzer.review.track import CONFIRMED, Track

CLASSES: dict[Kind, type[Outcome] | type[Obstacle] | type[Metric]] = {"outcome": Outcome, "obstacle": Obstacle, "metric": Metric}
FIXED = frozenset({"id", "kind", "interview", "interview_version", "evidence", "flags", "links", "provenance", "confidence"})


def editable_fields(kind: Kind) -> tuple[str, ...]:
    """Return the names of the fields a reviewer may edit in a finding of this kind, statement first."""
    return tuple(name for name in CLASSES[kind].model_fields if name not in FIXED)


def apply_fields(finding: Finding, track: Track) -> Finding:
    """Return the finding with the track's kind, edits and links; the same object where nothing changed."""
    changed: Finding = finding
    kind = track.kind or finding.kind
    if kind != finding.kind:
        changed = retyped(finding, kind)
    if track.edits:
        allowed = editable_fields(kind)
        edits = {name: value for name, value in track.edits.items() if name in allowed}
        changed = guarded(FINDING.validate_python({**changed.model_dump(), **edits}))
        confirmed = set(track.edits.get(CONFIRMED, ()))
        if confirmed & set(changed.flags):
            changed = changed.model_copy(update={"flags": tuple(flag for flag in changed.flags if flag not in confirmed)})
    if track.linked or track.unlinked:
        kept: dict[tuple[str, str], Link] = {(link.type, link.to): link for link in changed.links if (link.type, link.to) not in track.unlinked}
        changed = changed.model_copy(update={"links": tuple({**kept, **track.linked}.values())})
    return changed


def retyped(finding: Finding, kind: Kind) -> Finding:
    """Return the finding as another kind: shared fields kept, the others at their defaults, links dropped."""
    shared: dict[str, Any] = {name: value for name, value in finding.model_dump().items() if name in CLASSES[kind].model_fields}
    shared |= {"kind": kind, "links": ()}
    if kind == "metric":
        shared["name"] = finding.statement
    return FINDING.validate_python(shared)


def guarded(finding: Finding) -> Finding:
    """Return the finding with ``unsupported_claim`` set where its wording carries a number, unit or negation no quote carries.

    So with a metric's values that are called stated: what a person types as said must have been said.
    """
    slices = [piece.quote for piece in finding.evidence if piece.grounds]
    worded = [getattr(finding, name, None) for name in ("statement", "why_strategic", "cause", "name")]
    if isinstance(finding, Metric) and finding.basis == "stated":
        values = (finding.value, finding.baseline, finding.target, finding.money)
        worded += [value.said for value in values if value is not None and not any(value.said in piece for piece in slices)]
    unsupported = any(unsupported_claims(words, slices) for words in worded if words)
    flags = tuple(flag for flag in finding.flags if flag != "unsupported_claim") + (("unsupported_claim",) if unsupported else ())
    return finding if flags == finding.flags else finding.model_copy(update={"flags": flags})
