"""Double review on the command line: two reviewers, neither of whom learns what the other said before both have decided."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.records import Run
from analyzer.records.run import ChunkOutcome
from analyzer.store import Store
from tests.cli.conftest import Call
from tests.factories import make_finding, make_interview

Review = Callable[..., str]
FINDINGS = 9


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Nine findings, each of them decided by two."""
    made = Workspace(tmp_path)
    made.toml.write_text("[review]\ndouble_share = 1.0\n", encoding="utf-8")
    talk = [("s1", "What do you want?")] + [("s2", f"We want to cut step {n} from nine days to four days.") for n in range(FINDINGS)]
    interview = make_interview(talk)
    findings = tuple(make_finding(interview, words, run="r_one", confidence=0.9 - n / 100) for n, (_, words) in enumerate(talk[1:]))
    with Store.open(made) as store:
        store.interviews.save(interview)
        store.findings.start_run(
            Run(id="r_one", interview=interview.id, interview_version=interview.version, extractor="offline", started_at="2026-01-01T00:00:00Z")
        )
        store.findings.commit("r_one", ChunkOutcome(chunk=interview.id, step="offline", state="done", findings=findings))
    return tmp_path


@pytest.fixture
def review(call: Call, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Review:
    """Let somebody type lines into ``review --plain``; returns what they were shown."""

    def typed(reviewer: str, *lines: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        answer = call("review", "--plain", "--reviewer", reviewer, "--workspace", workspace)
        assert answer.code == 0, answer.err
        return answer.out

    return typed


def statuses(call: Call, workspace: Path) -> list[object]:
    return [one["status"] for one in call("export", "findings", "--workspace", workspace).records]


def test_the_second_reviewer_sees_what_the_first_saw_until_both_have_decided(call: Call, workspace: Path, review: Review) -> None:
    before = review("bob", "q")
    shown = review("ann", "r this is not what they meant", "e Reworded by ann", "u", "e Reworded again by ann", "q")
    assert "you rejected it; it counts once a second reviewer" in shown
    assert "-- 2 of " in shown
    assert ", 2 await a second reviewer --" in shown
    assert review("bob", "q") == before
    assert review("carl", "q") == before
    first = call("export", "decisions", "--workspace", workspace).records[0]["targets"][0]  # type: ignore[index]
    opened = review("bob", "a", "p", "q")
    assert "ann rejected: this is not what they meant" in opened
    assert f"{first}  " in opened
    assert "disputed" in opened


@pytest.mark.parametrize("what", ["show", "findings", "entries", "segment", "report"])
def test_no_other_verb_tells_either(call: Call, workspace: Path, review: Review, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setenv("ANALYZER_REVIEWER", "bob")
    found, *_, last = (str(one["id"]) for one in call("export", "findings", "--workspace", workspace).records)
    arguments = {"show": ("show", found), "segment": ("segment", "show", "mid-market"), "report": ("report", "mid-market", "--format", "csv")}
    verb = arguments.get(what, ("export", what))
    before = call(*verb, "--workspace", workspace)
    assert before.code == 0, before.err
    review("ann", "a", "e Reworded by ann", f"m {last}", "r no", "a", "q")
    assert call(*verb, "--workspace", workspace).out == before.out


def test_what_both_approved_is_in_the_model_and_what_one_approved_is_not(
    call: Call, workspace: Path, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    review("ann", "a", "a", "q")
    assert call("export", "entries", "--workspace", workspace).out == ""
    review("bob", "a", "q")
    assert len(call("export", "entries", "--workspace", workspace).records) == 1
    for reviewer, second in (("ann", "awaiting"), ("bob", "open"), ("carl", "open")):
        monkeypatch.setenv("ANALYZER_REVIEWER", reviewer)
        assert statuses(call, workspace) == ["approved", second, *["open"] * (FINDINGS - 2)], reviewer


def test_agreement_is_told_with_what_is_to_settle(call: Call, workspace: Path, review: Review) -> None:
    nothing = call("review", "--agreement", "--workspace", workspace)
    assert "no finding has the verdicts of two reviewers yet" in nothing.out
    review("ann", *["a"] * 5, *["r"] * 4, "q")
    review("bob", *["a"] * 4, "r too vague", *["r"] * 4, "q")
    told = call("review", "--agreement", "--workspace", workspace)
    assert "9 decided by two, blind: 8 alike (89 %" in told.out
    assert "Cohen's kappa 0.78 (" in told.out
    assert "1 to settle:" in told.out
    assert "bob rejected: too vague" in told.out
    record = call("--json", "review", "--agreement", "--workspace", workspace).records[0]
    assert (record["schema"], record["n"], record["alike"], record["reviewers"]) == ("analyzer.agreement/1", 9, 8, ["ann", "bob"])
    disputed = record["disputed"]
    assert isinstance(disputed, list)
    assert f"{disputed[0]}  " in review("ann", "D", "d reject", "q")
    assert call("--json", "review", "--agreement", "--workspace", workspace).records[0]["disputed"] == []


def test_the_exported_record_hides_nothing_show_does(call: Call, workspace: Path, review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    review("ann", "r no", "q")
    decision = call("export", "decisions", "--workspace", workspace).records[0]
    assert (decision["action"], decision["reason"], decision["saw"]["blind"]) == ("reject", "no", decision["targets"])  # type: ignore[index]
    monkeypatch.setenv("ANALYZER_REVIEWER", "bob")
    assert call("show", decision["id"], "--workspace", workspace).code == 2
    monkeypatch.setenv("ANALYZER_REVIEWER", "ann")
    assert "reject" in call("show", decision["id"], "--workspace", workspace).out


def test_a_share_that_is_none_is_refused(call: Call, workspace: Path) -> None:
    (workspace / "analyzer.toml").write_text("[review]\ndouble_share = 20\n", encoding="utf-8")
    answer = call("review", "--agreement", "--workspace", workspace)
    assert answer.code == 2
    assert "review.double_share" in answer.err
