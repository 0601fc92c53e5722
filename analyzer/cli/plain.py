"""``analyzer review --plain``: the review core as a line prompt.

In: one command a line on standard input. Out: the finding with its quotes, then what was done. Always true: ``done`` is printed
after the decision is durable; end of input ends the review; nothing is pending at any time;
the forms (``plain_form``) decide with their last answer.
"""

import sys
from typing import Any

from analyzer.cli.console import Console
from analyzer.cli.plain_form import FormError, ask_changes, ask_new, read_line
from analyzer.cli.quoting import fill, read_new, read_words, show_talk
from analyzer.cli.showing import show_finding, tell_agreement
from analyzer.errors import ReviewError
from analyzer.records import LIKELY, Decision, ReviewedFinding
from analyzer.workspace import ReviewSession

KEYS = """\
a            approve                      u   undo your latest decision
r [reason]   reject                       U   redo
l            later                        n   next without deciding
e STATEMENT  edit the wording, approves   p   previous
e            edit wording and fields: asks for each, a line each; an empty line leaves it
m [ID]       merge with what is likely the same (or ID)
d VERDICT    end a dispute: d approve, d reject
D            the next finding two reviewers disagree on, and how far they agree
x            take the latest merge apart
c            confirm a wording that no quote carries in full
t KIND       turn into outcome, obstacle or metric
s SIDE       set the speaker's side: customer, interviewer, vendor
v [TURN]     view the talk, its turns numbered
+            add a finding the program missed: asks for kind, turn, statement and every field of
             the kind, a line each; an empty line skips a field
+ KIND TURN "WORDS" STATEMENT
             the same in one line, without fields; without "WORDS" the whole turn is the quote
f            findings that are not grounded or stale; again: back to the queue
g TURN "WORDS"
             take words of a turn as the quote of such a finding, approves
?            these keys                   q   quit (nothing is unsaved)"""


class Prompt:
    """The queue and a place in it."""

    def __init__(self, console: Console, session: ReviewSession) -> None:
        self.console = console
        self.session = session
        self.order = [item.id for item in session.queue()]
        self.at = 0
        self.apart = False
        """Whether the order is that of findings outside the queue."""
        self.forward()

    @property
    def current(self) -> ReviewedFinding | None:
        """The finding asked about; None at the end."""
        return self.session.state.findings.get(self.order[self.at]) if self.at < len(self.order) else None

    def turn_over(self) -> None:
        """Go to the findings outside the queue, that lack a quote or whose quote is stale; or back to the queue."""
        self.apart = not self.apart
        queue = [*self.session.aside("ungrounded"), *self.session.aside("stale")] if self.apart else self.session.queue()
        self.order = [item.id for item in queue]
        self.at = 0
        self.forward()

    def follow(self) -> None:
        """Leave out findings that somebody had added by hand and took back."""
        there = self.session.state.findings
        before = [identifier for identifier in self.order[: self.at] if identifier in there]
        self.order = before + [identifier for identifier in self.order[self.at :] if identifier in there]
        self.at = len(before)

    def forward(self) -> None:
        """Go to the next finding that is not decided, from here on."""
        while (item := self.current) is not None and not self._asks(item):
            self.at += 1

    def _asks(self, item: ReviewedFinding) -> bool:
        """Whether this reviewer still has something to say here; a dispute is settled with d, not by repeating oneself."""
        if self.apart and item.status in ("ungrounded", "stale"):
            return True
        return item.status == "open" or (item.status == "disputed" and self.session.reviewer not in item.decided_by)

    def show(self) -> None:
        """Print where the review is and the present finding."""
        progress = self.session.progress()
        counts = (("awaiting", "await a second reviewer"), ("disputed", "disputed"))
        told = "".join(f", {progress.counts[status]} {words}" for status, words in counts if progress.counts.get(status))
        self.console.data(f"-- {progress.decided} of {progress.total} decided{told} --")
        item = self.current
        if item is None and self.apart:
            self.console.data("no more findings without a quote: f goes back to the queue")
            return
        if item is None:
            put_off = sum(self.session.state.findings[other].status in ("open", "later") for other in self.order)
            disputed = len(self.session.disputes())
            left = (f"{put_off} put off: n begins again" if put_off else "", f"{disputed} disputed: D goes to the first" if disputed else "")
            said = "; ".join(part for part in left if part)
            self.console.data(f"no more undecided findings{'; ' + said if said else ': analyzer report writes the strategy'}")
            return
        show_finding(self.console, self.session, item)
        if item.status in ("ungrounded", "stale"):
            self.console.data('  v shows the talk where this may have been said; g TURN "WORDS" takes words of a turn as its quote')
        for other, _ in self.session.similar(item.id)[:1]:
            self.console.data(fill(f"similar: {other.id}  {other.finding.statement}", "  ", "    "))
            if why := self.session.why_similar(item.id, other.id):
                self.console.data(fill(why, "    ", "    "))

    def act(self, line: str) -> bool:
        """Carry out one line; return whether to go on. ReviewError where it cannot be done."""
        key, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        if key in ("q", "quit"):
            return False
        if key == "?":
            self.console.data(KEYS)
        elif key == "v":
            show_talk(self.console, self.session, self.current, rest)
        elif key == "f":
            self.turn_over()
        elif key == "+":
            self._add(rest)
        elif key in ("u", "U"):
            self._take_back(redo=key == "U")
        elif key == "D":
            self._next_dispute()
        elif key in ("n", ""):
            self.at = 0 if self.current is None else self.at + 1
            if key == "n" and self.at < len(self.order):
                return True
            self.forward()
        elif key == "p":
            self.at = max(0, self.at - 1)
        else:
            self._decide(key, rest)
        return True

    def _next_dispute(self) -> None:
        """Say how far reviewers agree, and go to the next finding they disagree on."""
        tell_agreement(self.console, self.session)
        disputed = {item.id for item in self.session.disputes()}
        rows = [*range(self.at + 1, len(self.order)), *range(min(self.at + 1, len(self.order)))]
        self.at = next((row for row in rows if self.order[row] in disputed), self.at)

    def _decide(self, key: str, rest: str) -> None:
        item = self.current
        if item is None:
            raise ReviewError("nothing to decide here", "n begins again, q ends")
        session = self.session
        if key == "a":
            done = session.approve(item.id)
        elif key == "r":
            done = session.reject(item.id, reason=rest)
        elif key in ("l", "space"):
            done = session.later(item.id)
        elif key == "e":
            done = session.edit(item.id, {"statement": rest} if rest else ask_changes(self.console, item))
        elif key == "m":
            similar = session.similar(item.id)
            if not rest and (not similar or similar[0][1] < LIKELY):
                nearest = f"{similar[0][0].id} is the nearest: " if similar else ""
                raise ReviewError(f"nothing is likely the same as {item.id}", f"{nearest}m ID merges with a finding you name")
            done = session.merge(item.id, rest or similar[0][0].id)
        elif key == "c":
            done = session.confirm(item.id)
        elif key == "g":
            done = session.choose_quote(item.id, read_words(session, item, rest)[0])
        elif key == "d" and rest in ("approve", "reject"):
            done = session.settle(item.id, "approved" if rest == "approve" else "rejected")
        elif key == "x":
            done = session.unmerge(item.id)
        elif key == "t" and rest in ("outcome", "obstacle", "metric"):
            done = session.retype(item.id, rest)  # type: ignore[arg-type]
        elif key == "s" and rest in ("customer", "interviewer", "vendor", "unknown"):
            speaker = next((piece.speaker for piece in item.finding.evidence if piece.speaker), None)
            if speaker is None:
                raise ReviewError(f"{item.id} has no speaker", "")
            done = session.set_speaker(item.finding.interview, speaker, side=rest)
        else:
            raise ReviewError(f"no such key: {key} {rest}".strip(), "? lists the keys")
        self._tell(done, item.id)

    def _add(self, typed: str) -> None:
        if typed:
            selection, kind, statement = read_new(self.session, self.current, typed)
            fields: dict[str, Any] = {"statement": statement}
        else:
            selection, kind, fields = ask_new(self.console, self.session, self.current)
        done = self.session.add_finding(selection, kind, fields)
        self.order.insert(self.at, done.targets[0])
        self._tell(done, done.targets[0])

    def _tell(self, done: Decision, identifier: str) -> None:
        """Say what was decided; go on, unless its wording or kind asks for another look."""
        self.console.data(f"done: {done.seq} {done.action} {' '.join(done.targets)}")
        self.console.record("analyzer.decision/1", **done.model_dump())
        for line in self.session.standing(identifier):
            self.console.data(f"  {line}")
        if done.action in ("edit", "add_finding") and "unsupported_claim" in self.session.finding(identifier).flags:
            self.console.data("held back: a number, unit or negation in this wording is in no quote; e rewords, c confirms, n goes on")
        elif done.action not in ("retype", "set_speaker"):
            self.forward()

    def _take_back(self, *, redo: bool) -> None:
        decision = self.session.redo() if redo else self.session.undo()
        if decision is None:
            raise ReviewError(f"nothing to {'redo' if redo else 'undo'}", "")
        target = decision.targets[0] if decision.targets else ""
        if redo and decision.action == "add_finding" and target not in self.order:
            self.order.insert(self.at, target)
        self.follow()
        if target in self.order:
            self.at = self.order.index(target)
        self.console.data(f"{'done again' if redo else 'undone'}: {decision.action} {' '.join(decision.targets)}")
        self.console.record("analyzer.decision/1", **self.session.log[-1].model_dump())
        if redo:
            self.forward()


def run_prompt(console: Console, session: ReviewSession) -> int:
    """Ask line by line until ``q`` or the end of input; return the exit code: 1 where a line could not be carried out."""
    prompt = Prompt(console, session)
    if not prompt.order and not session.state.interviews:
        console.data("no findings to review yet: analyzer run")
        return 0
    code = 0
    prompt.show()
    while (line := read_line("a r l e m u + ? q > ")) is not None:
        try:
            prompt.follow()
            if not prompt.act(line):
                break
        except ReviewError as error:
            code = 1
            console.problem(error.message, error.hint)
            if isinstance(error, FormError) and not sys.stdin.isatty():
                break  # what follows are answers, and would be taken for keys
            continue
        if line.split()[:1] != ["v"]:  # the talk somebody asked for stays in view
            prompt.show()
        sys.stdout.flush()
    return 0 if sys.stdin.isatty() else code
