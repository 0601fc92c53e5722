"""Captions: WebVTT and SRT of any tool, and every text whose lines carry ``start --> end``.

In: a text file with cue timings. Out: a Reading with a piece a cue, or a voice of a cue. Always true: a label holds
until the next one; a cue before the first label has an unknown speaker; a line shown again by rolling captions is
kept once. Source of the formats: WebVTT (W3C), SubRip as tools write it, the YouTube SBV variant.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from analyzer.ingest.labels import may_be_label
from analyzer.ingest.lines import Form, read_forms
from analyzer.ingest.markup import strip_caption_tags, strip_times
from analyzer.ingest.reading import NO, UNKNOWN, Judgement, Piece, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.survey import Line, Survey, survey_lines
from analyzer.ingest.times import parse_clock
from analyzer.ingest.words import count_words, decode_entities, fold, squeeze
from analyzer.records import Exclusion

_TIME = r"(?:\d{1,4}:)?\d{1,4}:\d{2}(?:[.,:]\d{1,4})?|\d{1,6}\.\d{1,3}"
_TIMING = re.compile(rf"\s*(?P<o>[\[(]?)\s*(?P<start>{_TIME})\s*-{{1,2}}>\s*(?P<end>{_TIME})?\s*[\])]?(?P<rest>.*)", re.DOTALL)
_SBV = re.compile(r"\s*(?P<o>)(?P<start>\d{1,3}:\d{2}:\d{2}\.\d{3}),(?P<end>\d{1,3}:\d{2}:\d{2}\.\d{3})(?P<rest>)\s*")
_SETTING = re.compile(r"(?:align|position|line|size|vertical|region|X1|X2|Y1|Y2):\S+")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,60})*[ \t]+([^<>]{1,200})>|</v>")
_TAG_SPACE = re.compile(r"<v\s+")
_ROLL_TAG = re.compile(r"<\d{1,3}:\d{2}[\d:.]*>")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)\b")
_TURN_MARK = re.compile(r"^\s*(?:>>+|&gt;&gt;)\s*")
_MIN_ROLLING = 0.3


@dataclass
class _Cue:
    start_ms: int | None
    end_ms: int | None
    text: str


@dataclass
class _Captions:
    cues: list[_Cue] = field(default_factory=list)
    metadata_words: int = 0
    settings_words: int = 0
    header_words: int = 0
    note_words: int = 0
    head: list[str] = field(default_factory=list)


def judge(source: Source) -> Judgement:
    """Cue timings decide; the words WEBVTT and the extension only support them."""
    if not source.is_text:
        return NO
    timings = len(re.findall(r"^[ \t]*[\[(]?[ \t]*\d[\d:.,]{2,15}[ \t]*-{1,2}>", source.text, re.MULTILINE))
    if not timings:
        timings = sum(1 for line in source.text.split("\n") if _SBV.fullmatch(line)) if "." in source.text[:200] else 0
    lines = sum(1 for line in source.text.split("\n") if line.strip()) or 1
    reasons = [f"{timings} cue timings in {lines} lines"]
    if not timings:
        begins = source.text.lstrip().startswith("WEBVTT")
        return Judgement(0.6 if begins else 0.0, ("begins with WEBVTT, but has no cue",) if begins else ())
    score = min(0.6 + timings / lines, 0.9)
    if timings / lines < 0.05:
        score = 0.2
    if source.text.lstrip().startswith("WEBVTT"):
        reasons.append("begins with WEBVTT")
        score = max(score, 0.95)
    return Judgement(score, tuple(reasons))


def read(source: Source) -> Reading:
    """Return the speech of the cues."""
    captions = _parse(source.text)
    rolling = _collapse_rolling(captions.cues)
    kept = sum(count_words(cue.text) for cue in captions.cues)
    tag_words = kept - sum(count_words(strip_caption_tags(_TAG_SPACE.sub("<v ", cue.text))) for cue in captions.cues)
    pieces, label_words, named = _pieces(captions.cues, source.declared_labels)
    exclusions = [
        Exclusion(kind="header", words=captions.header_words, where="before the first cue"),
        Exclusion(kind="notes", words=captions.note_words, where="NOTE and STYLE blocks"),
        Exclusion(kind="cue settings", words=captions.settings_words, where="cue timings"),
        Exclusion(kind="repetition", words=rolling, where="lines shown again by rolling captions"),
    ]
    total = kept + captions.metadata_words + captions.header_words + captions.note_words + captions.settings_words + rolling
    return Reading(
        format=_format(source, captions, named, bool(rolling)),
        pieces=pieces,
        source_words=total,
        metadata_words=captions.metadata_words + label_words + tag_words,
        exclusions=[exclusion for exclusion in exclusions if exclusion.words],
        facts=_facts(captions.head),
    )


def _parse(text: str) -> _Captions:
    captions = _Captions()
    lines = text.split("\n")
    index = _skip_head(lines, captions)
    current: list[str] | None = None
    cue: _Cue | None = None
    while index < len(lines):
        line = lines[index]
        timing = _timing(line)
        if timing is not None:
            if current is not None and cue is not None:
                _drop_identifier(current, captions)
                cue.text = "\n".join(current)
            cue, first = _open_cue(timing, captions)
            captions.cues.append(cue)
            current = [first] if first else []
        elif current is not None and _BLOCK.match(line) and index and not lines[index - 1].strip():
            index = _skip_block(lines, index, captions)
            continue
        elif current is not None:
            current.append(line)
        index += 1
    if current is not None and cue is not None:
        cue.text = "\n".join(current)
    for each in captions.cues:
        each.text = "\n".join(line for line in each.text.split("\n") if line.strip())
    return captions


def _timing(line: str) -> re.Match[str] | None:
    if ">" in line[:60]:
        return _TIMING.match(line)
    return _SBV.fullmatch(line) if "," in line[:16] and len(line) < 40 else None


def _skip_head(lines: list[str], captions: _Captions) -> int:
    """Return where the first cue timing is; what stands before it is the head, save the identifier of that cue."""
    for index, line in enumerate(lines):
        if _timing(line) is not None:
            head = lines[:index]
            identifier = head.pop() if head and head[-1].strip() else ""
            if identifier.startswith("WEBVTT"):
                head.append(identifier)
                identifier = ""
            captions.metadata_words += count_words(identifier)
            captions.head = [line for line in head if line.strip()]
            captions.header_words = count_words("\n".join(head))
            return index
    captions.header_words = count_words("\n".join(lines))
    return len(lines)


def _skip_block(lines: list[str], index: int, captions: _Captions) -> int:
    while index < len(lines) and lines[index].strip() and _timing(lines[index]) is None:
        captions.note_words += count_words(lines[index])
        index += 1
    return index


def _drop_identifier(current: list[str], captions: _Captions) -> None:
    """Take the identifier of the next cue off the lines of this one: the line above its timing, with a blank line above it, or a number."""
    if current and current[-1].strip() and (len(current) == 1 or not current[-2].strip() or current[-1].strip().isdigit()):
        alone = len(current) == 1
        identifier = current[-1].strip()
        if alone and not identifier.isdigit() and " " in identifier:
            return
        captions.metadata_words += count_words(current.pop())


def _open_cue(timing: re.Match[str], captions: _Captions) -> tuple[_Cue, str]:
    """Return the cue and the speech on its timing line; ``[speaker_1]`` and ``Tom: text`` may stand there, settings too."""
    rest = timing["rest"]
    if timing["o"]:
        rest = rest.lstrip(" )]")
    captions.metadata_words += count_words(timing.group()) - count_words(rest)
    settings = _SETTING.findall(rest)
    if settings:
        captions.settings_words += sum(count_words(setting) for setting in settings)
        rest = _SETTING.sub(" ", rest)
    end = timing["end"]
    return _Cue(_milliseconds(timing["start"]), _milliseconds(end) if end else None, ""), squeeze(rest)


def _milliseconds(time: str) -> int | None:
    clock = parse_clock(time)
    return clock if clock is not None else round(float(time) * 1000)


def _collapse_rolling(cues: list[_Cue]) -> int:
    """Drop lines equal to the line kept before them, where the file's captions roll; return how many words they were.

    Captions roll where inline times mark words, or where a good part of the cues begins with the last line of the cue
    before. Otherwise a line said twice was said twice.
    """
    tagged = any(_ROLL_TAG.search(cue.text) for cue in cues[:200])
    texts = [[squeeze(strip_caption_tags(line)) for line in cue.text.split("\n")] for cue in cues]
    rolls = sum(1 for before, after in pairwise(texts) if len(after) > 1 and before[-1] and after[0] == before[-1])
    if not (rolls and tagged) and rolls < max(3, _MIN_ROLLING * len(cues)):
        return 0
    dropped = 0
    last = None
    for cue, lines in zip(cues, texts, strict=True):
        kept = []
        for raw, line in zip(cue.text.split("\n"), lines, strict=True):
            if line and line == last:
                dropped += count_words(line)
            elif line:
                kept.append(raw)
                last = line
        cue.text = "\n".join(kept)
    return dropped


def _pieces(cues: list[_Cue], declared: Collection[str]) -> tuple[list[Piece], int, bool]:
    """Return a piece for every voice of every cue, the words that were labels, and whether tags name the voices."""
    tagged = any("<v" in cue.text for cue in cues)
    voiced = [list(_voices(cue)) for cue in cues]
    lines = [[line for _, text in voices for line in text.split("\n")] for voices in voiced]
    survey = _survey(lines, declared) if not tagged else None
    pieces: list[Piece] = []
    label, label_words, position = UNKNOWN, 0, 0
    for cue, voices in zip(cues, voiced, strict=True):
        begin = len(pieces)
        for voice, text in voices:
            label = voice if voice is not None else label
            for line in text.split("\n"):
                form = survey.chosen[position] if survey else None
                position += 1
                spoken = _spoken(form.rest if form and form.label else line)
                marked = bool(_TURN_MARK.match(line)) and form is None
                label = form.label if form and form.label else (UNKNOWN if marked else label)
                label_words += max(count_words(strip_caption_tags(line)) - count_words(spoken), 0) if survey else 0
                if len(pieces) > begin and pieces[-1].label == label and not marked:
                    pieces[-1].text = f"{pieces[-1].text} {spoken}"
                elif spoken or form:
                    pieces.append(Piece(label, spoken, cue.start_ms, cue.end_ms, begins_turn=marked))
        label = label if voices and voices[-1][0] != "" else UNKNOWN
    return pieces, label_words, tagged


def _survey(lines: list[list[str]], declared: Collection[str]) -> Survey:
    """Judge labels at the beginnings of lines; only a cue's first line counts for how much of the file is labelled."""
    rows = [Line(_cue_forms(line), begins_paragraph=index == 0) for cue in lines for index, line in enumerate(cue)]
    return survey_lines(rows, declared)


def _cue_forms(line: str) -> list[Form]:
    text = decode_entities(strip_caption_tags(_TURN_MARK.sub("", line)))
    return [form for form in read_forms(text) if form.shape in ("colon", "bracket", "inline", "header", "bold")]


def _voices(cue: _Cue) -> Iterator[tuple[str | None, str]]:
    """Split a cue at its voice tags; None is the voice that spoke before. A missing ``</v>`` ends with the cue."""
    joined = _TAG_SPACE.sub("<v ", cue.text)
    position = 0
    voice: str | None = None
    for found in _VOICE.finditer(joined):
        text = joined[position : found.start()]
        if text.strip():
            yield voice, text.strip("\n ")
        name = squeeze(decode_entities(found.group(1) or ""))
        voice = name if may_be_label(name) or name else None
        position = found.end()
    rest = joined[position:]
    if rest.strip():
        yield voice, rest.strip("\n ")


def _spoken(line: str) -> str:
    return squeeze(strip_times(decode_entities(strip_caption_tags(_TURN_MARK.sub("", line)))))


def _format(source: Source, captions: _Captions, tagged: bool, rolling: bool) -> str:
    """Name what the file was."""
    first = source.text.lstrip()
    if first.startswith("WEBVTT"):
        if tagged:
            return "teams vtt" if re.search(r"^[0-9a-f]{8}-[0-9a-f-]{27,}/\d+-\d+$", source.text[:20_000], re.MULTILINE) else "vtt with voices"
        return "rolling vtt" if rolling else "vtt"
    if _SBV.search(source.text[:200]):
        return "sbv"
    if re.search(r"\d,\d{3}\s*-->", source.text[:2000]):
        return "srt"
    return "text with cue times"


def _facts(head: list[str]) -> dict[str, str]:
    from analyzer.ingest.readers.plain import head_facts

    facts = head_facts([line for line in head if not fold(line).startswith("webvtt")])
    title = head[0].removeprefix("WEBVTT").strip(" -\u2013\u2014") if head else ""
    return {"title": title, **facts} if title and head[0].startswith("WEBVTT") else facts
