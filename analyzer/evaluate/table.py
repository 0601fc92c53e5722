"""What a run or a comparison says, for people: a product manager reads it without knowing how it is made.

In: ``RunResult`` or ``Comparison``. Out: text for a terminal or Markdown. Always true: every share stands beside its two counts, and what
cannot be measured is a dash, never zero.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from analyzer.evaluate.compare import CaseChange, Comparison
from analyzer.evaluate.gates import MIN_TRANSCRIPTS
from analyzer.evaluate.layout import Block, Lines, Table, to_markdown, to_text
from analyzer.evaluate.measures import METRIC_FIELDS, SOUND_STATES
from analyzer.evaluate.results import CaseResult, RunResult, Spent, Stability, ThemeResult
from analyzer.records import KINDS
from analyzer.report.phrases import count as counted

Form = Literal["text", "markdown"]

_NAMES = {"outcome": "outcomes", "obstacle": "obstacles", "metric": "metrics", "all": "all"}
_NOTHING = "-"


def render_run(run: RunResult, form: Form = "text", details: bool = False) -> str:
    """Return the report of a run; with ``details`` every miss and every wrong finding beside its quote."""
    blocks = blocks_of_run(run)
    if details:
        blocks += [block for case in run.cases if (block := _case_details(case)).lines]
        blocks += [block] if (block := block_of_themes(run)).lines else []
    return to_text(blocks) if form == "text" else to_markdown(blocks)


def blocks_of_run(run: RunResult) -> list[Block]:
    """Return the report of a run without single findings: figures, cases, what went wrong, how to read it."""
    blocks: list[Block] = [_heading(run), _matches(run), _trust(run), _fields(run)]
    blocks += [_merging(run)] if run.themes else []
    blocks.append(_cases(run))
    blocks += [_stability(run.stability)] if run.stability else []
    blocks += [troubles] if (troubles := _troubles(run)).lines else []
    return [*blocks, _legend(run)]


def render_comparison(comparison: Comparison, form: Form = "text", most_cases: int | None = None) -> str:
    """Return what changed between two runs, worst case first; ``most_cases`` limits how many cases are told."""
    blocks = blocks_of_comparison(comparison, most_cases)
    return to_text(blocks) if form == "text" else to_markdown(blocks)


def blocks_of_comparison(comparison: Comparison, most_cases: int | None = None) -> list[Block]:
    """Return verdict, figures and changed cases, worst first."""
    told = comparison.cases[:most_cases]
    blocks: list[Block] = [_verdict(comparison)]
    if comparison.measures:
        blocks.append(_changes(comparison))
    blocks += [_case_change(change) for change in told]
    if len(told) < len(comparison.cases):
        blocks.append(Lines("", ((f"and {counted(len(comparison.cases) - len(told), 'more interview')} that changed", ""),)))
    return blocks


def _heading(run: RunResult) -> Lines:
    lost = sum(case.state == "lost" for case in run.cases)
    what = counted(run.transcripts, "interview") + (f", {lost} lost" if lost else "") + (f", split {run.split}" if run.split else "")
    spent = f"{run.times.seconds:.1f} s" + (f", {_cost(run.spent)}" if run.spent.requests else "")
    lines = [(f"{what} · extractor {run.extractor}" + (f" · model {run.model}" if run.model else "") + f" · {spent}", "")]
    lines.append((f"Verdict: {run.verdict}", "; ".join(run.reasons)))
    return Lines(f"Evaluation of suite {run.suite}", tuple(lines))


def _matches(run: RunResult) -> Table:
    header = ("", "to find", "found", "partly", "missed", "wrong", "bait", "again", "precision", "recall", "F1", "95 %")
    rows = []
    for scope in (*KINDS, "all"):
        count = _scope_counts(run, scope)
        figures = tuple(_figure(run.measures.get(f"{scope}.{name}")) for name in ("precision", "recall", "f1"))
        interval = run.intervals.get(f"{scope}.f1")
        between = f"{interval[0]:.2f}-{interval[1]:.2f}" if interval else _NOTHING
        found = [count["required"], count["correct"], count["partial"], count["mistaken"] + count["missing"]]
        wrong = [count["spurious"] + count["wrong_kind"], count["distractor"], count["duplicate"]]
        rows.append((_NAMES[scope], *map(str, (*found, *wrong)), *figures, between))
    return Table("What was found", header, tuple(rows))


def _scope_counts(run: RunResult, scope: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for name, count in run.counts.items():
        kind, _, what = name.partition(".")
        if kind == scope or (scope == "all" and kind in KINDS):
            total[what] += count
    return total


def _trust(run: RunResult) -> Table:
    count = Counter(run.counts)
    pieces = count["evidence.all"]
    repeated = sum(count[f"{kind}.duplicate"] for kind in KINDS)
    steps = {name: number for name, number in count.items() if name.startswith("steps.")}
    failed = sum(number for name, number in steps.items() if name.removeprefix("steps.") not in SOUND_STATES)
    rows = (
        _share("findings that rest on words really said", count["findings.grounded"], count["findings.all"]),
        _share("quotes word for word", count["evidence.verbatim"], pieces),
        _share("quotes that differ harmlessly", count["evidence.harmless"], pieces),
        _share("quotes changed in meaning", count["evidence.meaning_changed"], pieces),
        _share("quotes that were not found", count["evidence.not_found"], pieces),
        _share("quotes with words of somebody who is no customer", count["evidence.wrong_speaker"], count["evidence.located"]),
        _share("findings with a number their quotes do not carry", count["findings.invented"], count["findings.numbers"]),
        _share("content words of statements that their quotes carry", count["statements.carried"], count["statements.words"]),
        _share("turns with something to find that are quoted", count["turns.cited"], count["turns.all"]),
        _share("words of customers that are quoted", count["speech.cited"], count["speech.all"]),
        _share("bait taken", count["distractors.hit"], count["distractors.all"]),
        _share("findings that only repeat another", repeated, count["findings.all"]),
        _share("steps that got no usable answer", failed, sum(steps.values())),
    )
    return Table("Whether it can be trusted", ("", "share", "counts"), rows)


def _fields(run: RunResult) -> Table:
    count, measures = Counter(run.counts), run.measures
    level = {name: number for name, number in count.items() if name.startswith("level.")}
    agreed = sum(number for name, number in level.items() if name.split(".")[1] == name.split(".")[2])
    rows = [_share(f"metric {field} exact", count[f"metric.{field}.exact"], count[f"metric.{field}.all"]) for field in METRIC_FIELDS]
    rows.append(_share("level as labelled", agreed, sum(level.values())))
    rows.append(("level, kappa (agreement beyond chance, 1 is full)", _figure(measures.get("level.kappa")), ""))
    rows.append(("links, F1", _figure(measures.get("links.f1")), _links(count, "")))
    rows.append(("links between items that were found, F1", _figure(measures.get("links.f1_matched")), _links(count, "_matched")))
    return Table("What is known of the findings that are right", ("", "share", "counts"), tuple(rows))


def _links(count: Counter[str], which: str) -> str:
    return f"{count['links.hits']} of {count[f'links.gold{which}']}, {count[f'links.found{which}']} claimed"


def _merging(run: RunResult) -> Table:
    count = Counter(run.counts)
    error = run.measures.get("prevalence.error")
    rows = (
        _share("pairs merged that are the same thing (precision)", count["merges.hits"], count["merges.made"]),
        _share("pairs of the same thing that are merged (recall)", count["merges.hits"], count["merges.labelled"]),
        ("pairs merged, F1", _figure(run.measures.get("merges.f1")), ""),
        _share("pairs of the same thing that are proposed at all", count["merges.proposed_hits"], count["merges.labelled"]),
        _share("first proposals beside a finding that are right", count["merges.right1"], count["merges.shown1"]),
        _share("first three proposals beside a finding that are right", count["merges.right3"], count["merges.shown3"]),
        _share("themes whose organisations are counted as labelled", count["themes.exact"], count["themes.all"]),
        (
            "organisations too few or too many, a theme",
            _figure(error),
            f"{count['themes.error']} over {count['themes.all']}" if error is not None else "",
        ),
    )
    return Table("After merging what the program groups, unseen", ("", "", "counts"), rows)


def _cases(run: RunResult) -> Table:
    rows = []
    for case in run.cases:
        if case.state == "lost":
            rows.append((case.case, case.split, "lost", *[""] * 6))
            continue
        statuses = Counter(item.status for item in case.items if item.required)
        wrong = sum(one.status in ("spurious", "distractor", "wrong kind") for one in case.findings)
        missed = statuses["missing"] + statuses["wrong kind"]
        counts = map(str, (sum(statuses.values()), statuses["correct"], statuses["partial"], missed, wrong))
        seconds = f"{run.times.cases[case.case]:.1f}" if case.case in run.times.cases else ""
        rows.append((case.case, case.split, _figure(case.measures.get("all.f1")), *counts, seconds))
    header = ("", "split", "F1", "to find", "found", "partly", "missed", "wrong", "seconds")
    return Table("Interview by interview", header, tuple(rows), left=frozenset({0, 1}))


def _stability(stability: Stability) -> Table:
    rows = [
        ("findings of one run that another run has too", _percent(stability.recurring)),
        ("distinct findings that every run has", _percent(stability.always)),
    ]
    rows += [(f"F1 of {_NAMES[scope]}, least to greatest", f"{low:.2f}-{high:.2f}") for scope, (low, high) in stability.spread.items()]
    rows += [(f"F1 of {case}", f"{low:.2f}-{high:.2f}") for case, (low, high) in stability.cases.items() if high > low]
    rows += [("spent by all runs", _cost(stability.spent))] if stability.spent.requests else []
    return Table(f"Stability over {counted(stability.runs, 'run')} (the other figures are those of the first)", ("", ""), tuple(rows))


def _cost(spent: Spent) -> str:
    cost = "price unknown" if spent.cost is None else f"{spent.cost:.4f} USD"
    return f"{counted(spent.requests, 'request')}, {spent.prompt_tokens} + {spent.completion_tokens} tokens, {cost}"


def _percent(share: float | None) -> str:
    return _NOTHING if share is None else f"{100 * share:.1f} %"


def _troubles(run: RunResult) -> Lines:
    lines = [(f"{case.case}: lost: {case.reason}", "") for case in run.cases if case.state == "lost"]
    lines += [(f"{case.case}: no usable answer: {step}", "") for case in run.cases for step in case.failed_steps]
    return Lines("What went wrong", tuple(lines))


def _legend(run: RunResult) -> Lines:
    lines = [
        "Precision: of what is shown, the share that is right. Recall: of what is there, the share that is found. F1 is high only if both are.",
        "Partly right counts half. Repeated findings, optional ones and those the program keeps apart as ungrounded are outside precision.",
        "Bait: things that sound like findings and are none (interviewer's words, wishes of others, withdrawn numbers).",
    ]
    if run.transcripts < MIN_TRANSCRIPTS:
        lines.append(f"Few interviews ({run.transcripts}): read the intervals, and call no difference between two runs significant.")
    return Lines("How to read it", tuple((line, "") for line in lines))


def _case_details(case: CaseResult) -> Lines:
    missed = (
        (
            f"{item.status}: {item.kind} {item.id} (turn {item.turn}): {item.statement}" + (f" [{item.reason}]" if item.reason else ""),
            f'"{item.quote}"',
        )
        for item in case.items
        if item.required and item.status != "correct"
    )
    wrong = (
        (
            f"{one.status}: {one.kind}{_turn(one.turn)}: {one.statement}" + (f" [{one.reason}]" if one.reason else ""),
            f'"{one.quote}"' if one.quote else "",
        )
        for one in case.findings
        if one.status in ("spurious", "distractor", "ungrounded", "duplicate")
    )
    return Lines(f"{case.case}: what was missed and what was wrong", (*missed, *wrong))


def block_of_themes(run: RunResult) -> Lines:
    """Return each theme whose organisations are counted otherwise than labelled, the worst first."""
    wrong = sorted((one for one in run.themes if one.error), key=lambda one: (-one.error, one.segment, one.theme))
    return Lines(
        "Themes whose organisations are counted otherwise than labelled",
        tuple((f"{one.segment}: {one.kind} {one.theme}: counted {one.counted}, labelled {_between(one)}, found in {one.found}", "") for one in wrong),
    )


def _between(theme: ThemeResult) -> str:
    return str(theme.most) if theme.least == theme.most else f"{theme.least} to {theme.most}"


def _verdict(comparison: Comparison) -> Lines:
    lines = [(f"Verdict: {comparison.verdict}, over {counted(comparison.transcripts, 'interview')} in both runs", "")]
    lines += [(reason, "") for reason in comparison.reasons]
    worse = [f"{change.case} (F1 {change.gain:+.2f})" for change in comparison.cases if change.worse]
    if worse:
        lines.append((f"Worst first: {', '.join(worse)}", ""))
    lines += [(f"not compared: {gap}", "") for gap in comparison.gaps]
    if not comparison.cases and comparison.verdict != "unusable":
        lines.append(("Every finding came out as before.", ""))
    return Lines("Compared with the earlier run", tuple(lines))


def _changes(comparison: Comparison) -> Table:
    rows = tuple(
        (
            change.name,
            _figure(change.before),
            _figure(change.after),
            f"{change.gain:+.3f}",
            f"{change.interval[0]:+.3f} to {change.interval[1]:+.3f}" if change.interval else _NOTHING,
            {"pass": "unchanged"}.get(change.verdict, change.verdict),
        )
        for change in comparison.measures
    )
    return Table("Figures (a gain below zero is worse)", ("", "before", "after", "gain", "95 %", ""), rows, left=frozenset({0, 5}))


def _case_change(change: CaseChange) -> Lines:
    def tell() -> Iterator[tuple[str, str]]:
        for item in change.items:
            yield f"{item.before} -> {item.after}: {item.kind} {item.id} (turn {item.turn}): {item.statement}", f'"{item.quote}"'
        for sign, findings in (("+", change.new_wrong), ("-", change.gone_wrong)):
            for one in findings:
                yield f"{sign} {one.status}: {one.kind}{_turn(one.turn)}: {one.statement}", f'"{one.quote}"' if one.quote else ""

    return Lines(f"{change.case}: F1 {change.gain:+.3f}", tuple(tell()))


def _share(title: str, part: int, whole: int) -> tuple[str, str, str]:
    return (title, f"{100 * part / whole:.1f} %", f"{part} of {whole}") if whole else (title, _NOTHING, _NOTHING)


def _figure(value: float | None) -> str:
    return _NOTHING if value is None else f"{value:.2f}"


def _turn(turn: int | None) -> str:
    return "" if turn is None else f" (turn {turn})"
