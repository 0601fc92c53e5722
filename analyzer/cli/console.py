"""What every verb shares: workspace and settings, data on stdout, narration on stderr.

In: the global options. Out: ``Console``. Always true: with ``--json`` stdout carries JSON only and progress is JSON lines on
stderr; ``--quiet`` silences narration, never data or problems; text from transcripts passes ``visible`` before it is printed.
"""

import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyzer.config import Settings, Workspace

GLOBAL_FLAGS = ("--json", "--quiet", "--debug")
GLOBAL_VALUES = ("--workspace",)
REDRAW_SECONDS = 0.1


def hoist_global_options(arguments: list[str]) -> list[str]:
    """Return the arguments with global options first, so that they may stand anywhere on the line (up to ``--``)."""
    front: list[str] = []
    rest: list[str] = []
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        if argument == "--":
            rest += arguments[position:]
            break
        if argument in GLOBAL_FLAGS or argument.startswith(tuple(f"{name}=" for name in GLOBAL_VALUES)):
            front.append(argument)
        elif argument in GLOBAL_VALUES:
            front += arguments[position : position + 2]
            position += 1
        else:
            rest.append(argument)
        position += 1
    return front + rest


def visible(text: str) -> str:
    """Return text with control characters made visible: nothing in a transcript may drive the terminal."""
    return "".join(char if char == "\n" or char.isprintable() else f"\\x{ord(char):02x}" for char in text)


_json_spoken = False


def speak_json(spoken: bool) -> None:
    """Say whether problems are printed as JSON lines."""
    global _json_spoken
    _json_spoken = spoken


def to_json(record: object) -> str:
    """Return a record as one line of JSON; with escapes where the terminal is not UTF-8 or the text is not Unicode."""
    line = json.dumps(record, ensure_ascii=False, default=str)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(record, default=str)
    return line


def fail(message: str, hint: str = "", code: int = 1) -> int:
    """Print one problem as one line on stderr (as JSON where that is spoken) and return the exit code."""
    if _json_spoken:
        print(to_json({"schema": "analyzer.problem/1", "message": message, "hint": hint}), file=sys.stderr, flush=True)
        return code
    line = f"analyzer: {message}" + (f" - {hint}" if hint else "")
    print(visible(line.replace("\n", " ")), file=sys.stderr)
    return code


@dataclass
class Console:
    """The global options of this call and the two streams."""

    workspace_folder: Path | None = None
    json: bool = False
    quiet: bool = False
    debug: bool = False
    _drawn: float = 0.0
    _line_open: bool = False

    def workspace(self) -> "Workspace":
        """Return the workspace; ConfigError (exit 2) where there is none."""
        from analyzer.config import find_workspace

        return find_workspace(self.workspace_folder)

    def settings(self, workspace: "Workspace | None", flags: Mapping[str, Any] | None = None) -> "Settings":
        """Return the merged settings."""
        from analyzer.config import load_settings

        return load_settings(workspace.toml if workspace else None, flags)

    def data(self, text: str) -> None:
        """Print data for a person on stdout; nothing with ``--json``."""
        if not self.json:
            self.clear_line()
            print(visible(text))

    def record(self, schema: str, **fields: Any) -> None:
        """Print one JSON object on stdout, with ``--json`` only."""
        if self.json:
            print(to_json({"schema": schema, **fields}))

    def say(self, text: str) -> None:
        """Narrate on stderr."""
        if not self.quiet and not self.json:
            self.clear_line()
            print(visible(text), file=sys.stderr)

    def problem(self, message: str, hint: str = "") -> None:
        """Print one problem as one line on stderr, whatever the options; with ``--json`` as JSON."""
        self.clear_line()
        fail(message, hint)

    @property
    def on_terminal(self) -> bool:
        """Whether somebody sees the line that ``progress`` redraws."""
        return not self.json and sys.stderr.isatty()

    @property
    def columns(self) -> int:
        """How long the line may be that ``progress`` redraws: one that wraps cannot be redrawn."""
        return shutil.get_terminal_size().columns - 1

    def progress(self, stage: str, done: int, of: int, what: str = "", *, line: str = "", **fields: Any) -> None:
        """Show how far a stage is: one redrawn line on a terminal, JSON lines with ``--json``, nothing in a pipe.

        ``line`` is what people read instead of ``done``, ``what`` and the fields.
        """
        if self.quiet:
            return
        if self.json:
            event = {"schema": "analyzer.progress/1", "stage": stage, "done": done, "of": of, "what": what, **fields}
            print(to_json(event), file=sys.stderr, flush=True)
            return
        if not self.on_terminal:
            return
        now = time.monotonic()
        if done < of and now - self._drawn < REDRAW_SECONDS:
            return
        self._drawn = now
        extra = "  ".join(f"{name} {value}" for name, value in fields.items() if value not in (None, ""))
        shown = visible(f"{stage} {line}" if line else f"{stage} {done}/{of}  {what}  {extra}".rstrip())
        print(f"\r\x1b[K{shown[: self.columns]}", end="", file=sys.stderr, flush=True)
        self._line_open = True

    def clear_line(self) -> None:
        """Take the line that ``progress`` redraws off the terminal, so that something else can be written."""
        if self._line_open:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._line_open = False


def table(rows: Sequence[Sequence[object]], head: Sequence[str]) -> str:
    """Return rows as aligned plain-text columns under a head line."""
    cells = [[str(cell).replace("\n", "\\x0a") if cell is not None else "-" for cell in row] for row in rows]
    widths = [max(len(line[column]) for line in [list(head), *cells]) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in [list(head), *cells]]
    return "\n".join(lines)
