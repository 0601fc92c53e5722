"""Limits hold before they are passed, and unknown prices are not zero."""

import pytest

from analyzer.config import ModelSettings
from analyzer.errors import BudgetError
from analyzer.llm.budget import LIST_AS_OF, Budget, Price, price_for, price_of


def test_prices_are_found_by_name_with_and_without_date_and_never_guessed() -> None:
    mini = price_of("openai:gpt-4o-mini")
    assert mini is not None
    assert price_of("openai:gpt-4o-mini-2024-07-18") == mini
    assert price_of("openai:gpt-4o-2024-08-06") == price_of("openai:gpt-4o")
    assert price_of("openai:gpt-4o-mini-audio") is None
    assert price_of("openai:local") is None
    assert price_of("ollama:gpt-4o") is None


def test_a_price_somebody_set_goes_before_the_lists_and_the_list_tells_its_age() -> None:
    listed = price_for(ModelSettings(name="gpt-4o-mini"))
    assert listed == price_of("gpt-4o-mini")
    assert listed is not None
    assert LIST_AS_OF in listed.source
    own = price_for(ModelSettings(name="gpt-4o-mini", price_in=3.0, price_out=0.0))
    assert own is not None
    assert (own.cost(1_000_000, 1_000_000), LIST_AS_OF in own.source) == (3.0, False)
    assert price_for(ModelSettings(name="local", price_in=0.0, price_out=0.0)) == Price(0.0, 0.0)
    assert price_for(ModelSettings(name="local")) is None


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
