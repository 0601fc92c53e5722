"""A selection turned into a finding.

In: an interview, a selection, the run. Out: ``Outcome``, ``Obstacle``, ``Metric`` records. Always true: every quote is a slice of one turn of
somebody who may be quoted; numbers and negations of a statement stand in its quotes; the same words give the same id.
"""

from analyzer.extract.cautions import find_cautions
from analyzer.extract.offline.clearing import plain_text
from analyzer.extract.offline.cues import find_cues
from analyzer.extract.offline.joining import Selection, goes_on
from analyzer.extract.offline.measuring import Measure, read_measure
from analyzer.extract.offline.sentences import Sentence
from analyzer.extract.offline.statements import Reason, find_cause, find_reason, is_weighty, judge_level, judge_nature
from analyzer.extract.offline.wording import finish, state_aim, tidy
from analyzer.language.claims import unsupported_claims
from analyzer.language.quantities import QuantityMatch, to_quantity
from analyzer.language.words import words
from analyzer.records import Evidence, Finding, Flag, Interview, Kind, Metric, Obstacle, Outcome, Provenance, Quantity, Supports, derive_id

_DOUBT = 0.7
"""What a confidence is multiplied with for each flag that warns."""
_BARE = 6
"""Words up to which a quote is hardly more than a value."""
_STEM = 4
_WARNS: frozenset[Flag] = frozenset({"third_party", "vendor_outcome", "led_by_interviewer", "hedged", "unsupported_claim"})


class Writer:
    """Writes the findings of one interview in one run."""

    def __init__(self, interview: Interview, sentences: list[Sentence], provenance: Provenance) -> None:
        self._interview = interview
        self._sentences = sentences
        self._provenance = provenance

    def write(self, selection: Selection) -> Finding:
        """Return the finding of a selection."""
        if selection.kind == "outcome":
            return self._outcome(selection)
        return self._obstacle(selection) if selection.kind == "obstacle" else self._metric(selection)

    def _outcome(self, selection: Selection) -> Finding:
        said = self._said(selection.start, selection.end)
        reason = find_reason(selection.sentences, self._after(selection), said)
        evidence: tuple[Evidence, ...] = (self._quote(selection.start, selection.end),)
        if reason:
            evidence = (*evidence, self._quote(reason.start, reason.end, "q2", "why", reason.turn))
        level, inferred = judge_level(selection.plain, selection.plain + " " + self._words(reason), aims=True)
        stated = reason is not None or is_weighty(selection.plain)
        flags = self._flags(selection, evidence, inferred=inferred)
        cues = find_cues(selection.plain)
        if cues["pitch"]:
            flags.add("vendor_outcome")
        if cues["wish of others"]:
            flags.add("third_party")
        return Outcome(
            **self._shared(selection, "outcome", state_aim(self._telling(selection)), evidence, flags), level=level,
            why_strategic=finish(tidy(self._said(reason.start, reason.end))) if reason else None, deemed_by="stated" if stated else "inferred",
        )  # fmt: skip

    def _obstacle(self, selection: Selection) -> Finding:
        evidence = (self._quote(selection.start, selection.end),)
        level, inferred = judge_level(selection.plain, selection.plain, aims=False)
        flags = self._flags(selection, evidence, inferred=inferred)
        return Obstacle(
            **self._shared(selection, "obstacle", tidy(self._telling(selection)), evidence, flags), level=level, cause=find_cause(selection.plain),
            nature=judge_nature(selection.plain),
        )  # fmt: skip

    def _metric(self, selection: Selection) -> Finding:
        best = self._sentences[selection.index]
        place = (best.start - selection.start, best.end - selection.start)
        measure = read_measure(self._said(selection.start, selection.end), place)
        evidence = self._quote_measure(selection, measure)
        level, inferred = judge_level(selection.plain, selection.plain, aims=False)
        flags = self._flags(selection, evidence, inferred=inferred)
        return Metric(
            **self._shared(selection, "metric", _state(evidence[0].quote, measure), evidence, flags), level=level, name=measure.name,
            direction=measure.direction, role=measure.role, value=_record(measure.value), baseline=_record(measure.baseline),
            target=_record(measure.target), money=_record(measure.money), period=measure.period,
        )  # fmt: skip

    def _quote_measure(self, selection: Selection, measure: Measure) -> tuple[Evidence, ...]:
        """Return the sentences that hold the values, and the first sentence too where values were taken back since but the name stands there."""
        hull = measure.hull()
        if hull is None:
            return (self._quote(selection.start, selection.end),)
        first, last = selection.start + hull[0], selection.start + hull[1]
        holding = [sentence for sentence in selection.sentences if sentence.start < last and sentence.end > first]
        quote = self._quote(holding[0].start, holding[-1].end)
        opening = selection.sentences[0]
        if opening is holding[0] or measure.name.casefold() in quote.quote.casefold():
            return (quote,)
        return (quote, self._quote(opening.start, opening.end, "q2"))

    def _flags(self, selection: Selection, evidence: tuple[Evidence, ...], *, inferred: bool) -> set[Flag]:
        flags = find_cautions(self._interview, evidence)
        return flags | {"level_inferred"} if inferred else flags

    def _shared(
        self, selection: Selection, kind: Kind, statement: str, evidence: tuple[Evidence, ...], flags: set[Flag], *further: str
    ) -> dict[str, object]:
        slices = [piece.quote for piece in evidence]
        if unsupported_claims(statement, slices):
            statement = finish(plain_text(slices[0]))
            if unsupported_claims(statement, slices):
                flags.add("unsupported_claim")
        warned = len(flags & _WARNS)
        return {
            "id": derive_id("f", self._interview.id, self._interview.version, "offline", kind, selection.start, selection.end, *further),
            "interview": self._interview.id, "interview_version": self._interview.version, "statement": statement, "evidence": evidence,
            "department": self._interview.speaker(evidence[0].speaker or "").department, "flags": tuple(sorted(flags)),
            "provenance": self._provenance, "confidence": round(selection.score * _DOUBT**warned, 2),
        }  # fmt: skip

    def _quote(self, start: int, end: int, quote_id: str = "q1", supports: Supports = "statement", turn: int | None = None) -> Evidence:
        held = self._interview.turn_at(start) if turn is None else self._interview.turns[turn]
        quote = self._interview.text[start:end]
        return Evidence(
            quote_id=quote_id, supports=supports, quote=quote, claimed=quote, turn=held.index, start=start, end=end, start_ms=held.start_ms,
            speaker=held.speaker, side=self._interview.speaker(held.speaker).side, match="verbatim",
        )  # fmt: skip

    def _telling(self, selection: Selection) -> str:
        """Return the best sentence of a selection, with the one before it where it leans on that: what the statement is made of."""
        place = next(number for number, sentence in enumerate(selection.sentences) if sentence is self._sentences[selection.index])
        leans = place > 0 and goes_on(selection.sentences[place].plain)
        first = selection.sentences[place - 1 if leans else place]
        return self._said(first.start, selection.sentences[place].end)

    def _after(self, selection: Selection) -> Sentence | None:
        following = [sentence for sentence in self._sentences[selection.index :] if sentence.start >= selection.end]
        return following[0] if following else None

    def _said(self, start: int, end: int) -> str:
        return self._interview.text[start:end]

    def _words(self, reason: Reason | None) -> str:
        return self._said(reason.start, reason.end) if reason else ""


def _state(quote: str, measure: Measure) -> str:
    """Return the statement of a metric: its sentence; where that is hardly more than the value, the name goes before it."""
    statement = tidy(quote)
    told = {word.norm[:_STEM] for word in words(statement)}
    if measure.value is None or len(quote.split()) > _BARE or any(word.norm[:_STEM] in told for word in words(measure.name)):
        return statement
    return finish(f"{measure.name}: {statement[:1].lower()}{statement[1:]}")


def _record(match: QuantityMatch | None) -> Quantity | None:
    return to_quantity(match, "q1") if match else None
