"""Every format of the README's table: the right words in the right mouths, at the right time."""

import json
from collections.abc import Callable

import pytest

from analyzer.records import Interview
from tests.ingest.conftest import Said, said

ANA, BEN = "Ana Lindqvist", "Ben O'Hara"
TALK: Said = [
    (ANA, "What slows the close down?"),
    (BEN, "Three ledgers that never match. We close in nine days."),
    (ANA, "And where should it be?"),
    (BEN, "Four days, at most."),
]


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


ZOOM_VTT = lines(
    "WEBVTT", "", "1", "00:00:03.000 --> 00:00:05.000", "Ana Lindqvist: What slows the close down?", "",
    "2", "00:00:06.000 --> 00:00:08.000", "Ben O'Hara: Three ledgers that never match.", "",
    "3", "00:00:08.100 --> 00:00:10.000", "Ben O'Hara: We close in nine days.", "",
    "4", "00:00:11.000 --> 00:00:12.000", "Ana Lindqvist: And where should it be?", "",
    "5", "00:00:13.000 --> 00:00:14.000", "Ben O'Hara: Four days, at most.", "",
)  # fmt: skip
TEAMS_VTT = lines(
    "WEBVTT", "", "0f0e1d2c-1111-4a4a-9b9b-0123456789ab/12-0", "00:00:03.000 --> 00:00:08.000",
    "<v Ana Lindqvist>What slows the", "close down?</v><v", "Ben O'Hara>Three ledgers that never match.", "",
    "0f0e1d2c-1111-4a4a-9b9b-0123456789ab/13-0", "00:00:08.100 --> 00:00:10.000", "<v Ben O&#39;Hara>We close in nine days.</v>", "",
    "0f0e1d2c-1111-4a4a-9b9b-0123456789ab/14-0", "00:00:11.000 --> 00:00:14.000",
    "<v Ana Lindqvist>And where should it be?</v>", "<v Ben O'Hara>Four days, at most.", "",
)  # fmt: skip
SRT_CHANGE_ONLY = lines(
    "1", "00:00:03,000 --> 00:00:05,000", "Ana Lindqvist: What slows", "the close down?", "",
    "2", "00:00:06,000 --> 00:00:08,000", "Ben O'Hara: Three ledgers that", "",
    "3", "00:00:08,000 --> 00:00:09,000", "never match. We close in nine days.", "",
    "4", "00:00:11,000 --> 00:00:12,000", "Ana Lindqvist: And where should it be?", "",
    "5", "00:00:13,000 --> 00:00:14,000", "Ben O'Hara: Four days, at most.", "",
)  # fmt: skip
OTTER = lines(
    "Ana Lindqvist  0:03", "What slows the close down?", "", "Ben O'Hara  0:06", "Three ledgers that never match. We close in nine days.", "",
    "Ana Lindqvist  0:11", "And where should it be?", "", "Ben O'Hara  0:13", "Four days, at most.", "", "Transcribed by https://otter.ai",
)  # fmt: skip
ZOOM_TXT = OTTER.replace("  0:", "\t00:00:").replace("Transcribed by https://otter.ai\n", "")
SAVED_CAPTIONS = lines(
    "[Ana Lindqvist] 17:32:03", "What slows the close down?", "[Ben O'Hara] 17:32:06", "Three ledgers that never match.", "[Ben O'Hara] 17:32:09",
    "We close in nine days.", "[Ana Lindqvist] 17:32:11", "And where should it be?", "[Ben O'Hara] 17:32:13", "Four days, at most.",
)  # fmt: skip


def inline(pattern: str) -> str:
    """Write the talk, a turn a line, times from 3 s on."""
    return lines(*(pattern.format(name=name, text=text, s=f"{3 + 3 * index:02}") for index, (name, text) in enumerate(TALK)))


TEXTS: dict[str, tuple[str, str]] = {
    "zoom vtt": ("a.vtt", ZOOM_VTT),
    "teams vtt": ("a.vtt", TEAMS_VTT),
    "vtt under a text name": ("a.txt", ZOOM_VTT),
    "srt with labels at changes only": ("a.srt", SRT_CHANGE_ONLY),
    "srt, labels on all cues, CRLF": ("a.srt", ZOOM_VTT.removeprefix("WEBVTT\n\n").replace(".000", ",000").replace("\n", "\r\n")),
    "otter txt": ("a.txt", OTTER),
    "zoom txt": ("a.txt", ZOOM_TXT),
    "saved captions": ("a.txt", SAVED_CAPTIONS),
    "name: text": ("a.txt", inline("{name}: {text}")),
    "name: text, full-width colon": ("a.txt", inline("{name}：{text}")),
    "name: text, blank lines between": ("a.txt", inline("{name}: {text}\n")),
    "[time] name: text": ("a.txt", inline("[00:00:{s}] {name}: {text}")),
    "(time) name - text": ("a.txt", inline("(00:00:{s}) {name} - {text}")),
    "#time# name: text": ("a.txt", inline("#00:00:{s}.0# {name}: {text}")),
    "time name: text": ("a.txt", inline("00:{s} {name}: {text}")),
    "time | name | text": ("a.txt", inline("00:00:{s} | {name} | {text}")),
    "name (time): text": ("a.txt", inline("{name} (00:{s}): {text}")),
    "name [time] text": ("a.txt", inline("{name} [00:00:{s}] {text}")),
    "name: [time] text": ("a.txt", inline("{name}: [00:00:{s}] {text}")),
    "name (time): heading": ("a.txt", inline("{name} (00:{s}):\n{text}\n")),
    "name: heading": ("a.txt", inline("{name}:\n{text}\n")),
    "time name heading": ("a.txt", inline("00:00:{s} {name}\n{text}\n")),
    "name line, time line": ("a.txt", inline("{name}\n0:{s}\n{text}\n")),
    "teams copied": ("a.txt", inline("{name}   0:{s}\n{text}\n")),
    "arrow cues": ("a.txt", inline("00:00:{s}.000 --> 00:00:59.000 [{name}]\n{text}\n")),
    "bracketed arrow cues": ("a.txt", inline("[00:00:{s}.000 --> 00:00:59.000]  {name}: {text}")),
    "**name:** text": ("a.md", inline("**{name}:** {text}\n")),
    "**name**: text": ("a.md", inline("**{name}**: {text}\n")),
    "**name** (time): text": ("a.md", inline("**{name}** (00:{s}): {text}\n")),
    "**name (time):** text": ("a.md", inline("**{name} (00:{s}):** {text}\n")),
    "**[time] name:** text": ("a.md", inline("**[00:00:{s}] {name}:** {text}\n")),
    "### name (time)": ("a.md", inline("### {name} (00:{s})\n\n{text}\n")),
    "- **name**: text": ("a.md", inline("- **{name}**: {text}")),
    "*name*: text": ("a.md", inline("*{name}*: {text}\n")),
    "tsv": ("a.tsv", "start\tspeaker\ttext\n" + inline("{s}.0\t{name}\t{text}")),
    "csv with odd columns": ("a.csv", "Timestamp,Speaker,Words,Tags\n" + inline('00:00:{s},{name},"{text}",pain')),
    "csv with semicolons": ("a.csv", "Speaker;Text\n" + inline("{name};{text}")),
}

NUMBERS = {ANA: 0, BEN: 1}
ALL_TEXT = " ".join(text for _, text in TALK)
ROWS = [(name, NUMBERS[name], text, 3 + 3 * index) for index, (name, text) in enumerate(TALK)]
PARTIES = [
    {"id": "p0", "speakerId": "0", "name": ANA, "title": "Product Manager", "affiliation": "Internal"},
    {"id": "p1", "speakerId": "1", "name": BEN, "title": "CFO", "affiliation": "External"},
]


def elements(text: str, start: int) -> list[dict[str, object]]:
    """Return Rev's elements of a monologue: words with times, and what stands between them."""
    words: list[dict[str, object]] = [{"type": "text", "value": word, "ts": start + 0.0, "end_ts": start + 1.0} for word in text.split()]
    space: dict[str, object] = {"type": "punct", "value": " "}
    return [element for word in words for element in (word, space)]


JSONS: dict[str, object] = {
    "assemblyai": {
        "text": ALL_TEXT,
        "audio_url": "x",
        "utterances": [{"speaker": name, "start": 1000 * start, "end": 1000 * start + 900, "text": text} for name, _, text, start in ROWS],
    },
    "whisperx": {
        "segments": [
            {"start": start + 0.0, "end": start + 0.9, "text": f" {text}", "speaker": name, "words": [{"word": word} for word in text.split()]}
            for name, _, text, start in ROWS
        ]
    },
    "deepgram": {
        "results": {
            "channels": [{"alternatives": [{"transcript": ALL_TEXT}]}],
            "utterances": [{"speaker": name, "start": start + 0.0, "transcript": text} for name, _, text, start in ROWS],
        }
    },
    "gong": {
        "parties": PARTIES,
        "callTranscripts": [
            {
                "callId": "1",
                "transcript": [
                    {"speakerId": str(number), "topic": "Close", "sentences": [{"start": 1000 * start, "end": 1000 * start + 900, "text": text}]}
                    for _, number, text, start in ROWS
                ],
            }
        ],
    },
    "fireflies": {
        "data": {
            "transcript": {
                "title": "Close",
                "sentences": [
                    {"speaker_name": name, "text": text, "raw_text": text.lower(), "start_time": str(start)} for name, _, text, start in ROWS
                ],
                "summary": {"overview": "They talked about the close and about three ledgers."},
            }
        }
    },
    "fathom": {
        "transcript": [
            {"speaker": {"display_name": name, "matched_calendar_invitee_email": None}, "text": text, "timestamp": f"00:00:{start:02}"}
            for name, _, text, start in ROWS
        ]
    },
    "grain": [
        {"speaker": name, "participant_id": f"p{number}", "start": 1000 * start, "end": 1000 * start + 9, "text": text}
        for name, number, text, start in ROWS
    ],
    "rev": {
        "speakers": [{"id": 0, "name": ANA}, {"id": 1, "name": BEN}],
        "monologues": [{"speaker": number, "elements": elements(text, start)} for _, number, text, start in ROWS],
    },
    "aws segments": {
        "speakers": {"spk_0": ANA, "spk_1": BEN},
        "segments": [{"speakerLabel": f"spk_{number}", "start": start + 0.0, "end": start + 0.9, "text": text} for _, number, text, start in ROWS],
    },
    "unknown": {
        "meeting_transcripts": [{"speaker": name, "content": text} for name, text in TALK],
        "topic_list": [{"topic": "the close of the books and its ledgers"}],
    },
    "unknown, keys of its own": {"chat": {"log": [{"wer": name, "gesagt": text} for name, text in TALK]}},
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_formats_give_the_conversation(name: str, read: Callable[..., Interview]) -> None:
    interview = read(*TEXTS[name])
    assert said(interview) == TALK
    assert interview.kept_share == 1.0
    if any(mark in name for mark in ("time", "vtt", "srt", "otter", "zoom", "cues", "teams", "tsv", "odd columns")):
        assert interview.turns[0].start_ms == 3000


@pytest.mark.parametrize("name", JSONS)
def test_json_formats_give_the_conversation(name: str, read: Callable[..., Interview]) -> None:
    interview = read("a.json", json.dumps(JSONS[name]))
    assert said(interview) == TALK
    assert interview.kept_share == 1.0
    if not name.startswith("unknown"):
        assert interview.turns[0].start_ms == 3000


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("zoom vtt", "zoom vtt"),
        ("teams vtt", "teams vtt"),
        ("otter txt", "otter text"),
        ("**name:** text", "markdown"),
        ("name: text", "labelled text"),
        ("arrow cues", "text with cue times"),
    ],
)
def test_the_format_is_named_after_what_the_file_was(name: str, kind: str, read: Callable[..., Interview]) -> None:
    assert read(*TEXTS[name]).format == kind
