"""Words that turn others around: within a wording, and from outside the stretch that was quoted.

In: core forms with their neighbours. Out: what must agree of a wording (``strict_keys``), whether what stands around a stretch turns it
(``is_turned``, ``is_denied_before``). Always true: fillers, other sentences and other turns turn nothing.

What turns a stretch that is cut out word for word: a negation or "rather than" right in front ("we can't | trust the balances"), a share of what
is quoted ("few of | the planners"), a bound of its first figure ("fewer than | three plants"), a verb of not doing ("failed to | close"), and a
denied thought ("I don't think | we can").
"""

from collections.abc import Sequence

from analyzer.extract.grounding.index import AUXILIARIES, TextIndex
from analyzer.extract.grounding.lexicon import (
    CURRENCY_MARK,
    FUNCTION_WORDS,
    NUMBER_MARK,
    REVERSERS,
    UNIT_WORDS,
    WordClass,
    is_negation,
    lemma,
    strict_key,
    word_class,
)
from analyzer.language.negation import NEGATIONS
from analyzer.language.units import TIME_UNITS
from analyzer.language.wordlist import wordset

CLAUSE_ENDS = frozenset(",;:.!?\u2014\u2013\u2026")
SENTENCE_ENDS = frozenset(".!?\u2026")
_REACH, _FAR_REACH = 6, 12
_BOUNDS = wordset("over under above below beyond")
_ALMOST = wordset("almost nearly")
_BE = wordset("be is are was were been being am get gets got getting become became")
_TURNING_PAIRS = {
    ("far", "from"): "!not",
    ("anything", "but"): "!not",
    ("rather", "than"): "!instead",
    ("instead", "of"): "!instead",
    ("yet", "to"): "!not",
}
_MOVING = frozenset(lemma(form) for form in wordset("go come get rise grow climb jump increase bring take move ramp fall drop cut reduce be"))
_SUBJECTS = wordset("i we you they he she it there")
_BETWEEN = wordset("to a an the any really even always ever quite exactly necessarily fully completely entirely actually truly yet")
"""What may stand between a negation and what it denies."""
_THAT = wordset("that if whether")
_THOUGHTS = frozenset(lemma(form) for form in wordset("think believe suppose guess feel say mean imagine expect sure true certain convinced case"))
_NOT_DOING = frozenset(lemma(form) for form in REVERSERS)
_WHOLE = wordset("all every")
_STEPS = wordset("by to from")


def strict_keys(forms: Sequence[str]) -> list[str]:
    """Return what must agree of ``forms``, in order: numbers, units, negations, quantifiers, and what acts as one where it stands ("almost lost")."""
    return [key for place in range(len(forms)) if (key := _key_in_place(forms, place))]


def _key_in_place(forms: Sequence[str], place: int) -> str:
    form, before = forms[place], forms[place - 1] if place else ""
    after, next_one = (*forms[place + 1 : place + 3], "", "")[:2]
    if word_class(form) == WordClass.STRICT:
        return "!a few" if (before, form) == ("a", "few") else strict_key(form)
    if form in _ALMOST:
        return "" if not after or _is_figure(after) else "!almost"
    if form in _BOUNDS:
        return f"!{form}" if _is_figure(after) else ""
    if (form, after) == ("up", "to"):
        return "!up to" if _is_figure(next_one) and not _is_figure(before) and not (before and lemma(before) in _MOVING) else ""
    if form == "per":
        return "!per" if before and (before in UNIT_WORDS or _is_figure(before)) else ""
    if (form, after) == ("used", "to"):
        return "!used to" if before not in _BE else ""
    return _TURNING_PAIRS.get((form, after), "")


def is_turned(index: TextIndex, first: int) -> bool:
    """Return whether what stands right before core position ``first`` turns around what follows."""
    return first < len(index.said) and _turned_before(index.said[first], forms_before(index, first, _REACH, CLAUSE_ENDS))


def is_denied_before(index: TextIndex, first: int) -> bool:
    """Return whether the sentence denies something before core position ``first``."""
    return any(is_negation(form) for form in forms_before(index, first, _FAR_REACH, SENTENCE_ENDS))


def forms_before(index: TextIndex, first: int, reach: int, ends: frozenset[str]) -> list[str]:
    """Return up to ``reach`` core forms before ``first``, the nearest one first, back to one of the ``ends`` or the line's start."""
    found: list[str] = []
    for place in range(first - 1, max(-1, first - 1 - reach), -1):
        if index.line(place) != index.line(first) or ends & set(index.stream.text[index.end(place) : index.start(place + 1)]):
            break
        found.append(index.said[place])
    return found


def _turned_before(here: str, back: list[str]) -> bool:
    """Whether the forms in front (nearest first) turn ``here`` and what follows it."""
    if not back:
        return False
    one, two, three = (*back, "", "", "")[:3]
    if one == "of" and two:
        return two == "instead" or (word_class(two) == WordClass.STRICT and two not in TIME_UNITS and two not in _WHOLE)
    if one == "than" and two == "rather":
        return True
    if _is_figure(here) and (one in _BOUNDS or one == "than" or (one in ("least", "most") and two == "at")):
        return True
    if (one, two) == ("to", "up") and _is_figure(here) and not (three and lemma(three) in _MOVING):
        return True
    verb, before = (two, three) if one == "to" else (one, two) if here == "to" else ("", "")
    if verb and (lemma(verb) in _NOT_DOING or verb == "yet" or (verb == "used" and before not in _BE)):
        return True
    if (one, here) == ("a", "few") or (one, two) == ("from", "far"):
        return True
    return _is_denied(here, back) or _is_a_denied_thought(back)


def _is_denied(here: str, back: list[str]) -> bool:
    near = back
    while near and near[0] in _BETWEEN:
        near = near[1:]
    if not near or not is_negation(near[0]):
        return False
    if here in _SUBJECTS:  # "if not, we ..." and "why don't we ..." are no denials, "it's not like we ..." is one
        return near[1:2] in (["is"], ["was"]) and near[2:3] in (["it"], ["that"])
    return not (near[0] == "no" and here in FUNCTION_WORDS)  # "no the plants ..." answers somebody


def _is_a_denied_thought(back: list[str]) -> bool:
    thought = back[1:] if back[0] in _THAT else back
    if not thought:
        return False
    denied = any(is_negation(form) for form in thought[1:4])
    if lemma(thought[0]) == "doubt":
        return not denied
    return denied and (lemma(thought[0]) in _THOUGHTS or (thought[0] == "know" and back[0] in ("if", "whether")))


def denies_behind(index: TextIndex, last: int, limit: int) -> bool:
    """Return whether a short gap from ``last`` on begins with a negation of its clause: "we | never, mind you, | sign"."""
    if limit - last > _REACH:
        return False
    for place in range(last, min(last + 4, limit)):
        if index.line(place) != index.line(last - 1) or CLAUSE_ENDS & set(index.stream.text[index.end(place - 1) : index.start(place)]):
            return False
        if is_negation(index.said[place]):
            return NEGATIONS.get(index.said[place]) not in ("no", "without")  # those deny what is left out with them
        if index.said[place] not in AUXILIARIES:
            return False
    return False


def swaps_step(said: Sequence[str], here: int, text: Sequence[str], there: int) -> bool:
    """Return whether two forms lead to one figure in different ways: "by ten percent", "to ten percent", "from ten percent"."""
    if said[here] == text[there] or not {said[here], text[there]} <= _STEPS:
        return False
    return _is_figure((*said[here + 1 : here + 2], "")[0]) and _is_figure((*text[there + 1 : there + 2], "")[0])


def _is_figure(form: str) -> bool:
    return form[:1] in (NUMBER_MARK, CURRENCY_MARK)
