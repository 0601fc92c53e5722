"""Suites as a user runs them: tables, exit codes by the gate, baselines, labels of one's own."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.config import shipped
from analyzer.evaluate.runs import list_runs, read_run
from analyzer.extract.offline import extract_offline
from analyzer.llm.embedding import Embedder
from analyzer.records import ChunkOutcome, Interview, Run
from tests.cli.conftest import MARKDOWN, Call
from tests.extract_chain.model import model
from tests.llm.fault_server import FaultServer

ITEMS: list[dict[str, Any]] = [
    {
        "id": "o1", "kind": "outcome", "statement": "Close the books in four days.", "level": "operational",
        "quotes": ["We want to close the books in four days"],
    },
    {
        "id": "b1", "kind": "obstacle", "statement": "Three ledgers never match.", "level": "operational",
        "quotes": ["our three ledgers never match, so two people stitch them together by hand every month"],
        "links": [{"type": "blocks", "to": "o1"}],
    },
    {
        "id": "m1", "kind": "metric", "statement": "Days to close the books.", "quotes": ["Right now it takes us nine days"],
        "metric": {"name": "days to close", "role": "actual", "value": "9", "unit": "day"},
    },
]  # fmt: skip
BAIT = {"quote": "So you'd want to automate that, and save thirty percent?", "why": "the interviewer's leading words"}


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vectors: Path) -> None:
    """No ``./evals`` here, and vectors in a folder of the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ANALYZER_CACHE", str(vectors))


@pytest.fixture
def suite(call: Call, tmp_path: Path) -> Path:
    """A suite of one's own with two labelled interviews."""
    folder = tmp_path / "mine"
    assert call("suite", "new", folder).code == 0
    for name, split, day in (("acme", "dev", "2026-03-02"), ("acme-again", "test", "2026-04-02")):
        write_case(folder, name, split, day)
    return folder


def write_case(folder: Path, name: str, split: str, day: str, items: list[dict[str, Any]] | None = None) -> None:
    case = folder / "cases" / name
    case.mkdir(parents=True, exist_ok=True)
    (case / "acme.md").write_text(MARKDOWN.replace("2026-03-02", day), encoding="utf-8")
    labels = {
        "schema_version": 1, "case": name, "split": split, "transcript": "acme.md", "customer_speakers": ["Tom O'Brien"],
        "interviewer_speakers": ["Dana Ruiz"], "labellers": ["the tests"], "guide_version": 1, "items": items or ITEMS, "distractors": [BAIT],
    }  # fmt: skip
    (case / "gold.yaml").write_text(yaml.safe_dump(labels, sort_keys=False), encoding="utf-8")


def set_gates(folder: Path, gates: str) -> None:
    (folder / "suite.toml").write_text(gates, encoding="utf-8")


def worsen(monkeypatch: pytest.MonkeyPatch, title: str = "") -> None:
    """Make the extractor forget every outcome and obstacle, of one case or of all."""

    def forget(interview: Interview, embedder: Embedder | None, run: Run) -> Iterator[ChunkOutcome]:
        for outcome in extract_offline(interview, embedder, run):
            kept = outcome.findings if title not in str(interview.date) else tuple(one for one in outcome.findings if one.kind == "metric")
            yield outcome.model_copy(update={"findings": kept})

    monkeypatch.setattr("analyzer.pipeline.extract_offline", forget)


def test_a_run_that_meets_its_gates_prints_a_table_and_leaves_with_0(call: Call, suite: Path) -> None:
    answer = call("eval", suite)
    assert answer.code == 0
    assert "Verdict: pass" in answer.out
    assert "2 interviews · extractor offline" in answer.out
    assert answer.err == ""


def test_a_split_measures_its_own_cases_only(call: Call, suite: Path) -> None:
    [record] = call("--json", "eval", suite, "--split", "test").records
    assert (record["schema"], record["split"], record["transcripts"]) == ("analyzer.eval/1", "test", 1)


def test_a_broken_floor_is_named_and_leaves_with_1(call: Call, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_gates(suite, "[floors]\n'all.f1' = 0.9\n")
    assert call("eval", suite).code == 0
    worsen(monkeypatch)
    answer = call("eval", suite)
    assert answer.code == 1
    assert "Verdict: floor broken" in answer.out
    assert "all.f1 is 0." in answer.out


def test_an_extractor_made_worse_is_caught_and_the_cases_are_named_worst_first(call: Call, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("eval", suite, "--accept").code == 0
    assert call("eval", suite).code == 0
    worsen(monkeypatch, "2026-04-02")
    answer = call("eval", suite)
    assert answer.code == 1
    assert "Verdict: regression" in answer.out
    assert "Worst first: acme-again (F1 -" in answer.out
    assert "correct -> missing: outcome o1" in answer.out
    changed = answer.out.split("Compared with the earlier run")[1]
    assert "acme:" not in changed


def test_a_run_is_compared_with_any_earlier_one(call: Call, suite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("eval", suite, "-o", tmp_path / "before").code == 0
    worsen(monkeypatch)
    answer = call("eval", suite, "--compare", tmp_path / "before", "--json")
    assert answer.code == 1
    comparison = answer.records[1]
    assert (comparison["schema"], comparison["verdict"]) == ("analyzer.comparison/1", "regression")
    assert {case["case"] for case in comparison["cases"]} == {"acme", "acme-again"}  # type: ignore[attr-defined]


def test_the_same_run_twice_is_the_same_bytes_but_for_times(call: Call, suite: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        assert call("eval", suite, "-o", tmp_path / name).code == 0
    assert (tmp_path / "first" / "cases.jsonl").read_bytes() == (tmp_path / "second" / "cases.jsonl").read_bytes()
    first, second = (json.loads((tmp_path / name / "run.json").read_text(encoding="utf-8")) for name in ("first", "second"))
    assert first.pop("times")["started_at"]
    assert second.pop("times")["started_at"]
    assert first == second


def test_vectors_are_kept_between_runs(call: Call, suite: Path, vectors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("eval", suite).code == 0
    assert (vectors / "eval-vectors.sqlite").is_file()

    def refuse(*_: object) -> None:
        raise AssertionError("a text was embedded again")

    monkeypatch.setattr("analyzer.llm.embedding_onnx.OnnxEmbedder.embed", refuse)
    assert call("eval", suite).code == 0


def test_markdown_tells_every_miss(call: Call, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worsen(monkeypatch)
    answer = call("eval", suite, "--format", "md")
    assert "| outcomes |" in answer.out
    assert "missing: outcome o1 (turn 1): Close the books in four days." in answer.out


def test_the_page_is_written_beside_the_run_and_where_it_is_asked_for(call: Call, suite: Path, tmp_path: Path) -> None:
    assert call("eval", suite, "-o", tmp_path / "run", "--html", tmp_path / "page.html").code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert page == (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


def test_repeated_runs_tell_their_stability_and_are_kept(call: Call, suite: Path, tmp_path: Path) -> None:
    answer = call("eval", suite, "--repeat", 2, "-o", tmp_path / "run")
    assert answer.code == 0
    assert "Stability over 2 runs" in answer.out
    assert (tmp_path / "run" / "repeat-2" / "run.json").is_file()
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["stability"]["recurring"] == 1


def test_a_lost_half_is_unusable_and_leaves_with_2(call: Call, suite: Path) -> None:
    for name in ("acme", "acme-again"):
        (suite / "cases" / name / "acme.md").unlink()
    answer = call("eval", suite)
    assert answer.code == 2
    assert "acme: gold.yaml: transcript: acme.md is no file" in answer.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["eval", "nowhere"], "no suite.toml there"),
        (["eval", "mine", "--split", "train"], "no split 'train'"),
        (["eval", "mine", "--extractor", "magic"], "no extractor 'magic'"),
        (["eval", "mine", "--repeat", "0"], "--repeat"),
        (["eval", "mine", "--format", "pdf"], "no format 'pdf'"),
        (["eval", "mine", "--compare", "nowhere"], "no run.json there"),
        (["eval", "mine", "--compare", "mine/suite.toml"], "mine/suite.toml: no run.json there"),
        (["eval", "--accept"], "the bundled suite takes no baseline"),
        (["suite", "mend"], "no such thing to do with suites"),
        (["suite", "new"], "needs a name"),
        (["suite", "new", "mine"], "a suite is there already"),
    ],
)
def test_a_wrong_call_is_one_line_and_leaves_with_2(call: Call, suite: Path, arguments: list[str], told: str) -> None:
    answer = call(*arguments)
    assert (answer.code, len(answer.err.splitlines())) == (2, 1)
    assert told in answer.err


def test_wrong_gates_are_refused_before_anything_is_measured(call: Call, suite: Path) -> None:
    set_gates(suite, "[floors]\n'all.f3' = 0.5\n")
    answer = call("eval", suite)
    assert (answer.code, answer.out) == (2, "")
    assert "there is no measure 'all.f3'" in answer.err


def test_an_accepted_baseline_lies_in_the_suite_and_nothing_in_the_bundled_one(call: Call, suite: Path) -> None:
    assert call("eval", suite, "--accept").code == 0
    assert (suite / "baseline" / "run.json").is_file()
    before = sorted(shipped("evals").glob("baseline/*"))
    assert call("eval", shipped("evals"), "--accept").code == 2
    assert sorted(shipped("evals").glob("baseline/*")) == before


def test_a_split_is_compared_with_its_share_of_the_baseline_only(call: Call, suite: Path) -> None:
    assert call("eval", suite, "--accept").code == 0
    answer = call("eval", suite, "--split", "test")
    assert "Verdict: pass, over 1 interview in both runs" in answer.out
    assert "not compared" not in answer.out
    answer = call("eval", suite, "--split", "test", "--compare", suite / "baseline")
    assert "Verdict: pass, over 1 interview in both runs" in answer.out
    assert "not compared" not in answer.out


def test_a_baseline_of_another_extractor_is_named_and_not_compared_with(call: Call, suite: Path) -> None:
    assert call("eval", suite, "--accept").code == 0
    head = suite / "baseline" / "run.json"
    head.write_text(head.read_text(encoding="utf-8").replace('"extractor": "offline"', '"extractor": "llm"', 1), encoding="utf-8")
    answer = call("eval", suite)
    assert answer.code == 0
    assert "Compared with the earlier run" not in answer.out
    assert f"--extractor offline --compare {suite / 'baseline'}" in answer.err
    assert "Compared with the earlier run" in call("eval", suite, "--compare", suite / "baseline").out


def test_a_run_made_in_a_workspace_is_kept_there(call: Call, suite: Path, workspace: Path) -> None:
    answer = call("eval", suite, "--workspace", workspace)
    assert answer.code == 0
    [first] = (workspace / ".analyzer" / "evals").iterdir()
    assert f"kept as {first.name} in this workspace" in answer.err
    call("eval", suite, "--workspace", workspace, "-o", suite.parent / "elsewhere")
    kept = list_runs(workspace / ".analyzer" / "evals")
    assert [stored.run.suite for stored in kept] == ["mine", "mine"]
    assert read_run(first).cases[0].extracted


def test_a_folder_named_as_workspace_that_is_none_is_told_before_anything_is_measured(call: Call, suite: Path, tmp_path: Path) -> None:
    answer = call("eval", suite, "--workspace", tmp_path / "nowhere")
    assert (answer.code, answer.out) == (2, "")


def test_purging_an_interview_deletes_the_runs_that_hold_its_words(call: Call, suite: Path, workspace: Path) -> None:
    folder = workspace / ".analyzer" / "evals"
    (suite / "cases" / "acme" / "gold.yaml").unlink()
    other = suite / "cases" / "acme-again" / "acme.md"
    other.write_text(other.read_text(encoding="utf-8") + "\n**Tom O'Brien:** Nothing else.\n", encoding="utf-8")
    assert call("eval", suite, "--workspace", workspace).code == 0
    [stays] = folder.iterdir()
    write_case(suite, "acme", "dev", "2026-03-02")
    assert call("eval", suite, "--workspace", workspace).code == 0
    (folder / "torn").mkdir()
    assert len(list(folder.iterdir())) == 3
    [interview] = [one["id"] for one in call("export", "interviews", "--workspace", workspace).records if one["organisation"] == "Acme"]
    answer = call("purge", interview, "--yes", "--workspace", workspace)
    assert "2 evaluation runs" in answer.out
    assert list(folder.iterdir()) == [stays]


def test_lint_tells_what_is_wrong_and_notes_what_waits(call: Call, suite: Path) -> None:
    (suite / "cases" / "fresh").mkdir()
    answer = call("suite", "lint", suite)
    assert (answer.code, answer.out.strip()) == (0, "mine: 2 cases, 0 problems, 1 note")
    assert "note: fresh: not labelled yet" in answer.err
    write_case(suite, "acme", "dev", "2026-03-02", [{**ITEMS[0], "quotes": ["We want to close the books in two days"]}])
    answer = call("suite", "lint", suite)
    assert answer.code == 1
    assert "acme: o1: quote not found inside a turn" in answer.err


def test_decisions_of_reviewers_are_a_draft_that_lint_accepts(call: Call, workspace: Path, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("a\n" * 4 + "r not said\nq\n"))
    assert call("review", "--plain", "--reviewer", "ana", "--workspace", workspace).code == 0
    approved = [one for one in call("export", "findings", "--workspace", workspace).records if one["status"] == "approved"]
    interview = next(one for one in call("export", "interviews", "--workspace", workspace).records if one["id"] == approved[0]["interview"])
    drafted = call("suite", "draft", interview["id"], "--workspace", workspace)
    text = drafted.out
    assert f"cases/{Path(str(interview['source'])).stem}/gold.yaml" in drafted.err
    assert "undecided" in drafted.err
    labels = yaml.safe_load(text)
    assert {one["statement"] for one in labels["items"]} <= {one["statement"] for one in approved}
    assert labels["labellers"] == ["ana"]
    case = suite / "cases" / labels["case"]
    case.mkdir(exist_ok=True)
    (case / "gold.yaml").write_text(text, encoding="utf-8")
    source = workspace / str(interview["source"])
    for path in (source, source.with_suffix(".yaml")):
        if path.is_file():
            (case / path.name).write_bytes(path.read_bytes())
    answer = call("suite", "lint", suite)
    assert [line for line in answer.err.splitlines() if f"{labels['case']}:" in line and "note" not in line] == []


def test_a_model_is_scored_as_the_workspace_says_it_is_asked(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows of 300 tokens take more requests than the default ones, and the run says how many were made."""
    requests = {}
    for tokens in (300, 4000):
        place = tmp_path / str(tokens)
        place.mkdir()
        (place / "analyzer.toml").write_text(f"[model]\nwindow_tokens = {tokens}\nprofile = 'fast'\n", encoding="utf-8")
        suite = place / "suite"
        shutil.copytree(shipped("evals") / "cases" / "tuckapaw-distribution-vp-warehouse", suite / "cases" / "tuckapaw-distribution-vp-warehouse")
        (suite / "suite.toml").write_text('name = "one"\nschema_version = 1\n', encoding="utf-8")
        monkeypatch.chdir(place)
        with FaultServer(model(lambda wanted, sentences: [])) as server:
            call("eval", "suite", "--extractor", "llm", "--model", "local", "--base-url", server.url)
            requests[tokens] = len(server.requests)
    assert requests[300] > requests[4000] == 2
