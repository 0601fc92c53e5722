"""Explanations: every reader's judgement with reasons, and what came of it, also for a refused file."""

from pathlib import Path

from analyzer.ingest import explain
from analyzer.ingest.registry import READERS


def test_every_reader_is_asked_and_the_best_one_reads(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Why?\n\n00:02.000 --> 00:03.000\nBen: Ledgers.\n", encoding="utf-8")
    explanation = explain(path)
    assert {score.reader for score in explanation.scores} == {reader.name for reader in READERS}
    assert explanation.chosen == explanation.scores[0].reader == "captions"
    assert "begins with WEBVTT" in explanation.scores[0].reasons
    assert (explanation.turns, explanation.kept_share, len(explanation.speakers)) == (2, 1.0, 2)
    assert explanation.refusal is None


def test_a_refused_file_is_explained_too(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"segments": []}', encoding="utf-8")
    explanation = explain(path)
    assert explanation.chosen is None
    assert explanation.scores
    assert explanation.refusal is not None
    assert "no place in this JSON" in explanation.refusal


def test_a_file_that_cannot_be_opened_is_explained_too(tmp_path: Path) -> None:
    assert "no such file" in (explain(tmp_path / "none.txt").refusal or "")
