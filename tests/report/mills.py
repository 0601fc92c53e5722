"""A segment as an executive would get it: two outcomes, stated and unstated effects, a lane, loose ends, one wording held back."""

from analyzer.records import Link, Product, ProductRole, SegmentModel
from tests.segment.making import Hearing, amount


def mills(organisations: int = 5) -> Hearing:
    """Five interviews in five mills (or fewer), decided but for one finding."""
    hearing = Hearing()
    talks = hearing.talks_in(*("Alm Mill", "Brook Mill", "Crane Mill", "Dunn Mill", "Esk Mill")[:organisations])
    first, second = talks[0], talks[1]
    cash = hearing.outcome("cash", first, "we must free cash for the new silo", statement="Free cash for the new silo", deemed_by="stated",
                           why_strategic="The silo decides who gets the contract", why_quote="no silo, no contract",
                           department="Finance")  # fmt: skip
    hearing.outcome("cash2", second, "cash is what we lack", joins="cash", deemed_by="stated", why_strategic="The bank watches it")
    hearing.metric("dso", first, cash, "from 61 days to 45 days by spring", name="Days sales outstanding", direction="decrease", period="by spring",
                   baseline=amount("61", "day", said="61 days"), target=amount("45", "day", said="45 days"))  # fmt: skip
    ledger = hearing.obstacle("ledger", first, cash, "three ledgers never match", statement="Three ledgers never match", cause="no common key",
                              nature="data", department="Accounting")  # fmt: skip
    hearing.obstacle("ledger2", second, cash, "we match them by hand", joins="ledger")
    hearing.metric(
        "late", first, ledger, "that costs nine days", name="Days lost to matching", role="cost", value=amount("9", "day", said="nine days")
    )
    hearing.metric("late2", second, ledger, "about 4 days", name="Days lost to matching", joins="late", value=amount("4", "day", said="4 days"))
    hearing.obstacle("terms", second, cash, "the big bakers pay when they like", statement="Large buyers set the terms")
    hearing.outcome("calm", second, "we want a calm harvest", statement="Bring in the harvest without overtime")
    hearing.hear("button", "outcome", first, "one button less", statement="Fewer buttons", level="tactical", links=[("serves", cash)])
    hearing.obstacle("alone", second, None, "trucks queue at the gate", statement="Trucks queue at the gate")
    hearing.dangling["e_alone"] = [Link(type="blocks", to="f_waiting")]
    hearing.metric("wish", second, None, "far fewer complaints", name="Complaints")
    hearing.outcome("waiting", first, "we may sell flour online", status="open")
    return hearing


def mills_model(organisations: int = 5) -> SegmentModel:
    """The model of the mills, with two products."""
    products = [Product(id="match", name="MatchBook"), Product(id="gate", name="GateKeeper")]
    return mills(organisations).model(products=products, roles=[ProductRole(product="match", obstacle="e_ledger", role="leads")], owner="Rosa Oduya")
