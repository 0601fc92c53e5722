"""Quotes: the words an entry rests on, with who said them where.

In: an entry and the model's interviews. Out: ``Quote`` blocks. Always true: a quote is made of slices of the transcript, in
their order, and of nothing else; interviewer and vendor speech is never quoted; a slice is quoted once an entry.
"""

from collections.abc import Iterable, Mapping

from analyzer.records import Entry, Evidence, InterviewLine, ReviewedFinding, SegmentModel, Speaker, Supports, clock
from analyzer.report.blocks import Quote
from analyzer.report.phrases import FLAGS

ASKING = ("interviewer", "vendor")


class Sources:
    """The interviews of a model, to look speakers up in."""

    def __init__(self, model: SegmentModel) -> None:
        """Index the model's interviews by id."""
        self.lines: Mapping[str, InterviewLine] = {line.id: line for line in model.sources}

    def speaker(self, interview: str, key: str | None) -> Speaker | None:
        """Return who spoke; null where the model does not know."""
        line = self.lines.get(interview)
        return next((speaker for speaker in line.speakers if speaker.key == key), None) if line else None

    def quotes(self, members: Iterable[ReviewedFinding], *supports: Supports) -> tuple[Quote, ...]:
        """Return the quotes of these findings that support this (everything, where nothing is named), each slice once."""
        seen: set[tuple[str, int | None, int | None]] = set()
        quotes = []
        for member in members:
            for pieces in _by_quote(member, supports):
                fresh = [piece for piece in pieces if (member.finding.interview, piece.start, piece.end) not in seen]
                seen |= {(member.finding.interview, piece.start, piece.end) for piece in fresh}
                if fresh:
                    quotes.append(self._quote(member, fresh))
        return tuple(quotes)

    def entry_quotes(self, entry: Entry) -> tuple[Quote, ...]:
        """Return the quotes an entry's statement and values rest on, the lead's first."""
        return self.quotes(entry.members, "statement", "value")

    def _quote(self, member: ReviewedFinding, pieces: list[Evidence]) -> Quote:
        speaker = self.speaker(member.finding.interview, pieces[0].speaker)
        about = [speaker.title, speaker.organisation or member.organisation] if speaker else [member.organisation]
        cautions = []
        if pieces[0].side == "unknown":
            cautions.append(FLAGS["side_unconfirmed"])
        if "stale_quote" in member.flags:
            cautions.append(FLAGS["stale_quote"])
        return Quote(
            slices=tuple(piece.quote for piece in pieces), speaker=(speaker.name or speaker.label if speaker else "") or "speaker not named",
            about_speaker=", ".join(part for part in about if part), place=_place(member, pieces), finding=member.id, caution="; ".join(cautions),
        )  # fmt: skip


def _by_quote(member: ReviewedFinding, supports: tuple[Supports, ...]) -> list[list[Evidence]]:
    """Return the located pieces of customer speech, grouped by quote and speaker."""
    grouped: dict[tuple[str, str | None], list[Evidence]] = {}
    for piece in member.finding.evidence:
        if piece.grounds and piece.side not in ASKING and (not supports or piece.supports in supports):
            grouped.setdefault((piece.quote_id, piece.speaker), []).append(piece)
    return list(grouped.values())


def _place(member: ReviewedFinding, pieces: list[Evidence]) -> str:
    """Return file, turn and time, e.g. "talks/alm.vtt, turn 12, 0:02:42"; the numbers of turns are those of every export."""
    turns = sorted({piece.turn for piece in pieces if piece.turn is not None})
    named = f"turn {turns[0]}" if len(turns) == 1 else f"turns {', '.join(map(str, turns))}"
    time = clock(next((piece.start_ms for piece in pieces if piece.start_ms is not None), None))
    return ", ".join(part for part in (member.source, named, time) if part)
