"""Choosing a quote by hand in the transcript reader: the state, the database and the screen after each key."""

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from analyzer.config import Settings, Workspace
from analyzer.language.sentences import sentences
from analyzer.records import ChunkOutcome, ReviewedFinding
from analyzer.review.reanchor import reanchor
from analyzer.store import Store
from analyzer.tui.app import AnalyzerApp
from analyzer.tui.marking import Marking
from analyzer.tui.screens.edit import EditDialog
from analyzer.tui.screens.reader import Reader
from analyzer.tui.screens.review import ReviewScreen
from analyzer.tui.widgets.field import Field
from analyzer.workspace import ReviewSession
from tests.factories import make_finding, make_interview
from tests.tui.conftest import CFO, cases, fill, logged, screen_text

SAID = "Two people in accounting."
"""First sentence of turn 5."""


@pytest.fixture
def lost(workspace: Workspace) -> AnalyzerApp:
    """The application over the findings of ``cases`` and one whose quote nobody said."""
    interviews, findings, pairs = cases()
    claimed = "the board would like to see numbers every week"
    finding = make_finding(interviews[0], claimed, "obstacle", statement="The board gets no numbers", identifier="f_lost", run="r_aaaaaaaaaa")
    fill(workspace, interviews, [*findings, finding], pairs)
    return AnalyzerApp(ReviewSession.open(workspace, Settings(), reviewer="dana"), workspace)


def by_hand(app: AnalyzerApp) -> list[ReviewedFinding]:
    return [item for item in app.session.state.findings.values() if item.finding.provenance.extractor == "person"]


def queued(app: AnalyzerApp) -> list[str]:
    (screen,) = (screen for screen in app.screen_stack if isinstance(screen, ReviewScreen))
    return screen.queue.ids


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until all they do is on the screen."""
    await pilot.press(*keys)
    await pilot.pause()


async def take_last_turn(pilot: Pilot[None], kind: str = "", *typed: str) -> None:
    """Take the last turn of the transcript as a quote; then the kind by its number and what is typed into the form."""
    await press(pilot, "enter", "G", "enter")
    for keys in ((kind,), typed) if kind else ():
        await press(pilot, *keys)


async def test_marked_words_become_a_finding_that_is_approved_saved_and_in_the_queue(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "G", "s")
        assert "1 sentence marked" in screen_text(app)
        await press(pilot, "enter")
        await press(pilot, "2")
        assert isinstance(app.screen, EditDialog)
        assert "New obstacle: saving adds it, approved" in screen_text(app)
        assert SAID in screen_text(app), "the quote is in view while its finding is worded"
        assert logged(workspace) == []
        await press(pilot, *"Two of them do it", "tab", *"oper", "enter")
        (item,) = by_hand(app)
        assert (item.status, item.kind, item.finding.statement, item.finding.level) == ("approved", "obstacle", "Two of them do it", "operational")
        assert [piece.quote for piece in item.finding.evidence] == [SAID]
        (decision,) = logged(workspace)
        assert (decision.action, decision.targets, SAID in decision.model_dump_json()) == ("add_finding", (item.id,), False)
        assert "added: Two of them do it" in screen_text(app)
        assert item.id in queued(app)
        await press(pilot, "escape")
        assert "1 approved" in screen_text(app)
        assert "1 of 7 decided" in screen_text(app)


async def test_undo_in_the_reader_takes_the_finding_back_and_redo_brings_it(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take_last_turn(pilot, "1", *"Weekly numbers", "enter")
        (added,) = by_hand(app)
        await press(pilot, "u")
        assert by_hand(app) == []
        assert added.id not in queued(app)
        assert "undone: added: Weekly numbers" in screen_text(app)
        await press(pilot, "U", "escape")
        assert [item.id for item in by_hand(app)] == [added.id]
        assert added.id in queued(app)
        assert [decision.action for decision in logged(workspace)] == ["add_finding", "undo", "undo"]


async def test_a_range_over_turns_leaves_ours_out_and_escape_ends_it_first(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "g", "j", "v", "j", "j")
        assert "3 turns marked, 1 turn of ours left out" in screen_text(app)
        assert screen_text(app).count("▐") >= 1
        reader = app.screen
        assert isinstance(reader, Reader)
        item = app.session.preview(reader.marking.selection, "outcome")
        assert [piece.turn for piece in item.finding.evidence] == [1, 3]
        await press(pilot, "escape")
        assert app.screen is reader
        assert "6 turns" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen)


async def test_the_interviewers_words_are_refused(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "g", "enter")
        assert isinstance(app.screen, Reader)
        assert "turn 0 is the interviewer's: only a customer's words are evidence" in screen_text(app)
        assert logged(workspace) == []


async def test_words_of_somebody_whose_side_is_not_known_wait_for_it(app: AnalyzerApp, workspace: Workspace) -> None:
    app.session.set_speaker("i_aaaaaaaaaa", "s2", side="unknown")
    async with app.run_test(size=(80, 24)) as pilot:
        await take_last_turn(pilot, "2", *"Weekly numbers", "enter")
        assert "waits until somebody says whose side the speaker is on" in screen_text(app)
        (item,) = by_hand(app)
        assert (item.status, item.flags) == ("open", ("side_unconfirmed",))
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen)
        app.screen.go_to(item.id)
        await press(pilot, "c")
        assert (app.session.finding(item.id).status, app.session.finding(item.id).flags) == ("approved", ())
        assert [decision.action for decision in logged(workspace)] == ["set_speaker", "add_finding", "set_speaker"]


async def test_leaving_the_kind_or_the_form_adds_nothing(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take_last_turn(pilot)
        await press(pilot, "escape")
        assert isinstance(app.screen, Reader)
        await press(pilot, "enter")
        await press(pilot, "3")
        await press(pilot, "enter")
        assert isinstance(app.screen, EditDialog), "a finding without a statement is not added"
        assert "a finding needs a statement" in screen_text(app)
        await press(pilot, *"draw u", "escape")
        assert isinstance(app.screen, Reader)
        assert logged(workspace) == []


async def test_a_number_that_was_not_said_is_told_and_stood_by_with_one_key(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await take_last_turn(pilot, "2", *"Seven people", "enter")
        assert "held back" in screen_text(app)
        (item,) = by_hand(app)
        assert item.flags == ("unsupported_claim",)
        await press(pilot, "escape")
        assert isinstance(app.screen, ReviewScreen)
        app.screen.go_to(item.id)
        await pilot.pause()
        assert "w Wording holds" in screen_text(app)
        assert "a number, unit or negation here is in no quote" in screen_text(app)
        await press(pilot, "w")
        assert app.session.finding(item.id).flags == ()
        assert "wording confirmed, approved: Seven people" in screen_text(app)
        assert logged(workspace)[-1].after == {"confirmed": ["unsupported_claim"]}
        await press(pilot, "w")
        assert len(logged(workspace)) == 2, "the next finding is not held back"
        assert "not held back" in screen_text(app)


async def test_a_finding_nobody_said_gets_its_quote_and_undo_takes_both_back(lost: AnalyzerApp, workspace: Workspace) -> None:
    async with lost.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f", "G", "space", "escape")
        assert "not grounded" in screen_text(lost)
        assert "enter Transcript" in screen_text(lost).splitlines()[-1]
        await press(pilot, "a")
        assert lost.session.finding("f_lost").status == "ungrounded"
        assert "choose a quote by hand" in screen_text(lost)
        await press(pilot, "enter")
        reader = lost.screen
        assert isinstance(reader, Reader)
        assert "Quote for: The board gets no numbers" in screen_text(lost)
        assert "claimed: the board would like to see numbers every week" in screen_text(lost)
        assert reader.turn == 5, "the reader opens where the words claimed are most like what was said"
        await press(pilot, "s", "j", "enter")
        assert isinstance(lost.screen, ReviewScreen)
        assert "quote chosen, approved: The board gets no numbers" in screen_text(lost)
        item = lost.session.finding("f_lost")
        assert (item.status, item.finding.evidence[0].quote) == ("approved", "The board wants weekly numbers and we cannot give them any.")
        assert [(decision.action, decision.targets) for decision in logged(workspace)] == [("edit", ("f_lost",))]
        await press(pilot, "u")
        assert lost.session.finding("f_lost").status == "ungrounded"
        assert "undone: quote chosen" in screen_text(lost)


async def test_a_quote_that_the_file_no_longer_holds_is_said_so_and_another_one_chosen(app: AnalyzerApp, workspace: Workspace) -> None:
    edited = make_interview((*CFO[:3], ("s2", "The ledgers differ, and people fix that on paper."), *CFO[4:]), identifier="i_aaaaaaaaaa")
    app.session.store.interviews.save(edited)
    found = tuple(reanchor(finding, edited) for finding in cases()[1] if finding.interview == edited.id)
    app.session.store.findings.commit("r_aaaaaaaaaa", ChunkOutcome(chunk="i_aaaaaaaaaa", step="re-anchor", state="done", findings=found))
    app.session.refresh()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f", "G", "space", "escape")
        assert "NO LONGER in the transcript" in screen_text(app)
        assert "was said: stitch them together by hand" in screen_text(app)
        assert "▌" not in screen_text(app), "no words of the new version pass for the quote"
        await press(pilot, "enter")
        assert isinstance(app.screen, Reader)
        app.screen.go_to(3)
        await press(pilot, "enter")
        item = app.session.finding("f_obstacle")
        assert (item.status, item.flags) == ("approved", ())
        assert item.finding.evidence[0].quote == "The ledgers differ, and people fix that on paper."


async def test_what_another_reviewer_adds_comes_into_the_queue(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        with ReviewSession.open(workspace, Settings(), reviewer="bob") as bob:
            marking = Marking(bob.interview("i_aaaaaaaaaa"), 5)
            added = bob.add_finding(marking.selection, "obstacle", {"statement": "Weekly numbers are missing"}).targets[0]
        app._look_around()
        await pilot.pause()
        assert added in queued(app)
        assert "1 of 7 decided" in screen_text(app)


async def test_what_cannot_be_saved_is_said_in_the_form_and_nothing_is_shown_as_added(workspace: Workspace) -> None:
    fill(workspace, *cases())
    with ReviewSession(Store.open(workspace, read_only=True), Settings(), "dana") as session:
        app = AnalyzerApp(session, workspace)
        async with app.run_test(size=(80, 24)) as pilot:
            await take_last_turn(pilot, "1", *"Weekly numbers", "enter")
            assert isinstance(app.screen, EditDialog)
            assert "NOT SAVED" in screen_text(app)
            assert by_hand(app) == []


async def point(pilot: Pilot[None], words: str, act: Callable[..., Awaitable[bool]], **held: bool) -> None:
    """Do something with the mouse at the first letter of these words of the transcript."""
    app = pilot.app
    assert isinstance(app, AnalyzerApp)
    row, line = next((row, line) for row, line in enumerate(screen_text(app).splitlines()) if words in line)
    pane = app.screen.query_one("#transcript")
    await act("#transcript", offset=(line.index(words) - pane.region.x, row - pane.region.y), **held)
    await pilot.pause()


def marked(app: AnalyzerApp) -> list[str]:
    reader = app.screen
    assert isinstance(reader, Reader)
    said = [reader.interview.said(turn) for turn in reader.interview.turns]
    return [said[turn][start:end] for turn, (start, end) in reader.marking.marked().items()]


async def test_a_click_begins_a_mark_a_second_one_extends_it_a_third_begins_anew(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "enter", "g")
        assert "click begins a mark" in screen_text(app)
        await point(pilot, "We want to close", pilot.click)
        assert marked(app) == [CFO[1][1]]
        await point(pilot, "hand. It costs", pilot.click)
        assert marked(app) == [CFO[1][1], CFO[3][1]], "ours between them is left out"
        assert "3 turns marked, 1 turn of ours left out" in screen_text(app)
        await point(pilot, "Two people", pilot.click)
        assert marked(app) == [CFO[5][1]]
        await point(pilot, "We want to close", pilot.click, shift=True)
        assert marked(app) == [CFO[1][1], CFO[3][1], CFO[5][1]], "shift extends, backwards too"


async def test_dragging_over_sentences_marks_them_and_enter_takes_them(app: AnalyzerApp, workspace: Workspace) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "g", "s")
        await point(pilot, "hand. It costs", pilot.mouse_down)
        await point(pilot, "Right now", pilot.hover)
        await point(pilot, "month.", pilot.hover)
        assert marked(app) == [CFO[3][1]]
        await point(pilot, "It costs", pilot.mouse_up)
        assert marked(app) == [CFO[3][1]], "what is dragged over stays marked when the button comes up"
        await point(pilot, "costs us", pilot.click)
        assert marked(app) == ["It costs us a week every month."]
        await press(pilot, "enter")
        await press(pilot, "2")
        await press(pilot, *"A week is lost", "enter")
        (item,) = by_hand(app)
        assert [piece.quote for piece in item.finding.evidence] == ["It costs us a week every month."]


async def test_keys_extend_what_a_click_began_and_escape_ends_it(app: AnalyzerApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "g")
        await point(pilot, "We want to close", pilot.click)
        await press(pilot, "j", "j", "y")
        assert marked(app) == [CFO[1][1], CFO[3][1]]
        assert "copied what is marked" in screen_text(app)
        assert CFO[1][1] in app.clipboard
        assert CFO[3][1] in app.clipboard
        await press(pilot, "escape")
        assert marked(app) == []
        assert isinstance(app.screen, Reader)


async def test_a_click_beside_the_text_marks_nothing(app: AnalyzerApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "enter")
        pane = app.screen.query_one("#transcript")
        await pilot.click("#transcript", offset=(10, pane.size.height - 1))
        await pilot.pause()
        assert marked(app) == []


@given(st.integers(0, 5), st.lists(st.sampled_from(["down", "up", "range", "sentences"]) | st.integers(0, 999), max_size=12))
def test_what_is_marked_are_whole_turns_or_sentences_at_the_cursor(turn: int, keys: list[str | int]) -> None:
    interview = make_interview(CFO)
    marking = Marking(interview, turn)
    assert marking.turn == turn
    for key in keys:
        if isinstance(key, int):
            marking.click(key % len(interview.text), extend=key % 2 == 0)
        elif key in ("down", "up"):
            marking.move(1 if key == "down" else -1)
        elif key == "range":
            marking.toggle_range()
        else:
            marking.toggle_sentences()
        units = sentences(interview.text) if marking.by_sentence else [(one.start, one.end) for one in interview.turns]
        start, end = marking.span
        assert start in {unit[0] for unit in units}
        assert end in {unit[1] for unit in units}
        assert start <= marking.cursor[0] < marking.cursor[1] <= end
        assert interview.turns[marking.turn].start <= marking.cursor[0] < interview.turns[marking.turn].end


@pytest.mark.parametrize(("opened", "key"), [((), "slash"), (("enter",), "slash"), (("j", "m"), "e")])
async def test_letters_typed_on_before_a_field_is_there_decide_nothing(
    app: AnalyzerApp, workspace: Workspace, opened: tuple[str, ...], key: str
) -> None:
    app.session.approve("f_outcome")
    async with app.run_test(size=(80, 24)) as pilot:
        for before in opened:
            await press(pilot, before)
        for typed in (key, *"ayurq"):
            app.post_message(events.Key(typed, typed if len(typed) == 1 else "/"))  # all of them before the first is acted on
        await pilot.pause()
        await pilot.pause()
        assert [decision.action for decision in logged(workspace)] == ["approve"]
        assert isinstance(app.focused, Field)
        assert app.focused.value.endswith("ayurq")
