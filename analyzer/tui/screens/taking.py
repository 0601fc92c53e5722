"""Taking words of a transcript as a quote: of a finding the extractor missed, or of one that lacks its quote.

In: marked words. Out: decisions through the session: a finding added, a finding grounded, undo. Always true: what is taken is what is
marked on the screen; nothing is added before the reviewer saved its wording; what cannot be evidence says why.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from analyzer.errors import AnalyzerError, StoreError
from analyzer.records import KINDS, Decision, Kind, ReviewedFinding
from analyzer.tui.display import Role
from analyzer.tui.marking import Marking
from analyzer.tui.screens.choice import Choice, Option
from analyzer.tui.screens.dialog import Dialog
from analyzer.tui.widgets.card import Quoted
from analyzer.tui.words import KIND, told


class Taking(Dialog[None]):
    """What the keys of the reader decide."""

    marking: Marking
    wanting: ReviewedFinding | None
    """The finding a quote is looked for; None where words become a new finding."""

    def show(self) -> None:
        """Show what is marked."""
        raise NotImplementedError

    def find_quotes(self) -> None:
        """Note which words carry findings by now."""
        raise NotImplementedError

    def action_mark(self) -> None:
        """Begin or end a range."""
        self.marking.toggle_range()
        self.show()

    def action_sentences(self) -> None:
        """Go by sentences instead of turns, or the other way round."""
        self.marking.toggle_sentences()
        self.show()

    def action_take_quote(self) -> None:
        """Take what is marked as the quote: of the finding that wants one, else of a new one."""
        if not self.marking.interview.turns:
            return
        if self.wanting is None:
            self._ask_kind()
        elif decision := self._try(partial(self.session.choose_quote, self.wanting.id, self.marking.selection)):
            self.desk.say(*self._told(decision))
            self.dismiss(None)

    def _ask_kind(self) -> None:
        """Ask what the marked words are; say at once where they cannot be evidence."""
        if self._try(partial(self.session.preview, self.marking.selection, KINDS[0])) is None:
            return

        def write(kind: Kind | None) -> None:
            if kind is not None:
                self._write(kind)

        options = [Option(kind, [(kind, KIND[kind][1])]) for kind in KINDS]
        self.app.push_screen(Choice("These words tell an ...", options), write)

    def _write(self, kind: Kind) -> None:
        """Let the reviewer word the finding; saving adds it."""
        from analyzer.tui.screens.edit import EditDialog

        selection = self.marking.selection
        item = self._try(partial(self.session.preview, selection, kind))
        if item is None:
            return
        quotes = [Quoted(item, view) for view in self.session.quotes_in(item.finding)]
        added: list[Decision] = []

        def save(fields: dict[str, Any]) -> str:
            """Add the finding while the dialog is open, so that a refused value can be corrected."""
            problem, decision = self._attempt(partial(self.session.add_finding, selection, kind, fields))
            added.extend([decision] if decision is not None else [])
            return problem

        def saved(fields: dict[str, Any] | None) -> None:
            if added:
                self.marking.pin = None
                self.find_quotes()
                self.show()
                self.say(*self._told(added[0]))

        self.app.push_screen(EditDialog(item, quotes, save, title=f"New {kind}: saving adds it, approved"), saved)

    def action_undo(self) -> None:
        """Take back your latest decision."""
        self._take_back(self.session.undo, "undo", "undone")

    def action_redo(self) -> None:
        """Bring back what undo took back."""
        self._take_back(self.session.redo, "redo", "again")

    def _take_back(self, act: Callable[[], Decision | None], verb: str, word: str) -> None:
        problem, decision = self._attempt(act)
        if decision is None:
            self.say(problem or f"nothing to {verb}")
            return
        self.find_quotes()
        self.show()
        self.say(f"{word}: {told(decision, self.session.state.findings)}", "accent")

    def _told(self, decision: Decision) -> tuple[str, Role]:
        """Say what became of the words taken."""
        findings = self.session.state.findings
        item = findings.get(decision.targets[0])
        if item is not None and "side_unconfirmed" in item.flags:
            return f"waits until somebody says whose side the speaker is on: {item.finding.statement}", "warn"
        if item is not None and "unsupported_claim" in item.flags:
            key = self.desk.keymap.shown("confirm_wording")
            return f"held back: a number, unit or negation is in no quote ({key} in Review stands by it); {told(decision, findings)}", "warn"
        return told(decision, findings), "good"

    def _try(self, act: Callable[[], Any]) -> Any:
        """Carry out a call of the session; where it fails say why and return None."""
        problem, done = self._attempt(act)
        if problem:
            self.say(problem)
        return done

    def _attempt(self, act: Callable[[], Any]) -> tuple[str, Any]:
        """Carry out a call of the session; return why it failed (empty where it did not) and what it returned."""
        try:
            done = act()
        except StoreError as error:
            self.desk.trouble = error.message
            self.desk.tell_state()
            return f"NOT SAVED: {error}", None
        except AnalyzerError as error:
            return str(error), None
        if isinstance(done, Decision):
            self.desk.trouble = ""
            self.desk.tell_state()
        return "", done
