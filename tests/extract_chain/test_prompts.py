"""Prompts are files with a fixed anatomy; what is put into them stays what it is."""

from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import ExtractError
from analyzer.extract.profiles import PROFILES
from analyzer.extract.prompts import SECTIONS, load_prompt, prompts_hash
from analyzer.extract.steps import WINDOW_STEPS
from analyzer.extract.wire import CHECKS, LINKS
from analyzer.llm.wire import Wire, read_answer

STEPS = sorted({step for steps in PROFILES.values() for step in steps})
WHOLE = "above\n" + "\n".join(f"# {name}\n{name} {{{{material}}}} {{{{before}}}}" for name in SECTIONS)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_prompt_whose_example_is_a_valid_answer(step: str) -> None:
    prompt = load_prompt(step)
    wires: dict[str, Wire[Any]] = {"links": LINKS, "support": CHECKS, **{name: each.wire for name, each in WINDOW_STEPS.items()}}
    wire = wires[step]
    parsed = read_answer(prompt.answer, wire)
    assert parsed.items
    assert not parsed.faulty
    assert not parsed.error
    for name in wire.schema["properties"][wire.list_name]["items"]["required"]:
        assert name in prompt.system
    if step in WINDOW_STEPS:
        assert all(item.quote in prompt.example for item in parsed.items)


def test_what_is_put_in_is_not_searched_for_placeholders(tmp_path: Path) -> None:
    (tmp_path / "say.md").write_text(WHOLE, encoding="utf-8")
    messages = load_prompt("say", tmp_path).fill("speech with {{before}} in it", {"before": "context"}, {"before": "none"})
    assert [role for role, _ in messages] == ["system", "user", "assistant", "user"]
    assert messages[-1][1] == "What you get speech with {{before}} in it context"
    assert "above" not in messages[0][1]


def test_names_that_do_not_match_and_files_that_are_broken_are_named(tmp_path: Path) -> None:
    (tmp_path / "say.md").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "half.md").write_text("# What you do\nx\n", encoding="utf-8")
    with pytest.raises(ExtractError, match="after"):
        load_prompt("say", tmp_path).fill("speech", {"after": "context"}, {"after": "none"})
    with pytest.raises(ExtractError, match=r"half\.md"):
        load_prompt("half", tmp_path)
    with pytest.raises(ExtractError, match=r"absent\.md"):
        load_prompt("absent", tmp_path)


def test_a_changed_word_changes_the_hash_of_the_profiles_that_use_it() -> None:
    assert prompts_hash("fast") != prompts_hash("standard") != prompts_hash("thorough")
    assert prompts_hash("fast") == prompts_hash("fast")
