import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.store import Store, database, migrations
from analyzer.store.migrations import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from tests.store.making import make_chunks, make_finding, make_interview, make_outcome, make_run


def old_database(workspace: Workspace, version: int) -> None:
    """A database as the program of this schema version would have left it."""
    workspace.folder.mkdir()
    with closing(sqlite3.connect(workspace.database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for step in MIGRATIONS[:version]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {version}")
        interview = make_interview()
        connection.execute("INSERT INTO interviews (id, version, segment) VALUES (?, ?, ?)", (interview.id, interview.version, interview.segment))
        connection.execute(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?)", (interview.id, interview.version, interview.raw_sha256, 1, interview.model_dump_json())
        )


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_every_older_version_is_brought_up_to_date_after_a_backup(workspace: Workspace, tmp_path: Path, version: int) -> None:
    old_database(workspace, version)
    before = schema(workspace.database)
    interview = make_interview()
    with Store.open(workspace) as store:
        chunks, texts = make_chunks(interview)
        store.chunks.replace(interview.id, interview.version, chunks, texts, "s")
        store.findings.start_run(make_run(interview))
        store.findings.commit("r_aaaaaaaaaa", make_outcome(make_finding(interview)))
        store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
        assert store.interviews.all() == [interview]
    (copy,) = workspace.backups.iterdir()
    assert copy.name.startswith(f"analyzer-v{version}-")
    assert schema(copy) == before
    fresh = Workspace(tmp_path / "fresh")
    Store.open(fresh).close()
    assert schema(workspace.database) == schema(fresh.database)


def test_proposals_scored_in_another_way_are_not_taken_for_likely_ones(workspace: Workspace) -> None:
    old_database(workspace, 5)
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute("INSERT INTO pairs (first, second, score) VALUES ('f_one', 'f_two', 0.9)")  # a cosine then, a chance now
    with Store.open(workspace) as store:
        assert store.pairs.all() == []


TABLES_BY_STEP = {
    "create_interviews": "28a84369fab7",
    "create_chunks": "d57c59df00f4",
    "create_findings": "4658ad03c23a",
    "create_decisions": "0facd98de01b",
    "create_derived": "9e0755344dac",
    "explain_pairs": "6a50ce856faf",
}
"""What each step makes, as a digest: databases made by it are on people's disks, so a change is a new step at the end."""


OURS = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND NOT (type = 'table' AND name LIKE 'words\\_%' ESCAPE '\\')"
"""Without the tables FTS5 makes for itself, which may differ from one SQLite to the next."""


def test_no_released_migration_was_edited() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        made = {}
        for step in MIGRATIONS:
            known = set(connection.execute(OURS))
            step(connection)
            fresh = sorted(sql for (sql,) in set(connection.execute(OURS)) - known)
            made[step.__name__] = hashlib.sha256("\n".join(fresh).encode()).hexdigest()[:12]
    assert made == TABLES_BY_STEP


def test_a_database_of_the_present_version_is_opened_without_a_backup(workspace: Workspace) -> None:
    for _ in range(2):
        Store.open(workspace).close()
    assert not workspace.backups.exists()


def test_a_migration_that_fails_leaves_the_old_version_whole(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    old_database(workspace, 3)
    before = schema(workspace.database)

    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (done)")
        raise sqlite3.OperationalError("no such thing")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS[:4], fail))
    with pytest.raises(StoreError, match="refused: no such thing"):
        Store.open(workspace)
    assert schema(workspace.database) == before


def test_a_newer_database_is_left_alone(workspace: Workspace) -> None:
    Store.open(workspace).close()
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"written by a newer analyzer .* - update analyzer"):
            Store.open(workspace, read_only=read_only)


def test_another_programs_database_is_left_alone(workspace: Workspace) -> None:
    workspace.folder.mkdir()
    with closing(sqlite3.connect(workspace.database)) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="another program's database"):
        Store.open(workspace)
    assert schema(workspace.database) == [("theirs", "CREATE TABLE theirs (x)")]


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_said_to_be_none(workspace: Workspace, read_only: bool) -> None:
    workspace.folder.mkdir()
    workspace.database.write_text("These are the minutes of our meeting. " * 100)
    with pytest.raises(StoreError, match=r"analyzer\.db: this is not a database - move it away"):
        Store.open(workspace, read_only=read_only)
    assert workspace.database.read_text().startswith("These are the minutes")


def test_a_damaged_file_is_said_to_be_damaged(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        for number in range(200):
            store.facts.put(f"key {number}", "value " * 50)
    content = bytearray(workspace.database.read_bytes())
    content[4096 * 2 :] = b"\x55" * (len(content) - 4096 * 2)
    workspace.database.write_bytes(content)
    with pytest.raises(StoreError, match=r"analyzer\.db: the file is damaged - .*backups"), Store.open(workspace) as store:
        store.facts.get("key 3")


def test_an_empty_file_becomes_a_database(workspace: Workspace) -> None:
    workspace.folder.mkdir()
    workspace.database.touch()
    with Store.open(workspace) as store:
        assert store.interviews.all() == []


def test_where_the_folder_should_be_is_a_file(workspace: Workspace) -> None:
    workspace.folder.write_text("")
    with pytest.raises(StoreError, match=r"\.analyzer: File exists"):
        Store.open(workspace)


def test_a_full_disk_is_told_before_anything_counts_as_saved(store: Store) -> None:
    store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
    with store._database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full - free some space"):
        store.decisions.append("ana", "edit", ["f_aaaaaaaaaa"], after={"statement": "long " * 20000})
    with store._database.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    assert [decision.seq for decision in store.decisions.all()] == [1]
    assert store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"]).seq == 2


def test_a_lock_that_is_not_let_go_is_told_and_the_store_works_on(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Store.open(workspace) as store, closing(sqlite3.connect(workspace.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another analyzer is using it"):
            store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
        other.execute("ROLLBACK")
        assert store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"]).seq == 1


def test_a_closed_store_says_so(workspace: Workspace) -> None:
    store = Store.open(workspace)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed database"):
        store.decisions.all()


def test_a_record_of_a_newer_program_is_named(store: Store, workspace: Workspace) -> None:
    store.interviews.save(make_interview())
    with closing(sqlite3.connect(workspace.database)) as connection, connection:
        connection.execute("UPDATE versions SET record = json_set(record, '$.mood', 'good')")
    with pytest.raises(StoreError, match="i_aaaaaaaaaa: the stored record cannot be read: mood: extra_forbidden"):
        store.interviews.all()


def test_what_protects_the_data_is_switched_on(store: Store) -> None:
    with store._database.reading() as connection:
        asked = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_reading_only_needs_a_database_and_makes_none(workspace: Workspace) -> None:
    with pytest.raises(StoreError, match=r"there is no database yet - .*analyzer ingest"):
        Store.open(workspace, read_only=True)
    assert not workspace.folder.exists()


def test_reading_only_cannot_write_and_sees_what_others_commit(workspace: Workspace) -> None:
    with Store.open(workspace) as writer, Store.open(workspace, read_only=True) as reader:
        decision = writer.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
        assert reader.decisions.all() == [decision]
        with pytest.raises(StoreError, match="it cannot be written"):
            reader.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
        assert writer.decisions.all() == [decision]


def test_reading_only_does_not_migrate(workspace: Workspace) -> None:
    old_database(workspace, 2)
    before = schema(workspace.database)
    with pytest.raises(StoreError, match="older version 2 cannot be brought up to date"):
        Store.open(workspace, read_only=True)
    assert schema(workspace.database) == before


@pytest.fixture
def sealed(workspace: Workspace) -> Iterator[Workspace]:
    """A workspace with one decision in a folder nobody may write."""
    with Store.open(workspace) as store:
        store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
    workspace.folder.chmod(0o555)
    workspace.database.chmod(0o444)
    yield workspace
    workspace.folder.chmod(0o755)


def run_bound_by_permissions(script: str, *arguments: object) -> str:
    """Run ``script`` in a child and return what it printed; root gives up its right to pass over file permissions (Linux capset)."""
    drop = (
        "import ctypes, os\n"
        "if os.geteuid() == 0:\n"
        "    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)\n"
        "    assert ctypes.CDLL(None).capset(version_3, (ctypes.c_uint32 * 6)()) == 0\n"
    )
    child = subprocess.run([sys.executable, "-c", drop + script, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    assert child.returncode == 0, child.stderr
    return child.stdout


OPEN = """
import sys
from pathlib import Path
from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.store import Store
for read_only in (True, False):
    try:
        with Store.open(Workspace(Path(sys.argv[1])), read_only=read_only) as store:
            print(len(store.decisions.all()))
            store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"])
            print("written")
    except StoreError as error:
        print(error.message.rpartition(": ")[2], "|", error.hint)
"""


def test_a_folder_that_cannot_be_written_can_be_read(sealed: Workspace) -> None:
    files = sorted(sealed.folder.iterdir())
    read, refused, *rest = run_bound_by_permissions(OPEN, sealed.root).splitlines()
    assert read == "1"
    assert refused.startswith("it cannot be written | make the folder")
    assert "written" not in rest
    assert "writable" in rest[-1]
    assert sorted(sealed.folder.iterdir()) == files


def test_the_store_loads_no_heavy_library() -> None:
    script = "import sys, analyzer.store; print(sorted({'numpy', 'filelock', 'chromadb', 'openai', 'langchain_core'} & set(sys.modules)))"
    assert run_bound_by_permissions(script) == "[]\n"
