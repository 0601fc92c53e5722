"""The chain against plainer ways of asking the same model, over labelled dev transcripts: the table of ``evals/model-comparison.md``.

In: a running OpenAI-compatible server (``OPENAI_BASE_URL``, ``ANALYZER_MODEL``, default "local") and a folder that keeps every answer with its
seconds. Out: one record a way and case, a table. Always true: what was answered is not asked again, so a killed run goes on where it stopped;
every way is scored by the same scorer, and every quote, whoever found it, goes through the same grounding; the lines that the chain lists for the
model are marked with weights fitted without these interviews.

    python -m tests.benchmarks.model_comparison FOLDER [--way WAY ...] [--case CASE ...]
    python -m tests.benchmarks.model_comparison FOLDER --export      the transcripts for tests/benchmarks/langextract_way.py
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from analyzer.config import EmbeddingSettings, ModelSettings, shipped
from analyzer.evaluate.case import Case
from analyzer.evaluate.gold import load_suite
from analyzer.evaluate.measures import measure, pool
from analyzer.evaluate.results import CaseResult
from analyzer.evaluate.scores import score
from analyzer.evaluate.vector_file import VectorFile
from analyzer.extract import marks
from analyzer.extract.chain import PROFILES, extract_with_model
from analyzer.extract.grounding.evidence import ground_quote
from analyzer.extract.numbered import quote_line
from analyzer.extract.offline.extractor import extract
from analyzer.extract.offline.train import read_speech
from analyzer.extract.offline.weights import Weights
from analyzer.index.chunking import chunk, windows
from analyzer.llm.budget import Budget
from analyzer.llm.chat import Chat, Messages, Reply, open_chat
from analyzer.llm.embedding import CachedEmbedder, open_embedder
from analyzer.llm.replay import Recording
from analyzer.llm.structured import question_key
from analyzer.llm.tokens import counter
from analyzer.llm.wire import Wire, read_answer
from analyzer.records import Finding, Interview, Kind, Metric, Obstacle, Outcome, Provenance, Run, mint_id
from tests.benchmarks.offline_cross_validation import fitted
from tests.offline.label_dev import dev_cases, write_talk

CASES = (
    "tuckapaw-distribution-vp-warehouse", "hebblestone-fabrics-operations-director", "tsamma-cold-freight-operations",
    "llano-prieto-drayage-fleet-director",
)  # fmt: skip
"""The four shortest interviews of the split ``dev`` that hold anything strategic (1,364 to 1,531 words)."""
THOROUGH_CASES = CASES[:2]
WINDOW_TOKENS = 500
"""Small windows for every way that reads in parts: the model has 1.5 billion parameters and loses its way in long ones."""
LONGEST_WHOLE, LONGEST_PART = 2000, 800
"""Tokens an answer of the naive ways may have."""
DEADLINE = 1800.0

NAIVE = """Extract strategic outcomes, obstacles and metrics from this customer discovery interview.
An outcome is what the customer wants to accomplish, an obstacle is what keeps them from it, a metric is a measure with its value.
Give each one a short statement and a verbatim quote from the transcript."""


class NaiveItem(BaseModel):
    """What the naive prompts ask for."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: Literal["outcome", "obstacle", "metric"]
    statement: str
    quote: str


NAIVE_WIRE = Wire("findings", NaiveItem)


@dataclass(frozen=True)
class Cost:
    """What a way took over one case."""

    requests: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float


class Metered:
    """A recording that also knows how long each answer took; what a way used is summed even where it was asked earlier."""

    def __init__(self, folder: Path) -> None:
        self._recording = Recording(folder / "answers", record=True)
        self._file = folder / "seconds.json"
        self._seconds: dict[str, float] = json.loads(self._file.read_text(encoding="utf-8")) if self._file.is_file() else {}
        self._began = 0.0
        self.used: dict[str, Reply] = {}

    def get(self, key: str) -> str | None:
        value = self._recording.get(key)
        self._began = time.monotonic()
        if value is not None:
            self.used[key] = Reply(**json.loads(value))
        return value

    def put(self, key: str, value: str) -> None:
        self._recording.put(key, value)
        self._seconds[key] = round(time.monotonic() - self._began, 2)
        self._file.write_text(json.dumps(self._seconds, indent=0, sort_keys=True), encoding="utf-8")
        self.used[key] = Reply(**json.loads(value))

    def cost(self) -> Cost:
        """Return what the answers used so far took."""
        replies = self.used.values()
        return Cost(
            len(self.used), sum(reply.prompt_tokens or 0 for reply in replies), sum(reply.completion_tokens or 0 for reply in replies),
            round(sum(self._seconds.get(key, 0.0) for key in self.used), 1),
        )  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What every way is given."""

    chat: Chat
    cache: Metered
    folder: Path
    weights: Weights
    """The offline extractor's, fitted without the interviews of the comparison."""


Way = Callable[[Interview, Setting], list[Finding]]


# -- the ways ------------------------------------------------------------------------------------------------------------


def naive_whole(interview: Interview, setting: Setting) -> list[Finding]:
    """Ask about the whole transcript in one prompt."""
    return _naive(interview, setting, "naive_whole", [_lines(interview, 0, len(interview.text))], LONGEST_WHOLE)


def naive_parts(interview: Interview, setting: Setting) -> list[Finding]:
    """Ask the same prompt about each window."""
    count = counter(setting.chat.name)
    parts = windows(interview, chunk(interview, count), WINDOW_TOKENS, count)
    return _naive(interview, setting, "naive_parts", [_lines(interview, part.start, part.end) for part in parts], LONGEST_PART)


def langextract_way(interview: Interview, setting: Setting) -> list[Finding]:
    """Read what ``langextract_way.py`` left in the folder."""
    found = json.loads((setting.folder / "langextract" / f"{interview.version[:12]}.json").read_text(encoding="utf-8"))
    return _findings(interview, [NaiveItem(**item) for item in found["items"]])


def offline_alone(interview: Interview, setting: Setting) -> list[Finding]:
    """Ask no model: the offline extractor with these weights."""
    embedder = CachedEmbedder(open_embedder(EmbeddingSettings()), VectorFile(setting.folder / "vectors.sqlite"))
    return extract(interview, embedder, Provenance(run="r_0000000000", extractor="offline"), setting.weights)


def our_chain(profile: Literal["fast", "standard", "thorough"]) -> Way:
    """Return the chain in a profile as a way."""

    def run(interview: Interview, setting: Setting) -> list[Finding]:
        count = counter(setting.chat.name)
        parts = windows(interview, chunk(interview, count), WINDOW_TOKENS, count)
        found: dict[str, Finding] = {}
        budget = Budget()
        for outcome in extract_with_model(
            interview, parts, setting.chat, run=_run(interview), profile=profile, cache=setting.cache, budget=budget, count_tokens=count
        ):
            print(f"  {outcome.step}: {outcome.state} {outcome.reason}, {len(outcome.findings)} findings", file=sys.stderr)
            found.update((finding.id, finding) for finding in outcome.findings)
            for gone in outcome.absorbed:
                found.pop(gone, None)
        return list(found.values())

    return run


WAYS: dict[str, Way] = {
    "naive-whole": naive_whole, "naive-parts": naive_parts, "langextract": langextract_way, "offline": offline_alone,
    **{name: our_chain(name) for name in PROFILES}
}  # fmt: skip
TITLES = {
    "naive-whole": "whole transcript, one naive prompt", "naive-parts": "naive prompt for each window", "langextract": "langextract, schema mode",
    "offline": "no model: the offline extractor",
    "fast": "this chain, `fast`", "standard": "this chain, `standard`", "thorough": "this chain, `thorough`",
}  # fmt: skip


def _naive(interview: Interview, setting: Setting, step: str, texts: Iterable[str], longest: int) -> list[Finding]:
    items: list[NaiveItem] = []
    for text in texts:
        messages: Messages = [("system", NAIVE), ("user", text)]
        key = question_key(step, setting.chat.name, messages, NAIVE_WIRE.schema)
        kept = setting.cache.get(key)
        reply = Reply(**json.loads(kept)) if kept is not None else asyncio.run(_complete(setting.chat, messages, longest))
        if kept is None:
            setting.cache.put(key, json.dumps(asdict(reply)))
        items += read_answer(reply.text, NAIVE_WIRE).items  # what was complete before the text broke off counts for it
    return _findings(interview, items)


async def _complete(chat: Chat, messages: Messages, longest: int) -> Reply:
    try:
        return await chat.complete(messages, NAIVE_WIRE.format, "json_schema", longest)
    finally:
        await chat.close()


def _lines(interview: Interview, start: int, end: int) -> str:
    names = {speaker.key: speaker.name or speaker.label or speaker.key for speaker in interview.speakers}
    turns = (turn for turn in interview.turns if turn.start < end and turn.end > start)
    return "\n".join(f"{names[turn.speaker]}: {quote_line(interview.text[max(start, turn.start) : min(end, turn.end)])}" for turn in turns)


def _findings(interview: Interview, items: Sequence[NaiveItem]) -> list[Finding]:
    return [_finding(interview, item, f"f_{number:010d}") for number, item in enumerate(items)]


def _finding(interview: Interview, item: NaiveItem, identifier: str) -> Finding:
    evidence = ground_quote(interview, item.quote, quote_id="q1").evidence
    shared: dict[str, Any] = {
        "id": identifier, "interview": interview.id, "interview_version": interview.version, "statement": item.statement, "evidence": evidence,
        "provenance": Provenance(run="r_0000000000", extractor="llm"),
    }  # fmt: skip
    kinds: dict[Kind, Callable[[], Finding]] = {
        "outcome": lambda: Outcome(**shared, deemed_by="inferred"),
        "obstacle": lambda: Obstacle(**shared),
        "metric": lambda: Metric(**shared, name=item.statement, role="actual", basis="stated"),
    }
    return kinds[item.kind]()


def _run(interview: Interview) -> Run:
    return Run(
        id=mint_id("r"), interview=interview.id, interview_version=interview.version, extractor="llm", started_at="2026-01-01T00:00:00+00:00"
    )  # fmt: skip


# -- the table -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """One way over one case."""

    way: str
    case: str
    result: CaseResult
    cost: Cost


def measure_way(way: str, case: Case, folder: Path, chat: Chat, weights: Weights) -> Measured:
    """Put one case to one way and score it."""
    setting = Setting(chat, Metered(folder), folder, weights)
    findings = WAYS[way](case.interview, setting)
    cost = setting.cache.cost()
    if way == "langextract":
        cost = Cost(**json.loads((folder / "langextract" / f"{case.interview.version[:12]}.json").read_text(encoding="utf-8"))["cost"])
    return Measured(way, case.name, score(case, findings), cost)


def row(measured: Sequence[Measured]) -> dict[str, float | int | None]:
    """Return the pooled figures of one way."""
    counts = pool(one.result.counts for one in measured)
    figures = measure(counts)
    shown = sum(len(one.result.findings) for one in measured)
    grounded = counts.get("findings.grounded", 0)
    return {
        "cases": len(measured), "findings": shown, **{f"{kind}.f1": figures.get(f"{kind}.f1") for kind in ("outcome", "obstacle", "metric", "all")},
        "precision": figures.get("all.precision"), "recall": figures.get("all.recall"),
        "grounded": grounded / shown if shown else None, "hallucinated": (shown - grounded) / shown if shown else None,
        "duplicates": sum(counts.get(f"{kind}.duplicate", 0) for kind in ("outcome", "obstacle", "metric")),
        "requests": sum(one.cost.requests for one in measured), "prompt": sum(one.cost.prompt_tokens for one in measured),
        "completion": sum(one.cost.completion_tokens for one in measured), "seconds": sum(one.cost.seconds for one in measured),
    }  # fmt: skip


HEAD = (
    "| way | interviews | findings | outcome F1 | obstacle F1 | metric F1 | all F1 | precision | recall | grounded | not grounded | duplicates "
    "| requests | tokens in + out | seconds |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def render(measured: Sequence[Measured]) -> str:
    """Return the table, one row a way in the order of ``WAYS``."""
    lines = [HEAD]
    for way in WAYS:
        chosen = [one for one in measured if one.way == way]
        if not chosen:
            continue
        got = row(chosen)
        f1 = " | ".join(_share(got[f"{kind}.f1"]) for kind in ("outcome", "obstacle", "metric", "all"))
        lines.append(
            f"| {TITLES[way]} | {got['cases']} | {got['findings']} | {f1} | {_share(got['precision'])} | {_share(got['recall'])} | "
            f"{_percent(got['grounded'])} | {_percent(got['hallucinated'])} | {got['duplicates']} | {got['requests']} | "
            f"{got['prompt']:,} + {got['completion']:,} | {got['seconds']:,.0f} |"
        )
    return "\n".join(lines)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def fit_without(names: Sequence[str], folder: Path) -> Weights:
    """Return the offline extractor's weights fitted to the made-up talk and to all dev interviews but the named ones."""
    embedder = CachedEmbedder(open_embedder(EmbeddingSettings()), VectorFile(folder / "vectors.sqlite"))
    labelled = read_speech()
    for case in dev_cases():
        if case.name not in names:
            place = folder / "talks" / case.name
            place.mkdir(parents=True, exist_ok=True)
            (place / "talk.txt").write_text(write_talk(case), encoding="utf-8")
            labelled += read_speech(place)
    return fitted(embedder, labelled)


def _work(ways: Sequence[str], cases: Sequence[str]) -> Iterator[tuple[str, str]]:
    for case in cases:
        for way in ways:
            if way != "thorough" or case in THOROUGH_CASES:
                yield way, case


def main() -> None:
    """Run what is asked for, print a line each and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--way", action="append", choices=list(WAYS))
    parser.add_argument("--case", action="append")
    parser.add_argument("--export", action="store_true", help="write the transcripts that langextract_way.py reads, and stop")
    asked = parser.parse_args()
    cases = {case.name: case for case in load_suite(shipped("evals")).cases}
    chosen = asked.case or list(CASES)
    if asked.export:
        (asked.folder / "transcripts").mkdir(parents=True, exist_ok=True)
        for name in chosen:
            interview = cases[name].interview
            (asked.folder / "transcripts" / f"{interview.version[:12]}.txt").write_text(_lines(interview, 0, len(interview.text)), encoding="utf-8")
        return
    held_out = fit_without(CASES, asked.folder)
    vars(marks)["load_weights"] = lambda: held_out
    base_url = os.environ.get("OPENAI_BASE_URL", "http://127.0.0.1:8089/v1")
    settings = ModelSettings(name=os.environ.get("ANALYZER_MODEL", "local"), base_url=base_url, deadline_seconds=DEADLINE, max_parallel=1)
    chat = open_chat(settings, {"OPENAI_API_KEY": os.environ.get("OPENAI_API_KEY", "local")})
    measured = []
    for way, name in _work(asked.way or list(WAYS), chosen):
        one = measure_way(way, cases[name], asked.folder, chat, held_out)
        got = row([one])
        print(f"{way} {name}: F1 {_share(got['all.f1'])}, {got['findings']} findings, {one.cost}", file=sys.stderr, flush=True)
        measured.append(one)
    print(render(measured))


if __name__ == "__main__":
    main()
