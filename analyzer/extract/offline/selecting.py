"""Which sentences become findings, and which stand together.

In: sentences with scores. Out: ``Selection``, one for each finding to be. Always true: a sentence is in at most one selection of a kind;
a selection is one or two neighbouring sentences of one turn, so its quote is short and unbroken; nothing is selected on a score alone
that is a question, a courtesy or a way of speaking.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyzer.extract.offline.cues import OBSTACLES, find_cues, fold
from analyzer.extract.offline.sentences import Sentence
from analyzer.extract.offline.weights import Scores
from analyzer.language.quantities import quantities
from analyzer.language.wordlist import wordset
from analyzer.records import KINDS, Kind

THRESHOLDS: Mapping[Kind, float] = {"outcome": 0.32, "obstacle": 0.45, "metric": 0.35}
"""Least score of a finding. Chosen on the labelled interviews of the dev split, which no weight is fitted to: a little above the best F1."""

JOINS: Mapping[Kind, float] = {"outcome": 0.15, "obstacle": 0.3, "metric": 0.3}
"""Least score of a neighbour that only goes on with what was said."""


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


_FEWEST_WORDS: Mapping[Kind, int] = {"outcome": 5, "obstacle": 4, "metric": 2}
_MOST_WORDS = 55
_MOST_SENTENCES: Mapping[Kind, int] = {"outcome": 2, "obstacle": 2, "metric": 4}
_GOES_ON = wordset(
    "it it's its that that's this these those they they're them he he's she she's his her their which who because 'cause so then or there there's"
)
_TIES = wordset("and but well yeah now")
_SHORT = 5
_UNCUED = 0.75
"""Least score of an obstacle in whose sentence nothing is said to be missing, late, wrong or difficult."""
_COMPLAINTS = frozenset(OBSTACLES) - {"system", "rule", "no problem", "so", "but", "because", "has to", "takes"}
_OWN_AIM = re.compile(r"\b(?:i|we)(?:'ve|'d|'re|'m)? (?:\w+ )?(?:want|need|have to|got to|must|like to|promised|agreed|signed|are after|told)\b")
_BOTH = 0.6
"""Score from which a sentence is an outcome and an obstacle at the same time; below, it is what it looks like more."""


def select(sentences: Sequence[Sentence], scores: Scores) -> list[Selection]:
    """Return the selections of all kinds, by place."""
    chosen = {kind: _choose(kind, sentences, scores) for kind in KINDS}
    _settle(chosen["outcome"], chosen["obstacle"])
    found = [selection for kind in KINDS for selection in _join(kind, sentences, scores, chosen[kind])]
    return sorted(found, key=lambda selection: (selection.start, selection.end, selection.kind))


def _choose(kind: Kind, sentences: Sequence[Sentence], scores: Scores) -> dict[int, float]:
    """Return the sentences of a kind: position -> score."""
    return {
        index: float(score)
        for index, score in enumerate(scores[kind])
        if score >= THRESHOLDS[kind] and is_admissible(kind, sentences[index].plain, float(score))
    }


def is_admissible(kind: Kind, plain: str, score: float) -> bool:
    """Return whether a sentence may carry a finding of this kind at all."""
    cues = find_cues(plain)
    if len(plain.split()) < _FEWEST_WORDS[kind] or cues["question"]:
        return False
    if kind == "outcome":
        return not (cues["manner of speaking"] and not cues["we want"]) and not (cues["wish of others"] and not _OWN_AIM.search(fold(plain)))
    if kind == "obstacle":
        return score >= _UNCUED or any(cues[name] for name in _COMPLAINTS)
    return cues["counting"] or cues["share"] or bool(quantities(plain))


def _settle(outcomes: dict[int, float], obstacles: dict[int, float]) -> None:
    for index in outcomes.keys() & obstacles.keys():
        if min(outcomes[index], obstacles[index]) < _BOTH:
            del (outcomes if outcomes[index] < obstacles[index] else obstacles)[index]


def _join(kind: Kind, sentences: Sequence[Sentence], scores: Scores, chosen: Mapping[int, float]) -> Iterator[Selection]:
    """Yield the chosen sentences, each with the neighbours that go on with it."""
    taken: set[int] = set()
    for index in sorted(chosen):
        if index in taken:
            continue
        last = index
        while last + 1 < len(sentences) and last - index + 1 < _MOST_SENTENCES[kind] and _continues(kind, sentences, scores, chosen, index, last + 1):
            last += 1
        while last > index and last not in chosen and float(scores[kind][last]) < JOINS[kind]:
            last -= 1
        taken.update(range(index, last + 1))
        best = max((position for position in range(index, last + 1) if position in chosen), key=lambda position: (chosen[position], -position))
        yield Selection(kind, tuple(sentences[index : last + 1]), chosen[best], best)


def _continues(kind: Kind, sentences: Sequence[Sentence], scores: Scores, chosen: Mapping[int, float], first: int, second: int) -> bool:
    one, other = sentences[first], sentences[second]
    if other.turn.index != one.turn.index or sum(len(sentence.plain.split()) for sentence in sentences[first : second + 1]) > _MOST_WORDS:
        return False
    if second not in chosen and float(scores[kind][second]) < JOINS[kind]:
        return False
    if kind == "metric":
        return _same_measure(sentences[second - 1].plain, other.plain)
    return goes_on(other.plain)


def goes_on(plain: str) -> bool:
    """Return whether a sentence leans on the one before it: "It sits there", "So they ring", "Twice"."""
    spoken = [word.strip(",.;:!?") for word in fold(plain).split()]
    while len(spoken) > 1 and spoken[0] in _TIES:
        spoken = spoken[1:]
    return len(spoken) < _SHORT or spoken[0] in _GOES_ON


def _same_measure(one: str, other: str) -> bool:
    """Return whether two neighbouring sentences give values of one measure: the same unit, or one of them none."""
    units = [{match.currency or match.unit for match in quantities(plain)} for plain in (one, other)]
    if not all(units):
        return goes_on(other)
    return bool(units[0] & units[1]) or None in units[0] or None in units[1]
