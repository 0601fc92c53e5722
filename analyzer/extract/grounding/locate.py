"""From a claimed quote to the words that were said.

In: the text, the claimed quote and hints where it should be. Out: ``Located`` with its pieces and match class, or None.
Always true: pieces are slices of one line each, in order; a grounding match never differs from the source in numbers, units,
currencies, quantifiers or negation; ``meaning_changed`` names the place but grounds nothing.

The order of trial is: the same words, the same words with parts left out, slightly other words; inside the window first,
then in the whole text. How short a quote may be: four words of which one carries content, or four words said only
once; three words with one content word, or two content words, only if they are said once; one word never.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analyzer.extract.grounding.exact import MOST_PLACES, find_elided, find_exact, find_silently_elided, hides_meaning
from analyzer.extract.grounding.index import AUXILIARIES, Span, TextIndex, index_text
from analyzer.extract.grounding.lexicon import WordClass, word_class
from analyzer.extract.grounding.reword import find_reworded
from analyzer.extract.grounding.turning import is_turned
from analyzer.extract.grounding.wording import Wording, read_wording, without_label
from analyzer.records import GROUNDING, Match

_LONG = 4
_MOST_PARTS = 12
_ELIDED: Match = "elided"
_REWORDED: Match = "reworded"
_CHANGED: Match = "meaning_changed"
_AUXILIARY = re.compile(rf"\b(?:{'|'.join(AUXILIARIES)})$", re.IGNORECASE)
_NOT_BEHIND = re.compile(r"[\s,]+(?:(?:um|uh)[\s,]+)?(?:not|never)\b", re.IGNORECASE)
_SURE_GAP = 1.3
_SAME_COST = 0.3


@dataclass(frozen=True, slots=True)
class Located:
    """Where a quote was said."""

    pieces: list[Span]
    """Slices of the text in order, each inside one line."""
    match: Match
    ambiguous: bool = False
    """Said at several places that the hints do not tell apart; the pieces are the first or nearest one."""

    @property
    def hull(self) -> Span:
        """From the start of the first piece to the end of the last."""
        return self.pieces[0][0], self.pieces[-1][1]

    @property
    def grounds(self) -> bool:
        """Whether this match may carry a finding."""
        return self.match in GROUNDING


@dataclass(frozen=True, slots=True)
class _Option:
    """One place a quote may stand for, in core positions; ``raw`` where it was found by its characters."""

    runs: tuple[Span, ...]
    match: Match
    cost: float = 0.0
    raw: Span | None = None


def align(text: str, quote: str) -> Span | None:
    """Return (start, end) of the stretch of ``text`` that ``quote`` was taken from, or None if it is not grounded in it."""
    located = locate(text, quote)
    return located.hull if located and located.grounds else None


def locate(text: str, quote: str, *, window: Span | None = None, near: Sequence[int] = (), allowed: Sequence[Span] | None = None) -> Located | None:
    """Return where ``quote`` was said in ``text``, or None if it was not.

    ``window`` (code points) is searched first; ``near`` are places of sibling evidence that break ties; pieces lie inside
    the ``allowed`` spans if they are given. A match of ``meaning_changed`` says where the words are that were changed.
    """
    index = index_text(text, None if allowed is None else tuple(sorted(allowed)))
    changed: Located | None = None
    for wording in _wordings(index, quote):
        for scope in dict.fromkeys((index.scope(window), index.scope(None))):
            located = _search(index, wording, scope, near, quote)
            if located and located.grounds:
                return located
            changed = changed or located
    return changed


def is_too_short(quote: str) -> bool:
    """Return whether a quote is too short to name a passage unless it was said only once."""
    return len(read_wording(quote).said) < _LONG


def _wordings(index: TextIndex, quote: str) -> Iterator[Wording]:
    """Yield the ways to read a quote: as running text, line by line, without a speaker label in front."""
    claims = [quote, without_label(quote) or ""]
    for claimed in dict.fromkeys(claims):
        for lines in (False, True) if "\n" in claimed.strip() else (False,):
            wording = read_wording(claimed, index.labels, lines)
            if wording.said:
                yield wording


def _search(index: TextIndex, wording: Wording, scope: Span, near: Sequence[int], quote: str) -> Located | None:
    changed: Located | None = None
    for find in (_same_characters, _same_words, _elided, _other_words):
        options = [_checked(index, option) for option in find(index, wording, scope)]
        if options:
            located = _choose(index, wording, options, near, quote)
            if located.grounds:
                return located
            changed = changed or located
    return changed


def _checked(index: TextIndex, option: _Option) -> _Option:
    """Return the option, as a change of meaning where the words in front of it turn it around."""
    if option.match not in GROUNDING:
        return option
    first = bisect_left(index.starts, option.raw[0]) if option.raw else option.runs[0][0]
    return replace(option, match=_CHANGED) if is_turned(index, first) else option


def _same_words(index: TextIndex, wording: Wording, scope: Span) -> list[_Option]:
    places = find_exact(index, wording.said, scope)
    if not places or not _enough(wording, len(places)):
        return []
    options = []
    for first in places:
        last = first + len(wording.said)
        fillers = _other_fillers(index, wording, first, last)
        options.append(_Option(((first, last),), "disfluency" if fillers else "normalised", float(fillers)))
    return options


def _other_fillers(index: TextIndex, wording: Wording, first: int, last: int) -> int:
    """Return by how many fillers quote and text differ between their first and last core words, 0 where all words agree."""
    stream = index.stream
    low = bisect_left(stream.spoken, stream.core[first])
    high = bisect_left(stream.spoken, stream.core[last - 1])
    ours = wording.full[len(wording.lead) : len(wording.full) - len(wording.tail)]
    theirs = [stream.forms[place] for place in stream.spoken[low : high + 1]]
    return 0 if ours == theirs else max(1, abs(len(ours) - len(theirs)))


def _same_characters(index: TextIndex, wording: Wording, scope: Span) -> list[_Option]:
    """Find a slice that the core has no words for at its edges: cut fillers, a stutter, half of a repetition."""
    text, quote, options = index.stream.text, wording.text, list[_Option]()
    low, high = _code_points(index, scope)
    start = text.find(quote, low, high)
    while start >= 0 and len(options) < MOST_PLACES:
        end = start + len(quote)
        if (
            _stands_alone(text, start, end)
            and not index.cuts_number(start, end)
            and all(index.may_quote(*piece) for piece in _lines(text, start, end))
        ):
            options.append(_Option((), "verbatim", raw=(start, end)))
        start = text.find(quote, end, high)
    return options if _enough(wording, len(options), len(wording.full)) else []


def _code_points(index: TextIndex, scope: Span) -> Span:
    if scope == (0, len(index.said)):
        return 0, len(index.stream.text)
    return (index.start(scope[0]), index.end(scope[1] - 1)) if scope[0] < scope[1] else (0, 0)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a slice cuts no word, no contraction, no "can | not" and no sign or symbol of a figure."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if (before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum()):
        return False
    if after in ("'", "\u2019") and text[end + 1 : end + 2].isalpha():
        return False
    if _NOT_BEHIND.match(text, end) and _AUXILIARY.search(text, start, end):
        return False
    return not (text[start].isdigit() and before and before in "$\u20ac\u00a3-\u2212.") and not (text[end - 1].isdigit() and after == "%")


def _lines(text: str, start: int, end: int) -> list[Span]:
    pieces, position = [], start
    for line in text[start:end].split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            pieces.append((position + lead, position + len(line.rstrip())))
        position += len(line) + 1
    return pieces


def _elided(index: TextIndex, wording: Wording, scope: Span) -> list[_Option]:
    """Find the parts between elision marks in order, or the whole with a little left out unmarked."""
    if not _enough(wording, 1) or len(wording.parts) > _MOST_PARTS or any(word_class(form) == WordClass.STRICT for form in wording.added):
        return []
    if len(wording.parts) == 1:
        return [_Option(tuple(chain), _ELIDED) for chain in find_silently_elided(index, wording.parts[0], scope)]
    substantial = [
        part for part in wording.parts if len(part) > 2 or any(word_class(form) >= WordClass.CONTENT or form in AUXILIARIES for form in part)
    ]
    for parts in (wording.parts, substantial):  # a scrap of function words may be a pause in speech: "the… the…"
        options = _chains(index, parts, scope) if parts and max(map(len, parts)) > 2 else []
        if options:
            return options
    return []


def _chains(index: TextIndex, parts: list[list[str]], scope: Span) -> list[_Option]:
    """Find all parts in order; one that is reworded makes the whole so."""
    places, match = [], _ELIDED
    for part in parts:
        stretches = [(first, first + len(part)) for first in find_exact(index, part, scope)]
        if not stretches:
            stretches = [chain[0][:1] + chain[-1][1:] for chain in find_silently_elided(index, part, scope)]
        if not stretches:
            stretches = sorted(item.run for item in find_reworded(index, part, scope) if item.keeps_meaning)
            match = _REWORDED
        if not stretches:
            return []
        places.append(stretches)
    options = []
    for chain in find_elided(places):
        hidden = any(hides_meaning(index, first, second) for first, second in pairwise(chain))
        options.append(_Option(tuple(chain), _CHANGED if hidden else match, float(chain[-1][1] - chain[0][0])))
    return options


def _other_words(index: TextIndex, wording: Wording, scope: Span) -> list[_Option]:
    found = find_reworded(index, wording.said, scope)
    if found and found[0].keeps_meaning:
        found = [item for item in found if item.keeps_meaning and item.cost <= found[0].cost + _SAME_COST]
    return [_Option((item.run,), _REWORDED if item.keeps_meaning else _CHANGED, item.cost) for item in found]


def _enough(wording: Wording, places: int, length: int | None = None) -> bool:
    """Whether the quote is long enough to mean one passage (the rule is in the module's docstring); fillers count in a literal one."""
    length, content = length or len(wording.said), wording.content
    if length >= _LONG and len(wording.said) > 1:
        return content >= 1 or places == 1
    return places == 1 and ((length == _LONG - 1 and content >= 1) or (length == _LONG - 2 and content == length))


def _choose(index: TextIndex, wording: Wording, options: list[_Option], near: Sequence[int], quote: str) -> Located:
    """Pick the option to report: grounding before changed, the literal one, the nearest one, the one with the least left out."""
    grounding = [option for option in options if option.match in GROUNDING] or options
    lowest = min(option.cost for option in grounding)
    rivals = [option for option in grounding if option.cost <= lowest * _SURE_GAP + _SAME_COST]
    located = [_located(index, wording, option, quote) for option in sorted(rivals, key=lambda option: option.cost)]
    if near:
        return min(located, key=lambda item: min(abs(item.hull[0] - place) for place in near))
    best = located[0]
    return Located(best.pieces, best.match, ambiguous=any(not _overlap(item.hull, best.hull) for item in located))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _located(index: TextIndex, wording: Wording, option: _Option, quote: str) -> Located:
    text = index.stream.text
    if option.raw:
        pieces = _lines(text, *option.raw)
        literal: Match = "verbatim" if text[slice(*pieces[0])] == quote.strip() else "normalised"
        return Located(pieces, literal if option.match in GROUNDING else _CHANGED)
    return Located(index.pieces(list(option.runs), wording.closed, wording.lead, wording.tail), option.match)
