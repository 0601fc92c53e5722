"""A sentence in its surroundings as a row of numbers, the same for training and for use.

In: ``Context``. Out: one row of ``len(FEATURES)`` zeros and ones. Always true: the order is that of ``FEATURES``; equal text gives equal rows.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analyzer.extract.offline.cues import CUES, OBSTACLES, QUESTIONS, find_cues, fold
from analyzer.extract.offline.sentences import Context
from analyzer.language.quantities import quantities

Rows = NDArray[np.float64]

_ASKED_END = 300
"""Characters at the end of what was asked that are looked at: the question proper comes last."""
_NEIGHBOUR_CUES = (
    "negation", "cannot", "problem", "by hand", "we want", "goal", "past plan", "praise", "past", "courtesy", "elsewhere", "lack", "late", "loss",
    "no problem", "wanted value",
)  # fmt: skip
_TIME_UNITS = frozenset({"second", "minute", "hour", "day", "business day", "week", "month", "quarter", "year"})
_QUANTITY = ("number", "unit", "money", "percent", "time", "several", "thousands", "period", "figure")
_SHAPE = ("up to 3 words", "up to 6 words", "12 words and more", "25 words and more", "first of the answer")
_JOINT = (
    "we and negation", "real wish", "you alone", "i in the past", "system and negation", "need at stake", "aim to change", "aim and day",
    "long without aim", "1 complaint", "2 complaints", "3 complaints", "long with few complaints",
)  # fmt: skip
_COMPLAINTS = frozenset(OBSTACLES) - {"no problem", "so", "but", "because", "system", "rule", "takes"}
_OUR_AIM = ("our aim", "named aim", "wished state")

FEATURES: tuple[str, ...] = (
    *CUES, *QUESTIONS, *_QUANTITY, *_SHAPE, *(f"before: {name}" for name in (*_NEIGHBOUR_CUES, "figure")),
    *(f"after: {name}" for name in (*_NEIGHBOUR_CUES, "figure")), *_JOINT,
)  # fmt: skip
"""Names of the columns."""


def describe(contexts: Sequence[Context]) -> Rows:
    """Return ``(len(contexts), len(FEATURES))`` rows."""
    known = {text: find_cues(text) for context in contexts for text in (context.plain, context.before, context.after)}
    return np.array([_describe(context, known) for context in contexts], dtype=np.float64).reshape(len(contexts), len(FEATURES))


def _describe(context: Context, known: dict[str, dict[str, bool]]) -> list[bool]:
    cues = known[context.plain]
    asked = fold(context.asked)[-_ASKED_END:]
    length = len(context.plain.split())
    aims = any(cues[name] for name in _OUR_AIM)
    complaints = sum(cues[name] for name in _COMPLAINTS)
    return [
        *cues.values(),
        *(bool(pattern.search(asked)) for pattern in QUESTIONS.values()),
        *_describe_quantities(context.plain),
        *(length <= 3, length <= 6, length >= 12, length >= 25, not context.before),
        *_describe_neighbour(context.before, known),
        *_describe_neighbour(context.after, known),
        cues["we"] and cues["negation"],
        cues["we want"] and not cues["manner of speaking"],
        cues["you"] and not cues["we"] and not cues["i"],
        cues["past"] and cues["i"],
        cues["negation"] and cues["system"],
        cues["need to"] and cues["at stake"],
        aims and cues["change verb"],
        aims and cues["by when"],
        length >= 20 and not aims,
        complaints >= 1,
        complaints >= 2,
        complaints >= 3,
        length >= 25 and complaints <= 1,
    ]


def _describe_quantities(plain: str) -> list[bool]:
    found = quantities(plain)
    return [
        bool(found),
        any(match.unit or match.currency for match in found),
        any(match.currency for match in found),
        any(match.unit in ("percent", "percentage point", "basis point") for match in found),
        any(match.unit in _TIME_UNITS for match in found),
        len(found) > 1,
        any(abs(match.high) >= 1000 for match in found),
        any(match.period for match in found),
        any(letter.isdecimal() for letter in plain),
    ]


def _describe_neighbour(plain: str, known: dict[str, dict[str, bool]]) -> list[bool]:
    if not plain:
        return [False] * (len(_NEIGHBOUR_CUES) + 1)
    return [*(known[plain][name] for name in _NEIGHBOUR_CUES), any(letter.isdecimal() for letter in plain)]
