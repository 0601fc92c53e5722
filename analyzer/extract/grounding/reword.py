"""Finding a slightly reworded quote, and telling it from one whose meaning was changed.

In: an index and the core forms of a quote. Out: ``Reworded``: the stretch it stands for and whether its meaning holds.
Always true: a reworded quote has all its content words in the text, in order, inflected at most; numbers, units, currencies,
quantifiers and negations agree one by one. Where only these (or an opposite) differ, the meaning was changed.

The place comes from votes of the quote's rare words, the comparison from a semi-global alignment (Smith and Waterman's
recurrence with free ends in the text), its rows vectorised.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from math import log
from typing import Literal

from rapidfuzz.distance import OSA

from analyzer.extract.grounding.index import Span, TextIndex
from analyzer.extract.grounding.lexicon import (
    CURRENCY_MARK,
    NUMBER_MARK,
    UNIT_WORDS,
    WordClass,
    are_opposites,
    meaning_class,
    word_class,
)
from analyzer.extract.grounding.turning import is_denied_before, strict_keys, swaps_step

SHORTEST = 6
"""Core forms a quote needs before rewording is considered; from four on a changed meaning is recognised."""
_SHORTEST_CHANGED = 4
_LONGEST = 400
_CANDIDATES = 3
_BUCKET = 6
_COMMON = 150
_LOOSEST_BLOCK = 3
_LEAST_CONTENT, _FEW_EDITS = 3, 1
"""A quote of fewer content words may differ in one word only: function words alone do not name a passage."""
_BESIDE = 3
_INSERT = (0.7, 0.9, 1.4, 1.4)
_DELETE = (0.45, 0.6, 1.0, 0.3)
"""Cost of a form that only the quote or only the text has, by word class; a strict one is cheap to pass over, so that it is seen."""
_NEAR, _LOOSE, _SAME_KIND, _UNLIKE = 0.3, 0.6, 0.9, 2.2

Operation = tuple[Literal["same", "near", "replaced", "added", "dropped"], int, int]
"""What happened to a quote form and a text form; the one that is missing is -1."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A stretch of core positions that a quote stands for."""

    run: Span
    cost: float
    keeps_meaning: bool
    loose_head: bool = False
    """The quote begins with words that the stretch does not."""


def find_reworded(index: TextIndex, said: list[str], scope: Span) -> list[Reworded]:
    """Return where ``said`` is said in slightly other words, the likeliest first."""
    if not _SHORTEST_CHANGED <= len(said) <= _LONGEST:
        return []
    found: list[Reworded] = []
    slack = 6 + len(said) // 4
    for diagonal in _candidates(index, said, scope):
        low, high = max(scope[0], diagonal - slack), min(scope[1], diagonal + len(said) + slack)
        judged = _judge(said, index.said[low:high], low)
        if judged and judged.keeps_meaning and judged.loose_head and is_denied_before(index, judged.run[0]):
            judged = replace(judged, keeps_meaning=False)
        if judged and not index.cuts_word(*judged.run) and all(judged.run != other.run for other in found):
            found.append(judged)
    return sorted(found, key=lambda item: (not item.keeps_meaning, item.cost))


def _candidates(index: TextIndex, said: list[str], scope: Span) -> list[int]:
    """Return the diagonals (text position of the quote's start) that its rarer words vote for."""
    postings = sorted(((len(index.places[form]), place) for place, form in enumerate(said) if form in index.places))
    votes: dict[int, float] = {}
    possible = 0.0
    for rank, (count, place) in enumerate(postings):
        if count > _COMMON and rank >= 4:
            break
        weight = log(1 + len(index.said) / count)
        possible += weight
        seen = set()
        for position in index.places[said[place]]:
            bucket = (position - place) // _BUCKET
            if scope[0] <= position < scope[1] and bucket not in seen:
                seen.add(bucket)
                votes[bucket] = votes.get(bucket, 0.0) + weight
    joined = {bucket: vote + max(votes.get(bucket - 1, 0.0), votes.get(bucket + 1, 0.0)) for bucket, vote in votes.items()}
    chosen: list[int] = []
    for bucket in sorted(joined, key=lambda key: (-joined[key], key)):
        if joined[bucket] < 0.5 * possible or len(chosen) == _CANDIDATES:
            break
        if all(abs(bucket - other) > 1 for other in chosen):
            chosen.append(bucket)
    return [bucket * _BUCKET + _BUCKET // 2 for bucket in chosen]


def _judge(said: list[str], text: list[str], offset: int) -> Reworded | None:
    """Return the best stretch of ``text`` for ``said``, or None if the words are not there."""
    operations, cost = _align(said, text)
    touched = [there for _, here, there in operations if here >= 0 and there >= 0]
    if not touched:
        return None
    first, last = touched[0], touched[-1] + 1
    inside = [step for step in operations if step[2] < 0 or first <= step[2] < last]
    counts = Counter(kind for kind, _, _ in inside)
    content = sum(kind == "same" and word_class(said[here]) >= WordClass.CONTENT for kind, here, _ in inside)
    loose, missing, extra, opposite = _weigh(said, text, inside)
    if counts["same"] < 0.55 * len(said) or (content < _LEAST_CONTENT and loose + extra > _FEW_EDITS):
        return None
    low = first - _BESIDE if operations[0][0] == "added" else first  # what the quote's loose ends may stand for
    high = last + _BESIDE if operations[-1][0] == "added" else last
    agree = strict_keys(said) == strict_keys(text[first:last]) == strict_keys(text[max(0, low) : high])
    found = missing == 0 and extra <= 1 + len(said) // 12 and loose <= max(3, len(said) // 4)
    if opposite and missing <= opposite and extra <= opposite + 1:
        return Reworded((offset + first, offset + last), cost, keeps_meaning=False)
    if not found or (agree and len(said) < SHORTEST):
        return None
    return Reworded((offset + first, offset + last), cost, agree, loose_head=operations[0][0] in ("added", "replaced"))


def _weigh(said: list[str], text: list[str], operations: list[Operation]) -> tuple[int, int, int, int]:
    """Return (loose edits, content words that only the quote has, content words that only the text has, opposites)."""
    loose = missing = extra = opposite = 0
    for block in _blocks(operations):
        added, dropped, before = False, 0, loose
        for kind, here, there in block:
            ours, theirs = said[here] if here >= 0 else "", text[there] if there >= 0 else ""
            light = max(word_class(form) for form in (ours, theirs) if form) <= WordClass.LIGHT
            if ours and theirs and (are_opposites(ours, theirs) or swaps_step(said, here, text, there)):
                opposite += 1
                missing, dropped = missing + (not light), dropped + (not light)
            elif light or kind == "near" or (ours and theirs and _is_slip(ours, theirs)):
                loose += 1
                added = added or (bool(ours) and kind != "near")
            else:
                added = added or bool(ours)
                missing += bool(ours) and word_class(ours) == WordClass.CONTENT
                dropped += bool(theirs) and word_class(theirs) == WordClass.CONTENT
        extra += dropped
        missing += loose - before > _LOOSEST_BLOCK
        missing += bool(dropped and added and not opposite)  # a content word may be left out, but not replaced
    return loose, missing, extra, opposite


def _blocks(operations: list[Operation]) -> list[list[Operation]]:
    """Return the runs of operations between equal words."""
    return [list(block) for same, block in groupby(operations, key=lambda step: step[0] == "same") if not same]


def _is_slip(ours: str, theirs: str) -> bool:
    """Whether two words differ by a slip of recognition or spelling: one letter of a long word, not the first."""
    return min(len(ours), len(theirs)) >= 7 and ours[0] == theirs[0] and ours.isalpha() and OSA.distance(ours, theirs, score_cutoff=1) <= 1


def _kind_mark(form: str) -> int:
    """Number forms, currencies and units may stand for each other when a value was changed."""
    return 1 if form[0] == NUMBER_MARK else 2 if form[0] == CURRENCY_MARK or form in UNIT_WORDS else 0


def _align(said: list[str], text: list[str]) -> tuple[list[Operation], float]:
    """Align all of ``said`` with some stretch of ``text``; return the operations in order and the cost."""
    import numpy as np

    ours, theirs = np.array([word_class(form) for form in said]), np.array([word_class(form) for form in text])
    forms = {form: number for number, form in enumerate(dict.fromkeys(said))}
    classes = {meaning_class(form): number for number, form in enumerate(dict.fromkeys(said))}
    same = np.array([forms[form] for form in said])[:, None] == np.array([forms.get(form, -1) for form in text])[None, :]
    alike = (
        np.array([classes[meaning_class(form)] for form in said])[:, None]
        == np.array([classes.get(meaning_class(form), -1) for form in text])[None, :]
    )
    our_kind, their_kind = np.array([_kind_mark(form) for form in said]), np.array([_kind_mark(form) for form in text])
    kin = (our_kind[:, None] == their_kind[None, :]) & (our_kind[:, None] > 0)
    loose = (ours[:, None] <= WordClass.LIGHT) & (theirs[None, :] <= WordClass.LIGHT)
    replace = np.where(same, 0.0, np.where(alike, _NEAR, np.where(kin, _SAME_KIND, np.where(loose, _LOOSE, _UNLIKE))))
    insert, delete = np.array(_INSERT)[ours], np.concatenate(([0.0], np.cumsum(np.array(_DELETE)[theirs])))
    table = np.zeros((len(said) + 1, len(text) + 1))
    for row in range(1, len(said) + 1):
        best = table[row - 1] + insert[row - 1]
        np.minimum(best[1:], table[row - 1, :-1] + replace[row - 1], out=best[1:])
        table[row] = delete + np.minimum.accumulate(best - delete)
    column = int(table[-1].argmin())
    return _trace(table.tolist(), replace.tolist(), insert.tolist(), same.tolist(), column), float(table[-1, column])


def _trace(table: list[list[float]], replace: list[list[float]], insert: list[float], same: list[list[bool]], column: int) -> list[Operation]:
    operations: list[Operation] = []
    row = len(table) - 1
    while row:
        value = table[row][column] + 1e-9
        if column and table[row - 1][column - 1] + replace[row - 1][column - 1] <= value:
            cost = replace[row - 1][column - 1]
            kind: Literal["same", "near", "replaced"] = "same" if same[row - 1][column - 1] else "near" if cost == _NEAR else "replaced"
            operations.append((kind, row - 1, column - 1))
            row, column = row - 1, column - 1
        elif table[row - 1][column] + insert[row - 1] <= value:
            operations.append(("added", row - 1, -1))
            row -= 1
        else:
            operations.append(("dropped", -1, column - 1))
            column -= 1
    return operations[::-1]
