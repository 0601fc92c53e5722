"""A review through a real terminal: killed, terminated, hung up, crashed - what was decided is there, the terminal is restored."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.config import Workspace
from tests.factories import make_finding, make_interview
from tests.tui.conftest import fill, logged
from tests.tui.terminal import COMMAND, LEFT_ALTERNATE_SCREEN, SHOWN_CURSOR, Terminal


@pytest.fixture
def thirty(workspace: Workspace) -> Workspace:
    """A workspace of thirty findings."""
    said = [f"Sentence number {number} says that the ledgers of plant {number} never match." for number in range(30)]
    interview = make_interview([("s1", "What is in the way?"), *(("s2", words) for words in said)], identifier="i_aaaaaaaaaa")
    findings = [make_finding(interview, words, "obstacle", identifier=f"f_{number:010d}", run="r_aaaaaaaaaa") for number, words in enumerate(said)]
    fill(workspace, [interview], findings)
    return workspace


@pytest.fixture
def terminal(thirty: Workspace) -> Iterator[Terminal]:
    """The review screen in a terminal, painted."""
    opened = Terminal([*COMMAND, "--workspace", str(thirty.root)])
    try:
        opened.read_until(b"0 of 30 decided")
        yield opened
    finally:
        opened.close()


def test_killed_after_twenty_decisions_they_are_all_there(terminal: Terminal, thirty: Workspace) -> None:
    for number in range(1, 21):
        terminal.press("a" if number % 2 else "r")
        terminal.read_until(f"{number} of 30 decided".encode())
    os.kill(terminal.child, signal.SIGKILL)
    assert terminal.end() == -signal.SIGKILL
    assert [decision.action for decision in logged(thirty)] == ["approve", "reject"] * 10
    again = Terminal([*COMMAND, "--workspace", str(thirty.root)])
    try:
        again.read_until(b"20 of 30 decided")
    finally:
        again.close()


@pytest.mark.parametrize(("name", "code"), [("SIGTERM", 143), ("SIGHUP", 143), ("SIGINT", 130)])
def test_a_signal_ends_it_with_its_code_and_restores_the_terminal(terminal: Terminal, thirty: Workspace, name: str, code: int) -> None:
    terminal.press("a")
    terminal.read_until(b"1 of 30 decided")
    os.kill(terminal.child, getattr(signal, name))
    terminal.drain()
    assert terminal.end() == code
    assert terminal.output.rfind(LEFT_ALTERNATE_SCREEN) > terminal.output.rfind(b"\x1b[?1049h")
    assert SHOWN_CURSOR in terminal.output[terminal.output.rfind(LEFT_ALTERNATE_SCREEN) :]
    assert b"Traceback" not in terminal.output
    assert len(logged(thirty)) == 1


def test_a_closed_terminal_ends_it_and_loses_nothing(terminal: Terminal, thirty: Workspace) -> None:
    terminal.press("ar")
    terminal.read_until(b"2 of 30 decided")
    os.close(terminal.master)
    terminal.master = -1
    assert terminal.end() == 143
    assert len(logged(thirty)) == 2


def test_closed_in_the_middle_of_a_decision_it_ends_too(terminal: Terminal, thirty: Workspace) -> None:
    terminal.press("ar" * 9)
    terminal.read_until(b"rejected: ")
    os.close(terminal.master)
    terminal.master = -1
    assert terminal.end() == 143
    actions = [decision.action for decision in logged(thirty)]
    assert len(actions) >= 2
    assert actions == (["approve", "reject"] * 9)[: len(actions)]


def test_a_signal_to_go_on_that_follows_no_stop_changes_nothing(terminal: Terminal, thirty: Workspace) -> None:
    """A terminal that is closed sends one; taken for the end of a suspension it would start everything a second time."""
    os.kill(terminal.child, signal.SIGCONT)
    terminal.press("a")
    terminal.read_until(b"1 of 30 decided")
    terminal.press("q")
    terminal.drain()
    assert terminal.end() == 0
    assert terminal.output.count(b"\x1b[?1049h") == 1
    assert len(logged(thirty)) == 1


def test_quit_leaves_at_once_with_code_zero(terminal: Terminal, thirty: Workspace) -> None:
    terminal.press("aq")
    terminal.drain()
    assert terminal.end() == 0
    assert len(logged(thirty)) == 1


CRASHING = """
import sys
from analyzer.tui.screens.review import ReviewScreen
def action_order(self):
    secret = self.current.finding.statement
    raise KeyError(secret)
ReviewScreen.action_order = action_order
from analyzer.cli import main
main(sys.argv[1:])
"""


def test_a_crash_shows_one_line_and_no_transcript(thirty: Workspace, tmp_path: Path) -> None:
    terminal = Terminal([sys.executable, "-c", CRASHING, "review", "--reviewer", "dana", "--workspace", str(thirty.root)])
    try:
        terminal.read_until(b"0 of 30 decided")
        terminal.press("a")
        terminal.read_until(b"1 of 30 decided")
        terminal.press("o")
        terminal.drain()
        assert terminal.end() == 1
    finally:
        terminal.close()
    after = terminal.output[terminal.output.rfind(LEFT_ALTERNATE_SCREEN) :]
    assert b"unexpected KeyError" in after
    assert b"every decision is saved" in after
    for secret in (b"ledgers", b"Traceback", b"locals", b"secret"):
        assert secret not in after
    assert len(logged(thirty)) == 1
