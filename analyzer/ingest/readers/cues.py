"""The lines of a caption file -> cues.

In: text with ``start --> end`` lines (WebVTT, SRT, arrow-cue text), or SBV's ``start,end``. Out: ``Captions``: cues with times, text and
identifier, and the words of everything else. Always true: a line above a timing is an identifier only where the file writes identifiers, so
no short answer is taken for one; header, NOTE, STYLE and REGION blocks are no speech.
"""

import re
from dataclasses import dataclass, field

from analyzer.ingest.times import parse_clock
from analyzer.ingest.words import count_words, squeeze

_TIME = r"(?:\d{1,4}:)?\d{1,4}:\d{2}(?:[.,:]\d{1,9})?|\d{1,6}\.\d{1,6}"
_TIMING = re.compile(
    rf"\s{{0,20}}(?P<o>[\[(]?)\s{{0,4}}(?P<start>{_TIME})\s{{0,20}}-{{1,2}}>\s{{0,20}}(?P<end>{_TIME})?\s{{0,4}}[\])]?(?P<rest>.*)", re.DOTALL
)
_SBV = re.compile(r"\s*(?P<o>)(?P<start>\d{1,3}:\d{2}:\d{2}\.\d{3}),(?P<end>\d{1,3}:\d{2}:\d{2}\.\d{3})(?P<rest>)\s*")
_SETTING = re.compile(r"(?<!\S)(?:align|position|line|size|vertical|region|X1|X2|Y1|Y2):\S+")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)\b")
_MARKS = ("-", "\u2013", "\u2014")
"""Lines that stand between two voices of a cue."""
_IDENTIFIER = re.compile(r"(?=\S*\d)\S+")


@dataclass
class Cue:
    """One cue."""

    start_ms: int | None
    end_ms: int | None
    text: str = ""
    identifier: str = ""


@dataclass
class Captions:
    """A caption file, taken apart."""

    cues: list[Cue] = field(default_factory=list)
    metadata_words: int = 0
    """Of times and identifiers."""
    settings_words: int = 0
    header_words: int = 0
    note_words: int = 0
    head: list[str] = field(default_factory=list)


def match_timing(line: str) -> re.Match[str] | None:
    """Return the match of a timing line, or None."""
    if ">" in line[:60]:
        return _TIMING.match(line)
    return _SBV.fullmatch(line) if "," in line[:16] and len(line) < 40 else None


def parse_cues(text: str) -> Captions:
    """Take a caption file apart; lines before the first timing are its head."""
    lines = text.split("\n")
    timings = [(index, found) for index, line in enumerate(lines) if (found := match_timing(line)) is not None]
    captions = Captions()
    if not timings:
        captions.header_words = count_words(text)
        return captions
    identifiers = _identifier_lines(lines, [index for index, _ in timings])
    first = timings[0][0] - (timings[0][0] - 1 in identifiers)
    captions.head = [line for line in lines[:first] if line.strip()]
    captions.header_words = count_words("\n".join(lines[:first]))
    ends = [index - (index - 1 in identifiers) for index, _ in timings[1:]] + [len(lines)]
    for (index, timing), end in zip(timings, ends, strict=True):
        cue, opening = _open_cue(timing, captions)
        if index - 1 in identifiers:
            cue.identifier = lines[index - 1].strip()
            captions.metadata_words += count_words(cue.identifier)
        cue.text = "\n".join([*([opening] if opening else []), *_speech_lines(lines[index + 1 : end], captions)])
        captions.cues.append(cue)
    return captions


def _identifier_lines(lines: list[str], timings: list[int]) -> set[int]:
    """Return the numbers of the lines that are identifiers of the cue below them."""
    above = [index - 1 for index in timings if index and lines[index - 1].strip() and not lines[index - 1].startswith("WEBVTT")]
    apart = {line for line in above if line == 0 or not lines[line - 1].strip()}
    numbers = {line for line in above if lines[line].strip().isdigit()}
    written = len(apart) * 2 >= len(timings)
    found = {line for line in apart if written or _IDENTIFIER.fullmatch(lines[line].strip())}
    return found | (numbers if len(numbers) * 2 >= len(timings) else set())


def _open_cue(timing: re.Match[str], captions: Captions) -> tuple[Cue, str]:
    """Return the cue and the speech on its timing line; ``[speaker_1]`` and ``Tom: text`` may stand there, settings too."""
    rest = timing["rest"]
    if timing["o"]:
        rest = rest.lstrip(" )]")
    captions.metadata_words += count_words(timing.group()) - count_words(rest)
    if settings := _SETTING.findall(rest):
        captions.settings_words += sum(count_words(setting) for setting in settings)
        rest = _SETTING.sub(" ", rest)
    return Cue(_milliseconds(timing["start"]), _milliseconds(timing["end"])), squeeze(rest)


def _milliseconds(time: str | None) -> int | None:
    if time is None:
        return None
    clock = parse_clock(time)
    return clock if clock is not None else round(float(time) * 1000)


def _speech_lines(lines: list[str], captions: Captions) -> list[str]:
    """Return the lines of a cue's text, without blank lines and without NOTE and STYLE blocks."""
    kept: list[str] = []
    skipping = False
    blank = False
    for line in lines:
        if not line.strip() or line.strip() in _MARKS:
            skipping, blank = False, True
            continue
        if blank and _BLOCK.match(line):
            skipping = True
        blank = False
        if skipping:
            captions.note_words += count_words(line)
        else:
            kept.append(line)
    return kept
