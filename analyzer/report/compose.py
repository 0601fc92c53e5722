"""Compose the portfolio strategy of one segment, before it is Markdown or HTML.

In: the model. Out: a ``Document``. Always true: it leads with what customers want, why, why they struggle and the metrics;
it says first how much it rests on; the same model gives the same document.
"""

from analyzer.config import TOO_THIN_BELOW
from analyzer.records import OutcomeLine, SegmentModel
from analyzer.report.back_part import back_parts, review_command
from analyzer.report.blocks import Aside, Block, Bullets, Code, Document, Facts, Jump, Paragraph, Section, Spans, Strong, Table, join
from analyzer.report.guard import entries_of, held_back
from analyzer.report.outcome_part import OutcomePart, wording
from analyzer.report.phrases import STRATEGIC_BRIEFLY, count, short_size
from analyzer.report.sources_part import interviews_section, reading_section

GENRE = "Portfolio strategy"
SHORT_STAMP = 12


def compose(model: SegmentModel) -> Document:
    """Return the whole document; of an empty segment one that says what to do next."""
    header = Facts(_header(model), "header")
    if not any(entries_of(model)):
        return Document(GENRE, model.title, (header, *_nothing_yet(model)), model.version)
    part = OutcomePart(model)
    blocks: list[Block] = [Paragraph((_lead(model),), "lead"), header, *_warnings(model)]
    if model.outcomes:
        blocks += [Section(("At a glance",), (_glance(model),)), *(part.section(line) for line in model.outcomes)]
    else:
        missing = "No strategic outcome is approved yet; obstacles and metrics find their place under one: "
        blocks.append(Paragraph((missing, Code(review_command(model.segment))), "warning"))
    blocks += [*back_parts(model, part), interviews_section(model), reading_section()]
    return Document(GENRE, model.title, tuple(blocks), model.version)


def _lead(model: SegmentModel) -> str:
    many = len(model.organisations)
    return (
        f"What {count(many, 'customer organisation')} {'wants' if many == 1 else 'want'} to accomplish, why that is strategic, why they struggle, "
        "and the metrics that define success. Every line rests on words customers said; every count is computed from them."
    )


def _header(model: SegmentModel) -> tuple[tuple[str, Spans], ...]:
    names = (Aside(f" ({', '.join(model.organisations)})"),) if model.organisations else ()
    still = f" ({model.open} still open)" if model.open else " (none open)"
    return (
        ("Segment", (Code(model.segment),)),
        ("Portfolio manager", (model.owner,) if model.owner else (Aside("not named yet"),)),
        ("Interviews", (Strong(str(model.interviews)),)),
        ("Organisations", (Strong(str(len(model.organisations))), *names)),
        ("Findings decided", (Strong(f"{model.decided} of {model.decided + model.open}"), Aside(still))),
        ("Model version", (Code(model.version[:SHORT_STAMP]),)),
    )


def _warnings(model: SegmentModel) -> list[Block]:
    found: list[Spans] = []
    many, command = len(model.organisations), Code(review_command(model.segment))
    if many < TOO_THIN_BELOW:
        advice = f" {count(many, 'organisation')} so far: read n of N as a count of voices, not as a share of the segment. Hold more interviews."
        found.append((Strong("Too thin to speak of shares."), advice))
    if model.open:
        still = f" {count(model.open, 'finding')} {'is' if model.open == 1 else 'are'} still open and may change what stands here: "
        found.append((Strong("Review is not finished."), still, command))
    if model.without_organisation:
        names = join((Code(one),) for one in model.without_organisation)
        remedy = Code(f"analyzer interviews set {model.without_organisation[0]} --organisation NAME")
        some = count(len(model.without_organisation), "interview")
        found.append((Strong(f"Organisation not known in {some}."), " Counted nowhere below: ", *names, ". Name it: ", remedy))
    held = held_back(model)
    if held:
        found.append((Strong(f"{count(len(held), 'wording')} held back"), " because no quote carries all it says; listed near the end."))
    return [Paragraph(spans, "warning") for spans in found]


def _glance(model: SegmentModel) -> Table:
    return Table(
        ("", "They want to", "Said in", "Strategic", "What blocks them most", "Its effect"), tuple(_glance_row(line) for line in model.outcomes)
    )


def _glance_row(line: OutcomeLine) -> tuple[Spans, ...]:
    said: Spans = (f"{line.prevalence.n} of {line.prevalence.of}",)
    first = line.obstacles[0] if line.obstacles else None
    blocked: Spans = wording(first.entry) if first else (Aside("no obstacle linked yet"),)
    return (
        (Jump(str(line.rank), line.entry.id),),
        wording(line.entry),
        said,
        (STRATEGIC_BRIEFLY[line.deemed_by],),
        blocked,
        (short_size(first) if first else "",),
    )


def _nothing_yet(model: SegmentModel) -> list[Block]:
    steps: list[Spans] = []
    if not model.interviews:
        steps.append(("Drop transcripts into ", Code(f"interviews/{model.segment}/"), " and read them: ", Code("analyzer run")))
    elif not model.open:
        steps.append(("Find outcomes, obstacles and metrics in the interviews: ", Code(f"analyzer extract --segment {model.segment}")))
    steps.append(("Approve what customers really said: ", Code(review_command(model.segment))))
    return [
        Paragraph((Strong("Nothing is approved in this segment yet, so there is no strategy to print."), " What to do next:"), "lead"),
        Bullets(tuple(steps)),
    ]
