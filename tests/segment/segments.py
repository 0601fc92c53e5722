"""Any segment: a strategy for hearings with outcomes, obstacles, metrics and links of every kind, sound or odd."""

from typing import Any

from hypothesis import strategies as st

from analyzer.records import Kind, LinkType, Quantity, Status
from tests.segment.making import Hearing

ORGANISATIONS = st.sampled_from(["Alm Mill", "Brook Mill", "Crane Mill", "alm  mill", None])
QUOTES = st.sampled_from(["12 days", "it costs 7 EUR", "nobody knows", "from 9 to 3 percent"])
STATUSES: st.SearchStrategy[Status] = st.sampled_from(["approved", "approved", "approved", "rejected", "open", "later", "stale"])
LINKS: st.SearchStrategy[LinkType] = st.sampled_from(["blocks", "measures", "serves", "rolls_up"])
QUANTITIES = st.none() | st.builds(
    lambda low, unit, currency, said: Quantity(low=low, high=low, unit=unit, currency=currency, said=said),
    st.sampled_from(["12", "7", "9", "3", "-3", "0.5", "x", "Infinity"]),
    st.sampled_from(["day", "percent", None]), st.sampled_from(["EUR", None]), st.sampled_from(["12", "7", "9", "3"]),
)  # fmt: skip


@st.composite
def hearings(draw: st.DrawFn) -> Hearing:
    """A hearing of up to four interviews and ten findings; links may point anywhere."""
    hearing = Hearing()
    talks = hearing.talks_in(*draw(st.lists(ORGANISATIONS, min_size=1, max_size=4)))
    names = [f"n{number}" for number in range(draw(st.integers(0, 10)))]
    kinds: dict[str, Kind] = {}
    for name in names:
        kind: Kind = draw(st.sampled_from(["outcome", "obstacle", "metric"]))
        status = draw(STATUSES)
        mates = [mate for mate, of in kinds.items() if of == kind]
        joins = draw(st.none() | st.sampled_from(mates)) if mates and status == "approved" else None
        if status == "approved" and joins is None:
            kinds[name] = kind
        hearing.hear(name, kind, draw(st.sampled_from(talks)), draw(QUOTES), status=status, joins=joins, **_fields(draw, kind, names))
    return hearing


def _fields(draw: st.DrawFn, kind: Kind, names: list[str]) -> dict[str, Any]:
    links = draw(st.lists(st.tuples(LINKS, st.sampled_from(names).map("e_{}".format)), max_size=3))
    fields: dict[str, Any] = {"links": links, "level": draw(st.sampled_from(["strategic", "operational", "tactical", None]))}
    if kind == "outcome":
        fields |= {
            "deemed_by": draw(st.sampled_from(["stated", "inferred", None])),
            "why_strategic": draw(st.sampled_from(["it keeps us alive", " ", None])),
        }
    if kind == "metric":
        fields |= {name: draw(QUANTITIES) for name in ("value", "baseline", "target", "money")}
        fields |= {
            "role": draw(st.sampled_from(["target", "actual", "gap", "cost", None])),
            "basis": draw(st.sampled_from(["stated", "stated", "derived"])),
        }
    return fields
