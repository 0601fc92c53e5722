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
_SINGLES = 4
_SENTENCE_ENDS = (".", "?", "!", "\u2026", "\u3002", "\uff1f", "\uff01", '"', "\u201d", ")")
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
    text: str = ""
    begins_paragraph: bool = True
    before_time: bool = False
    """The next line that is not blank is a time and nothing else, or the last one was."""
    listed: bool = False
    """An item of a list."""
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


@dataclass
class _Evidence:
    """What the whole file says about one layout."""

    labels: Counter[str]
    coverage: float
    """Share of the paragraphs that begin like this, labels or not."""
    recurring: float = 0.0
    """Share of these lines whose label comes again."""
    voices: int = 0
    """How many labels come again."""
    singles: int = 0
    """How many labels come once and could be names."""
    unlabelled_share: float = 0.0
    """Of the lines that begin with a time, how many have nothing like a label behind it."""

    def __post_init__(self) -> None:
        again = [count for label, count in self.labels.items() if count >= 2 and not is_stop_word(label, count)]
        self.recurring = sum(again) / max(sum(self.labels.values()), 1)
        self.voices = len(again)
        self.singles = sum(1 for label, count in self.labels.items() if count == 1 and not is_stop_word(label))


def survey_lines(lines: Sequence[Line], declared: Collection[str] = ()) -> Survey:
    """Decide which lines begin a turn."""
    known = {fold(label) for label in declared}
    paragraphs = sum(line.begins_paragraph for line in lines) or 1
    evidence = {kind: _Evidence(labels, sum(labels.values()) / paragraphs) for kind, labels in _count_labels(lines).items()}
    ordinary = _ordinary_words(lines)
    if "colon timed" in evidence:
        evidence["colon timed"].unlabelled_share = _unlabelled_share(lines)
    clocked = sum(1 for line in lines if line.forms and line.forms[-1].shape == "clock") >= max(2, 0.2 * len(lines))
    judged = [_judge(line, evidence, known, ordinary) or _clock(line, clocked) for line in lines]
    primary = _primary(judged)
    if primary == "colon":
        judged = _drop_head_keys(judged, evidence["colon"], known)
    accepted = {fold(form.label) for form in judged if form and primary and _rank(form) == primary} | known
    chosen = [_confirm(line, form, accepted, primary, evidence) for line, form in zip(lines, judged, strict=True)]
    shapes = Counter(form.shape for form in chosen if form and form.label)
    labels = {fold(form.label) for form in chosen if form and form.label}
    return Survey(chosen, shapes, min(1.0, sum(shapes.values()) / paragraphs), len(labels))


def _count_labels(lines: Sequence[Line]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        # Two forms of a line may be of one kind and label: a line is one piece of evidence.
        for kind, label in {(_kind(form, line), fold(form.label)) for form in line.forms if form.label}:
            counts[kind][label] += 1
    return counts


def _kind(form: Form, line: Line) -> str:
    """The shape, and whether a time stands with it: the unit evidence is counted in."""
    return f"{form.shape}{' timed' if form.timed or (form.shape == 'name' and line.before_time) else ''}"


def _unlabelled_share(lines: Sequence[Line]) -> float:
    timed = [line for line in lines if line.forms and line.forms[-1].shape == "clock"]
    return sum(not any(form.shape in ("colon", "bold") for form in line.forms) for line in timed) / max(len(timed), 1)


def _ordinary_words(lines: Sequence[Line]) -> frozenset[str]:
    """Return the words that also stand in lower case inside the speech: "Reason" is no name where "reason" is said."""
    words: set[str] = set()
    for line in lines:
        words.update(word.strip(".,!?;:") for word in line.text[:2000].split() if word[:1].islower())
    return frozenset(words)


def _judge(line: Line, evidence: dict[str, _Evidence], known: Collection[str], ordinary: frozenset[str]) -> Form | None:
    """Return the first form of the line that the file's evidence supports."""
    for form in line.forms:
        if form.shape == "time":
            return form
        if form.shape == "clock":
            break
        kind = _kind(form, line)
        if _supported(form, kind, line, evidence[kind], known, ordinary):
            return form
    return None


def _clock(line: Line, clocked: bool) -> Form | None:
    """Return the time before speech as a time where lines of this file begin with one, so that "10:30 is fine" stays whole elsewhere."""
    form = line.forms[-1] if line.forms else None
    return form if form and form.shape == "clock" and clocked else None


def _supported(form: Form, kind: str, line: Line, evidence: _Evidence, known: Collection[str], ordinary: frozenset[str]) -> bool:
    folded = fold(form.label)
    if folded in known:
        return form.shape != "name" or line.before_speech
    if is_stage_direction(form.label) and kind.startswith(("bold", "colon")):
        return form.shape == "bold"
    count = evidence.labels[folded]
    speaks = evidence.coverage >= 0.8 and form.rest.rstrip().endswith(_SENTENCE_ENDS)
    if is_stop_word(form.label, count + speaks) or folded in _NOISES or folded.split(" ", 1)[0] in _NOISES:
        return False
    if not evidence.voices and (line.listed or evidence.singles > _SINGLES) and not is_placeholder(form.label):
        return False  # many labels of which none comes again: keys of a list, points of an agenda
    named = looks_like_name(form.label)
    coverage = evidence.coverage
    if kind == "colon timed" and evidence.unlabelled_share > 0.5 and not (count >= 3 and named and folded not in ordinary):
        return False
    if kind == "header":
        return named and line.before_speech
    if kind in ("header timed", "inline timed", "bold timed", "colon timed", "name timed"):
        plausible = named or (count >= 2 and coverage >= 0.5) or (coverage >= 0.8 and is_handle(form.label))
        return plausible and (bool(form.rest) or line.before_speech)
    if kind == "bold":
        return named and (count >= 2 or evidence.recurring >= 0.5 or coverage >= 0.3)
    if kind == "colon":
        return _supported_colon(form, line, count, named, evidence, ordinary)
    if kind.startswith("bracket"):
        return (count >= 2 and (named or form.timed)) or (coverage >= 0.6 and named)
    if kind.startswith("dash"):
        timed = form.timed and (count >= 2 or coverage >= 0.8)
        return named and (timed or (count >= 2 and evidence.recurring >= 0.8 and coverage >= 0.5))
    return _supported_name(form, line, count, named, evidence)


def _supported_colon(form: Form, line: Line, count: int, named: bool, evidence: _Evidence, ordinary: frozenset[str]) -> bool:
    """``Label: speech`` without any other mark: the weakest layout, so the label has to bring evidence of its own."""
    if not form.rest and not line.before_speech:
        return False
    words = fold(form.label).split()
    common = len(words) == 1 and words[0] in ordinary and not is_placeholder(form.label)
    if evidence.coverage >= 0.8:
        return named or is_handle(form.label) or count >= 2
    if not evidence.voices:
        return False  # a document with "Topic: ..." here and there is no conversation
    if count >= 2:
        return (named and not (common and count < 3)) or (is_handle(form.label) and count >= 3 and not common)
    return named and not common and evidence.coverage >= 0.15 and line.begins_paragraph


def _supported_name(form: Form, line: Line, count: int, named: bool, evidence: _Evidence) -> bool:
    """A name alone on a line: only where few names come again and again, each with speech under it."""
    if not named or not line.before_speech or not line.begins_paragraph:
        return False
    return count >= 2 and evidence.voices >= 2 and evidence.recurring >= 0.5 and (evidence.coverage >= 0.6 or is_placeholder(form.label))


def _drop_head_keys(judged: list[Form | None], evidence: _Evidence, known: Collection[str]) -> list[Form | None]:
    """Take back labels that are keys of the file's head ("Video: none"): one word, once, no sentence behind it, before anybody comes again."""
    again = (index for index, form in enumerate(judged) if form and form.label and evidence.labels[fold(form.label)] >= 2)
    first = next(again, 0)
    return [None if form and index < first and _is_head_key(form) and fold(form.label) not in known else form for index, form in enumerate(judged)]


def _is_head_key(form: Form) -> bool:
    return form.shape == "colon" and not form.timed and " " not in form.label.strip() and not form.rest.rstrip().endswith(_SENTENCE_ENDS)


def _rank(form: Form) -> str:
    return f"{form.shape}{' timed' if form.timed else ''}"


def _primary(judged: Sequence[Form | None]) -> str | None:
    """Return the layout most turns are in; explicit layouts (a time or bold beside the label) count double."""
    votes: Counter[str] = Counter()
    for form in judged:
        if form and form.label:
            votes[_rank(form)] += 2 if form.timed or form.shape in _EXPLICIT else 1
    return votes.most_common(1)[0][0] if votes else None


def _confirm(line: Line, form: Form | None, accepted: Collection[str], primary: str | None, evidence: dict[str, _Evidence]) -> Form | None:
    """Beside the file's own layout a line begins a turn only under a label that is known from it, or that comes again."""
    if form is None or not form.label or primary is None or _rank(form) == primary:
        return form
    if fold(form.label) in accepted:
        return form
    count = evidence[_kind(form, line)].labels[fold(form.label)]
    if form.timed or form.shape in _EXPLICIT:
        return form if count >= 2 and looks_like_name(form.label) else None
    explicit_primary = primary.endswith("timed") or primary.split()[0] in _EXPLICIT
    return form if count >= 3 and not explicit_primary else None
