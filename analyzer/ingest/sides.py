"""Who speaks for whom, where nobody declared it: a guess only on sound evidence.

In: what each voice said. Out: voice -> side for those about whom the evidence is strong. Always true: only a
conversation of exactly two voices is guessed by how they talk; several signs have to agree and the leader must ask; otherwise the side
stays unknown. A wrong "customer" would put an interviewer's words into the customer's mouth.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.ingest.words import count_words, fold
from analyzer.records import Side

_QUESTION = re.compile("[?\uff1f\u061f]")
_YOU = re.compile(
    r"\b(?:you|your|yours|sie|ihr|ihre|ihnen|du|dein|vous|votre|vos|usted|ustedes|su|sus|você|vocês|voi|lei|jullie|uw)\b", re.IGNORECASE
)
_PROMPT = re.compile(
    r"\b(?:"
    r"tell (?:me|us)|walk (?:me|us) through|talk (?:me|us) through|could you|"
    r"can you (?:describe|explain|tell|give|walk|say|talk)|help me understand|"
    r"how do you|what do you|why (?:is|does|do|did) |what does that|what would|what happens|how often|how many|how much|how long|"
    r"who (?:owns|decides|else)|"
    r"thank(?:s| you) (?:so much )?for (?:joining|taking|making|doing|having|your time)|mind if i record|can i record|"
    r"i(?:'|’)?m (?:recording|not selling)|"
    r"give me an example|say more|erzählen sie|können sie|parlez|pouvez-vous|cuénteme|podría|mi racconti)",
    re.IGNORECASE,
)
_DEMONSTRATION = re.compile(
    r"\b(?:let me (?:show|share)|(?:i(?:'|’)ll|i will|i(?:'|’)m going to|i can) (?:show you|share my screen|walk you through|demo)|share my screen|"
    r"our (?:platform|solution|tool|software) (?:can|does|will|lets|helps|gives|is)|we (?:offer|can offer|provide) |free trial|you(?:'|’)ll see here|"
    r"as you can see)",
    re.IGNORECASE,
)
_ASKING_ROLES = frozenset(["interviewer", "moderator", "researcher", "facilitator", "interviewerin", "q", "i", "int", "interviewer1", "pm"]) | {
    "product manager",
    "ux researcher",
    "user researcher",
}
_ASKED_ROLES = frozenset(
    ["interviewee", "respondent", "participant", "customer", "client", "prospect", "a", "r", "p", "guest", "befragter", "befragte"]
)
_STRONG = 4.5
_MIN_QUESTIONS = 3
_MIN_TURNS = 4
_MIN_WORDS = 80


@dataclass(frozen=True)
class Talk:
    """How one voice talks."""

    turns: int
    words: int
    questions: int
    you: int
    prompts: int
    demonstrations: int
    opens: bool


def measure(said: Sequence[str], opens: bool) -> Talk:
    """Count what a voice's turns show."""
    text = "\n".join(said)
    return Talk(
        turns=len(said),
        words=count_words(text),
        questions=len(_QUESTION.findall(text)),
        you=len(_YOU.findall(text)),
        prompts=len(_PROMPT.findall(text)),
        demonstrations=len(_DEMONSTRATION.findall(text)),
        opens=opens,
    )


def guess_pair(talks: Mapping[str, Talk], labels: Mapping[str, str]) -> dict[str, Side]:
    """Return interviewer and customer of a conversation of two voices, or nothing where the signs do not agree."""
    if len(talks) != 2:
        return {}
    first, second = talks
    for asking, asked in ((first, second), (second, first)):
        if (
            fold(labels[asking]) in _ASKING_ROLES
            and fold(labels[asked]) not in _ASKING_ROLES
            and (fold(labels[asked]) in _ASKED_ROLES or len(fold(labels[asking])) > 2)
        ):
            return {asking: "interviewer", asked: "customer"}
    total = sum(talk.words for talk in talks.values())
    if total < _MIN_WORDS or sum(talk.turns for talk in talks.values()) < _MIN_TURNS:
        return {}
    for asking, asked in ((first, second), (second, first)):
        if score_asking(talks[asking], talks[asked]) >= _STRONG:
            return {asking: "interviewer", asked: "customer"}
    return {}


def score_asking(one: Talk, other: Talk) -> float:
    """Return how strongly the signs say that ``one`` interviews ``other``; 0 where ``one`` does not clearly ask more."""
    questions = one.questions + other.questions
    share = one.questions / questions if questions else 0.0
    if questions < _MIN_QUESTIONS or share < 0.6:
        return 0.0
    points = 3.0 if share >= 0.85 else 2.0 if share >= 0.7 else 1.0
    spoken = one.words / max(one.words + other.words, 1)
    points += 2.0 if spoken <= 0.35 else 1.0 if spoken <= 0.45 else -1.0 if spoken > 0.55 else 0.0
    points += 1.0 if _rate(one.you, one) >= 1.5 * _rate(other.you, other) else 0.0
    points += 1.5 if one.prompts >= 2 and one.prompts > other.prompts else -1.5 if other.prompts > one.prompts else 0.0
    points += 0.5 if one.opens else 0.0
    points -= min(2.0 * other.demonstrations, 4.0)
    return points


def _rate(count: int, talk: Talk) -> float:
    return count / max(talk.words, 1)
