"""Stability: the same extractor over the same cases several times.

In: two or more runs of one suite. Out: ``Stability``. Always true: findings are the same if they are of one kind and their quotes are the
same passage by the rule that matches findings with labels, whatever their wording; runs that are alike in every finding give 1 and no spread.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations

from analyzer.evaluate.case import Case
from analyzer.evaluate.gold import Suite
from analyzer.evaluate.matching import CORRECT
from analyzer.evaluate.overlap import Span, overlap
from analyzer.evaluate.results import CaseResult, RunResult, Spent, Stability
from analyzer.records import KINDS, Finding, Kind

_Passage = tuple[Kind, tuple[Span, ...]]


def measure_stability(suite: Suite, runs: Sequence[RunResult]) -> Stability:
    """Return how far ``runs`` (two or more) agree; a case is compared where all of them scored it."""
    cases = {case.name: case for case in suite.cases}
    shared = [results for name in cases if len(results := [one for run in runs for one in run.cases if one.case == name]) == len(runs)]
    shared = [results for results in shared if all(one.state == "scored" for one in results)]
    again = of = always = distinct = 0
    for results in shared:
        text = cases[results[0].case].interview.text
        passages = [_passages(cases[one.case], one) for one in results]
        for first, second in permutations(passages, 2):
            of += len(first)
            again += sum(_has(text, second, one) for one in first)
        seen = list(_distinct(text, passages))
        distinct += len(seen)
        always += sum(all(_has(text, one, passage) for one in passages) for passage in seen)
    spent = Spent()
    for run in runs:
        spent += run.spent
    return Stability(
        runs=len(runs),
        recurring=again / of if of else None,
        always=always / distinct if distinct else None,
        spread={scope: ends for scope in (*KINDS, "all") if (ends := _ends([run.measures.get(f"{scope}.f1") for run in runs])) is not None},
        cases={results[0].case: ends for results in shared if (ends := _ends([one.measures.get("all.f1") for one in results])) is not None},
        spent=spent,
    )


def _passages(case: Case, result: CaseResult) -> list[_Passage]:
    found = [(one.kind, _spans(one)) for one in result.extracted if one.grounded]
    return [(kind, spans) for kind, spans in found if spans and spans[-1][1] <= len(case.interview.text)]


def _spans(finding: Finding) -> tuple[Span, ...]:
    pieces = [piece for piece in finding.evidence if piece.supports != "why"]
    return tuple(sorted((piece.start, piece.end) for piece in pieces if piece.start is not None and piece.end is not None))


def _has(text: str, passages: Sequence[_Passage], wanted: _Passage) -> bool:
    return any(kind == wanted[0] and overlap(text, spans, wanted[1]) >= CORRECT for kind, spans in passages)


def _distinct(text: str, runs: Sequence[Sequence[_Passage]]) -> Iterator[_Passage]:
    known: list[_Passage] = []
    for passages in runs:
        for passage in passages:
            if not _has(text, known, passage):
                known.append(passage)
                yield passage


def _ends(values: Sequence[float | None]) -> tuple[float, float] | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None
