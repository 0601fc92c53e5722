import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.errors import SegmentError
from analyzer.records import Product, ProductRole
from analyzer.segment import build_segment
from tests.segment.making import SLUG, Hearing
from tests.segment.segments import hearings


def small() -> Hearing:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    outcome = hearing.outcome("cash", first, department="Finance")
    hearing.outcome("again", second, joins="cash", department="finance ")
    hearing.obstacle("ledger", first, outcome, department="Sales")
    hearing.obstacle("open", first, status="open")
    hearing.obstacle("later", first, status="later")
    hearing.obstacle("no", first, status="rejected")
    hearing.obstacle("stale", first, status="stale")
    return hearing


def test_the_header_counts_interviews_organisations_and_decisions() -> None:
    model = small().model(title="Grain mills, north", owner="R. Oduya")
    assert (model.title, model.owner, model.segment) == ("Grain mills, north", "R. Oduya", SLUG)
    assert (model.interviews, model.organisations) == (2, ("Alm", "Brook"))
    assert (model.decided, model.open) == (4, 2)
    assert model.counts == {"approved": 2, "later": 1, "merged": 1, "open": 1, "rejected": 1, "stale": 1}


def test_an_empty_segment_is_a_model_too() -> None:
    model = build_segment("new-one", reviewed=(), entries=(), interviews=())
    assert (model.title, model.interviews, model.outcomes, model.open) == ("New one", 0, (), 0)


def test_records_of_other_segments_are_left_out() -> None:
    hearing = small()
    far = hearing.talk("i_far", "Far Yard", segment="shipyards")
    hearing.outcome("far", far)
    assert [line.entry.id for line in hearing.model().outcomes] == ["e_cash"]
    assert hearing.model().decided == 4


@pytest.mark.parametrize("status", ["rejected", "open", "disputed", "stale"])
def test_a_model_cannot_be_built_from_what_is_not_approved(status: str) -> None:
    hearing = small()
    (entry, *others) = hearing.entries()
    bad = entry.model_copy(update={"members": (entry.members[0].model_copy(update={"status": status}), *entry.members[1:])})
    with pytest.raises(SegmentError, match=f"f_cash is {status}") as caught:
        build_segment(SLUG, reviewed=hearing.reviewed(), entries=[bad, *others], interviews=hearing.interviews())
    assert caught.value.hint == f"analyzer review --segment {SLUG}"


def test_a_model_cannot_be_built_from_words_the_transcript_does_not_hold() -> None:
    hearing = small()
    interviews = hearing.interviews()
    (entry, *others) = hearing.entries()
    lead = entry.members[0]
    moved = lead.finding.evidence[0].model_copy(update={"quote": "we want LOOSER cash"[: len(lead.finding.evidence[0].quote)]})
    bad = entry.model_copy(update={"members": (lead.model_copy(update={"finding": lead.finding.model_copy(update={"evidence": (moved,)})}),)})
    with pytest.raises(SegmentError, match="quote q1 of f_cash") as caught:
        build_segment(SLUG, reviewed=hearing.reviewed(), entries=[bad, *others], interviews=interviews)
    assert "LOOSER" not in str(caught.value)


def test_a_quote_needs_its_interview() -> None:
    hearing = small()
    with pytest.raises(SegmentError, match="quotes interview i_0"):
        build_segment(SLUG, reviewed=hearing.reviewed(), entries=hearing.entries(), interviews=hearing.interviews()[1:])


def test_departments_are_counted_by_entry() -> None:
    departments = {line.department: line for line in small().model().departments}
    assert departments["Finance"].levels == {"strategic": 1}
    assert departments["Sales"].levels == {"operational": 1}
    assert departments["Finance"].outcomes == departments["Sales"].outcomes == {"e_cash": 1}


def test_interviews_show_how_much_is_still_new() -> None:
    hearing = Hearing()
    late = hearing.talk("i_late", "Alm", date="2026-03-02")
    early = hearing.talk("i_early", "Brook", date="2026-01-15")
    undated = hearing.talk("i_undated", "Crane")
    hearing.outcome("cash", late)
    hearing.outcome("again", early, joins="cash")
    hearing.obstacle("ledger", late)
    hearing.obstacle("more", undated, joins="ledger")
    assert [(line.id, line.entries, line.new_entries) for line in hearing.model().sources] == [
        ("i_early", 1, 1),
        ("i_late", 2, 1),
        ("i_undated", 1, 0),
    ]


PRODUCTS = [Product(id="ledger", name="Ledger"), Product(id="payer", name="Payer")]
ROLES = [ProductRole(product="ledger", obstacle="e_n1", role="leads"), ProductRole(product="payer", obstacle="e_n2", role="enables")]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings(), st.integers(0, 2**16))
def test_the_order_of_the_input_changes_neither_stamp_nor_model(hearing: Hearing, seed: int) -> None:
    chance = random.Random(seed)
    expected = hearing.model(products=PRODUCTS, roles=ROLES)
    reviewed, entries, interviews, products, roles = hearing.reviewed(), hearing.entries(), hearing.interviews(), list(PRODUCTS), list(ROLES)
    for records in (reviewed, entries, interviews, products, roles):
        chance.shuffle(records)
    assert build_segment(SLUG, reviewed=reviewed, entries=entries, interviews=interviews, products=products, roles=roles) == expected
    turned = [entry.model_copy(update={"links": tuple(reversed(entry.links))}) for entry in entries]
    assert build_segment(SLUG, reviewed=reviewed, entries=turned, interviews=interviews, products=products, roles=roles).version == expected.version


def test_whatever_the_model_rests_on_changes_the_stamp() -> None:
    base = small()
    versions = {base.model().version}
    versions.add(base.model(title="Another title").version)
    versions.add(base.model(owner="Somebody").version)
    versions.add(base.model(decisions_stamp="7").version)
    versions.add(base.model(products=PRODUCTS).version)
    versions.add(base.model(products=PRODUCTS, roles=[ProductRole(product="ledger", obstacle="e_ledger", role="leads")]).version)
    versions.add(base.model(products=PRODUCTS, roles=[ProductRole(product="ledger", obstacle="e_ledger", role="enables")]).version)
    changed = small()
    changed.obstacle("one_more", "i_0", status="open")
    versions.add(changed.model().version)
    silent = small()
    silent.talk("i_silent", "Crane")
    versions.add(silent.model().version)
    flagged = small()
    finding, status = flagged.findings["f_cash"]
    flagged.findings["f_cash"] = (finding.model_copy(update={"flags": ("hedged",)}), status)
    versions.add(flagged.model().version)
    assert len(versions) == 10
    assert small().model().version in versions
