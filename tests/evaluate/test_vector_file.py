"""Vectors kept between two evaluations: bit by bit, by several processes, over damage."""

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from analyzer.evaluate.vector_file import VectorFile
from analyzer.llm.embedding import CachedEmbedder, Vectors, normalise, text_sha256

WRITER = """
import sys
from pathlib import Path
import numpy as np
from analyzer.evaluate.vector_file import VectorFile
held = VectorFile(Path(sys.argv[1]))
for number in range(20):
    held.put_many("space", {f"{sys.argv[2]}-{number}": np.full(4, number, dtype=np.float32)})
assert not held.trouble, held.trouble
"""


class Counting:
    """An embedder that remembers what it was asked."""

    name, version, size = "counting", "1", 3

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return normalise(np.array([[len(text), text.count("a"), 1.0] for text in texts], dtype=np.float32))

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def vectors(*numbers: float) -> dict[str, Vectors]:
    return {f"k{number}": np.array([number, 0.1, -2.5], dtype=np.float32) for number in numbers}


def known(path: Path, *keys: str) -> set[str]:
    return set(VectorFile(path).get_many("space", keys))


def test_a_text_is_embedded_once_and_its_vector_comes_back_bit_by_bit(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    texts = ["a pallet", "nine binders", "a pallet"]
    fresh = CachedEmbedder(first, VectorFile(tmp_path / "v.sqlite")).embed(texts)
    again = CachedEmbedder(second, VectorFile(tmp_path / "v.sqlite")).embed(texts)
    assert sorted(first.asked) == ["a pallet", "nine binders"]
    assert second.asked == []
    assert fresh.tobytes() == again.tobytes()


def test_vectors_of_another_space_are_not_known(tmp_path: Path) -> None:
    VectorFile(tmp_path / "v.sqlite").put_many("space", vectors(1))
    assert VectorFile(tmp_path / "v.sqlite").get_many("other", ["k1"]) == {}
    assert known(tmp_path / "v.sqlite", "k1", "k2") == {"k1"}


def test_the_file_holds_no_text(tmp_path: Path) -> None:
    CachedEmbedder(Counting(), VectorFile(tmp_path / "v.sqlite")).embed(["the bank's covenant"])
    content = (tmp_path / "v.sqlite").read_bytes()
    assert b"covenant" not in content
    assert text_sha256("the bank's covenant").encode() in content


@pytest.mark.parametrize("damage", [b"", b"not a database, but longer than its header would be" * 40])
def test_a_damaged_file_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "v.sqlite"
    VectorFile(path).put_many("space", vectors(1))
    path.write_bytes(damage)
    held = VectorFile(path)
    assert held.get_many("space", ["k1"]) == {}
    held.put_many("space", vectors(2))
    assert held.trouble == ""
    assert known(path, "k1", "k2") == {"k2"}


def test_damage_inside_the_file_is_begun_anew_too(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    VectorFile(path).put_many("space", vectors(*range(400)))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    held = VectorFile(path)
    held.get_many("space", ["k7"])
    held.put_many("space", vectors(7))
    assert held.trouble == ""
    assert known(path, "k7") == {"k7"}


def test_a_damaged_row_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    VectorFile(path).put_many("space", vectors(1, 2))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE vectors SET value = zeroblob(12) WHERE key = 'k1'")
    connection.close()
    assert known(path, "k1", "k2") == {"k2"}


def test_a_table_of_another_layout_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE vectors (key TEXT, value BLOB)")
    connection.close()
    VectorFile(path).put_many("space", vectors(1))
    assert known(path, "k1") == {"k1"}


def test_a_place_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    held = VectorFile(tmp_path / "taken" / "v.sqlite")
    assert CachedEmbedder(Counting(), held).embed(["a"]).shape == (1, 3)
    assert "sentence vectors are not kept" in held.trouble


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "v.sqlite"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(known(path, *(f"{name}-{number}" for name in "abc" for number in range(20)))) == 60
