"""Is Chroma's folder what the database says? Asked in a child process, answered as a verdict.

In: the folder, the embedder's identity, the database's rows. Out: ``Inspection``. Always true: reading a damaged
folder, which can end a process or give wrong answers, happens in the child only; whatever the child does except
answering in time means that the folder is damaged. The caller holds the folder's lock.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analyzer.index.ports import IndexRows

SAMPLE = 32
"""Chunks, spread over all, whose vectors are read and looked up."""

DEADLINE_SECONDS = 120.0
TOLERANCE = 1e-3
"""Of a number in a vector, and of the distance of a vector from itself."""


@dataclass(frozen=True)
class Identity:
    """Which embedder made the vectors of a collection."""

    embedder: str
    size: int
    version: str

    def as_metadata(self) -> dict[str, str | int]:
        """Return it as a collection's metadata."""
        return asdict(self)


@dataclass(frozen=True)
class Inspection:
    """What was found."""

    sound: bool
    """Whether the folder can be used once ``outdated`` and ``surplus`` are dealt with."""
    why: str = ""
    """Where it cannot: the reason in a few words."""
    other_embedder: bool = False
    """Where it cannot: whether it is whole, but of another embedder."""
    outdated: Sequence[str] = ()
    """Ids that are missing or have other metadata than in the database."""
    surplus: Sequence[str] = ()
    """Ids the database does not know."""


def inspect_folder(folder: Path, identity: Identity, rows: IndexRows) -> Inspection:
    """Compare the folder with the database's rows in a child process: all ids and metadata, and a sample of the vectors."""
    step = max(1, len(rows.chunks) // SAMPLE)
    question = {
        "folder": str(folder),
        "identity": identity.as_metadata(),
        "rows": {chunk.id: dict(metadata) for chunk, metadata in zip(rows.chunks, rows.metadatas, strict=True)},
        "sample": {rows.chunks[place].id: rows.vectors[place].tolist() for place in range(0, len(rows.chunks), step)},
    }
    package_folder = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package_folder, os.environ.get("PYTHONPATH"))))}
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-m", __name__], input=json.dumps(question), env=environment, capture_output=True, encoding="utf-8",
            timeout=DEADLINE_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Inspection(sound=False, why=f"no answer in {DEADLINE_SECONDS:.0f} s")
    if child.returncode:
        return Inspection(sound=False, why=f"reading it ended with status {child.returncode}")
    try:
        return Inspection(**json.loads(child.stdout.splitlines()[-1]))
    except (ValueError, IndexError, TypeError):
        return Inspection(sound=False, why="reading it gave no answer")


def look(question: Mapping[str, Any]) -> Inspection:
    """Read the folder and compare. Runs in the child; raises whatever Chroma raises."""
    from analyzer.index.chroma import COLLECTION, connect

    client = connect(Path(question["folder"]))
    names = [collection.name for collection in client.list_collections()]
    if names != [COLLECTION]:
        return Inspection(sound=False, why="its collection is gone")
    collection: Any = client.get_collection(COLLECTION, embedding_function=None)
    if collection.metadata != question["identity"]:
        return Inspection(sound=False, why="made with another embedder", other_embedder=True)
    wanted: dict[str, Any] = question["rows"]
    entries = collection.get(include=["metadatas"])
    held = dict(zip(entries["ids"], entries["metadatas"], strict=True))
    if collection.count() != len(held):
        return Inspection(sound=False, why="its rows do not add up")
    outdated = [identifier for identifier, metadata in wanted.items() if held.get(identifier) != metadata]
    sample = {identifier: vector for identifier, vector in question["sample"].items() if held.get(identifier) == wanted[identifier]}
    if sample and (why := _compare_vectors(collection, sample)):
        return Inspection(sound=False, why=why)
    return Inspection(sound=True, outdated=outdated, surplus=sorted(held.keys() - wanted.keys()))


def _compare_vectors(collection: Any, sample: Mapping[str, Sequence[float]]) -> str:
    """Return what is wrong with the sample's vectors; empty where each is as recorded and is found as the nearest to itself."""
    stored = collection.get(ids=list(sample), include=["embeddings"])
    by_id = dict(zip(stored["ids"], stored["embeddings"], strict=True))
    if by_id.keys() != sample.keys() or any(np.abs(by_id[identifier] - np.array(vector)).max() > TOLERANCE for identifier, vector in sample.items()):
        return "its vectors are not the recorded ones"
    answer = collection.query(query_embeddings=list(sample.values()), n_results=1, include=["distances"])
    # A chunk with the very same words may stand in for it, so the distance is looked at and not the id.
    if any(not distances or distances[0] > TOLERANCE for distances in answer["distances"]):
        return "it does not find what it holds"
    return ""


if __name__ == "__main__":
    print(json.dumps(asdict(look(json.load(sys.stdin)))))
