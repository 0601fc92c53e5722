"""Small interviews, labels and findings for the tests of the scorer, written for them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from analyzer.evaluate.case import Case, load_case
from analyzer.evaluate.gold_format import ends
from analyzer.records import Evidence, Finding, Interview, Link, Metric, Obstacle, Outcome, Provenance, Quantity, Speaker, Turn, text_version

RUN = Provenance(run="r_test", extractor="llm", model="tiny", prompt_hash="p", schema_hash="s")

TALK = (
    ("Ines", "What would a good year look like for the depots?"),
    ("Olaf", "We want to win the airport contract, that is the whole plan for the owners this year."),
    ("Ines", "So visibility is what you are missing?"),
    ("Olaf", "Not really. Tariffs sit in nine binders and only Petra can read hers, so each bid takes us twelve days."),
    ("Olaf", "I promised the owners four days by spring, because after five days the airport stops listening."),
    ("Olaf", "The login asks for four codes before I may look at a truck, it drives me mad."),
    ("Ines", "Half of our clients halve their empty miles."),
    ("Olaf", "Half would be lovely. Nobody counts the empty miles here, and we do not know what they cost."),
)


def make_interview(talk: Sequence[tuple[str, str]] = TALK, interviewer: str = "Ines") -> Interview:
    names = list(dict.fromkeys(name for name, _ in talk))
    keys = {name: f"s{number}" for number, name in enumerate(names, start=1)}
    turns: list[Turn] = []
    start = 0
    for index, (name, said) in enumerate(talk):
        turns.append(Turn(index=index, speaker=keys[name], start=start, end=start + len(said)))
        start += len(said) + 1
    text = "\n".join(said for _, said in talk)
    speakers = tuple(
        Speaker(key=keys[name], label=name, name=name, side="interviewer" if name == interviewer else "customer", side_basis="declared")
        for name in names
    )
    return Interview(
        id="i_test", version=text_version(text), title="Depots", source="depots.md", format="plain text", text=text, raw_sha256="0" * 64,
        kept_share=1.0, speakers=speakers, turns=tuple(turns),
    )  # fmt: skip


def item(name: str, kind: str, statement: str, *quotes: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "statement": statement, "quotes": list(quotes), **more}


def linked(kind: str, to: str) -> list[dict[str, str]]:
    return [{"type": kind, "to": to}]


DAYS = {"name": "days a bid takes", "role": "target", "value": "4", "target": "4", "baseline": "12", "unit": "day", "period": "by spring"}
LOGIN = "The login asks for four codes before I may look at a truck"

ITEMS: tuple[dict[str, Any], ...] = (
    item("o1", "outcome", "Win the airport contract.", "We want to win the airport contract, that is the whole plan", level="strategic"),
    item("o2", "outcome", "Bid in four days.", "I promised the owners four days by spring", level="operational", links=linked("serves", "o1")),
    item("b1", "obstacle", "Tariffs sit in nine binders.", "Tariffs sit in nine binders", level="operational", links=linked("blocks", "o2")),
    item("b2", "obstacle", "Only Petra can read her tariffs.", "only Petra can read hers", level="operational", links=linked("blocks", "o2")),
    item("b3", "obstacle", "The login asks for four codes.", LOGIN, level="tactical", required=False),
    item("b4", "obstacle", "Nobody counts the empty miles.", "Nobody counts the empty miles here", level="operational"),
    item(
        "m1",
        "metric",
        "A bid takes twelve days and should take four by spring.",
        "each bid takes us twelve days",
        "I promised the owners four days by spring",
        level="operational",
        links=linked("measures", "o2"),
        metric=DAYS,
    ),
    item("m2", "metric", "Empty miles are unknown.", "we do not know what they cost", metric={"name": "cost of empty miles", "role": "cost"}),
)

DISTRACTORS = (
    {"quote": "visibility is what you are missing", "why": "the interviewer's leading words"},
    {"quote": "Half of our clients halve their empty miles.", "why": "a vendor's claim"},
    {"quote": "Half would be lovely.", "why": "a courtesy"},
)


def gold_text(items: Sequence[dict[str, Any]] = ITEMS, distractors: Sequence[dict[str, str]] = DISTRACTORS, **fields: Any) -> str:
    labels: dict[str, Any] = {
        "schema_version": 1,
        "case": "depots",
        "split": "dev",
        "transcript": "depots.md",
        "customer_speakers": ["Olaf"],
        "interviewer_speakers": ["Ines"],
        "labellers": ["labeller A (language model)"],
        "guide_version": 1,
        "items": list(items),
        "distractors": list(distractors),
    }
    return yaml.safe_dump(labels | fields, sort_keys=False)


def write_case(suite: Path, name: str = "depots", **fields: Any) -> Path:
    folder = suite / "cases" / name
    folder.mkdir(parents=True)
    (folder / "depots.md").write_text("only its presence matters here", encoding="utf-8")
    path = folder / "gold.yaml"
    path.write_text(gold_text(**({"case": name} | fields)), encoding="utf-8")
    return path


def make_case(folder: Path, interview: Interview | None = None, name: str = "depots", **fields: Any) -> Case:
    case, problems = load_case(write_case(folder, name, **fields), lambda _: interview or make_interview())
    assert problems == []
    return case


def evidence(interview: Interview, quote: str, number: int = 1, **changes: Any) -> Evidence:
    start = interview.text.index(quote)
    turn = interview.turn_at(start)
    speaker = interview.speaker(turn.speaker)
    fields: dict[str, Any] = {
        "quote_id": f"q{number}",
        "quote": quote,
        "claimed": quote,
        "turn": turn.index,
        "start": start,
        "end": start + len(quote),
        "speaker": speaker.key,
        "side": speaker.side,
        "match": "verbatim",
    }
    return Evidence(**(fields | changes))


def finding(interview: Interview, kind: str, statement: str, *quotes: str, **fields: Any) -> Finding:
    shared: dict[str, Any] = {
        "id": "f_1", "interview": interview.id, "interview_version": interview.version, "statement": statement, "provenance": RUN,
        "evidence": tuple(evidence(interview, quote, number) for number, quote in enumerate(quotes, start=1)),
    } | fields  # fmt: skip
    if kind == "outcome":
        return Outcome(**shared)
    return Obstacle(**shared) if kind == "obstacle" else Metric(**({"name": statement} | shared))


def quantity(value: object, unit: str | None = None, **fields: Any) -> Quantity:
    return Quantity(**({"low": str(value), "high": str(value), "unit": unit, "said": str(value)} | fields))


def echo(case: Case) -> list[Finding]:
    """The labels of a case as findings: what a perfect extractor would say."""
    found: list[Finding] = []
    for one in case.items:
        gold = one.gold
        fields: dict[str, Any] = {"level": gold.level, "links": tuple(Link(type=link.type, to=f"f_{link.to}") for link in gold.links)}
        if gold.metric is not None:
            fields |= {"name": gold.metric.name, "role": gold.metric.role, "direction": gold.metric.direction, "period": gold.metric.period}
            for field, amount in (("value", gold.metric.stated), ("target", ends(gold.metric.target)), ("baseline", ends(gold.metric.baseline))):
                fields[field] = amount and quantity(amount[0], gold.metric.unit, high=str(amount[1]))
        found.append(finding(case.interview, gold.kind, gold.statement, *gold.quotes, id=f"f_{gold.id}", **fields))
    return found
