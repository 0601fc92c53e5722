"""A workspace in memory for the tests of the index: rows like the database's, and an embedder that needs no model."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from analyzer.index.chunking import chunk
from analyzer.index.ports import IndexRows, Metadata, Vectors, chunk_metadata
from analyzer.llm.embedding import normalise
from analyzer.records import Chunk, Interview
from tests.index.samples import make_interview


class LetterEmbedder:
    """Counts letters: texts with the same words are near each other. Enough to tell right from wrong places."""

    name, version, size = "letters", "1", 26

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [[text.lower().count(chr(97 + letter)) + 0.01 for letter in range(self.size)] for text in texts]
        return normalise(np.array(rows, dtype=np.float32).reshape(-1, self.size))

    def count_tokens(self, text: str) -> int:
        return len(text.split())


@dataclass
class Shelf:
    """What the database would hold."""

    embedder: LetterEmbedder = field(default_factory=LetterEmbedder)
    interviews: dict[str, Interview] = field(default_factory=dict)
    chunks: dict[str, Chunk] = field(default_factory=dict)

    def add(self, interview: Interview, budget: int = 8) -> list[Chunk]:
        self.interviews[interview.id] = interview
        new = chunk(interview, self.embedder.count_tokens, budget)
        self.chunks = {key: old for key, old in self.chunks.items() if old.interview != interview.id} | {part.id: part for part in new}
        return new

    def remove(self, interview_id: str) -> None:
        del self.interviews[interview_id]
        self.chunks = {key: part for key, part in self.chunks.items() if part.interview != interview_id}

    def rows(self, interview_id: str | None = None) -> IndexRows:
        chunks = [part for part in self.chunks.values() if interview_id in (None, part.interview)]
        metadatas: list[Metadata] = [chunk_metadata(part, self.interviews[part.interview]) for part in chunks]
        return IndexRows(chunks, self.embedder.embed([self.words(part) for part in chunks]), metadatas)

    def words(self, part: Chunk) -> str:
        return self.interviews[part.interview].text[part.start : part.end]

    def find(self, identifier: str) -> tuple[Chunk, Interview] | None:
        part = self.chunks.get(identifier)
        return (part, self.interviews[part.interview]) if part else None

    def search_words(self, query: str, k: int, segment: str | None) -> list[str]:
        wanted = set(query.lower().split())
        scored = [
            (len(wanted & set(self.words(part).lower().split())), key)
            for key, part in self.chunks.items()
            if segment in (None, self.interviews[part.interview].segment)
        ]
        return [key for score, key in sorted(scored, reverse=True) if score][:k]


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf()
    shelf.add(
        make_interview(
            ["What slows the close?", "Three ledgers never match, so we export them by hand.", "What would you like instead?", "Close in four days."],
            id="i_plant", segment="plants",
        )
    )  # fmt: skip
    shelf.add(
        make_interview(
            ["Where do nurses lose time?", "Handover takes an hour because beds are on paper.", "Anything else?", "Agency staff cost us dearly."],
            id="i_ward", segment="hospitals", organisation=None,
        )
    )  # fmt: skip
    return shelf
