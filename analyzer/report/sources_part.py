"""The end of the strategy: the interviews it rests on, and how to read it.

In: the model. Out: sections. Always true: every interview is listed, those that count nowhere among them.
"""

from analyzer.config import TOO_THIN_BELOW
from analyzer.records import InterviewLine, SegmentModel
from analyzer.report.blocks import Aside, Bullets, Code, Paragraph, Section, Spans, Strong, Table
from analyzer.report.phrases import count

READING: tuple[Spans, ...] = (
    (
        Strong("Said in n of N"),
        " counts organisations, never quotes. An interview whose organisation is not known counts in neither number.",
    ),
    (
        Strong("Interval"),
        " is the 95 % Wilson interval of n of N: how far the share may lie from what was heard, if the interviews are a fair sample of the segment. ",
        f"Below {TOO_THIN_BELOW} organisations a share says too little to be spoken of.",
    ),
    (
        Strong("Effect"),
        " is the size customers stated for an obstacle, in the unit of the metric that measures the outcome: one value an organisation, shown as ",
        "median [lowest\u2013highest]. Where nobody stated one, the outcome's whole gap is the most it can be (\u201cat most\u201d). ",
        "Nothing is multiplied, and nothing is added across units.",
    ),
    (
        Strong("Rank"),
        " of obstacles: stated effects before \u201cat most\u201d before not quantified; the larger effect, within one unit; more organisations. ",
        "Of outcomes: called strategic by a customer (their word) before taken as strategic by the reader of the interview (our reading); ",
        "quantified before not; more organisations.",
    ),
    (
        Strong("Quotes"),
        " are copied from the transcripts letter by letter; [\u2026] joins slices of one quote. Turns are numbered from 0, as in every export.",
    ),
    (Strong("Ids"), " lead back to the transcript: ", Code("analyzer show ID")),
)


def interviews_section(model: SegmentModel) -> Section:
    """Return the table of interviews and how much the latest ones still added."""
    rows = tuple(_row(line) for line in model.sources)
    table = Table(("Date", "Organisation", "Interview", "File", "Entries", "New", "Id"), rows)
    if len(rows) < 2:
        return Section(("Interviews",), (table,))
    last = model.sources[-1]
    grown = f" The latest interview speaks to {count(last.entries, 'entry', 'entries')}; {last.new_entries} of them had not been heard before."
    return Section(("Interviews",), (table, Paragraph((Strong("Saturation."), grown))))


def _row(line: InterviewLine) -> tuple[Spans, ...]:
    organisation: Spans = (line.organisation,) if line.organisation and line.organisation.strip() else (Aside("not known: counts nowhere"),)
    return (line.date or "",), organisation, (line.title,), (line.source,), (str(line.entries),), (str(line.new_entries),), (Code(line.id),)


def reading_section() -> Section:
    """Return how to read the document."""
    return Section(("How to read this",), (Bullets(READING),))
