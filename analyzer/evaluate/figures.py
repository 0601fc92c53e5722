"""The table of figures in a suite's README, taken from its baseline: what is said of an extractor is what was measured.

In: a suite's folder with ``baseline/`` and a ``README.md`` that holds the marks ``<!-- figures -->`` and ``<!-- /figures -->``. Out: the
README with the table between them (``python -m analyzer.evaluate.figures evals``). Always true: figures come from the baseline's counts,
pooled over each split, and intervals from the bootstrap of a run; merging needs all interviews of a segment, so it has no figure a split.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from analyzer.errors import AnalyzerError, EvaluateError
from analyzer.evaluate.bootstrap import intervals
from analyzer.evaluate.measures import Measures, measure, pool
from analyzer.evaluate.results import RunResult
from analyzer.evaluate.runs import read_baseline

README_FILE = "README.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
COLUMNS = {"dev": "dev", "test": "test", "both": None}
KINDS = {"outcomes": "outcome", "obstacles": "obstacle", "metrics": "metric", "all": "all"}

Show = Callable[[float], str]


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _plain(figure: float) -> str:
    return f"{figure:.2f}"


ROWS: tuple[tuple[str, str, Show], ...] = (
    ("findings on words really said", "grounded", _percent),
    ("quotes word for word", "verbatim", _percent),
    ("quotes with words of no customer", "wrong_speaker", _percent),
    ("findings with an invented number", "invented_numbers", _percent),
    ("bait taken", "distractors_hit", _percent),
    ("findings that repeat another", "duplicates", _percent),
    ("turns with something to find that are quoted", "coverage.turns", _percent),
    ("words of customers that are quoted", "coverage.speech", _percent),
    ("words of statements that their quotes carry", "faithfulness", _percent),
    *((f"metric {field} exact", f"metric.{field}", _percent) for field in ("value", "unit", "baseline", "period", "direction")),
    ("level, kappa", "level.kappa", _plain),
    ("links F1, end to end", "links.f1", _plain),
    ("links F1, between found items", "links.f1_matched", _plain),
    ("pairs merged unseen, precision", "merges.precision", _percent),
    ("pairs merged unseen, recall", "merges.recall", _percent),
    ("pairs merged unseen, F1", "merges.f1", _plain),
    ("pairs of one thing that are proposed", "merges.proposed", _percent),
    ("first proposals beside a finding, right", "merges.first", _percent),
    ("first three proposals beside a finding, right", "merges.first_three", _percent),
    ("themes counted exactly", "prevalence.exact", _percent),
    ("organisations too few or too many, a theme", "prevalence.error", _plain),
)


def render_figures(run: RunResult) -> str:
    """Return the table as Markdown: a column a split and one for both."""
    columns = [_column(run, split) for split in COLUMNS.values()]
    names = ("interviews", *KINDS, *(title for title, _, _ in ROWS))
    rows = [(name, *(column[name] for column in columns)) for name in names]
    lines = ["| | " + " | ".join(COLUMNS) + " |", "|---|" + "--:|" * len(COLUMNS)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def put_figures(text: str, table: str) -> str:
    """Return a README with the table between its marks; EvaluateError where it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise EvaluateError(f"{README_FILE}: no place for the figures", f"write {BEGIN} and {END} where the table belongs")
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Write the table into the README of the suite named; 0, or 2 for a wrong call or a suite without baseline."""
    try:
        if len(arguments) != 1:
            raise EvaluateError("one folder of a suite is needed", "python -m analyzer.evaluate.figures evals")
        path = Path(arguments[0]) / README_FILE
        baseline = read_baseline(path.parent)
        if baseline is None:
            raise EvaluateError(f"{path.parent}: no baseline there", "analyzer eval --accept")
        path.write_text(put_figures(path.read_text(encoding="utf-8"), render_figures(baseline)), encoding="utf-8", newline="\n")
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}\n")
        return 2
    except AnalyzerError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _column(run: RunResult, split: str | None) -> dict[str, str]:
    counts = [case.counts for case in run.cases if case.state == "scored" and split in (None, case.split)]
    figures = run.measures if split is None else measure(pool(counts))
    between = intervals(counts)
    cells = {title: _cell(figures, scope, between.get(f"{scope}.f1")) for title, scope in KINDS.items()}
    cells |= {title: "" if (figure := figures[name]) is None else show(figure) for title, name, show in ROWS}
    return {"interviews": str(len(counts)), **cells}


def _cell(figures: Measures, scope: str, between: tuple[float, float] | None) -> str:
    parts = [figures[f"{scope}.{name}"] for name in ("precision", "recall", "f1")]
    precision, recall, f1 = ("-" if part is None else f"{part:.2f}" for part in parts)
    return f"{precision} / {recall} / **{f1}**" + (f" ({between[0]:.2f}-{between[1]:.2f})" if between else "")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
