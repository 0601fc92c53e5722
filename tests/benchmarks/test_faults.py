"""How long a run takes on a server that fails one request in ten, in eighteen ways, against the same run on a good day.

Run: ``python -m tests.benchmarks.test_faults``, or with the other benchmarks. Everything that waits is scaled to a fortieth of what it
is for a user: a model that answers in 10 seconds, a deadline of 180, a first pause of 1.
"""

import tempfile
import time
from pathlib import Path

import pytest

from analyzer import pipeline
from analyzer.config import ModelSettings
from analyzer.llm.chat import Chat, open_chat
from tests.extract_chain.faults import FAULTS, Unreliable, make_interviews
from tests.extract_chain.test_faults import open_store, run, settings_for
from tests.llm.fault_server import Act, Body, FaultServer, Handler, Script

SCALE = 40
ANSWER, DEADLINE, PAUSE = 10 / SCALE, 180 / SCALE, 1 / SCALE
MOST = 3.0
"""Times the clean run that a run with faults may take."""


def slow(script: Script) -> Script:
    """Return the script with every act begun after the time a model takes to answer."""

    def answer(body: Body) -> Act:
        act = script(body)

        def wait(handler: Handler) -> None:
            time.sleep(ANSWER)
            act(handler)

        return wait

    return answer


def measure() -> dict[str, float]:
    """Return seconds of both runs, requests, windows, and windows that were not read."""
    interviews = make_interviews(8)
    figures: dict[str, float] = {}
    for name, every in (("clean", 0), ("faulty", 10)):
        script = Unreliable(every)
        with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / name, interviews) as store, FaultServer(slow(script)) as server:
            begun = time.perf_counter()
            told, windows = run(store, interviews, settings_for(server.url, DEADLINE))
            figures[name] = time.perf_counter() - begun
        figures |= {f"{name} requests": sum(script.asked.values()), "windows": len(windows)}
        figures[f"{name} not read"] = sum(outcome.state not in ("done", "empty", "split") for outcome in told.values())
    assert set(script.met) == set(FAULTS)
    assert max(script.asked.values()) <= 3
    return figures


def open_scaled(settings: ModelSettings) -> Chat:
    """Open the chat with the pause before a retry scaled as everything else."""
    chat = open_chat(settings)
    chat.first_pause = PAUSE
    return chat


def test_one_fault_in_ten_costs_at_most_three_times_the_time() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "open_chat", open_scaled)
        figures = measure()
    print("\n" + ", ".join(f"{name} {value:.1f}" for name, value in figures.items()))
    assert figures["faulty"] <= MOST * figures["clean"]


if __name__ == "__main__":
    test_one_fault_in_ten_costs_at_most_three_times_the_time()
