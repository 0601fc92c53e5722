"""Counts -> measures: the arithmetic of the figures, one place for all of them.

In: counts by name, of one transcript or pooled over many. Out: measures by name, each between 0 and 1 (kappa from -1; ``prevalence.error``
is in organisations), or None where there is nothing to measure. Always true: measures of several transcripts come from their summed
counts, so a long interview weighs more than a short one and an empty one weighs nothing.

Names of counts, with K for a kind:
``K.required`` labelled items that have to be found; of these ``K.correct``, ``K.partial``, ``K.mistaken`` (found as another kind),
``K.missing``; findings ``K.correct``, ``K.partial``, ``K.wrong_kind``, ``K.spurious``, ``K.distractor``, and, outside precision,
``K.duplicate``, ``K.optional``, ``K.ungrounded``; ``findings.all|grounded|numbers|invented``;
``evidence.all|verbatim|harmless|meaning_changed|not_found|located|wrong_speaker``; ``distractors.all|hit``;
``links.gold|found|hits|gold_matched|found_matched``; ``metric.FIELD.all|exact``; ``level.GOLD.FOUND``; ``steps.STATE``;
``speech.all|cited`` (words), ``turns.all|cited``, ``statements.words|carried``, see ``coverage``; of a whole run only:
``merges.labelled|made|hits|proposed|proposed_hits`` (pairs), ``merges.shown1|right1|shown3|right3`` (proposals beside findings),
``themes.all|exact|error``, see ``merging``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import get_args

from analyzer.records import KINDS, Level, StepState
from analyzer.review.reliability import cohen_kappa

Counts = Mapping[str, int]
Measures = dict[str, float | None]

METRIC_FIELDS = ("value", "baseline", "unit", "period", "direction")
LEVELS: tuple[str, ...] = get_args(Level)
NO_LEVEL = "none"
SOUND_STATES = frozenset({"done", "empty", "split"})
"""States of a step that answered (a split step is asked again in halves); all others lost their part of the interview."""

LOWER_IS_BETTER = frozenset(
    {"meaning_changed", "not_found", "wrong_speaker", "invented_numbers", "duplicates", "distractors_hit", "steps_failed", "prevalence.error"}
)


def pool(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts, name by name."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total


def measure(counts: Counts) -> Measures:
    """Return every measure these counts allow; None where its denominator is zero."""
    get = Counter(counts)
    measures: Measures = {}
    for scope, kinds in (*((kind, (kind,)) for kind in KINDS), ("all", KINDS)):
        measures |= {f"{scope}.{name}": value for name, value in match_measures(get, kinds).items()}
    per_kind = [value for kind in KINDS if (value := measures[f"{kind}.f1"]) is not None]
    measures["macro.f1"] = sum(per_kind) / len(per_kind) if per_kind else None
    measures |= trust_measures(get)
    measures |= link_measures(get)
    measures |= _merge_measures(get)
    measures["coverage.speech"] = ratio(get["speech.cited"], get["speech.all"])
    measures["coverage.turns"] = ratio(get["turns.cited"], get["turns.all"])
    measures["faithfulness"] = ratio(get["statements.carried"], get["statements.words"])
    for field in METRIC_FIELDS:
        measures[f"metric.{field}"] = ratio(get[f"metric.{field}.exact"], get[f"metric.{field}.all"])
    measures |= _level_measures(get)
    states = {state: get[f"steps.{state}"] for state in get_args(StepState)}
    measures["steps_failed"] = ratio(sum(count for state, count in states.items() if state not in SOUND_STATES), sum(states.values()))
    return measures


def ratio(part: float, whole: float) -> float | None:
    """Return part / whole; None where there is no whole."""
    return part / whole if whole else None


def f1(hits: float, found: float, labelled: float) -> float | None:
    """Return the harmonic mean of hits / found and hits / labelled; None where there is neither anything found nor labelled."""
    return ratio(2 * hits, found + labelled)


def match_measures(get: Counter[str], kinds: Iterable[str]) -> Measures:
    """Return precision, recall and F1 over these kinds, with partial hits as halves and (``_strict``) as nothing."""
    count = {
        name: sum(get[f"{kind}.{name}"] for kind in kinds) for name in ("required", "correct", "partial", "wrong_kind", "spurious", "distractor")
    }
    found = sum(count[name] for name in ("correct", "partial", "wrong_kind", "spurious", "distractor"))
    measures: Measures = {}
    for suffix, hits in (("", count["correct"] + count["partial"] / 2), ("_strict", float(count["correct"]))):
        measures[f"precision{suffix}"] = ratio(hits, found)
        measures[f"recall{suffix}"] = ratio(hits, count["required"])
        measures[f"f1{suffix}"] = f1(hits, found, count["required"])
    return measures


def trust_measures(get: Counter[str]) -> Measures:
    """Return what quotes are worth, whose they are, and what is said that they do not carry."""
    pieces = get["evidence.all"]
    return {
        "grounded": ratio(get["findings.grounded"], get["findings.all"]),
        **{name: ratio(get[f"evidence.{name}"], pieces) for name in ("verbatim", "harmless", "meaning_changed", "not_found")},
        "wrong_speaker": ratio(get["evidence.wrong_speaker"], get["evidence.located"]),
        "invented_numbers": ratio(get["findings.invented"], get["findings.numbers"]),
        "duplicates": ratio(sum(get[f"{kind}.duplicate"] for kind in KINDS), get["findings.all"]),
        "distractors_hit": ratio(get["distractors.hit"], get["distractors.all"]),
    }


def link_measures(get: Counter[str]) -> Measures:
    """Return F1 of links, end to end and between items that were found."""
    return {
        "links.f1": f1(get["links.hits"], get["links.found"], get["links.gold"]),
        "links.f1_matched": f1(get["links.hits"], get["links.found_matched"], get["links.gold_matched"]),
    }


def _merge_measures(get: Counter[str]) -> Measures:
    return {
        "merges.precision": ratio(get["merges.hits"], get["merges.made"]),
        "merges.recall": ratio(get["merges.hits"], get["merges.labelled"]),
        "merges.f1": f1(get["merges.hits"], get["merges.made"], get["merges.labelled"]),
        "merges.proposed": ratio(get["merges.proposed_hits"], get["merges.labelled"]),
        "merges.first": ratio(get["merges.right1"], get["merges.shown1"]),
        "merges.first_three": ratio(get["merges.right3"], get["merges.shown3"]),
        "prevalence.error": ratio(get["themes.error"], get["themes.all"]),
        "prevalence.exact": ratio(get["themes.exact"], get["themes.all"]),
    }


def _level_measures(get: Counter[str]) -> Measures:
    table = {(gold, found): get[f"level.{gold}.{found}"] for gold in LEVELS for found in (*LEVELS, NO_LEVEL)}
    table = {pair: count for pair, count in table.items() if count}
    agreed = sum(count for (gold, found), count in table.items() if gold == found)
    return {"level.accuracy": ratio(agreed, sum(table.values())), "level.kappa": cohen_kappa(table)}


MEASURES: frozenset[str] = frozenset(measure({}))
"""The names ``measure`` gives; what floors and ceilings may name."""
