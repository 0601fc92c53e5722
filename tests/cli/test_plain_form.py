"""``analyzer review --plain``: the fields of a finding asked for line by line, by a script and at a terminal."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.test_plain_quotes import SAID, actions, found, review, small

__all__ = ["small"]
OUTCOME = ("outcome", f'3 "{SAID}"', "Ledgers that match")
METRIC = ("metric", "1", "The close takes nine days")


def test_an_outcome_is_added_with_its_level_and_what_was_skipped_is_missing(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, "+", *OUTCOME, "strat", "finance", "", "reader", "", "a", "q")
    assert (answer.code, actions(call, small)) == (0, ["add_finding", "approve"]), answer.err
    line = found(call, small)["Ledgers that match"]
    assert (line["kind"], line["status"], line["level"], line["department"]) == ("outcome", "approved", "strategic", "finance")
    assert line["outcome"] == {"why_strategic": None, "deemed_by": "inferred", "beneficiary": None}
    assert [piece["quote"] for piece in line["evidence"]] == [SAID]


def test_a_metric_takes_the_fields_of_the_screens_form(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    fields = ("oper", "", "days to close", "actual", "decrease", "", "nine days", "four days", "", "a month", "stated")
    answer = review(call, monkeypatch, small, "+", *METRIC, *fields, "q")
    assert answer.code == 0, answer.err
    line = found(call, small)["The close takes nine days"]
    metric = line["metric"]
    assert (line["level"], metric["name"], metric["role"], metric["direction"], metric["period"], metric["basis"]) == (
        "operational", "days to close", "actual", "decrease", "a month", "stated",
    )  # fmt: skip
    assert [(metric[name]["low"], metric[name]["unit"]) for name in ("baseline", "target")] == [("9", "day"), ("4", "day")]
    assert (metric["value"], metric["money"]) == (None, None), "what nobody said is missing, never zero"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (("wish",), "kind: one of outcome, obstacle, metric"),
        (("",), "no kind given: nothing is added"),
        (("obstacle", "2"), "turn 2 is the interviewer's"),
        (("obstacle", "3", ""), "no statement given"),
        ((*OUTCOME, "lofty"), "level: one of strategic, operational, tactical"),
        ((*METRIC, "", "", "", "", "", "soon"), "value: a number with its unit"),
    ],
)
def test_an_answer_that_cannot_be_read_ends_a_script_before_its_answers_are_taken_for_keys(
    call: Call, monkeypatch: pytest.MonkeyPatch, small: Path, answers: tuple[str, ...], told: str
) -> None:
    answer = review(call, monkeypatch, small, "+", *answers, "a week is lost", "r never", "a")
    assert answer.code == 1
    assert told in answer.err
    assert actions(call, small) == []


def test_input_that_ends_within_the_form_adds_nothing(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, "+", *OUTCOME, "strategic")
    assert (answer.code, actions(call, small)) == (1, [])
    assert "the input ended before the last question" in answer.err


def test_e_alone_asks_for_every_field_and_saves_what_was_changed(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    before = found(call, small)["close the books in four days"]
    answer = review(call, monkeypatch, small, "e", "", "tact", "-", "", "", "the board", "q")
    assert answer.code == 0, answer.err
    line = found(call, small)["close the books in four days"]
    assert (before["status"], line["status"], line["level"], line["outcome"]["beneficiary"]) == ("open", "approved", "tactical", "the board")
    (decision,) = call("export", "decisions", "--workspace", small).records
    after = decision["after"]
    assert isinstance(after, dict)
    assert set(after) == {"level", "beneficiary"} | ({"department"} if before["department"] else set())


def test_e_alone_without_a_change_approves_nothing(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, "e", *[""] * 6, "q")
    assert (answer.code, actions(call, small)) == (1, [])
    assert "nothing was changed" in answer.err


def test_at_a_terminal_every_question_is_shown_and_a_wrong_answer_is_asked_for_again(call: Call, small: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "analyzer.cli", "review", "--plain", "--workspace", str(small)]
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    shown = everything = ""

    def wait_for(words: str) -> None:
        nonlocal shown, everything
        while not (words in shown and shown.endswith((": ", "> "))):  # it asks and waits: nothing is typed into what it still prints
            ready, _, _ = select.select([ours], [], [], 60)
            assert ready, f"{words!r} never came; shown: {shown}"
            shown += (read := os.read(ours, 65536).decode())
            everything += read
        shown = ""

    steps = (
        ("q > ", "+"), ("kind (outcome / obstacle / metric", "wish"), ("kind: one of", "obst"), ('turn and "words" of it', "3"),
        ("statement", "Ledgers differ"), ("level (strategic/operational/tactical)", "lofty"), ("level: one of", "oper"),
        ("department", ""), ("cause", ""), ("nature (process", "data"), ("done: 1 add_finding", "q"),
    )  # fmt: skip
    try:
        for words, typed in steps:
            wait_for(words)
            os.write(ours, f"{typed}\n".encode())
        assert child.wait(60) == 0
    finally:
        child.kill()
        os.close(ours)
    assert max(len(line) for line in everything.splitlines()) <= 80, "nothing is broken by the terminal"
    line = found(call, small)["Ledgers differ"]
    assert (line["level"], line["obstacle"]["nature"]) == ("operational", "data")


def test_m_alone_merges_only_what_is_likely_the_same(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, "m", "q")
    assert (answer.code, actions(call, small)) == (1, [])
    assert "nothing is likely the same" in answer.err
