"""All readers, and which of them reads a file.

In: a ``Source``. Out: every reader's judgement, best first. Always true: every reader is asked; the highest score reads; below ``SURE_ENOUGH`` the
file is refused.
"""

from dataclasses import dataclass

from analyzer.ingest.readers import captions, json_own, json_transcript, pdf, plain, table, word
from analyzer.ingest.reading import Judgement, Reader
from analyzer.ingest.source import Source

SURE_ENOUGH = 0.2

READERS: tuple[Reader, ...] = (
    Reader("captions", captions.judge, captions.read),
    Reader("own json", json_own.judge, json_own.read),
    Reader("json", json_transcript.judge, json_transcript.read),
    Reader("docx", word.judge, word.read),
    Reader("table", table.judge, table.read),
    Reader("pdf", pdf.judge, pdf.read),
    Reader("text", plain.judge, plain.read),
)


@dataclass(frozen=True)
class Judged:
    """A reader and what it says about a file."""

    reader: Reader
    judgement: Judgement


def judge_all(source: Source) -> list[Judged]:
    """Ask every reader; best first, in the order of ``READERS`` where two are as sure."""
    judged = [Judged(reader, reader.judge(source)) for reader in READERS]
    return sorted(judged, key=lambda each: -each.judgement.score)
