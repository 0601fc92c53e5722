"""The keys, from the registry; and the palette, everything there is by name.

In: the keymap. Out: nothing, or the action chosen. Always true: a key that was moved is shown where it is now.
"""

from collections.abc import Iterable, Mapping

from textual.widget import Widget

from analyzer.tui.display import Line, wrap
from analyzer.tui.keys import PLACE_NAMES, TABS, Keymap, Place, bindings
from analyzer.tui.screens.choice import Option
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.pane import LinePane

KEYS_WIDE = 14


def help_lines(keymap: Keymap, place: Place, width: int) -> list[Line]:
    """Return the keys of a place first, then those of everywhere, then of the other places."""
    places: list[Place] = [place, "everywhere", *(other for other in PLACE_NAMES if other not in (place, "everywhere", "help", "field"))]
    lines: list[Line] = wrap([("[review.keys] in analyzer.toml moves a key: its name is in brackets", "dim")], width)
    for one in places:
        lines += [(), ((PLACE_NAMES[one], "head"),)]
        for key in keymap.listed(one):
            shown = " ".join(keymap.keys(key.id))
            pad = " " * max(1, KEYS_WIDE - len(shown))
            lines += wrap([(key.tells, ""), (f"  ({key.id})", "dim")], width, first=[(f"  {shown}{pad}", "key")])
    return lines


class Help(Dialog[None]):
    """The keys."""

    PLACE = "help"
    CSS_PATH = "dialogs.tcss"
    BINDINGS = bindings("help")
    AUTO_FOCUS = "LinePane"

    def __init__(self, place: Place) -> None:
        super().__init__("Keys")
        self.about = place

    def body(self) -> Iterable[Widget]:
        """Yield the keys."""
        yield LinePane(lambda width: help_lines(self.desk.keymap, self.about, width), id="help")

    @property
    def pane(self) -> LinePane:
        """The keys."""
        return self.query_one(LinePane)

    def action_down(self) -> None:
        """Scroll on."""
        self.pane.scroll_relative(y=1, animate=False)

    def action_up(self) -> None:
        """Scroll back."""
        self.pane.scroll_relative(y=-1, animate=False)

    def action_first(self) -> None:
        """Scroll to the top."""
        self.pane.scroll_home(animate=False)

    def action_last(self) -> None:
        """Scroll to the end."""
        self.pane.scroll_end(animate=False)

    def action_page_down(self) -> None:
        """Scroll a page on."""
        self.pane.scroll_page_down(animate=False)

    def action_page_up(self) -> None:
        """Scroll a page back."""
        self.pane.scroll_page_up(animate=False)


def palette_options(keymap: Keymap, place: Place, themes: Iterable[str], extra: Mapping[str, str]) -> list[Option[str]]:
    """Return everything that can be done from a screen: its keys, those of everywhere, ``extra`` (name -> action), the themes."""
    options: list[Option[str]] = []
    for one in (place, "everywhere") if place in TABS else (place,):
        options += [
            Option(key.action, [(f"{key.says}: ", "strong"), (key.tells, "")], [(" ".join(keymap.keys(key.id)), "key")])
            for key in keymap.listed(one)
            if key.id != "palette"
        ]
    options += [Option(action, [(name, "")]) for name, action in extra.items()]
    options += [Option(f"app.use_theme('{name}')", [("Theme: ", "strong"), (name, "")]) for name in sorted(themes)]
    return options
