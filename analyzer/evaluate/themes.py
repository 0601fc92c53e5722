"""Themes: labelled items of several interviews that are one thing (``theme:`` in ``gold.yaml``).

In: labelled cases. Out: ``Theme`` records, and what is wrong with them. Always true: a theme joins items of one kind and one segment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analyzer.evaluate.case import Case, PlacedItem, Problem
from analyzer.records import UNSORTED, Kind


@dataclass(frozen=True)
class Theme:
    """One thing that is said in several interviews."""

    slug: str
    segment: str
    kind: Kind
    items: tuple[tuple[Case, PlacedItem], ...]
    """In the order of cases and labels."""

    @property
    def organisations(self) -> frozenset[str]:
        """Who says it, optional items included; an interview without organisation is in nobody's count."""
        return frozenset(case.gold.organisation for case, _ in self.items if case.gold.organisation)

    @property
    def required(self) -> frozenset[str]:
        """Who says it in an item that has to be found."""
        return frozenset(case.gold.organisation for case, item in self.items if case.gold.organisation and item.gold.required)


def segment_of(case: Case) -> str:
    """Return the segment the labels name, as the program would file the interview without one."""
    return case.gold.segment or UNSORTED


def collect_themes(cases: Sequence[Case]) -> list[Theme]:
    """Return the themes of these cases by segment and name."""
    items: dict[tuple[str, str, Kind], list[tuple[Case, PlacedItem]]] = {}
    for case in cases:
        for item in case.items:
            if item.gold.theme:
                items.setdefault((segment_of(case), item.gold.theme, item.gold.kind), []).append((case, item))
    return [Theme(slug, segment, kind, tuple(found)) for (segment, slug, kind), found in sorted(items.items())]


def find_theme_problems(cases: Sequence[Case]) -> Iterator[Problem]:
    """Yield where a theme is used for another kind or in another segment than where it is used first."""
    first: dict[str, tuple[Kind, str, str]] = {}
    for case in cases:
        for item in case.items:
            if item.gold.theme is None:
                continue
            here = (item.gold.kind, segment_of(case))
            kind, segment, place = first.setdefault(item.gold.theme, (*here, f"{case.name}: {item.gold.id}"))
            if here != (kind, segment):
                why = f"is {here[0]} of {here[1]}, {place} is {kind} of {segment}; a theme joins items of one kind and segment"
                yield Problem(case.name, item.gold.id, f"theme {item.gold.theme!r}: {why}", case.gold.split)


def find_lone_themes(cases: Sequence[Case]) -> Iterator[str]:
    """Yield a line for each theme of one interview only: a slip of the pen, or it waits for the next interview."""
    for theme in collect_themes(cases):
        if len({case.name for case, _ in theme.items}) < 2:
            case, item = theme.items[0]
            yield f"{case.name}: {item.gold.id}: theme {theme.slug!r} is in no other interview"
