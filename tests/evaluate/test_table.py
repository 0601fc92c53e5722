"""What people read: complete, within the page, and never a vehicle for what a transcript says."""

import pytest

from analyzer.errors import ExtractError
from analyzer.evaluate.compare import compare
from analyzer.evaluate.gold import Suite
from analyzer.evaluate.layout import WIDTH
from analyzer.evaluate.runner import run_suite
from analyzer.evaluate.table import render_comparison, render_run
from analyzer.records import ChunkOutcome, Finding, Interview
from tests.evaluate.builders import finding, make_interview
from tests.evaluate.test_compare import make_suite, run, without


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return make_suite(tmp_path_factory.mktemp("suite"), 3, 'name = "depots"')


def add_evil(name: str, found: list[Finding]) -> list[Finding]:
    evil = finding(make_interview(), "obstacle", "[/]\x1b[31m<script>alert(1)</script> | *red*\u202e\n# title", "it drives me mad", id="f_evil")
    return [*found, evil]


def row(text: str, begins: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(begins)).removeprefix(begins).split()


def test_the_counts_of_a_run_stand_in_the_table(suite: Suite) -> None:
    text = render_run(run(suite, without("f_o1", cases=1)))
    assert "Evaluation of suite depots" in text
    assert "3 interviews" in text
    assert row(text, "outcomes")[:10] == ["6", "5", "0", "1", "0", "0", "0", "1.00", "0.83", "0.91"]
    assert row(text, "findings that rest on words really said") == ["100.0", "%", "23", "of", "23"]


def test_no_line_is_wider_than_the_page(suite: Suite) -> None:
    result = run(suite, add_evil)
    for text in (render_run(result, details=True), render_comparison(compare(run(suite), result))):
        assert max(map(len, text.splitlines())) <= WIDTH


def test_a_long_name_of_a_case_is_cut_and_figures_stay(suite: Suite) -> None:
    result = run(suite)
    named = result.model_copy(update={"cases": (result.cases[0].model_copy(update={"case": "a-very-long-name-" * 9}), *result.cases[1:])})
    line = next(line for line in render_run(named).splitlines() if line.startswith("a-very-long-name"))
    assert len(line) <= WIDTH
    assert line.split()[1:3] == ["dev", "1.00"]


def test_what_cannot_be_measured_is_a_dash(suite: Suite) -> None:
    text = render_run(run(suite, lambda name, found: []))
    assert row(text, "findings that rest on words really said") == ["-", "-"]
    assert row(text, "outcomes")[7:10] == ["-", "0.00", "0.00"]


def test_few_interviews_are_called_few(suite: Suite) -> None:
    assert "Few interviews (3)" in " ".join(render_run(run(suite)).split())


def test_lost_cases_and_failed_steps_are_told_with_their_reason(suite: Suite) -> None:
    def extract(interview: Interview) -> list[ChunkOutcome]:
        if interview.title == "case1":
            raise ExtractError("case1: nothing to read")
        return [ChunkOutcome(chunk="w", step="find", state="timed_out", reason="no answer in 180 s")]

    text = render_run(run_suite(suite, extract, extractor="llm"))
    assert "case1: lost: case1: nothing to read" in text
    assert "case0: no usable answer: find: timed_out: no answer in 180 s" in text


def test_details_show_each_miss_and_wrong_finding_with_its_words(suite: Suite) -> None:
    text = render_run(run(suite, lambda name, found: add_evil(name, without("f_b4")(name, found))), details=True)
    assert "missing: obstacle b4 (turn 7): Nobody counts the empty miles." in text
    assert '"Nobody counts the empty miles here"' in text
    assert "spurious: obstacle (turn 5)" in text


def test_words_of_a_transcript_neither_control_a_terminal_nor_become_markup(suite: Suite) -> None:
    result = run(suite, add_evil)
    text, markdown = render_run(result, details=True), render_run(result, "markdown", details=True)
    assert all(character == "\n" or character.isprintable() for character in text + markdown)
    assert "\n# title" not in text + markdown
    assert "\\<script\\>" in markdown
    assert "<script" not in markdown.replace("\\<", "")
    assert "\\*red\\*" in markdown


def test_markdown_tables_have_as_many_cells_in_every_row(suite: Suite) -> None:
    block: list[int] = []
    for line in [*render_run(run(suite), "markdown").splitlines(), ""]:
        if line.startswith("|"):
            block.append(line.replace("\\|", "").count("|"))
        else:
            assert len(set(block)) <= 1
            block = []


def test_a_comparison_tells_verdict_figures_and_changes(suite: Suite) -> None:
    text = render_comparison(compare(run(suite), run(suite, without("f_o1", "f_o2"))))
    assert "Verdict: regression, over 3 interviews" in text
    assert row(text, "outcome.f1  ")[:3] == ["1.00", "0.00", "-1.000"]
    assert "correct -> missing: outcome o1 (turn 1): Win the airport contract." in text


def test_a_long_comparison_can_be_cut_and_says_so(suite: Suite) -> None:
    found = compare(run(suite), run(suite, without("f_o1")))
    assert "and 2 more interviews that changed" in render_comparison(found, most_cases=1)


def test_an_unchanged_run_says_so(suite: Suite) -> None:
    assert "Every finding came out as before." in render_comparison(compare(run(suite), run(suite)))
