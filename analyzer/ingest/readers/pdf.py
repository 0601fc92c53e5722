"""PDF files that hold text: printed transcripts.

In: a PDF. Out: a Reading of its lines in reading order, as ``layout`` judges them. Always true: pypdf reads the pages (pure Python, no
execution of what the file holds); where it is not installed, or the pages are pictures, the file is refused with what to do.
"""

import importlib
import io
import logging
import re
from collections import Counter
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.layout import lay_out
from analyzer.ingest.readers.plain import reading_of, text_blocks
from analyzer.ingest.reading import NO, Judgement, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.words import clean, count_words, fold
from analyzer.records import Exclusion

MAX_PAGES = 500
_PAGE_NUMBER = re.compile(
    r"\s*(?:page|seite|página|pagina)?\s*[-\u2013]?\s*\d{1,4}(?:\s*(?:of|von|de|di|/)\s*\d{1,4})?\s*[-\u2013]?\s*", re.IGNORECASE
)
_HINT = "export the transcript as .docx, .vtt or .txt"


def judge(source: Source) -> Judgement:
    """The first bytes say it."""
    return Judgement(0.95, ("begins with %PDF",)) if source.is_pdf else NO


def read(source: Source) -> Reading:
    """Return the conversation of a PDF; raises IngestError where its text cannot be had."""
    pages = [clean(page) for page in _pages(source)]
    total = sum(count_words(page) for page in pages)
    if not total:
        raise IngestError(f"{source.name}: the pages of this PDF hold pictures, not text", _HINT)
    text = "\n\n".join(drop_running_lines(pages))
    layout = lay_out(text_blocks(text, markdown=False), source.declared_labels)
    reading = reading_of(layout, source_words=total)
    reading.format = f"pdf {reading.format}"
    if running := total - count_words(text):
        reading.exclusions.append(Exclusion(kind="footer", words=running, where="running heads and page numbers"))
    return reading


def drop_running_lines(pages: list[str]) -> list[str]:
    """Return the pages without what stands at the head or foot of at least half of them, page numbers apart, and without page numbers."""
    split = [[line for line in page.split("\n") if line.strip()] for page in pages]
    edges = Counter(_running_form(line) for lines in split for line in {*lines[:1], *lines[-1:]})

    def runs(line: str) -> bool:
        return bool(_PAGE_NUMBER.fullmatch(line)) or (len(pages) > 2 and edges[_running_form(line)] * 2 >= len(pages))

    return ["\n".join(line for index, line in enumerate(lines) if index not in (0, len(lines) - 1) or not runs(line)) for lines in split]


def _running_form(line: str) -> str:
    return re.sub(r"\d+", "#", fold(line))


def _pages(source: Source) -> list[str]:
    try:
        pypdf: Any = importlib.import_module("pypdf")
    except ImportError as error:
        raise IngestError(f"{source.name}: a PDF, and the package that reads them is not installed", f"pip install pypdf, or {_HINT}") from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(source.raw))
        if reader.is_encrypted:
            raise IngestError(f"{source.name}: the PDF is encrypted", _HINT)
        if len(reader.pages) > MAX_PAGES:
            raise IngestError(f"{source.name}: {len(reader.pages)} pages; PDFs of more than {MAX_PAGES} are not read", _HINT)
        return [page.extract_text() or "" for page in reader.pages]
    except IngestError:
        raise
    except Exception as error:
        # pypdf raises many kinds of errors for damaged files; whichever it is, the file cannot be read.
        raise IngestError(f"{source.name}: a damaged PDF ({type(error).__name__})", _HINT) from error
