"""Carry a finding into the next version of its interview.

In: a finding of the old version and the interview in its new one. Out: the finding with its quotes at their new places, or
flagged ``stale_quote``. Always true: only a word-for-word occurrence in one turn counts; a quote that occurs more than once is
placed nearest to where it was; the finding keeps its id, so decisions stay.
"""

from analyzer.records import Evidence, Finding, Interview


def reanchor(finding: Finding, interview: Interview) -> Finding:
    """Return the finding in the interview's present version."""
    pieces = tuple(_move(piece, interview) for piece in finding.evidence)
    lost = any(after is None for after in pieces)
    if lost:
        flags = finding.flags if "stale_quote" in finding.flags else (*finding.flags, "stale_quote")
        return finding.model_copy(update={"flags": flags})
    flags = tuple(flag for flag in finding.flags if flag != "stale_quote")
    kept = tuple(piece for piece in pieces if piece is not None)
    return finding.model_copy(update={"evidence": kept, "flags": flags, "interview_version": interview.version})


def _move(piece: Evidence, interview: Interview) -> Evidence | None:
    if piece.match == "not_found" or piece.start is None:
        return piece
    places = []
    position = interview.text.find(piece.quote)
    while position >= 0:
        turn = interview.turn_at(position)
        if position + len(piece.quote) <= turn.end:
            places.append(position)
        position = interview.text.find(piece.quote, position + 1)
    if not places:
        return None
    start = min(places, key=lambda place: abs(place - (piece.start or 0)))
    turn = interview.turn_at(start)
    speaker = interview.speaker(turn.speaker)
    return piece.model_copy(
        update={
            "start": start,
            "end": start + len(piece.quote),
            "turn": turn.index,
            "start_ms": turn.start_ms,
            "speaker": speaker.key,
            "side": speaker.side,
        }
    )
