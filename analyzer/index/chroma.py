"""Chroma: a cache of the database's vectors that answers which chunks are nearest.

In: the folder, the embedder's identity, and ``LoadRows``, which reads every chunk with its vector from the database.
Out: ``ChromaIndex``. Always true: one process at a time has the folder open; what it holds was compared with the
database when it was opened; a damaged folder is moved away and made again; no words of a transcript are in it; Chroma
reads no ``.env``, downloads nothing and sends nothing. The only module that imports ``chromadb``.
"""

import importlib
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast
from unittest.mock import patch

import numpy as np

from analyzer.errors import IndexingError
from analyzer.index.inspection import Identity, inspect_folder
from analyzer.index.ports import IndexRows, LoadRows, Metadata, Vectors, Where
from analyzer.llm.embedding import Embedder
from analyzer.records.chunk import Chunk

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from filelock import BaseFileLock

COLLECTION = "chunks"
BATCH = 500
"""Rows a call; Chroma refuses more than 5,461."""

_GRAPH: dict[str, Any] = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}
"""HNSW settings (Malkov and Yashunin 2018): with Chroma's own, a tenth of the ten nearest of 5,000 vectors was missed; with these, none."""

_HINT = "delete that folder, it is made again from the database"


class ChromaBusyError(IndexingError):
    """Another process has the folder open."""


class ChromaIndex:
    """The chunks of the workspace by meaning. A context manager: the folder is locked until it is closed."""

    def __init__(self, folder: Path, identity: Identity, load_rows: LoadRows, lock: "BaseFileLock") -> None:
        self._folder = folder
        self._identity = identity
        self._load_rows = load_rows
        self._lock = lock
        self._client: Client | None = None
        self._collection: Collection
        self.note = ""
        """What a person should know: that the folder was damaged and has been made again."""

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, load_rows: LoadRows, *, wait_seconds: float = 0.0) -> Self:
        """Open ``folder`` so that it holds exactly the database's rows; made if missing, made again if damaged or of another embedder.

        The rows are compared in a child process, because a damaged folder can end the process that reads it. Raises
        ChromaBusyError where another process has it open for longer than ``wait_seconds``, IndexingError where it cannot
        be written.
        """
        index = cls(folder, Identity(embedder.name, embedder.size, embedder.version), load_rows, _lock(folder, wait_seconds))
        try:
            index._open()
        except BaseException:
            index.close()
            raise
        return index

    def close(self) -> None:
        """Close the folder and let others have it; a second call does nothing."""
        if self._client is not None:
            self._client.close()
            self._client = None
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def count(self) -> int:
        """Return how many chunks are in the index."""
        return self._collection.count()

    def sync(self, chunks: Sequence[Chunk], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
        """Put these chunks in the place of all chunks of their interviews; the three are of equal length.

        Call it after the database has committed them. Raises IndexingError.
        """
        self._check_sizes(chunks, vectors, metadatas)
        with self._reporting():
            for interview in dict.fromkeys(chunk.interview for chunk in chunks):
                held = self._collection.get(where={"interview": interview}, include=[])["ids"]
                self._delete(sorted(set(held) - {chunk.id for chunk in chunks}))
            self._upsert([chunk.id for chunk in chunks], vectors, metadatas)

    def query(self, vector: Vectors, k: int, where: Where | None = None) -> list[tuple[str, float]]:
        """Return up to ``k`` (chunk id, cosine distance 0 to 2), nearest first, of the chunks that ``where`` lets through. Raises IndexingError.

        The search is approximate (HNSW): a far neighbour may be missed.
        """
        with self._reporting():
            most = min(k, self._collection.count())
            if most < 1 or any(not isinstance(wanted, str) and not wanted for wanted in (where or {}).values()):
                return []
            answer: Mapping[str, Any] = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=most, where=_condition(where), include=["distances"]
            )
        return [(identifier, float(distance)) for identifier, distance in zip(answer["ids"][0], answer["distances"][0], strict=True)]

    def remove(self, interview_id: str) -> None:
        """Take all chunks of an interview out, and the copy of a damaged folder that may hold them. Raises IndexingError.

        Chroma's files may keep the bytes of their vectors; ``delete_folder`` leaves none.
        """
        with self._reporting():
            self._collection.delete(where={"interview": interview_id})
        shutil.rmtree(_moved_away(self._folder), ignore_errors=True)

    def _open(self) -> None:
        rows = self._load_rows()
        self._check_sizes(rows.chunks, rows.vectors, rows.metadatas)
        if not self._folder.is_dir() or not any(self._folder.iterdir()):
            self._create(rows)
            return
        # Importing Chroma takes as long as the child's look at the folder: both at once.
        importing = threading.Thread(target=_import_chroma)
        importing.start()
        found = inspect_folder(self._folder, self._identity, rows)
        importing.join()
        if not found.sound:
            self._move_away()
            self._create(rows)
            self.note = "" if found.other_embedder else f"{self._folder}: was damaged and has been made again from the database ({found.why})"
            return
        with self._reporting():
            self._collection = self._connect().get_collection(COLLECTION, embedding_function=None)
            self._delete(found.surplus)
            places = {chunk.id: place for place, chunk in enumerate(rows.chunks)}
            wanted = [places[identifier] for identifier in found.outdated]
            self._upsert(found.outdated, rows.vectors[wanted], [rows.metadatas[place] for place in wanted])

    def _create(self, rows: IndexRows) -> None:
        with self._reporting():
            self._collection = self._connect().create_collection(
                COLLECTION,
                embedding_function=None,
                configuration={"hnsw": cast("CreateHNSWConfiguration", _GRAPH)},
                metadata=self._identity.as_metadata(),
            )
            self._upsert([chunk.id for chunk in rows.chunks], rows.vectors, rows.metadatas)

    def _connect(self) -> "Client":
        self._client = connect(self._folder)
        return self._client

    def _move_away(self) -> None:
        """Keep one copy of a folder that is not as it should be: whoever wonders can look, and copies do not pile up."""
        copy = _moved_away(self._folder)
        try:
            shutil.rmtree(copy, ignore_errors=True)
            self._folder.rename(copy)
        except OSError as error:
            raise IndexingError(f"{self._folder}: is damaged and cannot be moved away ({error.strerror})", _HINT) from error

    def _upsert(self, ids: Sequence[str], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
        for start in range(0, len(ids), BATCH):
            part = slice(start, start + BATCH)
            self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part], metadatas=[dict(metadata) for metadata in metadatas[part]])

    def _delete(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[start : start + BATCH]))

    def _check_sizes(self, chunks: Sequence[Chunk], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
        if len(chunks) != len(metadatas) or (chunks and vectors.shape != (len(chunks), self._identity.size)):
            raise ValueError(f"{len(chunks)} chunks, {len(metadatas)} metadatas, vectors of shape {vectors.shape}, size {self._identity.size}")

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        with _without_dotenv():
            from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, OSError) as error:
            raise IndexingError(f"{self._folder}: Chroma failed ({type(error).__name__})", _HINT) from error


def connect(folder: Path) -> "Client":
    """Open a Chroma folder with settings of ours alone; it is made if missing. Raises what Chroma raises."""
    with _without_dotenv():
        from chromadb.api.client import Client
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    return Client(settings=settings)


def _import_chroma() -> None:
    with _without_dotenv():
        importlib.import_module("chromadb")


@contextmanager
def _without_dotenv() -> Iterator[None]:
    """Let Chroma's settings be what they are given: every import of chromadb happens inside.

    When it is imported, and whenever settings are made, Chroma reads ``.env`` and every environment variable named like a
    setting. Neither is meant for it, and a malformed line would stop the program.
    """
    from pydantic import BaseModel
    from pydantic_settings import BaseSettings

    with patch.object(BaseSettings, "__init__", BaseModel.__init__):
        yield


def delete_folder(folder: Path) -> None:
    """Delete Chroma's folder and what was moved away from it, while nobody has it open; the next ``open`` makes it again.

    Raises ChromaBusyError where another process has it open, IndexingError where it cannot be deleted.
    """
    lock = _lock(folder, 0.0)
    try:
        for copy in (folder, _moved_away(folder)):
            if copy.exists():
                shutil.rmtree(copy)
    except OSError as error:
        raise IndexingError(f"{folder}: cannot be deleted ({error.strerror})", "close what has it open and repeat") from error
    finally:
        lock.release()


def _lock(folder: Path, wait_seconds: float) -> "BaseFileLock":
    from filelock import FileLock, Timeout

    path = folder.with_name(f"{folder.name}.lock")
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait_seconds)
    except Timeout as error:
        raise ChromaBusyError(f"{folder}: another process of analyzer has the search index open", "wait until it is done and repeat") from error
    except OSError as error:
        raise IndexingError(f"{path}: cannot be written ({error.strerror})", "make the folder writable and repeat") from error
    return lock


def _moved_away(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.damaged")


def _condition(where: Where | None) -> Any:
    """Return ``where`` in Chroma's language."""
    terms = [{key: {"$eq": wanted} if isinstance(wanted, str) else {"$in": list(wanted)}} for key, wanted in (where or {}).items()]
    return {"$and": terms} if len(terms) > 1 else (terms[0] if terms else None)
