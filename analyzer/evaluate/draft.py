"""Suites of one's own: an empty suite, and labels drafted from what reviewers decided.

In: a folder; or an interview with approved and rejected findings. Out: files of a new suite; the text of a ``gold.yaml``. Always true: a
draft follows the format, quotes are slices of customers' turns only, and it calls itself a draft until a reader has gone through it.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from analyzer.config import shipped
from analyzer.errors import EvaluateError
from analyzer.evaluate.case import place_quote
from analyzer.evaluate.gold import CASES_FOLDER, SUITE_FILE
from analyzer.evaluate.gold_format import SCHEMA_FILE, gold_schema
from analyzer.evaluate.grounding import judge_evidence
from analyzer.records import Finding, Interview, Kind, Metric, Quantity

THEME_WORDS = 8
GUIDE_FILE = "GUIDE.md"
GUIDE_VERSION = 2
"""Of the guide that says what a theme and a direction are."""
_LETTERS: dict[Kind, str] = {"outcome": "o", "obstacle": "b", "metric": "m"}

_SUITE = """# A suite of labelled interviews. One folder a case: cases/<case>/gold.yaml beside (or pointing to) its transcript.
schema_version = 1

# Measure = the least it may be, e.g. outcome.f1 = 0.3. Set these once a run has shown what is reached.
[floors]

# Measure that should be small = the most it may be.
[ceilings]
wrong_speaker = 0.0

[tolerances]
difference = 0.02  # a figure that moves by no more has not changed
drop = 0.10        # a figure that falls by more is a regression by size, however few the interviews
"""

_HEAD = f"""# yaml-language-server: $schema=../../{SCHEMA_FILE}
# DRAFT from reviewers' decisions. It holds what was found, so measuring with it as it is flatters the extractor that found it.
# Read the interview once more: add what nobody found, check kind, level and links, take out quotes that do not carry the statement,
# write down as distractors what sounds like a finding and is none; give a theme to what other interviews of the segment say too;
# then name yourself under labellers and delete these lines.
"""


def new_suite(folder: Path) -> list[Path]:
    """Make an empty suite with the labelling guide in ``folder`` and return the files made; EvaluateError where there is a suite already."""
    if (folder / SUITE_FILE).exists():
        raise EvaluateError(f"{folder}: a suite is there already", "add a case with: analyzer suite draft INTERVIEW")
    guide = (shipped("evals") / GUIDE_FILE).read_text(encoding="utf-8")
    files = {SUITE_FILE: _SUITE, SCHEMA_FILE: json.dumps(gold_schema(), indent=2, ensure_ascii=False) + "\n", GUIDE_FILE: guide}
    try:
        (folder / CASES_FOLDER).mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise EvaluateError(f"{folder}: cannot be written: {error.strerror}", "name a folder you may write to") from error
    return [folder / name for name in files]


def draft_gold(
    interview: Interview,
    approved: Iterable[Finding],
    rejected: Iterable[tuple[Finding, str]] = (),
    *,
    case: str,
    transcript: str,
    labeller: str,
    merged: Mapping[str, str] | None = None,
) -> str:
    """Return the text of a label file: approved findings as items, rejected ones (with their reason) as distractors.

    ``transcript`` is the path from the label file; ``merged`` names, by finding, what reviewers united with findings of other interviews: it
    becomes the theme. Findings without a quote in a customer's turn are left out.
    """
    customers = frozenset(speaker.key for speaker in interview.speakers if speaker.side == "customer")
    if not customers:
        raise EvaluateError(f"{interview.source}: no speaker of it is a customer", f"analyzer speakers {interview.id} set LABEL --side customer")
    items, ids = _draft_items(interview, approved, customers)
    for finding, item in items:
        links = [{"type": link.type, "to": ids[link.to]} for link in finding.links if link.to in ids]
        if links:
            item["links"] = links
        if merged and finding.id in merged:
            item["theme"] = name_theme(merged[finding.id])
    labels: dict[str, Any] = {
        "schema_version": 1,
        "case": case,
        "split": "dev",
        "transcript": transcript,
        "segment": interview.segment,
        "organisation": interview.organisation,
        "customer_speakers": [one.label or one.key for one in interview.speakers if one.key in customers],
        "interviewer_speakers": [one.label or one.key for one in interview.speakers if one.side in ("interviewer", "vendor")],
        "labellers": [labeller],
        "guide_version": GUIDE_VERSION,
        "items": [item for _, item in items],
        "distractors": _draft_distractors(interview, rejected, [quote for _, item in items for quote in item["quotes"]]),
    }
    return _HEAD + yaml.safe_dump(labels, sort_keys=False, allow_unicode=True, width=140)


def name_theme(statement: str) -> str:
    """Return the name of a theme made of a statement's first words; the same for every interview that shares the statement."""
    plain = unicodedata.normalize("NFKD", statement).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:THEME_WORDS]
    return "-".join(words) or f"theme-{hashlib.sha256(statement.encode()).hexdigest()[:8]}"


def _draft_items(
    interview: Interview, approved: Iterable[Finding], customers: frozenset[str]
) -> tuple[list[tuple[Finding, dict[str, Any]]], dict[str, str]]:
    items: list[tuple[Finding, dict[str, Any]]] = []
    ids: dict[str, str] = {}
    for finding in approved:
        quotes, turn = _quotes(interview, finding, customers)
        if not quotes:
            continue
        number = 1 + sum(other.kind == finding.kind for other, _ in items)
        ids[finding.id] = f"{_LETTERS[finding.kind]}{number}"
        item: dict[str, Any] = {"id": ids[finding.id], "kind": finding.kind, "statement": finding.statement, "quotes": quotes}
        item |= {"turn": turn} if turn is not None else {}
        item |= {"level": finding.level} if finding.level else {}
        if isinstance(finding, Metric):
            item["metric"] = _draft_metric(finding)
        items.append((finding, item))
    return items, ids


def _quotes(interview: Interview, finding: Finding, customers: frozenset[str]) -> tuple[list[str], int | None]:
    """Return quotes that can be placed again, and the turn where one of them needs it (a label file names one turn an item)."""
    quotes: list[str] = []
    needed: int | None = None
    for found in judge_evidence(finding, interview):
        if not found.holds or found.supports == "why":
            continue
        for start, end in found.spans:
            quote, turn = interview.text[start:end], interview.turn_at(start).index
            if quote in quotes:
                continue
            if not isinstance(place_quote(interview, quote, needed, customers), str):
                quotes.append(quote)
            elif needed is None and not isinstance(place_quote(interview, quote, turn, customers), str):
                quotes.append(quote)
                needed = turn
    return quotes, needed


def _draft_metric(metric: Metric) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": metric.name, "role": metric.role, "direction": metric.direction}
    value = metric.value or metric.money
    if value is not None and value.low != value.high:
        fields |= {"low": value.low, "high": value.high}
    else:
        fields["value"] = value.low if value else "none"
    for name, quantity in (("baseline", metric.baseline), ("target", metric.target)):
        if quantity is not None:
            fields[name] = quantity.low if quantity.low == quantity.high else {"low": quantity.low, "high": quantity.high}
    fields |= {"unit": _unit(value or metric.baseline or metric.target), "period": metric.period}
    return {name: content for name, content in fields.items() if content is not None}


def _unit(quantity: Quantity | None) -> str | None:
    return (quantity.currency or quantity.unit) if quantity else None


def _draft_distractors(interview: Interview, rejected: Iterable[tuple[Finding, str]], taken: Sequence[str]) -> list[dict[str, str]]:
    places = [(start, start + len(quote)) for quote in taken for start in _occurrences(interview.text, quote)]
    drafted: dict[str, str] = {}
    for finding, reason in rejected:
        for found in judge_evidence(finding, interview):
            for start, end in found.spans if found.holds else ():
                if not any(start < other_end and other_start < end for other_start, other_end in places):
                    drafted.setdefault(interview.text[start:end], reason.strip() or f"rejected as {finding.kind}: {finding.statement}")
    return [{"quote": quote, "why": why} for quote, why in drafted.items()]


def _occurrences(text: str, quote: str) -> Iterable[int]:
    start = text.find(quote)
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)
