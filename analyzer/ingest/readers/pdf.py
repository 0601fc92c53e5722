"""PDF files that hold text: printed transcripts.

In: a PDF. Out: a Reading of its lines in reading order, as ``layout`` judges them. Always true: pypdf reads the pages (pure Python, no
execution of what the file holds); where it is not installed, or the pages are pictures, the file is refused with what to do.
"""

import importlib
import io
import logging
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.layout import lay_out
from analyzer.ingest.readers.plain import reading_of, text_blocks
from analyzer.ingest.reading import NO, Judgement, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.words import clean, count_words

MAX_PAGES = 500
_HINT = "export the transcript as .docx, .vtt or .txt"


def judge(source: Source) -> Judgement:
    """The first bytes say it."""
    return Judgement(0.95, ("begins with %PDF",)) if source.is_pdf else NO


def read(source: Source) -> Reading:
    """Return the conversation of a PDF; raises IngestError where its text cannot be had."""
    pages = _pages(source)
    text = clean("\n\n".join(pages))
    if not count_words(text):
        raise IngestError(f"{source.name}: the pages of this PDF hold pictures, not text", _HINT)
    layout = lay_out(text_blocks(text, markdown=False), source.declared_labels)
    reading = reading_of(layout, source_words=count_words(text))
    reading.format = f"pdf {reading.format}"
    return reading


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
