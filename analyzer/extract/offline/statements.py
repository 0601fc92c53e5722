"""What an outcome or an obstacle says beyond its quote: level, why it matters, cause and nature.

In: the words of a finding and their neighbours. Out: values of its fields. Always true: a reason or cause is a slice of what was said;
a level without a word that calls for it is marked as inferred.
"""

import re
from dataclasses import dataclass

from analyzer.extract.offline.cues import fold, straighten
from analyzer.extract.offline.sentences import Sentence
from analyzer.language.quantities import quantities
from analyzer.records import Level, Nature

_STRATEGIC = re.compile(
    r"\b(?:boards?|owners?|shareholders?|investors?|trustees|supervisory|minister|ministry|council|parliament|regulators?|the fund|the bank|banks?|"
    r"lenders?|"
    r"chief exec\w*|ceo|managing director|headquarters|head office|family|"
    r"surviv\w+|independen\w+|growth|grow|merg\w+|acqui\w+|exit|sold|sell the|sale of|going under|bankrupt\w*|"
    r"licen[cs]e|accredit\w+|certif\w+|covenants?|credit line|equity|invest\w*|capital|fund\w*|debt|leverage|margin|ebitda|profit\w*|break-?even|"
    r"cash|"
    r"market share|largest customer|biggest customer|tender|contract|strateg\w+|mission|company|organi[sz]ation|group|plant|region|new (?:site|"
    r"plant|line|"
    r"wing|hall)|by 20\d\d|in (?:two|three|five) years)\b"
)
_TACTICAL = re.compile(
    r"\b(?:screens?|buttons?|clicks?|passwords?|log(?:s|ged)? (?:in|out|you)|login|exports?|export the|columns?|fonts?|letters (?:are|were)|"
    r"colou?rs?|tabs?|"
    r"print(?:s|ed|er)|macro|scroll\w*|pop-?ups?|menu|(?:the|your|this|that|an?) app|android|mobile|finger|badge|template|search by|cells?|"
    r"loads?|loading|minus sign|zeros?|sign at the|shortcut|keyboard|monitor|font|circular reference)\b"
)
_WEIGHTY = re.compile(
    r"\b(?:most important|number one|top priority|priority|the whole (?:job|point|plan|year)|the main thing|main aim|that's the job|"
    r"everything(?:'s| is)|"
    r"all about|judged (?:on|by)|measured on|on the hook|promised|signed|told (?:the|our|my) (?:board|owners?|family|management|investors|market|"
    r"ceo|chief)|"
    r"the board|the owners?|the bank|the investors?|the trustees|the regulator|the minister|the council|the family|survive|survival|otherwise|"
    r"or (?:we|they|else)|no choice|not optional|bonus|mandate|obligation|before everything|above (?:all|everything))\b"
)
_WHY = re.compile(
    r"(?:\b(?:because|since|otherwise|or else|so that|which is (?:what|why|how)|that's (?:what|why)|as that|before (?:we|they|the)|"
    r"if we (?:don't|can't|miss|are|lose)|if (?:not|it doesn't)|without (?:it|that|which)|below that)\b|\bor (?:we|they|i|there|two|the)\b)",
    re.IGNORECASE,
)
_WHY_OPENS = re.compile(
    r"^(?:and |so |but |well,? )?(?:because|since|otherwise|or else|or we|so that|if (?:we|it|they|not|you|i) ?(?:don't|can't|miss|doesn't|do not|"
    r"lose|get)?|"
    r"that's (?:what|why|the|really)|which is|without|below that|the board|the owners?|the bank|it has to|we have to|before)\b"
)
_CAUSE = re.compile(
    r"\b(?:because(?: of)?|since(?! (?:last|the|19|20|we|i|january|march|spring|\w+day))|due to|as a result of|'cause|on account of)\b",
    re.IGNORECASE,
)
_FEWEST = 3
_LARGE = 1_000_000

_NATURES: dict[Nature, re.Pattern[str]] = {
    "hand-off": re.compile(
        r"\b(?:between|hand-?(?:off|over)s?|other (?:team|department|site|side|office)|departments?|don't (?:talk|tell)|nobody tells|doesn't tell|"
        r"silos?|"
        r"left hand|sales|purchasing|(?:four|three|two|eleven) offices|passes? (?:it|through)|pass it|from one|agency|sites?)\b"
    ),
    "data": re.compile(
        r"\b(?:data|numbers?|figures?|codes?|records?|master|count(?:s|ed)?|measure\w*|report\w*|spreadsheets?|lists?|formats?|know (?:which|what|"
        r"how)|"
        r"no idea|visible|see|forecast|match|wrong|duplicate\w*|don't know|nobody knows)\b"
    ),
    "system": re.compile(
        r"\b(?:systems?|software|apps?|screens?|tools?|servers?|database|erp|exports?|log(?:s|in)|load\w*|crash\w*|network|machine|scanner|module|"
        r"platform|api|deploy\w*|upload\w*|integration|password|button|legacy|model breaks)\b"
    ),
    "people": re.compile(
        r"\b(?:people|staff|nurses?|drivers?|hire|hiring|recruit\w*|leave[sr]?|leaving|left|turnover|retires?|vacan\w+|skills?|train\w*|"
        r"only one who|he's the|"
        r"she's the|managers?|nobody wants|refus\w+|afraid|scared|trust|busy|shortage|head)\b"
    ),
    "policy": re.compile(
        r"\b(?:rules?|regulat\w+|law|legal|unions?|contracts?|compliance|approv\w+|permi\w+|signatures?|sign|allow\w*|licen[cs]e|statut\w+|"
        r"polic\w+|tariffs?|"
        r"standard|veto|budget|grant|formula|insurance|required|agreement|committee)\b"
    ),
    "market": re.compile(
        r"\b(?:market|customers?|demand|prices?|competit\w+|suppliers?|inflation|rent|rents|economy|buyers?|index|volumes?|consumers?|overseas|"
        r"cost of|"
        r"currency|interest rates?)\b"
    ),
    "process": re.compile(
        r"\b(?:by hand|manual\w*|paper|wait\w*|late|twice|again|process\w*|steps?|order|plan\w*|schedul\w*|takes|hours|days|weeks|months|queue|"
        r"backlog|fax|"
        r"e-?mails?|print\w*|typ(?:e|es|ed|ing)|each|every|slow\w*|delay\w*|guess\w*)\b"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """A slice of the canonical text that says why."""

    start: int
    end: int
    turn: int


def judge_level(plain: str, around: str, *, aims: bool) -> tuple[Level, bool]:
    """Return the level of a statement and whether it is only inferred: the statement itself does not say that it matters at the top.

    ``around`` is the statement with its reason; ``aims`` whether it is an outcome: one word of the owners' business makes an aim strategic,
    but not yet a complaint.
    """
    own, near = fold(plain), fold(around)
    weight = len(set(_STRATEGIC.findall(own))) + any(match.currency and match.high >= _LARGE for match in quantities(plain))
    if _TACTICAL.search(own) and not weight:
        return "tactical", False
    weighty = bool(_WEIGHTY.search(near))
    if (aims and (weight or weighty)) or (weight and weighty) or weight > 1:
        return "strategic", not _WEIGHTY.search(own)
    return "operational", True


def is_weighty(plain: str) -> bool:
    """Return whether the speaker says that it matters to those at the top, or that there is no choice."""
    return bool(_WEIGHTY.search(fold(plain)))


def find_reason(sentences: tuple[Sentence, ...], after: Sentence | None, said: str) -> Reason | None:
    """Return why it matters: from the word that says so to the end of the sentence, or the next sentence of the same turn if it begins so.

    ``said`` is the slice from the first to the last of ``sentences``.
    """
    first, last = sentences[0], sentences[-1]
    found = _WHY.search(straighten(said))
    if found and found.start() and len(said[found.start() :].split()) > _FEWEST:
        return Reason(first.start + found.start(), last.end, first.turn.index)
    if after and after.turn.index == last.turn.index and after.answer == last.answer and _WHY_OPENS.match(fold(after.plain)):
        return Reason(after.start, after.end, after.turn.index)
    return None


def find_cause(plain: str) -> str | None:
    """Return the words that name the cause of an obstacle, None where none are said."""
    found = _CAUSE.search(straighten(plain))
    if not found or len(plain[: found.start()].split()) < _FEWEST:
        return None
    cause = re.split(r"[.?!]\s", plain[found.end() :])[0].strip(" ,.;:")
    return cause if len(cause.split()) >= _FEWEST else None


def judge_nature(plain: str) -> Nature | None:
    """Return what kind of obstacle the words speak of most, None where nothing speaks for any."""
    folded = fold(plain)
    counts = {nature: len(set(pattern.findall(folded))) for nature, pattern in _NATURES.items()}
    best = max(counts.values())
    return next(nature for nature, count in counts.items() if count == best) if best else None
