"""The interviews screen: what was read, who spoke for whom, and extraction started from here.

In: the interviews. Out: corrections of sides and facts, each a decision; a child process that extracts. Always true: a side is
confirmed by a person's key, never by looking at it; the UI itself reads no transcript file and loads no model.
"""

import shlex
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from textual import events
from textual.widget import Widget

from analyzer.records import Decision, Interview, Side
from analyzer.report.phrases import count
from analyzer.tui.display import Line, Span, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.messages import ExtractionTold
from analyzer.tui.screens.listing import Listing
from analyzer.tui.widgets.bar import Bar
from analyzer.tui.widgets.interview import Tally, interview_lines, interview_row, unsettled
from analyzer.tui.words import told


class InterviewsScreen(Listing):
    """The list of interviews with the one under the cursor."""

    PLACE = "interviews"
    BINDINGS = bindings("interviews")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    LEGEND = (
        (" ✓", "good"), (" sides known  ", "dim"), ("!", "warn"), (" a side is only guessed  ", "dim"), ("?", "bad"), (" a side is not known", "dim"),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.interviews: list[Interview] = []
        self.tallies: dict[str, Tally] = {}
        self.pointed = 0
        """Position of the speaker that keys act on."""
        self.shown: str | None = None

    def body(self) -> Iterable[Widget]:
        """Yield list and card."""
        yield from self.list_and_card(lambda row, width: interview_row(self.interviews[row], self._tally(self.interviews[row]), width))

    @property
    def interview(self) -> Interview | None:
        """The interview under the cursor."""
        row = self.rows.cursor
        return self.interviews[row] if 0 <= row < len(self.interviews) else None

    def _tally(self, interview: Interview) -> Tally:
        return self.tallies.get(interview.id, Tally())

    def show_state(self, *, findings: bool) -> None:
        """Show the interviews as they are now."""
        segment = self.session.segment
        self.interviews = [one for one in self.session.state.interviews.values() if segment in (None, one.segment)]
        asked = [item for item in self.session.state.findings.values() if item.status not in ("superseded", "ungrounded", "stale")]
        found = Counter(item.finding.interview for item in asked)
        decided = Counter(item.finding.interview for item in asked if item.decided)
        self.tallies = {identifier: Tally(count, decided[identifier]) for identifier, count in found.items()}
        at = next((row for row, one in enumerate(self.interviews) if one.id == self.shown), self.rows.cursor)
        self.rows.set_count(len(self.interviews), at)
        waiting = sum(bool(unsettled(one)) for one in self.interviews)
        title: list[Span] = [(f" {count(len(self.interviews), 'interview')}", "head")]
        if waiting:
            title.append((f"  {waiting} with sides to confirm", "warn"))
        if self.desk.extraction:
            title.append((f"  {self.desk.extraction}", "accent"))
        self.query_one("#list-title", Bar).show(title)
        self.show_card(keep_place=True)

    def show_card(self, *, keep_place: bool = False) -> None:
        """Show the interview under the cursor."""
        interview = self.interview
        if interview is None:
            self.shown = None
            self.query_one("#card-title", Bar).show([(" What to do next", "head")])
            self.card.show(self._nothing)
            return
        if interview.id != self.shown:
            self.shown, keep_place = interview.id, False
            self.pointed = next(iter(unsettled(interview)), 0)
        self.query_one("#card-title", Bar).show([(" Speakers", "head")], [(f"{interview.id} ", "dim")])
        self.card.show(lambda width: interview_lines(interview, self._tally(interview), self.pointed, width), keep_place=keep_place)

    def _nothing(self, width: int) -> list[Line]:
        folder = self.desk.workspace.interviews
        words: list[Span] = [
            ("No interviews yet.", "strong"),
            (f"1. Drop transcripts into {folder}/<segment>/ - or into this window.", ""),
            (f"2. Press {self.desk.keymap.shown('extract')}: they are read and outcomes, obstacles and metrics found.", ""),
            ("In a shell the same is: analyzer run", "accent"),
        ]
        return [line for span in words for line in [(), *wrap([span], width, first=[("  ", "")])]]

    # -- sides and facts -------------------------------------------------------------------------------------------------

    def _decide(self, decision: tuple[bool, Decision | None]) -> None:
        tried, done = decision
        if tried and done is not None:
            self.desk.tell_state()
            self.say(told(done, self.session.state.findings), "good")

    def _set_side(self, side: Side) -> None:
        interview = self.interview
        if interview is None or not interview.speakers:
            return
        speaker = interview.speakers[self.pointed]
        self._decide(self.desk.attempt(partial(self.session.set_speaker, interview.id, speaker.key, side=side)))
        left = unsettled(self.session.interview(interview.id))
        self.pointed = left[0] if left else self.pointed

    def action_customer(self) -> None:
        """Say that the speaker is a customer."""
        self._set_side("customer")

    def action_interviewer(self) -> None:
        """Say that the speaker is one of ours."""
        self._set_side("interviewer")

    def action_vendor(self) -> None:
        """Say that the speaker sells something."""
        self._set_side("vendor")

    def action_confirm_sides(self) -> None:
        """Confirm the guessed sides of this interview as they are shown."""
        interview = self.interview
        if interview is None:
            return
        guessed = [interview.speakers[number] for number in unsettled(interview) if interview.speakers[number].side != "unknown"]
        if not guessed:
            self.say("no side is only guessed here" if not unsettled(interview) else "say whose side it is: c i b", "warn")
            return
        for speaker in guessed:
            self._decide(self.desk.attempt(partial(self.session.set_speaker, interview.id, speaker.key, side=speaker.side)))
        self.say(f"confirmed {count(len(guessed), 'side')}", "good")

    def action_next_speaker(self) -> None:
        """Point to the next speaker."""
        self._point(1)

    def action_previous_speaker(self) -> None:
        """Point to the previous speaker."""
        self._point(-1)

    def _point(self, step: int) -> None:
        if self.interview is not None and self.interview.speakers:
            self.pointed = (self.pointed + step) % len(self.interview.speakers)
            self.show_card(keep_place=True)

    def action_facts(self) -> None:
        """Correct organisation, segment, date or title."""
        from analyzer.tui.screens.facts import FactsDialog

        interview = self.interview
        if interview is None:
            return

        def correct(facts: dict[str, str | None] | None) -> None:
            if facts:
                self._decide(self.desk.attempt(partial(self.session.set_interview, interview.id, **facts)))

        self.app.push_screen(FactsDialog(interview), correct)

    def action_transcript(self) -> None:
        """Open the transcript."""
        from analyzer.tui.screens.reader import Reader

        if self.interview is not None:
            self.app.push_screen(Reader(self.interview))

    # -- extraction ------------------------------------------------------------------------------------------------------

    def action_extract(self) -> None:
        """Read what was dropped and extract, in a process of its own."""
        self.desk.start_extraction()

    def on_paste(self, event: events.Paste) -> None:
        """Read the files that were dragged into the window: terminals paste their paths."""
        files = dropped_files(event.text)
        if files:
            event.stop()
            self.desk.start_extraction(files)
        else:
            self.say("no file of that name here", "warn")

    def on_extraction_told(self, message: ExtractionTold) -> None:
        """Show how far extraction is."""
        self.show_state(findings=message.done)


def dropped_files(text: str) -> list[Path]:
    """Return the files and folders a paste names, quoted or escaped as shells do; empty where one of them is not there."""
    try:
        names = shlex.split(text)
    except ValueError:
        names = [text.strip()]
    paths = [Path(name.removeprefix("file://")).expanduser() for name in names]
    try:
        return paths if paths and all(path.exists() for path in paths) else []
    except OSError:  # a name too long to be one
        return []
