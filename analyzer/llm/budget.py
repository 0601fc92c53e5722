"""What a run may cost: money, tokens and time, checked before each request.

In: limits, the model's name and settings, what each request used. Out: ``Budget``, ``price_for`` and ``price_of``. Always
true: a request whose worst case would pass a limit is not sent (BudgetError); a model without a known price costs None,
never 0; a price somebody set goes before the list's, and the list says how old it is.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from analyzer.config import ModelSettings
from analyzer.errors import BudgetError
from analyzer.llm.connection import split_name
from analyzer.records import Usage


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens."""

    prompt: float
    completion: float
    source: str = "[model] price_in and price_out"
    """Where the price comes from, for people."""

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return US dollars for this many tokens."""
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / 1_000_000


LIST_AS_OF = "September 2025"
_LIST = f"OpenAI's list as of {LIST_AS_OF}"
_PRICES = {
    "gpt-4o": (2.50, 10.00), "gpt-4o-mini": (0.15, 0.60),
    "gpt-4.1": (2.00, 8.00), "gpt-4.1-mini": (0.40, 1.60), "gpt-4.1-nano": (0.10, 0.40),
    "gpt-5": (1.25, 10.00), "gpt-5-mini": (0.25, 2.00), "gpt-5-nano": (0.05, 0.40),
    "o3": (2.00, 8.00), "o4-mini": (1.10, 4.40),
}  # fmt: skip
"""US dollars for a million tokens sent and answered. Prices change: whoever pays checks them, or sets their own."""


def price_for(settings: ModelSettings) -> Price | None:
    """Return the price somebody set, else the list's for the model; None where neither is known."""
    if settings.price_in is not None and settings.price_out is not None:
        return Price(settings.price_in, settings.price_out)
    return price_of(settings.name) if settings.name else None


def price_of(model: str) -> Price | None:
    """Return the list price of ``provider:name`` (as in ``open_chat``), dated versions included; None for other providers and unknown names."""
    provider, name = split_name(model)
    if provider != "openai":
        return None
    undated = name
    while undated and undated not in _PRICES:
        undated, dash, tail = undated.rpartition("-")
        if not dash or not tail.isdigit():
            return None
    return Price(*_PRICES[undated], _LIST) if undated else None


@dataclass
class Hold:
    """What one request in flight may cost at most."""

    tokens: int
    cost: float


class Budget:
    """Limits of one run; every request is reserved at its worst case first and settled with what it used."""

    def __init__(
        self, *, price: Price | None = None, max_cost: float | None = None, max_tokens: int | None = None,
        max_seconds: float | None = None, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.price = price
        """None where the model's price is not known: then ``max_cost`` cannot hold, and whoever starts the run says so."""
        self.max_cost = max_cost
        self.max_tokens = max_tokens
        self.used = Usage()
        self._clock = clock
        self._ends = None if max_seconds is None else clock() + max_seconds
        self._max_seconds = max_seconds
        self._held: list[Hold] = []

    def seconds_left(self) -> float | None:
        """Return the seconds until the run's deadline, None where it has none."""
        return None if self._ends is None else self._ends - self._clock()

    def reserve(self, prompt_tokens: int, completion_tokens: int) -> Hold:
        """Set aside what a request may use at most; raises BudgetError, naming the limit, where it does not fit."""
        left = self.seconds_left()
        if left is not None and left <= 0:
            raise BudgetError(f"the run's {_time(self._max_seconds or 0)} are used up", "run the same command again: it goes on where it stopped")
        hold = Hold(prompt_tokens + completion_tokens, self.price.cost(prompt_tokens, completion_tokens) if self.price else 0.0)
        tokens = self.used.prompt_tokens + self.used.completion_tokens + sum(held.tokens for held in self._held) + hold.tokens
        if self.max_tokens is not None and tokens > self.max_tokens:
            raise BudgetError(f"the next request could pass the run's {self.max_tokens} tokens", "raise the limit and run the same command again")
        cost = (self.used.cost or 0.0) + sum(held.cost for held in self._held) + hold.cost
        if self.max_cost is not None and self.price is not None and cost > self.max_cost:
            raise BudgetError(
                f"the next request could cost more than the run's {self.max_cost:.2f} USD ({self.used.cost or 0.0:.4f} used so far)",
                "run it again with a higher --max-cost: it goes on where it stopped",
            )
        self._held.append(hold)
        return hold

    def settle(self, hold: Hold, prompt_tokens: int, completion_tokens: int, seconds: float) -> Usage:
        """Give back the hold, book what was used and return it; the cost is None where the price is not known."""
        self._held.remove(hold)
        cost = self.price.cost(prompt_tokens, completion_tokens) if self.price else None
        usage = Usage(prompt_tokens=prompt_tokens, completion_tokens=completion_tokens, requests=1, seconds=seconds, cost=cost)
        self.used = self.used + usage
        return usage


def _time(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds <= 120 else f"{seconds / 60:.0f} minutes"
