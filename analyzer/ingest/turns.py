"""Pieces of speech -> the canonical text and the turns that tile it.

In: pieces in file order and the voice of each. Out: text, ``Turn``s. Always true: the text is the spoken text of the
turns joined by one line feed, NFC; a turn holds no line feed and no white space at its ends; speech of one voice that
is not interrupted is one turn, save where the whole file has one voice: there turns are paragraphs.
"""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from analyzer.ingest.reading import Piece
from analyzer.ingest.words import count_words, squeeze
from analyzer.records import Turn

_PARAGRAPH_WORDS = 40
_PAUSE_MS = 2_000
_SENTENCE_ENDS = ".!?\u2026\u3002\uff01\uff1f\"'\u201d\u2019)]"


def build_turns(pieces: Sequence[Piece], voices: Sequence[str]) -> tuple[str, list[Turn]]:
    """Return the canonical text and its turns; ``voices`` holds the speaker key of each piece."""
    spoken = [(squeeze(piece.text), piece, voice) for piece, voice in zip(pieces, voices, strict=True)]
    spoken = [(text, piece, voice) for text, piece, voice in spoken if text]
    alone = len({voice for _, _, voice in spoken}) == 1
    runs: list[list[tuple[str, Piece, str]]] = []
    words = 0
    for text, piece, voice in spoken:
        if runs and runs[-1][-1][2] == voice and not (alone and _breaks(runs[-1][-1], piece, words)):
            runs[-1].append((text, piece, voice))
        else:
            runs.append([(text, piece, voice)])
            words = 0
        words += count_words(text) if alone else 0
    texts: list[str] = []
    turns: list[Turn] = []
    position = 0
    for index, run in enumerate(runs):
        said = unicodedata.normalize("NFC", " ".join(text for text, _, _ in run))
        start_ms, end_ms = _span([piece for _, piece, _ in run])
        turns.append(Turn(index=index, speaker=run[0][2], start=position, end=position + len(said), start_ms=start_ms, end_ms=end_ms))
        texts.append(said)
        position += len(said) + 1
    return "\n".join(texts), turns


def _breaks(before: tuple[str, Piece, str], piece: Piece, words: int) -> bool:
    """Whether a new paragraph begins: the file says so, or a sentence has ended and the paragraph is long or a pause follows."""
    text, last, _ = before
    if piece.begins_turn:
        return True
    if text[-1] not in _SENTENCE_ENDS:
        return False
    pause = piece.start_ms is not None and last.end_ms is not None and piece.start_ms - last.end_ms >= _PAUSE_MS
    return pause or words >= _PARAGRAPH_WORDS


def _span(pieces: Sequence[Piece]) -> tuple[int | None, int | None]:
    start = next((piece.start_ms for piece in pieces if piece.start_ms is not None), None)
    end = next((piece.end_ms for piece in reversed(pieces) if piece.end_ms is not None), None)
    return start, end if end is None or start is None or end >= start else None


def odd_times(pieces: Sequence[Piece]) -> list[str]:
    """Return warnings about times that cannot be right; the order of the file is kept all the same."""
    starts = [piece.start_ms for piece in pieces if piece.start_ms is not None]
    backwards = sum(1 for before, after in pairwise(starts) if after < before - 1000)
    reversed_ends = sum(1 for piece in pieces if piece.start_ms is not None and piece.end_ms is not None and piece.end_ms < piece.start_ms)
    late = sum(1 for start in starts if start > 24 * 3_600_000)
    warnings = []
    if backwards:
        warnings.append(f"{backwards} times go backwards; the order of the file is kept")
    if reversed_ends:
        warnings.append(f"{reversed_ends} stretches end before they begin; their end is left out")
    if late:
        warnings.append(f"{late} times lie beyond 24 hours")
    return warnings
