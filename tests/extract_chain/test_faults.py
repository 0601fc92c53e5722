"""One request in three fails, in eighteen ways, over several interviews: every window is stored or listed, and none is lost in silence."""

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from analyzer import pipeline
from analyzer.config import ModelSettings, Settings, Workspace
from analyzer.extract.plan import Plan
from analyzer.extract.profiles import LINKS_STEP, PROFILES
from analyzer.llm.chat import Chat, open_chat
from analyzer.records import ChunkOutcome, Interview, Window
from analyzer.store import Store
from tests.extract_chain.faults import FAULTS, Unreliable, make_interviews
from tests.extract_chain.interviews import latest, make_windows, run_chain
from tests.extract_chain.model import Items, answer_of, diligent
from tests.llm.fault_server import Act, Body, FaultServer, Handler, say

SETTLED = ("done", "empty")
Place = tuple[str, str, str]
"""Interview, chunk, step."""


def settings_for(url: str, deadline: float = 6.0) -> Settings:
    return Settings(extractor="llm", model=ModelSettings(name="local", base_url=url, window_tokens=200, deadline_seconds=deadline))


def run(store: Store, interviews: list[Interview], settings: Settings) -> tuple[dict[Place, ChunkOutcome], dict[tuple[str, str], Window]]:
    """Extract and return what the pipeline told of every step over every window, and the windows there are."""
    plan = Plan("llm", "local", settings.model.base_url, "127.0.0.1", profile="standard", prompt_hash="p", schema_hash="s")
    windows = pipeline.forecast(settings, plan, interviews).windows
    extractor = pipeline.open_extractor(settings, plan, store.cache.of)
    events = pipeline.extract(store, interviews, extractor, plan)
    return {(event.interview.id, event.outcome.chunk, event.outcome.step): event.outcome for event in events}, dict(windows)


@pytest.fixture(scope="module")
def quick_retries() -> Iterator[None]:
    def open_quick(settings: ModelSettings) -> Chat:
        chat = open_chat(settings)
        chat.first_pause = 0.01
        return chat

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "open_chat", open_quick)
        yield


def open_store(folder: Path, interviews: list[Interview]) -> Store:
    folder.mkdir()
    (folder / "analyzer.toml").write_text("", encoding="utf-8")
    store = Store.open(Workspace(folder))
    for interview in interviews:
        store.interviews.save(interview)
    return store


def test_every_window_is_stored_or_listed_with_its_class(tmp_path: Path, quick_retries: None) -> None:
    interviews = make_interviews(2)
    with open_store(tmp_path / "clean", interviews) as store, FaultServer(Unreliable(every=0)) as server:
        clean, windows = run(store, interviews, settings_for(server.url))
    assert {outcome.state for outcome in clean.values()} <= {"done", "empty"}

    unreliable = Unreliable(every=3)
    with open_store(tmp_path / "faulty", interviews) as store:
        with FaultServer(unreliable) as server:
            told, _ = run(store, interviews, settings_for(server.url))
        stored = {(i.id, o.chunk, o.step): o for i in interviews for r in store.findings.runs(i.id) for o in store.findings.outcomes(r.id)}
        ids = {finding.id for finding in store.findings.all()}
        with FaultServer(Unreliable(every=0)) as server:
            mended, _ = run(store, interviews, settings_for(server.url))

    # The test means nothing unless every kind of fault was met.
    assert set(unreliable.met) == set(FAULTS)
    assert max(unreliable.asked.values()) <= 3

    expected = {(i, w, step) for i, w in windows for step in PROFILES["standard"] if step != LINKS_STEP} | {
        (i.id, i.id, LINKS_STEP) for i in interviews
    }
    assert expected <= set(told)
    assert {place: outcome.state for place, outcome in told.items()} == {place: outcome.state for place, outcome in stored.items()}
    assert all(outcome.reason for outcome in told.values() if outcome.state not in SETTLED)
    assert {outcome.state for outcome in told.values()} >= {"refused", "filtered", "timed_out", "split"}

    # What a settled window says is what it says on a day without faults; what is not said is not settled.
    for place in expected:
        whole = {finding.id for finding in clean[place].findings}
        if told[place].state in SETTLED and place[2] != LINKS_STEP:
            assert {finding.id for finding in told[place].findings} == whole, (place, told[place].reason)
    lost = {place for place in expected if told[place].state not in (*SETTLED, "split")}
    assert len(lost) >= 4
    assert ids >= {finding.id for place in expected - lost if told[place].state != "split" for finding in told[place].findings} - gone(told)

    # The same command on a better day reads what was lost.
    assert all(outcome.state in (*SETTLED, "split") for outcome in mended.values())
    for place in lost:
        if place[2] != LINKS_STEP:
            assert {finding.id for finding in mended[place].findings} == {finding.id for finding in clean[place].findings}


def test_a_whole_interview_reads_the_same_in_whatever_order_answers_come() -> None:
    [interview] = make_interviews(1, questions=18)
    windows = make_windows(interview, 4)
    chance = Random(1)

    def answer_late(body: Body) -> Act:
        act, seconds = say(answer_of(doubtful, body)), chance.uniform(0, 0.04)

        def wait(handler: Handler) -> None:
            time.sleep(seconds)
            act(handler)

        return wait

    with FaultServer(answer_late) as server:
        one_by_one = run_chain(server.url, interview, windows, profile="thorough", parallel=1)
        side_by_side = run_chain(server.url, interview, windows, profile="thorough", parallel=4)
        backwards = run_chain(server.url, interview, windows[::-1], profile="thorough", parallel=4)
    arrivals = [[(outcome.chunk, outcome.step) for outcome in outcomes] for outcomes in (one_by_one, side_by_side, backwards)]
    assert arrivals[0] != arrivals[2]
    findings = latest(one_by_one)
    assert any(outcome.absorbed for outcome in one_by_one)
    assert any(finding.links for finding in findings.values())
    assert any("third_party" in finding.flags for finding in findings.values())
    assert latest(side_by_side) == findings
    assert latest(backwards) == findings


def doubtful(wanted: str, sentences: dict[int, str]) -> Items:
    """Read as ``diligent`` does, and doubt whose words the first of every window are."""
    doubt = {"label": "F1", "carried": "partly", "whose": "somebody else", "led": "no"}
    return [doubt] if wanted == "checks" else diligent(wanted, sentences)


def gone(told: dict[Place, ChunkOutcome]) -> set[str]:
    """Return the ids that were united with others."""
    return {identity for outcome in told.values() for identity in outcome.absorbed}
