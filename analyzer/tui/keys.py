"""Every key of the terminal UI, in one registry: what it is called, what it says, where it works.

In: ``[review.keys]`` of the settings (id -> keys). Out: Textual bindings a place, the footer, the help screen, the palette.
Always true: a key means one thing in a place; a moved key that would mean two things stays where it was, and says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from textual.binding import Binding

Place = Literal[
    "everywhere", "interviews", "review", "segment", "report", "evals",
    "reader", "edit", "merge", "group", "choice", "filter", "tour", "help", "field",
]  # fmt: skip
TABS: tuple[Place, ...] = ("interviews", "review", "segment", "report", "evals")
LISTS: tuple[Place, ...] = ("interviews", "review", "segment", "report", "evals", "reader", "merge", "group", "choice", "filter", "help")
PLACE_NAMES: dict[Place, str] = {
    "everywhere": "On every screen", "interviews": "Interviews", "review": "Review", "segment": "Segment", "report": "Report", "evals": "Evals",
    "reader": "Transcript", "edit": "Editing", "merge": "Merging", "group": "Approving a group", "choice": "Choosing", "filter": "Filtering",
    "tour": "Tour", "help": "Keys", "field": "Typing",
}  # fmt: skip


@dataclass(frozen=True)
class Key:
    """One meaning and the keys that have it."""

    id: str
    keys: str
    """As Textual writes them, separated by commas."""
    says: str
    """One or two words, for the footer."""
    tells: str
    """One line, for the help screen."""
    places: tuple[Place, ...]
    action: str = ""
    """Textual's action; the id where empty."""
    priority: bool = False
    """Whether it works while a field is typed in."""


def _key(id: str, keys: str, says: str, tells: str, *places: Place, action: str = "", priority: bool = False) -> Key:
    return Key(id, keys, says, tells, places, action or id, priority)


REGISTRY: tuple[Key, ...] = (
    _key("approve", "a", "Approve", "approve and go on", "review"),
    _key("reject", "r", "Reject", "reject and go on", "review"),
    _key("later", "space", "Later", "put off and go on", "review"),
    _key("edit", "e", "Edit", "change wording and fields; saving approves", "review"),
    _key("merge", "m", "Merge", "unite with the findings that say the same", "review"),
    _key("undo", "u", "Undo", "take back your latest decision, however old", "review", "segment", "interviews", "reader"),
    _key("redo", "U", "Redo", "bring back what undo took back", "review", "segment", "interviews", "reader"),
    _key("reject_why", "R", "Reject, why", "reject with a reason from a short list", "review"),
    _key("confirm_wording", "w", "Wording holds", "stand by a number, unit or negation that is in no quote, so that it is printed", "review"),
    _key("approve_group", "A", "Approve group", "approve the similar ones together, after a preview", "review"),
    _key("retype", "t", "Turn kind", "turn into outcome, obstacle or metric", "review"),
    _key("link", "l", "Link", "say what it blocks, measures or serves", "review"),
    _key("settle", "d", "Settle", "end a dispute between two reviewers", "review"),
    _key("disagreements", "D", "Disagreements", "what two reviewers decide differently, and how far they agree", "review"),
    _key("unmerge", "x", "Unmerge", "take the latest merge of this entry apart", "review", "segment"),
    _key("customer", "c", "Customer", "say that the quote's speaker is a customer", "review", "interviews"),
    _key("interviewer", "i", "Interviewer", "say that the quote's speaker is one of ours", "review", "interviews"),
    _key("vendor", "b", "Vendor", "say that the speaker sells something", "interviews"),
    _key("confirm_sides", "y", "Confirm", "confirm the sides shown, as guessed", "interviews"),
    _key("facts", "e", "Facts", "correct organisation, segment, date or title", "interviews"),
    _key("next_speaker", "]", "Next speaker", "next speaker", "interviews"),
    _key("previous_speaker", "[", "Previous speaker", "previous speaker", "interviews"),
    _key("extract", "x", "Extract", "read dropped files and find outcomes, obstacles, metrics", "interviews"),
    _key("next_undecided", "n", "Next open", "next undecided finding", "review"),
    _key("previous_undecided", "N", "Previous open", "previous undecided finding", "review"),
    _key("next_quote", "]", "Next quote", "next quote", "review", "segment", "reader"),
    _key("previous_quote", "[", "Previous quote", "previous quote", "review", "segment", "reader"),
    _key("more_context", "}", "More context", "more of the talk around the quote", "review", "segment"),
    _key("less_context", "{", "Less context", "less of the talk around the quote", "review", "segment"),
    _key("transcript", "enter", "Transcript", "the transcript at this turn", "review", "segment", "interviews"),
    _key("copy", "y", "Copy", "copy the quote with its source", "review", "segment", "reader"),
    _key("range", "v", "Range", "begin or end a range; a r space then decide all of it", "review"),
    _key("take_quote", "enter", "Take quote", "take these words as a quote: of a new finding, or of one that lacks its quote", "reader"),
    _key("mark", "v", "Mark", "begin or end a range of turns or sentences; the mouse does it too", "reader"),
    _key("sentences", "s", "Sentences", "go by sentences instead of whole turns, and back", "reader"),
    _key("search", "/", "Search", "what holds the words you type", "review", "reader"),
    _key("order", "o", "Order", "grouped, least sure first, by transcript", "review"),
    _key("filter", "f", "Filter", "by status, kind, flag, level, interview", "review"),
    _key("clear", "escape", "Clear", "end range, search and filter", "review"),
    _key("down", "j,down", "Down", "next line", *LISTS),
    _key("up", "k,up", "Up", "previous line", *LISTS),
    _key("first", "g,home", "First", "first line", *LISTS),
    _key("last", "G,end", "Last", "last line", *LISTS),
    _key("page_down", "pagedown,ctrl+d", "Page down", "a page on", *LISTS),
    _key("page_up", "pageup,ctrl+u", "Page up", "a page back", *LISTS),
    _key("scroll_down", "J,shift+down", "Scroll down", "scroll the evidence down", "review", "segment", "interviews", "evals"),
    _key("scroll_up", "K,shift+up", "Scroll up", "scroll the evidence up", "review", "segment", "interviews", "evals"),
    _key("fold", "left,h", "Fold", "fold the branch", "segment"),
    _key("unfold", "right", "Unfold", "unfold the branch", "segment"),
    _key("product_role", "p", "Product role", "say which product leads, contributes to or enables removing it", "segment"),
    _key("open_in_review", "o", "Review", "go to this finding in Review", "segment"),
    _key("next_section", "]", "Next section", "next section", "report"),
    _key("previous_section", "[", "Previous section", "previous section", "report"),
    _key("write", "w", "Write file", "write this report to a file", "report"),
    _key("mark_run", "space", "Mark", "mark this run, to compare another one with it; again: unmark it", "evals"),
    _key("compare_runs", "enter", "Compare", "what changed from the marked run to this one; without a mark, from the run before", "evals"),
    _key("save", "enter,ctrl+s", "Save", "save and approve", "edit", priority=True),
    _key("next_field", "tab,down", "Next field", "next field", "edit", priority=True),
    _key("previous_field", "shift+tab,up", "Previous", "previous field", "edit", priority=True),
    _key("toggle", "space,enter", "In/out", "take a line in or leave it out", "merge", "filter", action="take"),
    _key("wording", "w", "Wording", "use the wording of this line", "merge"),
    _key("new_wording", "e", "Reword", "type a wording of your own", "merge"),
    _key("not_same", "x", "Not the same", "never propose this one here again", "merge"),
    _key("confirm", "y", "Yes", "do it", "merge", "group"),
    _key("choose", "enter", "Choose", "take this line", "choice"),
    _key("next_page", "enter,space,right", "Next", "next page", "tour"),
    _key("previous_page", "backspace,left", "Back", "previous page", "tour"),
    _key("close", "escape,q", "Close", "back", "tour", "reader", "merge", "group", "filter", "help"),
    _key("cancel", "escape", "Back", "back, nothing changed", "edit", "choice", "field", priority=True),
    _key("tab_interviews", "1", "Interviews", "what was said: files, speakers, sides", "everywhere", action="tab('interviews')"),
    _key("tab_review", "2", "Review", "decide what holds", "everywhere", action="tab('review')"),
    _key("tab_segment", "3", "Segment", "outcomes, obstacles and metrics of a segment", "everywhere", action="tab('segment')"),
    _key("tab_report", "4", "Report", "the strategy document, as it stands", "everywhere", action="tab('report')"),
    _key("tab_evals", "5", "Evals", "how good the extraction is", "everywhere", action="tab('evals')"),
    _key("segment", "S", "Segment", "work on one segment or on all", "everywhere", action="choose_segment"),
    _key("palette", ":,ctrl+p", "Palette", "everything there is, by name; themes too", "everywhere"),
    _key("tour", "T", "Tour", "the two-minute tour", "everywhere"),
    _key("help", "?", "Keys", "these keys", "everywhere"),
    _key("quit", "q,ctrl+c", "Quit", "leave; nothing is unsaved", "everywhere"),
    _key("leave", "ctrl+q", "Leave", "leave from anywhere; nothing is unsaved", "everywhere", action="quit", priority=True),
)  # fmt: skip
BY_ID = {key.id: key for key in REGISTRY}

FOOTERS: dict[Place, tuple[str, ...]] = {
    "interviews": ("confirm_sides", "customer", "interviewer", "facts", "extract", "transcript", "help", "quit"),
    "review": ("approve", "reject", "later", "edit", "merge", "undo", "search", "help", "quit"),
    "segment": ("fold", "unfold", "transcript", "open_in_review", "segment", "help", "quit"),
    "report": ("write", "next_section", "previous_section", "page_down", "segment", "help", "quit"),
    "evals": ("mark_run", "compare_runs", "scroll_down", "help", "quit"),
    "reader": ("take_quote", "mark", "sentences", "search", "next_quote", "undo", "copy", "close"),
    "edit": ("save", "next_field", "cancel"),
    "merge": ("confirm", "toggle", "wording", "new_wording", "not_same", "close"),
    "group": ("confirm", "close"),
    "choice": ("choose", "cancel"),
    "filter": ("toggle", "close"),
    "tour": ("next_page", "previous_page", "close"),
    "help": ("close",),
    "field": ("cancel",),
}
"""What a footer names, the most wanted first; what does not fit is left out from the end, but for the last two."""

_NAMES = {"question_mark": "?", "slash": "/", "colon": ":", "left_square_bracket": "[", "right_square_bracket": "]",
          "left_curly_bracket": "{",
          "right_curly_bracket": "}", "escape": "esc", "pagedown": "PgDn", "pageup": "PgUp", "down": "↓", "up": "↑", "left": "←", "right": "→",
}  # fmt: skip


def bindings(*places: Place) -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """Return Textual's bindings of these places, with the registry's ids so that a keymap can move them."""
    return [
        Binding(key.keys, key.action, key.says, show=False, priority=key.priority, id=key.id)
        for key in REGISTRY
        if any(place in key.places for place in places)
    ]


class Keymap:
    """The registry with the settings' changes; knows how keys are shown."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        self.moved: dict[str, str] = {}
        self.problems: list[str] = []
        """One line for each setting that could not be followed."""
        for identifier, keys in moved.items():
            if identifier not in BY_ID:
                self.problems.append(f"[review.keys] {identifier}: there is no such binding")
            elif not keys.strip(" ,"):
                self.problems.append(f"[review.keys] {identifier}: no key given")
            else:
                self.moved[identifier] = ",".join(part.strip() for part in keys.split(",") if part.strip()) if keys != "," else "comma"
        # Moves may swap keys, so clashes are looked for when all are known; what still clashes goes back.
        while clash := self._clash():
            self.problems.append(clash[1])
            del self.moved[clash[0]]

    def keys(self, identifier: str) -> list[str]:
        """Return the keys of a binding as people write them."""
        return [_NAMES.get(key, key) for key in self.moved.get(identifier, BY_ID[identifier].keys).split(",")]

    def shown(self, identifier: str) -> str:
        """Return the first key of a binding as people write it."""
        return self.keys(identifier)[0]

    def listed(self, place: Place) -> list[Key]:
        """Return every key of a place in the registry's order."""
        return [key for key in REGISTRY if place in key.places]

    def _clash(self) -> tuple[str, str] | None:
        for place in PLACE_NAMES:
            around: tuple[Place, ...] = (place, "everywhere") if place in TABS else (place,)
            taken: dict[str, str] = {}
            for key in sorted((key for key in REGISTRY if set(around) & set(key.places)), key=lambda key: key.id in self.moved):
                for name in self.keys(key.id):
                    if key.id in self.moved and taken.get(name, key.id) != key.id:
                        return key.id, f"[review.keys] {key.id}: {name} is {taken[name]} already; {key.id} stays on {BY_ID[key.id].keys}"
                    taken[name] = key.id
        return None


def keys_table() -> str:
    """Return the keys as Markdown tables, one for each place; for the README."""
    keymap = Keymap({})
    places: tuple[Place, ...] = ("everywhere", *TABS, "reader")
    lines: list[str] = []
    for place in places:
        lines += [f"**{PLACE_NAMES[place]}**", "", "| key | what it does | id |", "|---|---|---|"]
        for key in keymap.listed(place):
            shown = " ".join(f"`{name}`" for name in keymap.keys(key.id))
            lines.append(f"| {shown} | {key.tells} | `{key.id}` |")
        lines.append("")
    return "\n".join(lines)


def clashes(keys: Iterable[Key] = REGISTRY) -> list[str]:
    """Return the keys that mean two things in one place; empty for a sound registry."""
    found = []
    for place in PLACE_NAMES:
        around: tuple[Place, ...] = (place, "everywhere") if place in TABS else (place,)
        taken: dict[str, str] = {}
        for key in keys:
            if set(around) & set(key.places):
                for name in key.keys.split(","):
                    if name in taken:
                        found.append(f"{place}: {name} is {taken[name]} and {key.id}")
                    taken[name] = key.id
    return found
