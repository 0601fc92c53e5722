"""Recorded answers of a real model, so that the whole chain runs with no server.

In: a folder of JSONL files, one a step, each line ``{"key", "value"}``. Out: ``Recording``, an ``AnswerCache``.
Always true: replaying asks no server; an answer that was not recorded is an error that names the command which
records it; files are sorted by key, so that recording again gives a readable difference.
"""

import json
from pathlib import Path

from analyzer.errors import ModelError


class Recording:
    """Answers by step and content; ``record=True`` lets new ones in (and asks the server for them)."""

    def __init__(self, folder: Path, *, record: bool = False) -> None:
        self.folder = folder
        self.record = record
        self._steps: dict[str, dict[str, str]] = {}
        self._used: set[str] = set()

    def get(self, key: str) -> str | None:
        """Return the recorded answer; raises ModelError for a missing one unless recording."""
        step = key.partition("/")[0]
        value = self._read(step).get(key)
        self._used.add(key)
        if value is None and not self.record:
            raise ModelError(
                f"{self._file(step)}: no recorded answer for {key[:40]}... (prompt, schema, window or model changed)",
                f"record it against a running model: make record STEP={step}",
            )
        return value

    def put(self, key: str, value: str) -> None:
        """Keep an answer and write its step's file."""
        if not self.record:
            raise ModelError(f"{self.folder}: the recording is read-only", "open it with record=True")
        step = key.partition("/")[0]
        answers = self._read(step)
        answers[key] = value
        self._write(step)

    def forget(self, step: str) -> None:
        """Let every answer of a step be asked for anew; the file is written with the first new one."""
        self._steps[step] = {}

    def prune(self) -> int:
        """Forget the answers that nobody asked for since this recording was opened; returns how many."""
        stale = [(step, key) for step, answers in self._steps.items() for key in answers if key not in self._used]
        for step, key in stale:
            del self._steps[step][key]
            self._write(step)
        return len(stale)

    def _write(self, step: str) -> None:
        answers = self._read(step)
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"key": name, "value": json.loads(answers[name])}, ensure_ascii=False, sort_keys=True) for name in sorted(answers)]
        self._file(step).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _file(self, step: str) -> Path:
        return self.folder / f"{step}.jsonl"

    def _read(self, step: str) -> dict[str, str]:
        if step not in self._steps:
            file = self._file(step)
            lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
            rows = [json.loads(line) for line in lines if line.strip()]
            self._steps[step] = {row["key"]: json.dumps(row["value"], ensure_ascii=False, sort_keys=True) for row in rows}
        return self._steps[step]
