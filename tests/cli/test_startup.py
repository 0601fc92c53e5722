"""What a verb loads before it is needed."""

import json
import subprocess
import sys

import pytest

HEAVY = ("openai", "langchain", "langchain_core", "langchain_openai", "chromadb", "tiktoken", "onnxruntime", "textual", "numpy")


@pytest.mark.parametrize("arguments", [["--help"], ["review", "--help"], ["--version"]])
def test_help_loads_no_stage(arguments: list[str]) -> None:
    script = (
        "import sys, json\nfrom analyzer.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    code = end.code\n"
        f"print(json.dumps([code, [m for m in {HEAVY!r} if m in sys.modules]]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []]


def test_reading_verbs_load_no_model_library(tmp_path: object) -> None:
    script = (
        "import sys, json\nimport analyzer.workspace, analyzer.report, analyzer.cli.plain, analyzer.cli.showing\n"
        f"print(json.dumps([m for m in {HEAVY[:7]!r} if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
