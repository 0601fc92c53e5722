"""How far two readers agree: the first labelling of an interview (``gold.yaml``) against a second, independent one (``second.yaml``).

In: a suite's folder. Out: ``Agreement`` an interview, and their table (``python -m analyzer.evaluate.agreement evals``). Always true: the
second reader's items are judged by the very rules that judge an extractor; a labelling agrees fully with itself; figures of several
interviews come from their summed counts and sentences.

Alpha is Krippendorff's (``review.reliability``). A unit is a sentence of a customer's turn; its value is the set of kinds that have a
quote on it (``none`` the empty set, "outcome + metric" a value like any other), so readers agree on a sentence only if they give it all the
same kinds. Beside it stands an alpha for each kind, present or absent, and one for labelled or not, whatever the kind.
"""

import sys
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from analyzer.errors import AnalyzerError, EvaluateError
from analyzer.evaluate.case import GOLD_FILE, Case, PlacedItem, load_case
from analyzer.evaluate.gold import CASES_FOLDER, read_transcript
from analyzer.evaluate.gold_format import GoldMetric, ends
from analyzer.evaluate.layout import Lines, Table, to_text
from analyzer.evaluate.links import count_links
from analyzer.evaluate.matching import Matching, match
from analyzer.evaluate.measures import LEVELS, METRIC_FIELDS, Counts, f1, measure, pool
from analyzer.evaluate.scores import count_fields, count_matches
from analyzer.language.sentences import sentences
from analyzer.records import FINDING, KINDS, Evidence, Finding, Interview, Kind, Link, Provenance, Quantity
from analyzer.report.phrases import count
from analyzer.review.reliability import krippendorff_alpha

SECOND_FILE = "second.yaml"

Kinds = frozenset[Kind]
"""What a reader gave a sentence; empty for none."""

_NOBODY = Provenance(run="labels", extractor="person")
_NOTHING = "-"
_MODEL = "language model"
"""What GUIDE.md asks a labeller who is one to be called."""


@dataclass(frozen=True)
class Agreement:
    """Two labellings of one interview."""

    case: str
    scored: Counts
    """As an extractor is scored: all of the second reader's items as findings, the first reader's as labels; names as in ``measures``."""
    required: Counts
    """The same without what the second reader marked optional, matched or not (the first reader's optional items never count)."""
    items: Counts
    """``K.first``, ``K.second``, ``K.shared``: items of each reader, and pairs of the same kind, optional ones too."""
    units: tuple[tuple[Kinds, Kinds], ...]
    """A pair a sentence of the customers, in the order of the transcript."""
    readers: tuple[str, ...] = ()
    """Who labelled, of both labellings."""


def compare_labellings(first: Case, second: Case) -> Agreement:
    """Return how two labellings agree; EvaluateError if they are not of the same text and customers."""
    if (first.interview.version, first.customers) != (second.interview.version, second.customers):
        raise EvaluateError(f"{first.name}: the labellings differ in transcript or customers", f"compare the heads of {GOLD_FILE} and {SECOND_FILE}")
    matching = match(first, items_as_findings(second))
    scored = count_matches(matching) + _fields_read_twice(matching, second) + count_links(matching)
    needed = {item.gold.id for item in second.items if item.gold.required}
    items = Counter(f"{item.gold.kind}.{name}" for name, case in (("first", first), ("second", second)) for item in case.items)
    items.update(f"{item.item.gold.kind}.shared" for item in matching.items if item.finding is not None and item.status != "wrong kind")
    units = tuple(zip(label_sentences(first), label_sentences(second), strict=True))
    return Agreement(first.name, scored, count_matches(_keep(matching, needed)), items, units, (*first.gold.labellers, *second.gold.labellers))


def items_as_findings(case: Case) -> list[Finding]:
    """Return the items of a labelling as an extractor would have found them, under the items' ids."""
    return [_as_finding(item, case.interview) for item in case.items]


def label_sentences(case: Case) -> list[Kinds]:
    """Return for each sentence of the customers the kinds of all items with a quote that overlaps it."""
    said = [span for span in sentences(case.interview.text) if case.interview.turn_at(span[0]).speaker in case.customers]
    places = [(item.gold.kind, place.start, place.end) for item in case.items for place in item.places]
    return [frozenset(kind for kind, first, last in places if first < end and start < last) for start, end in said]


def read_labellings(folder: Path) -> list[tuple[Case, Case]]:
    """Return (first, second) for every case of a suite that has a second labelling; EvaluateError if there is none or one is unsound."""
    paths = sorted((folder / CASES_FOLDER).glob(f"*/{SECOND_FILE}"))
    if not paths:
        raise EvaluateError(f"{folder}: no {CASES_FOLDER}/*/{SECOND_FILE} there", "label a case again by GUIDE.md, without sight of the first labels")
    return [(_load(path.with_name(GOLD_FILE)), _load(path)) for path in paths]


def render(agreements: Sequence[Agreement]) -> str:
    """Return the figures for a terminal: by kind over all interviews, then by interview."""
    scored, required, items = (pool(counts) for counts in zip(*((one.scored, one.required, one.items) for one in agreements), strict=True))
    units = [unit for one in agreements for unit in one.units]
    header = ("", "first", "second", "shared", "F1", "F1 required", "F1 all items", "alpha")
    kinds = [_row(f"{kind}s", (kind,), scored, required, items, [(kind in one, kind in other) for one, other in units]) for kind in KINDS]
    kinds.append(_row("all", KINDS, scored, required, items, units))
    cases = [_row(one.case, KINDS, one.scored, one.required, one.items, one.units) for one in agreements]
    figures = measure(scored)
    labelled = krippendorff_alpha((bool(one), bool(other)) for one, other in units)
    levelled = sum(number for name, number in scored.items() if name.startswith("level."))
    same = sum(scored.get(f"level.{level}.{level}", 0) for level in LEVELS)
    fields = ", ".join(f"{field} {scored.get(f'metric.{field}.exact', 0)} of {scored.get(f'metric.{field}.all', 0)}" for field in METRIC_FIELDS)
    rest = (
        (f"{count(len(units), 'sentence')} of customers; alpha for labelled or not, whatever the kind: {_show(labelled)}", ""),
        (f"levels of shared items: {same} of {levelled} the same, Cohen's kappa {_show(figures['level.kappa'])}", ""),
        (f"fields of shared metrics, exact: {fields}", ""),
        (f"links between shared items: F1 {_show(figures['links.f1_matched'])}", ""),
        ("F1: the second reader is scored like an extractor, so splitting an item in two costs nothing", ""),
        ("F1 required: the same without what either reader calls optional. F1 all items: shared pairs against all items, splits count", ""),
        *_warn(agreements),
    )
    title = f"Agreement of two labellings of {count(len(agreements), 'interview')}"
    return to_text([Table(title, header, tuple(kinds)), Table("By interview", header, tuple(cases)), Lines("", rest)])


def main(arguments: Sequence[str]) -> int:
    """Print the agreement of the suite in the folder named; 0, or 2 for a wrong call or a suite that cannot be compared."""
    try:
        if len(arguments) != 1:
            raise EvaluateError("one folder of a suite is needed", "python -m analyzer.evaluate.agreement evals")
        sys.stdout.write(render([compare_labellings(first, second) for first, second in read_labellings(Path(arguments[0]))]))
    except AnalyzerError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _warn(agreements: Sequence[Agreement]) -> Iterator[tuple[str, str]]:
    readers = sorted({reader for one in agreements for reader in one.readers})
    yield f"readers: {'; '.join(readers)}", ""
    if any(_MODEL in reader for reader in readers):
        yield "language models under one guide: this says how clear the guide is, not how people would label", ""


def _load(path: Path) -> Case:
    try:
        case, problems = load_case(path, read_transcript)
    except EvaluateError as error:  # it calls every label file gold.yaml
        raise EvaluateError(f"{path}: {error.message.removeprefix(f'{GOLD_FILE}: ')}", error.hint) from error
    if problems:
        raise EvaluateError(f"{path}: {problems[0]}", "correct the labels")
    return case


def _fields_read_twice(matching: Matching, second: Case) -> Counter[str]:
    """Count metric fields and levels that agree; a direction only where the second reader gave any at all."""
    counts = count_fields(matching)
    if not any(item.gold.metric and item.gold.metric.direction for item in second.items):
        counts = Counter({name: count for name, count in counts.items() if not name.startswith("metric.direction")})
    return counts


def _keep(matching: Matching, ids: set[str]) -> Matching:
    """Return the matching without the findings of other ids and the items these hit."""
    items = tuple(item for item in matching.items if item.finding is None or item.finding.finding.id in ids)
    return Matching(matching.case, items, tuple(one for one in matching.findings if one.finding.id in ids), matching.distractors_hit)


def _as_finding(item: PlacedItem, interview: Interview) -> Finding:
    gold = item.gold
    evidence = tuple(
        Evidence(
            quote_id=f"q{number}", quote=(said := interview.text[place.start : place.end]), claimed=said, turn=place.turn, start=place.start,
            end=place.end, speaker=interview.turns[place.turn].speaker, side="customer", match="verbatim",
        )
        for number, place in enumerate(item.places, start=1)
    )  # fmt: skip
    fields: dict[str, object] = {
        "kind": gold.kind, "id": gold.id, "interview": interview.id, "interview_version": interview.version, "statement": gold.statement,
        "evidence": evidence, "level": gold.level, "links": tuple(Link(type=link.type, to=link.to) for link in gold.links), "provenance": _NOBODY,
    }  # fmt: skip
    return FINDING.validate_python(fields | (_metric_fields(gold.metric) if gold.metric else {}))


def _metric_fields(metric: GoldMetric) -> dict[str, object]:
    amounts = {"value": metric.stated, "baseline": ends(metric.baseline), "target": ends(metric.target)}
    quantities = {field: _quantity(amount, metric) for field, amount in amounts.items()}
    return quantities | metric.model_dump(include={"name", "role", "direction", "period"})


def _quantity(amount: tuple[Decimal, Decimal] | None, metric: GoldMetric) -> Quantity | None:
    return Quantity(low=str(amount[0]), high=str(amount[1]), unit=metric.unit, currency=metric.currency, said="") if amount else None


def _row(
    name: str, kinds: Sequence[Kind], scored: Counts, required: Counts, items: Counts, units: Iterable[tuple[Hashable, Hashable]]
) -> tuple[str, ...]:
    first, second, shared = (sum(items.get(f"{kind}.{count}", 0) for kind in kinds) for count in ("first", "second", "shared"))
    scope = kinds[0] if len(kinds) == 1 else "all"
    figures = (measure(scored)[f"{scope}.f1"], measure(required)[f"{scope}.f1"], f1(shared, first, second), krippendorff_alpha(units))
    return (name, str(first), str(second), str(shared), *map(_show, figures))


def _show(figure: float | None) -> str:
    return _NOTHING if figure is None else f"{figure:.2f}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
