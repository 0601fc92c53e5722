"""What a model claimed and the code did not keep can be read again from its answer."""

import json

import pytest

from analyzer.extract.claimed import unkept_claims
from analyzer.records import Finding, Interview
from tests.extract_chain.interviews import latest, make_interview, make_windows, run_chain
from tests.extract_chain.model import Items, metric, model, stated
from tests.llm.fault_server import FaultServer

POURED = "Last year we poured away forty-five thousand litres."
GATE = "The drivers wait two hours at the gate"


@pytest.fixture(scope="module")
def interview() -> Interview:
    return make_interview()


def read(interview: Interview, step: str, item: dict[str, object]) -> tuple[Finding, str]:
    """Return the finding a model's item becomes, and the answer on record."""

    def answer(wanted: str, sentences: dict[int, str]) -> Items:
        return [item] if wanted == step else []

    with FaultServer(model(answer)) as server:
        outcomes = run_chain(server.url, interview, make_windows(interview), profile="fast")
    [finding] = latest(outcomes).values()
    [raw] = [outcome.answer for outcome in outcomes if outcome.findings]
    return finding, raw or ""


def test_values_and_periods_nobody_said_are_told_and_those_said_in_other_words_are_not(interview: Interview) -> None:
    finding, answer = read(interview, "metrics", metric(6, POURED, "milk", value="45,000 litres", target="3 percent", period="every month"))
    assert unkept_claims(finding, answer) == [("target", "3 percent"), ("period", "every month")]
    finding, answer = read(interview, "metrics", metric(6, POURED, "milk", value="80,000 litres", baseline="quite a lot"))
    assert unkept_claims(finding, answer) == [("value", "80,000 litres")]


def test_a_reason_nobody_gave_is_told(interview: Interview) -> None:
    invented = stated(3, GATE, "obstacle", "Drivers wait.", why="because the vendor is better")
    finding, answer = read(interview, "findings", invented)
    assert unkept_claims(finding, answer) == [("reason", "because the vendor is better")]
    assert unkept_claims(finding, f"no JSON at all\n\n{answer}") == [("reason", "because the vendor is better")]
    given = stated(3, GATE, "obstacle", "Drivers wait.", why="nobody tells the gate who comes")
    assert unkept_claims(*read(interview, "findings", given)) == []


def test_an_answer_without_the_finding_tells_nothing(interview: Interview) -> None:
    finding, _ = read(interview, "findings", stated(3, GATE, "obstacle", "Drivers wait.", why="x"))
    for answer in ("", "no", json.dumps({"findings": [stated(1, "We want", "outcome", "x", why="y")]}), "[" * 1000):
        assert unkept_claims(finding, answer) == []
