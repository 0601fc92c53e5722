"""The formats a strategy can be written in.

In: a model and a format's name. Out: text. Always true: a format that is not there is refused with the ones that are.
"""

from collections.abc import Callable

from analyzer.errors import ReportError
from analyzer.records import SegmentModel

FORMATS = ("md", "html", "csv", "json")
LATER = {"qdpx": "REFI-QDA projects", "qdc": "REFI-QDA codebooks", "xlsx": "Excel files (open the csv in a spreadsheet)"}


def write_report(model: SegmentModel, format: str = "md") -> str:
    """Return the portfolio strategy of ``model`` as ``md``, ``html``, ``csv`` or ``json``; ReportError for any other format."""
    if format not in FORMATS:
        why = f"{LATER[format]} are not written yet" if format in LATER else "there is no such format"
        raise ReportError(f"format {format!r}: {why}", f"choose one of {', '.join(FORMATS)}: analyzer report {model.segment} --format md")
    return _writer(format)(model)


def _writer(format: str) -> Callable[[SegmentModel], str]:
    # Each writer is imported when asked for: the page needs lxml, the others do not.
    if format == "md":
        from analyzer.report.markdown import write_markdown

        return write_markdown
    if format == "html":
        from analyzer.report.html import write_html

        return write_html
    from analyzer.report.tables import write_csv, write_json

    return write_csv if format == "csv" else write_json
