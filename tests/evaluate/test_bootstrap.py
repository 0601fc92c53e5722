import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.evaluate.bootstrap import WATCHED, intervals, paired_intervals
from analyzer.evaluate.measures import measure, pool


def case(correct: int, missing: int, spurious: int = 0) -> dict[str, int]:
    return {"outcome.required": correct + missing, "outcome.correct": correct, "outcome.missing": missing, "outcome.spurious": spurious}


CASES = st.lists(st.builds(case, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=6)


@given(CASES)
def test_an_interval_lies_between_the_worst_and_the_best_transcript(cases: list[dict[str, int]]) -> None:
    single = [value for one in cases if (value := measure(one)["outcome.f1"]) is not None]
    found = intervals(cases, resamples=40)
    if "outcome.f1" in found:
        low, high = found["outcome.f1"]
        assert min(single) - 1e-9 <= low <= high <= max(single) + 1e-9


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    cases = [case(number, 9 - number, number % 3) for number in range(10)]
    assert intervals(cases, 50) == intervals(cases, 50)
    assert intervals(cases, 50) != intervals(cases, 50, seed=1)


def test_it_covers_the_pooled_figure_and_narrows_with_more_transcripts() -> None:
    few = [case(8, 2), case(2, 8), case(5, 5), case(9, 1)]
    wide, narrow = intervals(few)["outcome.f1"], intervals(few * 8)["outcome.f1"]
    pooled = measure(pool(few))["outcome.f1"]
    assert pooled is not None
    assert wide[0] < narrow[0] < pooled < narrow[1] < wide[1]


def test_differences_are_paired_so_a_steady_gain_is_seen_through_noise_between_transcripts() -> None:
    before = [case(number, 20 - number) for number in range(0, 18, 2)]
    after = [case(number + 2, 18 - number) for number in range(0, 18, 2)]
    low, high = paired_intervals(before, after)["outcome.f1"]
    assert 0 < low <= high < 0.25
    single = intervals(before)["outcome.f1"]
    assert high - low < (single[1] - single[0]) / 3


def test_every_watched_measure_is_what_it_is_elsewhere() -> None:
    counts = {
        **case(4, 2, 1), "obstacle.required": 3, "obstacle.partial": 3, "metric.required": 2, "metric.mistaken": 2, "metric.wrong_kind": 1,
        "findings.all": 9, "findings.grounded": 8, "findings.numbers": 4, "findings.invented": 1, "evidence.located": 9, "evidence.wrong_speaker": 2,
        "links.hits": 1, "links.found": 2, "links.gold": 3,
    }  # fmt: skip
    expected = measure(counts)
    # Of two transcripts that are alike every resample has their figures.
    assert intervals([counts, counts], 5) == {name: (expected[name], expected[name]) for name in WATCHED}
    assert None not in {expected[name] for name in WATCHED}


def test_one_transcript_has_no_interval() -> None:
    assert intervals([case(1, 1)]) == {}
    assert paired_intervals([case(1, 1)], [case(1, 1)]) == {}


def test_unequal_numbers_of_transcripts_cannot_be_paired() -> None:
    with pytest.raises(ValueError, match="differences are paired"):
        paired_intervals([case(1, 1)], [])
