"""The page: each miss and each wrong finding beside its turn with the reason, and nothing in a transcript becomes markup."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from analyzer.errors import EvaluateError
from analyzer.evaluate.compare import compare
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.incidents import list_incidents
from analyzer.evaluate.page import render_page, write_page
from analyzer.evaluate.results import RunResult
from analyzer.records import Evidence, Finding
from tests.evaluate.builders import TALK, finding, make_interview, write_case
from tests.evaluate.test_compare import make_suite, run, without

EVIL = '</blockquote><script>alert(1)</script><img src=x onerror="alert(2)"> & \x1b[31m\u202e'


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    return make_suite(tmp_path_factory.mktemp("suite"), 2, 'name = "depots"')


def add_wrong(name: str, found: list[Finding]) -> list[Finding]:
    interview = make_interview()
    bait = finding(interview, "outcome", "Be lovely.", "Half would be lovely.", id="f_bait")
    spurious = finding(interview, "outcome", EVIL, "it drives me mad", id="f_spurious")
    lost = Evidence(quote_id="q1", quote="", claimed="each bid takes us two days", match="not_found")
    ungrounded = finding(interview, "metric", "Two days.", evidence=(lost,), id="f_no")
    return [*without("f_b4")(name, found), bait, spurious, ungrounded] if name == "case1" else found


def parse(text: str) -> Any:
    return html.document_fromstring(text)


@pytest.fixture(scope="module")
def worse(suite: Suite) -> RunResult:
    return run(suite, add_wrong)


@pytest.fixture(scope="module")
def page(suite: Suite, worse: RunResult) -> Any:
    return parse(render_page(worse, suite))


def places(page: Any) -> dict[str, str]:
    """Every card's text by the text of the turn it stands beside."""
    return {row.xpath("string(.//blockquote)"): row.xpath("string(.//div[@class='cards'])") for row in page.xpath("//div[@class='place']")}


def test_a_miss_stands_beside_its_turn_with_its_words_marked(page: Any) -> None:
    [row] = page.xpath("//div[@class='place'][.//article[@class='missing']]")
    assert row.xpath("string(.//blockquote)") == TALK[7][1]
    assert row.xpath(".//mark[@class='labelled']/text()") == ["Nobody counts the empty miles here"]
    assert "b4: Nobody counts the empty miles." in row.xpath("string(.//article[@class='missing'])")
    assert "no finding of its kind" in row.xpath("string(.//article[@class='missing'])")


def test_bait_and_wrong_findings_tell_why(page: Any) -> None:
    cards = places(page)
    assert "Bait taken" in cards[TALK[7][1]]
    assert "a courtesy" in cards[TALK[7][1]]
    assert "nothing labelled has these words" in cards[TALK[5][1]]


def test_a_finding_without_a_place_is_told_last(page: Any) -> None:
    last = page.xpath("//div[@class='place']")[-1]
    assert "No place in the transcript." in last.xpath("string()")
    assert "Ungrounded" in last.xpath("string()")


def test_the_question_before_stands_above_the_answer(page: Any) -> None:
    row = next(row for row in page.xpath("//div[@class='place']") if row.xpath("string(.//blockquote)") == TALK[7][1])
    assert row.xpath("string(.//p[@class='asked'])") == f"Ines: {TALK[6][1]}"


def test_the_worst_interview_comes_first_and_a_right_one_says_so(page: Any) -> None:
    sections = page.xpath("//section[@class='case']")
    assert [section.xpath("string(h2/text()[1])").strip() for section in sections] == ["case1", "case0"]
    assert "nothing missed and nothing wrong" in sections[1].xpath("string()")
    assert page.xpath("//nav//a/@href") == ["#c1", "#c2"]
    assert [section.get("id") for section in sections] == ["c1", "c2"]


def test_partial_and_wrong_kind_are_one_incident_with_both_sides(suite: Suite) -> None:
    def mistake(name: str, found: list[Finding]) -> list[Finding]:
        other = finding(make_interview(), "outcome", "Tariffs.", "Tariffs sit in nine binders", id="f_kind")
        return [*without("f_b1")(name, found), other]

    result = run(suite, mistake).cases[0]
    [one] = list_incidents(suite.cases[0], result)
    assert (one.status, one.kind, one.reason) == ("wrong kind", "obstacle", "labelled as obstacle")
    assert (one.labelled, one.found) == ("b1: Tariffs sit in nine binders.", "outcome: Tariffs.")
    assert one.labelled_spans == one.found_spans


def test_no_text_becomes_markup(page: Any) -> None:
    assert page.xpath("//script | //img | //iframe | //link | //@onerror | //@style") == []
    shown = page.xpath("string()")
    assert "<script>alert(1)</script>" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_words_of_a_transcript_become_no_markup_either(tmp_path: Path) -> None:
    talk = (*TALK[:5], ("Olaf", f"The <b>login</b> {EVIL}"), *TALK[6:])
    interview = make_interview([(name, said.replace("\x1b", "").replace("\u202e", "")) for name, said in talk])
    write_case(tmp_path, items=[{"id": "b", "kind": "obstacle", "statement": "x", "quotes": ["The <b>login</b>"]}], distractors=[])
    (tmp_path / "suite.toml").touch()
    suite = load_suite(tmp_path, lambda _: interview)
    page = parse(render_page(run(suite, lambda name, found: []), suite))
    assert page.xpath("//script | //img | //b") == []
    assert "The <b>login</b>" in page.xpath("string(//blockquote/mark)")


def test_the_page_allows_nothing_but_its_own_style(page: Any) -> None:
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(page.xpath("string(//style)").encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert [link for link in page.xpath("//@href | //@src") if not link.startswith("#")] == []


def test_a_comparison_stands_on_the_page(suite: Suite, worse: RunResult) -> None:
    text = parse(render_page(worse, suite, compare(run(suite), worse))).xpath("string()")
    assert "Worst first: case1 (F1 -" in text
    assert "correct -> missing: obstacle b4" in text


def test_a_case_labelled_otherwise_today_is_in_the_figures_only(suite: Suite, worse: RunResult) -> None:
    old = worse.cases[1].model_copy(update={"sha256": "0" * 64})
    page = parse(render_page(worse.model_copy(update={"cases": (worse.cases[0], old)}), suite))
    assert [section.xpath("string(h2/text()[1])").strip() for section in page.xpath("//section[@class='case']")] == ["case0"]


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path, suite: Suite, worse: RunResult) -> None:
    write_page(tmp_path / "new" / "page.html", worse, suite)
    assert (tmp_path / "new" / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(EvaluateError, match="cannot be written"):
        write_page(tmp_path, worse, suite)
