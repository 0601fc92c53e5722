"""After merging: worked examples by hand, and labels that are merged by their themes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from analyzer.evaluate.compare import compare
from analyzer.evaluate.gold import Suite, load_suite
from analyzer.evaluate.measures import measure
from analyzer.evaluate.merging import Similar, carry, merge_blindly, name_in_run, propose, score_merging
from analyzer.evaluate.page import render_page
from analyzer.evaluate.results import CaseResult, ThemeResult
from analyzer.evaluate.runner import run_suite, score_again
from analyzer.evaluate.runs import read_run, write_run
from analyzer.evaluate.scores import score
from analyzer.evaluate.table import render_run
from analyzer.evaluate.themes import collect_themes
from analyzer.records import ChunkOutcome, Finding, Interview, SimilarPair
from tests.evaluate.builders import ITEMS, echo, item, write_case
from tests.evaluate.test_runner import interview_of
from tests.evaluate.test_table import row

THEMES = {"o1": "win-the-airport", "b1": "tariffs-in-binders"}


def themed(*ids: str, optional: Sequence[str] = ()) -> list[dict[str, Any]]:
    marked = [{**one, "theme": THEMES[one["id"]]} if one["id"] in ids else one for one in ITEMS]
    return [{**one, "required": False} if one["id"] in optional else one for one in marked]


def make_suite(folder: Path, **cases: list[dict[str, Any]]) -> Suite:
    for name, items in cases.items():
        write_case(folder, name, items=items, segment="depots", organisation=name.title())
    (folder / "suite.toml").touch()
    return load_suite(folder, interview_of)


@pytest.fixture
def three(tmp_path: Path) -> Suite:
    """All three want the airport contract; two have tariffs in binders."""
    return make_suite(tmp_path, alpha=themed("o1", "b1"), beta=themed("o1", "b1"), gamma=themed("o1"))


Drop = Callable[[str, Finding], bool]


def results_of(suite: Suite, keep: Drop = lambda case, finding: True) -> list[CaseResult]:
    return [score(case, [one for one in echo(case) if keep(case.name, one)]) for case in suite.cases]


def entries(results: Sequence[CaseResult], *merged: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Put the findings of each ``merged`` (case, labelled item) into one entry, all others into one each."""
    fresh = count(len(merged))
    groups = {name_in_run(one.case, found.id): next(fresh) for one in results for found in one.findings}
    for number, members in enumerate(merged):
        for case, wanted in members:
            result = next(one for one in results if one.case == case)
            groups[name_in_run(case, next(found.id for found in result.findings if found.item == wanted))] = number
    return groups


def figures(suite: Suite, results: Sequence[CaseResult], groups: Mapping[str, int]) -> dict[str, float | None]:
    counts, _ = score_merging(suite.cases, results, groups)
    return {name: value for name, value in measure(counts).items() if name.startswith(("merges", "prevalence"))}


def by_theme(suite: Suite, results: Sequence[CaseResult]) -> dict[str, int]:
    return entries(results, *[[(case.name, one.gold.id) for case, one in theme.items] for theme in collect_themes(suite.cases)])


def test_labels_merged_by_their_themes_score_one_and_count_exactly(three: Suite) -> None:
    results = results_of(three)
    found = figures(three, results, by_theme(three, results))
    assert found.pop("merges.proposed") == 0
    assert found.pop("merges.first") is found.pop("merges.first_three") is None
    assert found == {"merges.precision": 1, "merges.recall": 1, "merges.f1": 1, "prevalence.error": 0, "prevalence.exact": 1}


def test_the_labels_of_the_bundled_suite_score_one_and_count_exactly_too(bundled: Suite) -> None:
    results = [score(case, echo(case)) for case in bundled.cases]
    found = figures(bundled, results, by_theme(bundled, results))
    assert (found["merges.f1"], found["prevalence.error"], found["prevalence.exact"]) == (1, 0, 1)
    assert len(collect_themes(bundled.cases)) > 50


def test_a_worked_example_by_hand(three: Suite) -> None:
    # Labelled: three pairs of o1, one of b1. Made: alpha and beta's o1 (right); alpha's b1 with beta's b4 (wrong).
    results = results_of(three)
    groups = entries(results, [("alpha", "o1"), ("beta", "o1")], [("alpha", "b1"), ("beta", "b4")])
    found = figures(three, results, groups)
    assert (found["merges.precision"], found["merges.recall"], found["merges.f1"]) == (1 / 2, 1 / 4, 1 / 3)
    # The airport is counted for two of three. Alpha's and beta's binders are apart, so the smaller entry speaks for them: one of two.
    assert (found["prevalence.error"], found["prevalence.exact"]) == (1, 0)


def test_organisations_that_slip_in_are_an_error_too(three: Suite) -> None:
    results = results_of(three)
    groups = entries(results, [("alpha", "o1"), ("beta", "o1"), ("gamma", "o1")], [("alpha", "b1"), ("beta", "b1"), ("gamma", "b2")])
    counts, themes = score_merging(three.cases, results, groups)
    assert themes == (
        ThemeResult(theme="tariffs-in-binders", segment="depots", kind="obstacle", least=2, most=2, found=2, counted=3),
        ThemeResult(theme="win-the-airport", segment="depots", kind="outcome", least=3, most=3, found=3, counted=3),
    )
    assert (counts["merges.labelled"], counts["merges.made"], counts["merges.hits"], counts["themes.error"]) == (4, 6, 4, 1)


def test_what_extraction_missed_lowers_the_count_and_is_no_fault_of_the_merge(three: Suite) -> None:
    results = results_of(three, lambda case, one: not (one.id == "f_o1" and case == "gamma") and one.id != "f_b1")
    counts, themes = score_merging(three.cases, results, entries(results, [("alpha", "o1"), ("beta", "o1")]))
    assert measure(counts)["merges.f1"] == 1
    assert [(one.theme, one.found, one.counted, one.error) for one in themes] == [("tariffs-in-binders", 0, 0, 2), ("win-the-airport", 2, 2, 1)]


def test_an_organisation_with_an_optional_item_may_be_counted_or_not(tmp_path: Path) -> None:
    suite = make_suite(tmp_path, alpha=themed("o1"), beta=themed("o1"), gamma=themed("o1", optional=["o1"]))
    results = results_of(suite)
    for members in (("alpha", "beta"), ("alpha", "beta", "gamma")):
        _, [theme] = score_merging(suite.cases, results, entries(results, [(name, "o1") for name in members]))
        assert (theme.least, theme.most, theme.counted, theme.error) == (2, 3, len(members), 0)
    _, [theme] = score_merging(suite.cases, results, entries(results))
    assert (theme.counted, theme.error) == (1, 1)


def test_an_interview_without_organisation_is_in_no_count(tmp_path: Path) -> None:
    for name, organisation in (("alpha", "Alpha"), ("beta", None)):
        write_case(tmp_path, name, items=themed("o1"), organisation=organisation)
    (tmp_path / "suite.toml").touch()
    suite = load_suite(tmp_path, interview_of)
    results = results_of(suite)
    _, [theme] = score_merging(suite.cases, results, entries(results, [("alpha", "o1"), ("beta", "o1")]))
    assert (theme.segment, theme.most, theme.counted, theme.error) == ("unsorted", 1, 1, 0)


def alike(*pairs: tuple[str, str], likely: int = 9) -> Similar:
    """Propose these pairs of (case statement), most alike first, the first ``likely`` of them likely the same."""

    def similar(findings: Sequence[Finding], interviews: Mapping[str, Interview]) -> list[SimilarPair]:
        assert {one.interview for one in findings} <= interviews.keys()
        names = {f"{one.interview} {one.statement}": one.id for one in findings}
        scores = [(1 if place < likely else 0.4) - place / 100 for place in range(len(pairs))]
        return [SimilarPair(first=names[one], second=names[other], score=score) for score, (one, other) in zip(scores, pairs, strict=True)]

    return similar


WIN, BINDERS = "Win the airport contract.", "Tariffs sit in nine binders."


def test_only_findings_that_are_each_others_first_proposal_are_merged(three: Suite) -> None:
    pairs = [(f"alpha {WIN}", f"beta {WIN}"), (f"beta {WIN}", f"gamma {WIN}"), (f"alpha {BINDERS}", f"beta {BINDERS}")]
    results = propose(three.cases, results_of(three), alike(*pairs))
    merged: dict[int, list[str]] = {}
    for name, number in merge_blindly(results).items():
        merged.setdefault(number, []).append(name)
    assert [members for members in merged.values() if len(members) > 1] == [["alpha p1", "beta p1"], ["alpha p2", "beta p2"]]
    counts, _ = score_merging(three.cases, results)
    assert measure(counts)["merges.recall"] == 2 / 4
    assert measure(counts)["merges.proposed"] == 3 / 4


def test_a_pair_that_is_not_likely_is_proposed_and_not_merged(three: Suite) -> None:
    pairs = [(f"alpha {WIN}", f"beta {WIN}"), (f"alpha {BINDERS}", f"beta {BINDERS}")]
    counts, _ = score_merging(three.cases, propose(three.cases, results_of(three), alike(*pairs, likely=1)))
    assert (counts["merges.made"], counts["merges.hits"], counts["merges.proposed_hits"]) == (1, 1, 2)


def test_what_stands_beside_a_finding_is_right_for_a_theme_of_two_interviews_or_an_item_of_one(three: Suite) -> None:
    # Right: alpha and beta want the same; an item that one interview says twice. Wrong: an aim beside binders.
    results = results_of(three)
    twin = results[0].findings[0].model_copy(update={"id": "again"})
    twice = results[0].model_copy(update={"findings": (*results[0].findings, twin)})
    first, repeated = name_in_run("alpha", twin.id), name_in_run("alpha", results[0].findings[0].id)
    beta, other = (name_in_run("beta", results[1].findings[place].id) for place in (0, 1))
    shown = {repeated: (other, beta, first), first: (repeated,), beta: (repeated,), other: (repeated,)}
    filled = [carry(one, {name: (proposed, ()) for name, proposed in shown.items()}) for one in (twice, *results[1:])]
    counts, _ = score_merging(three.cases, filled)
    assert (counts["merges.shown1"], counts["merges.right1"]) == (4, 2)
    assert (counts["merges.shown3"], counts["merges.right3"]) == (6, 4)


def test_a_run_keeps_its_proposals_so_that_merging_is_scored_again_without_a_model(three: Suite, tmp_path: Path) -> None:
    findings = echo(three.cases[0])

    def extract(interview: Interview) -> Iterable[ChunkOutcome]:
        return [ChunkOutcome(chunk="w", step="find", state="done", findings=tuple(findings))]

    run = run_suite(three, extract, extractor="echo", similar=alike((f"alpha {WIN}", f"beta {WIN}")))
    assert (run.measures["merges.precision"], run.measures["merges.recall"], run.measures["prevalence.error"]) == (1, 1 / 4, 1)
    assert score_again(read_run(write_run(run, tmp_path / "run")), three) == run
    assert "depots: outcome win-the-airport: counted 2, labelled 3, found in 3" in render_page(run, three)
    text = render_run(run, details=True)
    assert row(text, "pairs merged that are the same thing (precision)") == ["100.0", "%", "1", "of", "1"]
    assert row(text, "organisations too few or too many, a theme") == ["1.00", "2", "over", "2"]
    assert "depots: outcome win-the-airport: counted 2, labelled 3, found in 3" in text


def test_proposals_that_get_worse_are_a_regression_by_size(three: Suite) -> None:
    findings = echo(three.cases[0])

    def extract(interview: Interview) -> Iterable[ChunkOutcome]:
        return [ChunkOutcome(chunk="w", step="find", state="done", findings=tuple(findings))]

    good, bad = (
        run_suite(three, extract, extractor="echo", similar=alike(*pairs))
        for pairs in ([(f"alpha {WIN}", f"beta {WIN}")], [(f"alpha {WIN}", f"beta {BINDERS}")])
    )
    found = compare(good, bad)
    assert (found.verdict, found.exit_code) == ("regression", 1)
    assert "merges.f1 0.400 -> 0.000" in found.reasons
    assert compare(bad, good).verdict == "inconclusive"


def test_without_proposals_or_themes_nothing_is_said_about_merging(three: Suite, tmp_path: Path) -> None:
    plain = make_suite(tmp_path / "plain", alpha=list(ITEMS))
    for suite, similar in ((three, None), (plain, alike())):
        run = run_suite(suite, lambda _: [], extractor="silent", similar=similar)
        assert run.measures["merges.f1"] is None
        assert "After merging" not in render_run(run)


def test_a_theme_of_two_kinds_or_segments_leaves_the_later_case_out(tmp_path: Path) -> None:
    other_kind = [item("b1", "obstacle", "Tariffs sit in nine binders.", "Tariffs sit in nine binders", theme=THEMES["o1"])]
    suite = make_suite(tmp_path, alpha=themed("o1"), beta=other_kind)
    write_case(tmp_path, "gamma", items=themed("o1"), segment="elsewhere", organisation="Gamma")
    suite = load_suite(tmp_path, interview_of)
    assert [case.name for case in suite.cases] == ["alpha"]
    assert [str(problem) for problem in suite.problems] == [
        "beta: b1: theme 'win-the-airport': is obstacle of depots, alpha: o1 is outcome of depots; a theme joins items of one kind and segment",
        "gamma: o1: theme 'win-the-airport': is outcome of elsewhere, alpha: o1 is outcome of depots; a theme joins items of one kind and segment",
    ]


def test_a_theme_of_one_interview_is_noted(tmp_path: Path) -> None:
    suite = make_suite(tmp_path, alpha=themed("o1"), beta=list(ITEMS))
    assert (suite.notes, suite.problems) == (("alpha: o1: theme 'win-the-airport' is in no other interview",), ())
