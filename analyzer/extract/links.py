"""Which findings of an interview belong together: a list with labels for the model, and what may be believed of its answer.

In: findings; pairs of labels. Out: the list as text, and findings with links. Always true: the kinds at both ends decide
the type of a link, not the model; a pair that names no finding, links a thing to itself or goes down in level is left
out and counted; an obstacle blocks, a metric measures, a lower outcome serves a higher one.
"""

from collections.abc import Iterable, Mapping, Sequence

from analyzer.extract.consolidate import place_key
from analyzer.extract.numbered import quote_line
from analyzer.extract.wire import LinkItem
from analyzer.records import Finding, Level, Link, LinkType

_LETTERS = {"outcome": "O", "obstacle": "B", "metric": "M"}
_RANK: dict[Level, int] = {"tactical": 0, "operational": 1, "strategic": 2}


def label_findings(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Return the grounded findings under labels O1, B1, M1, ... in order of place."""
    labels: dict[str, Finding] = {}
    counts = dict.fromkeys(_LETTERS, 0)
    for finding in sorted((finding for finding in findings if finding.grounded), key=place_key):
        counts[finding.kind] += 1
        labels[f"{_LETTERS[finding.kind]}{counts[finding.kind]}"] = finding
    return labels


def linkable(labels: Mapping[str, Finding]) -> bool:
    """Return whether any link is possible: two findings, one of them an outcome or an obstacle."""
    return len(labels) > 1 and any(finding.kind != "metric" for finding in labels.values())


def list_findings(labels: Mapping[str, Finding]) -> str:
    """Return one line a finding: label, level, statement, main quote."""
    return "\n".join(_line(label, finding) for label, finding in sorted(labels.items(), key=lambda pair: ("OBM".index(pair[0][0]), int(pair[0][1:]))))


def _line(label: str, finding: Finding) -> str:
    level = f" ({finding.level})" if finding.kind == "outcome" and finding.level else ""
    quote = next(piece.quote for piece in finding.evidence if piece.grounds and piece.supports == "statement")
    said = quote_line(finding.statement) + (f' - said: "{quote_line(quote)}"' if quote != finding.statement else "")
    return f"{label}{level}: {said}"


def add_links(labels: Mapping[str, Finding], pairs: Sequence[LinkItem]) -> tuple[list[Finding], int]:
    """Return the findings that got links, in order of place, and how many pairs were left out."""
    links: dict[str, dict[Link, None]] = {}
    left_out = 0
    for pair in pairs:
        ends = _ends(labels.get(pair.source.strip()), labels.get(pair.target.strip()))
        if ends is None:
            left_out += 1
            continue
        holder, link = ends
        if Link(type=link.type, to=holder.id) in links.get(link.to, {}):  # A ladder of metrics that bites its tail.
            left_out += 1
            continue
        links.setdefault(holder.id, {})[link] = None
    changed = [
        finding.model_copy(
            update={"links": tuple(dict.fromkeys((*finding.links, *sorted(links[finding.id], key=lambda link: (link.type, link.to)))))}
        )
        for finding in labels.values()
        if finding.id in links
    ]
    return sorted(changed, key=place_key), left_out


def _ends(source: Finding | None, target: Finding | None) -> tuple[Finding, Link] | None:
    """Return who holds the link and the link itself; a pair of which only the other direction makes sense is turned round."""
    if source is None or target is None or source.id == target.id:
        return None
    for holder, other in ((source, target), (target, source)):
        kind = _type(holder, other)
        if kind is not None:
            return holder, Link(type=kind, to=other.id)
    return None


def _type(holder: Finding, other: Finding) -> LinkType | None:
    match holder.kind, other.kind:
        case "metric", "outcome" | "obstacle":
            return "measures"
        case "metric", "metric":
            return "rolls_up"
        case "obstacle", "outcome":
            return "serves" if holder.level == "tactical" and other.level != "tactical" else "blocks"
        case "outcome", "outcome" if holder.level and other.level and _RANK[holder.level] < _RANK[other.level]:
            return "serves"
    return None
