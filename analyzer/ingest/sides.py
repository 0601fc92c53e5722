"""Who speaks for whom, where nobody declared it: a guess only on sound evidence.

In: what each voice said. Out: voice -> side for those about whom the evidence is strong. Always true: only a conversation of exactly two
voices is guessed by how they talk; one of them must hand over with questions again and again, and further signs have to agree; otherwise
the side stays unknown. A wrong "customer" would put an interviewer's words into the customer's mouth.

The signs were chosen by looking at interviews: whoever interviews ends 29 to 59 of 100 turns with a question, whoever is interviewed 0 to 11;
questions inside long answers are common and say nothing. A call in which a customer questions a seller looks alike, so the phrases of
selling and buying count against a guess.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.ingest.vocabulary import word_set
from analyzer.ingest.words import count_words, fold
from analyzer.records import Side

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
_PURCHASE = re.compile(
    r"\b(?:(?:does|can|will) (?:it|your (?:tool|product|platform|system|software))|do you (?:support|integrate|offer)|"
    r"how much (?:does it|do you charge)|(?:your|the) pric(?:e|es|ing)|discount|free trial|licen[cs]es? cost|your roadmap|your competitors)",
    re.IGNORECASE,
)
_ASKING_ROLES = word_set("interviewer interviewerin moderator researcher facilitator q i") | {"product manager", "ux researcher", "user researcher"}
_ASKED_ROLES = word_set("interviewee respondent participant customer client prospect a r p b guest befragter befragte")
INTERVIEWING_LABELS = word_set("interviewer interviewerin interviewers moderator facilitator")
"""Labels that say by themselves which side a voice is on, whoever else speaks."""
_STRONG = 4.5
_MIN_HANDOVERS = 3
_MIN_TURNS = 6
_MIN_WORDS = 80


@dataclass(frozen=True)
class Talk:
    """How one voice talks."""

    turns: int
    words: int
    handovers: int
    """Turns that end with a question."""
    you: int
    prompts: int
    sales: int
    """Phrases of showing and offering a product."""
    purchases: int
    """Phrases of asking for a product."""
    opens: bool


def measure(said: Sequence[str], opens: bool) -> Talk:
    """Count what a voice's turns show."""
    text = "\n".join(said)
    return Talk(
        turns=len(said),
        words=count_words(text),
        handovers=sum(1 for turn in said if turn.rstrip("\"'\u201d\u2019)] ").endswith(("?", "\uff1f", "\u061f"))),
        you=len(_YOU.findall(text)),
        prompts=len(_PROMPT.findall(text)),
        sales=len(_DEMONSTRATION.findall(text)),
        purchases=len(_PURCHASE.findall(text)),
        opens=opens,
    )


def guess_pair(talks: Mapping[str, Talk], labels: Mapping[str, str]) -> dict[str, Side]:
    """Return interviewer and customer of a conversation of two voices, or nothing where the signs do not agree."""
    if len(talks) != 2:
        return {}
    first, second = talks
    for asking, asked in ((first, second), (second, first)):
        if fold(labels[asking]) in _ASKING_ROLES and fold(labels[asked]) in _ASKED_ROLES:
            return {asking: "interviewer", asked: "customer"}
    if sum(talk.words for talk in talks.values()) < _MIN_WORDS or sum(talk.turns for talk in talks.values()) < _MIN_TURNS:
        return {}
    for asking, asked in ((first, second), (second, first)):
        if score_asking(talks[asking], talks[asked]) >= _STRONG:
            return {asking: "interviewer", asked: "customer"}
    return {}


def score_asking(one: Talk, other: Talk) -> float:
    """Return how strongly the signs say that ``one`` interviews ``other``; 0 where ``one`` does not clearly hand over with questions."""
    share = _rate(one.handovers, one.turns) / max(_rate(one.handovers, one.turns) + _rate(other.handovers, other.turns), 1e-9)
    if one.handovers < _MIN_HANDOVERS or share < 0.7 or _rate(one.handovers, one.turns) < 0.15:
        return 0.0
    points = 3.0 if share >= 0.85 else 2.0
    spoken = _rate(one.words, one.words + other.words)
    points += 2.0 if spoken <= 0.35 else 1.0 if spoken <= 0.45 else -1.0 if spoken > 0.55 else 0.0
    points += 1.0 if _rate(one.you, one.words) >= 1.5 * _rate(other.you, other.words) else 0.0
    points += 1.0 if one.prompts >= 2 and _rate(one.prompts, one.words) > _rate(other.prompts, other.words) else 0.0
    points += 0.5 if one.opens else 0.0
    # A phrase or two come in any talk; one in 300 words is selling.
    points -= 3.0 if other.sales >= 2 and _rate(other.sales, other.words) > 1 / 300 else 0.0
    points -= 2.0 if one.purchases >= 2 and _rate(one.purchases, one.words) > 1 / 300 else 0.0
    return points


def _rate(count: int, total: int) -> float:
    return count / max(total, 1)
