"""One labelled interview: its label file meets the transcript as our reader reads it.

In: ``gold.yaml`` and the transcript it names. Out: ``Case``, labels with the places of their quotes, and ``Problem`` for whatever is
wrong. Always true: every place is a slice of the canonical text that equals the quote but for white space and lies inside one turn; the
places of items lie in turns of customers.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import EvaluateError
from analyzer.evaluate.gold_format import GoldDistractor, GoldFile, GoldItem, GoldMetric, ends, read_gold
from analyzer.evaluate.results import Split
from analyzer.language.quantities import quantities
from analyzer.records import Direction, Interview, Kind, LinkType, Turn

GOLD_FILE = "gold.yaml"

ReadInterview = Callable[[Path], Interview]

LINK_ENDS: dict[LinkType, tuple[frozenset[Kind], frozenset[Kind]]] = {
    "blocks": (frozenset({"obstacle"}), frozenset({"outcome"})),
    "measures": (frozenset({"metric"}), frozenset({"outcome", "obstacle"})),
    "serves": (frozenset({"outcome", "obstacle"}), frozenset({"outcome"})),
    "rolls_up": (frozenset({"metric"}), frozenset({"metric"})),
}
"""Which kinds a link may lead from and to."""


@dataclass(frozen=True)
class Place:
    """Where a quote stands: code points of the canonical text, end-exclusive, inside one turn."""

    start: int
    end: int
    turn: int


@dataclass(frozen=True)
class PlacedItem:
    """A labelled item with the place of each of its quotes, main quote first."""

    gold: GoldItem
    places: tuple[Place, ...]


@dataclass(frozen=True)
class PlacedDistractor:
    """A distractor with every place where its quote stands."""

    gold: GoldDistractor
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Case:
    """One labelled interview, ready to be compared with."""

    name: str
    gold: GoldFile
    interview: Interview
    customers: frozenset[str]
    """Keys of the speakers whose words are evidence, as labelled (not as guessed by the reader)."""
    items: tuple[PlacedItem, ...]
    distractors: tuple[PlacedDistractor, ...]
    sha256: str
    """Of the label file and the transcript's bytes: equal means the same question was asked."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a suite: which case, which item or field, what."""

    case: str
    where: str
    message: str
    split: Split | None = None
    """Of the case; None where its labels cannot be read."""

    def __str__(self) -> str:
        return f"{self.case}: {self.where}: {self.message}" if self.where else f"{self.case}: {self.message}"


def load_case(path: Path, read: ReadInterview) -> tuple[Case, list[Problem]]:
    """Read one label file and its transcript; the case is sound if no problem comes with it.

    Raises EvaluateError or IngestError where the labels or the transcript cannot be read at all.
    """
    name = path.parent.name
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluateError(f"{path}: cannot be read: {error}", "label files are UTF-8") from error
    gold = read_gold(text, GOLD_FILE)
    transcript = path.parent / gold.transcript
    if not transcript.is_file():
        raise EvaluateError(f"{GOLD_FILE}: transcript: {gold.transcript} is no file", "the path is relative to the label file")
    interview = read(transcript)
    customers, found = _resolve_speakers(gold, interview)
    if gold.case != name:
        found.append(("case", f"says {gold.case!r}, the folder is {name!r}"))
    found += _check_links(gold)
    found += _check_metrics(gold)
    items: list[PlacedItem] = []
    for item in gold.items:
        placed = [place_quote(interview, quote, item.turn, customers) for quote in item.quotes]
        found += [(item.id, outcome) for outcome in placed if isinstance(outcome, str)]
        items.append(PlacedItem(item, tuple(outcome for outcome in placed if isinstance(outcome, Place))))
    distractors: list[PlacedDistractor] = []
    for number, distractor in enumerate(gold.distractors):
        places = tuple(_find_places(interview, distractor.quote, interview.turns))
        if not places:
            found.append((f"distractors.{number}", f"quote not found inside a turn: {_shorten(distractor.quote)}"))
        distractors.append(PlacedDistractor(distractor, places))
    found += _check_distractors(items, distractors)
    sha256 = hashlib.sha256(raw + b"\n" + interview.raw_sha256.encode()).hexdigest()
    case = Case(name, gold, interview, customers, tuple(items), tuple(distractors), sha256)
    return case, [Problem(name, where, message, gold.split) for where, message in found]


def place_quote(interview: Interview, quote: str, turn: int | None, customers: frozenset[str]) -> Place | str:
    """Return where a quote stands in the words of a customer, or why there is no such single place."""
    places = list(_find_places(interview, quote, [one for one in interview.turns if one.speaker in customers]))
    chosen = places if turn is None or len(places) < 2 else [place for place in places if place.turn == turn]
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        turns = ", ".join(str(place.turn) for place in places)
        return f"quote occurs {len(chosen)} times (turns {turns}); name the `turn` or quote more: {_shorten(quote)}"
    if places:
        return f"quote is not in turn {turn} but in {', '.join(str(place.turn) for place in places)}: {_shorten(quote)}"
    elsewhere = next(_find_places(interview, quote, interview.turns), None)
    if elsewhere is not None:
        speaker = interview.speaker(interview.turns[elsewhere.turn].speaker)
        return f"quote is said by {speaker.name or speaker.key}, who is no customer speaker: {_shorten(quote)}"
    return f"quote not found inside a turn: {_shorten(quote)}"


def _find_places(interview: Interview, quote: str, turns: list[Turn] | tuple[Turn, ...]) -> Iterator[Place]:
    words = unicodedata.normalize("NFC", quote).split()
    # YAML folds lines and a reader joins cues, so white space alone may differ; nothing else may.
    pattern = re.compile(r"\s+".join(map(re.escape, words))) if words else None
    for turn in turns if pattern else ():
        for found in pattern.finditer(interview.text, turn.start, turn.end) if pattern else ():
            yield Place(found.start(), found.end(), turn.index)


def _resolve_speakers(gold: GoldFile, interview: Interview) -> tuple[frozenset[str], list[tuple[str, str]]]:
    problems: list[tuple[str, str]] = []
    keys: dict[str, set[str]] = {}
    for field, names in (("customer_speakers", gold.customer_speakers), ("interviewer_speakers", gold.interviewer_speakers)):
        keys[field] = set()
        for name in names:
            found = {one.key for one in interview.speakers if _fold(name) in (_fold(one.name), _fold(one.label), _fold(one.key))}
            if not found:
                heard = ", ".join(one.name or one.key for one in interview.speakers)
                problems.append((field, f"nobody is called {name!r}; the transcript has {heard}"))
            keys[field] |= found
    both = sorted(keys["customer_speakers"] & keys["interviewer_speakers"])
    problems.extend(("customer_speakers", f"{interview.speaker(key).name!r} is on both sides") for key in both)
    return frozenset(keys["customer_speakers"]), problems


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _check_links(gold: GoldFile) -> Iterator[tuple[str, str]]:
    kinds: dict[str, Kind] = {item.id: item.kind for item in gold.items}
    for double, count in Counter(item.id for item in gold.items).items():
        if count > 1:
            yield double, f"id is used {count} times"
    for item in gold.items:
        for link in item.links:
            sources, targets = LINK_ENDS[link.type]
            if link.to == item.id:
                yield item.id, f"{link.type} leads to itself"
            elif link.to not in kinds:
                yield item.id, f"{link.type} leads to {link.to!r}, which does not exist"
            elif item.kind not in sources or kinds[link.to] not in targets:
                yield item.id, f"{item.kind} {link.type} {kinds[link.to]} {link.to!r}: {link.type} leads from {_any(sources)} to {_any(targets)}"


def _check_metrics(gold: GoldFile) -> Iterator[tuple[str, str]]:
    for item in gold.items:
        if item.metric is not None and item.metric.numberless and (item.metric.unit or item.metric.currency):
            yield item.id, f"unit {item.metric.unit or item.metric.currency!r} without a value: leave it out, or give value, baseline or target"
        if item.metric is not None and (way := _way(item.metric)) and item.metric.direction not in (None, way):
            yield item.id, f"direction {item.metric.direction}, but from today's figure to the goal it is {way}"


def _way(metric: GoldMetric) -> Direction | None:
    """Return the way from today's figure to the goal; None where one of them is not labelled or their ranges overlap."""
    today = ends(metric.baseline) or (metric.stated if metric.role == "actual" else None)
    goal = ends(metric.target) or (metric.stated if metric.role == "target" else None)
    if today is None or goal is None or (today[0] <= goal[1] and goal[0] <= today[1]):
        return None
    return "increase" if goal[0] > today[1] else "decrease"


def find_forgotten_values(case: Case) -> Iterator[tuple[str, str]]:
    """Yield (item, what to look at) for metrics without a number although one of their quotes says an amount with its unit.

    A hint and no problem: a labeller may know that the amount is another's. Shares said in words ("a third of") are left unconverted on purpose.
    """
    for item in case.items:
        if item.gold.metric is None or not item.gold.metric.numberless:
            continue
        said = [match.said for quote in item.gold.quotes for match in quantities(quote) if match.currency or match.unit not in (None, "percent")]
        if said:
            yield item.gold.id, f"has no value, and its quote says {said[0]!r}"


def _check_distractors(items: Sequence[PlacedItem], distractors: Sequence[PlacedDistractor]) -> Iterator[tuple[str, str]]:
    for number, distractor in enumerate(distractors):
        for item in items:
            if any(one.start < other.end and other.start < one.end for one in distractor.places for other in item.places):
                yield f"distractors.{number}", f"overlaps a quote of item {item.gold.id}: the same words cannot be right and wrong"


def _any(kinds: frozenset[Kind]) -> str:
    return " or ".join(sorted(kinds))


def _shorten(quote: str) -> str:
    words = quote.split()
    return repr(" ".join(words[:10]) + (" ..." if len(words) > 10 else ""))
