"""The wording of what the model is asked: one file a step in ``prompts/``, each hashed into the runs that used it.

In: ``prompts/<step>.md``. Out: ``Prompt`` and ``prompts_hash``. Always true: a placeholder without a value and a value
without a placeholder are errors; what is put in is never itself searched for placeholders, so a transcript cannot fill any.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from analyzer.config import shipped
from analyzer.errors import ExtractError
from analyzer.extract.profiles import PROFILES, Profile
from analyzer.llm.chat import Role

SECTIONS = ("What you do", "What you get", "Made-up example", "Its answer")
"""The headings of a prompt file: the system's message; the frame of the user's message; what is put into that frame in
an example; and the answer it deserves. Small models follow an exchange they seem to have had before better than rules."""
LISTED = "Its lines to go through"
"""A fifth heading, where the frame has a place for such lines: those of the example."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Prompt:
    """One step's instruction, the frame its material is put into, and an example exchange."""

    step: str
    system: str
    frame: str
    example: str
    answer: str
    listed: str
    """The lines to go through of the example; empty where the step has none."""
    hash: str
    """sha256 (hex) of the file."""

    def fill(
        self, material: str, context: Mapping[str, str] = MappingProxyType({}), example: Mapping[str, str] = MappingProxyType({})
    ) -> list[tuple[Role, str]]:
        """Return the messages for this material; ``context`` fills the frame's other placeholders, ``example`` those of the example.

        Raises ExtractError where the names and the frame's placeholders do not match.
        """
        wanted = set(_PLACEHOLDER.findall(self.frame)) - {"material"}
        if wanted != set(context) or wanted != set(example):
            raise ExtractError(f"prompts/{self.step}.md: placeholders {sorted(wanted)}, values {sorted(context)}", "make them the same")
        return [
            ("system", self.system),
            ("user", self._framed({**example, "material": self.example})),
            ("assistant", self.answer),
            ("user", self._framed({**context, "material": material})),
        ]

    @cached_property
    def statements(self) -> frozenset[str]:
        """What the example's answer states: about no customer, so never to be believed of one."""
        found: object = json.loads(self.answer).get("findings", [])
        items = found if isinstance(found, list) else []
        return frozenset(str(item["statement"]) for item in items if isinstance(item, dict) and "statement" in item)

    def _framed(self, values: Mapping[str, str]) -> str:
        return _PLACEHOLDER.sub(lambda found: values[found.group(1)], self.frame)


def load_prompt(step: str, folder: Path | None = None) -> Prompt:
    """Return the prompt of a step; raises ExtractError naming the file that is missing or lacks a heading."""
    return _load(step, folder or shipped("prompts"))


@lru_cache(maxsize=64)
def _load(step: str, folder: Path) -> Prompt:
    path = folder / f"{step}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ExtractError(f"{path}: cannot be read ({error.strerror})", "install the program again, or restore the file") from error
    parts = re.split(r"^# (.+)\n", text, flags=re.MULTILINE)
    sections = {heading.strip(): body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}
    listed = sections.pop(LISTED, "")
    if set(sections) != set(SECTIONS):
        raise ExtractError(f"{path}: needs exactly the headings {', '.join(SECTIONS)}", "restore the file, or add them")
    system, frame, example, answer = (sections[name] for name in SECTIONS)
    return Prompt(step, system, frame, example, answer, listed, hashlib.sha256(text.encode("utf-8")).hexdigest())


def prompts_hash(profile: Profile) -> str:
    """Return one hash (16 hex digits) for everything a run in this profile says to the model."""
    return hashlib.sha256("".join(load_prompt(step).hash for step in PROFILES[profile]).encode()).hexdigest()[:16]
