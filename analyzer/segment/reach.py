"""Reach: which departments the needs come from, and what each interview added.

In: the finished lines of the tree, the interviews. Out: ``DepartmentLine`` and ``InterviewLine`` records. Always true: an
entry counts once a department however many findings say it; interviews are in order of date, then file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from analyzer.records import DepartmentLine, Entry, Interview, InterviewLine, MetricLine, OutcomeLine


def cover_departments(entries: Iterable[Entry], outcomes: Sequence[OutcomeLine]) -> tuple[DepartmentLine, ...]:
    """Return each department's entries by level and by outcome, most concerned first; entries without a department are left out."""
    names: dict[str, str] = {}
    levels: dict[str, Counter[str]] = defaultdict(Counter)
    touched: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        for key, name in departments_of(entry).items():
            names[key] = min(names.get(key, name), name)
            levels[key][entry.level or "unset"] += 1
    for line in outcomes:
        for entry in {entry.id: entry for entry in branch_of(line)}.values():
            for key in departments_of(entry):
                touched[key][line.entry.id] += 1
    keys = sorted(names, key=lambda key: (-levels[key].total(), key))
    return tuple(
        DepartmentLine(department=names[key], levels=dict(sorted(levels[key].items())), outcomes=dict(sorted(touched[key].items()))) for key in keys
    )


def departments_of(entry: Entry) -> dict[str, str]:
    """Return the departments an entry's findings concern: key without case and spacing -> name as given."""
    found: dict[str, str] = {}
    for member in entry.members:
        name = " ".join((member.finding.department or "").split())
        if name:
            key = name.casefold()
            found[key] = min(found.get(key, name), name)
    return found


def branch_of(line: OutcomeLine) -> Iterator[Entry]:
    """Yield an outcome's entry and everything that hangs under it."""
    yield line.entry
    yield from _metrics(line.metrics)
    for obstacle in line.obstacles:
        yield obstacle.entry
        yield from _metrics(obstacle.metrics)


def _metrics(lines: Iterable[MetricLine]) -> Iterator[Entry]:
    for line in lines:
        yield line.entry
        yield from _metrics(line.ladder)


def list_interviews(interviews: Iterable[Interview], entries: Sequence[Entry]) -> tuple[InterviewLine, ...]:
    """Return the interviews, oldest first (undated ones last), with the entries each gave evidence for and how many of these were new."""
    spoken: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for member in entry.members:
            spoken[member.finding.interview].add(entry.id)
    heard: set[str] = set()
    lines = []
    for interview in sorted(interviews, key=lambda interview: (interview.date is None, interview.date or "", interview.source, interview.id)):
        here = spoken[interview.id]
        lines.append(
            InterviewLine(
                id=interview.id, title=interview.title, source=interview.source, organisation=interview.organisation, date=interview.date,
                speakers=interview.speakers, entries=len(here), new_entries=len(here - heard),
            )
        )  # fmt: skip
        heard |= here
    return tuple(lines)
