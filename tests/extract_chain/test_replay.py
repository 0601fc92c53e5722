"""The whole chain on the recorded answers of a real model, with no server."""

from pathlib import Path

import pytest

from analyzer.errors import ModelError
from analyzer.extract.profiles import PROFILES
from analyzer.llm.replay import Recording
from analyzer.records import ChunkOutcome, Interview
from tests.extract_chain.interviews import latest
from tests.extract_chain.record import INTERVIEWS, RECORDINGS, read_recorded, run_over

NOBODY = "http://127.0.0.1:9/v1"


@pytest.fixture(scope="module", params=INTERVIEWS)
def interview(request: pytest.FixtureRequest) -> Interview:
    return read_recorded(str(request.param))


@pytest.fixture(scope="module")
def outcomes(interview: Interview) -> list[ChunkOutcome]:
    return run_over(interview, Recording(RECORDINGS), NOBODY)


def test_every_step_over_every_window_is_replayed_without_a_request(outcomes: list[ChunkOutcome]) -> None:
    assert {outcome.step for outcome in outcomes} >= set(PROFILES["standard"])
    assert sum(outcome.usage.requests for outcome in outcomes) == 0
    assert all(outcome.state in ("done", "empty", "split") for outcome in outcomes)
    assert all(outcome.answer for outcome in outcomes if outcome.state == "done" and outcome.step != "consolidation")


def test_what_the_model_claimed_is_grounded_in_customers_words_or_kept_apart(interview: Interview, outcomes: list[ChunkOutcome]) -> None:
    findings = list(latest(outcomes).values())
    assert len(findings) >= 10
    assert {"outcome", "metric"} <= {finding.kind for finding in findings}
    for finding in findings:
        for piece in finding.evidence:
            if piece.start is None or piece.end is None:
                assert (piece.match, piece.quote) == ("not_found", "")
            else:
                assert interview.text[piece.start : piece.end] == piece.quote
                assert interview.speaker(interview.turn_at(piece.start).speaker).side == "customer"
    assert sum(finding.grounded for finding in findings) / len(findings) >= 0.8


def test_links_join_findings_that_exist(outcomes: list[ChunkOutcome]) -> None:
    findings = latest(outcomes)
    links = [(finding, link) for finding in findings.values() for link in finding.links]
    assert links
    assert all(link.to in findings and findings[link.to].grounded and finding.grounded for finding, link in links)


def test_a_missing_recording_names_the_command(interview: Interview, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="make record STEP=outcomes_obstacles"):
        run_over(interview, Recording(tmp_path), NOBODY)
