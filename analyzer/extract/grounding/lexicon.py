"""What words are to a comparison of two wordings: function words, light verbs, inflections, close synonyms, opposites.

In: plain forms as ``language.words`` gives them. Out: the class of a word, its lemma class, whether two words are opposites.
Always true: a negation, a number, a unit, a currency or a quantifier is ``STRICT``: it may be neither added, nor dropped, nor replaced.
"""

from enum import IntEnum
from functools import lru_cache
from unicodedata import combining, normalize

from analyzer.language.negation import NEGATIONS
from analyzer.language.units import TIME_UNITS
from analyzer.language.wordlist import wordset

NUMBER_MARK, CURRENCY_MARK = "#", "\u00a4"
"""First character of the forms that stand for numbers and currencies."""


class WordClass(IntEnum):
    """How much a word carries."""

    FUNCTION = 0
    LIGHT = 1
    CONTENT = 2
    STRICT = 3


FUNCTION_WORDS = wordset(
    "a an the this that these those there here it its he she they them him her his their theirs we us our ours i me my mine you your yours one "
    "who whom whose which what when where why how if whether while because since although though as than then so thus and or but yet also too "
    "again of in on at to from for by with into onto over under about around through during between among against toward towards upon within "
    "across after before above below off out up down is are was were be been being am do does did done have has had having will would shall "
    "should can could may might must ought just still even really very quite rather pretty simply already now today currently actually maybe "
    "perhaps probably possibly certainly definitely truly anyway else such own same other another each per 's yes oh well like okay right hey "
    "please instead somehow someone something somebody somewhere anyone anything anybody everyone everything everybody thing things lot bit "
    "kind sort way stuff etc approximately roughly nearly almost close both ever once soon later back away together along myself ourselves "
    "themselves itself yourself himself herself"
)
_LIGHT_LEMMAS = wordset(
    "get go make take come want ask need try use keep let begin start happen mean move put give tell say know think see look find feel turn run "
    "set seem become show call bring work talk guess suppose believe end spend"
)
QUANTIFIERS = wordset(
    "all every some most many much few several always often sometimes usually mostly only more less fewer least little enough half better worse "
    "higher lower best worst unless except"
)
REVERSERS = wordset("fail lack refuse avoid prevent stop cease quit unable impossible deny")
"""Lemmas of verbs that turn what follows around; dropping or adding one is a change of meaning ("failed to close")."""

UNIT_WORDS = TIME_UNITS | {"percent", "basis", "percentage"}
FOREIGN_NEGATIONS = wordset(
    "nicht nichts nie niemals niemand kein keine keinen keinem keiner keines ohne kaum pas jamais rien aucun aucune sans nunca nada sin ningún "
    "ninguna non mai senza niet geen nooit zonder não nem sem ikke inte"
) | {"не", "нет", "никогда", "без", "不", "没", "无", "未"}
"""Negations of other languages: models read those too, and a quote must not lose them."""

_IRREGULAR = {
    "be": "is are was were been being am", "have": "has had having", "do": "does did done doing", "go": "goes went gone going",
    "get": "got gotten getting", "take": "took taken taking", "make": "made making", "come": "came coming", "give": "gave given giving",
    "see": "saw seen", "know": "knew known", "think": "thought", "say": "said", "tell": "told", "find": "found", "keep": "kept", "feel": "felt",
    "mean": "meant", "lose": "lost losing", "buy": "bought", "sell": "sold", "bring": "brought", "begin": "began begun beginning",
    "run": "ran running", "grow": "grew grown", "fall": "fell fallen", "rise": "rose risen", "pay": "paid", "spend": "spent", "send": "sent",
    "build": "built", "hold": "held", "meet": "met", "lead": "led", "leave": "left", "write": "wrote written writing",
    "drive": "drove driven driving", "break": "broke broken", "choose": "chose chosen choosing", "speak": "spoke spoken", "show": "shown",
    "win": "won winning", "become": "became becoming", "understand": "understood", "teach": "taught", "catch": "caught", "fight": "fought",
    "stand": "stood", "shrink": "shrank shrunk", "cut": "cutting", "put": "putting", "set": "setting", "hit": "hitting", "let": "letting",
    "person": "people persons", "child": "children", "man": "men", "woman": "women", "datum": "data", "freeze": "froze frozen freezing",
}  # fmt: skip
_LEMMAS = {form: lemma for lemma, forms in _IRREGULAR.items() for form in forms.split()}

_SYNONYMS = (
    "buy purchase acquire", "whole full entire complete", "need require", "help assist", "use utilise utilize", "start begin commence",
    "end finish", "show display", "fix repair", "problem issue", "company firm", "job role", "big large huge", "small little tiny",
    "fast quick rapid", "hard difficult tough", "reduce decrease lower cut", "increase raise grow rise", "want wish", "get obtain receive",
    "keep retain", "make create", "build construct", "employee staff worker", "client customer", "also too", "often frequently",
    "organisation organization", "programme program", "analyse analyze", "optimise optimize", "prioritise prioritize", "centre center",
    "labour labor", "colour color", "forecast forecasting", "re-enter rekey", "fulfil fulfill", "judgement judgment", "e-mail email",
)  # fmt: skip
_OPPOSITES = (
    ("increase grow rise raise gain expand up more higher above over maximum better improve faster",
     "decrease shrink fall lower lose contract down less below under minimum worse worsen slower reduce cut fewer drop decline"),
    ("buy", "sell"), ("win", "lose"), ("start begin open", "stop end close"), ("hire", "fire"), ("accept approve", "reject decline refuse"),
    ("success succeed", "failure fail"), ("strong", "weak"), ("long", "short"), ("early", "late"), ("first", "last"), ("before", "after"),
    ("internal", "external"), ("include", "exclude"), ("import", "export"), ("inflow", "outflow"), ("inbound", "outbound"), ("debit", "credit"),
    ("profit", "loss"), ("income revenue", "expense cost"), ("easy simple", "hard difficult complex"), ("cheap", "expensive"), ("high", "low"),
    ("always", "never"), ("all every everyone everybody everything", "none nobody nothing no"), ("with", "without"), ("most", "least"),
    ("give", "take"), ("come", "go"), ("push", "pull"), ("add", "remove"), ("accelerate", "delay"), ("fast quick", "slow"),
    ("good great", "bad poor"), ("cause", "prevent"), ("love like", "hate"), ("agree", "disagree"), ("trust", "distrust"), ("can", "cannot"),
    ("insource", "outsource"), ("centralise centralize", "decentralise decentralize"), ("public", "private"), ("manual", "automatic automated"),
    ("local", "central global"), ("short-term", "long-term"), ("overestimate", "underestimate"), ("ahead", "behind"), ("full", "empty"),
    ("old", "new"), ("best", "worst"), ("buyer", "seller"), ("upstream", "downstream"), ("upgrade", "downgrade"), ("positive", "negative"),
    ("plus", "minus"), ("might may", "must will shall"), ("we us our i me my", "they them their he she him her his"),
)  # fmt: skip
_NEGATING_PREFIXES = ("un", "in", "im", "dis", "non", "ir", "il", "de", "mis")


@lru_cache(maxsize=65536)
def lemma(form: str) -> str:
    """Return what inflected forms of one word share (a stem, not always a word): "losing", "lost", "loses" alike."""
    if form[0] in (NUMBER_MARK, CURRENCY_MARK) or not form.isalpha():
        return form
    base = _LEMMAS.get(form, form)
    if base != form:
        return _stem(base)
    return _stem(form)


def _stem(word: str) -> str:
    if len(word) <= 3:
        return word
    if (word.endswith("ies") and len(word) > 4) or (word.endswith("ied") and len(word) > 4):
        word = word[:-3] + "y"
    elif (word.endswith("es") and word[-3] in "sxz") or word.endswith(("ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    elif word.endswith("ing") and len(word) > 5 and any(letter in "aeiouy" for letter in word[:-3]):
        word = _undouble(word[:-3])
    elif word.endswith("ed") and len(word) > 4 and any(letter in "aeiouy" for letter in word[:-2]):
        word = _undouble(word[:-2])
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _undouble(stem: str) -> str:
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem


_SYNONYM_CLASS = {_stem(word): f"={number}" for number, group in enumerate(_SYNONYMS) for word in group.split()}
_LIGHT = frozenset(_stem(word) for word in _LIGHT_LEMMAS)
_REVERSING = frozenset(_stem(word) for word in REVERSERS)
_OPPOSITE_PAIRS = frozenset(
    pair
    for left, right in _OPPOSITES
    for one in left.split()
    for other in right.split()
    for pair in ((_stem(one), _stem(other)), (_stem(other), _stem(one)))
)


def is_negation(form: str) -> bool:
    """Return whether a form denies, in English or in another language."""
    return form in NEGATIONS or form in FOREIGN_NEGATIONS


@lru_cache(maxsize=65536)
def word_class(form: str) -> WordClass:
    """Return how much this form carries."""
    if form[0] in (NUMBER_MARK, CURRENCY_MARK) or is_negation(form) or form in QUANTIFIERS or form in UNIT_WORDS or lemma(form) in _REVERSING:
        return WordClass.STRICT
    if form in FUNCTION_WORDS:
        return WordClass.FUNCTION
    return WordClass.LIGHT if lemma(form) in _LIGHT else WordClass.CONTENT


@lru_cache(maxsize=65536)
def meaning_class(form: str) -> str:
    """Return what inflections, close synonyms and spellings without accents share."""
    stem = lemma(form if form.isascii() else "".join(letter for letter in normalize("NFD", form) if not combining(letter)))
    return _SYNONYM_CLASS.get(stem, stem)


def are_opposites(one: str, other: str) -> bool:
    """Return whether two forms say the contrary: listed pairs, and a negating prefix ("reliable", "unreliable")."""
    left, right = lemma(one), lemma(other)
    if (left, right) in _OPPOSITE_PAIRS:
        return True
    short, long = sorted((left, right), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _NEGATING_PREFIXES)


def strict_key(form: str) -> str:
    """Return what must agree of a strict form: negations by what they do, others by lemma."""
    group = NEGATIONS.get(form)
    if group is None:
        return lemma(form)
    return "!not" if group == "no" else f"!{group}"  # "do not have" and "have no" agree
