"""Small conversations for the tests of the offline extractor, made up for them.

In: who says what. Out: an ``Interview`` and what is extracted from it. Always true: s1 asks, s2 is the customer.
"""

from functools import lru_cache

from analyzer.config import EmbeddingSettings
from analyzer.extract.offline import extract_offline
from analyzer.llm.embedding import Embedder, open_embedder
from analyzer.records import Finding, Interview, Metric, Obstacle, Outcome, Run, Side
from tests.factories import make_interview

WAREHOUSE = (
    ("s1", "Thanks for the time. What is this year about for you?"),
    ("s2", "We run three warehouses, about two hundred people. This year we want to get the hotel chain to sign for five more years."),
    ("s1", "What does that take?"),
    ("s2", "On-time delivery has to be at ninety-eight percent by October, otherwise they go to our competitor. We're at ninety-one."),
    ("s1", "And what is in the way?"),
    ("s2", "The pick lists are printed the evening before, so every change in the night is done by hand. Nobody knows which pallet stands where."),
    ("s1", "Mm-hm."),
    ("s2", "And we lose about six hours a week looking for pallets. My dog sleeps in the office, by the way."),
)


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    """Return the packaged embedder, loaded once."""
    return open_embedder(EmbeddingSettings())


def new_run(interview: Interview) -> Run:
    """Return a run of the offline extractor."""
    return Run(id="r_test", interview=interview.id, interview_version=interview.version, extractor="offline", started_at="2026-01-05T09:00:00Z")


def extract(interview: Interview, using: Embedder | None = None) -> list[Finding]:
    """Return everything found, with the packaged embedder unless another one is given."""
    return [finding for step in extract_offline(interview, using or embedder(), new_run(interview)) for finding in step.findings]


def say(*answers: str, question: str = "Tell me more.", side: Side = "customer") -> list[Finding]:
    """Return what is found in the answers of one customer, each asked for by the same question."""
    talk = [turn for answer in answers for turn in (("s1", question), ("s2", answer))]
    return extract(make_interview(talk, sides={"s2": side}))


def outcomes(findings: list[Finding]) -> list[Outcome]:
    """Return the outcomes among them."""
    return [finding for finding in findings if isinstance(finding, Outcome)]


def obstacles(findings: list[Finding]) -> list[Obstacle]:
    """Return the obstacles among them."""
    return [finding for finding in findings if isinstance(finding, Obstacle)]


def metrics(findings: list[Finding]) -> list[Metric]:
    """Return the metrics among them."""
    return [finding for finding in findings if isinstance(finding, Metric)]
