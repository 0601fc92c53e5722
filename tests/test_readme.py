"""README.md says what is so: keys from the registry, verbs from the command line, files that exist."""

import re
from pathlib import Path

from analyzer.cli.app import VERBS
from analyzer.tui.keys import keys_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_keys_are_the_registrys() -> None:
    """Regenerate with: python -c "from analyzer.tui.keys import keys_table; print(keys_table())"."""
    assert keys_table().strip() in README


def test_every_verb_is_described() -> None:
    described = set(re.findall(r"^\| `([a-z]+)", README, re.MULTILINE)) | set(re.findall(r"`(suite) ", README))
    assert {name for name, _ in VERBS} - {"demo"} <= described


def test_files_named_in_the_readme_and_the_architecture_exist() -> None:
    text = README + (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:analyzer|evals|corpus|prompts|tests)/[\w./-]*[\w/])`", text))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
