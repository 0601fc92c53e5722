"""The registry of keys: no key means two things, everything in it is there, footers fit."""

from analyzer.config import Settings, Workspace
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.display import width_of
from analyzer.tui.keys import FOOTERS, PLACE_NAMES, REGISTRY, TABS, Keymap, clashes, keys_table
from analyzer.tui.screens.base import TabScreen
from analyzer.tui.screens.tour import PAGES, with_keys
from analyzer.tui.widgets.bar import KeyBar
from analyzer.tui.words import FLAG, KIND, MATCH, STATUS
from analyzer.workspace import ReviewSession
from tests.tui.conftest import logged, screen_text


def test_no_key_means_two_things_in_a_place() -> None:
    assert clashes() == []
    assert len({key.id for key in REGISTRY}) == len(REGISTRY)


def test_every_code_of_the_records_has_words() -> None:
    from typing import get_args

    from analyzer.records import Flag, Kind, Match, Status

    for codes, words in ((Flag, FLAG), (Kind, KIND), (Match, MATCH), (Status, STATUS)):
        assert set(get_args(codes)) == set(words)


async def test_every_key_has_an_action_where_it_works(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for place in TABS:
            app.action_tab(place)
            await pilot.pause()
            assert isinstance(app.screen, TabScreen)
            for key in REGISTRY:
                if place in key.places:
                    assert hasattr(app.screen, f"action_{key.action}"), f"{place}: {key.id}"
        for key in REGISTRY:
            if "everywhere" in key.places:
                assert hasattr(app, f"action_{key.action.partition('(')[0]}"), key.id


async def test_footers_fit_eighty_columns_and_name_help_and_quit(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for place in TABS:
            app.action_tab(place)
            await pilot.pause()
            spans, _ = app.screen.query_one(KeyBar).layout_for(80)
            assert width_of(spans) <= 80
            assert "? Keys  q Quit" in screen_text(app).splitlines()[-1]


def test_footers_name_keys_that_work_there() -> None:
    for place, identifiers in FOOTERS.items():
        known = {key.id for key in REGISTRY if place in key.places or "everywhere" in key.places}
        assert set(identifiers) <= known, place


def test_moved_keys_may_swap_but_not_clash() -> None:
    assert Keymap({"approve": "r", "reject": "a"}).problems == []
    clashing = Keymap({"approve": "r"})
    assert clashing.shown("approve") == "a"
    assert "approve stays on a" in clashing.problems[0]
    assert Keymap({"approve": " "}).problems


async def test_help_tour_and_palette_open_from_every_screen(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for place, key in zip(TABS, "?T:?T", strict=True):
            app.action_tab(place)
            await pilot.pause()
            below = app.screen
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is not below
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is below


async def test_the_help_names_the_keys_of_the_screen_first(app: AnalyzerApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("3", "?")
        await pilot.pause()
        shown = screen_text(app)
        assert shown.index("fold the branch") < shown.index("On every screen")


async def test_the_palette_does_what_is_chosen(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(":", *"approve and go", "enter")
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)] == ["approve"]
        await pilot.press(":", *"theme paper", "enter")
        await pilot.pause()
        assert app.theme == "paper"


async def test_the_tour_turns_its_pages_and_names_moved_keys(session: ReviewSession, workspace: Workspace) -> None:
    session.settings = Settings.model_validate({"review": {"keys": {"approve": "y", "copy": "Y"}}})
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("T", "enter", "enter")
        await pilot.pause()
        assert "y approves, r rejects" in screen_text(app)
        assert f"3 of {len(PAGES)}" in screen_text(app)
        await pilot.press(*["enter"] * (len(PAGES) - 2))
        await pilot.pause()
        assert isinstance(app.screen, TabScreen)


def test_every_key_the_tour_names_is_there() -> None:
    for _, texts in PAGES:
        for text in texts:
            assert sum(role == "key" for _, role in with_keys(text, Keymap({}))) == text.count("{")


def test_the_readmes_table_holds_every_key_of_the_screens() -> None:
    table = keys_table()
    for key in REGISTRY:
        if set(key.places) & {"everywhere", *TABS}:
            assert f"`{key.id}`" in table
    assert all(PLACE_NAMES[place] in table for place in TABS)


async def test_the_mouse_chooses_rows_tabs_and_keys(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("#rows", offset=(10, 2))
        await pilot.pause()
        assert "Finding 3 of 6" in screen_text(app)
        await pilot.click("#keys", offset=(3, 0))
        await pilot.pause()
        assert [decision.targets for decision in logged(workspace)] == [("f_twin",)]
        await pilot.click("#tabs", offset=(30, 0))
        await pilot.pause()
        assert "[3 Segment]" in screen_text(app)
