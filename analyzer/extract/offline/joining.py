"""Neighbouring sentences that say one thing together.

In: the sentences chosen for a kind. Out: ``Selection``: one sentence with those that go on with it. Always true: a selection lies inside one
turn, has at most ``MOST_WORDS`` words, and holds at least one chosen sentence; a chosen sentence is in exactly one selection.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.extract.offline.cues import fold
from analyzer.extract.offline.sentences import Sentence
from analyzer.language.quantities import QuantityMatch, quantities
from analyzer.language.wordlist import wordset
from analyzer.records import Kind

MOST_WORDS = 55
_MOST_SENTENCES: Mapping[Kind, int] = {"outcome": 2, "obstacle": 3, "metric": 5}
_MOST_OBSTACLE_WORDS = 45
_BRIEF = 8
"""Words up to which a sentence beside an obstacle is taken for a part of it: people tell trouble in short breaths."""
_LEAST: Mapping[Kind, float] = {"outcome": 0.15, "obstacle": 0.3, "metric": 0.0}
"""Least score of a neighbour that only goes on with what was said."""
_GOES_ON = wordset(
    "it it's its that that's this these those they they're them he he's she she's his her their which who because 'cause so then or there there's"
)
_TIES = wordset("and but well yeah now")
_POINTS = wordset("it it's that that's this they they're he she those these them")
_MOST_POINTING = 12
"""Words up to which a sentence that begins with a pronoun hardly names what it is about."""
_SHORT = 5
_GIVES_REASON = re.compile(r"^(?:and |so |but )?(?:because|'cause|since|otherwise|or else|so that|if (?:we|it|they)|that's (?:what|why))\b")
_CORRECTS = re.compile(r"^(?:no|wait|sorry|hold on|actually|scratch|correction|nope|oh no)\b")
_COMPARES = re.compile(
    r"\b(?:was|were|before|used to|last|year|should|ought|oughta|want|wants|target|goal|need|needs|has to|have to|now|today|down|up|against|from|"
    r"plan|average|out of|worth|each|every|that's|by)\b"
)
_CLOSED = re.compile(r"[.?!\u2026][\"'\u201d)]*$")
_RELATIVE = wordset("who which that whose where whom")
_ECHO_WORDS = 6
_ECHO_REACH = 12
_ALIKE = 20


@dataclass(frozen=True)
class Selection:
    """Sentences that carry one finding."""

    kind: Kind
    sentences: tuple[Sentence, ...]
    score: float
    index: int
    """Position of the best sentence among all sentences of the interview."""

    @property
    def start(self) -> int:
        """Where the quote begins."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where the quote ends, exclusive."""
        return self.sentences[-1].end

    @property
    def plain(self) -> str:
        """The words as plain text."""
        return " ".join(sentence.plain for sentence in self.sentences)


def join(kind: Kind, sentences: Sequence[Sentence], scores: NDArray[np.float64], chosen: Mapping[int, float]) -> Iterator[Selection]:
    """Yield the chosen sentences, each with the neighbours that go on with it."""
    taken = -1
    for index in sorted(chosen):
        if index <= taken:
            continue
        first = index - 1 if index - 1 > taken and (_cut_off(sentences, index) or _points_back(sentences, index)) else index
        last = index
        for position in range(index + 1, min(index + _MOST_SENTENCES[kind], len(sentences))):
            if not _may_follow(kind, sentences, scores, first, position, position in chosen):
                break
            if not _corrects(sentences[position].plain):  # a mere "no, wait" counts only with what comes after it
                last = position
        taken = last
        best = max((position for position in range(index, last + 1) if position in chosen), key=lambda position: (chosen[position], -position))
        yield Selection(kind, tuple(sentences[first : last + 1]), chosen[best], best)


def _cut_off(sentences: Sequence[Sentence], index: int) -> bool:
    """Return whether a sentence is but the rest of the one before, which was cut for its length: "..., who do not have an account"."""
    if not index or not is_cut(sentences, index):
        return False
    before, rest = sentences[index - 1].plain, sentences[index].plain
    return len(before.split()) + len(rest.split()) <= MOST_WORDS and fold(rest).split()[0] in _RELATIVE


def _points_back(sentences: Sequence[Sentence], index: int) -> bool:
    """Return whether a short sentence says what it is about only in the one before: "That takes them nine days." """
    if not index or sentences[index - 1].turn.index != sentences[index].turn.index:
        return False
    spoken = [word.strip(",.;:!?") for word in fold(sentences[index].plain).split()]
    while len(spoken) > 1 and spoken[0] in _TIES:
        spoken = spoken[1:]
    return spoken[0] in _POINTS and len(spoken) <= _MOST_POINTING and len(spoken) + len(sentences[index - 1].plain.split()) <= _MOST_OBSTACLE_WORDS


def is_cut(sentences: Sequence[Sentence], index: int) -> bool:
    """Return whether the sentence before was cut for its length, so that this one goes on with it: between them stands no full stop."""
    return sentences[index - 1].turn.index == sentences[index].turn.index and not _CLOSED.search(sentences[index - 1].plain)


def _may_follow(kind: Kind, sentences: Sequence[Sentence], scores: NDArray[np.float64], first: int, position: int, is_chosen: bool) -> bool:
    """Return whether the sentence at ``position`` goes on with what began at ``first``."""
    one, other = sentences[first], sentences[position]
    if other.turn.index != one.turn.index or sum(len(sentence.plain.split()) for sentence in sentences[first : position + 1]) > MOST_WORDS:
        return False
    if kind == "metric":
        return _corrects(other.plain) or _same_measure(" ".join(sentence.plain for sentence in sentences[first:position]), other.plain)
    if not is_chosen and float(scores[position]) < _LEAST[kind]:
        return False
    if kind == "obstacle":
        words = sum(len(sentence.plain.split()) for sentence in sentences[first : position + 1])
        return words <= _MOST_OBSTACLE_WORDS and (is_chosen or len(other.plain.split()) <= _BRIEF or goes_on(other.plain))
    return goes_on(other.plain) and not (kind == "outcome" and _GIVES_REASON.match(fold(other.plain)))


def goes_on(plain: str) -> bool:
    """Return whether a sentence leans on the one before it: "It sits there", "So they ring", "Twice"."""
    spoken = [word.strip(",.;:!?") for word in fold(plain).split()]
    while len(spoken) > 1 and spoken[0] in _TIES:
        spoken = spoken[1:]
    return len(spoken) < _SHORT or spoken[0] in _GOES_ON


def _corrects(plain: str) -> bool:
    return bool(_CORRECTS.match(fold(plain))) and len(plain.split()) < _SHORT and not quantities(plain)


def _same_measure(said: str, other: str) -> bool:
    """Return whether a sentence gives another value of what was measured: of its unit, near in size, and set against it or put shortly."""
    known, further = quantities(said), quantities(other)
    if not known or not further or not any(comparable(one, match) for one in known for match in further):
        return False
    return len(other.split()) <= _ECHO_WORDS or bool(_COMPARES.search(fold(other)))


def comparable(one: QuantityMatch, other: QuantityMatch) -> bool:
    """Return whether two quantities can be values of one measure: same unit and currency, or one of them bare and of like size."""
    if (_plain_unit(one), one.currency) == (_plain_unit(other), other.currency) and (one.unit or one.currency):
        return True
    bare = (one.unit is None and one.currency is None) or (other.unit is None and other.currency is None)
    return bare and one.high != 0 and other.high != 0 and 1 / _ALIKE <= abs(float(other.high / one.high)) <= _ALIKE


def _plain_unit(match: QuantityMatch) -> str | None:
    return "day" if match.unit == "business day" else match.unit


def drop_echoes(selections: Iterable[Selection]) -> list[Selection]:
    """Return the selections without short ones that only repeat a value said in full nearby: "A hundred and forty.", "Twelve."."""
    kept = list(selections)
    metrics = [selection for selection in kept if selection.kind == "metric"]
    echoes = [one for one in metrics if len(one.plain.split()) <= _ECHO_WORDS and any(_echoes(one, other) for other in metrics if other is not one)]
    return [selection for selection in kept if selection not in echoes]


def _echoes(one: Selection, other: Selection) -> bool:
    if abs(one.index - other.index) > _ECHO_REACH or len(other.plain.split()) <= len(one.plain.split()):
        return False
    values = {(match.low, match.high) for match in quantities(other.plain)}
    own = {(match.low, match.high) for match in quantities(one.plain)}
    return bool(own) and own <= values
