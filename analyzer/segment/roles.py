"""Product roles: which products serve an outcome, alone or together, and which obstacles no product covers.

In: the roles people gave products on obstacles. Out: roles of this segment, ``Solving`` an outcome. Always true: roles are
entered by people; "none" covers nothing; the set of products is the smallest that covers every obstacle that is covered.
"""

from collections.abc import Mapping, Sequence

from analyzer.records import ObstacleLine, Product, ProductRole, Solving


def roles_here(obstacles: Sequence[ObstacleLine], products: Sequence[Product], roles: Sequence[ProductRole]) -> tuple[ProductRole, ...]:
    """Return the roles of declared products on these obstacles, by entry id also where a finding's id was given."""
    home = {identifier: line.entry.id for line in obstacles for identifier in (line.entry.id, *(member.id for member in line.entry.members))}
    known = {product.id for product in products}
    found = {(role.product, home[role.obstacle]): role.role for role in roles if role.product in known and role.obstacle in home}
    return tuple(ProductRole(product=product, obstacle=obstacle, role=role) for (product, obstacle), role in sorted(found.items()))


def solve(obstacles: Sequence[ObstacleLine], roles: Sequence[ProductRole]) -> Solving:
    """Return the smallest set of products that removes these obstacles: one is single, several are integrated."""
    covering: dict[str, set[str]] = {line.entry.id: set() for line in obstacles}
    for role in roles:
        if role.role != "none" and role.obstacle in covering:
            covering[role.obstacle].add(role.product)
    uncovered = tuple(sorted(obstacle for obstacle, products in covering.items() if not products))
    products = smallest_cover({obstacle: products for obstacle, products in covering.items() if products})
    if uncovered or not products:
        return Solving(how="uncovered", products=products, uncovered=uncovered)
    return Solving(how="single" if len(products) == 1 else "integrated", products=products)


def smallest_cover(covering: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return the smallest set of products with one for every obstacle; of equal ones the first by name.

    Exact minimum hitting set by branching on the obstacle with the fewest products: a portfolio has a handful of products
    an outcome, so the tree stays small; an obstacle only one product covers does not branch at all.
    """
    best: tuple[str, ...] | None = None

    def branch(left: list[set[str]], chosen: tuple[str, ...]) -> None:
        nonlocal best
        if best is not None and len(chosen) + bool(left) > len(best):
            return
        if not left:
            found = tuple(sorted(chosen))
            best = found if best is None else min(best, found, key=lambda products: (len(products), products))
            return
        fewest = min(left, key=lambda options: (len(options), sorted(options)))
        for product in sorted(fewest):
            branch([products for products in left if product not in products], (*chosen, product))

    branch(list(covering.values()), ())
    return best or ()
