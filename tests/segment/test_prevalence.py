import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analyzer.config import TOO_THIN_BELOW
from analyzer.segment import count_prevalence, cover_segment, wilson_interval
from tests.segment.making import SLUG, Hearing


def test_organisations_are_counted_not_quotes_nor_interviews() -> None:
    hearing = Hearing()
    first, again, other, silent = hearing.talks_in("Alm Mill", "Alm Mill", "Brook Mill", "Crane Mill")
    hearing.outcome("a", first)
    hearing.outcome("b", first, "cash, cash, cash", joins="a")
    hearing.outcome("c", again, "we must free cash", joins="a")
    hearing.outcome("d", other, "cash is what we lack", joins="a")
    prevalence = hearing.model().outcomes[0].prevalence
    assert (prevalence.n, prevalence.of) == (2, 3)
    assert prevalence.organisations == ("Alm Mill", "Brook Mill")
    assert silent in {line.id for line in hearing.model().sources}


def test_an_interview_without_organisation_counts_nowhere_and_is_listed() -> None:
    hearing = Hearing()
    known, unknown, blank = hearing.talks_in("Alm Mill", None, "   ")
    for number, talk in enumerate((known, unknown, blank)):
        hearing.outcome(f"o{number}", talk, joins="o0" if number else None)
    model = hearing.model()
    assert (model.outcomes[0].prevalence.n, model.outcomes[0].prevalence.of) == (1, 1)
    assert model.organisations == ("Alm Mill",)
    assert set(model.without_organisation) == {unknown, blank}
    assert model.interviews == 3


def test_spellings_of_one_organisation_are_one_organisation() -> None:
    hearing = Hearing()
    hearing.talks_in("Alm Mill", "ALM  mill ", "Alm\u00a0Mill")
    assert len(cover_segment(SLUG, hearing.interviews()).organisations) == 1


def test_interviews_of_other_segments_are_no_denominator() -> None:
    hearing = Hearing()
    (here,) = hearing.talks_in("Alm Mill")
    hearing.talk("i_far", "Far Yard", segment="shipyards")
    hearing.outcome("a", here)
    assert hearing.model().outcomes[0].prevalence.of == 1
    assert hearing.model().interviews == 1


@pytest.mark.parametrize(("organisations", "thin"), [(TOO_THIN_BELOW - 1, True), (TOO_THIN_BELOW, False)])
def test_too_thin_is_said_below_the_threshold(organisations: int, thin: bool) -> None:
    hearing = Hearing()
    talks = hearing.talks_in(*(f"Mill {number}" for number in range(organisations)))
    hearing.outcome("a", talks[0])
    assert hearing.model().outcomes[0].prevalence.too_thin is thin


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_is_wilsons(counts: tuple[int, int]) -> None:
    n, of = counts
    expected = binomtest(n, of).proportion_ci(0.95, method="wilson")
    low, high = wilson_interval(n, of)
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= low <= n / of <= high <= 1


def test_nothing_asked_tells_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@given(st.lists(st.sampled_from(["Alm", "alm ", "Brook", "Crane", None, ""]), min_size=1, max_size=8), st.data())
def test_prevalence_never_exceeds_its_denominator(organisations: list[str | None], chosen: st.DataObject) -> None:
    hearing = Hearing()
    talks = hearing.talks_in(*organisations)
    heard = chosen.draw(st.lists(st.sampled_from(talks), min_size=1, max_size=12))
    for number, talk in enumerate(heard):
        hearing.outcome(f"o{number}", talk, joins="o0" if number else None)
    prevalence = count_prevalence(hearing.entries()[0], cover_segment(SLUG, hearing.interviews()))
    expected = {(organisations[talks.index(talk)] or "").strip().lower() for talk in heard} - {""}
    assert prevalence.n == len(prevalence.organisations) == len(expected)
    assert prevalence.n <= prevalence.of
