"""The evals screen: how good the extraction was, run by run, each against the one before.

In: folders of runs that ``analyzer eval`` wrote. Out: a list, measures, what changed. Always true: nothing is scored here; runs that
cannot be compared say why.
"""

from collections.abc import Iterable
from pathlib import Path

from textual.widget import Widget

from analyzer.config import shipped
from analyzer.errors import EvaluateError
from analyzer.evaluate.compare import Comparison, compare
from analyzer.evaluate.runs import StoredRun, list_runs, read_run
from analyzer.records import KINDS
from analyzer.tui.display import Line, Role, Span, spread, wrap
from analyzer.tui.keys import bindings
from analyzer.tui.screens.listing import Listing
from analyzer.tui.widgets.bar import Bar

EVALS_FOLDER = "evals"
PARTS = ("precision", "recall", "f1")
VERDICTS: dict[str, Role] = {"pass": "good", "unusable": "bad", "floor broken": "bad", "regressed": "bad"}


def find_runs(folders: Iterable[Path]) -> list[StoredRun]:
    """Return the runs in and directly below these folders, latest first; each folder once."""
    found = {stored.folder.resolve(): stored for folder in folders for stored in list_runs(folder)}
    return sorted(found.values(), key=lambda stored: stored.run.times.started_at, reverse=True)


class EvalsScreen(Listing):
    """The list of runs with the one under the cursor."""

    PLACE = "evals"
    BINDINGS = bindings("evals")

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[StoredRun] = []

    def body(self) -> Iterable[Widget]:
        """Yield list and card."""
        yield from self.list_and_card(self._draw)

    def show_state(self, *, findings: bool) -> None:
        """Look for runs and show them."""
        workspace = self.desk.workspace
        own = workspace.root / EVALS_FOLDER
        self.runs = find_runs([own, own / "runs", workspace.folder / EVALS_FOLDER, Path.cwd() / EVALS_FOLDER, shipped("evals")])
        self.rows.set_count(len(self.runs))
        self.query_one("#list-title", Bar).show([(" Runs", "head")], [(f"{len(self.runs)} ", "dim")])
        self.show_card()

    def _draw(self, row: int, width: int) -> Line:
        run = self.runs[row].run
        left: list[Span] = [(f" {run.times.started_at[:16].replace('T', ' ')} ", "dim"), (run.suite, ""), (f"  {run.model or run.extractor}", "dim")]
        return spread(left, [(f" F1 {_figure(run.measures.get('macro.f1'))} ", ""), (f" {run.verdict}", VERDICTS.get(run.verdict, "warn"))], width)

    def show_card(self, *, keep_place: bool = False) -> None:
        """Show the run under the cursor and what changed since the one before."""
        row = self.rows.cursor
        bar = self.query_one("#card-title", Bar)
        if not 0 <= row < len(self.runs):
            bar.show([(" What to do next", "head")])
            self.card.show(self._nothing)
            return
        stored = self.runs[row]
        before = next((other for other in self.runs[row + 1 :] if other.run.suite == stored.run.suite), None)
        bar.show([(" Measures", "head")], [(f"{stored.folder.name} ", "dim")])
        change = self._compare(before, stored) if before else None
        self.card.show(lambda width: run_lines(stored, change, width), keep_place=keep_place)

    def _compare(self, before: StoredRun, after: StoredRun) -> Comparison | None:
        try:
            return compare(read_run(before.folder), read_run(after.folder))
        except EvaluateError as error:
            self.say(str(error), "warn")
            return None

    def _nothing(self, width: int) -> list[Line]:
        words: list[Span] = [
            ("No evaluation was run yet.", "strong"),
            (f"Type: analyzer eval -o {self.desk.workspace.folder / EVALS_FOLDER / 'first'}", "accent"),
            ("It scores the extractor against labelled interviews and its table comes here.", ""),
        ]
        return [line for span in words for line in [(), *wrap([span], width, first=[("  ", "")])]]

    def action_transcript(self) -> None:
        """There is no transcript here."""


def run_lines(stored: StoredRun, change: Comparison | None, width: int) -> list[Line]:
    """Return the measures of a run, and what changed since the one before."""
    run = stored.run
    lines: list[Line] = [((f"{'':<10}", ""), *((f"{part:>11}", "dim") for part in PARTS))]
    for kind in (*KINDS, "all"):
        figures: list[Span] = [(f"{_figure(run.measures.get(f'{kind}.{part}')):>11}", "strong" if part == "f1" else "") for part in PARTS]
        lines.append(((f"{kind:<10}", "dim"), *figures))
    facts = (f"{run.transcripts} transcripts", f"split {run.split or 'all'}", run.extractor, run.model, run.times.started_at[:16].replace("T", " "))
    lines += [(), *wrap([(" · ".join(fact for fact in facts if fact), "dim")], width)]
    lines += [line for reason in run.reasons for line in wrap([(reason, "warn")], width, [("! ", "warn")])]
    if change is not None:
        lines += [(), *wrap([("Since the run before: ", "head"), (change.verdict, VERDICTS.get(change.verdict, "warn"))], width)]
        lines += [line for reason in change.reasons for line in wrap([(reason, "dim")], width)]
        for measure in change.measures:
            if measure.before != measure.after:
                better: Role = "good" if measure.gain > 0 else "bad"
                lines += wrap([(f"{measure.name}: {_figure(measure.before)} → {_figure(measure.after)}", better)], width, [("  ", "")])
    return lines


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
