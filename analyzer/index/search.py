"""Question -> passages: by meaning and by words, joined by rank.

In: what a person typed, an embedder, and ports to the index and the database. Out: ``SearchResult``. Always true: a
passage is a slice of an interview with its speakers, time and source; ranks are joined, never scores of different
kinds; an answer that did not come from Chroma says so.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import IndexingError
from analyzer.index.chroma import ChromaIndex
from analyzer.index.ports import FindPassage, FindWords, LoadRows, NearestChunks
from analyzer.index.vectors import VectorIndex
from analyzer.language.wordlist import wordset
from analyzer.llm.embedding import Embedder
from analyzer.records.chunk import Chunk, Passage
from analyzer.records.interview import Interview

RANK_OFFSET = 60
"""The constant of reciprocal rank fusion: how little the very first ranks count beyond the next ones."""

LEAST_DEPTH = 50
"""Ranks each way contributes at least; a passage deep in both lists may come out on top."""

FUNCTION_WORDS = wordset(
    "a an the this that these those some any every each all both no of in on at by for from to into with without about over under between through "
    "during before after and or but nor so because if than then as while is are was were be been being am do does did doing have has had having can "
    "could will would shall should may might must not i me my we us our you your he him his she her it its they them their one who whom whose what "
    "which when where why how there here very too also just get gets got much many long often"
)
"""English words that stand in every interview: looked up as words they would find only noise."""


@dataclass(frozen=True)
class SearchResult:
    """What a search found."""

    passages: Sequence[Passage]
    """Best first."""
    note: str = ""
    """What a person should know about the answer; empty in the usual case."""


@contextmanager
def open_nearest(folder: Path, embedder: Embedder, load_rows: LoadRows) -> Iterator[NearestChunks]:
    """Yield Chroma, or the database's vectors with a note where another process has Chroma open or it cannot be used."""
    index: ChromaIndex | None = None
    reason = ""
    try:
        index = ChromaIndex.open(folder, embedder, load_rows)
    except IndexingError as error:
        reason = error.message
    if index is None:
        yield VectorIndex(load_rows(), note=f"{reason}; answered from the vectors in the database")
        return
    with index:
        yield index


def search(
    query: str, *, k: int, segment: str | None, embedder: Embedder, nearest: NearestChunks, find_words: FindWords, find_passage: FindPassage
) -> SearchResult:
    """Return the ``k`` best passages for ``query``, of ``segment`` or of all.

    The two lists are joined by reciprocal rank fusion: the score of a chunk is the sum of 1 / (60 + its rank) over the
    lists it is in (Cormack, Clarke and Buettcher, SIGIR 2009). By meaning there is always a nearest chunk, so a list is
    returned even where nothing fits; ``found_by`` tells which way each was found. Raises ModelError, IndexingError.
    """
    if not query.strip():
        return SearchResult((), "the query is empty")
    depth = max(LEAST_DEPTH, 3 * k)
    vector = embedder.embed([query])[0]
    ways = {
        "meaning": [identifier for identifier, _ in nearest.query(vector, depth, {"segment": segment} if segment else None)],
        "words": list(find_words(_telling_words(query), depth, segment)),
    }
    found: list[Passage] = []
    for identifier, score, found_by in fuse_ranks(ways):
        if len(found) == k:
            break
        place = find_passage(identifier)
        # The index may lag behind a correction of the interview's segment by a moment.
        if place and segment in (None, place[1].segment):
            found.append(_passage(*place, score, found_by))
    return SearchResult(tuple(found), nearest.note)


def fuse_ranks(ways: dict[str, list[str]]) -> list[tuple[str, float, tuple[str, ...]]]:
    """Return (id, score, names of the lists it is in), best first; equal scores in the order of their ids."""
    scores: dict[str, float] = {}
    found_by: dict[str, tuple[str, ...]] = {}
    for way, ids in ways.items():
        for rank, identifier in enumerate(dict.fromkeys(ids), start=1):
            scores[identifier] = scores.get(identifier, 0.0) + 1.0 / (RANK_OFFSET + rank)
            found_by[identifier] = (*found_by.get(identifier, ()), way)
    return [
        (identifier, scores[identifier], found_by[identifier])
        for identifier in sorted(scores, key=lambda identifier: (-scores[identifier], identifier))
    ]


def _telling_words(query: str) -> str:
    """Return the query without function words; the whole query where it has no others."""
    words = [word for word in query.split() if word.strip("?!.,;:\"'()").casefold() not in FUNCTION_WORDS]
    return " ".join(words) or query


def _passage(chunk: Chunk, interview: Interview, score: float, found_by: tuple[str, ...]) -> Passage:
    turns = interview.turns[chunk.first_turn : chunk.last_turn + 1]
    first = turns[0]
    speaker = interview.speaker(first.speaker)
    said = tuple(
        (interview.speaker(turn.speaker).name, interview.text[max(turn.start, chunk.start) : min(turn.end, chunk.end)].strip()) for turn in turns
    )
    return Passage(
        interview=interview.id, source=interview.source, title=interview.title, segment=interview.segment, organisation=interview.organisation,
        start=chunk.start, end=chunk.end, turn=first.index, speaker=speaker.name, side=speaker.side, start_ms=first.start_ms,
        text=interview.text[chunk.start : chunk.end], said=said, score=score, found_by=found_by,
    )  # fmt: skip
