"""A file as readers see it: its bytes once, and the views of them, each made when first asked for.

In: a path. Out: ``Source``. Always true: only regular, readable files of bounded size are opened; a file that changes
while it is read is read again; every view is bounded before it is built.
"""

import csv
import hashlib
import io
import json
import os
import re
import stat
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.decoding import decode, refuse_binary
from analyzer.ingest.documents import Document, read_document
from analyzer.ingest.words import clean

MAX_BYTES = 32_000_000
MAX_LINES = 500_000
MAX_DEPTH = 60
_ATTEMPTS = 3
_JSON_BEGIN = re.compile(r'\ufeff?\s*(?:\{\s*(?:"|\}\s*$)|\[\s*(?:[{"\[]|\]\s*$))')


@dataclass
class Source:
    """One file, read once."""

    path: Path
    raw: bytes
    warnings: list[str] = field(default_factory=list)
    declared_labels: tuple[str, ...] = ()
    """Labels the sidecar declares."""

    @property
    def name(self) -> str:
        """The path for messages, without control characters."""
        return clean(str(self.path)).replace("\n", " ")

    @property
    def suffix(self) -> str:
        """The extension in lower case, e.g. ``.vtt``."""
        return self.path.suffix.lower()

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes."""
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def is_zip(self) -> bool:
        """Whether the bytes are a zip archive, as .docx files are."""
        return self.raw.startswith(b"PK\x03\x04")

    @property
    def is_pdf(self) -> bool:
        """Whether the bytes are a PDF."""
        return self.raw[:1024].lstrip().startswith(b"%PDF-")

    @property
    def is_text(self) -> bool:
        """Whether the file is to be read as text."""
        return not self.is_zip and not self.is_pdf

    @cached_property
    def written(self) -> str:
        """The decoded text as written; raises IngestError where the bytes are no text."""
        text, warnings = decode(self.raw, self.name)
        self.warnings.extend(warnings)
        return text

    @cached_property
    def text(self) -> str:
        """The text in NFC with LF, without control characters; raises IngestError for one of more lines than a transcript has."""
        text = clean(self.written)
        lines = text.count("\n")
        if lines > MAX_LINES:
            raise IngestError(f"{self.name}: {lines} lines; transcripts of more than {MAX_LINES} lines are not read", "split the file")
        return text

    @cached_property
    def begins_as_json(self) -> bool:
        """Whether the text can be meant as JSON: an opening bracket, then what JSON has after one, and a key or a nested list somewhere."""
        return self.is_text and bool(_JSON_BEGIN.match(self.written[:2000]))

    @cached_property
    def json(self) -> Any:
        """The parsed JSON (one JSON object a line becomes a list), or None where the file is none."""
        if not self.is_text:
            return None
        if not self.begins_as_json:
            return None
        try:
            return json.loads(self.written.lstrip("\ufeff"))
        except RecursionError as error:
            raise IngestError(f"{self.name}: JSON nested too deeply to be a transcript", "export the transcript again") from error
        except ValueError:
            return _json_lines(self.written)

    @cached_property
    def rows(self) -> list[list[str]] | None:
        """The rows of a comma, semicolon or tab separated table, or None where the file is none."""
        return _table(self.text) if self.is_text else None

    @cached_property
    def document(self) -> Document | None:
        """The paragraphs of a .docx, or None where the file is none; raises IngestError for a hostile one."""
        return read_document(self.raw, self.name) if self.is_zip else None


def open_source(path: Path) -> Source:
    """Read a file for ingest; raises IngestError naming the reason where it cannot or must not be read."""
    name = clean(str(path)).replace("\n", " ")
    for _ in range(_ATTEMPTS):
        raw, settled = _read_bytes(path, name)
        if settled:
            break
    else:
        raise IngestError(f"{name}: the file is still being written", "ingest it again when it is complete")
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise IngestError(f"{name}: the file is empty", "export the transcript again")
    source = Source(path, raw)
    if source.is_text:
        refuse_binary(raw, name)
    return source


def _read_bytes(path: Path, name: str) -> tuple[bytes, bool]:
    """Return the bytes and whether the file stayed the same while it was read; never waits on a pipe or device."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise IngestError(f"{name}: not a regular file", "give the path of a transcript file or of a folder")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as stream:
            before = os.fstat(descriptor)
            if before.st_size > MAX_BYTES:
                raise IngestError(
                    f"{name}: {before.st_size // 1_000_000} MB; transcripts of more than {MAX_BYTES // 1_000_000} MB are not read", "split it"
                )
            raw = stream.read(MAX_BYTES + 1)
            after = os.fstat(descriptor)
    except FileNotFoundError as error:
        raise IngestError(f"{name}: no such file", "check the path") from error
    except PermissionError as error:
        raise IngestError(f"{name}: no permission to read it", "change its permissions, or copy it") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise IngestError(f"{name}: cannot be read: {reason}", "check the path") from error
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return raw, same and len(raw) == after.st_size


def _json_lines(text: str) -> list[Any] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    try:
        return [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return None


def _table(text: str) -> list[list[str]] | None:
    """Split a separated table by the separator under which the first lines have equally many columns."""
    head = [line for line in text[:20_000].split("\n")[:20] if line.strip()]
    if not head:
        return None
    separator = max("\t,;|", key=head[0].count)
    if not head[0].count(separator):
        return None
    # A field may hold a whole turn of tens of thousands of words.
    csv.field_size_limit(MAX_BYTES)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        return None
    return [row for row in rows if any(cell.strip() for cell in row)]
