from hypothesis import HealthCheck, given, settings

from analyzer.records import SegmentModel
from tests.segment.making import Hearing, amount
from tests.segment.segments import hearings


def test_stated_effects_go_first_by_size_then_at_most_then_by_prevalence() -> None:
    hearing = Hearing()
    first, second, third = hearing.talks_in("Alm", "Brook", "Crane")
    outcome = hearing.outcome("close", first)
    hearing.metric("goal", first, outcome, "from 12 to 4", baseline=amount("12", "day"), target=amount("4", "day"))
    small = hearing.obstacle("small", first, outcome)
    hearing.obstacle("silent", first, outcome)
    for number, talk in enumerate((first, second, third)):
        hearing.obstacle(f"loud{number}", talk, outcome, joins="loud0" if number else None)
    big = hearing.obstacle("big", third, outcome)
    hearing.metric("s", first, small, "1 day lost", value=amount("1", "day"))
    hearing.metric("b", third, big, "3 days lost", value=amount("3", "day"))
    lines = hearing.model().outcomes[0].obstacles
    # "silent" and "loud0" could each be the whole gap of 8 days; being at most that, they stay behind one stated day.
    assert [line.entry.id for line in lines] == ["e_big", "e_small", "e_loud0", "e_silent"]
    assert [line.rank for line in lines] == [1, 2, 3, 4]


def test_size_is_not_compared_across_units() -> None:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    outcome = hearing.outcome("cash", first)
    for number, talk in enumerate((first, second)):
        hearing.metric(f"goal{number}", talk, outcome, "from 12 to 4", baseline=amount("12", "day"), target=amount("4", "day"))
    hearing.metric("money", first, outcome, "free 900000", target=amount("900000", currency="EUR"))
    hearing.metric("m1", first, hearing.obstacle("rich", first, outcome), "800000 lost", value=amount("800000", currency="EUR"))
    hearing.metric("m2", first, hearing.obstacle("slow", first, outcome), "2 days lost", value=amount("2", "day"))
    # Two organisations speak of days, one of money: days go first, however large the sum.
    assert [line.entry.id for line in hearing.model().outcomes[0].obstacles] == ["e_slow", "e_rich"]


def test_a_fall_is_as_big_as_a_rise() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("grow", talk)
    hearing.metric("goal", talk, outcome, "grow by 5", target=amount("5", "percent"))
    hearing.metric("m1", talk, hearing.obstacle("fall", talk, outcome), "down -9", value=amount("-9", "percent"))
    hearing.metric("m2", talk, hearing.obstacle("stall", talk, outcome), "2 off", value=amount("2", "percent"))
    assert [line.entry.id for line in hearing.model().outcomes[0].obstacles] == ["e_fall", "e_stall"]


def test_outcomes_a_customer_calls_strategic_go_before_inferred_ones() -> None:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    for number, talk in enumerate((first, second)):
        hearing.outcome(f"inferred{number}", talk, joins="inferred0" if number else None, deemed_by="inferred")
    hearing.outcome("unsaid", first)
    hearing.outcome("stated", first, deemed_by="stated")
    assert [line.entry.id for line in hearing.model().outcomes] == ["e_stated", "e_inferred0", "e_unsaid"]
    assert [line.deemed_by for line in hearing.model().outcomes] == ["stated", "inferred", "inferred"]


def test_quantified_outcomes_go_before_unquantified_ones_and_prevalence_decides_then() -> None:
    hearing = Hearing()
    first, second = hearing.talks_in("Alm", "Brook")
    for name in ("plain", "loud"):
        for number, talk in enumerate((first, second) if name == "loud" else (first,)):
            hearing.outcome(f"{name}{number}", talk, joins=f"{name}0" if number else None)
    measured = hearing.outcome("measured", first)
    hearing.metric("goal", first, measured, "down to 4", target=amount("4", "day"))
    hearing.metric("wish", first, "e_plain0", "much better")
    assert [line.entry.id for line in hearing.model().outcomes] == ["e_measured", "e_loud0", "e_plain0"]


def assert_ranked(model: SegmentModel) -> None:
    assert [line.rank for line in model.outcomes] == list(range(1, len(model.outcomes) + 1))
    for obstacles in (*(line.obstacles for line in model.outcomes), model.unlinked_obstacles):
        assert [line.rank for line in obstacles] == list(range(1, len(obstacles) + 1))
        bases = [0 if line.effect and line.effect.basis == "stated" else 1 if line.effect else 2 for line in obstacles]
        assert bases == sorted(bases)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings())
def test_ranks_are_a_permutation_and_stated_precedes_at_most(hearing: Hearing) -> None:
    assert_ranked(hearing.model())
