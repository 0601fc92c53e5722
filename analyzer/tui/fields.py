"""Fields of a finding as people type them: in the form of the screen, in the line prompt.

In: what was typed. Out: the value a decision holds. Always true: what cannot be read is refused with what could be typed; a missing
value is None, never 0. Knows no ``textual``, so the line prompt may use it.
"""

from typing import Any, get_args

from analyzer.language.quantities import quantities, to_quantity
from analyzer.records import Basis, Direction, Kind, Level, MetricRole, Nature, Quantity
from analyzer.tui.words import FIELD_NAMES, quantity_words

CALLERS = {"customer": "stated", "reader": "inferred"}
"""Who calls an outcome strategic, as people type it."""
CHOICES: dict[str, tuple[str, ...]] = {
    "level": get_args(Level), "nature": get_args(Nature), "direction": get_args(Direction), "role": get_args(MetricRole),
    "basis": get_args(Basis), "deemed_by": tuple(CALLERS),
}  # fmt: skip
QUANTITIES = ("value", "baseline", "target", "money")
FIELDS: dict[Kind, tuple[str, ...]] = {
    "outcome": ("level", "department", "why_strategic", "deemed_by", "beneficiary"),
    "obstacle": ("level", "department", "cause", "nature"),
    "metric": ("level", "department", "name", "role", "direction", "value", "baseline", "target", "money", "period", "basis"),
}
"""What a form asks for, by kind, in the order it asks."""
NEEDED = frozenset({"name", "basis"})


def read_value(name: str, typed: str) -> Any:
    """Return what was typed into a field as its value; None for an empty one. ValueError says what could be typed."""
    if not typed:
        if name in NEEDED:
            raise ValueError(f"{FIELD_NAMES.get(name, name)}: cannot be empty")
        return None
    if name in CHOICES:
        matching = [choice for choice in CHOICES[name] if choice.startswith(typed.casefold())]
        if len(matching) != 1:
            raise ValueError(f"{FIELD_NAMES.get(name, name)}: one of {', '.join(CHOICES[name])}")
        return CALLERS.get(matching[0], matching[0]) if name == "deemed_by" else matching[0]
    if name in QUANTITIES:
        found = quantities(typed)
        if len(found) != 1:
            raise ValueError(f"{FIELD_NAMES.get(name, name)}: a number with its unit, such as 4 days or 2 million dollars")
        return to_quantity(found[0]).model_dump(mode="json")
    return typed


def written(name: str, value: Any) -> str:
    """Return a value as people would type it; empty where there is none."""
    if isinstance(value, Quantity):
        return quantity_words(value)
    if name == "deemed_by":
        return next((who for who, code in CALLERS.items() if code == value), "")
    return str(value or "")
