"""What the quotes of a finding are worth, checked by the scorer itself and not believed.

In: a finding and the interview it is about. Out: its quotes, each with a judgement and the speakers it is taken from. Always true: a
quote holds only if its slices stand in the transcript where the finding says, each inside one turn, and its claimed wording
brings in no number that the slices do not have and neither adds nor drops negation.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from analyzer.evaluate.metric_fields import read_amount
from analyzer.language.negation import signature
from analyzer.language.numbers import COUNTING, numbers
from analyzer.language.quantities import quantities
from analyzer.records import Evidence, Finding, Interview, Metric, Supports

Judgement = Literal["verbatim", "harmless", "meaning_changed", "not_found"]

NO_NUMBER = Decimal("NaN")
"""What an extractor gave for a number and is none: equal to nothing, so no quote carries it."""

_MAGNITUDES = (1, 10**3, 10**6, 10**9)


@dataclass(frozen=True)
class FoundQuote:
    """One quote of a finding: all pieces with one ``quote_id``."""

    judgement: Judgement
    supports: Supports
    spans: tuple[tuple[int, int], ...]
    """Places of its pieces, code points, end-exclusive; empty where it was not found."""
    text: str
    """The slices, joined by " ... "."""
    turn: int | None
    """Turn of the first piece."""
    speakers: frozenset[str]
    """Keys of everybody whose words it takes."""

    @property
    def holds(self) -> bool:
        """Whether it may carry a finding."""
        return self.judgement in ("verbatim", "harmless")


def judge_evidence(finding: Finding, interview: Interview) -> list[FoundQuote]:
    """Return the quotes of a finding in their order, each judged against the transcript."""
    groups: dict[tuple[str, Supports], list[Evidence]] = defaultdict(list)
    for piece in finding.evidence:
        groups[piece.quote_id, piece.supports].append(piece)
    return [_judge(pieces, supports, interview) for (_, supports), pieces in groups.items()]


def invents_number(finding: Finding, quotes: Sequence[FoundQuote]) -> bool | None:
    """Return whether the finding states a size that none of its quotes carries; None where it states none.

    Sizes are the numbers of the statement and both ends of every quantity; the word "one" alone is no size. A share said in words
    carries its percentage ("a third of"), and a number whose magnitude went without saying carries it ("the plan says thirty-eight",
    of millions): whether the magnitude is right is for the exactness of the value to tell.
    """
    stated = _stated_sizes(finding)
    if not stated:
        return None
    carried: set[Decimal] = set()
    for quote in quotes:
        if quote.holds:
            carried |= {end for number in numbers(quote.text) if not number.retracted for end in (number.low, number.high)}
            carried |= {end for quantity in quantities(quote.text) for end in (quantity.low, quantity.high)}
    return not all(any(size / magnitude in carried for magnitude in _MAGNITUDES) for size in stated)


def _judge(pieces: Sequence[Evidence], supports: Supports, interview: Interview) -> FoundQuote:
    placed = [place for piece in pieces if (place := _check_place(piece, interview)) is not None]
    if not placed or len(placed) < len(pieces):
        return FoundQuote("not_found", supports, (), "", None, frozenset())
    text = " ... ".join(interview.text[start:end] for start, end, _ in placed)
    turns = [interview.turns[turn] for _, _, turn in placed]
    return FoundQuote(
        judgement=_judge_wording(pieces, text),
        supports=supports,
        spans=tuple((start, end) for start, end, _ in placed),
        text=text,
        turn=placed[0][2],
        speakers=frozenset(turn.speaker for turn in turns),
    )


def _check_place(piece: Evidence, interview: Interview) -> tuple[int, int, int] | None:
    """Return (start, end, turn) of a piece that is the slice it says it is, inside one turn; None of any other."""
    if piece.match == "not_found" or piece.start is None or piece.end is None or not 0 <= piece.start < piece.end <= len(interview.text):
        return None
    turn = interview.turn_at(piece.start)
    whole = interview.text[piece.start : piece.end] == piece.quote and piece.end <= turn.end
    return (piece.start, piece.end, turn.index) if whole else None


def _judge_wording(pieces: Sequence[Evidence], text: str) -> Judgement:
    if any(piece.match == "meaning_changed" for piece in pieces):
        return "meaning_changed"
    if all(piece.claimed == piece.quote for piece in pieces):
        return "verbatim"
    claimed = {piece.claimed for piece in pieces}
    if any(not _keeps_meaning(one, text) for one in claimed):
        return "meaning_changed"
    return "harmless"


def _keeps_meaning(claimed: str, text: str) -> bool:
    # Speakers repeat themselves ("we don't, we don't know"), so polarity is compared by what is there, not by how often.
    return _sizes(claimed) <= _sizes(text) and set(signature(claimed)) == set(signature(text))


def _sizes(text: str) -> set[tuple[Decimal, Decimal]]:
    return {(number.low, number.high) for number in numbers(text) if not number.retracted}


def _stated_sizes(finding: Finding) -> set[Decimal]:
    sizes: set[Decimal] = set()
    for number in numbers(finding.statement):
        if number.kind in COUNTING and not number.retracted and finding.statement[number.start : number.end].casefold() != "one":
            sizes |= {number.low, number.high}
    if isinstance(finding, Metric):
        sizes |= set(_ends(finding))
    return sizes


def _ends(metric: Metric) -> Iterable[Decimal]:
    for quantity in (metric.value, metric.baseline, metric.target, metric.money):
        if quantity is not None:
            for end in (quantity.low, quantity.high):
                amount = read_amount(end)
                yield NO_NUMBER if amount is None else amount
