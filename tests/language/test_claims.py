"""The guard for statements."""

import pytest

from analyzer.language.claims import unsupported_claims

SLICE = "It takes nine, no sorry, eleven days, and we can't trust 18 percent of the balances, that is $2.4 million since 2023, 40 nurses."


@pytest.mark.parametrize(
    "statement",
    [
        "Closing takes 11 days.",
        "Eleven days to close, $2.4m at stake since 2023.",
        "18% of balances cannot be trusted.",
        "Forty people are affected.",
        "There is no trust in the balances.",
        "One system for all, a first step.",
        "Closing takes less than 11 days.",
    ],
)
def test_carried(statement: str) -> None:
    assert unsupported_claims(statement, ["We close late.", SLICE]) == []


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("Closing takes 9 days.", ["9 days"]),
        ("Closing takes 11 weeks.", ["11 weeks"]),
        ("80 percent of the balances", ["80 percent"]),
        ("18 percentage points", ["18 percentage points"]),
        ("2.4 million euros", ["2.4 million euros"]),
        ("by 2027", ["2027"]),
        ("50 nurses at 3 sites", ["50 nurses", "3 sites"]),
        ("It doubled.", ["doubled"]),
        ("They never close.", ["never"]),
    ],
)
def test_not_carried(statement: str, missing: list[str]) -> None:
    assert unsupported_claims(statement, [SLICE]) == missing


def test_a_negation_needs_one_in_the_slices() -> None:
    assert unsupported_claims("Planners don't trust it without proof", ["planners trust it"]) == ["don't", "without"]
    assert unsupported_claims("Nobody owns it", ["nobody owns the master data"]) == []


def test_a_range_is_carried_whole_or_as_a_limit() -> None:
    said = ["the interfaces drop between 3 and 5 percent"]
    assert unsupported_claims("3-5% are dropped", said) == []
    assert unsupported_claims("up to 5% are dropped", said) == []
    assert unsupported_claims("5% are dropped", said) == ["5%"]


def test_nothing_is_carried_by_nothing() -> None:
    assert unsupported_claims("11 days", []) == ["11 days"]
    assert unsupported_claims("Close faster.", []) == []
