"""Whether an interview is one we know: by what was said, never by a file's name.

In: a new interview and the known ones. Out: ``Identity``. Always true: the same words are the same interview whatever the file is called; two exports
of one meeting (8-word shingles contained at least 0.8) are one; named speakers win, then the one with more words, whichever came first.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from analyzer.ingest.labels import is_placeholder
from analyzer.ingest.words import count_words, fold
from analyzer.records import Interview

SHINGLE_WORDS = 8
CONTAINED = 0.8
EDITED = 0.5
"""Shared shingles under which a file of the same path is the same file, changed."""
_SAMPLED = 32
_MIN_SAMPLE = 20
_WORD = re.compile(r"\w+")

Kind = Literal["new", "same", "better", "worse", "edited"]


@dataclass(frozen=True)
class Identity:
    """What a new interview is to those we know."""

    kind: Kind
    """"new"; "same" version; "better": the same meeting, this export becomes its next version; "worse": the known export wins;
    "edited": the same export with changed words, becomes the next version."""
    id: str | None = None
    """Of the known interview."""
    reason: str = ""
    """For a person."""


def identify(new: Interview, known: Iterable[Interview]) -> Identity:
    """Tell whether the new interview is one of the known, and if so which of the two is to be kept.

    Every known text is first compared by a sample of its shingles, so a thousand interviews cost little more than one.
    """
    candidates = list(known)
    for interview in candidates:
        if interview.version == new.version:
            return _compare_same_words(new, interview)
    shingles = shingle(new.text)
    sample = frozenset(value for value in shingles if value % _SAMPLED == 0)
    best: tuple[float, Interview] | None = None
    for interview in candidates:
        if not _may_contain(sample, _sample(interview.version, interview.text)):
            continue
        contained = containment(shingles, shingle(interview.text))
        enough = EDITED if interview.source == new.source else CONTAINED
        if contained >= enough and (best is None or contained > best[0]):
            best = contained, interview
    if best is None:
        return Identity("new")
    return _compare(new, best[1], best[0])


@lru_cache(maxsize=4096)
def _sample(version: str, text: str) -> frozenset[int]:
    """Return every 32nd shingle of a text; ``version`` makes the call cheap to remember."""
    return frozenset(value for value in shingle(text) if value % _SAMPLED == 0)


def _may_contain(first: frozenset[int], second: frozenset[int]) -> bool:
    """Whether the samples leave it possible that the texts share half of their shingles; small samples leave everything possible."""
    smaller = min(len(first), len(second))
    return smaller < _MIN_SAMPLE or len(first & second) >= smaller * 0.3


def shingle(text: str) -> frozenset[int]:
    """Return the hashes of all runs of eight words, without case and punctuation; of a shorter text the one run it is."""
    words = _WORD.findall(fold(text))
    last = max(len(words) - SHINGLE_WORDS, 0)
    return frozenset(hash(tuple(words[index : index + SHINGLE_WORDS])) for index in range(last + 1)) if words else frozenset()


def containment(first: frozenset[int], second: frozenset[int]) -> float:
    """Return the share of the smaller text's shingles that the larger one has too, 0 to 1."""
    smaller, larger = sorted((first, second), key=len)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def named_share(interview: Interview) -> float:
    """Return the share of the words that a named speaker says; placeholders such as "Speaker 1" name nobody unless a person is declared for them."""
    named = {speaker.key for speaker in interview.speakers if speaker.name and not is_placeholder(speaker.name)}
    total = max(len(interview.text), 1)
    return sum(turn.end - turn.start for turn in interview.turns if turn.speaker in named) / total


def _compare_same_words(new: Interview, known: Interview) -> Identity:
    """The words are the same: another export of them is kept only for what it adds, names first, then times."""
    same = f"the same words as {known.source}"
    if new.raw_sha256 == known.raw_sha256:
        return Identity("same", known.id, same)
    if _names_better(new, known):
        return Identity("better", known.id, f"{same}, with named speakers")
    if _names_better(known, new):
        return Identity("worse", known.id, f"{same}, which names the speakers")
    if _timed(new) != _timed(known):
        return Identity("better", known.id, f"{same}, with times") if _timed(new) else Identity("worse", known.id, f"{same}, which has times")
    return Identity("same", known.id, same)


def _timed(interview: Interview) -> bool:
    return any(turn.start_ms is not None for turn in interview.turns)


def _compare(new: Interview, known: Interview, contained: float) -> Identity:
    share = f"{contained:.0%} of the words are the same"
    if new.source == known.source:
        return Identity("edited", known.id, f"{known.source} was changed ({share})")
    if _names_better(new, known):
        return Identity("better", known.id, f"the same meeting as {known.source} ({share}), with named speakers")
    if _names_better(known, new):
        return Identity("worse", known.id, f"the same meeting as {known.source} ({share}), which names the speakers")
    ours, theirs = count_words(new.text), count_words(known.text)
    if new.format == known.format and abs(ours - theirs) <= 0.05 * theirs and len(new.turns) == len(known.turns):
        return Identity("edited", known.id, f"{known.source} with changed words ({share})")
    if ours > theirs:
        return Identity("better", known.id, f"the same meeting as {known.source} ({share}), {ours - theirs} words more")
    return Identity("worse", known.id, f"the same meeting as {known.source} ({share}), which has {theirs - ours} words more")


def _names_better(one: Interview, other: Interview) -> bool:
    return named_share(one) > named_share(other) + 0.2
