from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.records import Product, ProductRole, Role, SegmentModel
from analyzer.segment.roles import smallest_cover
from tests.segment.making import Hearing

PRODUCTS = [Product(id=name, name=name.title()) for name in ("ledger", "payer", "planner")]


def model_with(*roles: tuple[str, str, Role], products: list[Product] = PRODUCTS) -> SegmentModel:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("cash", talk)
    hearing.obstacle("one", talk, outcome)
    hearing.obstacle("two", talk, outcome)
    return hearing.model(products=products, roles=[ProductRole(product=product, obstacle=obstacle, role=role) for product, obstacle, role in roles])


def test_one_product_for_all_obstacles_is_a_single_solution() -> None:
    model = model_with(("ledger", "e_one", "leads"), ("payer", "e_one", "contributes"), ("ledger", "e_two", "enables"))
    solution = model.outcomes[0].solution
    assert solution is not None
    assert (solution.how, solution.products) == ("single", ("ledger",))


def test_several_products_are_an_integrated_one() -> None:
    solution = model_with(("ledger", "e_one", "leads"), ("payer", "e_two", "leads")).outcomes[0].solution
    assert solution is not None
    assert (solution.how, solution.products) == ("integrated", ("ledger", "payer"))


def test_an_obstacle_no_product_covers_is_a_gap_and_the_role_none_covers_nothing() -> None:
    solution = model_with(("ledger", "e_one", "leads"), ("payer", "e_two", "none")).outcomes[0].solution
    assert solution is not None
    assert (solution.how, solution.products, solution.uncovered) == ("uncovered", ("ledger",), ("e_two",))


def test_roles_of_unknown_products_count_nothing_and_findings_stand_for_their_entry() -> None:
    model = model_with(("ghost", "e_one", "leads"), ("ledger", "f_two", "leads"))
    assert model.roles == (ProductRole(product="ledger", obstacle="e_two", role="leads"),)


def test_without_products_nothing_is_said_about_solutions() -> None:
    assert model_with(products=[]).outcomes[0].solution is None


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=2), st.sets(st.sampled_from("abcdef"), min_size=1), max_size=6))
def test_no_smaller_set_of_products_covers_all(covering: dict[str, set[str]]) -> None:
    found = smallest_cover(covering)
    assert all(set(found) & products for products in covering.values())
    for smaller in range(len(found)):
        assert not any(all(set(chosen) & products for products in covering.values()) for chosen in combinations("abcdef", smaller))
    same_size = [chosen for chosen in combinations("abcdef", len(found)) if all(set(chosen) & products for products in covering.values())]
    assert found == min(same_size)
