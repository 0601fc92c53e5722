"""Quotes that people choose by hand: from marked words to evidence, anew at every fold.

In: words marked in an interview; decisions that hold positions. Out: places for a decision; the findings that decisions add, and
those that got a quote. Always true: a decision holds positions and the version they count in, never words; the quote is the slice
of that version, carried into the present one like any other quote (``reanchor``); interviewer and vendor speech is no evidence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.errors import ReviewError
from analyzer.records import FINDING, Decision, Evidence, Finding, Flag, Interview, Kind, Provenance, Side
from analyzer.review.fields import editable_fields, guarded
from analyzer.review.reanchor import reanchor
from analyzer.review.track import QUOTE, Track

OURS: frozenset[Side] = frozenset({"interviewer", "vendor"})
OF_THE_OLD_QUOTE: frozenset[Flag] = frozenset({"stale_quote", "ambiguous_place", "value_mismatch"})
"""Flags that say something about the quote that was there before."""

ReadVersion = Callable[[str, str], Interview | None]
"""(interview id, version) -> the interview in that earlier version; None where it is not kept."""
AddedMemo = dict[str, tuple[Interview, Finding]]
"""Decision id -> (the interview it was made from, the finding)."""
QuotedMemo = dict[str, tuple[Finding, Interview, Mapping[str, Any], Finding]]
"""Finding id -> (the finding as extracted, the interview, the quote as decided, the finding with that quote)."""


@dataclass(frozen=True)
class Selection:
    """Words that somebody marked in one version of an interview."""

    interview: str
    version: str
    start: int
    end: int
    """Exclusive; code points of the canonical text."""


def find_words(interview: Interview, turn: int, words: str) -> Selection:
    """Return the place of these words in a turn, case and white space apart; of the whole turn where there are none.

    ReviewError where there is no such turn or it does not hold them; the first place where it holds them more than once.
    """
    if not 0 <= turn < len(interview.turns):
        raise ReviewError(f"{interview.source} has no turn {turn}", f"its turns are 0 to {len(interview.turns) - 1}")
    one = interview.turns[turn]
    found = re.search(r"\s+".join(map(re.escape, words.split())), interview.said(one), re.IGNORECASE)
    if found is None:
        raise ReviewError(f"turn {turn} of {interview.source} does not hold {words!r}", "take its words as they stand there, or name the turn only")
    start, end = found.span() if words.split() else (0, one.end - one.start)
    return Selection(interview.id, interview.version, one.start + start, one.start + end)


def quotable(interview: Interview, selection: Selection) -> list[dict[str, int]]:
    """Return turn, start and end of each piece that may be evidence; turns of our side within the selection are left out.

    ReviewError where nothing of it may be, or where the text is no longer the one that was marked.
    """
    if selection.version != interview.version:
        raise ReviewError(f"{interview.source}: its text changed since these words were marked", "open the transcript again and mark them there")
    pieces, refused = [], []
    for turn in interview.turns:
        start, end = max(turn.start, selection.start), min(turn.end, selection.end)
        words = interview.text[start:end] if start < end else ""
        if not any(char.isalnum() for char in words):
            continue
        if interview.speaker(turn.speaker).side in OURS:
            refused.append(turn)
            continue
        start += len(words) - len(words.lstrip())
        pieces.append({"turn": turn.index, "start": start, "end": start + len(words.strip())})
    if not pieces and refused:
        side = interview.speaker(refused[0].speaker).side
        raise ReviewError(f"turn {refused[0].index} is the {side}'s: only a customer's words are evidence", "mark the customer's own words")
    if not pieces:
        raise ReviewError(f"{interview.source}: no words are marked", "mark the words that carry the finding")
    return pieces


def decided_quote(interview: Interview, pieces: Sequence[Mapping[str, int]]) -> dict[str, Any]:
    """Return a quote as a decision holds it: positions and the version they count in."""
    return {"interview_version": interview.version, "evidence": [dict(piece) for piece in pieces]}


def make_added(decision_id: str, finding_id: str, after: Mapping[str, Any], interview: Interview, read_version: ReadVersion) -> Finding:
    """Return the finding that an ``add_finding`` decision with this ``after`` adds, in the interview's present version."""
    kind: Kind = after["kind"]
    quote = after[QUOTE]
    fields = {name: value for name, value in after.items() if name in editable_fields(kind)}
    if kind == "metric" and not fields.get("name"):
        fields["name"] = fields.get("statement", "")
    finding: Finding = FINDING.validate_python(
        {
            "statement": "", **fields, "id": finding_id, "kind": kind, "interview": interview.id,
            "interview_version": quote["interview_version"], "evidence": _evidence(quote, interview, read_version, 1),
            "provenance": Provenance(run=decision_id, extractor="person"), "confidence": 1.0,
        }
    )  # fmt: skip
    return guarded(reanchor(finding, interview))


def added_findings(live: Sequence[Decision], interviews: Mapping[str, Interview], read_version: ReadVersion, kept: AddedMemo) -> list[Finding]:
    """Return the findings that live decisions add, in log order; those whose interview or wording was purged are passed over."""
    added = []
    for decision in live:
        if decision.action != "add_finding" or QUOTE not in decision.after:
            continue
        interview = interviews.get(decision.after.get("interview", ""))
        if interview is None:
            continue
        hit = kept.get(decision.id)
        if hit is None or hit[0] is not interview:
            hit = kept[decision.id] = (interview, make_added(decision.id, decision.targets[0], decision.after, interview, read_version))
        added.append(hit[1])
    return added


def apply_quotes(
    findings: Sequence[Finding], tracks: Mapping[str, Track], interviews: Mapping[str, Interview], read_version: ReadVersion, kept: QuotedMemo
) -> Sequence[Finding]:
    """Return the findings, those that a person chose a quote for with that quote."""
    quotes = {identifier: track.edits[QUOTE] for identifier, track in tracks.items() if QUOTE in track.edits}
    if not quotes:
        return findings
    quoted = []
    for finding in findings:
        quote, interview = quotes.get(finding.id), interviews.get(finding.interview)
        if quote is not None and interview is not None:
            hit = kept.get(finding.id)
            if hit is None or hit[0] is not finding or hit[1] is not interview or hit[2] is not quote:
                hit = kept[finding.id] = (finding, interview, quote, with_quote(finding, quote, interview, read_version))
            finding = hit[3]
        quoted.append(finding)
    return quoted


def with_quote(finding: Finding, quote: Mapping[str, Any], interview: Interview, read_version: ReadVersion) -> Finding:
    """Return the finding resting on a quote chosen by hand; what the extractor claimed and nobody said stays behind it, to be seen.

    Reasons and values that are in the present text keep their quotes; the statement's old quotes go.
    """
    taken = [int(piece.quote_id[1:]) for piece in finding.evidence if piece.quote_id[1:].isdecimal()]
    pieces = _evidence(quote, interview, read_version, max(taken, default=0) + 1)
    flags = tuple(flag for flag in finding.flags if flag not in OF_THE_OLD_QUOTE)
    chosen = reanchor(finding.model_copy(update={"evidence": pieces, "interview_version": quote["interview_version"], "flags": flags}), interview)
    if chosen.interview_version != interview.version:
        return chosen
    behind = [piece for piece in finding.evidence if not piece.grounds or piece.supports != "statement"]
    there = [piece for piece in behind if piece.start is None or interview.text[piece.start : piece.end] == piece.quote]
    return guarded(chosen.model_copy(update={"evidence": (*chosen.evidence, *there)}))


def _evidence(quote: Mapping[str, Any], interview: Interview, read_version: ReadVersion, first: int) -> tuple[Evidence, ...]:
    """Return the pieces in the version they were chosen in, a quote for each run of one speaker; none where it is not kept."""
    version = quote["interview_version"]
    source = interview if version == interview.version else read_version(interview.id, version)
    if source is None:
        return ()
    pieces: list[Evidence] = []
    number, before = first - 1, ""
    for place in quote["evidence"]:
        turn = source.turns[place["turn"]]
        speaker = source.speaker(turn.speaker)
        number += speaker.key != before
        before = speaker.key
        words = source.text[place["start"] : place["end"]]
        pieces.append(
            Evidence(
                quote_id=f"q{number}", quote=words, claimed=words, turn=turn.index, start=place["start"], end=place["end"],
                start_ms=turn.start_ms, speaker=speaker.key, side=speaker.side, match="verbatim",
            )
        )  # fmt: skip
    return tuple(pieces)
