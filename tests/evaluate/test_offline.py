"""The offline extractor over the bundled suite: no case is lost, every quote is really said, and the gates of the suite hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import pipeline
from analyzer.config import Settings, shipped
from analyzer.evaluate.case import GOLD_FILE
from analyzer.evaluate.gold import load_suite
from analyzer.evaluate.results import CaseResult, RunResult
from analyzer.evaluate.runner import run_suite
from analyzer.evaluate.vector_file import VectorFile
from analyzer.llm.embedding import CachedEmbedder, open_embedder
from analyzer.records import ChunkOutcome, Interview

CASES = sorted(path.parent.name for path in (shipped("evals") / "cases").glob(f"*/{GOLD_FILE}"))


@pytest.fixture(scope="module")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    # Kept by content between test runs, so that they stay short; without pytest's cache the vectors are simply made again.
    folder = request.config.cache.mkdir("vectors") if request.config.cache else tmp_path_factory.mktemp("vectors")
    settings = Settings()
    embedder = CachedEmbedder(open_embedder(settings.embedding), VectorFile(Path(folder) / "eval.sqlite"))
    extractor = pipeline.open_extractor(settings, pipeline.OFFLINE, embedder=embedder)

    def extract(interview: Interview) -> Iterator[ChunkOutcome]:
        return extractor(interview, pipeline.new_run(interview, pipeline.OFFLINE))

    return run_suite(load_suite(shipped("evals")), extract, extractor="offline")


@pytest.fixture
def result(run: RunResult, case: str) -> CaseResult:
    return next(one for one in run.cases if one.case == case)


@pytest.mark.parametrize("case", CASES)
def test_every_finding_rests_on_words_really_said(result: CaseResult) -> None:
    assert (result.state, result.reason, result.failed_steps) == ("scored", "", ())
    assert result.measures["grounded"] == 1
    assert result.measures["verbatim"] == 1
    assert result.measures["invented_numbers"] in (0, None)


def test_the_run_passes_the_gates_of_the_suite(run: RunResult) -> None:
    assert (run.verdict, run.reasons, run.transcripts) == ("pass", (), len(CASES))
