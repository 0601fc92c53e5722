"""Double review on the screen: two sessions over one workspace, neither of which shows the other's verdict before both are in."""

from collections.abc import Iterator

import pytest

from analyzer.config import ReviewSettings, Settings, Workspace
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.screens.disagreements import Disagreements
from analyzer.tui.screens.reader import Reader
from analyzer.tui.screens.review import ReviewScreen
from analyzer.workspace import ReviewSession
from tests.tui.conftest import cases, fill, logged, screen_text

BOTH = Settings(review=ReviewSettings(double_share=1.0))
PLACES = ("1", "2", "3", "4", "2")


@pytest.fixture
def ann(workspace: Workspace) -> Iterator[ReviewSession]:
    """The first reviewer; every finding is decided by two."""
    fill(workspace, *cases())
    with ReviewSession.open(workspace, BOTH, reviewer="ann") as session:
        yield session


@pytest.fixture
def bob(ann: ReviewSession, workspace: Workspace) -> Iterator[ReviewSession]:
    """The second reviewer, at the same time."""
    with ReviewSession.open(workspace, BOTH, reviewer="bob") as session:
        yield session


async def walk(app: AnalyzerApp) -> list[str]:
    """Return what every screen, every finding's card and the transcript show."""
    seen = []
    async with app.run_test(size=(120, 40)) as pilot:
        for key in PLACES:
            await pilot.press(key)
            await pilot.pause()
            seen.append(screen_text(app))
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("g")
        for _ in app.screen.queue.ids:
            await pilot.pause()
            seen.append(screen_text(app))
            await pilot.press("j")
        await pilot.press("g", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Reader)
        seen.append(screen_text(app))
        await pilot.press("escape", "f")
        await pilot.pause()
        seen.append(screen_text(app))
    return seen


async def test_the_second_reviewers_screens_hold_no_trace_of_the_first_verdicts(ann: ReviewSession, bob: ReviewSession, workspace: Workspace) -> None:
    before = await walk(AnalyzerApp(bob, workspace))
    first = AnalyzerApp(ann, workspace)
    async with first.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "rejected, awaiting a second reviewer: Close the books in four days" in screen_text(first)
        assert "1 awaiting" in screen_text(first)
        await pilot.press("a", "g")
        await pilot.pause()
        assert "½ awaiting" in screen_text(first)
        assert "you rejected it; it counts once a second reviewer" in screen_text(first)
    ann.edit("f_days", {"statement": "Nine days is what the close takes"})
    ann.merge("f_obstacle", "f_twin", "Ann's own wording")
    ann.retype("f_board", "outcome")
    ann.later("f_forecast")
    assert [decision.action for decision in logged(workspace)] == ["reject", "approve", "edit", "merge", "retype", "later"]
    bob.catch_up()
    assert {item.status for item in bob.state.findings.values()} == {"open"}
    assert bob.log == []
    assert bob.public.entries == {}
    assert bob.segment_model("mid-market") == ann.segment_model("mid-market")
    assert await walk(AnalyzerApp(bob, workspace)) == before


async def test_live_sessions_hear_of_a_finding_when_it_is_out_and_of_nothing_before(
    ann: ReviewSession, bob: ReviewSession, workspace: Workspace
) -> None:
    app = AnalyzerApp(bob, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        before = screen_text(app)
        ann.approve("f_outcome")
        ann.reject("f_obstacle", reason="too small to matter here")
        app._look_around()
        await pilot.pause()
        assert screen_text(app) == before
        await pilot.press("a")
        await pilot.pause()
        assert bob.finding("f_outcome").status == "approved"
        assert list(bob.public.entries) == ["e_outcome"]
        await pilot.press("g", "j", "a")
        await pilot.pause()
        assert bob.finding("f_obstacle").status == "disputed"
        assert "approved, now disputed: Ledgers are stitched" in screen_text(app)
        await pilot.press("g", "j")
        await pilot.pause()
        assert "ann rejected: too small to matter here · bob approved" in screen_text(app)
    ann.catch_up()
    assert [ann.finding(one).status for one in ("f_outcome", "f_obstacle")] == ["approved", "disputed"]


async def test_decisions_about_other_findings_are_still_heard_of(ann: ReviewSession, bob: ReviewSession, workspace: Workspace) -> None:
    app = AnalyzerApp(bob, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        ann.set_interview("i_aaaaaaaaaa", organisation="Acme Holding")
        app._look_around()
        await pilot.pause()
        assert "ann decided something too" in screen_text(app)


async def test_undoing_either_verdict_hides_the_other_again(ann: ReviewSession, bob: ReviewSession, workspace: Workspace) -> None:
    ann.reject("f_outcome")
    app = AnalyzerApp(bob, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "g")
        await pilot.pause()
        assert "disputed" in screen_text(app)
        await pilot.press("u")
        await pilot.pause()
        assert bob.finding("f_outcome").status == "open"
        assert "ann rejected" not in screen_text(app)
        assert "disputed" not in screen_text(app)
        await pilot.press("U", "g")
        await pilot.pause()
        assert bob.finding("f_outcome").status == "disputed"
        ann.undo()
        app._look_around()
        await pilot.pause()
        assert bob.finding("f_outcome").status == "awaiting"
        assert "ann rejected" not in screen_text(app)


async def test_what_is_to_settle_is_listed_and_settled_one_after_the_other(ann: ReviewSession, bob: ReviewSession, workspace: Workspace) -> None:
    for one in ("f_outcome", "f_days", "f_board"):
        ann.approve(one)
        bob.approve(one) if one == "f_outcome" else bob.reject(one, reason="not what the speaker meant")
    ann.catch_up()
    app = AnalyzerApp(ann, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("D")
        await pilot.pause()
        assert isinstance(app.screen, Disagreements)
        shown = screen_text(app)
        for words in ("2 findings to settle", "The board waits for numbers", "bob rejected: not what the speaker meant",
                      "3 decided by two, blind: 1 alike; fewer than 8 are too few"):  # fmt: skip
            assert words in shown, words
        await pilot.press("j", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert set(app.screen.queue.ids) == {"f_board", "f_days"}
        await pilot.press("d", "1")
        await pilot.pause()
        await pilot.press("d", "2")
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)][-2:] == ["settle", "settle"]
        assert ann.disputes() == []
        await pilot.press("D")
        await pilot.pause()
        assert "Nothing to settle" in screen_text(app)
        assert "1 alike" in screen_text(app), "settling changes no figure"
    assert sorted(ann.public.entries) in (["e_board", "e_outcome"], ["e_days", "e_outcome"])


async def test_a_dispute_cannot_be_settled_before_there_is_one(ann: ReviewSession, workspace: Workspace) -> None:
    app = AnalyzerApp(ann, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("d")
        await pilot.pause()
        assert "nothing to settle" in screen_text(app)
        assert logged(workspace) == []
