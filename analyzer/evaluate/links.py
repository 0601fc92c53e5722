"""Links found against links labelled.

In: a ``Matching``. Out: counts of links. Always true: a link counts once however often it is said; what a duplicate links is counted as
if the finding it repeats did; a link with an optional end earns and costs nothing.
"""

from collections import Counter

from analyzer.evaluate.matching import MatchedFinding, Matching

_Link = tuple[str, str, str]
"""From, type, to: ids of labelled items where an end hit one, else of findings."""


def count_links(matching: Matching) -> Counter[str]:
    """Count labelled links, found links and hits; of all, and of those whose both ends were found (``_matched``)."""
    items = {item.item.gold.id: item for item in matching.items}
    matched = {name for name, item in items.items() if item.finding is not None and item.status != "wrong kind"}
    optional = {name for name, item in items.items() if not item.item.gold.required}
    labelled = {(item.item.gold.id, link.type, link.to) for item in matching.items for link in item.item.gold.links}
    found = _found_links(matching)
    aside = {link for link in labelled | found if link[0] in optional or link[2] in optional}
    labelled, found = labelled - aside, found - aside
    return Counter(
        {
            "links.gold": len(labelled),
            "links.found": len(found),
            "links.hits": len(labelled & found),
            "links.gold_matched": sum(one in matched and other in matched for one, _, other in labelled),
            "links.found_matched": sum(one in matched and other in matched for one, _, other in found),
        }
    )


def _found_links(matching: Matching) -> set[_Link]:
    shown = {one.finding.id: _end(one) for one in matching.findings if one.status != "ungrounded"}
    return {
        (shown[one.finding.id], link.type, shown[link.to])
        for one in matching.findings
        for link in one.finding.links
        if one.finding.id in shown and link.to in shown
    }


def _end(one: MatchedFinding) -> str:
    if one.item is not None and one.status != "wrong kind":
        return one.item.item.gold.id
    # A space cannot be part of a labelled id, so a finding is never taken for an item.
    return f"finding {(one.copy_of or one).finding.id}"
