"""From a claimed quote to evidence records of an interview.

In: an interview, what an extractor claims was said, and hints where. Out: ``Grounding``: the evidence, one record a piece,
and why nothing was grounded. Always true: ``interview.text[e.start:e.end] == e.quote`` inside one turn; speech of interviewers and
vendors is never evidence; what was not found keeps the claimed words and has no place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.extract.grounding.index import Span
from analyzer.extract.grounding.locate import Located, is_too_short, locate
from analyzer.records import Evidence, Interview, Side, Supports

QUOTABLE: frozenset[Side] = frozenset({"customer", "unknown"})
"""Sides whose speech may be evidence; unknown speech is flagged until a person sets the side."""


@dataclass(frozen=True, slots=True)
class Grounding:
    """What became of a claimed quote."""

    evidence: tuple[Evidence, ...]
    """One record a piece, in order of place; one record without a place where nothing was found."""
    ambiguous: bool = False
    """Said at several places that the hints do not tell apart."""
    reason: str = ""
    """Why nothing was grounded, in plain words; empty where it was."""

    @property
    def grounds(self) -> bool:
        """Whether the evidence may carry a finding."""
        return not self.reason


def ground_quote(
    interview: Interview, claimed: str, *, quote_id: str, supports: Supports = "statement", window: Span | None = None, near: Sequence[int] = ()
) -> Grounding:
    """Return the evidence for ``claimed``: searched in ``window`` (code points) first, ties broken by the places ``near``."""
    allowed, others = _spans(interview)
    located = locate(interview.text, claimed, window=window, near=near, allowed=allowed)
    if located and located.grounds:
        return Grounding(_records(interview, located, claimed, quote_id, supports), located.ambiguous)
    missing = (Evidence(quote_id=quote_id, supports=supports, quote="", claimed=claimed, match="not_found"),)
    elsewhere = locate(interview.text, claimed, window=window, near=near) if others else None
    if elsewhere and elsewhere.grounds:
        return Grounding(missing, reason=_said_by(interview, elsewhere))
    if located:
        reason = "the words are there, but a number, unit, currency, quantifier or negation differs"
        return Grounding(_records(interview, located, claimed, quote_id, supports), located.ambiguous, reason)
    return Grounding(missing, reason="too short to name one passage" if is_too_short(claimed) else "nobody said this")


def make_evidence(
    interview: Interview, claimed: str, *, quote_id: str, supports: Supports = "statement", window: Span | None = None, near: Sequence[int] = ()
) -> tuple[Evidence, ...]:
    """Return only the records of ``ground_quote``."""
    return ground_quote(interview, claimed, quote_id=quote_id, supports=supports, window=window, near=near).evidence


def _spans(interview: Interview) -> tuple[tuple[Span, ...] | None, bool]:
    """Return the quotable turns (None where all are) and whether there are others."""
    sides = {speaker.key: speaker.side for speaker in interview.speakers}
    allowed = tuple((turn.start, turn.end) for turn in interview.turns if sides[turn.speaker] in QUOTABLE)
    others = len(allowed) < len(interview.turns)
    return (allowed if others else None), others


def _records(interview: Interview, located: Located, claimed: str, quote_id: str, supports: Supports) -> tuple[Evidence, ...]:
    records = []
    for start, end in located.pieces:
        turn = interview.turn_at(start)
        records.append(
            Evidence(
                quote_id=quote_id,
                supports=supports,
                quote=interview.text[start:end],
                claimed=claimed,
                turn=turn.index,
                start=start,
                end=end,
                start_ms=turn.start_ms,
                speaker=turn.speaker,
                side=interview.speaker(turn.speaker).side,
                match=located.match,
            )
        )
    return tuple(records)


def _said_by(interview: Interview, located: Located) -> str:
    sides = {interview.speaker(interview.turn_at(start).speaker).side for start, _ in located.pieces}
    who = "the interviewer" if "interviewer" in sides else "the vendor"
    return f"said by {who}" if not sides & QUOTABLE else f"said partly by {who}"
