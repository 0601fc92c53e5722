"""Tables and data: the segment model as CSV for spreadsheets and as JSON for programs.

In: the model. Out: text. Always true: a cell is never a formula; a statement that is held back stands in no statement's
place; numbers are those of the model.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from analyzer.records import Effect, Entry, Metric, MetricLine, Obstacle, ObstacleLine, Prevalence, SegmentModel
from analyzer.report.escape import escape_cell
from analyzer.report.guard import HELD, entries_of, held_back, is_held, is_held_back
from analyzer.report.outcome_part import values
from analyzer.report.quotes import Sources

COLUMNS = (
    "segment", "model_version", "part", "place", "outcome", "obstacle", "entry", "kind", "level", "statement", "why_strategic", "deemed_by", "cause",
    "nature", "said_in", "of", "interval_low", "interval_high", "too_thin", "organisations", "effect_basis", "effect_median", "effect_low",
    "effect_high", "effect_unit", "effect_currency", "effect_per", "effect_organisations", "metric", "now", "target", "size", "period", "basis",
    "departments", "flags", "findings", "quotes",
)  # fmt: skip


def write_csv(model: SegmentModel) -> str:
    """Return a row for every entry at every place it has in the tree, with a head; comma-separated, CRLF (RFC 4180)."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for row in _rows(model):
        unknown = row.keys() - set(COLUMNS)
        assert not unknown, unknown
        table.writerow([escape_cell(str(row.get(column, ""))) for column in COLUMNS])
    return written.getvalue()


def _rows(model: SegmentModel) -> Iterator[dict[str, Any]]:
    sources = Sources(model)
    base = {"segment": model.segment, "model_version": model.version}

    def row(part: str, place: str, entry: Entry, prevalence: Prevalence, **fields: Any) -> dict[str, Any]:
        return {**base, "part": part, "place": place, **_entry(entry, sources), **_prevalence(prevalence), **fields}

    def metrics(part: str, place: str, lines: tuple[MetricLine, ...], **fields: Any) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(lines, 1):
            here = f"{place}m{number}"
            yield row(part, here, line.entry, line.prevalence, **_metric(line.entry), **fields)
            yield from metrics(part, here, line.ladder, **fields)

    def obstacles(part: str, place: str, lines: tuple[ObstacleLine, ...], **fields: Any) -> Iterator[dict[str, Any]]:
        for line in lines:
            here = f"{place}{line.rank}"
            yield row(part, here, line.entry, line.prevalence, **_effect(line.effect), **fields)
            yield from metrics(part, here, line.metrics, obstacle=line.entry.id, **fields)

    for outcome in model.outcomes:
        place, told = str(outcome.rank), {member.id for member in outcome.entry.members if not is_held(member)}
        why = " | ".join(why for finding, why in outcome.why if finding in told)
        yield row("strategy", place, outcome.entry, outcome.prevalence, why_strategic=why, deemed_by=outcome.deemed_by)
        yield from obstacles("strategy", f"{place}.", outcome.obstacles, outcome=outcome.entry.id)
        yield from metrics("strategy", place, outcome.metrics, outcome=outcome.entry.id)
    for number, line in enumerate(model.enhancement_lines, 1):
        yield row("enhancement lane", f"e{number}", line.entry, line.prevalence, outcome=" ".join(line.serves))
        yield from metrics("enhancement lane", f"e{number}", line.metrics)
    yield from obstacles("not linked yet", "u", model.unlinked_obstacles)
    yield from metrics("not linked yet", "u", model.unlinked_metrics)


def _entry(entry: Entry, sources: Sources) -> dict[str, Any]:
    quotes = sources.quotes(entry.members)
    lead = entry.lead.finding
    fields: dict[str, Any] = {
        "entry": entry.id, "kind": entry.kind, "level": entry.level or "", "statement": f"({HELD})" if is_held_back(entry) else entry.statement,
        "departments": "; ".join(dict.fromkeys(member.finding.department for member in entry.members if member.finding.department)),
        "flags": " ".join(dict.fromkeys(flag for member in entry.members for flag in member.flags)),
        "findings": " ".join(member.id for member in entry.members),
        "quotes": " | ".join(f"\u201c{quote.words}\u201d ({quote.speaker}, {quote.place})" for quote in quotes),
    }  # fmt: skip
    if isinstance(lead, Obstacle) and not is_held(entry.lead):
        fields |= {"cause": lead.cause or "", "nature": lead.nature or ""}
    return fields


def _prevalence(prevalence: Prevalence) -> dict[str, Any]:
    return {
        "said_in": prevalence.n, "of": prevalence.of, "interval_low": f"{prevalence.low:.4f}", "interval_high": f"{prevalence.high:.4f}",
        "too_thin": "yes" if prevalence.too_thin else "no", "organisations": "; ".join(prevalence.organisations),
    }  # fmt: skip


def _effect(effect: Effect | None) -> dict[str, Any]:
    if effect is None:
        return {"effect_basis": "not quantified"}
    return {
        "effect_basis": effect.basis, "effect_median": effect.median, "effect_low": effect.low, "effect_high": effect.high,
        "effect_unit": effect.unit or "", "effect_currency": effect.currency or "", "effect_per": effect.per or "",
        "effect_organisations": effect.organisations,
    }  # fmt: skip


def _metric(entry: Entry) -> dict[str, Any]:
    """Return what each organisation said of a metric, in the order of the findings."""
    told = [(member, member.finding) for member in entry.members if isinstance(member.finding, Metric)]
    columns = list(zip(*(values(metric) for _, metric in told), strict=True)) or [(), (), ()]
    now, target, size = (" | ".join(part for part in column if part) for column in columns)
    return {
        "metric": next((metric.name for member, metric in told if not is_held(member)), ""), "now": now, "target": target,
        "size": size if now or target or size else "not quantified",
        "period": " | ".join(dict.fromkeys(metric.period for _, metric in told if metric.period)),
        "basis": " | ".join(dict.fromkeys(metric.basis for _, metric in told)),
    }  # fmt: skip


def write_json(model: SegmentModel) -> str:
    """Return the whole model, ``analyzer.segment/1``; wordings that are held back are null there and listed under ``held_back``."""
    held = held_back(model)
    silent = {item.id for item in held} | {member.id for entry in entries_of(model) for member in entry.members if is_held(member)}
    whole = {
        "schema": "analyzer.segment/1", **_withheld(model.model_dump(mode="json"), silent),
        "held_back": [{"id": item.id, "statement": item.statement if isinstance(item, Entry) else item.finding.statement} for item in held],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


WORDED = ("statement", "original_statement", "why_strategic", "cause", "name", "beneficiary")
"""Fields in which an extractor or a person words something."""


def _withheld(value: Any, silent: set[str]) -> Any:
    """Return the value with the wordings of these findings and entries null."""
    if isinstance(value, list):
        return [_withheld(part, silent) for part in value]
    if not isinstance(value, dict):
        return value
    kept = {name: _withheld(part, silent) for name, part in value.items()}
    if value.get("id") in silent:
        kept |= {name: None for name in WORDED if name in value}
    if isinstance(value.get("finding"), dict) and value["finding"].get("id") in silent:
        kept["original_statement"] = None
    if "why" in value:
        kept["why"] = [[finding, None if finding in silent else why] for finding, why in value["why"]]
    return kept
