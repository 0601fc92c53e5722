"""The decisions of the review screen, key by key.

In: the findings under the cursor or in the range. Out: one decision a key, through the session. Always true: a dialog that is
closed has decided nothing; what cannot be decided says why.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from analyzer.errors import ReviewError
from analyzer.records import KINDS, Decision, LinkType, ReviewedFinding, Side
from analyzer.review import ORDERS
from analyzer.tui.display import Span, visible
from analyzer.tui.screens.choice import Choice, Option
from analyzer.tui.screens.listing import Quoting
from analyzer.tui.words import KIND, MATCH, STATUS, afterwards, needs_care

if TYPE_CHECKING:
    from analyzer.tui.screens.merge import NotSame, Union
    from analyzer.tui.widgets.queue import Queue

REASONS = (
    "not what the speaker meant", "not an outcome, obstacle or metric", "too small to matter here", "about somebody else", "already covered",
    "the interviewer's words, not theirs",
)  # fmt: skip
PROPOSED = 12
"""Candidates shown for a merge, the group's first."""
LINKS: dict[tuple[str, str], LinkType] = {
    ("obstacle", "outcome"): "blocks", ("metric", "outcome"): "measures", ("metric", "obstacle"): "measures", ("outcome", "outcome"): "serves",
    ("metric", "metric"): "rolls_up",
}  # fmt: skip
"""The link that goes from a kind to a kind; from a tactical obstacle to an outcome it is ``serves``."""


class Deciding(Quoting):
    """What the keys of the review screen decide."""

    queue: "Queue"

    def decide(self, act: Callable[[], Decision], *, advance: bool = True) -> bool:
        """Carry out a decision and go on."""
        raise NotImplementedError

    def reload(self, keep: str | None = None) -> None:
        """Make the rows anew."""
        raise NotImplementedError

    def chosen_ids(self) -> list[str]:
        """Return the findings of the range, or the one under the cursor."""
        return [self.queue.ids[row] for row in self.rows.chosen]

    # -- verdicts --------------------------------------------------------------------------------------------------------

    def action_approve(self) -> None:
        """Approve and go on."""
        if ids := self.chosen_ids():
            self.decide(partial(self.session.approve, *ids))

    def action_reject(self) -> None:
        """Reject and go on."""
        if ids := self.chosen_ids():
            self.decide(partial(self.session.reject, *ids))

    def action_later(self) -> None:
        """Put off and go on."""
        if ids := self.chosen_ids():
            self.decide(partial(self.session.later, *ids))

    def action_reject_why(self) -> None:
        """Reject with a reason from a short list."""
        ids = self.chosen_ids()

        def reject(reason: str | None) -> None:
            if reason is not None:
                self.decide(partial(self.session.reject, *ids, reason=reason))

        if ids:
            self.app.push_screen(Choice("Reject, because it is ...", [Option(reason, [(reason, "")]) for reason in REASONS]), reject)

    def action_approve_group(self) -> None:
        """Approve the similar ones together, after a preview."""
        from analyzer.tui.screens.merge import GroupDialog

        item = self.current
        if item is None:
            return
        members = [self.session.state.findings[identifier] for identifier in self.queue.group_of(item.id)]
        outside = [(member, why) for member in members if (why := why_not_together(member))]
        inside = [member for member in members if not why_not_together(member)]
        if len(inside) < 2:
            self.say("no group to approve here: fewer than two undecided ones without flags and word for word; a approves this one", "warn")
            return

        def approve(ids: tuple[str, ...] | None) -> None:
            if ids:
                self.decide(partial(self.session.approve, *ids))

        self.app.push_screen(GroupDialog(inside, outside), approve)

    def action_settle(self) -> None:
        """End a dispute."""
        item = self.current
        if item is None or item.status != "disputed":
            self.say("two reviewers do not oppose each other here: nothing to settle", "warn")
            return

        def settle(status: Literal["approved", "rejected"] | None) -> None:
            if status is not None:
                self.decide(partial(self.session.settle, item.id, status))

        options: list[Option[Literal["approved", "rejected"]]] = [
            Option("approved", [("approved: it holds", "good")]), Option("rejected", [("rejected: it does not", "bad")]),
        ]  # fmt: skip
        self.app.push_screen(Choice(f"{visible(', '.join(f'{who} {verdict}' for who, verdict in item.verdicts))}. It is ...", options), settle)

    def action_confirm_wording(self) -> None:
        """Stand by a wording that no quote carries in full."""
        if self.current is not None:
            self.decide(partial(self.session.confirm, self.current.id))

    def action_disagreements(self) -> None:
        """Show what is to settle and how far reviewers agree; go to the finding chosen, among those to settle."""
        from analyzer.tui.screens.disagreements import Disagreements
        from analyzer.tui.widgets.queue import Sieve

        def go_there(identifier: str | None) -> None:
            if identifier is not None:
                self.queue.aside, self.queue.sieve = (), Sieve(status=frozenset({"disputed"}))
                self.reload(identifier)
                self.show_state(findings=False)

        self.app.push_screen(Disagreements(self.session.disputes()), go_there)

    # -- content ---------------------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Change wording and fields; saving approves."""
        from analyzer.tui.screens.edit import EditDialog

        item = self.current
        if item is None:
            return

        def save(changes: dict[str, Any]) -> str:
            """Carry the edit out while the dialog is open, so that a refused value can be corrected."""
            try:
                self.session.edit(item.id, changes)
            except ReviewError as error:
                return str(error)
            return ""

        def saved(changes: dict[str, Any] | None) -> None:
            if changes is not None:
                note = afterwards([item.id], self.session.state.findings)
                self.decided(f"edited and approved{note}: {self.session.finding(item.id).finding.statement}")

        self.app.push_screen(EditDialog(item, self.quotes, save), saved)

    def decided(self, message: str) -> None:
        """Go on after a decision that a dialog carried out."""
        raise NotImplementedError

    def action_retype(self) -> None:
        """Turn into another kind."""
        item = self.current
        if item is None:
            return
        options = [Option(kind, [(kind, KIND[kind][1])]) for kind in KINDS if kind != item.kind]

        def retype(kind: Any) -> None:
            if kind is not None:
                self.decide(partial(self.session.retype, item.id, kind), advance=False)

        self.app.push_screen(Choice(f"This {item.kind} is really an ...", options), retype)

    def action_merge(self) -> None:
        """Unite with findings that say the same."""
        from analyzer.tui.screens.merge import MergeDialog, NotSame

        item = self.current
        if item is None:
            return
        scores: dict[str, float | None] = {other.id: score for other, score in self.session.similar(item.id)}
        ranged = self.chosen_ids() if self.rows.pin is not None else []
        chosen = [identifier for identifier in ranged if identifier != item.id and self.session.finding(identifier).kind == item.kind]
        scores = {**{identifier: scores.get(identifier) for identifier in chosen}, **scores}
        if not scores:
            self.say("nothing similar was found; v marks a range of findings to merge by hand", "warn")
            return
        candidates = [(self.session.finding(identifier), score) for identifier, score in list(scores.items())[:PROPOSED]]

        def merge(answer: "Union | NotSame | None") -> None:
            if isinstance(answer, NotSame):
                self.decide(partial(self.session.not_same, item.id, answer.other), advance=False)
                self.reload(item.id)
            elif answer is not None:
                self.decide(partial(self.session.merge_all, answer.members, answer.statement))

        self.app.push_screen(MergeDialog(item, candidates, chosen), merge)

    def action_unmerge(self) -> None:
        """Take the latest merge apart."""
        if self.current is not None:
            self.decide(partial(self.session.unmerge, self.current.id), advance=False)

    def action_link(self) -> None:
        """Link to what it blocks, measures or serves; a target it is linked to already is unlinked."""
        item = self.current
        if item is None:
            return
        options = link_options(item, list(self.session.state.findings.values()))
        if not options:
            self.say(f"there is nothing this {item.kind} could be linked to yet", "warn")
            return

        def link(answer: tuple[LinkType, str, bool] | None) -> None:
            if answer is not None:
                kind, target, have = answer
                self.decide(partial(self.session.link, item.id, target, kind, remove=have), advance=False)

        self.app.push_screen(Choice(f"This {item.kind} ... (choosing a linked one removes the link)", options, sift=True), link)

    def action_customer(self) -> None:
        """Say that the quote's speaker is a customer."""
        self._set_side("customer")

    def action_interviewer(self) -> None:
        """Say that the quote's speaker is one of ours."""
        self._set_side("interviewer")

    def _set_side(self, side: Side) -> None:
        quoted = self.quoted
        speaker = quoted.view.pieces[0].speaker if quoted else None
        if quoted is None or speaker is None:
            self.say("this quote has no speaker", "warn")
        else:
            self.decide(partial(self.session.set_speaker, quoted.owner.finding.interview, speaker, side=side), advance=False)

    # -- looking ---------------------------------------------------------------------------------------------------------

    def action_order(self) -> None:
        """Take the next order."""
        self.queue.order = ORDERS[(ORDERS.index(self.queue.order) + 1) % len(ORDERS)]
        self.reload(self.current.id if self.current else None)

    def action_filter(self) -> None:
        """Choose what to show."""
        from analyzer.tui.screens.facets import Facets, count_facets
        from analyzer.tui.widgets.queue import Sieve

        ungrounded, stale = self.session.aside("ungrounded"), self.session.aside("stale")
        facets = count_facets(self.session.queue("transcript"), [("not grounded", len(ungrounded)), ("stale", len(stale))])

        def show(answer: tuple[Sieve, str] | None) -> None:
            if answer is not None:
                self.queue.sieve, apart = answer
                items = {"not grounded": ungrounded, "stale": stale}.get(apart, [])
                self.queue.aside = tuple(item.id for item in items)
                self.reload(self.current.id if self.current else None)
                self.show_state(findings=False)

        self.app.push_screen(Facets(facets, self.queue.sieve), show)


def why_not_together(item: ReviewedFinding) -> str:
    """Return why a finding is not approved with its group; empty where it is."""
    if item.status != "open":
        return STATUS[item.status][1]
    if needs_care(item):
        return "needs care"
    matches = {piece.match for piece in item.finding.evidence if piece.supports == "statement"}
    return "" if matches == {"verbatim"} else MATCH[next(iter(sorted(matches - {"verbatim"})))][0] if matches else "no quote"


def link_options(item: ReviewedFinding, findings: Sequence[ReviewedFinding]) -> list[Option[tuple[LinkType, str, bool]]]:
    """Return what a finding could be linked to: linked ones first, then approved ones, then open ones."""
    linked = {(link.type, link.to) for link in item.finding.links}
    options: list[tuple[int, Option[tuple[LinkType, str, bool]]]] = []
    for other in findings:
        kind = LINKS.get((item.kind, other.kind))
        if kind is None or other.id == item.id or other.segment != item.segment or other.status in ("rejected", "superseded", "ungrounded", "stale"):
            continue
        if item.kind == "obstacle" and item.finding.level == "tactical" and ("blocks", other.id) not in linked:
            kind = "serves"
        have = (kind, other.id) in linked
        glyph, word, role = STATUS[other.status]
        left: list[Span] = [("[x] " if have else "[ ] ", "good" if have else "dim"), (f"{kind.replace('_', ' ')} ", "dim"), (f"{glyph} ", role)]
        right: list[Span] = [(f" {word}", "dim")]
        options.append((0 if have else 1 if other.decided else 2, Option((kind, other.id, have), [*left, (other.finding.statement, "")], right)))
    return [option for _, option in sorted(options, key=lambda pair: pair[0])]
