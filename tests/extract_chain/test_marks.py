"""What the model is pointed at, and which of its items no model could mean."""

import json

import pytest

from analyzer.extract.hollow import NO_FIGURE, QUESTION, SHORT, TWICE
from analyzer.extract.marks import find_marks
from analyzer.extract.prompts import load_prompt
from analyzer.extract.questions import SPARE_ITEMS, write_question
from analyzer.records import Interview
from tests.extract_chain.interviews import latest, make_interview, make_windows, run_chain
from tests.extract_chain.model import Items, metric, model, stated
from tests.llm.fault_server import FaultServer

TALK = [
    ("i", "What keeps you from closing earlier?"),
    ("c", "Morning. Nobody has the data in one place, so we type everything twice by hand. We want to close the books in four days."),
    ("i", "We want to close the books in four days, you say?"),
    ("c", "Yes. It takes us nine days today. Is that a lot?"),
]


@pytest.fixture(scope="module")
def talk() -> Interview:
    return make_interview(TALK)


def said(interview: Interview, step: str) -> dict[str, str]:
    return {interview.text[start:end]: mark.looks for (start, end), mark in find_marks(interview, step, 0, len(interview.text)).items()}


def test_aims_troubles_and_figures_of_the_customer_are_marked_by_step(talk: Interview) -> None:
    stated_marks, figures = said(talk, "outcomes_obstacles"), said(talk, "metrics")
    assert stated_marks["We want to close the books in four days."] == "aim?"
    assert stated_marks["Nobody has the data in one place, so we type everything twice by hand."] == "trouble?"
    assert figures["It takes us nine days today."] == "figure?"
    assert not {"Morning.", "Is that a lot?", "We want to close the books in four days, you say?"} & (stated_marks.keys() | figures.keys())


def test_a_question_lists_the_marked_lines_and_leaves_room_for_more(talk: Interview) -> None:
    [window] = make_windows(talk)
    question = write_question("outcomes_obstacles", talk, window)
    last = question.messages[-1][1]
    listed = last.split("Lines to go through:\n")[1].split("\n\n")[0].splitlines()
    assert listed == [
        "[2] trouble? Nobody has the data in one place, so we type everything twice by hand.",
        "[3] aim? We want to close the books in four days.",
    ]
    assert question.most == len(listed) + SPARE_ITEMS
    assert f"At most {question.most} items" in last


def test_a_window_without_marks_is_asked_about_all_the_same() -> None:
    quiet = make_interview([("c", "Good morning to you. The weather is fine.")])
    [window] = make_windows(quiet)
    question = write_question("outcomes_obstacles", quiet, window)
    assert "Lines to go through:\n(nothing)" in question.messages[-1][1]
    assert question.most == SPARE_ITEMS


def test_cited_sentences_are_not_listed(talk: Interview) -> None:
    [window] = make_windows(talk)
    start = talk.text.index("Nobody")
    question = write_question("coverage", talk, window, [(start, start + 10)])
    assert "trouble? Nobody" not in question.messages[-1][1]


def test_items_that_cannot_carry_a_finding_are_left_out_by_name_and_the_answer_is_kept(talk: Interview) -> None:
    def careless(step: str, sentences: dict[int, str]) -> Items:
        if step == "metrics":
            made_up = metric(2, "Nobody has the data in one place", "data", value="45 percent")
            return [made_up, metric(5, "It takes us nine days", "days", value="nine days")]
        wish = stated(3, "We want to close the books in four days.", "outcome", "Close in four days")
        return [stated(6, "Is that a lot?", "obstacle", "A lot"), stated(1, "Morning.", "outcome", "Morning"), wish, {**wish, "kind": "obstacle"}]

    with FaultServer(model(careless)) as server:
        outcomes = run_chain(server.url, talk, make_windows(talk), profile="fast")
    notes = {outcome.step: outcome.reason for outcome in outcomes}
    assert [notes["metrics"], notes["outcomes_obstacles"]] == [
        f"1 left out: {NO_FIGURE}",
        f"1 left out: {QUESTION}; 1 left out: {SHORT}; 1 left out: {TWICE}",
    ]
    assert sorted((finding.kind, finding.statement) for finding in latest(outcomes).values()) == [
        ("metric", "days: nine days"), ("outcome", "Close in four days"),
    ]  # fmt: skip
    [answer] = [outcome.answer for outcome in outcomes if outcome.step == "outcomes_obstacles"]
    assert len(json.loads(answer or "")["findings"]) == 4
    assert all(outcome.state == "done" for outcome in outcomes)


def test_one_statement_for_several_quotes_gives_way_to_the_customers_words(talk: Interview) -> None:
    def circling(step: str, sentences: dict[int, str]) -> Items:
        said = {number: words for number, words in sentences.items() if number in (2, 3)}
        return [] if step == "metrics" else [stated(number, words, "obstacle", "The paper is wrong.") for number, words in said.items()]

    with FaultServer(model(circling)) as server:
        outcomes = run_chain(server.url, talk, make_windows(talk), profile="fast")
    found = latest(outcomes).values()
    assert sorted(finding.statement for finding in found) == [
        "Nobody has the data in one place, so we type everything twice by hand.", "We want to close the books in four days.",
    ]  # fmt: skip
    assert all(finding.statement == finding.evidence[0].quote for finding in found)


def test_a_statement_of_the_prompts_example_gives_way_to_the_customers_words(talk: Interview) -> None:
    [lent] = [one["statement"] for one in json.loads(load_prompt("outcomes_obstacles").answer)["findings"] if one["kind"] == "outcome"]

    def copying(step: str, sentences: dict[int, str]) -> Items:
        return [] if step == "metrics" else [stated(3, "We want to close the books in four days.", "outcome", lent)]

    with FaultServer(model(copying)) as server:
        outcomes = run_chain(server.url, talk, make_windows(talk), profile="fast")
    assert [finding.statement for finding in latest(outcomes).values()] == ["We want to close the books in four days."]
