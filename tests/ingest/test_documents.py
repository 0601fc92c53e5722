"""Word documents: every layout people have, and every trap of the format."""

from collections.abc import Callable

import pytest

from analyzer.errors import IngestError
from analyzer.records import Interview
from tests.ingest import documents
from tests.ingest.conftest import said
from tests.ingest.test_formats import ANA, BEN, TALK

STAMPS = ["0:03", "0:06", "0:11", "0:13"]

LAYOUTS: dict[str, bytes] = {
    "teams: line breaks in one paragraph": documents.paragraphs(
        *(f"{name}   {stamp}\n{text.replace('. ', '.' + chr(10))}" for (name, text), stamp in zip(TALK, STAMPS, strict=True))
    ),
    "teams: heading, notice, one paragraph a turn": documents.paragraphs(
        "Close discovery", "March 2, 2026", "1h 2m 3s", "Ana Lindqvist started transcription",
        *(f"{name}\t{stamp}\n{text}" for (name, text), stamp in zip(TALK, STAMPS, strict=True)),
        "Ana Lindqvist stopped transcription",
        styles={0: "Heading 1"},
    ),
    "meet: notes, then transcript": documents.paragraphs(
        "Notes", "Invited ana@nimbus.example, ben@ferrous.example", "Summary",
        "The two spoke at length about the close of the books and about three ledgers.", "Next steps", "Ben O'Hara: send the list of ledgers to Ana",
        "Transcript", "00:00:03",
        *(f"{name}: {text}" for name, text in TALK),
        "Transcription ended after 00:32:10",
        "This editable transcript was computer generated and might contain errors.",
        styles={0: "Heading 1", 2: "Heading 2", 4: "Heading 2", 6: "Heading 1"},
    ),
    "word transcribe: headings with times": documents.paragraphs(
        "Audio file", "close.m4a", "Transcript",
        *(part for (name, text), stamp in zip(TALK, STAMPS, strict=True) for part in (f"00:0{stamp} {name}", text))
    ),
    "bold name, no colon": documents.bold_names(*((name, f" {text}") for name, text in TALK)),
    "bold name with colon": documents.bold_names(*((f"{name}:", f" {text}") for name, text in TALK)),
    "table with headings": documents.table([
        ["Time", "Speaker", "Text"],
        *([stamp, name, text] for (name, text), stamp in zip(TALK, STAMPS, strict=True)),
    ]),
    "table without headings": documents.table([[name, text] for name, text in TALK], before="Close discovery"),
    "plain labels": documents.paragraphs(*(f"{name}: {text}" for name, text in TALK)),
    "main part named otherwise": documents.raw("".join(documents.line(f"{name}: {text}") for name, text in TALK), main="word/document2.xml"),
    "content controls and insertions": documents.raw(
        "".join(
            f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{name}: </w:t></w:r><w:ins><w:r><w:t>{text}</w:t></w:r></w:ins></w:p></w:sdtContent></w:sdt>"
            for name, text in TALK
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_give_the_conversation(layout: str, read: Callable[..., Interview]) -> None:
    interview = read("a.docx", LAYOUTS[layout])
    assert said(interview) == TALK
    assert interview.kept_share == 1.0
    if "teams" in layout or "word" in layout:
        assert [turn.start_ms for turn in interview.turns] == [3000, 6000, 11000, 13000]


def test_paragraphs_without_names_are_one_unknown_speaker(read: Callable[..., Interview]) -> None:
    interview = read("a.docx", documents.paragraphs("We close in nine days, and nobody knows why.", "Three ledgers never match."))
    assert said(interview) == [("", "We close in nine days, and nobody knows why."), ("", "Three ledgers never match.")]
    assert [speaker.side for speaker in interview.speakers] == ["unknown"]
    assert any("names no speaker" in warning for warning in interview.warnings)


def test_what_meet_writes_around_the_talk_is_left_out_by_name(read: Callable[..., Interview]) -> None:
    interview = read("a.docx", LAYOUTS["meet: notes, then transcript"])
    assert "send the list" not in interview.text
    assert {"summary", "footer"} <= {exclusion.kind for exclusion in interview.exclusions}


def test_deleted_text_is_dropped_and_hidden_text_is_kept_and_flagged(read: Callable[..., Interview]) -> None:
    body = (
        f"<w:p><w:r><w:t>{ANA}: What slows </w:t></w:r><w:del><w:r><w:delText>gone words here </w:delText></w:r></w:del>"
        "<w:r><w:t>the close?</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>{BEN}: Three ledgers</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> never match</w:t></w:r></w:p>"
    )
    interview = read("a.docx", documents.raw(body))
    assert said(interview) == [(ANA, "What slows the close?"), (BEN, "Three ledgers never match")]
    assert [(exclusion.kind, exclusion.words) for exclusion in interview.exclusions] == [("deleted", 3)]
    assert any("hidden" in warning for warning in interview.warnings)


DTD = '<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
HOSTILE = {
    "dtd": (documents.raw(documents.line("Ana: &b;"), prolog=DTD), "document type"),
    "bomb": (documents.raw(documents.line("a" * 20_000_000)), "bomb"),
    "members": (documents.raw(documents.line("Ana: yes"), others={f"word/{number}.xml": b"" for number in range(2_100)}), "members"),
    "not a document": (documents.archive({"readme.txt": b"hello"}), "holds no Word document"),
    "a spreadsheet": (documents.raw("", main="xl/workbook.xml"), "holds no Word document"),
    "cut": (documents.raw(documents.line("Ana: yes"))[:-60], "damaged"),
    "broken xml": (documents.archive({"word/document.xml": b"<w:document><oops"}), "not valid XML"),
    "empty": (documents.paragraphs(""), "holds no text"),
    "deep": (documents.raw("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "not valid XML"),
}


@pytest.mark.parametrize("trap", HOSTILE)
def test_hostile_archives_are_refused_with_the_reason(trap: str, read: Callable[..., Interview]) -> None:
    content, reason = HOSTILE[trap]
    with pytest.raises(IngestError, match=reason) as refused:
        read("a.docx", content)
    assert "a.docx" in refused.value.message
