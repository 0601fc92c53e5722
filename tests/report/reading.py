"""Reading written reports back, as a reader's program does."""

from collections.abc import Iterable, Iterator

from analyzer.records import SegmentModel
from analyzer.report.blocks import Block, Bullets, Facts, Paragraph, Quote, Section, Share, Spans, Table
from analyzer.report.compose import compose


def blocks_of(model: SegmentModel) -> Iterator[Block]:
    """Yield every block of a model's document, in order, sections before what they hold."""
    yield from _walk(compose(model).blocks)


def _walk(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from _walk(block.blocks)


def quotes_of(model: SegmentModel) -> list[Quote]:
    """All quotes of a model's document."""
    return [block for block in blocks_of(model) if isinstance(block, Quote)]


def texts_of(model: SegmentModel) -> Iterator[str]:
    """Yield every text of a model's document, spans of a line one by one."""
    for block in blocks_of(model):
        if isinstance(block, Quote):
            yield from (*block.slices, block.speaker, block.about_speaker, block.place, block.finding, block.caution)
        elif isinstance(block, Paragraph):
            yield from words(block.spans)
        elif isinstance(block, Section):
            yield from words(block.title)
        elif isinstance(block, Bullets):
            yield from (text for item in block.items for text in words(item))
        elif isinstance(block, Facts):
            yield from (text for label, spans in block.items for text in (label, *words(spans)))
        elif isinstance(block, Table):
            yield from (*block.head, *(text for row in block.rows for cell in row for text in words(cell)))


def words(spans: Spans) -> Iterator[str]:
    """Yield the texts of spans."""
    for span in spans:
        if not isinstance(span, Share):
            yield span if isinstance(span, str) else span.text
