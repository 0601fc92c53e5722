"""Duplicates become one, whatever order they come in, and nothing they rested on is lost."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from analyzer.extract.consolidate import consolidate
from analyzer.records import Evidence, Finding, Flag, Link, Metric, Obstacle, Outcome, Provenance, Quantity

TEXT = "The board wants to close the books in five days. We close in eleven days because three ledgers never match. It costs two weeks a quarter."
PROVENANCE = Provenance(run="r_x", extractor="llm")


def piece(start: int, end: int, quote_id: str = "q1") -> Evidence:
    return Evidence(
        quote_id=quote_id,
        quote=TEXT[start:end],
        claimed=TEXT[start:end],
        turn=0,
        start=start,
        end=end,
        speaker="s1",
        side="customer",
        match="verbatim",
    )


def lost(claimed: str) -> Evidence:
    return Evidence(quote_id="q1", quote="", claimed=claimed, match="not_found")


def outcome(identity: str, statement: str, *evidence: Evidence, links: tuple[Link, ...] = (), flags: tuple[Flag, ...] = ()) -> Outcome:
    return Outcome(
        id=identity, interview="i_1", interview_version="v", statement=statement, evidence=evidence, provenance=PROVENANCE, links=links, flags=flags
    )


def metric(identity: str, name: str, days: str, *evidence: Evidence) -> Metric:
    value = Quantity(low=days, high=days, unit="day", said=f"{days} days", evidence="q1")
    return Metric(
        id=identity, interview="i_1", interview_version="v", statement=name, name=name, value=value, evidence=evidence, provenance=PROVENANCE
    )


def obstacle(identity: str, statement: str, *evidence: Evidence, links: tuple[Link, ...] = ()) -> Obstacle:
    return Obstacle(id=identity, interview="i_1", interview_version="v", statement=statement, evidence=evidence, provenance=PROVENANCE, links=links)


def test_the_same_place_or_the_same_words_are_one_finding_with_all_the_evidence() -> None:
    first = outcome("f_b", "Close in five days.", piece(0, 48))
    again = outcome("f_a", "Books are closed in five days", piece(4, 48), flags=("hedged",))
    elsewhere = outcome("f_c", "Close in five days", piece(49, 70))
    [united] = consolidate([elsewhere, again, first])
    assert (united.id, united.statement, united.flags) == ("f_b", "Close in five days.", ("hedged",))
    assert [(evidence.start, evidence.quote_id) for evidence in united.evidence] == [(0, "q1"), (4, "q2"), (49, "q3")]


def test_two_measures_of_one_sentence_stay_two() -> None:
    found = [metric("f_a", "days to close", "11", piece(49, 100)), metric("f_b", "days wanted", "5", piece(49, 100))]
    assert consolidate(found) == found
    [united] = consolidate([*found[:1], metric("f_c", "time for the close", "11", piece(49, 101))])
    assert isinstance(united, Metric)
    assert united.value is not None
    assert united.value.evidence == "q1"


def test_what_was_not_found_never_leans_on_what_was() -> None:
    grounded = outcome("f_a", "Close in five days.", piece(0, 48))
    invented = outcome("f_b", "Close in five days.", lost("we shall close in five days"))
    assert consolidate([invented, grounded]) == [grounded, invented]
    assert len(consolidate([invented, outcome("f_c", "Close in five days", lost("something else"))])) == 2


def test_links_follow_the_finding_that_was_taken_over() -> None:
    kept, taken = outcome("f_a", "Close fast.", piece(0, 48)), outcome("f_b", "Close fast.", piece(0, 47))
    blocking = obstacle("f_o", "Ledgers never match.", piece(80, 105), links=(Link(type="blocks", to="f_b"), Link(type="blocks", to="f_a")))
    result = {finding.id: finding for finding in consolidate([kept, taken, blocking])}
    assert set(result) == {"f_a", "f_o"}
    assert result["f_o"].links == (Link(type="blocks", to="f_a"),)


def test_a_field_the_first_lacks_comes_from_the_next() -> None:
    bare = outcome("f_a", "Close fast.", piece(0, 48))
    full = outcome("f_b", "Close fast.", piece(0, 47)).model_copy(update={"why_strategic": "the bank asks", "level": "strategic"})
    [united] = consolidate([full, bare])
    assert isinstance(united, Outcome)
    assert (united.id, united.why_strategic, united.level) == ("f_a", "the bank asks", "strategic")


SPANS = st.tuples(st.integers(0, 60), st.integers(5, 40)).map(lambda pair: piece(pair[0], pair[0] + pair[1]))
STATEMENTS = st.sampled_from(["Close fast.", "close fast", "Ledgers match.", "Pay less."])


@st.composite
def some_findings(draw: st.DrawFn) -> list[Finding]:
    made: list[Finding] = []
    for number in range(draw(st.integers(0, 6))):
        evidence = draw(st.lists(st.one_of(SPANS, st.just(lost("never said"))), min_size=1, max_size=2))
        numbered = [each.model_copy(update={"quote_id": f"q{place}"}) for place, each in enumerate(evidence, 1)]
        links = tuple(Link(type="serves", to=f"f_{draw(st.integers(0, 6))}") for _ in range(draw(st.integers(0, 1))))
        statement = draw(STATEMENTS)
        if draw(st.booleans()):
            made.append(outcome(f"f_{number}", statement, *numbered, links=links))
        else:
            made.append(obstacle(f"f_{number}", statement, *numbered, links=links))
    return made


@given(some_findings(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_no_quote_is_lost(findings: list[Finding], chance: Random) -> None:
    shuffled = list(findings)
    chance.shuffle(shuffled)
    united = consolidate(findings)
    assert consolidate(shuffled) == united
    assert consolidate(united) == united

    def places(some: list[Finding]) -> set[tuple[str, int | None, int | None, str]]:
        return {(finding.kind, each.start, each.end, each.claimed) for finding in some for each in finding.evidence}

    assert places(united) == places(findings)
    assert {finding.grounded for finding in united} == {finding.grounded for finding in findings}
    for finding in united:
        assert len({(each.quote_id, each.start) for each in finding.evidence}) == len(finding.evidence)
        assert finding.id not in {link.to for link in finding.links}
