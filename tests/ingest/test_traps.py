"""What real files do to readers: labels that are none, speech that looks like labels, text that is no speech."""

from collections.abc import Callable

import pytest

from analyzer.errors import IngestError
from analyzer.records import Interview
from tests.ingest.conftest import said
from tests.ingest.test_formats import lines

Read = Callable[..., Interview]


def kinds(interview: Interview) -> set[str]:
    return {exclusion.kind for exclusion in interview.exclusions}


def test_words_before_a_colon_are_speech_unless_they_name_somebody(read: Read) -> None:
    interview = read("a.txt", lines(
        "Ana: Tell me about the close.",
        "Honestly: I never liked it.",
        "Ben: Reason: three ledgers. The reason is old.",
        "Note: we close late. https://ledgers.example/close: see there.",
        "10:30: that is when we meet.",
        "Ana: Okay.",
    ))  # fmt: skip
    assert said(interview) == [
        ("Ana", "Tell me about the close. Honestly: I never liked it."),
        (
            "Ben",
            "Reason: three ledgers. The reason is old. Note: we close late. https://ledgers.example/close: see there. 10:30: that is when we meet.",
        ),
        ("Ana", "Okay."),
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("J. R. Hartley", "Nguyễn Văn An"), ("Dr. Müller-Lüdenscheidt", "van der Berg"), ("田中太郎", "鈴木"), ("محمد", "سارة"),
        ("สมชาย", "มาลี"), ("JB", "TOB"), ("Siobhán O’Dwyer", "Łukasz Żak"), ("spk_0", "spk_1"), ("Q", "A"),
        ("Speaker 1", "Unknown Speaker"), ("Дмитрий", "Ольга"), ("Host", "Customer"),
    ],
)  # fmt: skip
def test_names_of_every_script_and_kind_are_labels(read: Read, names: tuple[str, str]) -> None:
    interview = read("a.txt", lines(f"{names[0]}: Why so late?", f"{names[1]}: Three ledgers.", f"{names[0]}: And then?"))
    assert [speaker.label for speaker in interview.speakers] == list(names)
    assert [interview.said(turn) for turn in interview.turns] == ["Why so late?", "Three ledgers.", "And then?"]


def test_the_head_of_a_file_is_no_speech_but_its_facts_are_read(read: Read) -> None:
    interview = read("a.txt", lines(
        "Title: Close discovery", "Date: March 2, 2026", "Attendees: Ana Lind, Ben Ohara", "Location: online", "",
        "Ana Lind: Why so late?", "Ben Ohara: Three ledgers.",
    ))  # fmt: skip
    assert said(interview) == [("Ana Lind", "Why so late?"), ("Ben Ohara", "Three ledgers.")]
    assert (interview.title, interview.date) == ("Close discovery", "2026-03-02")
    assert kinds(interview) == {"header"}


def test_summary_action_items_and_chat_are_left_out_by_name(read: Read) -> None:
    interview = read("a.md", lines(
        "# Close", "", "## Summary", "Ben said that three ledgers never match.", "- Ben: send the ledgers", "", "## Transcript", "",
        "**Ana:** Why so late?", "", "**Ben:** Three ledgers.", "", "**Ana:** Thanks.", "", "## Action items", "- Ben: send the ledgers", "",
        "## Chat", "10:31:02 From Ben to Everyone: the link",
    ))  # fmt: skip
    assert said(interview) == [("Ana", "Why so late?"), ("Ben", "Three ledgers."), ("Ana", "Thanks.")]
    assert kinds(interview) == {"header", "summary", "chat"}
    assert interview.kept_share == 1.0


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("chat.txt", "17:32:36 From Ben to Everyone:\n\tthe link\n17:33:36 From Ana to Everyone:\n\tthanks\n", "only chat"),
        ("notes.md", "## Summary\nBen said that three ledgers never match.\n\n## Next steps\n- Ben: send the ledgers\n", "notes or a summary"),
        ("summary.json", '{"summary": "They spoke of three ledgers, a late close.", "actions": [{"owner": "Ben", "text": "Send it"}]}', "no place"),
        ("cut.json", '{"segments": [{"speaker": "Ben", "text": "Three led', "not valid JSON"),
        ("empty.json", '{"segments": []}', "no place"),
        ("minutes.md", "# May\n\n- **Close**: takes nine days\n- **Ledgers**: three, never match\n- **Cash**: unknown\n", "notes or a summary"),
        ("none.vtt", "WEBVTT\n\n", "no speech"),
        ("page.html", "<!doctype html><html><body><p>Ben: Three ledgers.</p></body></html>", "HTML"),
    ],
)  # fmt: skip
def test_a_file_without_turns_is_refused_with_the_reason(read: Read, name: str, content: str, reason: str) -> None:
    with pytest.raises(IngestError, match=reason) as refused:
        read(name, content)
    assert name in refused.value.message


def test_prose_before_the_first_label_is_notes_and_the_warning_says_so(read: Read) -> None:
    intro = "In this call we spoke with the finance lead of a foundry about how the books are closed and why it takes so very long every month."
    interview = read("a.md", lines(intro, "", "**Ana:** Why so late?", "", "**Ben:** Three ledgers.", "", "**Ana:** Thanks."))
    assert said(interview)[0] == ("Ana", "Why so late?")
    assert kinds(interview) == {"notes"}
    assert any("left out as notes (line 1)" in warning for warning in interview.warnings)


def test_a_talk_before_its_questions_is_kept_as_unknown_speech(read: Read) -> None:
    talk = " ".join(f"This is sentence number {number} of a talk about closing the books." for number in range(30))
    interview = read("a.md", lines(talk, "", "**Ana:** Why so late?", "", "**Ben:** Three ledgers.", "", "**Ana:** Thanks."))
    assert said(interview)[0] == ("", talk)
    assert interview.speakers[0].side == "unknown"


def test_speech_after_a_heading_does_not_go_to_the_speaker_before_it(read: Read) -> None:
    interview = read(
        "a.md", lines("**Ana:** Why?", "", "**Ben:** Ledgers.", "", "**Ana:** Hm.", "", "## Second part", "", "We close late.", "", "**Ben:** Yes.")
    )
    assert ("", "We close late.") in said(interview)


def test_text_without_names_is_one_unknown_speaker_and_never_evidence_unasked(read: Read) -> None:
    interview = read("a.txt", "We close late: nine days\nand nobody knows why.\n\nThree ledgers never match.\n")
    assert said(interview) == [("", "We close late: nine days and nobody knows why."), ("", "Three ledgers never match.")]
    assert interview.speakers[0].side == "unknown"
    assert any("names no speaker" in warning for warning in interview.warnings)


def test_one_label_for_a_room_is_flagged_and_not_split(read: Read) -> None:
    interview = read(
        "a.vtt", lines("WEBVTT", "", "00:01.000 --> 00:02.000", "Board Room 4: Why so late?", "", "00:02.000 --> 00:03.000", "Board Room 4: Ledgers.")
    )
    assert len(interview.speakers) == 1
    assert any("only one speaker is named" in warning for warning in interview.warnings)


def test_labels_hold_until_the_next_one_and_cues_before_the_first_are_unknown(read: Read) -> None:
    interview = read("a.srt", lines(
        "1", "00:00:01,000 --> 00:00:02,000", "(music) are we on?", "", "2", "00:00:02,000 --> 00:00:03,000", "Ana: Why", "",
        "3", "00:00:03,000 --> 00:00:04,000", "so late?", "", "4", "00:00:04,000 --> 00:00:05,000", "Ben: Three ledgers.", "",
        "5", "00:00:05,000 --> 00:00:06,000", "Ana: Hm.", "",
    ))  # fmt: skip
    assert said(interview) == [("", "(music) are we on?"), ("Ana", "Why so late?"), ("Ben", "Three ledgers."), ("Ana", "Hm.")]
    assert (interview.turns[1].start_ms, interview.turns[1].end_ms) == (2000, 4000)


def test_rolling_captions_are_kept_once(read: Read) -> None:
    interview = read("a.vtt", lines(
        "WEBVTT", "Kind: captions", "", "00:00:00.000 --> 00:00:03.000 align:start position:0%",
        " ", "we<00:00:00.100><c> want</c><00:00:01.000><c> it</c>", "",
        "00:00:03.000 --> 00:00:03.010 align:start position:0%", "we want it", " ", "",
        "00:00:03.010 --> 00:00:05.000 align:start position:0%", "we want it", "down<00:00:03.700><c> to</c><00:00:04.000><c> four</c>", "",
        "00:00:05.000 --> 00:00:05.010 align:start position:0%", "down to four", " ", "",
        "00:00:05.010 --> 00:00:08.000 align:start position:0%", "down to four", "days<00:00:06.000><c> down</c>", "",
    ))  # fmt: skip
    assert interview.text == "we want it down to four days down"
    assert {"repetition", "cue settings"} <= kinds(interview)


def test_what_is_said_twice_in_captions_that_do_not_roll_stays_twice(read: Read) -> None:
    cues = [line for second in range(4) for line in ("", f"00:00:0{second}.000 --> 00:00:0{second}.900", "Bye.")]
    assert read("a.vtt", lines("WEBVTT", *cues)).text == "Bye. Bye. Bye. Bye."


def test_a_short_answer_above_a_timing_is_no_cue_identifier(read: Read) -> None:
    interview = read("a.txt", lines(
        "00:00:07 --> 00:00:09 [speaker_1]", "Okay.", "00:00:09 --> 00:00:10 [speaker_2]", "Yes", "00:00:10 --> 00:00:11 [speaker_1]", "Good.",
    ))  # fmt: skip
    assert said(interview) == [("speaker_1", "Okay."), ("speaker_2", "Yes"), ("speaker_1", "Good.")]


def test_names_in_cue_identifiers_and_in_brackets_are_speakers(read: Read) -> None:
    webex = lines("WEBVTT", "", '1 "Ben Ohara" (33)', "00:00:01.000 --> 00:00:03.000", "Ledgers.", "",
                  '2 "Ana Lind" (44)', "00:00:04.000 --> 00:00:05.000", "Why?", "",
                  '3 "Ben Ohara" (33)', "00:00:06.000 --> 00:00:07.000", "Old.", "")  # fmt: skip
    stream = lines("WEBVTT", "", "00:00:01.000 --> 00:00:03.000", "(Ben Ohara)", "Ledgers.", "-", " ", "(Ana Lind)", "Why?", "",
                   "00:00:04.000 --> 00:00:05.000", "(Ben Ohara)", "Old.", "")  # fmt: skip
    for content in (webex, stream):
        assert said(read("a.vtt", content)) == [("Ben Ohara", "Ledgers."), ("Ana Lind", "Why?"), ("Ben Ohara", "Old.")]


def test_markup_goes_and_words_stay(read: Read) -> None:
    interview = read("a.md", lines(
        r"**Ana:** a\_b \*not bold\* 5\% \[04:01\] see [the plan](https://plan.example/x) and *really* ***** bad [laughter]", "",
        "**Ben:** snake_case_name, AT&amp;T, &#39;ok&#39;, 3 < 5 <laughs>", "", r"\[08:12\] and on", "", "**Ana:** Hm.",
    ))  # fmt: skip
    assert said(interview) == [
        ("Ana", "a_b *not bold* 5% see the plan and really ***** bad [laughter]"),
        ("Ben", "snake_case_name, AT&T, 'ok', 3 < 5 <laughs> and on"),
        ("Ana", "Hm."),
    ]


@pytest.mark.parametrize(
    ("encoded", "warned"),
    [
        ("Zoë: It’s fine.\r\nBen: Größe?\r\nZoë: Ja.\r\n".encode("utf-8-sig"), False),
        ("Zoë: It’s fine.\nBen: Größe?\nZoë: Ja.\n".encode("utf-16"), False),
        ("Zoë: It’s fine.\nBen: Größe?\nZoë: Ja.\n".encode("utf-16-le"), True),
        ("Zoë: It’s fine.\nBen: Größe?\nZoë: Ja.\n".encode("cp1252"), True),
        ("Zoe\u0308: It’s\u00a0fine.\u2028Ben: Gro\u0308\u00adße?\x00\u200b\rZoe\u0308: Ja.".encode(), False),
    ],
)
def test_encodings_line_ends_and_control_characters(read: Read, encoded: bytes, warned: bool) -> None:
    interview = read("a.txt", encoded)
    assert said(interview) == [("Zoë", "It’s fine."), ("Ben", "Größe?"), ("Zoë", "Ja.")]
    assert any("read as" in warning for warning in interview.warnings) is warned


def test_times_of_any_kind_are_read_and_odd_ones_are_warned_about(read: Read) -> None:
    interview = read("a.vtt", lines(
        "WEBVTT", "", "00:01,500-->00:00:03", "Ana: One.", "", "125:00:05.000 --> 125:00:04.000", "Ben: Two.", "", "00:61:05.000 -->", "Ana: Three.",
    ))  # fmt: skip
    assert [turn.start_ms for turn in interview.turns] == [1500, 450_005_000, 3_665_000]
    assert interview.turns[1].end_ms is None
    assert [any(word in warning for warning in interview.warnings) for word in ("backwards", "beyond 24 hours", "end before they begin")] == [
        True
    ] * 3


def test_turns_of_one_speaker_in_a_row_are_one_turn(read: Read) -> None:
    interview = read("a.txt", lines("Ana: Why?", "Ben: Three ledgers.", "Ben: They never match.", "Ana: Hm."))
    assert said(interview) == [("Ana", "Why?"), ("Ben", "Three ledgers. They never match."), ("Ana", "Hm.")]


def test_keys_of_a_list_and_points_of_an_agenda_are_no_speakers(read: Read) -> None:
    keys = ("Close", "Ledgers", "Cash", "Forecast", "Audit")
    agenda = "We met on Monday and spoke about many things that matter to the plant, as follows.\n\n" + "".join(
        f"{key}: it is late.\n\n" for key in keys
    )
    assert [speaker.label for speaker in read("a.txt", agenda).speakers] == [""]
    assert [
        speaker.label for speaker in read("b.txt", "".join(f"10:0{index} {key} Point\nit is late.\n" for index, key in enumerate(keys))).speakers
    ] == [""]


def test_bold_names_behind_a_time_are_labels(read: Read) -> None:
    interview = read("a.txt", lines("[00:03] **Ana**: Why?", "[00:05] **Ben()**: Ledgers.", "", "[00:07] **Ana**: Hm."))
    assert [(interview.speaker(turn.speaker).label, turn.start_ms) for turn in interview.turns] == [("Ana", 3000), ("Ben()", 5000), ("Ana", 7000)]


def test_figures_in_brackets_are_no_times_and_what_stands_before_them_is_no_label(read: Read) -> None:
    interview = read(
        "a.txt",
        lines("Ana: Why?", "Ben: We measured it.", "Revenue (3.5) grew, Margin [0.4] fell.", "Growth (10:30) is a time.", "Ana: Hm.", "Ben: Yes."),
    )
    assert said(interview)[1] == ("Ben", "We measured it. Revenue (3.5) grew, Margin [0.4] fell. Growth (10:30) is a time.")


def test_speech_that_begins_with_from_is_no_chat(read: Read) -> None:
    interview = read("a.txt", lines("00:00:03 From what I see: it is late.", "00:00:07 and nobody knows why"))
    assert interview.text == "From what I see: it is late.\nand nobody knows why"


def test_speech_that_sounds_like_a_notice_or_a_heading_stays_speech(read: Read) -> None:
    interview = read("a.md", lines(
        "**Ana:** What then?", "", "**Ben:** First we met.", "", "They left the meeting.", "", "Created by finance, that report.", "",
        "This document is what we use.", "", "Recording started late.", "", "**Ana:** Hm.", "", "Ana Lind stopped transcription",
    ))  # fmt: skip
    assert (
        said(interview)[1][1]
        == "First we met. They left the meeting. Created by finance, that report. This document is what we use. Recording started late."
    )
    assert said(interview)[-1] == ("Ana", "Hm.")
    spoken = read("b.txt", lines("Ana  0:01", "", "Details", "", "Ben  0:03", "", "Summary", "", "Ana  0:05", "", "Hm.", "", "Ben  0:07", "", "Yes."))
    assert [spoken.said(turn) for turn in spoken.turns] == ["Details", "Summary", "Hm.", "Yes."]
