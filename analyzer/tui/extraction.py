"""Extraction from the terminal UI: a child process ``analyzer run --json`` whose progress is read from its standard error.

In: a workspace, files. Out: what the child says, line by line, and its exit code. Always true: the child asks nothing (no standard
input), so nothing leaves this machine without the workspace's consent; ending it keeps what it committed.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.config import Workspace
from analyzer.report.phrases import count

PROGRESS = "analyzer.progress/1"
PROBLEM = "analyzer.problem/1"
LONGEST_LINE = 2**20


@dataclass(frozen=True)
class Told:
    """One thing the child said."""

    text: str
    problem: bool = False
    exit_code: int | None = None
    """Of the last one: how it ended."""


async def extract(workspace: Workspace, files: Sequence[Path] = ()) -> AsyncGenerator[Told, None]:
    """Run ingest and extraction over the workspace's interviews (or ``files``); the child is ended when the iterator is closed."""
    command = [sys.executable, "-m", "analyzer.cli", "run", "--workspace", str(workspace.root), "--json", "--", *(str(file) for file in files)]
    child = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, limit=LONGEST_LINE
    )
    try:
        assert child.stderr is not None
        async for line in child.stderr:
            told = read_told(line.decode("utf-8", "replace"))
            if told is not None:
                yield told
        code = await child.wait()
        yield Told("everything was read and extracted" if code == 0 else f"not everything was done (exit {code})", code != 0, code)
    finally:
        if child.returncode is None:
            child.terminate()
            await child.wait()


def read_told(line: str) -> Told | None:
    """Return what a line of the child's standard error says; None for what is not for people."""
    try:
        event = json.loads(line)
    except ValueError:
        text = line.strip()
        return Told(text, problem=True) if text else None
    if not isinstance(event, dict):
        return None
    if event.get("schema") == PROGRESS:
        return Told(f"{event.get('stage')} {event.get('done')} of {event.get('of')}: {', '.join(_parts(event))}")
    if event.get("schema") == PROBLEM:
        return Told(" - ".join(str(part) for part in (event.get("message"), event.get("hint")) if part), problem=True)
    return None


def _parts(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an event of progress says of its file, what was found, the time left, tokens and money; what is not known is left out."""
    yield str(event.get("what")).rpartition("/")[2]
    if event.get("found") is not None:
        yield f"{event['found']} found"
    if left := event.get("seconds_left"):
        yield f"{left} s left" if left < 90 else f"{left / 60:.0f} min left"
    if event.get("tokens_in"):
        yield count(event["tokens_in"] + event.get("tokens_out", 0), "token")
    if event.get("cost_usd") is not None:
        yield f"{event['cost_usd']:.3f} USD"
