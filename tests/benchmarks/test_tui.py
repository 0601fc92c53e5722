"""How quick the review screen is, measured through a terminal: first paint, a key to the screen, memory.

Run: ``python -m tests.benchmarks.test_tui [FINDINGS ...]`` (default 1,000 and 10,000), or with the other benchmarks. Beside the seconds
on the clock it prints those the program kept a processor busy: on a machine that others use too, they are the ones to compare.
Measured with compiled modules, as everybody has them from the second start on (after ``make`` from the first).
"""

import compileall
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pytest

import analyzer
from analyzer.config import Workspace
from analyzer.records import Finding, Interview, Kind, Link, SimilarPair
from analyzer.store.database import Database
from analyzer.store.decisions import append_decision
from tests.factories import make_finding, make_interview
from tests.tui.conftest import fill
from tests.tui.terminal import COMMAND, Terminal

PER_INTERVIEW = 50
KINDS: tuple[Kind, ...] = ("outcome", "obstacle", "metric")
FIRST_PAINT, KEY, MEMORY = 1.0, 0.1, 300.0
"""Seconds, seconds, megabytes that must not be passed."""


def build(workspace: Workspace, count: int) -> None:
    """Fill a workspace with ``count`` findings, every other one approved."""
    interviews: list[Interview] = []
    findings: list[Finding] = []
    pairs: list[SimilarPair] = []
    for number in range(max(1, count // PER_INTERVIEW)):
        said = [f"In plant {number} we lose week {turn} of every year stitching ledgers together by hand." for turn in range(PER_INTERVIEW)]
        talk = [turn for words in said for turn in (("s1", "And what is in the way of that?"), ("s2", words))]
        interview = make_interview(talk, identifier=f"i_{number:010d}", organisation=f"Organisation {number % 40}", source=f"plant-{number}.txt")
        ids = [f"f_{number:05d}{turn:05d}" for turn in range(PER_INTERVIEW)]
        interviews.append(interview)
        findings += [
            make_finding(
                interview, words, KINDS[turn % 3], identifier=ids[turn], run=f"r_{number:010d}", confidence=turn % 10 / 10,
                links=[Link(type="blocks", to=ids[turn - 1])] if turn % 3 == 1 else [],
            )
            for turn, words in enumerate(said)
        ]  # fmt: skip
        pairs += [SimilarPair(first=ids[turn], second=ids[turn + 3], score=0.5 + turn / 200) for turn in range(0, PER_INTERVIEW - 3, 6)]
    fill(workspace, interviews, findings, pairs)
    database = Database.open_for_writing(workspace.database, workspace.backups)
    with database.writing() as connection:
        for finding in findings[::2]:
            append_decision(
                connection,
                {"reviewer": "dana", "action": "approve", "targets": (finding.id,), "before": {"status": "open"}, "after": {"status": "approved"},
                 "saw": {"status": "open", "interview_version": finding.interview_version, "run": finding.provenance.run}},
            )  # fmt: skip
    database.close()


def as_users_have_it() -> None:
    """Compile the program and what its screen imports, and let children read and write compiled modules, whatever this machine's settings say."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(str(Path(analyzer.__file__).parent), quiet=1)
    subprocess.run([sys.executable, "-c", "import analyzer.cli, analyzer.workspace, analyzer.tui.app, analyzer.tui.screens.review"], check=True)


def measure(count: int) -> dict[str, float]:
    """Return seconds to first paint, seconds from a key to the screen (moving, deciding, undoing), megabytes; "busy": seconds of a processor."""
    as_users_have_it()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.toml.write_text("", encoding="utf-8")
        build(workspace, count)
        decided = (count + 1) // 2
        begun = time.perf_counter()
        terminal = Terminal([*COMMAND, "--workspace", folder])
        try:
            terminal.read_until(f"{decided:,} of {count:,} decided".encode())
            figures = {"first paint": time.perf_counter() - begun, "first paint busy": _busy(terminal)}
            keys = {
                "moving": [_key(terminal, "j", f"Finding {row:,} of".encode()) for row in range(3, 13)],
                "deciding": [_key(terminal, "a", f"{decided + made:,} of {count:,} decided".encode()) for made in range(1, 11)],
                "undoing": [_key(terminal, "u", f"{decided + made:,} of {count:,} decided".encode()) for made in reversed(range(10))],
            }
            for name, taken in keys.items():
                figures[name], figures[f"{name} busy"] = median(seconds for seconds, _ in taken), median(busy for _, busy in taken)
            resident = next(line for line in Path(f"/proc/{terminal.child}/status").read_text().splitlines() if line.startswith("VmRSS"))
            figures["memory"] = int(resident.split()[1]) / 1024
        finally:
            terminal.close()
    return figures


def _busy(terminal: Terminal) -> float:
    """Return how many seconds the program kept a processor busy so far."""
    return int(Path(f"/proc/{terminal.child}/schedstat").read_text().split()[0]) / 1e9


def _key(terminal: Terminal, key: str, words: bytes) -> tuple[float, float]:
    terminal.output = b""
    begun, busy = time.perf_counter(), _busy(terminal)
    terminal.press(key)
    terminal.read_until(words)
    return time.perf_counter() - begun, _busy(terminal) - busy


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_the_review_screen_is_quick(count: int) -> None:
    figures = measure(count)
    print(f"\n{told(count, figures)}")
    assert figures["first paint"] <= FIRST_PAINT
    assert max(figures["moving"], figures["deciding"], figures["undoing"]) <= KEY
    assert figures["memory"] <= MEMORY


def told(count: int, figures: dict[str, float]) -> str:
    """Return the figures in one line."""
    return f"{count:>7,} findings: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items())


if __name__ == "__main__":
    for asked in [int(argument.replace(",", "")) for argument in sys.argv[1:]] or [1_000, 10_000]:
        print(told(asked, measure(asked)))
