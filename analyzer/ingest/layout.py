"""Text in lines or paragraphs -> pieces of speech: plain text, Markdown, documents, whatever a tool lays out for people.

In: ``Block``s in reading order, and the labels that are declared. Out: ``Layout``: pieces, what was left out, which
layout it was. Always true: every word of every block is speech of a piece, metadata, or a named exclusion.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from analyzer.ingest.labels import is_metadata_key, is_stage_direction, looks_like_name
from analyzer.ingest.lines import Form, read_forms
from analyzer.ingest.markup import strip_markdown, strip_times
from analyzer.ingest.reading import UNKNOWN, Piece
from analyzer.ingest.sections import Block, Part, divide, is_listed, is_transcript_heading
from analyzer.ingest.survey import Line, Survey, survey_lines
from analyzer.ingest.times import CLOCK
from analyzer.ingest.vocabulary import CLOSING_NOTICE, MEETING_EVENT, NOTICE
from analyzer.ingest.words import count_words, fold, squeeze
from analyzer.records import Exclusion

_TRAILING_TIME = re.compile(rf"\s*\(\s*{CLOCK}\s*\)\s*$")
_LONG_NOTES = 20
_SHORT = 8
_TALK_WORDS = 150

Named = Literal["header", "footer", "summary", "chat", "notes", "markup", "other"]


@dataclass
class Layout:
    """What the blocks say."""

    pieces: list[Piece]
    survey: Survey
    metadata_words: int = 0
    exclusions: list[Exclusion] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    """The lines before the conversation, for facts such as the date."""
    title: str = ""
    """The first heading before the conversation."""
    kind: str = ""
    """The shape most turns have, or "paragraphs" where nobody is named."""


@dataclass
class _Left:
    """Words left out for one reason, in one run of lines."""

    kind: Named
    words: int
    first: int
    last: int


def lay_out(blocks: Sequence[Block], declared: Collection[str] = (), *, markdown: bool = False, unit: str = "lines") -> Layout:
    """Read the conversation out of the blocks."""
    blocks = [block for block in blocks if block.text.strip()]
    forms = [read_forms(block.text, block.strong) for block in blocks]
    parts = divide(blocks, forms)
    survey = survey_lines(
        _lines(blocks, [_conversation(block, line, part) for block, line, part in zip(blocks, forms, parts, strict=True)]), declared
    )
    return _LayoutReader(blocks, parts, survey, markdown, unit).read()


def _conversation(block: Block, forms: list[Form], part: Part | None) -> list[Form]:
    """Return the forms that count: none in a summary or chat, and in a heading only those of a label (``### Tom O'Brien (00:07)``)."""
    if part is not None or (block.heading and not any(form.timed or form.shape in ("colon", "name") for form in forms)):
        return []
    return forms


def _lines(blocks: Sequence[Block], forms: Sequence[list[Form]]) -> list[Line]:
    gaps = any(block.after_gap for block in blocks[1:])
    lines = []
    for index, block in enumerate(blocks):
        following = forms[index + 1] if index + 1 < len(blocks) else None
        previous = forms[index - 1] if index else None
        beside_time = _is_time(following) or _is_time(previous)
        if _is_time(following):
            following = forms[index + 2] if index + 2 < len(blocks) else None
        before_speech = following is not None and not _is_time(following)
        lines.append(Line(forms[index], block.text, block.after_gap or index == 0 or not gaps, beside_time, is_listed(block), before_speech))
    return lines


def _is_time(forms: list[Form] | None) -> bool:
    return bool(forms) and forms is not None and forms[0].shape == "time"


class _LayoutReader:
    """Walks the blocks once."""

    def __init__(self, blocks: Sequence[Block], parts: Sequence[Part | None], survey: Survey, markdown: bool, unit: str) -> None:
        self.blocks = blocks
        self.parts = parts
        self.survey = survey
        self.markdown = markdown
        self.unit = unit
        self.trailing_times = sum(1 for block in blocks if _TRAILING_TIME.search(block.text[-40:])) * 2 > len(blocks)
        self.gaps = any(block.after_gap for block in blocks[1:])
        self.pieces: list[Piece] = []
        self.after_heading = False
        self.left: list[_Left] = []
        self.metadata_words = 0
        self.head: list[str] = []
        self.title = ""
        self.index = 0
        self.last_left = -2
        self.pending: Form | None = None

    def read(self) -> Layout:
        first, last = self._bounds()
        for index, block in enumerate(self.blocks):
            form = self.survey.chosen[index]
            self.index = index
            part = self.parts[index]
            if index < first:
                self._read_head(block, part)
            elif part is not None or index > last:
                self._leave(part or "footer", block)
            elif form is not None and form.label:
                self._begin_turn(block, form)
            else:
                self._go_on(block, form)
        kind = self.survey.shapes.most_common(1)[0][0] if self.survey.shapes else "paragraphs"
        return Layout(self.pieces, self.survey, self.metadata_words, self._exclusions(), self._warnings(), self.head, self.title, kind)

    def _bounds(self) -> tuple[int, int]:
        """Return the first and the last block of the conversation."""
        chosen = self.survey.chosen
        labelled = [index for index, form in enumerate(chosen) if form is not None and form.label]
        last = len(self.blocks) - 1
        while last > 0 and chosen[last] is None and _is_notice(self.blocks[last], closing=True):
            last -= 1
        first = self._transcript_heading(labelled)
        if labelled and not self._opens_with_speech(first, labelled):
            begin = next((index for index in labelled if index >= first), first)
            if begin > first and self.parts[begin - 1] is None and _is_time_form(chosen[begin - 1]):
                begin -= 1
            return begin, last
        while first < last and self._is_head(self.blocks[first]):
            first += 1
        return first, last

    def _transcript_heading(self, labelled: Sequence[int]) -> int:
        """Return the block after a heading "Transcript" that most of the conversation stands under, else 0; of several in a row the last."""
        found, turns = 0, set(labelled)
        for index, block in enumerate(self.blocks[:-1]):
            if found and index in turns:
                break
            if is_transcript_heading(block):
                after = sum(1 for position in labelled if position > index)
                found = index + 1 if not labelled or after * 2 >= len(labelled) else found
        return found

    def _opens_with_speech(self, first: int, labelled: Sequence[int]) -> bool:
        """Whether so much prose stands before the first label that it must be part of the conversation: a talk before its questions.

        It becomes speech of an unknown speaker: no word is lost, and nobody is quoted for it until a person says whose it is.
        """
        before = [block for index, block in enumerate(self.blocks[: labelled[0]]) if self.parts[index] is None and not self._is_head(block)]
        words = sum(count_words(block.text) for block in before)
        return first == 0 and words > _TALK_WORDS and words * 5 > sum(count_words(block.text) for block in self.blocks)

    def _is_head(self, block: Block) -> bool:
        key, colon, _ = block.text.partition(":")
        return bool(block.heading) or (bool(colon) and is_metadata_key(key)) or _is_notice(block, closing=True)

    def _read_head(self, block: Block, part: Part | None) -> None:
        self.head.append(block.text)
        if block.heading and not self.title and part is None and not is_transcript_heading(block):
            self.title = self._speech(block.text)
        long = count_words(block.text) > _SHORT and not self._is_head(block)
        self._leave(part or ("notes" if long else "header"), block)

    def _begin_turn(self, block: Block, form: Form) -> None:
        rest = self._speech(form.rest)
        words = count_words(block.text)
        if is_stage_direction(form.label):
            self.metadata_words += words - count_words(rest)
            if rest:
                self.left.append(_Left("other", count_words(rest), block.number, block.number))
            return
        start, end = form.start_ms, form.end_ms
        if start is None and self.pending is not None:
            start, end = self.pending.start_ms, self.pending.end_ms
        self.pending = None
        self.metadata_words += max(words - count_words(rest), 0)
        self.after_heading = False
        self.pieces.append(Piece(form.label, rest, start, end, begins_turn=True))

    def _go_on(self, block: Block, form: Form | None) -> None:
        if form is not None and form.shape == "time":
            self._read_time(block, form)
            return
        if form is not None:
            self._speak(block, form)
        elif block.heading:
            self._leave("header", block)
            self.after_heading = True
        elif block.after_gap and _is_notice(block):
            self._leave("notes", block)
        else:
            self._speak(block)

    def _read_time(self, block: Block, form: Form) -> None:
        """A time alone: of the speaker just named where nothing was said yet, else of the one to come."""
        self.metadata_words += count_words(block.text)
        if self.pieces and not self.pieces[-1].text and self.pieces[-1].start_ms is None:
            self.pieces[-1].start_ms, self.pieces[-1].end_ms = form.start_ms, form.end_ms
        else:
            self.pending = form

    def _speak(self, block: Block, clock: Form | None = None) -> None:
        """Speech without a label: the speaker goes on; where the file names nobody, a paragraph or a time begins a turn."""
        text = self._speech(clock.rest if clock else block.text)
        self.metadata_words += max(count_words(block.text) - count_words(text), 0)
        time, self.pending = clock or self.pending, None
        if self.pieces and not self.pieces[-1].text and not self.after_heading:
            self.pieces[-1].text = text  # the first words under a heading that names the speaker
            if time is not None and self.pieces[-1].start_ms is None:
                self.pieces[-1].start_ms, self.pieces[-1].end_ms = time.start_ms, time.end_ms
            return
        # Nobody is named after a heading: whoever spoke before it need not be the one who speaks now.
        label = self.pieces[-1].label if self.pieces and not self.after_heading else UNKNOWN
        start, end = (time.start_ms, time.end_ms) if time else (None, None)
        self.after_heading = False
        begins = not self.survey.labels and (time is not None or block.after_gap or not self.gaps)
        # A piece a line: a speaker may go on for thousands of lines, and adding to one text each time is quadratic.
        self.pieces.append(Piece(label, text, start, end, begins_turn=begins))

    def _speech(self, text: str) -> str:
        """Return the words said: without markup, without a tool's times between them."""
        if self.markdown:
            text = strip_markdown(text)
        text = strip_times(text)
        if self.trailing_times:
            text = text[:-40] + _TRAILING_TIME.sub("", text[-40:])
        return squeeze(text)

    def _leave(self, kind: Named, block: Block) -> None:
        words = count_words(block.text)
        if self.left and self.left[-1].kind == kind and self.index == self.last_left + 1:
            self.left[-1].words += words
            self.left[-1].last = block.number
        elif words:
            self.left.append(_Left(kind, words, block.number, block.number))
        self.last_left = self.index

    def _exclusions(self) -> list[Exclusion]:
        """Return one exclusion a kind, with the lines it was found in."""
        runs: dict[Named, list[_Left]] = {}
        for run in self.left:
            if run.words:
                runs.setdefault(run.kind, []).append(run)
        return [Exclusion(kind=kind, words=sum(run.words for run in found), where=self._where(found)) for kind, found in runs.items()]

    def _where(self, runs: Sequence[_Left]) -> str:
        places = [f"{run.first}-{run.last}" if run.first != run.last else f"{run.first}" for run in runs]
        more = f" and {len(places) - 6} more" if len(places) > 6 else ""
        return f"{self.unit if len(places) > 1 or '-' in places[0] else self.unit.rstrip('s')} {', '.join(places[:6])}{more}"

    def _warnings(self) -> list[str]:
        notes = [run for run in self.left if run.kind == "notes"]
        words = sum(run.words for run in notes)
        if words <= _LONG_NOTES:
            return []
        return [f"{words} words outside the conversation are left out as notes ({self._where(notes)}); nobody is named as saying them"]


def _is_notice(block: Block, *, closing: bool = False) -> bool:
    """Whether a tool wrote the line: about the recording, the transcript, somebody coming or going."""
    if len(block.text) > 200:
        return False
    event = MEETING_EVENT.fullmatch(block.text.strip())
    if event is not None and looks_like_name(event["name"]):
        return True
    return bool((CLOSING_NOTICE if closing else NOTICE).match(fold(block.text).strip(" -_*[]()\u2014=")))


def _is_time_form(form: Form | None) -> bool:
    return form is not None and form.shape == "time"
