"""The two-minute tour: seven pages on what is where and why.

In: nothing. Out: nothing. Always true: keys are named as they are now, moved ones too.
"""

from collections.abc import Iterable

from textual.widget import Widget

from analyzer.tui.display import Line, Span, wrap
from analyzer.tui.keys import BY_ID, Keymap, bindings
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.pane import LinePane

PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("From interviews to one strategy", (
        "Your interviews were read and searched for outcomes (what customers want), obstacles (why they cannot) and metrics (how they measure it).",
        "You decide which of them hold. Only what you approve is counted, and every line of the strategy leads back to words a customer said.",
    )),
    ("The finding and its quote", (
        "Each finding stands above the words it rests on, with speaker, turn and time. The quote is the transcript's, never a model's wording.",
        "{next_quote} and {previous_quote} turn the quotes, {more_context} shows more of the talk, {transcript} opens the transcript there.",
        "In the transcript {mark} marks words and {take_quote} takes them: for a finding the program missed, or one whose quote nobody said.",
    )),
    ("One key, one decision", (
        "{approve} approves, {reject} rejects, {later} puts off; each is saved before the next finding shows.",
        "{undo} takes back your latest decision, however old; {redo} brings it back. There is nothing to lose.",
    )),
    ("Your words count", (
        "{edit} changes the wording, the level, the value of a metric. The original is kept. {retype} turns an outcome into an obstacle or a metric.",
        "A number that no quote carries is flagged and kept out of the report until it is reworded, or {confirm_wording} stands by it.",
    )),
    ("The same thing, said twice", (
        "Findings that may say the same stand together. {merge} unites them: quotes and organisations add up, and that is what makes prevalence.",
        "{unmerge} takes a merge apart again, days later too.",
    )),
    ("Who speaks for whom", (
        "Only customers are evidence. 1 shows the interviews; a side that is only guessed waits there for {confirm_sides}.",
        "In Review {customer} and {interviewer} set it from the finding.",
    )),
    ("What comes out", (
        "3 shows the segment: outcomes, what blocks them, how many organisations said so. 4 is the strategy document, {write} writes it.",
        "{help} lists the keys of the screen, {palette} everything by name. Now decide one: 2, then {approve} or {reject}.",
    )),
)  # fmt: skip


class Tour(Dialog[None]):
    """Pages to turn."""

    PLACE = "tour"
    CSS_PATH = ["dialogs.tcss"]
    BINDINGS = bindings("tour")
    AUTO_FOCUS = "LinePane"

    def __init__(self) -> None:
        super().__init__("")
        self.page = 0

    def body(self) -> Iterable[Widget]:
        """Yield the page."""
        yield LinePane(self._lines, id="page")

    def on_mount(self) -> None:
        """Open the first page."""
        self._open(0)

    def _lines(self, width: int) -> list[Line]:
        return [line for text in PAGES[self.page][1] for line in [(), *wrap(with_keys(text, self.desk.keymap), width)]]

    def _open(self, page: int) -> None:
        self.page = max(0, min(page, len(PAGES) - 1))
        self.heading = PAGES[self.page][0]
        self.entitle((f"{self.page + 1} of {len(PAGES)}", "dim"))
        self.query_one(LinePane).show(self._lines)

    def action_next_page(self) -> None:
        """Turn the page; after the last one, begin."""
        if self.page == len(PAGES) - 1:
            self.dismiss(None)
        else:
            self._open(self.page + 1)

    def action_previous_page(self) -> None:
        """Turn back."""
        self._open(self.page - 1)


def with_keys(text: str, keymap: Keymap) -> list[Span]:
    """Return the text with each {binding} as the key it is on."""
    return [(keymap.shown(piece), "key") if piece in BY_ID else (piece, "") for piece in text.replace("}", "{").split("{")]
