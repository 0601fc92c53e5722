"""What people add to the segment model: products, their roles, returns, priorities.

In: nothing. Out: ``Product``, ``ProductRole``, ``Solution``, ``ReturnValue``, ``Priority``. Always true: entered by people,
never by a model; each refers to entries by id.
"""

from typing import Literal

from analyzer.records.base import Record
from analyzer.records.finding import Basis, Quantity

Role = Literal["leads", "contributes", "enables", "none"]


class Product(Record):
    """A product of the portfolio, declared in ``analyzer.toml``."""

    id: str
    name: str
    description: str = ""


class ProductRole(Record):
    """What a product does about an obstacle."""

    product: str
    obstacle: str
    """Entry id."""
    role: Role


class Solution(Record):
    """The products that together serve one or more outcomes."""

    id: str
    outcomes: tuple[str, ...]
    products: tuple[str, ...]
    hand_offs: tuple[str, ...] = ()


class ReturnValue(Record):
    """What serving an outcome brings back to us; entered by people, with its basis."""

    outcome: str
    kind: Literal["retention", "wallet share", "new logos", "references", "cost to serve", "position", "learning"]
    value: Quantity | None = None
    basis: Basis
    note: str = ""


class Priority(Record):
    """A product's place in the plan, with its reason."""

    product: str
    obstacle: str
    rank: int
    reason: str
