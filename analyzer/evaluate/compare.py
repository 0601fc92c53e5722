"""Two runs of one suite: what changed, case by case, and whether the later one may pass.

In: two ``RunResult``. Out: ``Comparison`` with a verdict and an exit code. Always true: only cases that both runs scored on the same
labels and transcript are compared; a case that one of them lost is a gap, not a regression; below eight transcripts nothing is called
significant, and the comparison says so. Loads no stage, so the terminal UI may import it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from analyzer.evaluate.bootstrap import WATCHED, paired_intervals
from analyzer.evaluate.gates import EXIT_CODES, MIN_TRANSCRIPTS, Tolerances, Verdict
from analyzer.evaluate.measures import LOWER_IS_BETTER, measure, pool
from analyzer.evaluate.results import CaseResult, FindingResult, ItemStatus, RunResult
from analyzer.records import Kind, Record
from analyzer.report.phrases import count

_WORTH: dict[ItemStatus, int] = {"correct": 3, "partial": 2, "wrong kind": 1, "missing": 0, "optional": 0}
_WRONG = frozenset({"spurious", "distractor", "wrong kind"})


class MeasureChange(Record):
    """One measure before and after, over the cases both runs have."""

    name: str
    before: float
    after: float
    gain: float
    """What it got better by; below zero: worse. For a measure that should be small a fall is a gain."""
    interval: tuple[float, float] | None = None
    """95 % interval of the gain, paired by transcript; null below eight transcripts."""
    verdict: Verdict


class ItemChange(Record):
    """A labelled item that came out otherwise."""

    id: str
    kind: Kind
    statement: str
    quote: str
    turn: int
    before: ItemStatus
    after: ItemStatus

    @property
    def gain(self) -> int:
        """Steps on missing, wrong kind, partial, correct."""
        return _WORTH[self.after] - _WORTH[self.before]


class CaseChange(Record):
    """A case that came out otherwise."""

    case: str
    gain: float
    """Of the case's F1 over all kinds."""
    items: tuple[ItemChange, ...] = ()
    """Worst first."""
    new_wrong: tuple[FindingResult, ...] = ()
    """Spurious, distractor and wrong-kind findings that were not there before."""
    gone_wrong: tuple[FindingResult, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether the case lost: in F1, or with equal F1 in how items came out."""
        return self.gain < 0 or (self.gain == 0 and _worst(self) < 0)


class Comparison(Record):
    """What changed between two runs."""

    verdict: Verdict
    reasons: tuple[str, ...]
    transcripts: int
    """How many are in both."""
    measures: tuple[MeasureChange, ...] = ()
    cases: tuple[CaseChange, ...] = ()
    """Changed ones only, worst first."""
    gaps: tuple[str, ...] = ()
    """Cases that could not be compared, with the reason."""

    @property
    def exit_code(self) -> int:
        """0, 1 or 2 for the command line."""
        return EXIT_CODES[self.verdict]


def compare(before: RunResult, after: RunResult) -> Comparison:
    """Return what changed from ``before`` to ``after``, judged by the gates of ``after``."""
    pairs, gaps = _pair_cases(before, after)
    obstacle = _find_obstacle(before, after, pairs)
    if obstacle:
        return Comparison(verdict="unusable", reasons=(obstacle,), transcripts=len(pairs), gaps=tuple(gaps))
    changes = tuple(_measure_changes(pairs, after.gates.tolerances))
    # Proposals depend on which interviews were run: those of a whole suite cannot be held against those of its share.
    if not gaps and before.split == after.split:
        changes += tuple(_merge_changes(before, after))
    cases = sorted((change for old, new in pairs if (change := _change_case(old, new))), key=lambda one: (one.gain, _worst(one), one.case))
    verdict, reasons = _judge(after, changes, len(pairs))
    return Comparison(verdict=verdict, reasons=reasons, transcripts=len(pairs), measures=changes, cases=tuple(cases), gaps=tuple(gaps))


def _pair_cases(before: RunResult, after: RunResult) -> tuple[list[tuple[CaseResult, CaseResult]], list[str]]:
    old, new = ({case.case: case for case in run.cases} for run in (before, after))
    pairs: list[tuple[CaseResult, CaseResult]] = []
    gaps: list[str] = []
    for name in sorted(old | new):
        if name not in new:
            gaps.append(f"{name}: not in the later run")
        elif name not in old:
            gaps.append(f"{name}: not in the earlier run")
        elif new[name].state == "lost":
            gaps.append(f"{name}: lost in the later run: {new[name].reason}")
        elif old[name].state == "lost":
            gaps.append(f"{name}: lost in the earlier run: {old[name].reason}")
        elif old[name].sha256 != new[name].sha256:
            gaps.append(f"{name}: labels or transcript were changed in between")
        else:
            pairs.append((old[name], new[name]))
    return pairs, gaps


def _find_obstacle(before: RunResult, after: RunResult, pairs: Sequence[object]) -> str:
    if after.verdict == "unusable":
        return "; ".join(after.reasons)
    if before.scorer_hash != after.scorer_hash:
        return "the two runs were scored by different scorers; analyzer eval --compare RUN scores the earlier one again from its stored answers"
    return "" if pairs else "no case is in both runs"


def _measure_changes(pairs: Sequence[tuple[CaseResult, CaseResult]], tolerances: Tolerances) -> Iterator[MeasureChange]:
    old, new = [case.counts for case, _ in pairs], [case.counts for _, case in pairs]
    before, after = measure(pool(old)), measure(pool(new))
    intervals = paired_intervals(old, new) if len(pairs) >= MIN_TRANSCRIPTS else {}
    for name in WATCHED:
        first, second = before[name], after[name]
        if first is None or second is None:
            continue
        sign = -1 if name in LOWER_IS_BETTER else 1
        # Adding zero turns -0.0, which a reader would take for a small loss, into 0.0.
        low, high = sorted(sign * end + 0.0 for end in intervals[name]) if name in intervals else (None, None)
        interval = (low, high) if low is not None and high is not None else None
        gain = sign * (second - first) + 0.0
        yield MeasureChange(name=name, before=first, after=second, gain=gain, interval=interval, verdict=_judge_gain(gain, interval, tolerances))


def _merge_changes(before: RunResult, after: RunResult) -> Iterator[MeasureChange]:
    """Yield what is measured over whole segments; pairs of findings have no transcript, so there is no interval and only size counts."""
    for name in ("merges.f1", "prevalence.exact"):
        first, second = before.measures.get(name), after.measures.get(name)
        if first is not None and second is not None:
            gain = second - first
            yield MeasureChange(name=name, before=first, after=second, gain=gain, verdict=_judge_gain(gain, None, after.gates.tolerances))


def _judge_gain(gain: float, interval: tuple[float, float] | None, tolerances: Tolerances) -> Verdict:
    if gain < -tolerances.drop:
        return "regression"
    if abs(gain) <= tolerances.difference:
        return "pass"
    if interval is not None and interval[1] < 0:
        return "regression"
    return "improved" if interval is not None and interval[0] > 0 else "inconclusive"


def _judge(after: RunResult, changes: Sequence[MeasureChange], transcripts: int) -> tuple[Verdict, tuple[str, ...]]:
    reasons: list[str] = []
    if transcripts < MIN_TRANSCRIPTS:
        few = f"{count(transcripts, 'interview')} {'is' if transcripts == 1 else 'are'}"
        reasons.append(f"{few} too few to call a difference significant (it takes {MIN_TRANSCRIPTS}); only sizes are judged")
    if after.verdict == "floor broken":
        return "floor broken", (*after.reasons, *reasons)
    found: dict[Verdict, list[str]] = {"regression": [], "inconclusive": [], "improved": []}
    for change in changes:
        if change.verdict in found:
            found[change.verdict].append(f"{change.name} {change.before:.3f} -> {change.after:.3f}")
    for verdict, lines in found.items():
        if lines:
            return verdict, (*lines, *reasons)
    return "pass", tuple(reasons)


def _change_case(old: CaseResult, new: CaseResult) -> CaseChange | None:
    was = {item.id: item for item in old.items}
    items = [
        ItemChange(
            id=item.id, kind=item.kind, statement=item.statement, quote=item.quote, turn=item.turn, before=was[item.id].status, after=item.status
        )
        for item in new.items
        if item.id in was and was[item.id].status != item.status
    ]
    new_wrong, gone_wrong = _without(new, old), _without(old, new)
    if not items and not new_wrong and not gone_wrong:
        return None
    ordered = tuple(sorted(items, key=lambda item: (item.gain, item.turn, item.id)))
    return CaseChange(case=new.case, gain=_case_f1(new) - _case_f1(old), items=ordered, new_wrong=new_wrong, gone_wrong=gone_wrong)


def _without(these: CaseResult, those: CaseResult) -> tuple[FindingResult, ...]:
    """Return the wrong findings of one that the other has not, by kind and quote (wording may change from run to run)."""
    known = Counter((one.kind, one.turn, one.quote) for one in those.findings if one.status in _WRONG)
    left: list[FindingResult] = []
    for one in these.findings:
        key = (one.kind, one.turn, one.quote)
        if one.status in _WRONG:
            known[key] -= 1
            if known[key] < 0:
                left.append(one)
    return tuple(left)


def _case_f1(case: CaseResult) -> float:
    # Nothing to find and nothing claimed is as good as it gets.
    value = case.measures.get("all.f1")
    return 1.0 if value is None else value


def _worst(change: CaseChange) -> int:
    return sum(item.gain for item in change.items) - len(change.new_wrong) + len(change.gone_wrong)
