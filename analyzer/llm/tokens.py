"""How long a text is for a model: tiktoken, without ever asking the network for its tables.

In: a model's name (``provider:name``, ``name`` or nothing) and texts. Out: ``TokenCounter``, called with a text.
Always true: counting works with no network; markers such as ``<|endoftext|>`` in a transcript are ordinary words;
a model without a table of its own is counted with ``o200k_base`` and the counter says so.
"""

import functools
import gzip
import hashlib
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.errors import ModelError

if TYPE_CHECKING:
    from tiktoken import Encoding

FALLBACK = "o200k_base"

_TABLES = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""The tables that the package bpe-openai carries -> the sha256 that tiktoken expects of them."""

_TABLE_OF = {"o200k_base": "o200k_base", "cl100k_base": "cl100k_base", "o200k_harmony": "o200k_base"}
"""Encoding -> the table it is built from."""

_ADDRESS = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
"""Where tiktoken would download a table; the sha1 of it is the file's name in tiktoken's cache folder."""

_loading = threading.Lock()


class TokenCounter:
    """Text -> its length in tokens of one model. Loads its table at the first call."""

    def __init__(self, model: str | None) -> None:
        self.model = model
        known = _encoding_of(model)
        self.encoding = known or FALLBACK
        """Name of the tiktoken encoding that counts."""
        self.exact = known is not None
        """Whether the encoding is the model's own."""
        self._encoding: Encoding | None = None

    @property
    def note(self) -> str:
        """Say in one line that another model's table counts; empty where the table is the model's own."""
        if self.exact:
            return ""
        return f"{self.model or 'no model named'}: no token table of its own, counted with {self.encoding}"

    def __call__(self, text: str) -> int:
        """Return the length of ``text`` in tokens. Raises ModelError where the packaged table is damaged."""
        if self._encoding is None:
            self._encoding = _load(self.encoding)
        return len(self._encoding.encode_ordinary(text))


def counter(model: str | None = None) -> TokenCounter:
    """Return the counter of a model; without a name, or for a name tiktoken does not know, one that uses ``o200k_base``."""
    return TokenCounter(model)


def _encoding_of(model: str | None) -> str | None:
    """Return the encoding of a model as tiktoken knows it, if its table is at hand: ``openai:gpt-4o``, ``openai/gpt-4o`` and ``gpt-4o`` are one."""
    from tiktoken.model import encoding_name_for_model

    for name in (model or "", (model or "").partition(":")[2], (model or "").rpartition("/")[2]):
        try:
            encoding = encoding_name_for_model(name)
        except KeyError:
            continue
        return encoding if encoding in _TABLE_OF else None
    return None


@functools.cache
def _load(encoding: str) -> "Encoding":
    import tiktoken

    with _loading, _cache_folder(_TABLE_OF[encoding]):
        return tiktoken.get_encoding(encoding)


@contextmanager
def _cache_folder(table: str) -> Iterator[None]:
    """Let tiktoken find ``table`` in its cache folder while the body runs.

    A folder for this moment only: nothing is left behind, nothing can be stale, and it works where the home is read-only.
    """
    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    with tempfile.TemporaryDirectory(prefix="analyzer-tokens-") as folder:
        address = _ADDRESS.format(table)
        (Path(folder) / hashlib.sha1(address.encode(), usedforsecurity=False).hexdigest()).write_bytes(_read_table(table))
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before


def _read_table(table: str) -> bytes:
    """Return a table out of the package bpe-openai, without importing its code.

    The sum is checked here because tiktoken answers a wrong one with a download that has no time-out.
    """
    hint = "reinstall it: pip install --force-reinstall bpe-openai"
    try:
        packed = Path(str(distribution("bpe-openai").locate_file(f"bpe_openai/data/{table}.tiktoken.gz"))).read_bytes()
        content = gzip.decompress(packed)
    except (PackageNotFoundError, OSError, EOFError) as error:
        raise ModelError(f"bpe-openai: the token table {table} cannot be read ({type(error).__name__})", hint) from error
    if hashlib.sha256(content).hexdigest() != _TABLES[table]:
        raise ModelError(f"bpe-openai: the token table {table} is not the one tiktoken expects", hint)
    return content
