"""Facts about interviews and speakers that people corrected, and what they mean for evidence.

In: interviews and live decisions. Out: interviews with corrections applied; findings with present sides and flags.
Always true: a correction outranks every other origin; it follows a speaker's label into the next version of the file;
the side of evidence is that of its speaker now, not when it was extracted.
"""

from collections.abc import Iterable, Sequence

from analyzer.records import Decision, Finding, Flag, Interview, Speaker

FACTS = ("title", "segment", "organisation", "date")
SPEAKER_FACTS = ("name", "side", "title", "level", "department", "organisation")


Corrected = dict[str, tuple[Interview, tuple[str, ...], Interview]]
"""Interview id -> (the interview as stored, ids of the decisions about it, the corrected interview), kept from fold to fold."""


def apply_facts(interviews: Iterable[Interview], live: Sequence[Decision], kept: Corrected | None = None) -> dict[str, Interview]:
    """Return interviews by id, with ``set_interview`` and ``set_speaker`` decisions applied in log order.

    The same interview under the same decisions comes back as the same object where ``kept`` is handed in again.
    """
    changes: dict[str, list[Decision]] = {}
    for decision in live:
        if decision.action in ("set_interview", "set_speaker"):
            changes.setdefault(decision.targets[0].partition("/")[0], []).append(decision)
    kept = {} if kept is None else kept
    corrected = {}
    for interview in interviews:
        mine = changes.get(interview.id, [])
        decided = tuple(decision.id for decision in mine)
        hit = kept.get(interview.id)
        if hit is None or hit[0] is not interview or hit[1] != decided:
            hit = kept[interview.id] = (interview, decided, _corrected(interview, mine))
        corrected[interview.id] = hit[2]
    return corrected


def _corrected(interview: Interview, decisions: list[Decision]) -> Interview:
    for decision in decisions:
        if decision.action == "set_interview":
            facts = {name: value for name, value in decision.after.items() if name in FACTS}
            origins = {**interview.origins, **dict.fromkeys(facts, "correction")}
            interview = interview.model_copy(update={**facts, "origins": origins})
        else:
            speakers = tuple(_remap(speaker, decision, interview.speakers) for speaker in interview.speakers)
            interview = interview.model_copy(update={"speakers": speakers})
    return interview


def _remap(speaker: Speaker, decision: Decision, everyone: Sequence[Speaker]) -> Speaker:
    key = decision.targets[0].partition("/")[2]
    label = decision.before.get("label")
    by_label = label is not None and any(other.label == label for other in everyone)
    if (speaker.label != label) if by_label else (speaker.key != key):
        return speaker
    facts = {name: value for name, value in decision.after.items() if name in SPEAKER_FACTS}
    if "side" in facts:
        facts["side_basis"] = "mapped"
    return speaker.model_copy(update=facts)


def apply_sides(finding: Finding, interview: Interview) -> Finding:
    """Return the finding with each piece of evidence on its speaker's present side, and ``side_unconfirmed`` set or cleared."""
    sides = {speaker.key: speaker.side for speaker in interview.speakers}
    changed = False
    pieces = []
    for piece in finding.evidence:
        side = sides.get(piece.speaker, "unknown") if piece.speaker is not None else piece.side
        if side != piece.side:
            changed = True
            piece = piece.model_copy(update={"side": side})
        pieces.append(piece)
    statement_sides = {piece.side for piece in pieces if piece.grounds and piece.supports == "statement"}
    unconfirmed = bool(statement_sides) and "customer" not in statement_sides and "unknown" in statement_sides
    flags: tuple[Flag, ...] = finding.flags
    if unconfirmed != ("side_unconfirmed" in flags):
        changed = True
        flags = (*flags, "side_unconfirmed") if unconfirmed else tuple(flag for flag in flags if flag != "side_unconfirmed")
    return finding.model_copy(update={"evidence": tuple(pieces), "flags": flags}) if changed else finding
