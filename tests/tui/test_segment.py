"""The segment screen: the tree of approved findings with its evidence."""

from analyzer.config import Settings, Workspace
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.screens.review import ReviewScreen
from analyzer.tui.screens.segment import SegmentScreen
from analyzer.workspace import ReviewSession
from tests.tui.conftest import logged, screen_text


def tree(app: AnalyzerApp) -> SegmentScreen:
    assert isinstance(app.screen, SegmentScreen)
    return app.screen


def approve_all(session: ReviewSession) -> None:
    session.approve("f_outcome", "f_days", "f_forecast")
    session.merge("f_obstacle", "f_twin")


async def test_the_tree_shows_outcomes_obstacles_metrics_and_prevalence(app: AnalyzerApp) -> None:
    approve_all(app.session)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        lines = screen_text(app).splitlines()
        outcome, obstacle, metric = (
            next(number for number, line in enumerate(lines) if words in line)
            for words in ("OUT Close the books", "OBS Ledgers are", "MET The close takes")
        )
        assert outcome < obstacle < metric
        assert "●○ 1 of 2" in lines[outcome]
        assert "our reading" in lines[outcome], "no customer called it strategic"
        assert "only 2 organisations" in lines[1]
        assert "●● 2 of 2" in lines[obstacle]
        assert "Not linked yet" in screen_text(app)
        assert "too few to speak of shares" in screen_text(app)


async def test_the_evidence_of_every_member_is_there(app: AnalyzerApp) -> None:
    approve_all(app.session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "j")
        await pilot.pause()
        assert "Quote 1 of 2" in screen_text(app)
        await pilot.press("]")
        await pilot.pause()
        assert "merged in: Manual stitching of ledgers" in screen_text(app)
        assert "brill.vtt" in screen_text(app)


async def test_a_merge_is_taken_apart_from_the_tree(app: AnalyzerApp, workspace: Workspace) -> None:
    approve_all(app.session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "j", "x")
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)] == ["approve", "merge", "unmerge"]
        assert "taken apart" in screen_text(app)
        await pilot.press("u")
        await pilot.pause()
        assert len(app.session.state.entries["e_obstacle"].members) == 2


async def test_branches_fold_and_unfold(app: AnalyzerApp) -> None:
    approve_all(app.session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "g", "left")
        await pilot.pause()
        assert "OBS Ledgers" not in screen_text(app)
        await pilot.press("right", "j", "left")
        await pilot.pause()
        assert "OBS Ledgers" in screen_text(app)
        assert tree(app).rows.cursor == 0, "on a leaf, fold goes to what it hangs under"


async def test_a_finding_is_opened_in_review(app: AnalyzerApp) -> None:
    approve_all(app.session)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "j", "o")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        current = app.screen.current
        assert current is not None
        assert current.id == "f_obstacle"


async def test_decisions_made_meanwhile_are_in_the_tree(app: AnalyzerApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert "Nothing is approved in this segment yet" in screen_text(app)
        assert "6 findings wait there" in screen_text(app)
        await pilot.press("2", "a", "3")
        await pilot.pause()
        assert "OUT Close the books" in screen_text(app)
        assert "missing: why, obstacle, metric" in screen_text(app)


async def test_an_empty_workspace_says_what_to_do(workspace: Workspace) -> None:
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("3", "j", "left", "right", "enter", "o", "x", "]", "y")
            await pilot.pause()
            assert "analyzer run" in screen_text(app)


async def test_a_products_role_on_an_obstacle_is_set_and_taken_back(session: ReviewSession, workspace: Workspace) -> None:
    approve_all(session)
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "j", "p")
        await pilot.pause()
        assert "no product is declared yet" in screen_text(app)
        session.settings = Settings.model_validate({"products": [{"id": "ledger", "name": "Ledger"}]})
        await pilot.press("p")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert [(role.product, role.obstacle, role.role) for role in session.state.roles] == [("ledger", "e_obstacle", "leads")]
        assert logged(workspace)[-1].after == {"role": "leads"}
        await pilot.press("u")
        await pilot.pause()
        assert session.state.roles == ()
        await pilot.press("k", "p")
        await pilot.pause()
        assert "put the cursor on one" in screen_text(app)
