"""One case scored: findings against labels -> counts and, item by item, how each came out.

In: a labelled case and the findings of one extraction. Out: ``CaseResult`` with the counts that ``measures`` turns into figures. Always
true: labels given as findings score 1 everywhere; the order of findings and their ids change nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from analyzer.evaluate.case import Case
from analyzer.evaluate.coverage import count_coverage, count_faithfulness
from analyzer.evaluate.grounding import FoundQuote, invents_number, judge_evidence
from analyzer.evaluate.links import count_links
from analyzer.evaluate.matching import MatchedFinding, MatchedItem, Matching, match, order_findings
from analyzer.evaluate.measures import NO_LEVEL, SOUND_STATES, measure
from analyzer.evaluate.metric_fields import compare_fields
from analyzer.evaluate.results import CaseResult, FindingResult, ItemResult, Spent
from analyzer.records import ChunkOutcome, Finding, Metric

_DECIDING = (
    "assignment", "case", "coverage", "gold_format", "grounding", "links", "matching", "measures", "merging", "metric_fields", "overlap", "scores",
    "themes", "wording",
)  # fmt: skip
"""The modules that decide a figure."""


def score(case: Case, findings: Iterable[Finding], steps: Sequence[ChunkOutcome] = ()) -> CaseResult:
    """Return how ``findings`` compare with the labels of ``case``; ``steps`` tells what answered and what it cost."""
    named = name_findings(case, findings)
    matching = match(case, named)
    counts = Counter(count_matches(matching))
    counts.update(count_trust(case, named))
    counts.update(count_coverage(case, named))
    counts.update(count_faithfulness(case, named))
    counts.update(count_links(matching))
    counts.update(count_fields(matching))
    counts.update(f"steps.{step.state}" for step in steps)
    kept = {name: count for name, count in sorted(counts.items()) if count}
    return CaseResult(
        case=case.name,
        sha256=case.sha256,
        interview_version=case.interview.version,
        split=case.gold.split,
        segment=case.gold.segment,
        state="scored",
        counts=kept,
        measures=measure(kept),
        items=tuple(_describe_item(item) for item in matching.items),
        findings=tuple(_describe_finding(one) for one in matching.findings),
        failed_steps=tuple(f"{step.step}: {step.state}: {step.reason}" for step in steps if step.state not in SOUND_STATES),
        spent=_add_up(steps),
        extracted=tuple(named),
    )


def name_findings(case: Case, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order of the transcript as p1, p2, ... of this case, so that two runs can be compared byte for byte."""
    ordered = order_findings(findings)
    names = {one.id: f"p{number}" for number, one in enumerate(ordered, start=1)}
    return [
        one.model_copy(
            update={
                "id": names[one.id],
                "interview": case.name,
                "links": tuple(link.model_copy(update={"to": names[link.to]}) for link in one.links if link.to in names),
                "provenance": one.provenance.model_copy(update={"run": "evaluation"}),
            }
        )
        for one in ordered
    ]


def count_matches(matching: Matching) -> Counter[str]:
    """Count items and findings by how they came out, and distractors."""
    counts: Counter[str] = Counter()
    for item in matching.items:
        if item.item.gold.required:
            name = "mistaken" if item.status == "wrong kind" else item.status
            counts.update((f"{item.item.gold.kind}.required", f"{item.item.gold.kind}.{name}"))
    for one in matching.findings:
        if one.status not in ("correct", "partial"):  # these two are counted with their items
            counts[f"{one.finding.kind}.{one.status.replace(' ', '_')}"] += 1
    counts["distractors.all"] = len(matching.case.distractors)
    counts["distractors.hit"] = len(matching.distractors_hit)
    return counts


def count_trust(case: Case, findings: Sequence[Finding]) -> Counter[str]:
    """Count quotes by what they are worth, quotes with words of somebody who is no customer, and findings with invented numbers."""
    counts: Counter[str] = Counter()
    for finding in findings:
        quotes = judge_evidence(finding, case.interview)
        for quote in quotes:
            counts.update(("evidence.all", f"evidence.{quote.judgement}"))
            if quote.speakers:
                counts["evidence.located"] += 1
                counts["evidence.wrong_speaker"] += not quote.speakers <= case.customers
        counts["findings.all"] += 1
        counts["findings.grounded"] += any(quote.holds and quote.supports == "statement" for quote in quotes)
        invented = invents_number(finding, quotes)
        if invented is not None:
            counts["findings.numbers"] += 1
            counts["findings.invented"] += invented
    return counts


def count_fields(matching: Matching) -> Counter[str]:
    """Count metric fields and levels that agree, over items found with their own kind."""
    counts: Counter[str] = Counter()
    for item in matching.items:
        if item.finding is None or item.status == "wrong kind":
            continue
        gold, found = item.item.gold, item.finding.finding
        if gold.metric is not None and isinstance(found, Metric):
            for field, exact in compare_fields(gold.metric, found).items():
                counts[f"metric.{field}.all"] += 1
                counts[f"metric.{field}.exact"] += exact
        if gold.level is not None:
            counts[f"level.{gold.level}.{found.level or NO_LEVEL}"] += 1
    return counts


def hash_scorer() -> str:
    """Return the hash of the modules that decide figures; runs scored by different ones cannot be compared."""
    digest = hashlib.sha256()
    for name in _DECIDING:
        digest.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return digest.hexdigest()


def _describe_item(item: MatchedItem) -> ItemResult:
    gold, place = item.item.gold, item.item.places[0]
    return ItemResult(
        id=gold.id,
        kind=gold.kind,
        statement=gold.statement,
        required=gold.required,
        status=item.status,
        finding=item.finding.finding.id if item.finding else None,
        evidence=round(item.pair.evidence, 4),
        wording=round(item.pair.wording, 4),
        quote=gold.quotes[0],
        turn=place.turn,
        reason=item.finding.reason if item.finding else "",
    )


def _describe_finding(one: MatchedFinding) -> FindingResult:
    shown: FoundQuote | None = one.quotes[0] if one.quotes else None
    return FindingResult(
        id=one.finding.id,
        kind=one.finding.kind,
        statement=one.finding.statement,
        status=one.status,
        item=one.item.item.gold.id if one.item else None,
        quote=shown.text if shown else "",
        turn=shown.turn if shown else None,
        reason=one.reason,
    )


def _add_up(steps: Sequence[ChunkOutcome]) -> Spent:
    total = Spent()
    for step in steps:
        usage = step.usage
        total += Spent(prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens, requests=usage.requests, cost=usage.cost)
    return total
