"""JSON of services and note takers: words, nesting, ids, times in every unit, and what stands around the talk."""

import json
from collections.abc import Callable

import pytest

from analyzer.errors import IngestError
from analyzer.records import Interview
from tests.ingest.conftest import said
from tests.ingest.test_formats import ALL_TEXT, ANA, BEN, ROWS, TALK

Read = Callable[..., Interview]
WORDS = [(number, word, start + position / 10) for _, number, text, start in ROWS for position, word in enumerate(text.split())]
Object = dict[str, object]


def deepgram(**alternative: object) -> Object:
    return {"results": {"channels": [{"alternatives": [{"transcript": ALL_TEXT, **alternative}]}]}}


def aws() -> Object:
    items: list[Object] = []
    for _, word, start in WORDS:
        items.append({"type": "pronunciation", "start_time": str(start), "alternatives": [{"content": word.strip(".,?")}]})
        items += [{"type": "punctuation", "alternatives": [{"content": word[-1]}]}] if word[-1] in ".,?" else []
    segments = [{"start_time": str(start - 0.01), "end_time": str(start + 2), "speaker_label": f"spk_{number}"} for _, number, _, start in ROWS]
    return {"jobName": "x", "results": {"transcripts": [{"transcript": ALL_TEXT}], "speaker_labels": {"segments": segments}, "items": items}}


SHAPES: dict[str, tuple[object, tuple[str, str]]] = {
    "deepgram words": (
        deepgram(words=[{"word": "x", "punctuated_word": word, "speaker": number, "start": start} for number, word, start in WORDS]),
        ("Speaker 0", "Speaker 1"),
    ),
    "deepgram paragraphs": (
        deepgram(paragraphs={"paragraphs": [{"speaker": number, "sentences": [{"text": text, "start": start}]} for _, number, text, start in ROWS]}),
        ("Speaker 0", "Speaker 1"),
    ),
    "aws, speakers by time": (aws(), ("spk_0", "spk_1")),
    "assemblyai words": ({"text": ALL_TEXT, "words": [{"text": word, "start": int(start * 1000), "speaker": "AB"[number]}
                                                      for number, word, start in WORDS]},
                         ("Speaker A", "Speaker B")),
    "google, words again with speakers at the end": (
        {"results": [
            {"alternatives": [{"transcript": ALL_TEXT, "words": [{"word": word, "startTime": f"{start}s"} for _, word, start in WORDS]}]},
            {"alternatives": [{"words": [{"word": word, "startTime": f"{start}s", "speakerTag": number + 1} for number, word, start in WORDS]}]}]},
        ("Speaker 1", "Speaker 2"),
    ),
    "azure": (
        {"recognizedPhrases": [{"speaker": number + 1, "offset": f"PT{start}S", "nBest": [{"lexical": "x", "display": text}, {"display": "no"}]}
                               for _, number, text, start in ROWS]},
        ("Speaker 1", "Speaker 2"),
    ),
    "words under a participant": (
        [{"participant": {"id": number, "name": name}, "words": [{"text": word, "start_timestamp": {"relative": start}} for word in text.split()]}
         for name, number, text, start in ROWS],
        (ANA, BEN),
    ),
    "times of the calendar": (
        {"speaker_blocks": [{"start_time": str(1_772_440_000_000 + 1000 * start), "speaker": {"name": name}, "words": text}
                            for name, _, text, start in ROWS]},
        (ANA, BEN),
    ),
    "ids and a directory": (
        {"speakers": [{"id": 7, "name": ANA, "is_rep": True}, {"id": 9, "name": BEN, "is_rep": False}],
         "transcript": [{"speaker_id": (7, 9)[number], "transcript": text} for _, number, text, _ in ROWS]},
        (ANA, BEN),
    ),
    "numbered objects": ({str(index): {"speaker": name, "text": text} for index, (name, text) in enumerate(TALK)}, (ANA, BEN)),
    "one string": ({"transcript": "\n".join(f"{name}: {text}" for name, text in TALK)}, (ANA, BEN)),
    "strings": ({"lines": [f"{name}: {text}" for name, text in TALK]}, (ANA, BEN)),
    "rows": ({"rows": [[f"0:{start:02}", name, text] for name, _, text, start in ROWS]}, (ANA, BEN)),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_give_the_conversation(shape: str, read: Read) -> None:
    content, names = SHAPES[shape]
    interview = read("a.json", json.dumps(content))
    assert said(interview) == [(names[(ANA, BEN).index(name)], text) for name, text in TALK]
    assert interview.kept_share == 1.0


def test_one_object_a_line_is_a_list(read: Read) -> None:
    assert said(read("a.json", "\n".join(json.dumps({"speaker": name, "text": text}) for name, text in TALK))) == TALK


def test_channels_are_voices_in_order_of_time(read: Read) -> None:
    channels = [
        {"alternatives": [{"words": [{"word": word, "start": start} for number, word, start in WORDS if number == channel]}]} for channel in (0, 1)
    ]
    interview = read("a.json", json.dumps({"results": {"channels": channels}}))
    assert [(speaker.label, interview.said(turn)) for turn in interview.turns for speaker in [interview.speaker(turn.speaker)]] == [
        (f"Channel {number}", text) for _, number, text, _ in ROWS
    ]


def test_prose_beside_the_talk_is_a_named_exclusion_and_repetition_is_told_apart(read: Read) -> None:
    content = {
        "text": ALL_TEXT,
        "summary": {"overview": "They spoke about the close and about many ledgers."},
        "legal": "Recorded with the consent of everybody who took part.",
        "utterances": [{"speaker": name, "text": text} for name, text in TALK],
    }
    interview = read("a.json", json.dumps(content))
    assert {exclusion.kind: exclusion.where for exclusion in interview.exclusions} == {
        "repetition": "text",
        "summary": "summary.overview",
        "notes": "legal",
    }
    assert interview.kept_share == 1.0


def test_sides_titles_and_organisations_of_a_directory_are_used(read: Read) -> None:
    content = {
        "parties": [
            {"speakerId": "1", "name": ANA, "title": "Researcher", "affiliation": "Internal"},
            {"speakerId": "2", "name": BEN, "title": "CFO", "affiliation": "External", "company": "Ferrous"},
        ],
        "callTranscripts": [
            {"transcript": [{"speakerId": str(number + 1), "sentences": [{"start": start * 1000, "text": text}]} for _, number, text, start in ROWS]}
        ],
    }
    interview = read("a.json", json.dumps(content))
    assert [(speaker.side, speaker.side_basis, speaker.title) for speaker in interview.speakers] == [
        ("interviewer", "declared", "Researcher"),
        ("customer", "declared", "CFO"),
    ]
    assert interview.speakers[1].organisation == "Ferrous"


OWN = {
    "schema": "analyzer.transcript/1",
    "title": "Close",
    "organisation": "Ferrous",
    "segment": "Mid Market",
    "date": "2026-03-02",
    "speakers": {ANA: {"side": "interviewer"}, BEN: {"side": "customer", "title": "CFO", "department": "finance", "level": "executive"}},
    "turns": [{"speaker": name, "text": text, "start_ms": 1000 * start, "end_ms": 1000 * start + 900} for name, _, text, start in ROWS],
}


def test_our_own_schema_declares_everything(read: Read) -> None:
    interview = read("a.json", json.dumps(OWN))
    assert said(interview) == TALK
    assert (interview.title, interview.organisation, interview.segment, interview.date) == ("Close", "Ferrous", "mid-market", "2026-03-02")
    ben = interview.speakers[1]
    assert (ben.side, ben.side_basis, ben.title, ben.department, ben.level) == ("customer", "declared", "CFO", "finance", "executive")
    assert (interview.turns[1].start_ms, interview.turns[1].end_ms) == (6000, 6900)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"schema": "analyzer.transcript/9"}, "is not analyzer.transcript/1"), ({"turns": {}}, "must be a list"), ({"turns": [1]}, "turn 0")],
)
def test_our_own_schema_is_not_guessed_at(read: Read, change: Object, reason: str) -> None:
    with pytest.raises(IngestError, match=reason):
        read("a.json", json.dumps({**OWN, **change}))


def test_an_exported_interview_reads_back_as_the_same(read: Read) -> None:
    first = read("a.json", json.dumps(OWN))
    again = read("b.json", first.model_dump_json())
    assert again.version == first.version
    assert again.turns == first.turns
    assert again.speakers == first.speakers
