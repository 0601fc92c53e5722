"""What a model claimed about a window, turned into findings that rest on the source.

In: the interview, the numbered window, the model's items. Out: findings. Always true: a quote is a slice of what a customer
(or somebody whose side is unknown) said, or the finding is ungrounded; a reason is kept only in the customer's own words;
what the wording claims beyond its quotes is flagged; a claim is never dropped in silence.
"""

from dataclasses import dataclass

from analyzer.extract.cautions import find_cautions
from analyzer.extract.grounding.evidence import Grounding, ground_quote
from analyzer.extract.numbered import NumberedWindow
from analyzer.extract.values import read_values
from analyzer.extract.wire import MetricItem, StatedItem
from analyzer.language.claims import unsupported_claims
from analyzer.records import Evidence, Finding, Flag, Interview, Metric, Obstacle, Outcome, Provenance, Supports, Window, derive_id


@dataclass(frozen=True)
class Source:
    """Where the items of one answer come from."""

    interview: Interview
    window: Window
    numbered: NumberedWindow
    provenance: Provenance

    def ground(self, claimed: str, first: int, last: int, quote_id: str, supports: Supports = "statement") -> tuple[Grounding, bool]:
        """Return what became of a quote, and whether the sentence numbers point somewhere else than the words were found."""
        hull = self.numbered.hull(first, last)
        near = (hull[0],) if hull else ()
        grounding = ground_quote(
            self.interview, claimed, quote_id=quote_id, supports=supports, window=(self.window.start, self.window.end), near=near
        )
        placed = [(piece.start or 0, piece.end or 0) for piece in grounding.evidence if piece.grounds]
        astray = hull is not None and bool(placed) and not any(start < hull[1] and end > hull[0] for start, end in placed)
        return grounding, astray


def read_stated(source: Source, item: StatedItem) -> Finding:
    """Return the outcome or obstacle an item claims; its evidence is ``not_found`` where nobody said the quote."""
    quote, astray = source.ground(item.quote, item.first, item.last, "q1")
    evidence, reason = quote.evidence, ""
    if item.why.strip() and quote.grounds:
        why, _ = source.ground(item.why, item.first, item.last, "q2", "why")
        # A quote given as its own reason is no reason.
        if why.grounds and _hull(why.evidence) != _hull(evidence):
            evidence, reason = (*evidence, *why.evidence), " ".join(piece.quote for piece in why.evidence)
    flags = _flags(source.interview, item.statement, evidence, ambiguous=quote.ambiguous or astray)
    stated = item.kind == "outcome" and bool(reason)
    if item.level == "strategic" and not stated:
        flags.add("level_inferred")
    if item.whose == "somebody else":
        flags.add("third_party")
    shared = _shared(source, item.kind, item.statement, evidence, flags)
    if item.kind == "obstacle":
        return Obstacle(**shared, level=item.level, cause=reason or None, nature=None if item.nature == "none" else item.nature)
    if item.whose == "vendor":
        shared["flags"] = _in_order({*flags, "vendor_outcome"})
    return Outcome(**shared, level=item.level, why_strategic=reason or None, deemed_by="stated" if stated else "inferred")


def _hull(evidence: tuple[Evidence, ...]) -> tuple[int, int]:
    return min(piece.start or 0 for piece in evidence), max(piece.end or 0 for piece in evidence)


def read_metric(source: Source, item: MetricItem) -> Finding:
    """Return the metric an item claims, with values read from the quote's slices, not from the model's words."""
    quote, astray = source.ground(item.quote, item.first, item.last, "q1")
    slices = [piece.quote for piece in quote.evidence if piece.grounds]
    values = read_values(slices, value=item.value, baseline=item.baseline, target=item.target, period=item.period, quote_id="q1")
    statement = _state_metric(item.name, [value.said for value in (values.value, values.baseline, values.target) if value])
    flags = _flags(source.interview, statement, quote.evidence, ambiguous=quote.ambiguous or astray)
    if values.mismatch:
        flags.add("value_mismatch")
    direction = values.direction or (None if item.direction == "unclear" else item.direction)
    return Metric(
        **_shared(source, "metric", statement, quote.evidence, flags), name=item.name, direction=direction, role=item.role, value=values.value,
        baseline=values.baseline, target=values.target, money=values.money, period=values.period, basis="stated",
    )  # fmt: skip


def _state_metric(name: str, said: list[str]) -> str:
    return f"{name}: {', '.join(dict.fromkeys(said))}" if said else name


def _flags(interview: Interview, statement: str, evidence: tuple[Evidence, ...], *, ambiguous: bool) -> set[Flag]:
    flags = find_cautions(interview, evidence)
    slices = [piece.quote for piece in evidence if piece.grounds]
    if slices and unsupported_claims(statement, slices):
        flags.add("unsupported_claim")
    if ambiguous:
        flags.add("ambiguous_place")
    return flags


def _shared(source: Source, kind: str, statement: str, evidence: tuple[Evidence, ...], flags: set[Flag]) -> dict[str, object]:
    interview = source.interview
    places = [piece.claimed if piece.start is None else f"{piece.start}-{piece.end}" for piece in evidence]
    first = next((piece for piece in evidence if piece.speaker), None)
    # Two windows may quote the same words, one as its own and one from its context: they are two claims until they are united.
    if first and not source.window.start <= (first.start or 0) < source.window.end:
        places.append(source.window.id)
    return {
        "id": derive_id("f", interview.id, interview.version, kind, "llm", *places, statement),
        "interview": interview.id, "interview_version": interview.version, "statement": statement, "evidence": evidence,
        "department": interview.speaker(first.speaker).department if first and first.speaker else None,
        "flags": _in_order(flags), "provenance": source.provenance, "confidence": _confidence(evidence, flags),
    }  # fmt: skip


_CLOSENESS = {"verbatim": 0.7, "normalised": 0.7, "disfluency": 0.65, "elided": 0.6, "reworded": 0.5}


def _confidence(evidence: tuple[Evidence, ...], flags: set[Flag]) -> float:
    """Return how far up in the queue a finding belongs: literal quotes first, each warning a step down."""
    closeness = max((_CLOSENESS.get(piece.match, 0.0) for piece in evidence if piece.supports == "statement"), default=0.0)
    return round(max(0.1, closeness - 0.1 * len(flags)), 2)


def _in_order(flags: set[Flag]) -> tuple[Flag, ...]:
    return tuple(sorted(flags))
