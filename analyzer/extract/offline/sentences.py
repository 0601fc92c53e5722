"""The sentences that may carry a finding, each with what stands around it.

In: an interview. Out: ``Sentence`` in order of place. Always true: every sentence lies inside one turn of a customer, or of somebody
whose side is not known and who does not lead the conversation; ``plain`` holds no word that was not said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analyzer.extract.offline.clearing import clear_text, plain_text
from analyzer.language.sentences import sentences
from analyzer.language.words import BACK_CHANNEL, words
from analyzer.records import Interview, Turn

QUOTABLE = frozenset({"customer", "unknown"})
_LISTENING = 4
"""Words up to which a turn of nothing but "Mm-hm" or "Right, okay" does not interrupt the other speaker."""
_QUESTION = re.compile(r"\?[\"'\u201d\u2019)]*\s*$")
_LEAST_QUESTIONS = 4
_LEADS = 0.6
"""Share of all questions from which an unknown speaker is taken for the one who leads the conversation."""


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence and its surroundings as plain text: all that scoring looks at."""

    plain: str
    """The sentence without notes in brackets, fillers and repeated words."""
    asked: str = ""
    """What the other side said last, before this speaker began."""
    before: str = ""
    """The speaker's sentence before, empty at the beginning of an answer."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and where it lies."""

    turn: Turn
    start: int
    end: int
    """Exclusive; code points of the canonical text."""
    answer: int
    """Number of the answer: consecutive turns of one speaker, interrupted by listening noises only."""
    context: Context

    @property
    def plain(self) -> str:
        """The sentence as plain text."""
        return self.context.plain


def read_sentences(interview: Interview) -> list[Sentence]:
    """Return the sentences of everybody who may be quoted, in order of place."""
    found: list[Sentence] = []
    for answer, (asked, turns) in enumerate(_answers(interview)):
        own = [
            Sentence(turn, turn.start + start, turn.start + end, answer, Context(plain, asked))
            for turn in turns
            for start, end in sentences(interview.said(turn))
            if (plain := clear_text(interview.said(turn)[start:end]))
        ]
        for index, sentence in enumerate(own):
            before = own[index - 1].plain if index else ""
            after = own[index + 1].plain if index + 1 < len(own) else ""
            found.append(replace(sentence, context=replace(sentence.context, before=before, after=after)))
    return found


def _answers(interview: Interview) -> Iterator[tuple[str, list[Turn]]]:
    """Yield what was asked and the turns of the answer."""
    sides = {speaker.key: speaker.side for speaker in interview.speakers}
    leading = find_leaders(interview)
    asked, turns = "", list[Turn]()
    for turn in interview.turns:
        said = interview.said(turn)
        if sides[turn.speaker] in QUOTABLE and turn.speaker not in leading:
            if turns and turns[-1].speaker != turn.speaker:
                yield asked, turns
                turns = []
            turns.append(turn)
        elif not _listens(said):
            if turns:
                yield asked, turns
            asked, turns = said, []
    if turns:
        yield asked, turns


def _listens(said: str) -> bool:
    spoken = words(plain_text(said))
    return len(spoken) <= _LISTENING and "?" not in said and all(word.norm in BACK_CHANNEL for word in spoken)


def find_leaders(interview: Interview) -> frozenset[str]:
    """Return the keys of unknown speakers who ask most of the questions of a talk: whoever asks is not the one who answers.

    Only where no side is known at all, since then nobody else can be the interviewer.
    """
    if any(speaker.side != "unknown" for speaker in interview.speakers) or len(interview.speakers) < 2:
        return frozenset()
    asked = dict.fromkeys((speaker.key for speaker in interview.speakers), 0)
    for turn in interview.turns:
        asked[turn.speaker] += bool(_QUESTION.search(plain_text(interview.said(turn))))
    total = sum(asked.values())
    return frozenset(key for key, count in asked.items() if total >= _LEAST_QUESTIONS and count >= _LEADS * total)
