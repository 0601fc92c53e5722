"""Interview -> chunks for the index, and chunks -> windows for extraction.

In: an ``Interview`` and a way to count tokens. Out: ``Chunk`` and ``Window`` records in order. Always true of chunks:

* the first starts at 0, the last ends at ``len(interview.text)``;
* a chunk is either whole turns or a part of one turn;
* between turns ``chunk[n+1].start == chunk[n].end + 1`` (the line feed between the turns belongs to neither);
* inside a split turn ``chunk[n+1].start == chunk[n].end``: the spaces after a sentence belong to the chunk before.

The windows tile the chunks in the same way. Nobody's words get lost, none is in two chunks.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from analyzer.language.sentences import sentences
from analyzer.records.base import derive_id
from analyzer.records.chunk import Chunk, Window
from analyzer.records.interview import Interview, Turn

CountTokens = Callable[[str], int]
"""Text -> its length in tokens."""

CHUNK_TOKENS = 200
"""Leaves room below the 256 word pieces that the packaged embedder reads."""

CONTEXT_SHARE = 6
"""Context on each side of a window is at most the window's budget divided by this."""

QUESTION_REACH = 4
"""How many turns before a window are looked through for the question its first turn answers."""

_QUESTION_MARKS = frozenset("?？؟")
_WORD_START = re.compile(r"(?<=\s)(?=\S)")


def chunk(interview: Interview, count_tokens: CountTokens, budget: int = CHUNK_TOKENS) -> list[Chunk]:
    """Return the chunks of an interview: whole turns up to ``budget`` tokens of ``count_tokens`` (the embedder's).

    A longer turn is split at sentence ends, a longer sentence between words, a longer word between characters. Only a
    single character may exceed the budget. The same interview, version and budget give the same chunks and ids.
    """
    turns, text = interview.turns, interview.text
    chunks: list[Chunk] = []

    def add(start: int, end: int, first: Turn, last: Turn) -> None:
        index = len(chunks)
        chunks.append(
            Chunk(
                id=derive_id("c", interview.id, interview.version, index), interview=interview.id, version=interview.version, index=index,
                start=start, end=end, first_turn=first.index, last_turn=last.index, tokens=count_tokens(text[start:end]),
            )
        )  # fmt: skip

    position = 0
    while position < len(turns):
        first = turns[position]
        whole = _fitting(text, first.start, [turn.end for turn in turns[position:]], count_tokens, budget)
        if whole:
            last = turns[position + whole - 1]
            add(first.start, last.end, first, last)
            position += whole
            continue
        for start, end in _split(text, first, count_tokens, budget):
            add(start, end, first, first)
        position += 1
    return chunks


def windows(interview: Interview, chunks: Sequence[Chunk], budget: int, count_tokens: CountTokens) -> list[Window]:
    """Return what one extraction step reads at once: consecutive ``chunks`` up to ``budget`` tokens of the model, with context.

    A chunk longer than the budget is a window of its own. Before a window stands the question its first turn answers, or
    the turn before; after it the next turn; each at most a sixth of the budget, cut at a sentence's or word's edge.
    """
    text = interview.text
    found: list[Window] = []
    position = 0
    while position < len(chunks):
        first = chunks[position]
        taken = max(1, _fitting(text, first.start, [part.end for part in chunks[position:]], count_tokens, budget))
        last = chunks[position + taken - 1]
        found.append(
            Window(
                id=derive_id("w", interview.id, interview.version, first.start, last.end), interview=interview.id, version=interview.version,
                index=len(found), start=first.start, end=last.end, first_turn=first.first_turn, last_turn=last.last_turn,
                context_before=_context_before(interview, first, count_tokens, budget // CONTEXT_SHARE),
                context_after=_context_after(interview, last, count_tokens, budget // CONTEXT_SHARE),
                tokens=count_tokens(text[first.start : last.end]),
            )
        )  # fmt: skip
        position += taken
    return found


def _split(text: str, turn: Turn, count_tokens: CountTokens, budget: int) -> list[tuple[int, int]]:
    """Return the adjacent parts of a turn that is longer than the budget."""
    starts = _sentence_starts(text, turn.start, turn.end)
    parts: list[tuple[int, int]] = []
    start = turn.start
    while start < turn.end:
        end = _next_cut(text, start, [*(cut for cut in starts if cut > start), turn.end], count_tokens, budget)
        parts.append((start, end))
        start = end
    return parts


def _next_cut(text: str, start: int, sentence_ends: Sequence[int], count_tokens: CountTokens, budget: int) -> int:
    """Return the last place up to which the text from ``start`` fits: a sentence's end, else a word's, else a character's."""
    if taken := _fitting(text, start, sentence_ends, count_tokens, budget):
        return sentence_ends[taken - 1]
    word_ends = [*_word_starts(text, start, sentence_ends[0]), sentence_ends[0]]
    if taken := _fitting(text, start, word_ends, count_tokens, budget):
        return word_ends[taken - 1]
    ends = [*(place for place in range(start + 1, word_ends[0]) if not _continues_letter(text[place])), word_ends[0]]
    return ends[max(1, _fitting(text, start, ends, count_tokens, budget)) - 1]


def _fitting(text: str, start: int, ends: Sequence[int], count_tokens: CountTokens, budget: int) -> int:
    """Return how many of the rising ``ends`` keep ``text[start:end]`` within the budget."""
    return _most(len(ends), lambda number: count_tokens(text[start : ends[number - 1]]) <= budget)


def _fitting_before(text: str, end: int, begins: Sequence[int], count_tokens: CountTokens, budget: int) -> int:
    """Return how many of the falling ``begins`` keep ``text[begin:end]`` within the budget."""
    return _most(len(begins), lambda number: count_tokens(text[begins[number - 1] : end]) <= budget)


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to ``limit`` that fits, 0 where none does; tries small numbers first, since counting long text is slow."""
    taken, step, growing = 0, 1, True
    while step:
        if taken + step <= limit and fits(taken + step):
            taken += step
        else:
            growing = False
        step = step * 2 if growing else step // 2
    return taken


def _sentence_starts(text: str, start: int, end: int) -> list[int]:
    return [start + first for first, _ in sentences(text[start:end])][1:]


def _word_starts(text: str, start: int, end: int) -> list[int]:
    return [match.start() for match in _WORD_START.finditer(text, start + 1, end)]


def _continues_letter(character: str) -> bool:
    """Whether the character is part of the one before it: an accent, a vowel sign, a joiner."""
    return unicodedata.category(character).startswith("M") or character == "\u200d"


def _context_before(interview: Interview, first: Chunk, count_tokens: CountTokens, budget: int) -> tuple[int, int] | None:
    """Return what is shown before a window that begins with ``first``: from the question on, as much as fits, nearest words first."""
    text, turn = interview.text, interview.turns[first.first_turn]
    inside = first.start > turn.start
    end = first.start if inside else first.start - 1
    earlier = interview.turns[max(0, turn.index - QUESTION_REACH) : turn.index]
    asked = next((before for before in reversed(earlier) if before.speaker != turn.speaker and _asks(interview.said(before))), None)
    neighbour = turn if inside else (earlier[-1] if earlier else None)
    origin = asked or neighbour
    if origin is None or origin.start >= end:
        return None
    for places in (_sentence_starts(text, origin.start, end), _word_starts(text, origin.start, end)):
        begins = [*reversed(places), origin.start]
        if taken := _fitting_before(text, end, begins, count_tokens, budget):
            return (begins[taken - 1], end)
    return None


def _context_after(interview: Interview, last: Chunk, count_tokens: CountTokens, budget: int) -> tuple[int, int] | None:
    """Return what is shown after a window that ends with ``last``: the rest of the turn or the next turn, as much as fits."""
    text, turn = interview.text, interview.turns[last.last_turn]
    start, end = last.end, turn.end
    if start == end:
        if turn.index + 1 == len(interview.turns):
            return None
        start, end = end + 1, interview.turns[turn.index + 1].end
    for places in (_sentence_starts(text, start, end), _word_starts(text, start, end)):
        ends = [*places, end]
        if taken := _fitting(text, start, ends, count_tokens, budget):
            return (start, ends[taken - 1]) if start < end else None
    return None


def _asks(words: str) -> bool:
    return any(mark in words for mark in _QUESTION_MARKS)
