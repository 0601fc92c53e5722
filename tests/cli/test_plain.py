"""``analyzer review --plain``: decisions from standard input, durable one by one."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.records import Provenance, Run, SimilarPair
from analyzer.records.run import ChunkOutcome
from analyzer.store import Store
from tests.cli.conftest import Call
from tests.factories import make_finding, make_interview


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> object:
    def type_lines(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_lines


def decisions(call: Call, workspace: Path) -> list[tuple[object, object]]:
    return [(d["action"], d["reason"]) for d in call("export", "decisions", "--workspace", workspace).records]


def test_keys_decide_undo_and_edit(call: Call, workspace: Path, typed: object) -> None:
    assert callable(typed)
    typed("a", "r not ours", "l", "u", "e Close the books in four days", "q")
    answer = call("review", "--plain", "--reviewer", "ann", "--workspace", workspace)
    assert answer.code == 0, answer.err
    assert decisions(call, workspace) == [("approve", ""), ("reject", "not ours"), ("later", ""), ("undo", ""), ("edit", "")]
    counts = [f["status"] for f in call("export", "findings", "--workspace", workspace).records]
    assert counts.count("approved") == 2
    assert counts.count("rejected") == 1
    edited = next(f for f in call("export", "findings", "--workspace", workspace).records if f["statement"] == "Close the books in four days")
    assert edited["original_statement"] != edited["statement"]


def test_a_similar_finding_is_shown_with_the_reason(call: Call, workspace: Path, typed: object) -> None:
    assert callable(typed)
    with Store.open(Workspace(workspace)) as store:
        first, second, *_ = [finding for finding in store.findings.all() if finding.kind == "obstacle"]
        store.pairs.replace([SimilarPair(first=first.id, second=second.id, score=0.7, reason="both speak of ledgers, hand")])
    typed(*["n"] * 40, "q")
    said = call("review", "--plain", "--workspace", workspace).out
    assert f"  similar: {second.id}" in said
    assert "\n    both speak of ledgers, hand\n" in said


def test_what_cannot_be_done_is_said_and_makes_exit_1(call: Call, workspace: Path, typed: object) -> None:
    assert callable(typed)
    typed("zz", "m f_nothere", "q")
    answer = call("review", "--plain", "--workspace", workspace)
    assert answer.code == 1
    assert "no such key" in answer.err
    assert "f_nothere" in answer.err
    assert decisions(call, workspace) == []


def test_an_edit_with_a_number_nobody_said_is_told_at_once_and_can_be_confirmed(call: Call, workspace: Path, typed: object) -> None:
    assert callable(typed)
    typed("e Close the books in 3 days instead of 97", "c", "q")
    answer = call("review", "--plain", "--workspace", workspace)
    assert "held back" in answer.out
    assert decisions(call, workspace) == [("edit", ""), ("edit", "")]
    edited = next(f for f in call("export", "findings", "--workspace", workspace).records if "97" in str(f["statement"]))
    assert "unsupported_claim" not in edited["flags"]  # type: ignore[operator]


def test_a_dispute_is_settled_not_repeated(call: Call, workspace: Path, typed: object) -> None:
    assert callable(typed)
    typed("a", "q")
    call("review", "--plain", "--reviewer", "ann", "--workspace", workspace)
    first = call("export", "decisions", "--workspace", workspace).records[0]["targets"]
    typed("p", "r I disagree", "q")
    call("review", "--plain", "--reviewer", "bob", "--workspace", workspace)
    disputed = [f["id"] for f in call("export", "findings", "--workspace", workspace).records if f["status"] == "disputed"]
    assert disputed == first
    typed("p", "d approve", "q")
    call("review", "--plain", "--reviewer", "ann", "--workspace", workspace)
    statuses = {f["id"]: f["status"] for f in call("export", "findings", "--workspace", workspace).records}
    assert statuses[disputed[0]] == "approved"


def test_approved_findings_reach_tree_report_and_entries(call: Call, workspace: Path, typed: object) -> None:
    assert callable(typed)
    typed(*["a"] * 40)
    call("review", "--plain", "--workspace", workspace)
    entries = call("export", "entries", "--workspace", workspace).records
    assert entries
    assert all(entry["prevalence"]["of"] == 3 for entry in entries)  # type: ignore[index]
    approved = [f for f in call("export", "findings", "--workspace", workspace).records if f["status"] == "approved" and f["kind"] == "outcome"]
    report = call("report", "mid-market", "--workspace", workspace)
    tree = call("segment", "show", "mid-market", "--workspace", workspace)
    assert report.code == tree.code == 0
    for finding in approved:
        assert str(finding["id"]) in report.out


def test_kill_9_after_the_twentieth_decision_keeps_twenty(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.toml.write_text("", encoding="utf-8")
    talk = [("s1", "What do you want?")] + [("s2", f"We want to cut step number {n} from nine days to four days.") for n in range(30)]
    interview = make_interview(talk)
    findings = tuple(make_finding(interview, words, run="r_one") for _, words in talk[1:])
    with Store.open(workspace) as store:
        store.interviews.save(interview)
        store.findings.start_run(
            Run(id="r_one", interview=interview.id, interview_version=interview.version, extractor="offline", started_at="2026-01-01T00:00:00Z")
        )
        store.findings.commit("r_one", ChunkOutcome(chunk=interview.id, step="offline", state="done", findings=findings))
    child = subprocess.Popen(
        [sys.executable, "-m", "analyzer.cli", "review", "--plain", "--workspace", str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    for _ in range(20):
        child.stdin.write("a\n")
        child.stdin.flush()
    acknowledged = 0
    for line in child.stdout:
        acknowledged += line.startswith("done:")
        if acknowledged == 20:
            break
    child.send_signal(signal.SIGKILL)
    child.wait()
    with Store.open(workspace) as store:
        assert [decision.action for decision in store.decisions.all()] == ["approve"] * 20
    assert Provenance(run="r_one", extractor="offline") == findings[0].provenance
