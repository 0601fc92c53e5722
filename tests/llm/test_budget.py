"""Limits hold before they are passed, and unknown prices are not zero."""

import pytest

from analyzer.errors import BudgetError
from analyzer.llm.budget import Budget, Price, price_of


def test_prices_are_found_by_name_with_and_without_date_and_never_guessed() -> None:
    mini = price_of("openai:gpt-4o-mini")
    assert mini is not None
    assert price_of("openai:gpt-4o-mini-2024-07-18") == mini
    assert price_of("openai:gpt-4o-2024-08-06") == price_of("openai:gpt-4o")
    assert price_of("openai:gpt-4o-mini-audio") is None
    assert price_of("openai:local") is None
    assert price_of("ollama:gpt-4o") is None


def test_an_unknown_price_costs_none() -> None:
    budget = Budget(max_cost=0.0)
    assert budget.settle(budget.reserve(1000, 1000), 900, 10, 1.0).cost is None
    assert budget.used.cost is None


def test_requests_in_flight_count_at_their_worst_case() -> None:
    budget = Budget(price=Price(1.0, 1.0), max_cost=0.003)
    first = budget.reserve(1000, 1000)
    with pytest.raises(BudgetError):
        budget.reserve(1000, 1000)
    budget.settle(first, 500, 100, 0.5)
    assert budget.used.cost == pytest.approx(0.0006)
    budget.reserve(1000, 1000)


def test_tokens_and_time_are_limits_too() -> None:
    with pytest.raises(BudgetError, match="1000 tokens"):
        Budget(max_tokens=1000).reserve(900, 200)
    now = [0.0]
    budget = Budget(max_seconds=60, clock=lambda: now[0])
    budget.reserve(1, 1)
    now[0] = 61.0
    with pytest.raises(BudgetError, match="60 seconds"):
        budget.reserve(1, 1)
