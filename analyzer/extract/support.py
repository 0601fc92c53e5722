"""A second opinion on findings: do the quotes carry the statement, whose is it, was it led?

In: grounded findings of a window; the model's checks. Out: the list as text, and the findings it has warnings for. Always
true: a check only adds flags; it neither removes a finding nor takes a flag away, so a flattering model changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence

from analyzer.extract.consolidate import place_key
from analyzer.extract.numbered import quote_line
from analyzer.extract.wire import CheckItem
from analyzer.records import Evidence, Finding, Flag, Interview, Window


def label_window(findings: Iterable[Finding], window: Window) -> dict[str, Finding]:
    """Return the grounded findings that begin in this window under labels F1, F2, ... in order of place."""
    inside = [finding for finding in findings if finding.grounded and window.start <= place_key(finding)[1] < window.end]
    return {f"F{number}": finding for number, finding in enumerate(sorted(inside, key=place_key), 1)}


def list_claims(interview: Interview, labels: Mapping[str, Finding]) -> str:
    """Return each finding with the words it rests on and the question they answered."""
    lines: list[str] = []
    for label, finding in labels.items():
        pieces = [piece for piece in finding.evidence if piece.grounds and piece.supports == "statement"]
        question = _question(interview, pieces[0])
        lines.append(f"{label}: {quote_line(finding.statement)}")
        lines += [f'  asked before: "{quote_line(question)}"'] * bool(question)
        lines += [f'  said: "{quote_line(piece.quote)}"' for piece in pieces]
    return "\n".join(lines)


def _question(interview: Interview, piece: Evidence) -> str:
    if not piece.turn:
        return ""
    before = interview.turns[piece.turn - 1]
    return interview.said(before) if interview.speaker(before.speaker).side in ("interviewer", "vendor") else ""


def apply_checks(labels: Mapping[str, Finding], checks: Sequence[CheckItem]) -> list[Finding]:
    """Return the findings that got a new flag."""
    changed: dict[str, Finding] = {}
    for check in checks:
        finding = changed.get(check.label.strip()) or labels.get(check.label.strip())
        if finding is None:
            continue
        flags = {*finding.flags, *_warnings(finding, check)}
        if flags != set(finding.flags):
            changed[check.label.strip()] = finding.model_copy(update={"flags": tuple(sorted(flags))})
    return sorted(changed.values(), key=place_key)


def _warnings(finding: Finding, check: CheckItem) -> set[Flag]:
    warnings: set[Flag] = set()
    if check.carried == "no":
        warnings.add("unsupported_claim")
    if check.whose == "vendor" and finding.kind == "outcome":
        warnings.add("vendor_outcome")
    if check.whose == "somebody else":
        warnings.add("third_party")
    if check.led == "yes":
        warnings.add("led_by_interviewer")
    return warnings
