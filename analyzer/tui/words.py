"""Words and glyphs for what records say in codes: statuses, kinds, flags, matches.

In: codes. Out: words for people. Always true: every status has a glyph and a word, so that colour is never the only sign.
"""

from collections.abc import Mapping, Sequence

from analyzer.records import Decision, Flag, Kind, Match, Quantity, ReviewedFinding, Status
from analyzer.records import Role as ProductRole
from analyzer.report.phrases import count, measured
from analyzer.review.track import CONFIRMED, QUOTE
from analyzer.tui.display import Role

STATUS: dict[Status, tuple[str, str, Role]] = {
    "open": ("·", "open", "dim"),
    "later": ("»", "later", "warn"),
    "awaiting": ("½", "awaiting", "accent"),
    "approved": ("✓", "approved", "good"),
    "merged": ("+", "merged", "good"),
    "rejected": ("✗", "rejected", "bad"),
    "disputed": ("≠", "disputed", "warn"),
    "superseded": ("-", "superseded", "dim"),
    "stale": ("?", "stale", "warn"),
    "ungrounded": ("?", "not grounded", "warn"),
}
"""Glyph, word, role."""

KIND: dict[Kind, tuple[str, Role]] = {"outcome": ("OUT", "outcome"), "obstacle": ("OBS", "obstacle"), "metric": ("MET", "metric")}

MATCH: dict[Match, tuple[str, Role]] = {
    "verbatim": ("found word for word", "good"),
    "normalised": ("found; only case, punctuation or spelling differ", "good"),
    "disfluency": ("found; hesitations left out", "good"),
    "elided": ("found in pieces", "good"),
    "reworded": ("found, slightly reworded", "warn"),
    "meaning_changed": ("NOT SUPPORTED: number, unit or negation differs", "bad"),
    "not_found": ("NOT FOUND in customer speech", "bad"),
}

FLAG: dict[str, str] = {
    "side_unconfirmed": "nobody said yet which side this speaker is on",
    "unsupported_claim": "a number, unit or negation here is in no quote",
    "value_mismatch": "the value differs from what the quote says",
    "ambiguous_place": "these words were said in several places",
    "vendor_outcome": "an outcome of the vendor, not of the customer",
    "third_party": "said about somebody else",
    "led_by_interviewer": "the interviewer put the words in their mouth",
    "hedged": "said with doubt: maybe, I think, possibly",
    "contradicted": "contradicted elsewhere",
    "level_inferred": "the level was concluded, not said",
    "stale_quote": "the quote is not in the present version",
}

SETTLED: frozenset[Flag] = frozenset({"level_inferred"})
"""Flags that say something about a finding and ask for no care."""

FIELD_NAMES: dict[str, str] = {
    "why_strategic": "why strategic", "deemed_by": "who calls it so", "beneficiary": "beneficiary", "cause": "cause", "nature": "nature",
    "name": "measures", "role": "role", "direction": "direction", "value": "value", "baseline": "now", "target": "target", "money": "money",
    "period": "period", "basis": "basis",
}  # fmt: skip
"""Fields of a finding beyond statement, level and department, as card and form name them."""

CALLED: dict[str, str] = {"stated": "the customer calls it so", "inferred": "the reader of the interview takes it so, no customer said it"}
"""Who calls an outcome strategic."""


def needs_care(item: ReviewedFinding) -> bool:
    """Whether a finding has a flag that asks for a second look."""
    return any(flag not in SETTLED for flag in item.flags)


def quantity_words(quantity: Quantity) -> str:
    """Return a quantity as people read it."""
    return ("about " if quantity.approximate else "") + measured(quantity.low, quantity.unit, quantity.currency, quantity.high)


def filled_fields(item: ReviewedFinding) -> list[tuple[str, str]]:
    """Return (name, value) of the filled fields beyond the statement; a metric without a value says so."""
    shown = []
    for name, words in FIELD_NAMES.items():
        value = getattr(item.finding, name, None)
        if (name, value) in (("name", item.finding.statement), ("basis", "stated")):
            continue
        if isinstance(value, Quantity):
            value = f"{quantity_words(value)} (said: {value.said})"
        if value:
            shown.append(("strategic", CALLED[value]) if name == "deemed_by" else (words, str(value)))
    if item.kind == "metric" and not any(getattr(item.finding, name, None) for name in ("value", "baseline", "target", "money")):
        shown.append(("value", "none stated"))
    return shown


ROLE_WORDS: dict[ProductRole, str] = {
    "leads": "leads removing it", "contributes": "contributes", "enables": "enables others to", "none": "has no part in it",
}  # fmt: skip
"""What a product does about an obstacle."""

DONE: dict[str, str] = {
    "approve": "approved", "reject": "rejected", "later": "put off", "edit": "edited and approved", "retype": "turned", "merge": "merged",
    "unmerge": "taken apart", "not_same": "declared not the same", "link": "linked", "unlink": "unlinked", "settle": "settled",
    "add_finding": "added", "set_speaker": "speaker corrected", "set_interview": "interview corrected", "set_role": "role set",
}  # fmt: skip
"""What an action did, as a past participle."""


def told(decision: Decision, findings: Mapping[str, ReviewedFinding], note: str = "") -> str:
    """Return a decision in one line: what was done to what; ``note`` stands before the what, which may be cut."""
    target = decision.targets[0] if decision.targets else ""
    item = findings.get(target)
    what = item.finding.statement if item is not None else str(decision.before.get("label") or decision.after.get("statement") or target)
    many = f" ({count(len(decision.targets), 'finding')})" if len(decision.targets) > 1 and decision.action in ("approve", "reject", "later") else ""
    details = ", ".join(str(value) for value in decision.after.values() if isinstance(value, str)) if decision.action in _DETAILED else ""
    return f"{_done(decision)}{f' ({details})' if details else ''}{many}{note}: {what}"


def _done(decision: Decision) -> str:
    if QUOTE in decision.after:
        return "added" if decision.action == "add_finding" else "quote chosen, approved"
    return "wording confirmed, approved" if CONFIRMED in decision.after else DONE.get(decision.action, decision.action)


def afterwards(targets: Sequence[str], findings: Mapping[str, ReviewedFinding]) -> str:
    """Return what a verdict brought about beyond itself: a second reviewer is awaited, or disagrees; empty for others."""
    statuses = {findings[target].status for target in targets if target in findings}
    if "disputed" in statuses:
        return ", now disputed"
    return ", awaiting a second reviewer" if "awaiting" in statuses else ""


_DETAILED = frozenset({"retype", "link", "unlink", "settle", "set_speaker", "set_interview", "set_role"})
