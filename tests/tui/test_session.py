"""A reviewer's morning in a real terminal: a hundred findings, killed half-way, resumed, merged, undone, reported - everything is there."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import product

import pytest

from analyzer.config import Settings, Workspace
from analyzer.records import Kind, ReviewedFinding, SimilarPair
from analyzer.workspace import ReviewSession
from tests.factories import make_finding, make_interview
from tests.tui.conftest import fill, logged
from tests.tui.terminal import COMMAND, Terminal

HOW = ("monthly", "weekly", "regional", "central", "domestic", "foreign", "seasonal", "quarterly", "nightly", "yearly")
WHAT = ("close", "forecast", "payroll", "stock count", "tender")
WISH: dict[Kind, str] = {
    "outcome": "We want the {} {} without overtime",
    "obstacle": "The {} {} is copied by hand",
    "metric": "The {} {} takes a week",
}
KINDS: tuple[Kind, ...] = ("outcome", "obstacle", "obstacle", "metric")
WAITS = ("open", "disputed")


@pytest.fixture
def hundred(workspace: Workspace) -> Workspace:
    """A workspace of a hundred findings of two organisations; the first two obstacles of each say the same."""
    interviews, findings = [], []
    for number, organisation in enumerate(("Acme", "Brill")):
        said = [WISH[KINDS[turn % 4]].format(*words) for turn, words in enumerate(product(HOW, WHAT))]
        interview = make_interview(
            [("s1", "What is it like?"), *(("s2", words) for words in said)], identifier=f"i_{number}aaaaaaaaa", organisation=organisation,
            source=f"interviews/{organisation.lower()}.txt",
        )  # fmt: skip
        interviews.append(interview)
        findings += [
            make_finding(
                interview, words, KINDS[turn % 4], statement=f"{words}, says {organisation}", identifier=f"f_{number}{turn:09d}",
                run=f"r_{interview.id[2:]}", confidence=1 - turn / 100,
            )
            for turn, words in enumerate(said)
        ]  # fmt: skip
    fill(workspace, interviews, findings, [SimilarPair(first="f_0000000001", second="f_1000000001", score=0.9)])
    return workspace


@contextmanager
def reviewing(workspace: Workspace, shown: str) -> Iterator[Terminal]:
    """The review screen in a terminal, showing this much progress."""
    terminal = Terminal([*COMMAND, "--workspace", str(workspace.root)])
    try:
        terminal.read_until(shown.encode())
        yield terminal
    finally:
        terminal.close()


def press(terminal: Terminal, keys: str, shown: str) -> None:
    """Press keys and wait for what they bring onto the screen."""
    terminal.output = b""
    terminal.press(keys)
    terminal.read_until(shown.encode())


def read_queue(workspace: Workspace) -> list[ReviewedFinding]:
    """Return the findings as they are on the disk, in the order of the screen."""
    with ReviewSession.open(workspace, Settings(), reviewer="dana", read_only=True) as session:
        return session.queue()


def run(workspace: Workspace, *arguments: str) -> str:
    """Return what the command line prints."""
    command = [sys.executable, "-m", "analyzer.cli", *arguments, "--workspace", str(workspace.root)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_hundred_findings_are_reviewed_through_a_kill_a_merge_and_an_undo(hundred: Workspace) -> None:
    before_the_kill(hundred)
    stopped = read_queue(hundred)
    assert [item.status for item in stopped[:9]] == ["approved", "rejected", "later", "approved", "rejected", *["approved"] * 4]
    resume_and_finish(hundred, stopped)
    check_the_database(hundred)
    check_the_report(hundred)


def before_the_kill(workspace: Workspace) -> None:
    """Decide with every kind of key, then die between two of them."""
    first = read_queue(workspace)[3].finding
    with reviewing(workspace, "0 of 100 decided") as terminal:
        press(terminal, "a", "Finding 2 of 100")
        press(terminal, "r", "Finding 3 of 100")
        press(terminal, " ", "Finding 4 of 100")
        press(terminal, "e", "saving approves it")
        press(terminal, " as said", f"{first.statement} as said")
        press(terminal, "\x13", "Finding 5 of 100")
        press(terminal, "R", "Reject, because")
        press(terminal, "3", "Finding 6 of 100")
        press(terminal, "vjjj", "4 findings in the range")
        press(terminal, "a", "Finding 10 of 100")
        for row in range(10, 30):
            press(terminal, "a" if row % 3 else "r", f"Finding {row + 1} of 100")
        press(terminal, "arararar", " of 100 decided")  # keys in flight: some are decided, some are not
        os.kill(terminal.child, signal.SIGKILL)
        assert terminal.end() == -signal.SIGKILL


def resume_and_finish(workspace: Workspace, stopped: list[ReviewedFinding]) -> None:
    """Go on where it stopped, merge, take back and bring back, to the end."""
    decided = sum(item.decided for item in stopped)
    row = next(number for number, item in enumerate(stopped, 1) if item.status in WAITS)
    assert decided >= 30
    assert all(item.status in WAITS for item in stopped[row - 1 :])
    with reviewing(workspace, f" {decided} of 100 decided") as terminal:
        terminal.read_until(f"Finding {row} of 100".encode())
        press(terminal, "u", f" {decided - 1} of 100 decided")
        press(terminal, "U", f" {decided} of 100 decided")
        press(terminal, "/monthly forecast is copied\r", "Finding 1 of 2  group of 2")
        press(terminal, "m", "Merge obstacles that say the same")
        press(terminal, "y", "2 findings merged")
        press(terminal, "u", "undone: merged: ")
        press(terminal, "U", "again: merged: ")
        press(terminal, "\x1b", "of 100")
        left = [number for number, item in enumerate(read_queue(workspace), 1) if item.status in WAITS]
        press(terminal, "gn", f"Finding {left[0]} of 100")
        for turn, following in enumerate(left[1:]):
            press(terminal, "ar"[turn % 2], f"Finding {following} of 100")
        press(terminal, "a", "99 of 100 decided")  # one was put off
        press(terminal, "gjj", "Finding 3 of 100")
        press(terminal, "a", "100 of 100 decided")
        terminal.press("q")
        terminal.drain()
        assert terminal.end() == 0


def check_the_database(workspace: Workspace) -> None:
    """The file is whole, the log without gaps, and says what was done."""
    with closing(sqlite3.connect(workspace.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    log = logged(workspace)
    assert [decision.seq for decision in log] == list(range(1, len(log) + 1))
    actions = [decision.action for decision in log]
    assert {"approve", "reject", "later", "edit", "merge", "undo"} == set(actions)
    assert actions.count("merge") == 1
    assert actions.count("undo") == 4
    assert [decision.reason for decision in log if decision.reason] == ["too small to matter here"]
    assert [len(decision.targets) for decision in log if decision.action == "approve" and len(decision.targets) > 1] == [4]
    assert {decision.reviewer for decision in log} == {"dana"}


def check_the_report(workspace: Workspace) -> None:
    """The command line tells the same: what was approved is in the report, what was rejected is not, the merged one counts twice."""
    items = read_queue(workspace)
    exported = {one["id"]: one for one in map(json.loads, run(workspace, "export", "findings").splitlines())}
    assert {item.id: item.status for item in items} == {identifier: one["status"] for identifier, one in exported.items()}
    assert {item.status for item in items} == {"approved", "merged", "rejected"}
    assert exported["f_0000000001"]["entry"] == exported["f_1000000001"]["entry"] is not None
    report = run(workspace, "report", "mid-market")
    missing = [item.id for item in items if item.status == "approved" and item.finding.statement not in report]
    assert missing == []
    assert [item.id for item in items if item.status == "rejected" and item.finding.statement in report] == []
    assert "2 of 2" in next(section for section in report.split("\n### ") if section.startswith("The monthly forecast is copied by hand"))
    edited = [one for one in exported.values() if one["statement"] != one["original_statement"]]
    assert [one["statement"] for one in edited] == [f"{edited[0]['original_statement']} as said"]
