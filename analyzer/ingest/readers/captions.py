"""Captions: WebVTT and SRT of any tool, and every text whose lines carry ``start --> end``.

In: a text file with cue timings. Out: a Reading with a piece a cue, or a voice of a cue. Always true: a label holds
until the next one; a cue before the first label has an unknown speaker; a line shown again by rolling captions is
kept once. Source of the formats: WebVTT (W3C), SubRip as tools write it, the YouTube SBV variant.
"""

import json
import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from analyzer.ingest.labels import looks_like_name, may_be_label
from analyzer.ingest.lines import Form, read_forms
from analyzer.ingest.markup import strip_caption_tags, strip_times
from analyzer.ingest.readers.cues import Captions, Cue, match_timing, parse_cues
from analyzer.ingest.readers.json_fields import SPEAKER, TEXT, first_key, speaker_text
from analyzer.ingest.reading import NO, UNKNOWN, Judgement, Piece, Reading
from analyzer.ingest.source import Source
from analyzer.ingest.survey import Line, Survey, survey_lines
from analyzer.ingest.words import clean, count_words, decode_entities, fold, squeeze
from analyzer.records import Exclusion

_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,60})*[ \t]+([^<>]{1,200})>|</v>")
_TAG_SPACE = re.compile(r"<v\s+")
_ROLL_TAG = re.compile(r"<\d{1,3}:\d{2}[\d:.]*>")
_IDENTIFIER_NAME = re.compile(r'\d*\s*[-.:]?\s*(?:"([^"]{1,100})"|([^\d"()]{2,80}))\s*(?:\(\d+\))?')
_TEAMS_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{4,}/\d+-\d+")
_TURN_MARK = re.compile(r"^\s{0,20}(?:>>+|&gt;&gt;)\s*")
_MIN_ROLLING = 0.3


def judge(source: Source) -> Judgement:
    """Cue timings decide; the words WEBVTT and the extension only support them."""
    if not source.is_text:
        return NO
    timings = len(re.findall(r"^[ \t]{0,20}[\[(]?[ \t]{0,4}\d[\d:.,]{2,15}[ \t]{0,20}-{1,2}>", source.text, re.MULTILINE))
    if not timings:
        timings = sum(1 for line in source.text.split("\n") if match_timing(line)) if "." in source.text[:200] else 0
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
    captions = parse_cues(source.text)
    captions.metadata_words += _read_records(captions.cues)
    rolling = _collapse_rolling(captions.cues)
    kept = sum(count_words(cue.text) for cue in captions.cues)
    tag_words = kept - sum(count_words(decode_entities(strip_caption_tags(_TAG_SPACE.sub("<v ", cue.text)))) for cue in captions.cues)
    voices = _identifier_voices(captions.cues)
    pieces, label_words, named = _pieces(captions.cues, source.declared_labels, voices)
    exclusions = [
        Exclusion(kind="header", words=captions.header_words, where="before the first cue"),
        Exclusion(kind="notes", words=captions.note_words, where="NOTE and STYLE blocks"),
        Exclusion(kind="cue settings", words=captions.settings_words, where="cue timings"),
        Exclusion(kind="repetition", words=rolling, where="lines shown again by rolling captions"),
    ]
    total = kept + captions.metadata_words + captions.header_words + captions.note_words + captions.settings_words + rolling
    return Reading(
        format=_format(source, captions, named, any(piece.label for piece in pieces), bool(rolling)),
        pieces=pieces,
        source_words=total,
        metadata_words=captions.metadata_words + label_words + tag_words,
        exclusions=[exclusion for exclusion in exclusions if exclusion.words],
        facts=_facts(captions.head),
    )


def _collapse_rolling(cues: list[Cue]) -> int:
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


def _read_records(cues: list[Cue]) -> int:
    """Unpack cues that are JSON objects with name and words (Microsoft's meeting service); return how many words other fields had."""
    if not cues or sum(cue.text.lstrip().startswith("{") for cue in cues) * 10 < 9 * len(cues):
        return 0
    others = 0
    for cue in cues:
        try:
            record = json.loads(cue.text)
        except (ValueError, RecursionError):
            continue
        text, speaker = (first_key(record, names) for names in (TEXT, SPEAKER)) if isinstance(record, dict) else (None, None)
        if text is not None and isinstance(record[text], str):
            name = speaker_text(record[speaker]) if speaker is not None else ""
            spoken = f"<v {name}>{clean(record[text])}" if name else clean(record[text])
            others += count_words(cue.text) - count_words(spoken)
            cue.text = spoken
    return others


def _identifier_voices(cues: list[Cue]) -> list[str]:
    """Return the speakers that the cues' identifiers name (Webex writes ``1 "Tom O'Brien" (123)``), or nothing."""
    found = [_IDENTIFIER_NAME.fullmatch(cue.identifier) for cue in cues]
    names = [squeeze(match[1] or match[2]) if match else "" for match in found]
    named = [name for name in names if looks_like_name(name)]
    if len(named) * 10 < 6 * len(cues) or len(set(named)) * 2 > len(named) + 2:
        return []
    return names


def _pieces(cues: list[Cue], declared: Collection[str], named: list[str]) -> tuple[list[Piece], int, bool]:
    """Return a piece for every voice of every cue, the words that were labels, and whether tags name the voices."""
    tagged = any("<v" in cue.text for cue in cues)
    voiced = [list(_voices(cue)) for cue in cues]
    lines = [[line for _, text in voices for line in text.split("\n")] for voices in voiced]
    survey = _survey(lines, declared) if not tagged and not named else None
    pieces: list[Piece] = []
    label, label_words, position = UNKNOWN, 0, 0
    for cue, voices, owner in zip(cues, voiced, named or [""] * len(cues), strict=True):
        begin = len(pieces)
        label = owner or label
        for voice, text in voices:
            label = voice if voice is not None else label
            for line in text.split("\n"):
                form = survey.chosen[position] if survey else None
                position += 1
                spoken = _spoken(form.rest if form and form.label else line)
                marked = bool(_TURN_MARK.match(line)) and form is None
                label = form.label if form and form.label else (UNKNOWN if marked else label)
                label_words += max(count_words(decode_entities(strip_caption_tags(line))) - count_words(spoken), 0) if survey else 0
                if len(pieces) > begin and pieces[-1].label == label and not marked:
                    pieces[-1].text = f"{pieces[-1].text} {spoken}"
                elif spoken or form:
                    pieces.append(Piece(label, spoken, cue.start_ms, cue.end_ms, begins_turn=marked))
        label = label if voices and voices[-1][0] != "" else UNKNOWN
    return pieces, label_words, tagged or bool(named)


def _survey(lines: list[list[str]], declared: Collection[str]) -> Survey:
    """Judge labels at the beginnings of lines; only a cue's first line counts for how much of the file is labelled."""
    rows = [Line(_cue_forms(line), line, begins_paragraph=index == 0) for cue in lines for index, line in enumerate(cue)]
    return survey_lines(rows, declared)


def _cue_forms(line: str) -> list[Form]:
    text = decode_entities(strip_caption_tags(_TURN_MARK.sub("", line)))
    return [form for form in read_forms(text) if form.shape in ("colon", "bracket", "inline", "header", "bold") and form.label]


def _voices(cue: Cue) -> Iterator[tuple[str | None, str]]:
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


def _format(source: Source, captions: Captions, tagged: bool, labelled: bool, rolling: bool) -> str:
    """Name what the file was."""
    first = source.text.lstrip()
    if not first.startswith("WEBVTT"):
        if "-->" not in source.text:
            return "sbv"
        return "srt" if re.search(r"\d,\d{3}\s*-->", source.text[:2000]) else "text with cue times"
    if tagged:
        guid = any(_TEAMS_IDENTIFIER.fullmatch(cue.identifier) for cue in captions.cues[:50])
        return "teams vtt" if guid else "vtt with voices"
    numbered = bool(captions.cues) and all(cue.identifier.isdigit() for cue in captions.cues[:50])
    return "rolling vtt" if rolling else "zoom vtt" if numbered and labelled else "vtt"


def _facts(head: list[str]) -> dict[str, str]:
    from analyzer.ingest.readers.plain import head_facts

    facts = head_facts([line for line in head if not fold(line).startswith("webvtt")])
    title = head[0].removeprefix("WEBVTT").strip(" -\u2013\u2014") if head else ""
    return {"title": title, **facts} if title and head[0].startswith("WEBVTT") else facts
