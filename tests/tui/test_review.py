"""Each key of the review screen: the state, the database and the screen after it."""

import pytest

from analyzer.config import Settings, Workspace
from analyzer.records import SimilarPair, Speaker
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.screens.review import ReviewScreen
from analyzer.workspace import ReviewSession
from tests.factories import make_finding
from tests.tui.conftest import cases, fill, logged, screen_text


def review(app: AnalyzerApp) -> ReviewScreen:
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


def status(app: AnalyzerApp, identifier: str) -> str:
    return app.session.finding(identifier).status


@pytest.mark.parametrize(
    ("key", "action", "after", "word"),
    [("a", "approve", "approved", "1 approved"), ("r", "reject", "rejected", "1 rejected"), ("space", "later", "later", "1 later")],
)
async def test_a_verdict_key_decides_saves_and_goes_on(app: AnalyzerApp, workspace: Workspace, key: str, action: str, after: str, word: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        first = review(app).current
        assert first is not None
        await pilot.press(key)
        await pilot.pause()
        assert status(app, first.id) == after
        assert [(decision.action, decision.targets) for decision in logged(workspace)] == [(action, (first.id,))]
        assert review(app).current != first
        assert word in screen_text(app)
        assert "saved" in screen_text(app)


async def test_the_quote_is_in_view_with_its_speaker_turn_and_time(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        shown = screen_text(app)
        for words in ("Ledgers are stitched together by hand", "acme-cfo.txt · turn 3 · Tom O'Brien, customer · 0:00:30", "And what is in the way?",
                      "stitch them", "found word for word", "blocks Close the books in four days"):  # fmt: skip
            assert words in shown, words


async def test_undo_and_redo_go_back_to_the_item_and_say_what_they_did(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "r", "u")
        await pilot.pause()
        current = review(app).current
        assert current is not None
        assert current.status == "open"
        assert status(app, "f_outcome") == "approved"
        assert f"undone: rejected: {current.finding.statement}" in screen_text(app)
        await pilot.press("u", "u")
        await pilot.pause()
        assert status(app, "f_outcome") == "open"
        assert "nothing to undo" in screen_text(app)
        await pilot.press("U")
        await pilot.pause()
        assert status(app, "f_outcome") == "approved"
        assert "again: approved" in screen_text(app)
        assert [decision.action for decision in logged(workspace)] == ["approve", "reject", "undo", "undo", "undo"]


async def test_undo_reaches_back_into_an_earlier_session(app: AnalyzerApp, workspace: Workspace) -> None:
    app.session.approve("f_days")
    app.session.refresh()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        await pilot.pause()
        assert status(app, "f_days") == "open"
        current = review(app).current
        assert current is not None
        assert current.id == "f_days"


async def test_rejecting_with_a_reason_keeps_it(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("R")
        await pilot.pause()
        assert "not what the speaker meant" in screen_text(app)
        await pilot.press("3")
        await pilot.pause()
        assert [(decision.action, decision.reason) for decision in logged(workspace)] == [("reject", "too small to matter here")]


async def test_closing_a_dialog_decides_nothing(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("R", "e", "j", "m", "A", "l", "t", "f", "enter", "question_mark", "colon", "S"):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("escape")
            await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert logged(workspace) == []


async def test_editing_saves_only_what_was_changed_and_approves(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        await pilot.pause()
        assert "Close the books in four days" in screen_text(app)
        assert "found word for word" in screen_text(app), "the quote is in view while editing"
        await pilot.press(*" now", "tab", *"strat", "ctrl+s")
        await pilot.pause()
        decision = logged(workspace)[0]
        assert decision.after == {"statement": "Close the books in four days now", "level": "strategic"}
        assert decision.before == {"statement": "Close the books in four days", "level": None}
        assert app.session.finding("f_outcome").status == "approved"
        assert app.session.finding("f_outcome").original_statement == "Close the books in four days"


async def test_a_value_that_cannot_be_read_keeps_the_dialog_open(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e", "tab", *"lofty", "enter")
        await pilot.pause()
        assert "one of strategic, operational, tactical" in screen_text(app)
        assert logged(workspace) == []


async def test_a_metrics_value_is_typed_as_people_say_it(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        review(app).rows.cursor = review(app).queue.row_of("f_days") or 0
        await pilot.press("e", *["tab"] * 6, *"about 9 days", "enter")
        await pilot.pause()
        value = logged(workspace)[0].after["value"]
        assert (value["low"], value["unit"], value["approximate"]) == ("9", "day", True)


async def test_who_calls_an_outcome_strategic_is_asked_and_shown_in_words(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("e", *["tab"] * 4, *"cust", "enter")
        await pilot.pause()
        assert logged(workspace)[0].after == {"deemed_by": "stated"}
        await pilot.press("g")
        await pilot.pause()
        assert "strategic: the customer calls it so" in screen_text(app)
        await pilot.press("e")
        await pilot.pause()
        assert "customer" in screen_text(app).partition("who calls it so")[2].splitlines()[0]


async def test_letters_typed_in_a_field_decide_nothing(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"arum q1")
        await pilot.pause()
        assert logged(workspace) == []
        assert isinstance(app.screen, ReviewScreen)
        assert "Nothing is like that" in screen_text(app)


async def test_search_narrows_the_queue_by_words_of_quote_statement_or_file(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"weekly", "enter")
        await pilot.pause()
        assert review(app).queue.ids == ["f_board"]
        assert "1 of 6" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(review(app).queue.ids) == 6


async def test_merging_unites_two_findings_by_one_decision(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "m")
        await pilot.pause()
        assert "2 findings, 2 quotes, 2 organisations" in screen_text(app)
        await pilot.press("w", "y")
        await pilot.pause()
        entry = app.session.entry("f_obstacle")
        assert entry is not None
        assert {member.id for member in entry.members} == {"f_obstacle", "f_twin"}
        assert entry.statement == "Manual stitching of ledgers"
        assert [decision.action for decision in logged(workspace)] == ["merge"]
        await pilot.press("u")
        await pilot.pause()
        assert status(app, "f_obstacle") == status(app, "f_twin") == "open"


async def test_why_two_are_proposed_stands_on_the_card_and_in_the_merge(app: AnalyzerApp) -> None:
    reason = "both speak of [bold]ledgers, hand"
    app.session.store.pairs.replace([SimilarPair(first="f_obstacle", second="f_twin", score=0.9, reason=reason)])
    app.session.refresh()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert reason in screen_text(app)
        await pilot.press("m")
        await pilot.pause()
        assert screen_text(app).count(f"proposed: {reason}") == 1


async def test_what_is_hardly_the_same_is_taken_in_by_a_person(app: AnalyzerApp, workspace: Workspace) -> None:
    app.session.store.pairs.replace([SimilarPair(first="f_obstacle", second="f_twin", score=0.03)])
    app.session.refresh()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "m", "y")
        await pilot.pause()
        assert "a merge needs two findings" in screen_text(app)
        assert logged(workspace) == []
        await pilot.press("space", "y")
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)] == ["merge"]


async def test_three_findings_merge_and_come_apart_as_they_were(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await pilot.press("j", "v", "j", "j", "m")
        await pilot.pause()
        assert "3 findings, 3 quotes, 2 organisations" in screen_text(app)
        members = {"f_obstacle", "f_twin", "f_board"}
        await pilot.press("y")
        await pilot.pause()
        entry = app.session.entry("f_obstacle")
        assert entry is not None
        assert {member.id for member in entry.members} == members
        review(app).rows.cursor = review(app).queue.row_of("f_obstacle") or 0
        await pilot.press("x")
        await pilot.pause()
        assert {status(app, member) for member in members} <= {"open", "approved"}
        assert [decision.action for decision in logged(workspace)] == ["merge", "unmerge"]


async def test_not_the_same_is_remembered(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "m")
        await pilot.pause()
        await pilot.press("x")
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)] == ["not_same"]
        await pilot.press("m")
        await pilot.pause()
        assert "nothing similar was found" in screen_text(app)


async def test_a_group_is_approved_after_a_preview(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "A")
        await pilot.pause()
        assert "Approve 2 findings together?" in screen_text(app)
        await pilot.press("y")
        await pilot.pause()
        assert [(decision.action, set(decision.targets)) for decision in logged(workspace)] == [("approve", {"f_obstacle", "f_twin"})]


async def test_a_range_is_decided_at_once(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v", "j", "j")
        await pilot.pause()
        assert "3 findings in the range" in screen_text(app)
        await pilot.press("r")
        await pilot.pause()
        assert [len(decision.targets) for decision in logged(workspace)] == [3]


async def test_a_kind_is_turned(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("t")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert app.session.finding("f_outcome").kind == "obstacle"
        assert [decision.after for decision in logged(workspace)] == [{"kind": "obstacle"}]


async def test_a_link_is_made_and_removed(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        review(app).rows.cursor = review(app).queue.row_of("f_board") or 0
        for expected in (["f_outcome"], []):
            await pilot.press("l")
            await pilot.pause()
            await pilot.press("enter")
            await pilot.pause()
            assert [link.to for link in app.session.finding("f_board").finding.links] == expected


async def test_order_and_filter_change_what_is_shown(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("o")
        await pilot.pause()
        assert review(app).queue.ids[0] == "f_board"
        assert "Queue: least sure first" in screen_text(app)
        await pilot.press("f")
        await pilot.pause()
        await pilot.press("j", "space", "escape")
        await pilot.pause()
        assert {app.session.finding(identifier).kind for identifier in review(app).queue.ids} == {"obstacle"}


async def test_n_finds_what_is_undecided_and_the_end_says_what_next(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "G", "n")
        await pilot.pause()
        current = review(app).current
        assert current is not None
        assert current.status == "open"
        await pilot.press("N")
        await pilot.press(*"rrrrr")
        await pilot.pause()
        assert app.session.progress().decided == 6
        assert "all decided" in screen_text(app)
        assert "analyzer report" in screen_text(app)


async def test_the_transcript_opens_at_the_turn(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "enter")
        await pilot.pause()
        shown = screen_text(app)
        assert "▌   3 Well, three ledgers never match" in shown
        await pilot.press("[")
        await pilot.pause()
        assert "▌   1 We want to close" in screen_text(app)


async def test_a_side_nobody_confirmed_is_set_with_one_key(workspace: Workspace) -> None:
    interviews, findings, _ = cases()
    unknown = interviews[0].model_copy(
        update={"speakers": tuple(_unknown(speaker) if speaker.key == "s2" else speaker for speaker in interviews[0].speakers)}
    )
    fill(workspace, [unknown], [finding for finding in findings if finding.interview == unknown.id])
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("a")
            await pilot.pause()
            assert logged(workspace) == []
            assert "nobody said yet which side" in screen_text(app)
            assert "c Customer" in screen_text(app)
            await pilot.press("c", "a")
            await pilot.pause()
            assert [decision.action for decision in logged(workspace)] == ["set_speaker", "approve"]


def _unknown(speaker: Speaker) -> Speaker:
    return speaker.model_copy(update={"side": "unknown", "side_basis": "guessed"})


async def test_another_reviewers_decision_shows_and_a_dispute_is_settled(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "k")
        with ReviewSession.open(workspace, Settings(), reviewer="noor") as other:
            other.reject("f_outcome")
        app._look_around()
        await pilot.pause()
        assert status(app, "f_outcome") == "disputed"
        assert "noor decided something too" in screen_text(app)
        await pilot.press("g", "d")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert status(app, "f_outcome") == "rejected"
        assert logged(workspace)[-1].action == "settle"


async def test_findings_that_are_not_grounded_are_a_list_of_their_own(workspace: Workspace) -> None:
    interviews, findings, _ = cases()
    lost = make_finding(interviews[0], "nobody ever said this", "obstacle", identifier="f_lost", run="r_aaaaaaaaaa")
    fill(workspace, interviews, [*findings, lost])
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(80, 40)) as pilot:
            assert "f_lost" not in review(app).queue.ids
            await pilot.press("f")
            await pilot.pause()
            await pilot.press("G", "space", "escape")
            await pilot.pause()
            assert review(app).queue.ids == ["f_lost"]
            assert "NOT FOUND" in screen_text(app)
            await pilot.press("a")
            await pilot.pause()
            assert logged(workspace) == []
            assert "was not found in the transcript" in screen_text(app)


async def test_empty_workspaces_say_what_to_do_next(workspace: Workspace) -> None:
    with ReviewSession.open(workspace, Settings(), reviewer="dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("a", "r", "e", "m", "j", "G", "n", "u", "A", "enter", "v", "l", "t", "y")
            await pilot.pause()
            assert "analyzer run" in screen_text(app)
            assert logged(workspace) == []


async def test_more_context_shows_more_turns(app: AnalyzerApp) -> None:
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert "Who does that?" in screen_text(app)
        assert "Two people in accounting" not in screen_text(app)
        await pilot.press("}")
        await pilot.pause()
        assert "Two people in accounting" in screen_text(app)
        await pilot.press("{")
        await pilot.pause()
        assert "Two people in accounting" not in screen_text(app)


async def test_keys_moved_in_the_settings_work_and_are_shown(session: ReviewSession, workspace: Workspace) -> None:
    session.settings = Settings.model_validate({"review": {"keys": {"approve": "y", "copy": "Y", "nonsense": "z"}}})
    app = AnalyzerApp(session, workspace)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "nonsense: there is no such binding" in screen_text(app)
        assert " y Approve" in screen_text(app)
        await pilot.press("a")
        assert logged(workspace) == []
        await pilot.press("y")
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)] == ["approve"]
