"""Which sentences a simple program would look at first: a list for a model that loses its way among many sentences.

In: a stretch of an interview and a step. Out: places of sentences with the kind they look like. Always true: the marks depend on the words of the
interview and the shipped weights only (cues, no sentence vectors: these differ in their last digits from machine to machine).

What is marked wrongly or not at all is the model's to judge.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from analyzer.extract.offline.sentences import read_sentences
from analyzer.extract.offline.weights import load_weights, score
from analyzer.extract.profiles import COVERAGE_STEP, METRICS_STEP, STATED_STEP
from analyzer.records import Interview, Kind


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sentence looks like."""

    looks: str
    """In the words of prompts/<step>.md."""
    score: float
    """From 0 to 1."""


Marks = Mapping[tuple[int, int], Mark]
"""By the places of sentences, in code points of the canonical text."""

WORDS: Mapping[str, Mapping[Kind, str]] = {
    STATED_STEP: {"outcome": "aim?", "obstacle": "trouble?"},
    COVERAGE_STEP: {"outcome": "aim?", "obstacle": "trouble?"},
    METRICS_STEP: {"metric": "figure?"},
}
"""What a step looks for."""
LEAST: Mapping[Kind, float] = {"outcome": 0.4, "obstacle": 0.4, "metric": 0.3}
"""Least score of a marked sentence."""


def find_marks(interview: Interview, step: str, start: int, end: int) -> Marks:
    """Return the marks of a step in a stretch of the text: sentences that look like a kind the step asks for, each as what it looks like most."""
    sides = tuple(speaker.side for speaker in interview.speakers)
    marks = _find_all(_Talk((interview.id, interview.version, sides), interview), step)
    return {place: mark for place, mark in marks.items() if place[0] < end and place[1] > start}


@dataclass(frozen=True)
class _Talk:
    """An interview by what its marks depend on."""

    identity: tuple[object, ...]
    interview: Interview = field(compare=False)


@lru_cache(maxsize=16)
def _find_all(talk: _Talk, step: str) -> Marks:
    # Kept, since every window of an interview asks, and a forecast asks for every profile.
    told = [sentence for sentence in read_sentences(talk.interview) if not sentence.plain.endswith("?")]
    scores, _ = score([sentence.context for sentence in told], None, load_weights())
    marks: dict[tuple[int, int], Mark] = {}
    for index, sentence in enumerate(told):
        kind = max(WORDS[step], key=lambda name: float(scores[name][index]))
        if float(scores[kind][index]) >= LEAST[kind]:
            marks[sentence.start, sentence.end] = Mark(WORDS[step][kind], float(scores[kind][index]))
    return marks
