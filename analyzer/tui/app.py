"""The application: five screens over one ``ReviewSession``, signals, failures, other reviewers.

In: a session and its workspace. Out: an exit code. Always true: the terminal is restored however it ends; SIGTERM and SIGHUP end
it with the command line's code; a crash shows one line, never local variables or transcript text; a decision that could not be
saved is said so and shown nowhere as made.
"""

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import Input, TextArea

from analyzer.config import Workspace
from analyzer.errors import AnalyzerError, ReviewError, StoreError
from analyzer.report.phrases import count
from analyzer.tui.display import Role, Span, visible
from analyzer.tui.extraction import extract
from analyzer.tui.keys import TABS, Keymap, Place, bindings
from analyzer.tui.messages import ExtractionTold, StateChanged
from analyzer.tui.screens.base import TabScreen
from analyzer.tui.themes import DEFAULT_THEME, THEME_FACT, THEMES
from analyzer.workspace import ReviewSession

EXIT_SIGNAL = 143
"""The command line's code after SIGTERM and SIGHUP (``analyzer.cli``)."""
EXIT_INTERRUPTED = 130
CODES = {"SIGTERM": EXIT_SIGNAL, "SIGHUP": EXIT_SIGNAL, "SIGINT": EXIT_INTERRUPTED}
OTHERS_SECONDS = 1.0
"""How often decisions of other reviewers are looked for."""

Result = TypeVar("Result")


class AnalyzerApp(App[None], inherit_bindings=False):
    """The terminal UI."""

    TITLE = "analyzer"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = "review"
    BINDINGS: ClassVar[list[BindingType]] = list(bindings("everywhere"))

    def __init__(self, session: ReviewSession, workspace: Workspace) -> None:
        super().__init__()
        self.session = session
        self.workspace = workspace
        self.keymap = Keymap(session.settings.review.keys)
        self.failure: BaseException | None = None
        """What ended the application, if it was not the reviewer."""
        self.trouble = ""
        """Why the latest decision could not be saved; empty while all is well."""
        self.extraction = ""
        """How far the extraction started from here is; empty while there is none."""
        self._unseen: set[Place] = set()
        for place, make in (("interviews", self._interviews), ("review", self._review), ("segment", self._segment),
                            ("report", self._report), ("evals", self._evals)):  # fmt: skip
            self.add_mode(place, make)
        for theme in THEMES:
            self.register_theme(theme)

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver, on a POSIX system the one that ends where the terminal has gone."""
        driver = super().get_driver_class()
        if driver.__name__ != "LinuxDriver":
            return driver
        from analyzer.tui.driver import TerminalDriver

        return TerminalDriver

    # -- life ------------------------------------------------------------------------------------------------------------

    def on_load(self) -> None:
        """Listen to signals before the terminal is changed; apply the settings' keys and theme."""
        loop = asyncio.get_running_loop()
        for name, code in CODES.items():
            if hasattr(signal, name):
                with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals here: another thread, Windows
                    loop.add_signal_handler(getattr(signal, name), self._end, code)
        self.set_keymap(self.keymap.moved)
        wanted = self.session.settings.review.theme or self.remembered_theme() or DEFAULT_THEME
        self.theme = wanted if wanted in self.available_themes else DEFAULT_THEME
        if wanted not in self.available_themes:
            self.keymap.problems.append(f"[review] theme: there is no theme {wanted!r}; the palette lists them")

    def on_mount(self) -> None:
        """Look for other reviewers' decisions from now on; say what of the settings could not be followed."""
        self.set_interval(OTHERS_SECONDS, self._look_around)
        if not gc.isenabled():
            self.call_after_refresh(collect_what_comes)
        if self.keymap.problems:
            self.call_after_refresh(self.say, self.keymap.problems[0], "warn")

    def _end(self, code: int) -> None:
        self.exit(return_code=code)

    def _handle_exception(self, error: Exception) -> None:
        """End with the failure noted and nothing printed: Textual's own screen shows local variables."""
        if self.failure is None:
            self.failure = error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        self._exit_renderables.clear()

    def _review(self) -> Screen[None]:
        from analyzer.tui.screens.review import ReviewScreen

        return ReviewScreen(self.session)

    def _interviews(self) -> Screen[None]:
        from analyzer.tui.screens.interviews import InterviewsScreen

        return InterviewsScreen()

    def _segment(self) -> Screen[None]:
        from analyzer.tui.screens.segment import SegmentScreen

        return SegmentScreen()

    def _report(self) -> Screen[None]:
        from analyzer.tui.screens.report import ReportScreen

        return ReportScreen()

    def _evals(self) -> Screen[None]:
        from analyzer.tui.screens.evals import EvalsScreen

        return EvalsScreen()

    def on_key(self, event: events.Key) -> None:
        """Hand a letter to the field that has the keys by now: what was typed before the field was there is meant for it too."""
        if isinstance(self.focused, Input | TextArea) and event.is_printable:
            event.prevent_default().stop()
            self.focused.post_message(events.Key(event.key, event.character))

    # -- deciding --------------------------------------------------------------------------------------------------------

    def attempt(self, act: Callable[[], Result]) -> tuple[bool, Result | None]:
        """Carry out a call of the session; where it fails, say why and return (False, None). Nothing is shown as done then."""
        try:
            result = act()
        except StoreError as error:
            self.trouble = error.message
            self.say(f"NOT SAVED: {error}", "bad")
            self.tell_state()
            return False, None
        except ReviewError as error:
            self.say(str(error), "warn")
            return False, None
        except AnalyzerError as error:
            self.say(str(error), "bad")
            return False, None
        self.trouble = ""
        return True, result

    def tell_state(self, *, findings: bool = False) -> None:
        """Let the screen in front show the new state, the others when they come to the front."""
        if findings:
            self._unseen = set(TABS)
        self._screen_below.post_message(StateChanged(findings=findings))

    def findings_changed_for(self, place: Place) -> bool:
        """Whether findings or interviews came in since this screen was last in front; asked once."""
        changed = place in self._unseen
        self._unseen.discard(place)
        return changed

    def say(self, text: str, role: Role = "") -> None:
        """Put a message on the message line of the tab in front."""
        below = self._screen_below
        if isinstance(below, TabScreen) and below.is_mounted:
            below.say(text, role)

    def standing(self) -> list[Span]:
        """Return what stands at the right of the tabs: the segment and whether everything is saved."""
        slug = self.session.segment
        title = next((one.title for one in self.session.segments() if one.slug == slug), slug) if slug else "all segments"
        saved: list[Span] = [(" NOT SAVED", "bad")] if self.trouble else [(" saved", "good")]
        return [(visible(title or ""), "dim"), *saved]

    @property
    def _screen_below(self) -> Screen[object]:
        """The tab in front, under any dialog."""
        return self.screen_stack[0]

    def _look_around(self) -> None:
        """Take in what other reviewers decided."""
        before = self.session.last_seq
        try:
            news = self.session.catch_up()
        except StoreError as error:
            self.say(f"what others decide cannot be read: {error}", "bad")
            return
        if news:
            others = sorted({decision.reviewer for decision in self.session.log if decision.seq > before} - {self.session.reviewer})
            self.tell_state()
            if others:
                self.say(f"{', '.join(others)} decided something too", "accent")

    # -- extraction ------------------------------------------------------------------------------------------------------

    def start_extraction(self, files: Sequence[Path] = ()) -> None:
        """Read and extract in a process of its own; one at a time."""
        if self.extraction:
            self.say(f"already at it: {self.extraction}", "warn")
            return
        self.extraction = "starting"
        self.run_worker(self._extract(files), group="extraction", exit_on_error=False)

    async def _extract(self, files: Sequence[Path]) -> None:
        try:
            async with aclosing(extract(self.workspace, files)) as events:
                async for told in events:
                    self.extraction = told.text
                    if told.problem:
                        self.say(told.text, "warn")
                    if told.exit_code is not None:
                        self.say(told.text, "good" if told.exit_code == 0 else "warn")
                    self._screen_below.post_message(ExtractionTold(told.text, done=told.exit_code is not None))
        except OSError as error:
            self.say(f"extraction could not be started: {error.strerror}", "bad")
        finally:
            self.extraction = ""
        self.attempt(self.session.refresh)
        self.tell_state(findings=True)

    # -- actions ---------------------------------------------------------------------------------------------------------

    def action_tab(self, place: str) -> None:
        """Go to one of the five screens."""
        self.switch_mode(place)

    def model_segment(self) -> str | None:
        """Return the segment whose model is shown: the one worked on, else the one with most decided; None where there is none."""
        if self.session.segment is not None:
            return self.session.segment
        segments = self.session.segments()
        return max(segments, key=lambda one: (one.progress.decided, one.interviews)).slug if segments else None

    def open_in_review(self, identifier: str) -> None:
        """Go to a finding in Review."""
        from analyzer.tui.screens.review import ReviewScreen

        self.switch_mode("review")

        def show() -> None:
            if isinstance(self.screen, ReviewScreen):
                self.screen.go_to(identifier)

        self.call_after_refresh(show)

    def action_help(self) -> None:
        """Show the keys of the screen in front."""
        from analyzer.tui.screens.help import Help

        self.push_screen(Help(self._place))

    def action_tour(self) -> None:
        """Show the two-minute tour."""
        from analyzer.tui.screens.tour import Tour

        self.push_screen(Tour())

    def action_palette(self) -> None:
        """Show everything that can be done, by name."""
        from analyzer.tui.screens.choice import Choice
        from analyzer.tui.screens.help import palette_options

        screen = self.screen
        options = palette_options(self.keymap, self._place, self.available_themes, {})

        async def run(action: str | None) -> None:
            if action is not None:
                await self.run_action(action, screen)

        self.push_screen(Choice("Palette", options, sift=True), run)

    def action_choose_segment(self) -> None:
        """Choose the segment to work on, or all."""
        from analyzer.tui.screens.choice import Choice, Option

        segments = self.session.segments()
        options: list[Option[str]] = [
            Option(one.slug, [(one.title, "strong"), (f"  {one.slug}", "dim")],
                   [(f"{one.progress.decided} of {one.progress.total} decided, {count(one.interviews, 'interview')}", "dim")])
            for one in segments
        ]  # fmt: skip
        at = next((number for number, one in enumerate(segments, 1) if one.slug == self.session.segment), 0)

        def choose(slug: str | None) -> None:
            if slug is not None:
                self.session.segment = slug or None
                self.tell_state(findings=True)

        self.push_screen(Choice("Work on", [Option("", [("all segments", "strong")]), *options], at=at), choose)

    def action_use_theme(self, name: str) -> None:
        """Wear a theme, and remember it in this workspace."""
        if name in self.available_themes:
            self.theme = name
            with suppress(StoreError):  # a read-only workspace forgets it, which harms nobody
                self.session.store.facts.put(THEME_FACT, name)

    @property
    def _place(self) -> Place:
        below = self._screen_below
        return below.PLACE if isinstance(below, TabScreen) else "everywhere"

    async def action_quit(self) -> None:
        """Leave; every decision is saved already."""
        self.exit(return_code=0)

    def remembered_theme(self) -> str | None:
        """Return the theme chosen last in this workspace."""
        with suppress(StoreError):
            return self.session.store.facts.get(THEME_FACT)
        return None


def collect_what_comes() -> None:
    """Begin to look for garbage, among what is made from now on.

    Ten thousand findings are a million objects that live as long as the screen: looking through them again and again would double the time
    until the first screen, and that of every key.
    """
    gc.freeze()
    gc.enable()


def run_app(session: ReviewSession, workspace: Workspace) -> int:
    """Show the terminal UI until the reviewer leaves; return the exit code.

    Raises AnalyzerError with one line where it crashed; every decision made until then is saved.
    """
    handlers = {name: signal.getsignal(getattr(signal, name)) for name in CODES if hasattr(signal, name)}
    app = AnalyzerApp(session, workspace)
    try:
        app.run()
    finally:
        for name, handler in handlers.items():
            if handler is not None:
                signal.signal(getattr(signal, name), handler)
    if isinstance(app.failure, AnalyzerError):
        raise app.failure
    if app.failure is not None:
        where = f"the review screen stopped: unexpected {type(app.failure).__name__}"
        raise AnalyzerError(where, "every decision is saved and `analyzer review` goes on from there; --debug shows where it broke") from app.failure
    return app.return_code or 0
