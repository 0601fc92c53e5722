"""Agreement of reviewers, and what each said of a finding, in words and as JSON values.

In: a ``Reliability``; a finding and the live log. Out: lines for people, a dict for programs. Always true: a figure is shown with its
interval and with how many findings it rests on; what is too little to say is said to be so.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from analyzer.records import Decision, ReviewedFinding
from analyzer.review.agreement import TOO_FEW_BELOW, Agreement, Reliability
from analyzer.review.double import verdict_of
from analyzer.review.entries import finding_of
from analyzer.review.reliability import Estimate


def describe(reliability: Reliability, *, asked: bool) -> list[str]:
    """Return the agreement in words, a line each; ``asked``: whether double review is switched on."""
    whole = reliability.whole
    if not whole.n and not reliability.left_out:
        if not asked:
            return ["double review is off: [review] double_share = 0.2 in analyzer.toml gives a fifth of the findings to two reviewers"]
        return ["no finding has the verdicts of two reviewers yet"]
    lines = _figures(whole)
    for one in reliability.pairs:
        lines += [f"{' and '.join(one.reviewers)}: {_counts(one)}"]
        if len(reliability.pairs) > 1:
            lines += [f"  {line}" for line in _figures(one)]
    if reliability.left_out:
        lines.append(f"left out: {reliability.left_out} with a verdict given after the other one could be seen")
    return lines


def _figures(one: Agreement) -> list[str]:
    share = f" ({_percent(one.same)})" if one.same else ""
    lines = [f"{one.n} decided by two, blind: {one.alike} alike{share}"]
    if one.same is None:
        return [f"{lines[0]}; fewer than {TOO_FEW_BELOW} are too few to say more"]
    if one.alpha is None:
        return [*lines, "kappa and alpha: not defined, for only one verdict was ever given"]
    kappa = f"Cohen's kappa {_plain(one.kappa)}, " if one.kappa else ""
    return [*lines, f"{kappa}Krippendorff's alpha {_plain(one.alpha)}; 1 is full agreement, 0 chance"]


def _counts(one: Agreement) -> str:
    first, second = one.reviewers
    words = {
        ("approved", "approved"): "both approve", ("rejected", "rejected"): "both reject",
        ("approved", "rejected"): f"only {first} approves", ("rejected", "approved"): f"only {second} approves",
    }  # fmt: skip
    return ", ".join(f"{said} {one.table.get(pair, 0)}" for pair, said in words.items())


def _percent(figure: Estimate) -> str:
    between = f", 95 % interval {100 * figure.low:.0f} to {100 * figure.high:.0f} %" if figure.low is not None and figure.high is not None else ""
    return f"{100 * figure.value:.0f} %{between}"


def _plain(figure: Estimate) -> str:
    between = f" ({figure.low:.2f} to {figure.high:.2f})" if figure.low is not None and figure.high is not None else " (no interval)"
    return f"{figure.value:.2f}{between}"


def verdict_words(item: ReviewedFinding, live: Iterable[Decision]) -> list[str]:
    """Return who approved and who rejected a finding, with the reason given, a line each; ``live`` as the onlooker may see it."""
    reasons = {
        decision.reviewer: decision.reason
        for decision in live
        if verdict_of(decision.action) is not None and item.id in map(finding_of, decision.targets)
    }
    return [f"{who} {verdict}" + (f": {reason}" if (reason := reasons.get(who, "")) else "") for who, verdict in item.verdicts]


def standing_words(item: ReviewedFinding, live: Iterable[Decision]) -> list[str]:
    """Return what a finding that is neither undecided nor agreed on waits for, a line each; none for others."""
    if item.status == "awaiting":
        return [f"you {item.verdicts[0][1]} it; it counts once a second reviewer, who cannot see that, has decided it too"]
    return verdict_words(item, live) if item.status == "disputed" else []


def agreement_record(reliability: Reliability) -> dict[str, Any]:
    """Return the agreement as JSON values: figures null where the findings are too few or do not define them."""
    return {**_record(reliability.whole), "left_out": reliability.left_out, "pairs": [_record(one) for one in reliability.pairs]}


def _record(one: Agreement) -> dict[str, Any]:
    figures = {"share_alike": one.same, "kappa": one.kappa, "alpha": one.alpha}
    return {
        "reviewers": list(one.reviewers), "n": one.n, "alike": one.alike, "too_few": one.n < TOO_FEW_BELOW,
        "verdicts": [{"first": pair[0], "second": pair[1], "n": count} for pair, count in sorted(one.table.items())],
        **{name: asdict(figure) if figure else None for name, figure in figures.items()},
    }  # fmt: skip
