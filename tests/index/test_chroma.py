import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analyzer.errors import IndexingError
from analyzer.index.chroma import COLLECTION, ChromaBusyError, ChromaIndex, connect, delete_folder
from analyzer.index.inspection import Identity, inspect_folder
from analyzer.index.ports import IndexRows
from analyzer.index.vectors import VectorIndex
from analyzer.llm.embedding import normalise
from analyzer.records import Chunk
from tests.index.conftest import LetterEmbedder, Shelf
from tests.index.samples import make_interview


def held(folder: Path) -> dict[str, str]:
    """Return id -> segment of what is in the folder, read without any check."""
    client = connect(folder)
    entries = client.get_collection(COLLECTION, embedding_function=None).get(include=["metadatas"])
    client.close()
    assert entries["metadatas"] is not None
    return {identifier: str(metadata["segment"]) for identifier, metadata in zip(entries["ids"], entries["metadatas"], strict=True)}


def recorded(shelf: Shelf) -> dict[str, str]:
    return {identifier: shelf.interviews[part.interview].segment for identifier, part in shelf.chunks.items()}


def make(folder: Path, shelf: Shelf) -> None:
    ChromaIndex.open(folder, shelf.embedder, shelf.rows).close()


def test_answers_are_those_of_comparing_every_vector(tmp_path: Path, shelf: Shelf) -> None:
    exact = VectorIndex(shelf.rows())
    [vector] = shelf.embedder.embed(["ledgers match"])
    with ChromaIndex.open(tmp_path / "chroma", shelf.embedder, shelf.rows) as index:
        assert (index.count(), index.note) == (len(shelf.chunks), "")
        for where in (None, {"segment": "hospitals"}, {"interview": ["i_plant", "i_none"]}, {"segment": "plants", "interview": "i_plant"}):
            for k in (1, 3, 100):
                answer, wanted = index.query(vector, k, where), exact.query(vector, k, where)
                assert [identifier for identifier, _ in answer] == [identifier for identifier, _ in wanted]
                assert np.allclose([distance for _, distance in answer], [distance for _, distance in wanted], atol=1e-5)
        assert index.query(vector, 0) == []
        assert index.query(vector, 3, {"segment": "nowhere"}) == index.query(vector, 3, {"interview": []}) == []


def test_an_empty_workspace_has_an_empty_index(tmp_path: Path) -> None:
    shelf = Shelf()
    make(tmp_path / "chroma", shelf)
    with ChromaIndex.open(tmp_path / "chroma", shelf.embedder, shelf.rows) as index:
        assert index.query(np.ones(26, dtype=np.float32), 5) == []
        assert index.note == ""


def test_sync_replaces_an_interviews_chunks_and_remove_takes_them_out(tmp_path: Path, shelf: Shelf) -> None:
    folder = tmp_path / "chroma"
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows) as index:
        shelf.add(make_interview(["One short answer."], id="i_plant", segment="foundries"))
        rows = shelf.rows("i_plant")
        index.sync(rows.chunks, rows.vectors, rows.metadatas)
        index.sync([], np.zeros((0, 26), dtype=np.float32), [])
        assert index.count() == len(shelf.chunks)
        index.remove("i_ward")
        index.remove("i_unknown")
    assert held(folder) == {identifier: "foundries" for identifier, segment in recorded(shelf).items() if segment == "foundries"}


def test_what_the_index_missed_while_closed_is_caught_up_when_it_is_opened(tmp_path: Path, shelf: Shelf) -> None:
    folder = tmp_path / "chroma"
    make(folder, shelf)
    shelf.remove("i_ward")
    shelf.interviews["i_plant"] = shelf.interviews["i_plant"].model_copy(update={"segment": "foundries"})
    shelf.add(make_interview(["A third one."], id="i_third"))
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows) as index:
        assert index.note == ""
    assert held(folder) == recorded(shelf)
    assert not (tmp_path / "chroma.damaged").exists()


def test_columns_of_different_length_are_refused(tmp_path: Path, shelf: Shelf) -> None:
    rows = shelf.rows()
    with ChromaIndex.open(tmp_path / "chroma", shelf.embedder, shelf.rows) as index, pytest.raises(ValueError, match="vectors of shape"):
        index.sync(rows.chunks, rows.vectors[1:], rows.metadatas)


def test_vectors_of_another_embedder_are_made_anew(tmp_path: Path, shelf: Shelf) -> None:
    folder = tmp_path / "chroma"
    make(folder, shelf)
    shelf.embedder.version = "2"
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows) as index:
        assert (index.count(), index.note) == (len(shelf.chunks), "")
    assert inspect_folder(folder, Identity("letters", 26, "2"), shelf.rows()).sound


def _truncate(folder: Path) -> None:
    os.truncate(folder / "chroma.sqlite3", (folder / "chroma.sqlite3").stat().st_size // 2)


def _overwrite(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)


def _lose_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").unlink()
    (folder / "left.bin").write_bytes(b"x")


def _swap_vectors(folder: Path) -> None:
    client = connect(folder)
    collection = client.get_collection(COLLECTION, embedding_function=None)
    ids = collection.get(include=[])["ids"]
    collection.update(ids=ids, embeddings=normalise(np.random.default_rng(1).normal(size=(len(ids), 26))))
    client.close()


@pytest.mark.parametrize("damage", [_truncate, _overwrite, _lose_database, _swap_vectors])
def test_a_damaged_folder_is_moved_away_and_made_again(tmp_path: Path, shelf: Shelf, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "chroma"
    make(folder, shelf)
    damage(folder)
    (tmp_path / "chroma.damaged").mkdir()
    (tmp_path / "chroma.damaged" / "older").touch()
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows) as index:
        assert "damaged" in index.note
        assert index.query(shelf.embedder.embed(["ledgers match"])[0], 1)
    assert held(folder) == recorded(shelf)
    assert [path.name for path in (tmp_path / "chroma.damaged").iterdir()] != ["older"]


def test_a_folder_that_ends_the_process_reading_it_ends_only_the_child(tmp_path: Path) -> None:
    """Noise in the graph file makes Chroma's native code crash; more than 1,000 rows are needed for the file to be written."""
    rng = np.random.default_rng(0)
    vectors = normalise(rng.normal(size=(1500, 26)))
    chunks = [Chunk(id=f"c_{n}", interview="i", version="v", index=n, start=n, end=n + 1, first_turn=0, last_turn=0, tokens=1) for n in range(1500)]
    rows = IndexRows(chunks, vectors, [{"interview": "i", "segment": "s", "index": n} for n in range(1500)])
    folder = tmp_path / "chroma"
    ChromaIndex.open(folder, LetterEmbedder(), lambda: rows).close()
    assert inspect_folder(folder, Identity("letters", 26, "1"), rows).sound
    graph = next(folder.glob("*/data_level0.bin"))
    graph.write_bytes(rng.bytes(graph.stat().st_size))
    with ChromaIndex.open(folder, LetterEmbedder(), lambda: rows) as index:
        assert "damaged" in index.note
        exact = VectorIndex(rows)
        for vector in vectors[:20]:
            assert [key for key, _ in index.query(vector, 10)] == [key for key, _ in exact.query(vector, 10)]


def test_deleting_the_folder_forgets_and_is_refused_while_it_is_open(tmp_path: Path, shelf: Shelf) -> None:
    folder = tmp_path / "chroma"
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows), pytest.raises(ChromaBusyError):
        delete_folder(folder)
    shutil.copytree(folder, tmp_path / "chroma.damaged")
    delete_folder(folder)
    assert not folder.exists()
    assert not (tmp_path / "chroma.damaged").exists()
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows):
        pass
    assert held(folder) == recorded(shelf)


def test_removing_an_interview_removes_the_damaged_copy_too(tmp_path: Path, shelf: Shelf) -> None:
    make(tmp_path / "chroma", shelf)
    shutil.copytree(tmp_path / "chroma", tmp_path / "chroma.damaged")
    with ChromaIndex.open(tmp_path / "chroma", shelf.embedder, shelf.rows) as index:
        index.remove("i_ward")
    assert not (tmp_path / "chroma.damaged").exists()


def test_no_words_of_a_transcript_are_in_the_folder(tmp_path: Path, shelf: Shelf) -> None:
    make(tmp_path / "chroma", shelf)
    assert not any(b"ledgers" in path.read_bytes() for path in (tmp_path / "chroma").rglob("*") if path.is_file())


def test_one_process_at_a_time(tmp_path: Path, shelf: Shelf) -> None:
    folder = tmp_path / "chroma"
    with ChromaIndex.open(folder, shelf.embedder, shelf.rows), pytest.raises(ChromaBusyError, match="another process"):
        ChromaIndex.open(folder, shelf.embedder, shelf.rows)
    make(folder, shelf)


def test_a_failed_opening_lets_go_of_the_lock(tmp_path: Path, shelf: Shelf) -> None:
    def fail() -> IndexRows:
        raise IndexingError("the database is gone")

    with pytest.raises(IndexingError, match="gone"):
        ChromaIndex.open(tmp_path / "chroma", shelf.embedder, fail)
    make(tmp_path / "chroma", shelf)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(IndexingError, match="cannot be written"):
        ChromaIndex.open(tmp_path / "file" / "chroma", shelf.embedder, shelf.rows)


def test_neither_dotenv_nor_environment_nor_network_reach_chroma(tmp_path: Path) -> None:
    """Also in the child process that inspects the folder: a ``sitecustomize`` watches both."""
    (tmp_path / ".env").write_text("CHROMA_SERVER_NOFILE=not-a-number\nPERSIST_DIRECTORY=/nowhere\n")
    watch = tmp_path / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(
        "import os, sys\n"
        "open(os.environ['SEEN'], 'a').write('watching\\n')\n"
        "harmless = {'socket.__new__', 'socket.gethostname'}\n"
        "def hook(event, arguments):\n"
        "    if event.startswith('socket.') and event not in harmless or event == 'open' and str(arguments[0]).endswith('.env'):\n"
        "        os.write(seen, f'{event} {arguments}\\n'.encode())\n"
        "seen = os.open(os.environ['SEEN'], os.O_WRONLY | os.O_APPEND)\n"
        "sys.addaudithook(hook)\n"
    )
    program = (
        "from pathlib import Path\n"
        "from analyzer.index.chroma import ChromaIndex\n"
        "from tests.index.conftest import Shelf\n"
        "from tests.index.samples import make_interview\n"
        "shelf = Shelf()\n"
        "shelf.add(make_interview(['Nine days.']))\n"
        "ChromaIndex.open(Path('data/chroma'), shelf.embedder, shelf.rows).close()\n"
        "with ChromaIndex.open(Path('data/chroma'), shelf.embedder, shelf.rows) as index:\n"
        "    print(len(index.query(shelf.embedder.embed(['days'])[0], 3)), index.note)\n"
    )
    seen = tmp_path / "seen"
    path = os.pathsep.join([str(watch), str(Path(__file__).parents[2])])
    environment = {**os.environ, "PYTHONPATH": path, "SEEN": str(seen), "IS_PERSISTENT": "perhaps", "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI"}
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
    assert (tmp_path / "data" / "chroma" / "chroma.sqlite3").is_file()
    assert seen.read_text().splitlines() == ["watching", "watching"]


def test_importing_the_index_loads_no_heavy_library() -> None:
    program = (
        "import sys, json, analyzer.index, analyzer.index.chunking, analyzer.index.chroma, analyzer.index.search, analyzer.suggest.similar\n"
        "print(json.dumps(sorted({'chromadb', 'onnxruntime', 'tokenizers', 'openai', 'tiktoken', 'filelock'} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
