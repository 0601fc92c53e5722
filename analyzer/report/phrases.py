"""Phrases: numbers, sizes and flags as a reader reads them.

In: records of the segment model. Out: plain text without markup. Always true: a number is written as computed or said,
never rounded away; what nobody quantified is called so and never zero.
"""

from collections.abc import Sequence
from typing import Literal

from analyzer.records import Direction, Effect, Flag, Metric, ObstacleLine, Prevalence, Quantity

FLAGS: dict[Flag, str] = {
    "side_unconfirmed": "the speaker's side is not confirmed",
    "unsupported_claim": "the wording says more than the quotes",
    "value_mismatch": "value and quote disagree",
    "ambiguous_place": "the same words stand in several places",
    "vendor_outcome": "its subject is the vendor, not the customer",
    "third_party": "said about somebody else",
    "led_by_interviewer": "the interviewer led the way",
    "hedged": "said with reservation",
    "contradicted": "contradicted elsewhere in the interview",
    "level_inferred": "level inferred",
    "stale_quote": "quoted from an earlier version of the transcript",
}
STRATEGIC: dict[Literal["stated", "inferred"], str] = {
    "stated": "called strategic by the customer",
    "inferred": "taken as strategic by the reader of the interview, not said by the customer",
}
"""What ``deemed_by`` means."""
STRATEGIC_BRIEFLY: dict[Literal["stated", "inferred"], str] = {"stated": "their word", "inferred": "our reading"}
DIRECTIONS: dict[Direction, str] = {"increase": "to rise", "decrease": "to fall", "maintain": "to hold"}
PLURALS = {"person": "people", "percent": "%"}
INVARIANT = frozenset({"staff", "personnel", "headcount", "crew"})
NOT_QUANTIFIED = "not quantified"
AT_MOST = "at most "


def count(number: int, noun: str, plural: str = "") -> str:
    """Return "1 interview", "3 interviews", "1,200 findings"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def share_phrase(prevalence: Prevalence) -> str:
    """Return "3 of 5 organisations (95 % interval 23-88 %)"; said to be thin where it is."""
    if prevalence.of == 0:
        return "in no interview whose organisation is known"
    counted = f"{prevalence.n} of {count(prevalence.of, 'organisation')}"
    thin = "; too thin to speak of a share" if prevalence.too_thin else ""
    return f"{counted} (95 % interval {interval_phrase(prevalence)}{thin})"


def interval_phrase(prevalence: Prevalence) -> str:
    """Return the interval in whole percent, e.g. "23-88 %"."""
    return f"{prevalence.low * 100:.0f}\u2013{prevalence.high * 100:.0f} %"


def size_phrase(line: ObstacleLine) -> str:
    """Return how big an obstacle is, with its basis: "median 3 days [2-5], stated by 2 organisations", "at most 8 days ...", "not quantified"."""
    return effect_phrase(line.effect) if line.effect else _unsized(line, "; see its metrics")


def short_size(line: ObstacleLine) -> str:
    """Return how big an obstacle is in a few words, for a table."""
    return short_effect(line.effect) if line.effect else _unsized(line)


def _unsized(line: ObstacleLine, advice: str = "") -> str:
    findings = [member.finding for metric in line.metrics for member in metric.entry.members]
    stated = [one for one in findings if isinstance(one, Metric) and (one.value or one.baseline or one.target or one.money)]
    return f"numbers, but none in a unit of the outcome's metrics{advice}" if stated else NOT_QUANTIFIED


def effect_phrase(effect: Effect) -> str:
    """Return a size with its basis and how many organisations it comes from."""
    middle, spread = _sized(effect)
    who = count(effect.organisations, "organisation")
    if effect.basis == "at most":
        return f"{AT_MOST}{middle}{spread} (the outcome's whole gap in {who}; no size of its own was stated)"
    median = "median " if effect.organisations > 1 else ""
    return f"{median}{middle}{spread}, stated by {who}"


def gap_phrase(gap: Effect) -> str:
    """Return how far an outcome is from its target: "8 days [2-9] in 2 organisations"."""
    return f"{short_effect(gap).removeprefix(AT_MOST)} in {count(gap.organisations, 'organisation')}"


def short_effect(effect: Effect) -> str:
    """Return a size in a few words."""
    return (AT_MOST if effect.basis == "at most" else "") + "".join(_sized(effect))


def _sized(effect: Effect) -> tuple[str, str]:
    """Return the median with its unit, and the range where there is one."""
    # The distance between two shares is one of percentage points.
    unit = "percentage point" if effect.unit == "percent" and effect.basis == "at most" else effect.unit
    per = f" per {effect.per}" if effect.per else ""
    spread = f" [{number(effect.low)}\u2013{number(effect.high)}]" if effect.low != effect.high else ""
    return measured(effect.median, unit, effect.currency) + per, spread


def number(text: str) -> str:
    """Return digits in groups of three; text that is no plain number unchanged."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = digits.partition(".")
    grouped = f"{int(whole):,}" if whole.isascii() and whole.isdigit() and len(whole) < 100 else whole
    return f"{sign}{grouped}{point}{fraction}"


def measured(amount: str, unit: str | None, currency: str | None, high: str | None = None) -> str:
    """Return an amount with its unit or currency: "3 days", "63 %", "INR 90,000,000", "2-5 people"."""
    span = number(amount) if high in (None, amount) else f"{number(amount)}\u2013{number(high or '')}"
    money = f"{currency} {span}" if currency else span
    if not unit:
        return money
    return f"{money} {units(unit, 1 if amount == '1' and high in (None, '1') else 2)}"


def units(unit: str, of: int) -> str:
    """Return a unit as it goes with a number: one day, two days."""
    if unit == "percent":
        return PLURALS[unit]
    if of == 1 or unit in INVARIANT or not unit[-1:].isalpha() or unit.isupper():
        return unit
    if unit in PLURALS:
        return PLURALS[unit]
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{unit[:-1]}ies"
    return f"{unit}{'es' if unit.endswith(('s', 'x', 'ch', 'sh')) else 's'}"


def quantity_phrase(quantity: Quantity | None, metric: Metric) -> str:
    """Return a value with the words it was read from; marked where no quote of the finding carries them; empty where there is none."""
    if quantity is None:
        return ""
    value = ("about " if quantity.approximate else "") + measured(quantity.low, quantity.unit, quantity.currency, quantity.high)
    if quantity.said and any(piece.grounds and quantity.said in piece.quote for piece in metric.evidence):
        return value if number(quantity.said.strip()) == value else f"{value} (\u201c{quantity.said}\u201d)"
    return f"{value} (entered, in no quote)"


def flags_phrase(flags: Sequence[Flag]) -> str:
    """Return the cautions a reader needs, joined; empty where there are none."""
    return "; ".join(FLAGS[flag] for flag in flags)
