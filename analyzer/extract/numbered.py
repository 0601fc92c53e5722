"""A window as the model sees it: one sentence a line, numbered where it may be quoted.

In: an interview and a window. Out: ``NumberedWindow``: the lines and where each number lies. Always true: only speech of
customers and of speakers whose side is not known has numbers; a line of the transcript cannot look like the frame
around it; numbers start at 1 in every window.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.extract.grounding.evidence import QUOTABLE
from analyzer.language.sentences import sentences
from analyzer.records import Interview, Turn, Window

NOTHING = "(nothing)"


@dataclass(frozen=True)
class NumberedWindow:
    """Text for the prompt, and the way back from its numbers."""

    lines: str
    before: str
    """Context, without numbers."""
    after: str
    spans: dict[int, tuple[int, int]]
    """Number -> code points of the canonical text."""

    def hull(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the stretch from one numbered sentence to another; None where neither number exists."""
        known = [self.spans[number] for number in (first, last) if number in self.spans]
        return (min(start for start, _ in known), max(end for _, end in known)) if known else None


def number_sentences(interview: Interview, window: Window, cited: Sequence[tuple[int, int]] = ()) -> NumberedWindow:
    """Return the window's sentences with numbers, and its context without; sentences that overlap ``cited`` places get none."""
    sides = {speaker.key: speaker.side for speaker in interview.speakers}
    names = _names(interview)
    spans: dict[int, tuple[int, int]] = {}
    lines: list[str] = []
    for turn, start, end in _turns_within(interview, window.start, window.end):
        name, quotable = names[turn.speaker], sides[turn.speaker] in QUOTABLE
        for first, last in sentences(interview.text[start:end]):
            said = quote_line(interview.text[start + first : start + last])
            if quotable and not any(low < start + last and high > start + first for low, high in cited):
                spans[len(spans) + 1] = (start + first, start + last)
                lines.append(f"[{len(spans)}] {name}: {said}")
            else:
                lines.append(f"{name}: {said}")
    return NumberedWindow(
        "\n".join(lines), _context(interview, window.context_before, names), _context(interview, window.context_after, names), spans
    )


def _names(interview: Interview) -> dict[str, str]:
    """Return how each speaker is called in the prompt: by role, so that no name can pass for an instruction or a fact."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    titles = {"customer": "Customer", "unknown": "Speaker", "interviewer": "Interviewer", "vendor": "Vendor"}
    for speaker in interview.speakers:
        counts[speaker.side] = counts.get(speaker.side, 0) + 1
        number = counts[speaker.side]
        names[speaker.key] = titles[speaker.side] + (f" {number}" if number > 1 else "")
    return names


def _turns_within(interview: Interview, start: int, end: int) -> Iterator[tuple[Turn, int, int]]:
    for turn in interview.turns:
        if turn.start < end and turn.end > start:
            yield turn, max(start, turn.start), min(end, turn.end)


def _context(interview: Interview, span: tuple[int, int] | None, names: dict[str, str]) -> str:
    if span is None:
        return NOTHING
    return (
        "\n".join(f"{names[turn.speaker]}: {quote_line(interview.text[start:end])}" for turn, start, end in _turns_within(interview, *span))
        or NOTHING
    )


def quote_line(said: str) -> str:
    """Return speech as one line without the marks that the frames of prompts are made of."""
    return " ".join(said.split()).replace("<", "\u2039").replace(">", "\u203a")
