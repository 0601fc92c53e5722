"""The evals screen: how good the extraction was, run by run, and what changed from any run to any other.

In: folders of runs that ``analyzer eval`` wrote. Out: a list, measures, what changed, interview by interview. Always true: nothing is
scored here; runs that cannot be compared say why; comparing, which takes a moment, never holds up a key.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from textual.widget import Widget

from analyzer.config import shipped
from analyzer.errors import EvaluateError
from analyzer.evaluate.compare import CaseChange, Comparison, compare
from analyzer.evaluate.results import FindingResult
from analyzer.evaluate.runs import BASELINE_FOLDER, RUNS_FOLDER, StoredRun, list_runs, read_run
from analyzer.records import KINDS
from analyzer.report.phrases import count
from analyzer.tui.display import Line, Role, Span, spread, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.listing import Listing
from analyzer.tui.widgets.bar import Bar

PARTS = ("precision", "recall", "f1")
VERDICTS: dict[str, Role] = {"pass": "good", "improved": "good", "unusable": "bad", "floor broken": "bad", "regression": "bad"}
COMPARING = "comparing ..."
REST_SECONDS = 0.1
"""How long the cursor has to rest on a run before it is compared: who scrolls by does not want it."""
Pair = tuple[Path, str, Path, str]
"""Folder and start of the earlier run and of the later one."""


def find_runs(folders: Iterable[Path]) -> list[StoredRun]:
    """Return the runs in and directly below these folders, latest first; each folder once."""
    found = {stored.folder.resolve(): stored for folder in folders for stored in list_runs(folder)}
    return sorted(found.values(), key=lambda stored: stored.run.times.started_at, reverse=True)


def compare_stored(before: StoredRun, after: StoredRun) -> Comparison | str:
    """Return what changed between two runs on disk, or why that cannot be said."""
    try:
        return compare(read_run(before.folder), read_run(after.folder))
    except EvaluateError as error:
        return str(error)


class EvalsScreen(Listing):
    """The list of runs with the one under the cursor."""

    PLACE = "evals"
    BINDINGS = bindings("evals")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    LEGEND = ((" precision", ""), (" found and right  ", "dim"), ("recall", ""), (" there and found  ", "dim"), ("F1", ""), (" both in one", "dim"))

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[StoredRun] = []
        self.marked: Path | None = None
        """Folder of the run that others are compared with."""
        self.wide = False
        """Whether the card tells every change instead of the measures."""
        self.known: dict[Pair, Comparison | str] = {}
        self.wanted: Pair | None = None
        """What the card is waiting for, or shows."""

    def body(self) -> Iterable[Widget]:
        """Yield list and card."""
        yield from self.list_and_card(self._draw)

    def show_state(self, *, findings: bool) -> None:
        """Look for runs and show them."""
        workspace = self.desk.workspace
        own = workspace.root / RUNS_FOLDER
        self.runs = find_runs([workspace.folder / RUNS_FOLDER, own, own / "runs", Path.cwd() / RUNS_FOLDER, shipped("evals")])
        self.rows.set_count(len(self.runs))
        self.query_one("#list-title", Bar).show([(" Runs", "head")], [(f"{len(self.runs)} ", "dim")])
        self.show_card()

    def _draw(self, row: int, width: int) -> Line:
        stored, run = self.runs[row], self.runs[row].run
        mark: Span = ("● ", "accent") if stored.folder == self.marked else ("  ", "")
        left: list[Span] = [mark, (f"{_moment(stored)} ", "dim")]
        left += [("baseline ", "accent")] if stored.folder.name == BASELINE_FOLDER else []
        left += [(run.suite, ""), (f" {run.split}" if run.split else "", ""), (f"  {run.model or run.extractor}", "dim")]
        return spread(left, [(f" F1 {_figure(run.measures.get('macro.f1'))} ", ""), (f" {run.verdict}", VERDICTS.get(run.verdict, "warn"))], width)

    # -- the card --------------------------------------------------------------------------------------------------------

    def on_row_list_moved(self) -> None:
        """Show the measures of the run gone to."""
        self.wide = False
        self.show_card()

    def show_card(self, *, keep_place: bool = False) -> None:
        """Show the run under the cursor: its measures and what changed since the run before, or all that changed since another one."""
        row = self.rows.cursor
        bar = self.query_one("#card-title", Bar)
        if not 0 <= row < len(self.runs):
            bar.show([(" What to do next", "head")])
            self.card.show(self._nothing)
            return
        stored, before = self.runs[row], self._partner(row)
        change = self._changed(before, stored) if before else None
        if self.wide and before is not None:
            bar.show([(" Compared", "head")], [(f"{before.folder.name} → {stored.folder.name} ", "dim")])
            self.card.show(lambda width: comparison_lines(before, stored, change, width), keep_place=keep_place)
        else:
            bar.show([(" Measures", "head")], [(f"{stored.folder.name} ", "dim")])
            self.card.show(lambda width: run_lines(stored, change, width), keep_place=keep_place)

    def _partner(self, row: int) -> StoredRun | None:
        """Return the marked run where all is told, else the run before of the same suite."""
        if self.wide and self.marked is not None:
            return next((other for other in self.runs if other.folder == self.marked), None)
        return next((other for other in self.runs[row + 1 :] if other.run.suite == self.runs[row].run.suite), None)

    def _changed(self, before: StoredRun, after: StoredRun) -> Comparison | str:
        """Return what is known of the change; what is not is worked out beside, and then shown."""
        pair = (before.folder, before.run.times.started_at, after.folder, after.run.times.started_at)
        self.wanted = pair
        if pair not in self.known:
            self.run_worker(self._work_out(pair, before, after), group="comparison", exit_on_error=False)
            return COMPARING
        return self.known[pair]

    async def _work_out(self, pair: Pair, before: StoredRun, after: StoredRun) -> None:
        await asyncio.sleep(REST_SECONDS)
        if pair == self.wanted and pair not in self.known:
            self.known[pair] = await asyncio.to_thread(compare_stored, before, after)
            if pair == self.wanted:
                self.show_card(keep_place=True)

    def _nothing(self, width: int) -> list[Line]:
        words: list[Span] = [
            ("No evaluation was run yet.", "strong"),
            ("Type, in this workspace: analyzer eval", "accent"),
            ("It scores the extractor against labelled interviews and its table comes here.", ""),
        ]
        return [line for span in words for line in [(), *wrap([span], width, first=[("  ", "")])]]

    # -- choosing --------------------------------------------------------------------------------------------------------

    def action_mark_run(self) -> None:
        """Mark the run under the cursor, or take its mark away."""
        if not self.runs:
            return
        folder = self.runs[self.rows.cursor].folder
        self.marked = None if folder == self.marked else folder
        self.wide = False
        self.rows.refresh()
        self.show_card()
        self.say(f"marked {folder.name}: enter on another run tells what changed from it" if self.marked else "no run is marked", "accent")

    def action_compare_runs(self) -> None:
        """Tell all that changed from the marked run (without a mark: from the run before) to the one under the cursor."""
        if not self.runs:
            return
        if self.runs[self.rows.cursor].folder == self.marked:
            self.say("this run is the marked one: go to another and press enter there", "warn")
            return
        self.wide = True
        if self._partner(self.rows.cursor) is None:
            self.wide = False
            self.say("there is no earlier run of this suite: mark any run with space, then enter on another", "warn")
            return
        self.show_card()

    def action_transcript(self) -> None:
        """Compare, on a double click."""
        self.action_compare_runs()


def run_lines(stored: StoredRun, change: Comparison | str | None, width: int) -> list[Line]:
    """Return the measures of a run, and in short what changed since the one before."""
    run = stored.run
    lines: list[Line] = [((f"{'':<10}", ""), *((f"{part:>11}", "dim") for part in PARTS))]
    for kind in (*KINDS, "all"):
        figures: list[Span] = [(f"{_figure(run.measures.get(f'{kind}.{part}')):>11}", "strong" if part == "f1" else "") for part in PARTS]
        lines.append(((f"{kind:<10}", "dim"), *figures))
    facts = (count(run.transcripts, "interview"), f"split {run.split or 'all'}", run.extractor, run.model, _moment(stored))
    lines += [(), *wrap([(" · ".join(fact for fact in facts if fact), "dim")], width)]
    lines += [line for reason in run.reasons for line in wrap([(reason, "warn")], width, [("! ", "warn")])]
    if change is not None:
        lines += [(), *_verdict_lines("Since the run before: ", change, width), *_measure_lines(change, width)]
    return lines


def comparison_lines(before: StoredRun, after: StoredRun, change: Comparison | str | None, width: int) -> list[Line]:
    """Return all that changed from one run to another: verdict, figures, then every interview that came out otherwise, worst first."""
    lines: list[Line] = []
    for name, stored in (("from", before), ("to", after)):
        run = stored.run
        told = f"{_moment(stored)}  {run.suite}  {run.model or run.extractor}  F1 {_figure(run.measures.get('macro.f1'))}"
        lines += wrap([(told, "")], width, [(f"{name:<5}", "dim")], [("     ", "")])
    lines += [(), *_verdict_lines("Verdict: ", change, width)]
    if not isinstance(change, Comparison):
        return lines
    lines += _measure_lines(change, width)
    lines += [line for gap in change.gaps for line in wrap([(f"not compared: {gap}", "warn")], width)]
    for case in change.cases:
        lines += [(), *_case_lines(case, width)]
    if not change.cases and change.verdict != "unusable":
        lines += [(), *wrap([("Every finding came out as before.", "")], width)]
    return lines


def _verdict_lines(title: str, change: Comparison | str | None, width: int) -> list[Line]:
    if not isinstance(change, Comparison):
        return wrap([(title, "head"), (change or "", "warn")], width)
    told = f"{change.verdict}, over {count(change.transcripts, 'interview')}"
    lines = wrap([(title, "head"), (told, VERDICTS.get(change.verdict, "warn"))], width)
    return lines + [line for reason in change.reasons for line in wrap([(reason, "dim")], width)]


def _measure_lines(change: Comparison | str | None, width: int) -> list[Line]:
    lines: list[Line] = []
    for measure in change.measures if isinstance(change, Comparison) else ():
        if measure.before != measure.after:
            better: Role = "good" if measure.gain > 0 else "bad"
            lines += wrap([(f"{measure.name}: {_figure(measure.before)} → {_figure(measure.after)}", better)], width, [("  ", "")])
    return lines


def _case_lines(change: CaseChange, width: int) -> list[Line]:
    worse: Role = "bad" if change.worse else "good"
    lines = wrap([(change.case, "strong"), (f"  F1 {change.gain:+.3f}", worse)], width)
    for item in change.items:
        told: Span = (f"{item.before} → {item.after}: ", "bad" if item.gain < 0 else "good")
        lines += wrap([told, (f"{item.kind} ", item.kind), (item.statement, "")], width, [("  ", "")], [("    ", "")])
        lines += wrap([(f"“{item.quote}”", "quote")], width, [("    ", "")], [("    ", "")])
    wrong: list[tuple[Span, FindingResult]] = [((f"+ {one.status}: ", "bad"), one) for one in change.new_wrong]
    wrong += [((f"- {one.status}: ", "good"), one) for one in change.gone_wrong]
    for sign, one in wrong:
        lines += wrap([sign, (f"{one.kind} ", one.kind), (one.statement, "")], width, [("  ", "")], [("    ", "")])
    return lines


def _moment(stored: StoredRun) -> str:
    return stored.run.times.started_at[:16].replace("T", " ")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
