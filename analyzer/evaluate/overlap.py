"""How far two passages of one transcript are the same passage.

In: spans of code points of a canonical text. Out: an overlap from 0 to 1. Always true: symmetric; 1 for equal spans, 0 for disjoint
ones; a long passage does not win by swallowing a short one.
"""

from collections.abc import Sequence

Span = tuple[int, int]
"""Code points, end-exclusive."""

FULL_WORDS = 60
"""Containment counts in full while the longer passage has at most this many words, and falls in proportion after that."""

LEAST_WORDS = 3
"""A passage of fewer words is too small to count as contained in a longer one."""


def overlap(text: str, first: Sequence[Span], second: Sequence[Span]) -> float:
    """Return the larger of intersection over union and bounded containment of two passages; each may be in several pieces."""
    shared = sum(_shared(one, other) for one in _union(first) for other in _union(second))
    if not shared:
        return 0.0
    sizes = sorted((_length(_union(spans)), _count_words(text, _union(spans))) for spans in (first, second))
    (shorter, few), (longer, many) = sizes
    iou = shared / (shorter + longer - shared)
    if few < LEAST_WORDS <= many:
        return iou
    return max(iou, shared / shorter * min(1.0, FULL_WORDS / many))


def _union(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _length(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _count_words(text: str, spans: Sequence[Span]) -> int:
    return sum(len(text[start:end].split()) for start, end in spans)
