"""``analyzer review --plain``: findings added and grounded by typing a turn and its words."""

import io
from pathlib import Path
from typing import Any

import pytest

from analyzer.config import Settings, Workspace
from analyzer.records import ChunkOutcome, Run
from analyzer.review.quoted import find_words
from analyzer.store import Store
from analyzer.workspace import ReviewSession
from tests.cli.conftest import Answer, Call
from tests.factories import make_finding, make_interview

INTERVIEW = make_interview()
SAID = "Three ledgers never match"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workspace of one interview with one finding, and one whose quote nobody said."""
    workspace = Workspace(tmp_path)
    workspace.toml.write_text("", encoding="utf-8")
    with Store.open(workspace) as store:
        store.interviews.save(INTERVIEW)
        store.findings.start_run(
            Run(id="r_one", interview=INTERVIEW.id, interview_version=INTERVIEW.version, extractor="offline", started_at="2026-01-01T00:00:00Z")
        )
        findings = (
            make_finding(INTERVIEW, "close the books in four days", identifier="f_aaaaaaaaaa"),
            make_finding(
                INTERVIEW, "the board needs numbers each week", "obstacle", statement="Weekly numbers are missing", identifier="f_bbbbbbbbbb"
            ),
        )
        store.findings.commit("r_one", ChunkOutcome(chunk=INTERVIEW.id, step="offline", state="done", findings=findings))
    return tmp_path


def review(call: Call, monkeypatch: pytest.MonkeyPatch, workspace: Path, *lines: str) -> Answer:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return call("review", "--plain", "--reviewer", "ann", "--workspace", workspace)


def found(call: Call, workspace: Path) -> dict[str, dict[str, Any]]:
    return {str(line["statement"]): dict(line) for line in call("export", "findings", "--workspace", workspace).records}


def actions(call: Call, workspace: Path) -> list[object]:
    return [line["action"] for line in call("export", "decisions", "--workspace", workspace).records]


def test_a_finding_is_added_by_turn_and_words(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, '+ obstacle 3 "three  LEDGERS never match" The ledgers do not agree', "a", "q")
    assert (answer.code, actions(call, small)) == (0, ["add_finding", "approve"]), "the finding asked about before is asked about again"
    line = found(call, small)["The ledgers do not agree"]
    assert (line["status"], line["kind"], line["extractor"], line["source"]) == ("approved", "obstacle", "person", "acme.txt")
    (piece,) = line["evidence"]
    assert (piece["quote"], piece["turn"], piece["match"]) == (SAID, 3, "verbatim")
    assert str(line["id"]) in call("report", "mid-market", "--workspace", small).out


def test_without_words_the_whole_turn_is_the_quote_and_a_number_nobody_said_waits_for_c(
    call: Call, monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    answer = review(call, monkeypatch, small, "+ outcome 1 Close in two days", "c", "q")
    assert "held back" in answer.out
    line = found(call, small)["Close in two days"]
    (piece,) = line["evidence"]
    assert piece["quote"] == "We want to close the books in four days. Right now it takes nine days."
    assert line["flags"] == []
    assert actions(call, small) == ["add_finding", "edit"]


def test_undo_takes_an_added_finding_back_and_the_review_goes_on_at_the_same_place(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, f'+ obstacle 3 "{SAID}" Ledgers differ', "u", "a", "u", "U", "q")
    assert answer.code == 0, answer.err
    assert actions(call, small) == ["add_finding", "undo", "approve", "undo", "undo"]
    assert set(found(call, small)) == {"close the books in four days", "Weekly numbers are missing"}
    answer = review(call, monkeypatch, small, "u", "u", "U", "q")
    assert answer.code == 1, "there is nothing left to undo"


def test_redo_brings_an_added_finding_back_in_a_later_session(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    review(call, monkeypatch, small, f'+ obstacle 3 "{SAID}" Ledgers differ', "u", "q")
    answer = review(call, monkeypatch, small, "U", "p", "q")
    assert "done again: add_finding" in answer.out
    assert "Ledgers differ" in answer.out
    assert found(call, small)["Ledgers differ"]["status"] == "approved"


def test_a_finding_nobody_said_is_shown_with_f_and_grounded_with_g(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, "f", "a", "v", 'g 3 "The board wants weekly numbers"', "f", "q")
    assert "NOT FOUND" in answer.out
    assert "choose a quote by hand" in answer.err
    assert "   3 0:00:30 Tom O'Brien: Three ledgers never match" in answer.out
    assert "no more findings without a quote" in answer.out
    line = found(call, small)["Weekly numbers are missing"]
    assert (line["status"], line["evidence"][0]["quote"]) == ("approved", "The board wants weekly numbers")
    assert actions(call, small) == ["edit"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ('+ obstacle 3 "nobody said this" Ledgers', "turn 3 of acme.txt does not hold 'nobody said this'"),
        ("+ obstacle 9 Ledgers", "acme.txt has no turn 9"),
        ("+ obstacle 2 Ledgers", "turn 2 is the interviewer's: only a customer's words are evidence"),
        ("+ wish 3 Ledgers", "+ needs a kind, not 'wish'"),
        (f'+ obstacle 3 "{SAID}"', "a finding needs a statement"),
        ("+ obstacle i_zzzzzzzzzz:3 Ledgers", "no interview i_zzzzzzzzzz"),
        ("g 3", "has its quote"),
        ("v there", "names no turn"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_added(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path, typed: str, told: str) -> None:
    answer = review(call, monkeypatch, small, typed, "q")
    assert answer.code == 1
    assert told in answer.err
    assert actions(call, small) == []


def test_at_the_end_of_the_queue_the_interview_is_named(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    answer = review(call, monkeypatch, small, "a", "+ obstacle 3 Ledgers", "+ obstacle i_aaaa:3 Ledgers", "q")
    assert "name it before the turn" in answer.err
    assert found(call, small)["Ledgers"]["status"] == "approved"


def test_what_another_reviewer_takes_back_leaves_the_prompt(call: Call, monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    from analyzer.cli.console import Console
    from analyzer.cli.plain import Prompt

    with ReviewSession.open(Workspace(small), Settings(), reviewer="bob") as bob, ReviewSession.open(Workspace(small), Settings()) as ann:
        added = bob.add_finding(find_words(INTERVIEW, 3, SAID), "obstacle", {"statement": "Ledgers differ"}).targets[0]
        ann.catch_up()
        prompt = Prompt(Console(), ann)
        assert added in prompt.order
        bob.undo()
        ann.catch_up()
        prompt.follow()
        assert added not in prompt.order
        prompt.show()
