"""The segment screen: what customers want, what is in the way, how it is measured, in how many organisations.

In: the segment model of approved findings. Out: a tree with the evidence of the entry under the cursor; unmerge. Always true: it shows
approved findings only; every count is the model's.
"""

from collections.abc import Iterable

from textual.widget import Widget

from analyzer.errors import SegmentError
from analyzer.records import Decision, ReviewedFinding, Role, SegmentModel
from analyzer.report.phrases import count
from analyzer.tui.display import Line, Span, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.choice import Choice, Option
from analyzer.tui.screens.listing import Quoting
from analyzer.tui.widgets.bar import Bar, KeyBar
from analyzer.tui.widgets.card import Quoted, quotes_of
from analyzer.tui.widgets.tree import Node, coverage, draw_node, shown, tree_nodes
from analyzer.tui.words import ROLE_WORDS, told


class SegmentScreen(Quoting):
    """The tree of a segment."""

    PLACE = "segment"
    BINDINGS = bindings("segment")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    LEGEND = (
        (" ●", "good"), (" said in this organisation  ", "dim"), ("○", "good"), (" not said  ", "dim"), ("our reading:", ""),
        (" not said to be strategic", "dim"),
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.model: SegmentModel | None = None
        self.nodes: list[Node] = []
        self.visible_nodes: list[Node] = []
        self.folded: frozenset[str] = frozenset()
        self.quotes: list[Quoted] = []
        self.quote_at = 0
        self.around = 1
        self.shown_key = ""

    def body(self) -> Iterable[Widget]:
        """Yield tree and card."""
        yield from self.list_and_card(self._draw)

    @property
    def node(self) -> Node | None:
        """The row under the cursor."""
        row = self.rows.cursor
        return self.visible_nodes[row] if 0 <= row < len(self.visible_nodes) else None

    @property
    def current(self) -> ReviewedFinding | None:
        """The lead of the entry under the cursor."""
        entry = self.node.entry if self.node else None
        return entry.lead if entry else None

    def _draw(self, row: int, width: int) -> Line:
        node = self.visible_nodes[row]
        return draw_node(node, node.key in self.folded, width)

    def show_state(self, *, findings: bool) -> None:
        """Build the model and show it, the cursor on the entry it was on."""
        slug = self.desk.model_segment()
        try:
            self.model = self.session.segment_model(slug) if slug else None
        except SegmentError as error:
            self.model = None
            self.say(str(error), "warn")
        self.nodes = tree_nodes(self.model) if self.model else []
        self._show_tree(self.node.key if self.node else "")
        title: list[Span] = [(f" {self.model.title}" if self.model else " No segment", "head")]
        self.query_one("#list-title", Bar).show(title, coverage(self.model) if self.model else ())

    def _show_tree(self, key: str) -> None:
        self.visible_nodes = shown(self.nodes, self.folded)
        at = next((row for row, node in enumerate(self.visible_nodes) if node.key == key), min(self.rows.cursor, max(0, len(self.visible_nodes) - 1)))
        self.rows.set_count(len(self.visible_nodes), at)
        self.show_card(keep_place=True)

    def show_card(self, *, keep_place: bool = False) -> None:
        """Show the evidence of the entry under the cursor."""
        node, item = self.node, self.current
        bar = self.query_one("#card-title", Bar)
        if node is None or item is None or node.entry is None:
            self.quotes = []
            bar.show([(" Evidence", "head")])
            self.card.show(self._nothing if node is None else lambda width: ())
            return
        if node.key != self.shown_key:
            self.shown_key, self.quote_at, keep_place = node.key, 0, False
        self.quotes = quotes_of(self.session, item, self.reach)
        bar.show([(" Evidence", "head")], [(f"{node.entry.id} ", "dim")])
        self.show_finding(item, keep_place=keep_place)
        wanted = ["unmerge"] if len(node.entry.members) > 1 else []
        self.query_one(KeyBar).offer(*wanted, *(["product_role"] if item.kind == "obstacle" and self.session.settings.products else []))

    def _nothing(self, width: int) -> list[Line]:
        open_findings = self.model.open if self.model else 0
        words: list[Span] = [("Nothing is approved in this segment yet.", "strong")]
        waiting = f"{count(open_findings, 'finding')} {'waits' if open_findings == 1 else 'wait'}"
        words.append((f"2 goes to Review: {waiting} there." if open_findings else "Drop transcripts and type: analyzer run", "accent"))
        words.append((f"{self.desk.keymap.shown('segment')} chooses another segment.", "dim"))
        return [line for span in words for line in [(), *wrap([span], width, first=[("  ", "")])]]

    def action_fold(self) -> None:
        """Fold the branch; on a leaf, go to what it hangs under."""
        node = self.node
        if node is None:
            return
        if node.branch and node.key not in self.folded:
            self.folded |= {node.key}
            self._show_tree(node.key)
        else:
            above = [row for row in range(self.rows.cursor) if self.visible_nodes[row].depth < node.depth]
            if above:
                self.rows.cursor = above[-1]

    def action_unfold(self) -> None:
        """Unfold the branch."""
        node = self.node
        if node is not None and node.key in self.folded:
            self.folded -= {node.key}
            self._show_tree(node.key)

    def action_unmerge(self) -> None:
        """Take the latest merge of this entry apart."""
        item = self.current
        if item is None:
            return
        tried, decision = self.desk.attempt(lambda: self.session.unmerge(item.id))
        if tried and decision is not None:
            self.desk.tell_state()
            self.say(told(decision, self.session.state.findings), "good")

    def action_product_role(self) -> None:
        """Say what a product does about this obstacle."""
        entry = self.node.entry if self.node else None
        if entry is None or entry.kind != "obstacle":
            self.say("roles are those of products on obstacles: put the cursor on one", "warn")
            return
        if not self.session.settings.products:
            self.say("no product is declared yet: analyzer.toml, [[products]]", "warn")
            return
        have = {one.product: one.role for one in self.session.state.roles if one.obstacle == entry.id}
        options = [
            Option(
                (product.id, role),
                [("[x] " if have.get(product.id, "none") == role else "[ ] ", "good"), (f"{product.name} ", "strong"), (words, "")],
            )
            for product in self.session.settings.products
            for role, words in ROLE_WORDS.items()
        ]

        def set_role(answer: tuple[str, Role] | None) -> None:
            if answer is not None:
                tried, decision = self.desk.attempt(lambda: self.session.set_role(answer[0], entry.id, answer[1]))
                if tried and decision is not None:
                    self.desk.tell_state()
                    self.say(told(decision, self.session.state.findings), "good")

        self.app.push_screen(Choice(f"What about: {entry.statement}", options), set_role)

    def action_open_in_review(self) -> None:
        """Go to this finding in Review."""
        if self.current is not None:
            self.desk.open_in_review(self.current.id)

    def after_undo(self, decision: Decision) -> None:
        """Stay where the tree is; the message says what was undone."""
