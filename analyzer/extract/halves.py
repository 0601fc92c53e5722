"""A window that is too much for one answer, in two.

In: an interview and a window. Out: its halves as windows. Always true: the halves tile the window; the cut is between
turns where one begins in the middle third, else between sentences; each half sees the other's nearest words as context.
"""

from analyzer.language.sentences import sentences
from analyzer.llm.ports import CountTokens
from analyzer.records import Interview, Window, derive_id

CONTEXT_SENTENCES = 2


def halve(interview: Interview, window: Window, count_tokens: CountTokens) -> tuple[Window, Window] | None:
    """Return the two halves, None where the window is one sentence."""
    spans = [(window.start + start, window.start + end) for start, end in sentences(interview.text[window.start : window.end])]
    if len(spans) < 2:
        return None
    cut = _cut(interview, window, [start for start, _ in spans[1:]])
    # The white space before the cut belongs to no sentence: between turns it is left out, inside a turn the first half keeps it.
    begins_turn = interview.turn_at(cut).start == cut
    first = _part(interview, window, window.start, cut - 1 if begins_turn else cut, count_tokens)
    second = _part(interview, window, cut, window.end, count_tokens)
    before = [span for span in spans if span[1] <= cut][-CONTEXT_SENTENCES:]
    after = [span for span in spans if span[0] >= cut][:CONTEXT_SENTENCES]
    return (
        first.model_copy(update={"context_before": window.context_before, "context_after": (after[0][0], after[-1][1])}),
        second.model_copy(update={"context_before": (before[0][0], before[-1][1]), "context_after": window.context_after}),
    )


def _cut(interview: Interview, window: Window, starts: list[int]) -> int:
    middle, third = (window.start + window.end) / 2, (window.end - window.start) / 3
    turns = [start for start in starts if interview.turn_at(start).start == start and abs(start - middle) <= third / 2]
    return min(turns or starts, key=lambda start: (abs(start - middle), start))


def _part(interview: Interview, window: Window, start: int, end: int, count_tokens: CountTokens) -> Window:
    return Window(
        id=derive_id("w", window.interview, window.version, start, end), interview=window.interview, version=window.version, index=window.index,
        start=start, end=end, first_turn=interview.turn_at(start).index, last_turn=interview.turn_at(max(start, end - 1)).index,
        tokens=count_tokens(interview.text[start:end]),
    )  # fmt: skip
