"""What the index asks of the database, and what its two ways of finding chunks by meaning have in common.

In: nothing. Out: the shapes ``pipeline`` fills in. Always true: nothing here is implemented or imports a library; the
database is the record, the index a cache of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.records.chunk import Chunk
from analyzer.records.interview import Interview

Vectors = NDArray[np.float32]
"""One row a chunk, each of length 1."""

Metadata = Mapping[str, str | int]
"""What the index knows of a chunk beside its vector; every chunk has the same keys."""

Where = Mapping[str, str | Sequence[str]]
"""Metadata key -> the value it must have, or the values of which it must have one. All keys must hold."""


@dataclass(frozen=True)
class IndexRows:
    """Chunks as the index holds them: three columns of equal length."""

    chunks: Sequence[Chunk]
    vectors: Vectors
    metadatas: Sequence[Metadata]


LoadRows = Callable[[], IndexRows]
"""Reads every chunk, its vector and metadata from the database: what Chroma is checked against and made again from."""

FindWords = Callable[[str, int, str | None], Sequence[str]]
"""(query as typed, most to return, segment or all) -> ids of the chunks that hold its words, best first: the full-text search."""

FindPassage = Callable[[str], tuple[Chunk, Interview] | None]
"""Chunk id -> the chunk and its interview (with corrected metadata and sides); None where it is gone."""


class NearestChunks(Protocol):
    """Finds chunks by meaning."""

    @property
    def note(self) -> str:
        """What a person should know about the answers; empty in the usual case."""

    def query(self, vector: Vectors, k: int, where: Where | None = None) -> list[tuple[str, float]]:
        """Return up to ``k`` (chunk id, cosine distance 0 to 2), nearest first, of the chunks that ``where`` lets through."""


def chunk_metadata(chunk: Chunk, interview: Interview) -> dict[str, str | int]:
    """Return what the index keeps of a chunk beside its vector: places and where it comes from, no words of it."""
    return {
        "interview": interview.id,
        "version": chunk.version,
        "segment": interview.segment,
        "organisation": interview.organisation or "",
        "index": chunk.index,
        "start": chunk.start,
        "end": chunk.end,
        "first_turn": chunk.first_turn,
        "last_turn": chunk.last_turn,
    }
