"""What the model is to answer, step by step: small plain items that any server's schema support can hold.

In: nothing. Out: the item classes and their ``Wire``. Always true: an item points at numbered sentences and copies a
quote; everything in it is a claim until code has compared it with the source.
"""

import hashlib
from typing import Literal

from pydantic import BaseModel, ConfigDict

from analyzer.llm.wire import Wire


class StatedItem(BaseModel):
    """An outcome or an obstacle."""

    # The order of the fields is the order in which the model thinks: what it looks for, the words, their place, the reading. With the
    # place first, a small model takes every tenth sentence and quotes whatever stands there.
    # Two numbers and no list of them: a small model that begins a list of sentences counts on to the last one.
    # What the fields mean is in the prompt, not here: servers differ in whether the model sees descriptions.
    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: Literal["outcome", "obstacle"]
    quote: str
    first: int
    last: int
    statement: str
    whose: Literal["customer", "vendor", "somebody else"]
    level: Literal["strategic", "operational", "tactical"]
    nature: Literal["process", "data", "system", "people", "policy", "market", "hand-off", "none"]
    why: str


class MetricItem(BaseModel):
    """A measure and its values, each as said."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    quote: str
    first: int
    last: int
    name: str
    value: str
    baseline: str
    target: str
    role: Literal["target", "actual", "gap", "cost"]
    direction: Literal["increase", "decrease", "maintain", "unclear"]
    period: str


class LinkItem(BaseModel):
    """Two labels of the list that belong together."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    source: str
    target: str


class CheckItem(BaseModel):
    """Whether the words a finding rests on carry it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    label: str
    carried: Literal["yes", "partly", "no"]
    whose: Literal["customer", "vendor", "somebody else"]
    led: Literal["yes", "no"]


STATED = Wire("findings", StatedItem)
METRICS = Wire("metrics", MetricItem)
LINKS = Wire("links", LinkItem)
CHECKS = Wire("checks", CheckItem)


def schema_hash() -> str:
    """Return one hash (12 hex digits) for the shapes of all answers."""
    return hashlib.sha256("".join(wire.hash for wire in (STATED, METRICS, LINKS, CHECKS)).encode()).hexdigest()[:12]
