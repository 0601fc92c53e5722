"""Words around a quote, or left out of it, that turn it around: honest slices and slices that lie."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.extract.grounding import align, ground_quote, locate
from tests.factories import make_interview


def refused(text: str, quote: str) -> bool:
    return align(text, quote) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We can't trust the balances of the second plant.", "trust the balances of the second plant"),
        ("We don't really trust the balances of the second plant.", "trust the balances of the second plant"),
        ("We hardly ever close the books before the tenth.", "We close the books before the tenth."),
        ("Not all of the depots send their counts on time.", "All of the depots send their counts on time."),
        ("Not every depot sends its counts on time.", "every depot sends its counts on time"),
        ("We decided not to buy a second scanner for the yard.", "buy a second scanner for the yard"),
        ("There is no audit trail once it leaves the portal.", "audit trail once it leaves the portal"),
        ("We ship without any checks at the dock on Friday.", "checks at the dock on Friday"),
        ("We do not as a rule in this house sign contracts early.", "We do ... sign contracts early"),
    ],
)
def test_a_denial_in_front_is_not_cut_off(text: str, quote: str) -> None:
    assert refused(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("I don't think we can hit the target with that team.", "we can hit the target with that team"),
        ("I doubt that we can hit the target with that team.", "we can hit the target with that team"),
        ("It's not true that the plants share their stock levels.", "the plants share their stock levels"),
        ("It's not like we can hit the target with that team.", "we can hit the target with that team"),
        ("I don't know if the plants share their stock levels.", "the plants share their stock levels"),
    ],
)
def test_a_denied_thought_is_no_statement(text: str, quote: str) -> None:
    assert refused(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("A third of the orders have a wrong address.", "The orders have a wrong address."),
        ("Few of the planners trust the numbers in there.", "The planners trust the numbers in there."),
        ("Few of the planners trust the numbers in there.", "A few of the planners trust the numbers in there."),
        ("18 percent of the orders come back to us unopened.", "the orders come back to us unopened"),
        ("Fewer than three plants share their numbers with us.", "three plants share their numbers with us"),
        ("Up to three days go by before the plant answers.", "three days go by before the plant answers"),
        ("It takes the planners under 8 weeks to sign it off.", "It takes the planners 8 weeks to sign it off."),
        ("It takes nine rather than eleven days to get parts.", "It takes eleven days to get parts."),
    ],
)
def test_a_share_or_a_bound_is_not_cut_off(text: str, quote: str) -> None:
    assert refused(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We failed to close the audit findings by the deadline.", "close the audit findings by the deadline"),
        ("We have yet to see a forecast that holds a month.", "We see a forecast that holds a month."),
        ("We refuse to pay the extra fee for the carrier portal.", "We pay the extra fee for the carrier portal."),
        ("We used to close the books in five days every month.", "close the books in five days every month"),
        ("We are far from closing the books in five days.", "We are closing the books in five days."),
        ("We almost lost the contract with the clinics in May.", "We lost the contract with the clinics in May."),
        ("We are anything but happy with the reporting tool.", "We are happy with the reporting tool."),
        ("We might close the books faster if the plants help.", "We must close the books faster if the plants help."),
        ("They pay us and we pay the carriers at month end.", "We pay them and they pay the carriers at month end."),
    ],
)
def test_what_was_not_done_or_done_by_others_is_not_turned_into_a_fact(text: str, quote: str) -> None:
    assert refused(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We never, and I mean that, sign a contract without legal.", "We ... sign a contract without legal"),
        ("We don't, as a rule, sign a contract before legal.", "We ... sign a contract before legal"),
        ("Refunds are 2 percent in shops and 9 percent online.", "Refunds are 2 percent ... online"),
        ("It takes 18 days in the north and 5 days in the south.", "It takes 18 days in the ... south"),
        ("Our churn is eight percent. Last year it was four percent.", "Our churn ... was four percent"),
    ],
)
def test_an_elision_gives_no_clause_what_belongs_to_another(text: str, quote: str) -> None:
    assert refused(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We pay A$400 a month for the terminal in Perth.", "We pay $400 a month for the terminal in Perth."),
        ("We lost 1½ pallets in the flood at the hub.", "We lost 1 pallets in the flood at the hub."),
        ("We lost ½ of the pallets in the flood at the hub.", "We lost ¼ of the pallets in the flood at the hub."),
        ("We wont trust the balances that the second plant sends.", "We will trust the balances that the second plant sends."),
        ("The yield is .5 percent below plan on line two.", "The yield is 5 percent below plan on line two."),
        ("The plan has 1.000 euros for it in the books.", "The plan has 1 euro for it in the books."),
        ("They cut my budget by ten percent in the last round.", "They cut my budget to ten percent in the last round."),
        ("It takes 30 minutes per ticket on average, they say.", "It takes 30 minutes on average, they say."),
        ("Wir haben keine Zeit für den Abschluss im März.", "Wir haben Zeit für den Abschluss im März."),
        ("No tenemos suficiente gente para el cierre en marzo.", "Tenemos suficiente gente para el cierre en marzo."),
        ("Nous n'avons pas assez de gens pour la clôture en mars.", "Nous avons assez de gens pour la clôture en mars."),
        ("我们不需要更快的月结和年结。", "我们需要更快的月结和年结。"),
    ],
)
def test_other_ways_to_write_figures_and_denials(text: str, quote: str) -> None:
    assert refused(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("No, we don't trust the balances of the second plant.", "we don't trust the balances of the second plant"),
        ("No the plants never send their counts on time.", "the plants never send their counts on time"),
        ("If not we lose the contract with the clinics.", "we lose the contract with the clinics"),
        ("Why don't we have one view of the customer?", "we have one view of the customer"),
        ("Not just finance, procurement suffers from it too.", "procurement suffers from it too"),
        ("I don't know we lose forty orders on a bad day.", "we lose forty orders on a bad day"),
        ("All of our stores run on paper to this day.", "our stores run on paper to this day"),
        ("No doubt we can hit the target with that team.", "we can hit the target with that team"),
        ("The tool is used to close the books on time.", "to close the books on time"),
        ("After two weeks of the planners waiting, we gave up.", "the planners waiting, we gave up"),
        ("Churn went up to 12 percent in the last quarter.", "Churn went to 12 percent in the last quarter."),
        ("It takes almost 8 weeks to sign the offer off.", "It takes 8 weeks to sign the offer off."),
        ("We don't trust it. The planners keep their own lists.", "The planners keep their own lists."),
        ("We lost 1½ pallets in the flood at the hub.", "We lost 1.5 pallets in the flood at the hub."),
        ("We lose 5 % of it at the gate and 3\u00a0% at the dock.", "We lose 5% of it at the gate and 3% at the dock."),
        ("The yield is .5 percent below plan on line two.", "The yield is 0.5% below plan on line two."),
        ("Churn rose by 12 percent and the margin fell to 8.", "Churn rose by 12% and the margin fell to 8."),
        ("We lost A$400 on the terminal in Perth in May.", "We lost AUD 400 on the terminal in Perth in May."),
        ("The café margins in Zürich depend on three suppliers.", "The cafe margins in Zurich depend on three suppliers."),
    ],
)
def test_honest_quotes_stay(text: str, quote: str) -> None:
    located = locate(text, quote)
    assert located is not None
    assert located.grounds


def test_the_place_of_a_turned_slice_is_named_and_the_reason_told() -> None:
    said = "We can't trust the balances of the second plant."
    grounding = ground_quote(make_interview([("c", said)]), "trust the balances of the second plant", quote_id="q1")
    [piece] = grounding.evidence
    assert (piece.match, piece.quote, piece.grounds) == ("meaning_changed", "trust the balances of the second plant", False)
    assert "negation" in grounding.reason


def test_where_it_was_also_said_plainly_the_plain_place_is_taken() -> None:
    text = "I don't think we can hit the target with that team.\nStill, we can hit the target with that team."
    assert align(text, "we can hit the target with that team") == (text.rindex("we can"), len(text) - 1)


@given(
    verbs=st.lists(st.sampled_from(("reconcile", "schedule", "publish", "validate", "escalate")), min_size=1, max_size=2, unique=True),
    nouns=st.lists(st.sampled_from(("invoices", "rosters", "ledgers", "forklifts", "tenders", "depots")), min_size=3, max_size=5, unique=True),
    denial=st.sampled_from(("can't", "do not", "never", "couldn’t", "hardly", "won't really", "failed to", "are unable to", "cannot even")),
)
def test_whatever_is_denied_is_not_quoted_without_its_denial(verbs: list[str], nouns: list[str], denial: str) -> None:
    rest = " ".join([*verbs, *nouns])
    text = f"what hurts\nthe planners {denial} {rest} at all\nthank you"
    assume(len(rest.split()) >= 4)
    assert align(text, f"{denial} {rest}") is not None
    assert align(text, rest) is None
    assert align(text, f"the planners {rest} at all") is None
