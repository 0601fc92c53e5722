"""How a file was judged: for ``analyzer ingest --explain``.

In: a path. Out: ``Explanation``. Always true: every reader's score is there with its reasons, also where the file is refused in the end.
"""

import shlex
from dataclasses import dataclass
from pathlib import Path

from analyzer.config import IngestSettings
from analyzer.errors import IngestError
from analyzer.ingest.facts import Given
from analyzer.ingest.interview import read_interview
from analyzer.ingest.registry import judge_all
from analyzer.ingest.source import open_source
from analyzer.records import Exclusion, Interview, Speaker


@dataclass(frozen=True)
class ReaderScore:
    """What one reader says about the file."""

    reader: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """How the file was judged and what came of it."""

    source: str
    scores: tuple[ReaderScore, ...]
    """Of every reader, best first."""
    chosen: str | None
    """The reader that read it; None where the file is refused."""
    format: str | None
    speakers: tuple[Speaker, ...]
    turns: int
    kept_share: float | None
    exclusions: tuple[Exclusion, ...]
    warnings: tuple[str, ...]
    refusal: str | None = None
    """Why it is refused, with what to do."""
    interview: Interview | None = None


def explain(path: Path, given: Given = Given(), *, under: Path | None = None, settings: IngestSettings = IngestSettings()) -> Explanation:
    """Return how the file is judged and read; a refusal is part of the answer and never raised."""
    scores: tuple[ReaderScore, ...] = ()
    try:
        source = open_source(path)
        scores = tuple(ReaderScore(each.reader.name, round(each.judgement.score, 2), each.judgement.reasons) for each in judge_all(source))
        interview = read_interview(path, given, under=under, settings=settings)
    except IngestError as error:
        return Explanation(str(path), scores, None, None, (), 0, None, (), (), refusal=str(error))
    return Explanation(
        source=interview.source,
        scores=scores,
        chosen=scores[0].reader,
        format=interview.format,
        speakers=interview.speakers,
        turns=len(interview.turns),
        kept_share=interview.kept_share,
        exclusions=interview.exclusions,
        # Nothing is stored, so its id leads nowhere; a file's name does, once the file is ingested.
        warnings=tuple(warning.replace(interview.id, shlex.quote(path.name)) for warning in interview.warnings),
        interview=interview,
    )
