"""Recordings are text files that people compare; they hold what is still asked and nothing else."""

import json
from pathlib import Path

import pytest

from analyzer.errors import ModelError
from analyzer.llm.replay import Recording

ANSWER = json.dumps({"text": "a line\u2028and \u00e4nother\n", "finish": "stop"}, ensure_ascii=False, sort_keys=True)


def test_answers_come_back_as_they_were_and_lie_sorted_by_key(tmp_path: Path) -> None:
    recording = Recording(tmp_path, record=True)
    for key in ("links/b", "links/a", "metrics/c"):
        recording.put(key, ANSWER)
    assert Recording(tmp_path).get("links/b") == ANSWER
    lines = (tmp_path / "links.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert [json.loads(line)["key"] for line in lines] == ["links/a", "links/b"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["links.jsonl", "metrics.jsonl"]


def test_what_is_asked_no_more_is_pruned(tmp_path: Path) -> None:
    old = Recording(tmp_path, record=True)
    old.put("links/a", ANSWER)
    old.put("links/b", ANSWER)
    new = Recording(tmp_path, record=True)
    assert new.get("links/b") == ANSWER
    new.get("links/c")
    new.put("links/c", ANSWER)
    assert new.prune() == 1
    replay = Recording(tmp_path)
    assert replay.get("links/b") == replay.get("links/c") == ANSWER
    with pytest.raises(ModelError, match="make record STEP=links"):
        replay.get("links/a")


def test_a_forgotten_step_is_asked_anew(tmp_path: Path) -> None:
    Recording(tmp_path, record=True).put("links/a", ANSWER)
    recording = Recording(tmp_path, record=True)
    recording.forget("links")
    assert recording.get("links/a") is None


def test_a_replay_takes_no_new_answers(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="read-only"):
        Recording(tmp_path).put("links/a", ANSWER)
