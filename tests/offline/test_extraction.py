"""What the offline extractor finds in a conversation, and what it leaves alone."""

import pytest

from analyzer.language.claims import unsupported_claims
from analyzer.records import Quantity
from tests.factories import make_interview
from tests.offline.talk import WAREHOUSE, extract, metrics, obstacles, outcomes, say


def test_an_interview_gives_outcomes_obstacles_and_metrics_in_order_of_place() -> None:
    interview = make_interview(WAREHOUSE)
    found = extract(interview)

    assert any("hotel chain" in finding.statement for finding in outcomes(found))
    assert any("pick lists" in finding.statement for finding in obstacles(found))
    assert any(finding.value and finding.value.low == "6" and finding.value.unit == "hour" for finding in metrics(found))
    assert not any("dog" in finding.statement or "two hundred people" in finding.statement for finding in found)
    starts = [finding.evidence[0].start or 0 for finding in found]
    assert starts == sorted(starts)


@pytest.mark.parametrize("embedded", [True, False])
def test_the_same_interview_gives_the_same_findings(embedded: bool) -> None:
    interview = make_interview(WAREHOUSE)
    if embedded:
        assert extract(interview) == extract(interview)
    else:
        from analyzer.extract.offline import extract_offline
        from tests.offline.talk import new_run

        first, second = (next(iter(extract_offline(interview, None, new_run(interview)))) for _ in range(2))
        assert first == second
        assert first.findings


@pytest.mark.parametrize(
    "aim",
    [
        "We want to open a second workshop in the north without borrowing for it.",
        "Our goal is to answer every complaint within a day.",
        "The owners have told us the plant has to break even by next summer, and I signed that.",
        "What I need is one price list for all the branches.",
        "We must keep the licence, otherwise we can close the doors.",
    ],
)
def test_an_aim_of_the_customer_is_an_outcome(aim: str) -> None:
    assert [finding.evidence[0].quote for finding in outcomes(say(aim, question="What are you trying to achieve?"))] == [aim]


@pytest.mark.parametrize(
    "trouble",
    [
        "The orders come in by fax and two people type them into the system by hand.",
        "Nobody knows which of the three lists is the right one.",
        "We can't hire a second technician because the budget went into the roof.",
        "If the old planner is ill, the schedule just isn't made.",
    ],
)
def test_trouble_of_the_customer_is_an_obstacle(trouble: str) -> None:
    assert [finding.evidence[0].quote for finding in obstacles(say(trouble, question="What is in the way?"))] == [trouble]


@pytest.mark.parametrize(
    "talk",
    [
        "Thank you for having me, it's a pleasure.",
        "I joined the company in 2009 as a trainee.",
        "We are about four hundred people in two buildings.",
        "I want to say it was a Tuesday.",
        "My daughter plays the trumpet in a band.",
        "That works very well, I have nothing to say against it.",
        "Do you offer a discount if we take three years?",
        "Our auditors would like a second signature, that's their hobby.",
        "Yes, exactly.",
    ],
)
def test_mere_talk_is_no_finding(talk: str) -> None:
    assert say(talk) == []


def test_the_words_of_interviewer_and_vendor_are_never_quoted() -> None:
    talk = (
        ("s1", "We want to reach every hospital in the region, and nobody has the data today, it takes nine days."),
        ("s3", "Our goal is to roll this out to all your sites, you lose forty percent by hand today."),
        ("s2", "Right."),
    )
    assert extract(make_interview(talk, sides={"s3": "vendor"})) == []


def test_speech_of_an_unknown_side_is_extracted_and_flagged() -> None:
    found = say("We want to close the second depot by the end of the year, since the bank asks for it.", side="unknown")
    assert found
    assert all("side_unconfirmed" in finding.flags for finding in found)


def test_an_assent_to_leading_words_is_no_finding() -> None:
    assert say("Yeah, that would be great.", question="So you'd want to automate all of your invoices then, right?") == []


def test_an_answer_made_of_the_questions_words_is_flagged_as_led() -> None:
    found = say("We want to automate the approval of all invoices.", question="So you want to automate the approval of all the invoices?")
    assert all("led_by_interviewer" in finding.flags for finding in found)
    assert found


def test_listening_noises_do_not_cut_an_answer_in_two() -> None:
    talk = (("s1", "What is the problem?"), ("s2", "The scanners lose the network,"), ("s1", "Mm-hm."), ("s2", "so we write it all on paper."))
    found = obstacles(extract(make_interview(talk)))
    assert any("on paper" in finding.statement or "network" in finding.statement for finding in found)


def test_statements_hold_no_word_number_or_negation_that_was_not_said() -> None:
    answers = [
        "Well, um, you know, nobody knows which of the, the three lists is the right one, so.",
        "It takes us eight, no, sorry, ten days to, uh, book a return.",
        "I mean, honestly, we want to, like, halve the complaints by spring, because the insurer asks for it.",
    ]
    found = say(*answers, question="What is in the way?")
    assert len(found) >= 3
    for finding in found:
        slices = [piece.quote for piece in finding.evidence]
        assert unsupported_claims(finding.statement, slices) == []
        said = {word.strip(".,:;!?").casefold() for piece in slices for word in piece.split()}
        if finding.kind != "metric":  # a metric may be named before its value
            assert {word.strip(".,:;!?").casefold() for word in finding.statement.split()} <= said


def test_a_reason_beside_an_outcome_has_its_own_quote() -> None:
    found = outcomes(
        say("We want to be out of the old hall by March. Otherwise the bank won't prolong the loan.", question="What do you want to achieve?")
    )
    assert [finding.why_strategic for finding in found] == ["Otherwise the bank won't prolong the loan."]
    (reason,) = [piece for piece in found[0].evidence if piece.supports == "why"]
    assert reason.quote == "Otherwise the bank won't prolong the loan."
    assert (found[0].deemed_by, found[0].level) == ("stated", "strategic")


def test_what_was_said_in_one_breath_is_linked() -> None:
    found = extract(make_interview(WAREHOUSE))
    ids = {finding.id: finding for finding in found}
    assert all(link.to in ids for finding in found for link in finding.links)
    assert all(ids[link.to].kind == "outcome" for finding in obstacles(found) for link in finding.links if link.type == "blocks")
    assert any(link.type == "measures" for finding in metrics(found) for link in finding.links)


def test_goal_and_todays_value_are_told_apart() -> None:
    (metric,) = metrics(say("Our sick leave is at nine percent, and it should be six.", question="What do you measure?"))
    assert metric.name == "sick leave"
    assert (metric.role, metric.direction) == ("target", "decrease")
    assert _plain(metric.target) == _plain(metric.value) == ("6", "percent")
    assert _plain(metric.baseline) == ("9", "percent")


def test_a_value_taken_back_is_no_value() -> None:
    (metric,) = metrics(say("A reorder takes nine days. No, wait. Eleven days now.", question="How long does it take?"))
    assert _plain(metric.value) == ("11", "day")
    assert "nine" not in metric.statement.casefold()


def test_hesitations_and_repeated_words_do_not_change_what_is_found() -> None:
    plain = say("It takes us ten days to book a return.", question="How long does it take?")
    halting = say("Um, it takes us, it takes us ten days to, uh, book a return.", question="How long does it take?")
    assert [(finding.kind, finding.statement, finding.confidence) for finding in halting] == [
        (finding.kind, finding.statement, finding.confidence) for finding in plain
    ]
    assert [finding.kind for finding in plain] == ["metric"]


def test_a_short_sentence_brings_the_one_that_it_points_back_to() -> None:
    found = obstacles(say("The planners get the orders by fax. They type them in by hand, twice.", question="What is in the way?"))
    assert found
    assert all("by fax" in finding.evidence[0].quote for finding in found)


@pytest.mark.parametrize(
    "talk",
    [
        "They will go on growing, and that is going to be the right way for everybody.",
        "People want to pay on the phone, they need it to be quick.",
        "My goal was to leave the firm before I was forty.",
        "I really want to do that.",
        "We need to choose a colour by the end of the meeting.",
        'They said "we want to have it in all of our branches".',
        "As I said, our goal would probably be...",
        "Should we try to keep the old building",
    ],
)
def test_wanting_that_states_no_aim_is_no_outcome(talk: str) -> None:
    assert outcomes(say(talk, question="What are you trying to achieve?")) == []


def test_no_piece_of_a_question_that_was_cut_for_its_length_is_a_finding() -> None:
    asked = (
        "Can the manager tell us whether the drivers who have no licence for the large vans and who wait at the depot every morning without work "
        "because nobody sends them the list, and who lose half of their wages that way, will have to hand in their papers by hand again this year?"
    )
    assert say(asked) == []


def test_an_empty_interview_is_an_empty_step() -> None:
    from analyzer.extract.offline import extract_offline
    from tests.offline.talk import embedder, new_run

    interview = make_interview((("s1", "Hello?"), ("s2", "Hm.")))
    (step,) = extract_offline(interview, embedder(), new_run(interview))
    assert (step.state, step.findings) == ("empty", ())


def _plain(quantity: Quantity | None) -> tuple[str, str | None] | None:
    return (quantity.low, quantity.unit) if quantity else None
