"""A workspace of mixed formats, run once; and a way to call verbs as a user does."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from analyzer.cli import main

MARKDOWN = """---
segment: mid-market
organisation: Acme
date: 2026-03-02
speakers:
  Dana Ruiz: {side: interviewer}
  Tom O'Brien: {title: CFO, side: customer, department: finance}
---

**Dana Ruiz:** What are you trying to get to this year?

**Tom O'Brien:** We want to close the books in four days, because the bank wants the covenant numbers. Right now it takes us nine days.

**Dana Ruiz:** So you'd want to automate that, and save thirty percent?

**Tom O'Brien:** The problem is that our three ledgers never match, so two people stitch them together by hand every month.
"""

VTT = """WEBVTT

1
00:00:01.000 --> 00:00:05.000
Priya: What is on your desk this year?

2
00:00:06.000 --> 00:00:12.000
Karel: We need to free up working capital, the goal is to get inventory

3
00:00:12.000 --> 00:00:18.000
from ninety days down to sixty days, so that we can fund the new plant.

4
00:00:19.000 --> 00:00:24.000
Priya: And what is in the way?

5
00:00:25.000 --> 00:00:33.000
Karel: Nobody trusts the stock numbers, every plant keeps its own spreadsheet and we lose a week each month.
"""

SIDECAR = "organisation: Beta\nsegment: mid-market\nspeakers:\n  Priya: {side: interviewer}\n  Karel: {side: customer}\n"

WHISPER = {
    "segments": [
        {"start": 0.0, "end": 3.0, "speaker": "SPEAKER_00", "text": " What would success look like?"},
        {"start": 3.0, "end": 9.0, "speaker": "SPEAKER_01", "text": " We want one plan for all four sites by year end, the board asked for it."},
        {"start": 9.0, "end": 12.0, "speaker": "SPEAKER_00", "text": " Why is that hard?"},
        {
            "start": 12.0,
            "end": 20.0,
            "speaker": "SPEAKER_01",
            "text": " The sites don't share data, we can't see stock and it takes us two weeks to collect it by hand.",
        },
    ]
}


class Answer(NamedTuple):
    """What a verb did."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, object]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Answer]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run one verb in this process and return its exit code and what it printed."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANALYZER_WORKSPACE", "ANALYZER_MODEL", "ANALYZER_EXTRACTOR"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Answer(int(ended.value.code or 0), printed.out, printed.err)

    return run


def write_transcripts(folder: Path) -> None:
    """Write three interviews of three organisations in three formats."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "acme.md").write_text(MARKDOWN, encoding="utf-8")
    (folder / "beta.vtt").write_text(VTT, encoding="utf-8")
    (folder / "beta.yaml").write_text(SIDECAR, encoding="utf-8")
    (folder / "gamma.json").write_text(json.dumps(WHISPER), encoding="utf-8")
    (folder / "gamma.yaml").write_text(
        "organisation: Gamma\nspeakers:\n  SPEAKER_00: {side: interviewer}\n  SPEAKER_01: {side: customer}\n", encoding="utf-8"
    )


@pytest.fixture(scope="session")
def ready_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after ``analyzer run``; copied by ``workspace``, never changed."""
    root = tmp_path_factory.mktemp("ready")
    with pytest.raises(SystemExit):
        main(["init", str(root), "--quiet"])
    write_transcripts(root / "interviews" / "mid-market")
    with pytest.raises(SystemExit) as ended:
        main(["run", "--workspace", str(root), "--extractor", "offline", "--quiet"])
    assert not ended.value.code
    return root


@pytest.fixture
def workspace(ready_workspace: Path, tmp_path: Path) -> Path:
    """A copy of the workspace after ``analyzer run``."""
    copy = tmp_path / "workspace"
    shutil.copytree(ready_workspace, copy)
    return copy
