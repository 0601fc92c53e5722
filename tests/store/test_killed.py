"""What was acknowledged is there after a kill at any moment."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.store import Store
from analyzer.store.migrations import SCHEMA_VERSION
from tests.store.making import make_interview

REPOSITORY = Path(__file__).parents[2]

APPEND = """
import sys
from pathlib import Path
from analyzer.config import Workspace
from analyzer.store import Store
with Store.open(Workspace(Path(sys.argv[1]))) as store:
    while True:
        print(store.decisions.append("ana", "edit", ["f_aaaaaaaaaa"], after={"statement": "long enough to fill pages " * 40}).seq, flush=True)
"""

COMMIT = """
import sys
from pathlib import Path
from analyzer.config import Workspace
from analyzer.store import Store
from tests.store.making import make_finding, make_interview, make_outcome, make_run
from analyzer.records import mint_id
with Store.open(Workspace(Path(sys.argv[1]))) as store:
    interview = store.interviews.all()[0]
    run = make_run(interview, mint_id("r"))
    store.findings.start_run(run)
    for number in range(10**9):
        store.findings.commit(run.id, make_outcome(*(make_finding(interview, mint_id("f")) for _ in range(5)), chunk=f"{run.id} {number}"))
        print(f"{run.id} {number}", flush=True)
"""

MIGRATE = """
import sys
from pathlib import Path
from analyzer.config import Workspace
from analyzer.store import Store, migrations
def stop(connection):
    connection.execute("CREATE TABLE half (done)")
    print("in the middle", flush=True)
    sys.stdin.read()
migrations.MIGRATIONS = (*migrations.MIGRATIONS[:int(sys.argv[2])], stop)
Store.open(Workspace(Path(sys.argv[1])))
"""


def run_and_kill(script: str, *arguments: object, after: int) -> list[str]:
    """Run ``script``, kill it without warning once it has printed ``after`` lines, return all whole lines it got out."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(after)]
        child.kill()
        lines += child.stdout.readlines()
    assert child.returncode == -signal.SIGKILL
    return [line.strip() for line in lines if line.endswith("\n")]


def check_integrity(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_acknowledged_decision_survives(workspace: Workspace) -> None:
    for after in (1, 2, 17, 60):
        acknowledged = [int(line) for line in run_and_kill(APPEND, workspace.root, after=after)]
        with Store.open(workspace) as store:
            kept = [decision.seq for decision in store.decisions.all()]
        assert len(acknowledged) >= after
        assert set(acknowledged) <= set(kept)
        assert kept == list(range(1, len(kept) + 1))
        # At most one more: committed, killed before it could be told.
        assert len(kept) - max(acknowledged) <= 1
    check_integrity(workspace.database)


def test_every_acknowledged_step_survives_with_all_its_findings(workspace: Workspace) -> None:
    with Store.open(workspace) as store:
        store.interviews.save(make_interview())
    for after in (1, 12):
        acknowledged = run_and_kill(COMMIT, workspace.root, after=after)
        with Store.open(workspace) as store:
            kept = {outcome.chunk: len(outcome.findings) for run in store.findings.runs() for outcome in store.findings.outcomes(run.id)}
            total = len(store.findings.all())
        assert set(acknowledged) <= set(kept)
        assert set(kept.values()) == {5}
        assert total == 5 * len(kept)
    check_integrity(workspace.database)


@pytest.mark.parametrize("version", [0, 2, SCHEMA_VERSION - 1])
def test_a_database_killed_while_it_is_made_opens_whole(workspace: Workspace, version: int) -> None:
    assert run_and_kill(MIGRATE, workspace.root, version, after=1) == ["in the middle"]
    with Store.open(workspace) as store:
        store.interviews.save(make_interview())
        assert store.decisions.append("ana", "approve", ["f_aaaaaaaaaa"]).seq == 1
    check_integrity(workspace.database)
