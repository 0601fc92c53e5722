"""Paths a user gave -> transcript files.

In: files and folders. Out: files, each once, folders walked in sorted order. Always true: a named file is returned whatever it is called; in
folders hidden files, sidecars, the settings file and everything but regular files are passed over; a loop of links ends.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from analyzer.config import TOML_NAME
from analyzer.errors import IngestError
from analyzer.ingest.facts import SIDECARS

_NO_TRANSCRIPTS = frozenset({"readme", "license", "licence", "changelog", "contributing", "desktop.ini", "thumbs.db"})
_PASSED_OVER = frozenset({".partial", ".tmp", ".crdownload", ".part", ".lock", ".swp"})


def find_transcripts(paths: Iterable[Path]) -> list[Path]:
    """Return the files under the paths; raises IngestError for a path that does not exist."""
    found: dict[Path, None] = {}
    for path in paths:
        try:
            is_folder, exists = path.is_dir(), os.path.lexists(path)
        except (OSError, ValueError):
            is_folder = exists = False
        if is_folder:
            found.update(dict.fromkeys(_walk(path, frozenset())))
        elif exists:
            found[path] = None
        else:
            raise IngestError(f"{path}: no such file or folder", "check the path")
    return list(found)


def _walk(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Path]:
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise IngestError(f"{folder}: cannot be listed: {error.strerror}", "change its permissions") from error
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name == TOML_NAME:
            continue
        path = Path(entry.path)
        if _is(entry, folder=True):
            yield from _walk(path, above | {here})
        elif _is(entry, folder=False) and not _is_sidecar(path, names) and not _is_passed_over(path):
            yield path


def _is(entry: os.DirEntry[str], *, folder: bool) -> bool:
    try:
        return entry.is_dir() if folder else entry.is_file()
    except OSError:
        return False


def _is_passed_over(path: Path) -> bool:
    names = {path.stem.casefold(), path.name.casefold()}
    return path.suffix.casefold() in _PASSED_OVER or not names.isdisjoint(_NO_TRANSCRIPTS)


def _is_sidecar(path: Path, names: set[str]) -> bool:
    """A YAML file is no transcript: it belongs to one, or to somebody else."""
    return path.suffix.casefold() in SIDECARS
