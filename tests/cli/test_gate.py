"""The gate over the bundled suite: what is made worse on purpose is caught, by the verb a user runs, and the interviews are named."""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.config import shipped
from analyzer.errors import ExtractError
from analyzer.evaluate.case import GOLD_FILE, load_case
from analyzer.evaluate.gold import read_transcript
from analyzer.extract.offline import extract_offline
from analyzer.extract.offline.cues import CUES, OBSTACLES
from analyzer.llm.embedding import Embedder
from analyzer.records import ChunkOutcome, Finding, Interview, Run
from tests.cli.conftest import Answer, Call

CASES = (
    "karoovlei-operations-executive", "llano-prieto-drayage-fleet-director", "pinnock-bay-health-chief-people-officer", "seri-kenanga-cfo-and-hr",
    "tuckapaw-distribution-vp-warehouse",
)  # fmt: skip
"""Those whose transcripts lie beside their labels."""
WORSENED = ("llano-prieto-drayage-fleet-director", "seri-kenanga-cfo-and-hr")


@pytest.fixture(scope="module")
def vectors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sentence vectors by content, kept between test runs, beside those of ``tests/evaluate``."""
    return Path(request.config.cache.mkdir("vectors") if request.config.cache else tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five interviews of the bundled suite, with its gates."""
    folder = tmp_path_factory.mktemp("suite")
    shutil.copy(shipped("evals") / "suite.toml", folder)
    for case in CASES:
        shutil.copytree(shipped("evals") / "cases" / case, folder / "cases" / case)
    return folder


@pytest.fixture(scope="module")
def before(suite: Path, vectors: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the program as it is."""
    folder = tmp_path_factory.mktemp("before")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ANALYZER_CACHE", str(vectors))
        with pytest.raises(SystemExit) as ended:
            main(["eval", str(suite), "-o", str(folder), "--quiet"])
    assert not ended.value.code
    return folder


@pytest.fixture
def gate(call: Call, suite: Path, before: Path, vectors: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Answer]:
    """Return the gate: the suite once more, compared with the program as it is."""
    monkeypatch.setenv("ANALYZER_CACHE", str(vectors))
    monkeypatch.chdir(tmp_path)
    return lambda: call("eval", suite, "--compare", before)


def test_a_cue_list_emptied_is_caught_and_every_interview_it_hurt_is_named(gate: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OBSTACLES:
        monkeypatch.setitem(CUES, name, re.compile("(?!)"))
    answer = gate()
    assert answer.code == 1
    assert "Verdict: floor broken" in answer.out or "Verdict: regression" in answer.out
    hurt = named_worst_first(answer)
    assert len(hurt) >= 3
    assert all(f"{name}: F1 -" in answer.out for name in hurt)
    assert "correct -> missing: obstacle" in answer.out


def test_obstacles_dropped_in_two_interviews_are_caught_and_only_these_two_are_named(
    gate: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_offline(monkeypatch, lambda findings: [one for one in findings if one.kind != "obstacle"])
    answer = gate()
    assert answer.code == 1
    assert set(named_worst_first(answer)) == set(WORSENED)
    changed = answer.out.split("Compared with the earlier run")[1]
    assert not any(f"\n{case}: F1" in changed for case in set(CASES) - set(WORSENED))


def test_an_interview_that_is_lost_is_a_gap_and_no_regression(gate: Callable[[], Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(findings: Sequence[Finding]) -> list[Finding]:
        raise ExtractError("out of luck")

    change_offline(monkeypatch, refuse, WORSENED[:1])
    answer = gate()
    assert answer.code == 0
    assert f"not compared: {WORSENED[0]}: lost in the later run: out of luck" in answer.out
    assert "Verdict: pass, over 4 interviews" in answer.out


Change = Callable[[Sequence[Finding]], list[Finding]]


def change_offline(monkeypatch: pytest.MonkeyPatch, change: Change, cases: Sequence[str] = WORSENED) -> None:
    """Have the offline extractor change what it found in these interviews."""
    words = {load_case(shipped("evals") / "cases" / name / GOLD_FILE, read_transcript)[0].interview.version for name in cases}

    def changed(interview: Interview, embedder: Embedder | None, run: Run) -> Iterator[ChunkOutcome]:
        for outcome in extract_offline(interview, embedder, run):
            kept = change(outcome.findings) if interview.version in words else outcome.findings
            yield outcome.model_copy(update={"findings": tuple(kept)})

    monkeypatch.setattr("analyzer.pipeline.extract_offline", changed)


def named_worst_first(answer: Answer) -> list[str]:
    """Return the interviews that the verdict names, in its order."""
    [line] = re.findall(r"Worst first: ((?:.|\n    )*)", answer.out)
    return [case for case in re.findall(r"[a-z-]{8,}", line) if case in CASES]
