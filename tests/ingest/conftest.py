"""Shared ways to write files and look at what was read from them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.ingest import Given, read_interview
from analyzer.records import Interview

Said = list[tuple[str, str]]


def said(interview: Interview) -> Said:
    """Return (speaker's name, words) of every turn."""
    return [(interview.speaker(turn.speaker).name, interview.said(turn)) for turn in interview.turns]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Interview]:
    """Write a file and read it."""

    def read_it(name: str, content: str | bytes, given: Given = Given(), sidecar: str | None = None) -> Interview:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        if sidecar is not None:
            path.with_suffix(".yaml").write_text(sidecar, encoding="utf-8")
        return read_interview(path, given, under=tmp_path)

    return read_it
