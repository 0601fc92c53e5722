"""The bundled suite and one run of the offline extractor over it, for all tests that look at either."""

from collections.abc import Iterator

import pytest

from analyzer import pipeline
from analyzer.config import Settings, kept_vectors, shipped
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.results import RunResult
from analyzer.evaluate.runner import run_suite
from analyzer.evaluate.vector_file import VectorFile
from analyzer.llm.embedding import CachedEmbedder, Embedder, open_embedder
from analyzer.records import ChunkOutcome, Interview
from analyzer.suggest.similar import similar_pairs


@pytest.fixture(scope="session")
def bundled() -> Suite:
    return load_suite(shipped("evals"))


@pytest.fixture(scope="session")
def vectors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> VectorFile:
    # Kept by content between test runs, so that they stay short; without pytest's cache the vectors are simply made again.
    folder = request.config.cache.mkdir("vectors") if request.config.cache else tmp_path_factory.mktemp("vectors")
    return VectorFile(kept_vectors({"ANALYZER_CACHE": str(folder)}))


@pytest.fixture(scope="session")
def offline_run(bundled: Suite, vectors: VectorFile) -> RunResult:
    return run_offline(bundled, CachedEmbedder(open_embedder(Settings().embedding), vectors))


def run_offline(suite: Suite, embedder: Embedder) -> RunResult:
    extractor = pipeline.open_extractor(Settings(), pipeline.OFFLINE, embedder=embedder)

    def extract(interview: Interview) -> Iterator[ChunkOutcome]:
        return extractor(interview, pipeline.new_run(interview, pipeline.OFFLINE))

    return run_suite(suite, extract, extractor="offline", similar=lambda findings, interviews: similar_pairs(findings, interviews, embedder))
