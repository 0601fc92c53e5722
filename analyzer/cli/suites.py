"""Suites of one's own: checking labels, making a suite, drafting labels from reviewed findings.

In: a suite's folder, or an interview of the workspace. Out: problems, files of a new suite, or the text of a label file on stdout.
Always true: an existing suite is never overwritten; a draft writes no file.
"""

from pathlib import Path

from analyzer.cli.console import Console
from analyzer.cli.scoring import suite_folder
from analyzer.errors import ConfigError
from analyzer.evaluate.gold import load_suite
from analyzer.report.phrases import count


def run_suite_verb(console: Console, what: str, name: str | None) -> int:
    """Carry out ``suite lint | new | draft`` and return the exit code; lint: 1 where a label is wrong."""
    if what == "lint":
        return _lint(console, Path(name) if name else None)
    if what not in ("new", "draft"):
        raise ConfigError(f"no such thing to do with suites: {what!r}", "analyzer suite lint | new NAME | draft INTERVIEW")
    if name is None:
        raise ConfigError(f"suite {what} needs a name", "analyzer suite new NAME | analyzer suite draft INTERVIEW")
    return _make(console, name) if what == "new" else _draft(console, name)


def _lint(console: Console, folder: Path | None) -> int:
    suite = load_suite(suite_folder(folder))
    for problem in suite.problems:
        console.problem(str(problem), "")
    notes = [*(f"{name}: not labelled yet, it has no gold.yaml" for name in suite.unlabelled), *suite.notes]
    for note in notes:
        console.say(f"note: {note}")
    console.data(f"{suite.name}: {count(len(suite.cases), 'case')}, {count(len(suite.problems), 'problem')}, {count(len(notes), 'note')}")
    problems = [str(problem) for problem in suite.problems]
    console.record("analyzer.lint/1", suite=suite.name, cases=len(suite.cases), problems=problems, notes=notes)
    return 1 if suite.problems else 0


def _make(console: Console, name: str) -> int:
    from analyzer.evaluate.draft import GUIDE_FILE, new_suite

    for path in new_suite(Path(name)):
        console.data(f"made {path}")
    console.say(f"next: put a transcript and its labels (gold.yaml, by {GUIDE_FILE}) into {name}/cases/CASE, then: analyzer suite lint {name}")
    console.say("analyzer suite draft INTERVIEW writes labels from what reviewers decided, to begin with")
    return 0


def _draft(console: Console, name: str) -> int:
    from analyzer.cli.reading import resolve
    from analyzer.evaluate.draft import draft_gold
    from analyzer.workspace import ReviewSession

    workspace = console.workspace()
    with ReviewSession.open(workspace, console.settings(workspace)) as session:
        interview = session.interview(resolve(session, name, "i_"))
        mine = [item for item in session.state.findings.values() if item.finding.interview == interview.id]
        reasons = {target: decision.reason for decision in session.state.live if decision.action == "reject" for target in decision.targets}
        ids = {item.id for item in mine}
        deciders = {decision.reviewer for decision in session.state.live if ids.intersection(decision.targets)}
        undecided = sum(item.status in ("open", "later", "disputed") for item in mine)
        text = draft_gold(
            interview,
            [item.finding for item in mine if item.status in ("approved", "merged")],
            [(item.finding, reasons.get(item.id, "")) for item in mine if item.status == "rejected"],
            case=Path(interview.source).stem,
            transcript=Path(interview.source).name,
            labeller=", ".join(sorted(deciders)) or session.reviewer,
            merged={
                member.id: entry.statement
                for entry in session.state.entries.values()
                if len({member.finding.interview for member in entry.members}) > 1
                for member in entry.members
            },
        )
    console.data(text.rstrip("\n"))
    if not deciders:
        console.say(f"nothing is decided of {interview.source} yet, so the draft holds no label: analyzer review --segment {interview.segment}")
    elif undecided:
        console.say(
            f"{count(undecided, 'finding')} of it {'is' if undecided == 1 else 'are'} undecided and in no label, so eval would call them wrong"
        )
    console.say(
        f"next: save it as SUITE/cases/{Path(interview.source).stem}/gold.yaml, {interview.source} beside it, then: analyzer suite lint SUITE"
    )
    console.record("analyzer.draft/1", interview=interview.id, text=text)
    return 0
