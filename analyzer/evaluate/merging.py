"""After merging: are findings of several interviews that say the same proposed as the same, and how well would organisations be counted?

In: labelled cases with the results of one run, and the program's own proposals (``suggest``). Out: counts for ``measures`` and a
``ThemeResult`` a theme. Always true: a finding stands for the labelled item it was matched with, and inherits its theme; pairs are pairs
of items that were found, so what extraction missed is no fault of a proposal; labels merged by their themes score 1 and count exactly.

Merged blindly: a reviewer takes every group that the queue shows, findings that are each other's most similar one and likely the same
(``review.similar_groups``). Shown: what stands beside a finding, right where both are one theme or, in one interview, one item; a
finding that stands for no item, or for one of no theme, has nothing right to be shown.
An organisation that says a thing in an optional item only may be counted or not.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from analyzer.evaluate.case import Case
from analyzer.evaluate.results import CaseResult, FindingResult, ThemeResult
from analyzer.evaluate.themes import Theme, collect_themes, segment_of
from analyzer.records import LIKELY, Finding, Interview, SimilarPair

Similar = Callable[[Sequence[Finding], Mapping[str, Interview]], Sequence[SimilarPair]]
"""From the grounded findings of one segment, and its interviews by id, to the pairs that people are shown, most alike first."""

Beside = tuple[tuple[str, ...], tuple[str, ...]]
"""What stands beside a finding, by ``name_in_run``: its proposals, most alike first, and those that are likely."""

NOTHING: Beside = ((), ())

SHOWN = (1, 3)
"""How many of the proposals beside a finding are judged: the first, and those its card has room for."""

Groups = Mapping[str, int]
"""Name of a finding (``case p3``) -> number of the entry it would be in."""


def propose(cases: Sequence[Case], results: Sequence[CaseResult], similar: Similar) -> list[CaseResult]:
    """Return the results with ``proposed`` and ``likely`` filled in, segment by segment; findings the program keeps apart are not proposed."""
    beside: dict[str, Beside] = {}
    segments = {case.name: segment_of(case) for case in cases}
    for segment in sorted(set(segments.values())):
        found = [
            finding.model_copy(update={"id": name_in_run(result.case, finding.id)})
            for result in results
            if segments.get(result.case) == segment
            for finding in result.extracted
            if finding.grounded
        ]
        for pair in similar(found, {case.name: case.interview for case in cases if segments[case.name] == segment}):
            for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
                proposed, likely = beside.get(one, NOTHING)
                beside[one] = ((*proposed, other), (*likely, other) if pair.score >= LIKELY else likely)
    return [carry(result, beside) for result in results]


def carry(result: CaseResult, beside: Mapping[str, Beside]) -> CaseResult:
    """Return the result with these proposals, given by ``name_in_run``."""

    def fill(one: FindingResult) -> FindingResult:
        proposed, likely = beside.get(name_in_run(result.case, one.id), NOTHING)
        return one.model_copy(update={"proposed": proposed, "likely": likely})

    return result.model_copy(update={"findings": tuple(fill(one) for one in result.findings)})


def name_in_run(case: str, finding: str) -> str:
    """Return the name of a finding among those of all cases."""
    return f"{case} {finding}"


def merge_blindly(results: Sequence[CaseResult]) -> Groups:
    """Return the entries there would be if each group of the queue were merged: findings that are each other's first proposal, and likely."""
    found = {name_in_run(result.case, one.id): one for result in results for one in result.findings}
    groups: dict[str, int] = {}
    for number, (name, one) in enumerate(found.items()):
        partner = one.proposed[0] if one.proposed else ""
        mutual = partner in one.likely and partner in found and found[partner].proposed[:1] == (name,)
        groups[name] = groups.get(partner, number) if mutual else number
    return groups


def score_merging(cases: Sequence[Case], results: Sequence[CaseResult], groups: Groups | None = None) -> tuple[Counter[str], tuple[ThemeResult, ...]]:
    """Return counts of pairs and of organisations over the scored cases; ``groups`` default to ``merge_blindly``.

    Pairwise precision and recall of a clustering: C. D. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval (2008), 16.3.
    """
    scored = {result.case: result for result in results if result.state == "scored"}
    labelled = [case for case in cases if case.name in scored]
    themes = collect_themes(labelled)
    entries = merge_blindly(results) if groups is None else groups
    counts = Counter(_count_pairs(labelled, scored, themes, entries))
    counts.update(_count_shown(scored, themes))
    judged = tuple(_judge(theme, labelled, scored, entries) for theme in themes)
    counts["themes.all"] = len(judged)
    counts["themes.exact"] = sum(one.error == 0 for one in judged)
    counts["themes.error"] = sum(one.error for one in judged)
    return counts, judged


def _count_pairs(cases: Sequence[Case], results: Mapping[str, CaseResult], themes: Sequence[Theme], entries: Groups) -> Iterator[str]:
    theme_of = {(case.name, item.gold.id): theme.slug for theme in themes for case, item in theme.items}
    for segment in sorted({segment_of(case) for case in cases}):
        found = [pair for case in cases if segment_of(case) == segment for pair in _found_items(results[case.name])]
        for (one_item, one), (other_item, other) in combinations(found, 2):
            same = theme_of.get(one_item) is not None and theme_of.get(one_item) == theme_of.get(other_item)
            merged = entries[one[0]] == entries[other[0]]
            proposed = other[0] in one[1].proposed
            named = {"labelled": same, "made": merged, "hits": same and merged, "proposed": proposed, "proposed_hits": same and proposed}
            yield from (f"merges.{name}" for name, counts in named.items() if counts)


def _count_shown(results: Mapping[str, CaseResult], themes: Sequence[Theme]) -> Iterator[str]:
    """Yield the names of what is counted for each finding: its first proposals, and those of them that are right."""
    theme_of = {(case.name, item.gold.id): theme.slug for theme in themes for case, item in theme.items}
    found = {name_in_run(result.case, one.id): (result.case, one) for result in results.values() for one in result.findings}
    for case, one in found.values():
        theme = theme_of.get((case, one.item or ""))
        for place, name in enumerate(one.proposed[: max(SHOWN)]):
            other_case, other = found.get(name, ("", None))
            item = other.item if other is not None else None
            same = item == one.item if other_case == case else theme == theme_of.get((other_case, item or ""))
            right = same and one.status != "wrong kind" and (one.item if other_case == case else theme) is not None
            for shown in SHOWN:
                if place < shown:
                    yield f"merges.shown{shown}"
                    if right:
                        yield f"merges.right{shown}"


def _found_items(result: CaseResult) -> list[tuple[tuple[str, str], tuple[str, FindingResult]]]:
    """Return ((case, item), (name, finding)) for each item that a finding of its kind hit."""
    findings = {one.id: one for one in result.findings}
    return [
        ((result.case, item.id), (name_in_run(result.case, item.finding), findings[item.finding]))
        for item in result.items
        if item.finding is not None and item.status != "wrong kind"
    ]


def _judge(theme: Theme, cases: Sequence[Case], results: Mapping[str, CaseResult], entries: Groups) -> ThemeResult:
    """Return how many organisations the entry counts that most of the theme went into; on equal terms the smallest entry speaks for it."""
    wanted = {(case.name, item.gold.id) for case, item in theme.items}
    organisations = {case.name: case.gold.organisation for case in cases}
    hits = [(key[0], name) for case in {key[0] for key in wanted} for key, (name, _) in _found_items(results[case]) if key in wanted]
    reached: dict[int, set[str]] = {}
    for case, name in hits:
        reached.setdefault(entries[name], set()).add(organisations[case] or "")
    counted: dict[int, set[str]] = {number: set() for number in reached}
    for result in results.values():
        for one in result.findings:
            number = entries[name_in_run(result.case, one.id)]
            if number in counted and one.status != "ungrounded":
                counted[number].add(organisations[result.case] or "")
    best = min(reached, key=lambda number: (-len(reached[number]), len(counted[number]), number), default=None)
    return ThemeResult(
        theme=theme.slug, segment=theme.segment, kind=theme.kind, least=len(theme.required), most=len(theme.organisations),
        found=len({organisations[case] for case, _ in hits} - {None}), counted=len(counted[best] - {""}) if best is not None else 0,
    )  # fmt: skip
