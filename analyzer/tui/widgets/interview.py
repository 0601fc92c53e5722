"""The card of an interview: facts and where they come from, speakers and their sides, what was left out.

In: an interview with corrections applied. Out: lines for a pane, rows for a list. Always true: a guessed side is called a guess.
"""

from dataclasses import dataclass

from analyzer.records import Interview, Side, Speaker
from analyzer.report.phrases import count
from analyzer.tui.display import Line, Role, Span, shorten, spread, width_of, wrap

SIDES: dict[Side, tuple[str, Role]] = {
    "customer": ("customer", "good"), "interviewer": ("interviewer", "dim"), "vendor": ("vendor", "dim"), "unknown": ("not known", "bad"),
}  # fmt: skip
BASIS = {"declared": "declared in the file", "guessed": "a guess", "mapped": "confirmed"}


@dataclass(frozen=True)
class Tally:
    """How many findings an interview brought, and how many of them are decided."""

    findings: int = 0
    decided: int = 0


def unsettled(interview: Interview) -> list[int]:
    """Return the positions of speakers whose side is unknown or only guessed."""
    return [number for number, speaker in enumerate(interview.speakers) if speaker.side == "unknown" or speaker.side_basis == "guessed"]


def interview_row(interview: Interview, tally: Tally, width: int) -> Line:
    """Return an interview as a row of the list."""
    waiting = unsettled(interview)
    unknown = any(interview.speakers[number].side == "unknown" for number in waiting)
    mark: Span = (" ? ", "bad") if unknown else (" ! ", "warn") if waiting else (" ✓ ", "good")
    name = spread([(shorten(interview.source.rsplit("/", 1)[-1], width * 2 // 5), "")], [], width * 2 // 5)
    left: list[Span] = [mark, *name, (f" {interview.organisation}", "dim") if interview.organisation else (" no organisation", "warn")]
    state = f"{tally.decided} of {tally.findings} decided" if tally.findings else "not extracted"
    sides = "side not known" if unknown else f"{count(len(waiting), 'side')} guessed" if waiting else ""
    right: list[Span] = [(f" {sides}", "warn"), (f"  {state}", "dim" if tally.findings else "warn")]
    return spread(left, right, width)


def interview_lines(interview: Interview, tally: Tally, pointed: int, width: int) -> list[Line]:
    """Return the card of an interview; ``pointed`` is the speaker that keys act on."""
    lines: list[Line] = [*wrap([(interview.title, "strong")], width)]
    lines += [line for number, speaker in enumerate(interview.speakers) for line in _speaker(speaker, number == pointed, width)]
    lines.append(())
    for name in ("organisation", "segment", "date", "source", "format", "language"):
        value = getattr(interview, name)
        origin = interview.origins.get(name)
        shown: list[Span] = [(str(value), "") if value else ("not known", "warn")]
        lines += wrap([*shown, (f"  from {origin}" if origin and value else "", "dim")], width, first=[(f"{name:<13}", "dim")])
    words = count(len(interview.text.split()), "word")
    kept = f"{100 * interview.kept_share:.1f} % of the file's words"
    lines += wrap([(f"{count(len(interview.turns), 'turn')}, {words}, {kept}", "")], width, first=[("kept         ", "dim")])
    lines += wrap([(f"{count(tally.findings, 'finding')}, {tally.decided} decided", "")], width, first=[("findings     ", "dim")])
    for exclusion in interview.exclusions:
        told = f"{exclusion.kind}, {count(exclusion.words, 'word')}, {exclusion.where}"
        lines += wrap([(told, "dim")], width, first=[("left out     ", "dim")])
    for warning in interview.warnings:
        lines += wrap([(warning, "warn")], width, first=[("! ", "warn")])
    return lines


def _speaker(speaker: Speaker, pointed: bool, width: int) -> list[Line]:
    side, role = SIDES[speaker.side]
    basis: Role = "warn" if speaker.side_basis == "guessed" else "dim"
    about = ", ".join(part for part in (speaker.title, speaker.organisation) if part)
    left: list[Span] = [("▶ " if pointed else "  ", "accent"), (f"{speaker.name or speaker.label or 'no name'}", "strong" if pointed else "")]
    right: list[Span] = [(f" {side}", role), (f" · {BASIS[speaker.side_basis]}", basis)]
    beside: list[Span] = [(f"  {about}", "dim")] if about else []
    if width_of([*left, *beside, *right]) < width:
        return [spread([*left, *beside], right, width)]
    return [spread(left, right, width), *(wrap([(about, "dim")], width, [("    ", "")]) if about else [])]
