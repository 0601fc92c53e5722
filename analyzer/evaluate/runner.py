"""A suite put to an extractor: every case extracted, scored, pooled.

In: a ``Suite`` and a callable from an Interview to its ChunkOutcomes (``pipeline`` makes one; nothing is extracted here). Out:
``RunResult``. Always true: a case that cannot be extracted is lost with its reason and the others go on; a step without an answer leaves
its labelled items missed; apart from ``times`` the same answers give the same record.
"""

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata

from analyzer.errors import AnalyzerError, ConfigError, ModelError
from analyzer.evaluate.bootstrap import intervals
from analyzer.evaluate.case import Case
from analyzer.evaluate.gold import Suite
from analyzer.evaluate.measures import measure, pool
from analyzer.evaluate.merging import Similar, carry, name_in_run, propose, score_merging
from analyzer.evaluate.results import CaseResult, RunResult, Spent, Split, Times
from analyzer.evaluate.scores import hash_scorer, score
from analyzer.records import ChunkOutcome, Finding, Interview, Provenance

Extract = Callable[[Interview], Iterable[ChunkOutcome]]
Progress = Callable[[int, int, str], None]
"""Called with cases done, cases in all, name of the case that begins (empty at the end)."""

DISTRIBUTION = "discovery-interview-analyzer"


def run_suite(
    suite: Suite, extract: Extract, *, extractor: str, split: Split | None = None, similar: Similar | None = None, progress: Progress | None = None
) -> RunResult:
    """Extract and score every case of a split (all for None); cases of ``suite.problems`` are lost. Without ``similar`` merging is not measured.

    Raises nothing for a case that fails; after a ModelError or ConfigError (no request could succeed) the remaining cases are lost unasked.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    chosen = suite.select(split)
    results: list[CaseResult] = []
    seconds: dict[str, float] = {}
    stopped: AnalyzerError | None = None
    for number, case in enumerate(chosen):
        if progress:
            progress(number, len(chosen), case.name)
        began = time.perf_counter()
        if stopped is None:
            try:
                results.append(extract_and_score(case, extract))
            except AnalyzerError as error:
                results.append(_lose(case, error))
                stopped = error if isinstance(error, ConfigError | ModelError) else None
        else:
            results.append(_lose(case, stopped))
        seconds[case.name] = round(time.perf_counter() - began, 3)
    if progress:
        progress(len(chosen), len(chosen), "")
    results = propose(chosen, results, similar) if similar else results
    results += _lose_unsound(suite, split)
    times = Times(
        started_at=started.isoformat(timespec="seconds"),
        finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds=round(time.perf_counter() - clock, 3),
        cases=seconds,
    )
    return _sum_up(suite, results, extractor=extractor, split=split, times=times, merged=similar is not None)


def extract_and_score(case: Case, extract: Extract) -> CaseResult:
    """Extract one case and score it; a later finding with the same id replaces an earlier one. Raises what ``extract`` raises."""
    steps: list[ChunkOutcome] = []
    findings: dict[str, Finding] = {}
    for step in extract(case.interview):
        steps.append(step)
        findings |= {one.id: one for one in step.findings}
    return score(case, findings.values(), steps)


def score_again(run: RunResult, suite: Suite) -> RunResult:
    """Return the run scored by the labels and the scorer of today, from its stored findings; asks no model.

    A case whose transcript is read otherwise today, or that the suite no longer has, is lost.
    """
    cases = {case.name: case for case in suite.cases}
    same = run.scorer_hash == hash_scorer()
    results = [old if same and _asks_the_same(old, cases.get(old.case)) else _score_again(old, cases.get(old.case)) for old in run.cases]
    return _sum_up(
        suite, results, extractor=run.extractor, split=run.split, times=run.times, merged=bool(run.themes) or any(_proposals(run)), like=run
    )


def _proposals(run: RunResult) -> Iterator[tuple[str, ...]]:
    return (one.proposed for case in run.cases for one in case.findings)


def _asks_the_same(old: CaseResult, case: Case | None) -> bool:
    return case is not None and (old.sha256, old.interview_version) == (case.sha256, case.interview.version)


def _score_again(old: CaseResult, case: Case | None) -> CaseResult:
    if old.state == "lost":
        return old
    if case is None:
        return CaseResult(case=old.case, sha256=old.sha256, split=old.split, state="lost", reason="the suite has no such case today")
    if any(finding.interview_version != case.interview.version for finding in old.extracted):
        return _lose(case, AnalyzerError("the transcript is read otherwise today, so stored places no longer hold"))
    steps = {name: count for name, count in old.counts.items() if name.startswith("steps.")}
    fresh = carry(score(case, old.extracted), {name_in_run(old.case, one.id): (one.proposed, one.likely) for one in old.findings})
    counts = dict(sorted({**fresh.counts, **steps}.items()))
    return fresh.model_copy(update={"counts": counts, "measures": measure(counts), "failed_steps": old.failed_steps, "spent": old.spent})


def _lose(case: Case, error: AnalyzerError) -> CaseResult:
    return CaseResult(
        case=case.name, sha256=case.sha256, split=case.gold.split, segment=case.gold.segment, state="lost", reason=error.message
    )  # fmt: skip


def _lose_unsound(suite: Suite, split: Split | None) -> list[CaseResult]:
    reasons: dict[str, list[str]] = {}
    for problem in suite.problems:
        if problem.split is None or split in (None, problem.split):
            reasons.setdefault(problem.case, []).append(str(problem))
    return [
        CaseResult(
            case=name, sha256="", split=split or "", state="lost", reason=f"labels: {found[0]}" + (f" and {len(found) - 1} more" if found[1:] else "")
        )
        for name, found in reasons.items()
    ]


def _sum_up(
    suite: Suite, results: Sequence[CaseResult], *, extractor: str, split: Split | None, times: Times, merged: bool, like: RunResult | None = None
) -> RunResult:
    scored = [result for result in results if result.state == "scored"]
    merges, themes = score_merging(suite.cases, scored) if merged else ({}, ())
    counts = dict(sorted(pool([*(result.counts for result in scored), merges]).items()))
    measures = measure(counts)
    verdict, reasons = suite.gates.judge(len(scored), len(results) - len(scored), measures)
    spent = Spent()
    for result in scored:
        spent += result.spent
    origins = [finding.provenance for result in scored for finding in result.extracted]
    return RunResult(
        suite=suite.name,
        suite_sha256=suite.sha256,
        split=split,
        extractor=extractor,
        model=like.model if like else _join(origins, "model"),
        prompt_hash=like.prompt_hash if like else _join(origins, "prompt_hash"),
        schema_hash=like.schema_hash if like else _join(origins, "schema_hash"),
        scorer_hash=hash_scorer(),
        versions=like.versions if like else {"analyzer": metadata.version(DISTRIBUTION), "python": platform.python_version()},
        gates=suite.gates,
        verdict=verdict,
        reasons=reasons,
        transcripts=len(scored),
        counts=counts,
        measures=measures,
        intervals=intervals([result.counts for result in scored]),
        spent=spent,
        cases=tuple(results),
        themes=themes,
        times=times,
    )


def _join(origins: Sequence[Provenance], field: str) -> str | None:
    return ", ".join(sorted({str(value) for origin in origins if (value := getattr(origin, field))})) or None
