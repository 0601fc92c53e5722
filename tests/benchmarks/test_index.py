"""How fast the index is on this machine: numbers to read, no limits."""

import time
from pathlib import Path

import numpy as np

from analyzer.config import EmbeddingSettings
from analyzer.index.chroma import ChromaIndex
from analyzer.index.ports import IndexRows
from analyzer.index.vectors import VectorIndex
from analyzer.llm.embedding import normalise, open_embedder
from analyzer.records import Chunk
from tests.index.conftest import LetterEmbedder

ROWS = 10_000


def test_texts_embedded_in_a_second() -> None:
    embedder = open_embedder(EmbeddingSettings())
    embedder.embed(["loaded"])
    for words in (10, 150):
        texts = [" ".join(f"ledger{number}" if word % 50 == 0 else "close" for word in range(words)) for number in range(60)]
        started = time.perf_counter()
        rows = embedder.embed(texts)
        print(f"\n{words} words a text: {len(rows) / (time.perf_counter() - started):.0f} texts/s")


def test_chroma_against_comparing_every_vector(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors = normalise(rng.normal(size=(ROWS, LetterEmbedder.size)))
    chunks = [Chunk(id=f"c_{n}", interview="i", version="v", index=n, start=n, end=n + 1, first_turn=0, last_turn=0, tokens=1) for n in range(ROWS)]
    rows = IndexRows(chunks, vectors, [{"interview": "i", "segment": "s"} for _ in chunks])
    exact = VectorIndex(rows)
    for what in ("made", "checked and opened"):
        started = time.perf_counter()
        index = ChromaIndex.open(tmp_path / "chroma", LetterEmbedder(), lambda: rows)
        print(f"\n{ROWS} rows {what} in {time.perf_counter() - started:.1f} s")
        found = wanted = 0
        for query in normalise(rng.normal(size=(100, LetterEmbedder.size))):
            nearest = {key for key, _ in exact.query(query, 10)}
            found += len(nearest & {key for key, _ in index.query(query, 10)})
            wanted += len(nearest)
        print(f"of the 10 nearest {found / wanted:.1%} found")
        index.close()
