"""One line across the screen: tabs, progress, titles, the message line, the footer.

In: spans at the left and at the right, some of them actions. Out: a line; a click runs the action under it. Always true: what
does not fit is cut at the left part's end, never wrapped.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Size
from textual.strip import Strip

from analyzer.tui.display import Line, Role, Span, clip, spread, width_of, wrap
from analyzer.tui.keys import BY_ID, FOOTERS, TABS, Keymap, Place
from analyzer.tui.widgets.roles import RoleWidget

MESSAGE_LINES = 3


@dataclass(frozen=True)
class Target:
    """Columns of a bar that a click acts on."""

    start: int
    end: int
    action: str


class Bar(RoleWidget):
    """A line with a left and a right part."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.left: Sequence[Span] = ()
        self.right: Sequence[Span] = ()
        self.targets: list[Target] = []

    def show(self, left: Sequence[Span], right: Sequence[Span] = ()) -> None:
        """Put these spans on the line."""
        if (left, right) != (self.left, self.right):
            self.left, self.right = left, right
            self.refresh()

    def layout_for(self, width: int) -> tuple[Sequence[Span], Sequence[Span]]:
        """Return what to show in ``width`` columns; for bars that adapt."""
        return self.left, self.right

    def notify_style_update(self) -> None:
        """Draw again in the new theme."""
        super().notify_style_update()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render the one line; Textual's filters, NO_COLOR's among them, go over it."""
        width = self.size.width
        left, right = self.layout_for(width)
        return self.strip(spread(left, right, width), width)

    async def on_click(self, event: events.Click) -> None:
        """Run the action under the pointer."""
        for target in self.targets:
            if target.start <= event.x < target.end:
                event.stop()
                await self.screen.run_action(target.action)
                return


class TabBar(Bar):
    """The five screens, the segment worked on, and whether everything is saved."""

    def __init__(self, place: Place) -> None:
        super().__init__(id="tabs")
        self.place = place

    def layout_for(self, width: int) -> tuple[Sequence[Span], Sequence[Span]]:
        """Return the tabs with their names, or with their digits only where it is narrow."""
        names = width >= 56 + min(20, width_of(self.right))
        spans: list[Span] = []
        self.targets = []
        column = 0
        for tab in TABS:
            key = BY_ID[f"tab_{tab}"]
            chosen = tab == self.place
            label = f"{key.keys} {key.says}" if names or chosen else key.keys
            text = f"[{label}]" if chosen else f" {label} "
            spans.append((text, "chosen" if chosen else ""))
            self.targets.append(Target(column, column + len(text), f"app.tab('{tab}')"))
            column += len(text)
        if not self.right:
            return spans, ()
        title = self.right[0]
        standing: list[Span] = [*self.right[1:], (" ", "")]
        return spans, (*clip([title], max(0, width - column - width_of(standing) - 1)), *standing)


class KeyBar(Bar):
    """The footer: the keys that matter here, from the registry."""

    def __init__(self, place: Place, keymap: Keymap) -> None:
        super().__init__(id="keys")
        self.place = place
        self.keymap = keymap
        self.extra: tuple[str, ...] = ()

    def offer(self, *identifiers: str) -> None:
        """Put these keys first, for what is on the screen right now asks for them."""
        if identifiers != self.extra:
            self.extra = identifiers
            self.refresh()

    def layout_for(self, width: int) -> tuple[Sequence[Span], Sequence[Span]]:
        """Return as many keys as fit; the last two (help, quit) always stay."""
        wanted = [*self.extra, *(identifier for identifier in FOOTERS[self.place] if identifier not in self.extra)]
        kept = wanted[-2:]
        rest = wanted[:-2]
        while rest and sum(self._width(identifier) for identifier in rest + kept) > width:
            rest.pop()
        spans: list[Span] = []
        self.targets = []
        column = 0
        for identifier in rest + kept:
            key = BY_ID[identifier]
            self.targets.append(Target(column, column + self._width(identifier), key.action))
            spans += [(f" {self.keymap.shown(identifier)}", "key"), (f" {key.says} ", "")]
            column += self._width(identifier)
        return spans, ()

    def _width(self, identifier: str) -> int:
        return width_of([(f" {self.keymap.shown(identifier)} {BY_ID[identifier].says} ", "")])


class MessageBar(Bar):
    """What was just done, or cannot be done; a legend while there is nothing to say.

    Trouble is told in full, on up to three lines; what went well in one, so that nothing moves under the reviewer's eyes.
    """

    def __init__(self, legend: Sequence[Span] = ()) -> None:
        super().__init__(id="message")
        self.legend = legend
        self.left = legend
        self.lines: list[Line] = []

    def say(self, text: str, role: Role = "") -> None:
        """Show a message until the next one or ``quiet``."""
        self._put([(text, role)])

    def quiet(self) -> None:
        """Go back to the legend."""
        self._put(self.legend)

    def _put(self, spans: Sequence[Span]) -> None:
        before = len(self.lines)
        self.left = spans
        self.refresh(layout=len(self._wrapped(self.size.width)) != before)

    def _wrapped(self, width: int) -> list[Line]:
        if self.left is not self.legend and any(role in ("warn", "bad") for _, role in self.left):
            self.lines = wrap(self.left, max(1, width - 1), [(" ", "")])[:MESSAGE_LINES]
        else:
            self.lines = [clip(self.left if self.left is self.legend else [(" ", ""), *self.left], width)]
        return self.lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the message takes."""
        return len(self._wrapped(width))

    def render_line(self, y: int) -> Strip:
        """Render a line of the message."""
        lines = self._wrapped(self.size.width)
        return self.strip(lines[y] if y < len(lines) else (), self.size.width)
