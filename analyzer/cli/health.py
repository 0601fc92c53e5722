"""``analyzer doctor``: what works here and what to do about the rest.

In: this machine, the settings, the workspace if there is one. Out: one line a check. Always true: nothing is changed; no key is
printed; nothing is sent to anybody, the configured server included.
"""

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from analyzer.cli.console import Console
from analyzer.errors import AnalyzerError, ConfigError


class Check(NamedTuple):
    """One finding of the doctor."""

    name: str
    state: str
    """ok, note (works, but) or broken."""
    told: str
    todo: str = ""


def examine(console: Console) -> int:
    """Run every check and print it; return 1 where something needed is broken."""
    broken = 0
    for check in _checks(console):
        broken += check.state == "broken"
        console.data(f"{check.state:6}  {check.name}: {check.told}" + (f" - {check.todo}" if check.todo else ""))
        console.record("analyzer.check/1", **check._asdict())
    return 1 if broken else 0


def _checks(console: Console) -> Iterator[Check]:
    yield _guard("python", lambda: Check("python", "ok" if sys.version_info >= (3, 11) else "broken", platform.python_version()))
    yield _guard("bundled files", _bundled)
    yield _guard("embedding", lambda: _embedding(console))
    yield _guard("tokens", _tokens)
    yield _guard("chroma", _chroma)
    yield _guard("model", lambda: _model(console))
    yield _guard("settings", lambda: _read_settings(console))
    yield _guard("workspace", lambda: _workspace(console))
    yield _guard("terminal", _terminal)


def _guard(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except AnalyzerError as error:
        return Check(name, "broken", error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this machine is an answer here, not a crash
        return Check(name, "broken", f"{type(error).__name__}: {error}"[:200], "install the package again")


def _bundled() -> Check:
    from analyzer.config import shipped

    missing = [name for name in ("prompts", "corpus", "evals") if not any(shipped(name).rglob("*.*"))]
    return Check(
        "bundled files", "broken" if missing else "ok", f"missing: {', '.join(missing)}" if missing else "prompts, corpus and evals are there"
    )


def _settings(console: Console):  # type: ignore[no-untyped-def]
    from analyzer.config import load_settings

    try:
        return console.settings(console.workspace())
    except ConfigError:
        return load_settings(None)


def _read_settings(console: Console) -> Check:
    from analyzer.config import load_settings

    try:
        workspace = console.workspace()
    except ConfigError:
        load_settings(None)
        return Check("settings", "ok", "the defaults and the environment")
    console.settings(workspace)
    return Check("settings", "ok", f"{workspace.toml} can be read")


def _embedding(console: Console) -> Check:
    from analyzer.llm.embedding import open_embedder

    embedder = open_embedder(_settings(console).embedding)
    vectors = embedder.embed(["closing the books", "month-end close", "a sunny beach"])
    near, far = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    state = "ok" if near > far else "broken"
    return Check("embedding", state, f"{embedder.name}, {embedder.size} dimensions; related {near:.2f}, unrelated {far:.2f}")


def _tokens() -> Check:
    from analyzer.llm.tokens import counter

    return Check("tokens", "ok", f"tiktoken works offline ({counter(None)('closing the books')} tokens)")


def _chroma() -> Check:
    done = subprocess.run(  # a damaged installation can abort the process, so a child looks
        [sys.executable, "-c", "import chromadb; print(chromadb.__version__)"], capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        return Check("chroma", "note", "cannot be imported", "search answers from SQLite all the same")
    return Check("chroma", "ok", done.stdout.strip())


def _model(console: Console) -> Check:
    import os

    from analyzer.extract.plan import plan_extraction

    settings = _settings(console)
    try:
        plan = plan_extraction(settings, True, lambda _: True, os.environ)
    except ConfigError as error:
        return Check("model", "note", error.message, error.hint)
    if plan.extractor == "offline":
        return Check(
            "model", "note", "none configured: auto uses the offline extractor", "set OPENAI_API_KEY or OPENAI_BASE_URL and a model to use one"
        )
    return Check("model", "ok", f"{plan.model} at {plan.host} is configured (not asked)")


def _workspace(console: Console) -> Check:
    from analyzer.report.phrases import count
    from analyzer.store import Store

    try:
        workspace = console.workspace()
    except ConfigError as error:
        return Check("workspace", "note", error.message, error.hint)
    if not workspace.database.is_file():
        return Check("workspace", "ok", f"{workspace.root}, nothing ingested yet", "analyzer run")
    with Store.open(workspace, read_only=True) as store:
        interviews, decisions = len(store.interviews.all()), len(store.decisions.all())
    return Check("workspace", "ok", f"{workspace.root}: {count(interviews, 'interview')}, {count(decisions, 'decision')}")


def _terminal() -> Check:
    size = shutil.get_terminal_size()
    if not sys.stdout.isatty():
        return Check("terminal", "note", "none here", "analyzer review --plain works without one")
    return Check("terminal", "ok" if size.columns >= 80 and size.lines >= 24 else "note", f"{size.columns}x{size.lines}", "")
