"""Which lines begin a turn, judged by the whole file.

In: the forms every line could have (``lines.read_forms``), and the labels the file declares. Out: for every line the
form it has, or None for speech that goes on. Always true: a label recurs, or is declared, or stands where the file's
own layout puts labels and is written as a name; words that stand before a colon in speech or in heads are no labels.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from analyzer.ingest.labels import is_handle, is_placeholder, is_stage_direction, is_stop_word, looks_like_name
from analyzer.ingest.lines import Form
from analyzer.ingest.vocabulary import word_set
from analyzer.ingest.words import fold

_EXPLICIT = frozenset({"header", "inline", "bold"})
_NOISES = word_set(
    """
    laughter laughs laughing laugh inaudible crosstalk unintelligible music applause silence pause noise cough sigh chuckles indistinct
    foreign redacted overlapping background sic blank_audio lacht gelächter unverständlich rires inaudible risas risate
    """
)


@dataclass
class Line:
    """A line and what is around it."""

    forms: list[Form]
    begins_paragraph: bool = True
    before_time: bool = False
    """The next line that is not blank is a time and nothing else, or the last one was."""
    before_speech: bool = True
    """A line follows that is no label and no time: somebody speaks under it."""


@dataclass
class Survey:
    """The decision."""

    chosen: list[Form | None]
    shapes: Counter[str] = field(default_factory=Counter)
    coverage: float = 0.0
    """Share of the paragraphs that begin with a label."""
    labels: int = 0
    """How many different labels were accepted."""

    @property
    def labelled(self) -> int:
        """How many lines begin with an accepted label."""
        return sum(self.shapes.values())


def survey_lines(lines: Sequence[Line], declared: Collection[str] = ()) -> Survey:
    """Decide which lines begin a turn."""
    known = {fold(label) for label in declared}
    counts = _count_labels(lines)
    ordinary = _ordinary_words(lines)
    paragraphs = sum(line.begins_paragraph for line in lines) or 1
    coverage = {shape: sum(labels.values()) / paragraphs for shape, labels in counts.items()}
    clocked = sum(1 for line in lines if line.forms and line.forms[-1].shape == "clock") >= max(2, 0.2 * len(lines))
    judged = [_judge(line, counts, coverage, known, ordinary) or _clock(line, clocked) for line in lines]
    primary = _primary(judged)
    accepted = {fold(form.label) for form in judged if form and primary and _rank(form) == primary} | known
    chosen = [_confirm(line, form, accepted, primary, counts) for line, form in zip(lines, judged, strict=True)]
    shapes = Counter(form.shape for form in chosen if form and form.label)
    labels = {fold(form.label) for form in chosen if form and form.label}
    return Survey(chosen, shapes, min(1.0, sum(shapes.values()) / paragraphs), len(labels))


def _count_labels(lines: Sequence[Line]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for form in line.forms:
            if form.label:
                counts[_kind(form, line)][fold(form.label)] += 1
    return counts


def _kind(form: Form, line: Line) -> str:
    """The shape, and whether a time stands with it: the unit evidence is counted in."""
    return f"{form.shape}{' timed' if form.timed or (form.shape == 'name' and line.before_time) else ''}"


def _ordinary_words(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words that also stand in lower case inside the speech: "Reason" is no name where "reason" is said."""
    words: set[str] = set()
    for line in lines:
        for form in line.forms[:1]:
            words.update(word.strip(".,!?;:") for word in form.rest[:2000].split() if word[:1].islower())
    return frozenset(words)


def _judge(line: Line, counts: dict[str, Counter[str]], coverage: dict[str, float], known: Collection[str], ordinary: frozenset[str]) -> Form | None:
    """Return the first form of the line that the file's evidence supports."""
    for form in line.forms:
        if form.shape == "time":
            return form
        if form.shape == "clock":
            break
        kind = _kind(form, line)
        if _supported(form, kind, line, counts[kind], coverage[kind], known, ordinary):
            return form
    return None


def _clock(line: Line, clocked: bool) -> Form | None:
    """Return the time before speech as a time where lines of this file begin with one, so that "10:30 is fine" stays whole elsewhere."""
    form = line.forms[-1] if line.forms else None
    return form if form and form.shape == "clock" and clocked else None


def _supported(form: Form, kind: str, line: Line, labels: Counter[str], coverage: float, known: Collection[str], ordinary: frozenset[str]) -> bool:
    folded = fold(form.label)
    if folded in known:
        return form.shape != "name" or line.before_speech
    if is_stage_direction(form.label) and kind.startswith(("bold", "colon")):
        return form.shape == "bold"
    count = labels[folded]
    if is_stop_word(form.label, count) or folded in _NOISES or folded.split(" ", 1)[0] in _NOISES:
        return False
    named = looks_like_name(form.label)
    if kind in ("header timed", "inline timed", "bold timed", "colon timed", "name timed"):
        plausible = named or count >= 2 or (coverage >= 0.8 and is_handle(form.label))
        return plausible and (bool(form.rest) or line.before_speech)
    recurring = sum(value for value in labels.values() if value >= 2) / max(sum(labels.values()), 1)
    if kind == "bold":
        return named and (count >= 2 or recurring >= 0.5 or coverage >= 0.3)
    if kind == "colon":
        return _supported_colon(form, line, count, named, coverage, ordinary)
    if kind.startswith("bracket"):
        return (count >= 2 and (named or form.timed)) or (coverage >= 0.6 and named)
    if kind.startswith("dash"):
        return (named and form.timed and (count >= 2 or coverage >= 0.8)) or (named and count >= 2 and recurring >= 0.8 and coverage >= 0.5)
    return _supported_name(form, line, labels, named, recurring, coverage)


def _supported_colon(form: Form, line: Line, count: int, named: bool, coverage: float, ordinary: frozenset[str]) -> bool:
    """``Label: speech`` without any other mark: the weakest layout, so the label has to bring evidence of its own."""
    if not form.rest and not line.before_speech:
        return False
    words = fold(form.label).split()
    common = len(words) == 1 and words[0] in ordinary and not is_placeholder(form.label)
    if coverage >= 0.8:
        return named or is_handle(form.label) or count >= 2
    if count >= 2:
        return (named and not (common and count < 3)) or (is_handle(form.label) and count >= 3 and not common)
    return named and not common and coverage >= 0.15 and line.begins_paragraph


def _supported_name(form: Form, line: Line, labels: Counter[str], named: bool, recurring: float, coverage: float) -> bool:
    """A name alone on a line: only where few names come again and again, each with speech under it."""
    voices = sum(1 for value in labels.values() if value >= 2)
    if not named or not line.before_speech or not line.begins_paragraph:
        return False
    return labels[fold(form.label)] >= 2 and voices >= 2 and recurring >= 0.5 and (coverage >= 0.6 or is_placeholder(form.label))


def _rank(form: Form) -> str:
    return f"{form.shape}{' timed' if form.timed else ''}"


def _primary(judged: Sequence[Form | None]) -> str | None:
    """Return the layout most turns are in; explicit layouts (a time or bold beside the label) count double."""
    votes: Counter[str] = Counter()
    for form in judged:
        if form and form.label:
            votes[_rank(form)] += 2 if form.timed or form.shape in _EXPLICIT else 1
    return votes.most_common(1)[0][0] if votes else None


def _confirm(line: Line, form: Form | None, accepted: Collection[str], primary: str | None, counts: dict[str, Counter[str]]) -> Form | None:
    """Beside the file's own layout a line begins a turn only under a label that is known from it, or that is explicit."""
    if form is None or not form.label or primary is None or _rank(form) == primary:
        return form
    if fold(form.label) in accepted:
        return form
    explicit_primary = primary.endswith("timed") or primary.split()[0] in _EXPLICIT
    if form.timed or form.shape in _EXPLICIT:
        return form
    recurs = counts[_kind(form, line)][fold(form.label)] >= 3
    return form if recurs and not explicit_primary else None
