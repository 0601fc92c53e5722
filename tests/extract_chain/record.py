"""Records the answers of a real model to the chain's questions about three whole interviews of the bundled suite.

In: a running OpenAI-compatible server (``OPENAI_BASE_URL``, ``ANALYZER_MODEL``, default "local"). Out: one JSONL file a step
in ``tests/extract_chain/recordings/``. Always true: only what is missing is asked; what is asked no more is removed.

    OPENAI_BASE_URL=http://127.0.0.1:8089/v1 python -m tests.extract_chain.record [STEP ...]

A step that is named is asked anew although its answers are there.
"""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from analyzer.config import ModelSettings, shipped
from analyzer.evaluate.gold import load_suite
from analyzer.extract.chain import extract_with_model
from analyzer.index.chunking import chunk, windows
from analyzer.llm.budget import Budget
from analyzer.llm.chat import open_chat
from analyzer.llm.ports import AnswerCache
from analyzer.llm.replay import Recording
from analyzer.llm.tokens import counter
from analyzer.records import ChunkOutcome, Interview
from tests.extract_chain.interviews import RUN

RECORDINGS = Path(__file__).parent / "recordings"
INTERVIEWS = ("tuckapaw-distribution-vp-warehouse", "hebblestone-fabrics-operations-director", "hebblethorpe-storage-stock-systems")
"""1,364, 1,502 and 1,145 words, all of the split ``dev``; the last one holds nothing strategic."""
WINDOW_TOKENS = 500
"""Small windows: the recorded model has 1.5 billion parameters and loses its way in long ones."""


def read_recorded(name: str) -> Interview:
    """Return an interview that was recorded."""
    return next(case.interview for case in load_suite(shipped("evals")).cases if case.name == name)


def run_over(interview: Interview, cache: AnswerCache, base_url: str, model: str = "local", deadline: float = 30.0) -> list[ChunkOutcome]:
    """Return what the chain makes of the interview in the standard profile, with answers from ``cache`` where it has them."""
    count = counter(model)
    parts = windows(interview, chunk(interview, count), WINDOW_TOKENS, count)
    chat = open_chat(ModelSettings(name=model, base_url=base_url, deadline_seconds=deadline, max_parallel=1), {})
    outcomes = []
    for outcome in extract_with_model(interview, parts, chat, run=RUN, profile="standard", cache=cache, budget=Budget(), count_tokens=count):
        outcomes.append(outcome)
        if outcome.usage.requests:
            print(outcome.step, outcome.state, outcome.reason, len(outcome.findings), f"{outcome.usage.seconds:.0f} s", file=sys.stderr)
    return outcomes


def summarise(outcomes: Sequence[ChunkOutcome]) -> str:
    """Return findings by kind, share grounded, links, tokens and seconds in one line."""
    findings = {finding.id: finding for outcome in outcomes for finding in outcome.findings}.values()
    kinds = {kind: sum(finding.kind == kind for finding in findings) for kind in ("outcome", "obstacle", "metric")}
    grounded = sum(finding.grounded for finding in findings)
    links = sum(len(finding.links) for finding in findings)
    tokens = [sum(getattr(outcome.usage, name) for outcome in outcomes) for name in ("prompt_tokens", "completion_tokens")]
    seconds = sum(outcome.usage.seconds for outcome in outcomes)
    return f"{kinds} grounded {grounded} of {len(findings)}, links {links}, tokens {tokens[0]} + {tokens[1]}, {seconds:.0f} s"


def main() -> None:
    """Record, prune, and print what was found."""
    started = time.monotonic()
    recording = Recording(RECORDINGS, record=True)
    for step in sys.argv[1:]:
        recording.forget(step)
    base_url = os.environ.get("OPENAI_BASE_URL", "http://127.0.0.1:8089/v1")
    for name in INTERVIEWS:
        outcomes = run_over(read_recorded(name), recording, base_url, os.environ.get("ANALYZER_MODEL", "local"), deadline=1800.0)
        print(f"{name}: {summarise(outcomes)}")
    print(f"{recording.prune()} stale answers removed; wall {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
