"""Texts -> vectors: the door to every embedder, and a cache by content in front of them.

In: ``EmbeddingSettings`` and texts. Out: an ``Embedder``: rows of float32 with length 1, in the order of the texts.
Always true: nothing is loaded, opened or asked before the first text; local embedding needs no network; vectors of
embedders with different ``name`` or ``version`` are never mixed; a cosine orders texts and decides nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.config import EmbeddingSettings

Vectors = NDArray[np.float32]
"""One row a text, each of length 1."""

CACHE_STRIDE = 64
"""Texts embedded between two writes to the cache: what an interrupted run loses at most."""


class Embedder(Protocol):
    """Turns texts into vectors of one space."""

    @property
    def name(self) -> str:
        """Which model."""

    @property
    def size(self) -> int:
        """Numbers in a vector."""

    @property
    def version(self) -> str:
        """Which build of the model: the same name and version give the same vectors."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return ``(len(texts), size)`` rows of length 1, in the order of ``texts``. Raises ModelError.

        A text longer than the model reads (``Embedder`` implementations say how long) is cut at its end.
        """

    def count_tokens(self, text: str) -> int:
        """Return the length of ``text`` in tokens of the embedder, without the marks it adds itself."""


class VectorCache(Protocol):
    """Keeps vectors by the content they stand for; implemented by whoever owns a database."""

    def get_many(self, embedder: str, keys: Sequence[str]) -> Mapping[str, Vectors]:
        """Return sha256 of a text (hex) -> its vector ``(size,)``, for those that are known in this space (``space_of``)."""

    def put_many(self, embedder: str, items: Mapping[str, Vectors]) -> None:
        """Keep vectors of this space under the sha256 (hex) of their texts; a later one replaces an earlier one."""


def open_embedder(settings: EmbeddingSettings) -> Embedder:
    """Return the embedder the settings name; cheap, it loads at the first text.

    ``local``: the packaged MiniLM, or the ONNX model whose path ``settings.model`` gives (with ``tokenizer.json`` beside it).
    ``openai``: ``settings.model`` on any OpenAI-compatible server.
    """
    if settings.provider == "openai":
        from analyzer.llm.embedding_openai import OpenAIEmbedder

        return OpenAIEmbedder(settings.model, settings.base_url)
    from analyzer.llm.embedding_onnx import OnnxEmbedder

    return OnnxEmbedder(Path(settings.model).expanduser() if settings.model else None, threads=settings.threads, batch=settings.batch)


class CachedEmbedder:
    """An embedder that asks a cache first: the same text is embedded once for each name and version."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder = embedder
        self._cache = cache

    @property
    def name(self) -> str:
        """Which model."""
        return self._embedder.name

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        return self._embedder.size

    @property
    def version(self) -> str:
        """Which build of the model."""
        return self._embedder.version

    def count_tokens(self, text: str) -> int:
        """Return the length of ``text`` in tokens of the embedder."""
        return self._embedder.count_tokens(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return ``(len(texts), size)`` rows of length 1; unknown texts are embedded once each and put into the cache as it goes."""
        if not texts:
            return self._embedder.embed(texts)
        keys = [text_sha256(text) for text in texts]
        cached = self._cache.get_many(space_of(self), list(dict.fromkeys(keys)))
        known = {key: vector for key, vector in cached.items() if self._fits(vector)}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        # By length over all missing texts: batches of equal length waste the least padding.
        waiting = sorted(missing.items(), key=lambda item: len(item[1]))
        for start in range(0, len(waiting), CACHE_STRIDE):
            part = waiting[start : start + CACHE_STRIDE]
            fresh = dict(zip((key for key, _ in part), self._embedder.embed([text for _, text in part]), strict=True))
            self._cache.put_many(space_of(self), fresh)
            known.update(fresh)
        return np.stack([known[key] for key in keys])

    def _fits(self, vector: Vectors) -> bool:
        """Whether a cached vector can be right: a damaged one is embedded again."""
        return vector.shape == (self.size,) and bool(abs(float(np.linalg.norm(vector)) - 1.0) < 1e-3)


def space_of(embedder: Embedder) -> str:
    """Return the name of the space an embedder's vectors live in; vectors of different spaces are not comparable."""
    return f"{embedder.name}@{embedder.version}"


def text_sha256(text: str) -> str:
    """Return the key of a text in the cache: sha256 of its UTF-8 bytes, hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def normalise(rows: NDArray[np.floating]) -> Vectors:
    """Return the rows scaled to length 1 (L2); a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0).astype(np.float32)
    return scaled
