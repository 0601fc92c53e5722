"""What a model claimed of a finding that the code did not keep, read again from the answer that is on record.

In: a finding and the raw answer it came from. Out: (what, claimed words). Always true: only claims that differ from the finding are
told; an answer that does not hold the finding's quote tells nothing.
"""

from collections.abc import Iterator
from decimal import Decimal

from analyzer.extract.wire import METRICS, STATED, MetricItem, StatedItem
from analyzer.language.quantities import quantities
from analyzer.llm.wire import read_answer
from analyzer.records import Finding, Metric, Obstacle, Outcome, Quantity


def unkept_claims(finding: Finding, answer: str) -> list[tuple[str, str]]:
    """Return (what, the model's words) for every value, period or reason of the model that the finding does not have."""
    quotes = {piece.claimed for piece in finding.evidence if piece.supports == "statement"}
    # Answers to corrections follow after a blank line.
    for text in (answer, *answer.split("\n\n")):
        if isinstance(finding, Metric):
            for measured in read_answer(text, METRICS).items:
                if measured.quote in quotes:
                    return list(_of_metric(finding, measured))
        else:
            for stated in read_answer(text, STATED).items:
                if stated.quote in quotes and stated.statement == finding.statement:
                    return list(_of_statement(finding, stated))
    return []


def _of_metric(metric: Metric, item: MetricItem) -> Iterator[tuple[str, str]]:
    for name, claim, kept in (
        ("value", item.value, metric.value), ("baseline", item.baseline, metric.baseline), ("target", item.target, metric.target),
    ):  # fmt: skip
        if claim.strip() and not _same(claim, kept):
            yield name, claim
    if item.period.strip() and metric.period is None:
        yield "period", item.period


def _same(claim: str, kept: Quantity | None) -> bool:
    """Whether a claim names the value that was kept, in whatever words; words without a figure claim none."""
    claimed = quantities(claim)
    return not claimed or (kept is not None and any((one.low, one.high) == (Decimal(kept.low), Decimal(kept.high)) for one in claimed))


def _of_statement(finding: Outcome | Obstacle, item: StatedItem) -> Iterator[tuple[str, str]]:
    if item.why.strip() and not (finding.why_strategic if isinstance(finding, Outcome) else finding.cause):
        yield "reason", item.why
