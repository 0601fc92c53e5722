from hypothesis import HealthCheck, given, settings

from analyzer.records import MetricLine, SegmentModel
from tests.segment.making import Hearing, amount
from tests.segment.segments import hearings


def test_outcomes_carry_obstacles_and_obstacles_carry_metrics() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("cash", talk, why_strategic="it pays for the new mill", why_quote="that pays for the new mill")
    obstacle = hearing.obstacle("ledger", talk, outcome)
    hearing.metric("size", talk, obstacle)
    hearing.metric("goal", talk, outcome)
    (line,) = hearing.model().outcomes
    assert [item.entry.id for item in line.obstacles] == [obstacle]
    assert [item.entry.id for item in line.obstacles[0].metrics] == ["e_size"]
    assert [item.entry.id for item in line.metrics] == ["e_goal"]
    assert line.why == (("f_cash", "it pays for the new mill"),)
    assert line.missing == ()


def test_an_outcome_says_what_it_lacks() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    hearing.outcome("bare", talk, why_strategic="  ")
    assert hearing.model().outcomes[0].missing == ("why", "obstacle", "metric")


def test_one_obstacle_may_block_two_outcomes_and_is_sized_under_each() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    days, money = hearing.outcome("days", talk), hearing.outcome("money", talk)
    hearing.metric("d", talk, days, "9 to 4", baseline=amount("9", "day"), target=amount("4", "day"))
    hearing.metric("m", talk, money, "900 to 400", baseline=amount("900", currency="EUR"), target=amount("400", currency="EUR"))
    shared = hearing.hear("shared", "obstacle", talk, "nobody owns it", links=[("blocks", days), ("blocks", money)])
    hearing.metric("size", talk, shared, "3 days", value=amount("3", "day"))
    by_id = {line.entry.id: line.obstacles[0].effect for line in hearing.model().outcomes}
    under_days, under_money = by_id[days], by_id[money]
    assert under_days is not None
    assert under_money is not None
    assert (under_days.basis, under_days.median, under_days.unit) == ("stated", "3", "day")
    assert (under_money.basis, under_money.median, under_money.currency) == ("at most", "500", "EUR")


def test_the_metric_ladder_hangs_under_the_metric_it_rolls_up_to() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("freedom", talk)
    cash = hearing.metric("cash", talk, outcome)
    hearing.metric("dso", talk, links=[("rolls_up", cash)])
    (line,) = hearing.model().outcomes
    assert [rung.entry.id for rung in line.metrics[0].ladder] == ["e_dso"]
    assert hearing.model().unlinked_metrics == ()


def test_metrics_rolling_up_in_a_circle_end() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("freedom", talk)
    hearing.metric("a", talk, links=[("measures", outcome), ("rolls_up", "e_b")])
    hearing.metric("b", talk, links=[("rolls_up", "e_a")])
    (line,) = hearing.model().outcomes
    assert [rung.entry.id for rung in line.metrics[0].ladder] == ["e_b"]
    assert line.metrics[0].ladder[0].ladder == ()


def test_tactical_entries_have_their_own_lane_with_the_outcome_they_serve() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("cash", talk)
    obstacle = hearing.obstacle("ledger", talk, outcome)
    straight = hearing.hear("button", "outcome", talk, "one button less", level="tactical", links=[("serves", outcome)])
    blocking = hearing.obstacle("screen", talk, outcome, level="tactical")
    through = hearing.hear("font", "outcome", talk, "bigger letters", level="tactical", links=[("serves", obstacle)])
    hearing.metric("clicks", talk, straight, "40 clicks")
    model = hearing.model()
    assert [line.entry.id for line in model.outcomes] == [outcome]
    assert [line.entry.id for line in model.outcomes[0].obstacles] == [obstacle]
    assert {entry.id for entry in model.enhancements} == {straight, blocking, through}
    assert {line.serves for line in model.enhancement_lines} == {(outcome,)}
    assert set(model.outcomes[0].serves) == {straight, blocking, through}
    assert model.unlinked_metrics == ()
    assert model.unlinked_obstacles == ()


def test_what_hangs_nowhere_is_listed() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    alone = hearing.obstacle("alone", talk)
    beside = hearing.obstacle("beside", talk, "e_unknown")
    tactical = hearing.outcome("small", talk, level="tactical")
    under = hearing.obstacle("under", talk, tactical)
    loose = hearing.metric("loose", talk)
    model = hearing.model()
    assert {line.entry.id for line in model.unlinked_obstacles} == {alone, beside, under}
    assert [line.entry.id for line in model.unlinked_metrics] == [loose]


def ids_in(lines: tuple[MetricLine, ...]) -> set[str]:
    return {identifier for line in lines for identifier in ({line.entry.id} | ids_in(line.ladder))}


def everything_in(model: SegmentModel) -> set[str]:
    found = ids_in(model.unlinked_metrics)
    for outcome in model.outcomes:
        found |= {outcome.entry.id} | ids_in(outcome.metrics)
    for obstacle in (*(line for outcome in model.outcomes for line in outcome.obstacles), *model.unlinked_obstacles):
        found |= {obstacle.entry.id} | ids_in(obstacle.metrics)
    for line in model.enhancement_lines:
        found |= {line.entry.id} | ids_in(line.metrics)
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings())
def test_every_approved_entry_is_somewhere_in_the_model(hearing: Hearing) -> None:
    model = hearing.model()
    assert everything_in(model) == set(hearing.groups)
    ranked = {line.entry.id for line in model.outcomes} | {line.entry.id for outcome in model.outcomes for line in outcome.obstacles}
    assert not ranked & {entry.id for entry in model.enhancements}
