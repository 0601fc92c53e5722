"""What a label file says: the models of ``cases/<case>/gold.yaml`` and their JSON schema for editors.

In: YAML text. Out: ``GoldFile`` and its parts, exactly as a labeller wrote them. Always true: quotes are the anchor, no
offset is ever written down; a value nobody stated is left out or the word ``none``, never zero; unknown fields are refused.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from analyzer.errors import EvaluateError, describe_fault
from analyzer.evaluate.results import Split
from analyzer.records import Direction, Kind, Level, LinkType, MetricRole, Record

SCHEMA_FILE = "gold.schema.json"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where PyYAML was built with it: ten times faster."""


def _read_amount(value: object) -> object:
    # Labellers may write 11, "11" or none; a float becomes the decimal it was typed as, not its binary neighbour.
    if isinstance(value, str) and value.strip().casefold() in ("none", "null", ""):
        return None
    return str(value) if isinstance(value, float) else value


Amount = Annotated[Decimal | None, BeforeValidator(_read_amount, json_schema_input_type=float | str | None)]


class GoldRange(Record):
    """A value said as a range: "between three and five days"."""

    low: Decimal
    high: Decimal

    @model_validator(mode="after")
    def check_order(self) -> Self:
        """Refuse a range that ends before it begins."""
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


class GoldMetric(Record):
    """The fields of a metric, figures in full (2000000, not 2): what was said, not what follows from it."""

    name: str = Field(min_length=1)
    """What is measured, e.g. days to close the books."""
    role: MetricRole | None = None
    direction: Direction | None = None
    """Which way the customer wants it to go; left out where it was not said."""
    value: Amount | GoldRange = None
    """A number or a range; left out, or ``none``, where the customer put no number on it."""
    low: Amount = None
    """With ``high``: a value that is a range."""
    high: Amount = None
    baseline: Amount | GoldRange = None
    """Where it stands or stood, in the same unit."""
    target: Amount | GoldRange = None
    unit: str | None = None
    """Singular: percent, day, hour, person, ledger, ... or a currency code such as USD."""
    currency: str | None = None
    """ISO 4217, where the unit does not already say it."""
    period: str | None = None
    """Per what or by when, as said: a month, by year end."""

    @model_validator(mode="after")
    def check_value(self) -> Self:
        """Refuse half a range and a value given twice."""
        if (self.low is None) != (self.high is None):
            raise ValueError("low and high belong together")
        if self.low is not None and self.value is not None:
            raise ValueError("give value or low and high, not both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self

    @property
    def stated(self) -> tuple[Decimal, Decimal] | None:
        """The value as (low, high); None where none was said."""
        return (self.low, self.high) if self.low is not None and self.high is not None else ends(self.value)

    @property
    def numberless(self) -> bool:
        """Whether the customer put no number on it at all."""
        return self.stated is None and self.baseline is None and self.target is None


def ends(amount: Decimal | GoldRange | None) -> tuple[Decimal, Decimal] | None:
    """Return both ends of an amount (equal where it is no range), None for none."""
    if isinstance(amount, GoldRange):
        return amount.low, amount.high
    return None if amount is None else (amount, amount)


class GoldLink(Record):
    """From the item that holds it to another item of the same file."""

    type: LinkType
    to: str


class GoldItem(Record):
    """One thing a good extraction finds."""

    id: str = Field(pattern=r"^[A-Za-z0-9_.-]+$")
    kind: Kind
    statement: str = Field(min_length=1)
    """One sentence in the customer's terms."""
    quotes: tuple[str, ...] = Field(min_length=1)
    """Verbatim, each inside one turn of a customer; the first is the main one, the others are equally good."""
    turn: int | None = None
    """0-based turn as our reader counts; only where a quote occurs more than once."""
    level: Level | None = None
    required: bool = True
    """False where a careful reader may leave it out: finding it earns nothing, missing it costs nothing."""
    links: tuple[GoldLink, ...] = ()
    theme: str | None = Field(None, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Name of what other interviews of the segment say too (items of one kind that are one thing); left out where nobody else says it."""
    metric: GoldMetric | None = None
    note: str = ""
    """For the next labeller; not read by the program."""

    @model_validator(mode="after")
    def check_metric(self) -> Self:
        """Refuse a metric without its fields and metric fields on anything else."""
        if (self.kind == "metric") != (self.metric is not None):
            raise ValueError("an item of kind metric has `metric:`, and no other item has it")
        return self


class GoldDistractor(Record):
    """Something that sounds like a finding and must not become one; of any speaker."""

    quote: str = Field(min_length=1)
    why: str = Field(min_length=1)


class GoldFile(Record):
    """The labels of one interview."""

    schema_version: Literal[1]
    case: str
    """Name of the folder the file lies in."""
    split: Split
    transcript: str
    """Path from this file to the transcript as a user would drop it."""
    segment: str | None = None
    organisation: str | None = None
    customer_speakers: tuple[str, ...] = Field(min_length=1)
    """Names or labels as in the transcript; only their words are evidence."""
    interviewer_speakers: tuple[str, ...] = ()
    """Ours and vendors': never evidence."""
    labellers: tuple[str, ...] = Field(min_length=1)
    """Who labelled, in plain words (a language model is called one)."""
    guide_version: str | int | float
    """Of GUIDE.md."""
    notes: str = ""
    items: tuple[GoldItem, ...] = ()
    """Empty for an interview with nothing to find."""
    distractors: tuple[GoldDistractor, ...] = ()


def read_gold(text: str, name: str) -> GoldFile:
    """Return the labels in this YAML text; EvaluateError says which field of ``name`` is wrong and why."""
    hint = f"GUIDE.md and {SCHEMA_FILE} say what a label file holds"
    try:
        content: Any = _load_yaml(text)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f" line {min(place.line + 1, len(text.splitlines()))}" if place is not None else ""
        raise EvaluateError(f"{name}{line}: not valid YAML: {getattr(error, 'problem', None) or error}", hint) from error
    if not isinstance(content, dict):
        raise EvaluateError(f"{name}: holds no labels", hint)
    try:
        return GoldFile.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise EvaluateError(f"{name}: {describe_fault(first, _name_items(first['loc'], content))}", hint) from error


def _name_items(place: Sequence[object], content: Mapping[str, Any]) -> list[object]:
    """Return where a fault lies with the item's own id instead of its number, as a labeller sees it."""
    listed = content.get(str(place[0])) if place else None
    number = place[1] if len(place) > 1 else None
    if not (isinstance(listed, list) and isinstance(number, int) and isinstance(listed[number], dict) and isinstance(listed[number].get("id"), str)):
        return list(place)
    return [listed[number]["id"], *place[2:]]


def _load_yaml(text: str) -> Any:
    loader = _LOADER(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def gold_schema() -> dict[str, Any]:
    """Return the JSON schema (2020-12) of a label file, for editors that check YAML while it is typed."""
    schema = GoldFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Labels of one interview"}
