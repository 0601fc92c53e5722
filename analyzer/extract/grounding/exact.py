"""Finding the same words again: whole, with parts left out, or around an interjection.

In: an index and core forms. Out: stretches of core positions. Always true: a stretch never cuts a word, and parts left
out never hide a negation, a number of the same sentence or the unit of a number.
"""

from bisect import bisect_left, bisect_right

from analyzer.extract.grounding.index import Span, TextIndex
from analyzer.extract.grounding.lexicon import CURRENCY_MARK, NUMBER_MARK, UNIT_WORDS, WordClass, is_negation, word_class
from analyzer.extract.grounding.turning import CLAUSE_ENDS, SENTENCE_ENDS, denies_behind, forms_before, strict_keys

MOST_PLACES = 300
_SEED = 4
_LONGEST_SILENT_GAP = 12
_LONGEST_INTERJECTION = 15
_MOST_GAPS = 3
_LONGEST_ELISION = 250
_LONGEST_ELISION_TO_A_SCRAP = 40
_REACH_OF_NEGATION = 5
_LONGEST_SCRAP = 3


def find_exact(index: TextIndex, said: list[str], scope: Span, whole: bool = True) -> list[int]:
    """Return the core positions in ``scope`` where exactly ``said`` is said; with ``whole`` no word may be cut at its edges."""
    if not said:
        return []
    rarest = min(range(len(said)), key=lambda place: len(index.places.get(said[place], ())))
    found: list[int] = []
    for position in index.places.get(said[rarest], ()):
        first = position - rarest
        last = first + len(said)
        if first >= scope[0] and last <= scope[1] and index.said[first:last] == said and not (whole and index.cuts_word(first, last)):
            found.append(first)
            if len(found) >= MOST_PLACES:
                break
    return found


def find_silently_elided(index: TextIndex, said: list[str], scope: Span) -> list[list[Span]]:
    """Return chains of stretches that give ``said`` with a little left out in a sentence, or around somebody's interjection."""
    if len(said) < 2 * _SEED - 1:
        return []
    chains = []
    for first in find_exact(index, said[:_SEED], scope, whole=False):
        chain = _follow(index, said, first, scope)
        if chain and not any(index.cuts_word(*run) for run in chain):
            chains.append(chain)
    return chains


def _follow(index: TextIndex, said: list[str], first: int, scope: Span) -> list[Span] | None:
    runs: list[Span] = []
    done, position = 0, first
    while True:
        length = _common(index.said, position, said, done, scope[1])
        if done + length == len(said):
            return [*runs, (position, position + length)]
        if len(runs) == _MOST_GAPS:
            return None
        for back in range(min(3, length - 1)):  # the words left out may begin like the words kept
            step = _resume(index, said, done + length - back, position + length - back, scope)
            if step is not None and (not runs or length - back >= 3):
                runs.append((position, position + length - back))
                done, position = done + length - back, step
                break
        else:
            return None


def _common(text: list[str], position: int, said: list[str], done: int, limit: int) -> int:
    length, most = 0, min(len(said) - done, limit - position)
    while length < most and text[position + length] == said[done + length]:
        length += 1
    return length


def _resume(index: TextIndex, said: list[str], done: int, position: int, scope: Span) -> int | None:
    """Return where the words from ``done`` on go on after a gap that starts at ``position``."""
    seed = said[done : done + _SEED]
    if len(seed) < 3 or not any(word_class(form) >= WordClass.CONTENT for form in seed):
        return None
    places = index.places.get(seed[0], [])
    for place in places[bisect_right(places, position) : bisect_right(places, position + _LONGEST_INTERJECTION)]:
        if index.said[place : place + len(seed)] == seed and place + len(seed) <= scope[1] and _may_skip(index, position, place):
            return place
    return None


def _may_skip(index: TextIndex, first: int, last: int) -> bool:
    """Whether the core forms [first, last) may go unmarked: whole lines of an interjection, or a few harmless words of one sentence."""
    before, after = index.line(first - 1), index.line(last)
    if before != after:
        whole = index.line(first) != before and index.line(last - 1) != after
        return whole and last - first <= _LONGEST_INTERJECTION and after - before <= 6
    around = [index.said[first - 1], index.said[last]]
    if last - first > _LONGEST_SILENT_GAP or strict_keys(index.said[first - 1 : last + 1]) != strict_keys(around):
        return False
    return not SENTENCE_ENDS & set(index.stream.text[index.end(first - 1) : index.start(last)])


def find_elided(places: list[list[Span]]) -> list[list[Span]]:
    """Return the chains that take one stretch of each part in order of place, those with the least left out first."""
    chains: list[tuple[int, list[Span]]] = []
    for start in places[0]:
        chain, left_out = [start], 0
        for options in places[1:]:
            after = bisect_left(options, chain[-1][1], key=_first)
            if after == len(options):
                break
            follower = options[after]
            scrap = min(follower[1] - follower[0], chain[-1][1] - chain[-1][0]) < 3
            if follower[0] - chain[-1][1] > (_LONGEST_ELISION_TO_A_SCRAP if scrap else _LONGEST_ELISION):
                break
            left_out += follower[0] - chain[-1][1]
            chain.append(follower)
        else:
            chains.append((left_out, chain))
    return [chain for _, chain in sorted(chains, key=lambda item: item[0])]


def _first(run: Span) -> int:
    return run[0]


def hides_meaning(index: TextIndex, first: Span, second: Span) -> bool:
    """Return whether what is left out between two stretches turns them around: a negation in a clause that goes on, another figure or unit."""
    gap = index.said[first[1] : second[0]]
    if not gap:
        return False
    if index.said[first[1] - 1][0] == NUMBER_MARK and is_unit(index.said[second[0]]):
        return True
    if denies_behind(index, first[1], second[0]) or _takes_figure(index, first, second) or _joins_sentences(index, first, second):
        return True
    for back in range(1, min(_REACH_OF_NEGATION, len(gap)) + 1):
        if _clause_between(index, second[0] - back, second[0] - back + 1):
            return False
        if is_negation(gap[-back]) and gap[-back] != "without":
            return True
    return False


def is_unit(form: str) -> bool:
    """Return whether a form is a unit or a currency."""
    return form in UNIT_WORDS or form[0] == CURRENCY_MARK


def _clause_between(index: TextIndex, first: int, second: int) -> bool:
    return bool(CLAUSE_ENDS & set(index.stream.text[index.end(first) : index.start(second)]))


def _takes_figure(index: TextIndex, first: Span, second: Span) -> bool:
    """Whether a scrap stands behind another figure than the one it is given: "2 percent (in shops and 9 percent) online"."""
    near = forms_before(index, second[0], min(_REACH_OF_NEGATION, second[0] - first[1]), CLAUSE_ENDS)
    said = index.said[slice(*second)]
    scrap = len(said) <= _LONGEST_SCRAP and not any(form[0] == NUMBER_MARK for form in said)
    return scrap and any(form[0] == NUMBER_MARK for form in near) and any(form[0] == NUMBER_MARK for form in index.said[slice(*first)])


def _joins_sentences(index: TextIndex, first: Span, second: Span) -> bool:
    """Whether a scrap is made part of another sentence: "Our churn (is eight percent. Last year it) was four percent"."""
    if min(first[1] - first[0], second[1] - second[0]) > 2:
        return False
    return any(SENTENCE_ENDS & set(index.stream.text[index.end(place) : index.start(place + 1)]) for place in range(first[1], second[0] - 1))
