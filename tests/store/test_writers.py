"""Several writers at once lose nothing and double nothing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from analyzer.config import Workspace
from analyzer.store import Store

WRITE = """
import sys
from pathlib import Path
from analyzer.config import Workspace
from analyzer.store import Store
print("ready", flush=True)
sys.stdin.readline()
with Store.open(Workspace(Path(sys.argv[1]))) as store:
    for number in range(25):
        print(store.decisions.append(sys.argv[2], "later", [f"f_{number}"]).seq)
"""


def test_processes_that_open_a_new_workspace_at_once_share_one_log(workspace: Workspace) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(workspace.root), f"reviewer {n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for n in range(4)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [[int(line) for line in child.communicate(timeout=60)[0].split()] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0, 0]
    assert sorted(chain.from_iterable(told)) == list(range(1, 101))
    with Store.open(workspace) as store:
        log = store.decisions.all()
    for number, numbers in enumerate(told):
        mine = [decision for decision in log if decision.reviewer == f"reviewer {number}"]
        assert [decision.seq for decision in mine] == numbers
        assert [decision.targets for decision in mine] == [(f"f_{n}",) for n in range(25)]


def test_threads_share_one_store_while_one_reads(store: Store) -> None:
    def write(reviewer: int) -> list[int]:
        return [store.decisions.append(f"reviewer {reviewer}", "later", ["f_a"]).seq for _ in range(25)]

    def read() -> list[list[int]]:
        return [[decision.seq for decision in store.decisions.all()] for _ in range(25)]

    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(read)
        told = [pool.submit(write, n) for n in range(4)]
        assert sorted(chain.from_iterable(future.result() for future in told)) == list(range(1, 101))
        assert all(seen == list(range(1, len(seen) + 1)) for seen in reading.result())
