"""Facts about an interview: which source wins, and what each source gives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.ingest import Given
from analyzer.ingest.facts import read_date, read_file_name, slug
from analyzer.records import Interview
from tests.ingest.conftest import said

Read = Callable[..., Interview]
TALK = "Ana: Why so late?\nBen: Three ledgers.\nAna: Hm.\n"
FRONT = "---\nsegment: Front Segment\norganisation: Front\ndate: 2026-01-01\ntitle: Front title\n---\n"
SIDECAR = "segment: side\norganisation: Side\ndate: 2026-02-02\ntitle: Side title\n"


def test_flag_front_matter_sidecar_folder_and_file_name_are_trusted_in_that_order(read: Read) -> None:
    given = Given(segment="Flag Segment", organisation="Flag", date="2026-03-03")
    name = "Folder Segment/2026-04-04 Name -- call.md"
    steps: list[tuple[str, Given, str | None, tuple[str | None, ...]]] = [
        (FRONT + TALK, given, SIDECAR, ("flag-segment", "flag", "Flag", "flag", "2026-03-03", "flag", "Front title", "front matter")),
        (
            FRONT + TALK,
            Given(),
            SIDECAR,
            ("front-segment", "front matter", "Front", "front matter", "2026-01-01", "front matter", "Front title", "front matter"),
        ),
        (TALK, Given(), SIDECAR, ("side", "sidecar", "Side", "sidecar", "2026-02-02", "sidecar", "Side title", "sidecar")),
    ]
    for content, flags, sidecar, expected in steps:
        assert facts(read(name, content, flags, sidecar)) == expected


def test_folder_and_file_name_give_what_nobody_declares(read: Read) -> None:
    interview = read("Mid-Market Steel/2026-04-04 Ferrous -- call.md", TALK)
    assert facts(interview)[:6] == ("mid-market-steel", "folder", "Ferrous", "file name", "2026-04-04", "file name")


def test_without_any_source_the_segment_is_unsorted_and_the_title_is_the_file_name(read: Read) -> None:
    interview = read("call.txt", TALK)
    assert facts(interview) == ("unsorted", "unsorted", None, None, None, None, "call", "file name")


def facts(interview: Interview) -> tuple[str | None, ...]:
    origins = interview.origins
    return (
        interview.segment, origins.get("segment"), interview.organisation, origins.get("organisation"),
        interview.date, origins.get("date"), interview.title, origins.get("title"),
    )  # fmt: skip


def test_front_matter_and_sidecar_declare_speakers(read: Read) -> None:
    front = "---\nspeakers:\n  Ben: {name: Ben O'Hara, title: CFO, side: customer, department: finance, level: executive}\n---\n"
    interview = read("a.md", front + TALK, sidecar="speakers:\n  ana: {side: interviewer}\n  Ben: {title: Treasurer, organisation: Ferrous}\n")
    ana, ben = interview.speakers
    assert (ana.side, ana.side_basis) == ("interviewer", "declared")
    assert (ben.name, ben.label, ben.title, ben.department, ben.level, ben.organisation) == (
        "Ben O'Hara",
        "Ben",
        "CFO",
        "finance",
        "executive",
        "Ferrous",
    )


@pytest.mark.parametrize(
    ("front", "warned"),
    [
        ("---\nsegment: [1\n---\n", "not valid YAML"),
        ("---\na: &a [x]\nb: *a\n---\n", "anchors"),
        ("---\na: " + "[" * 5000 + "\n---\n", "deep nesting"),
        ("---\nspeakers: {Ben: {side: friend}}\n---\n", 'side "friend" of Ben'),
        ("---\ndate: next week\n---\n", "is no date"),
        ("---\nspeakers: 7\n---\n", "mapping of labels"),
        ("---\norganisation: !!python/object:os.system x\n---\n", "not valid YAML"),
    ],
)
def test_what_is_wrong_in_front_matter_is_a_warning_and_the_talk_is_read(read: Read, front: str, warned: str) -> None:
    interview = read("a.md", front + TALK)
    assert any(warned in warning for warning in interview.warnings)
    assert said(interview)[0] == ("Ana", "Why so late?")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-02", "2026-03-02"), ("2026-03-02T10:00:00Z", "2026-03-02"), ("GMT20260302-170000_Recording", "2026-03-02"),
        ("March 2, 2026", "2026-03-02"),
        ("2nd of March 2026", "2026-03-02"), ("2. März 2026", "2026-03-02"), ("02.03.2026", "2026-03-02"), ("3/14/2026", "2026-03-14"),
        ("14/3/2026", "2026-03-14"),
        ("2/3/2026", None), ("2026-02-30", None), ("call 12345", None), ("", None),
    ],
)  # fmt: skip
def test_dates_are_read_where_they_can_be_read_one_way_only(text: str, date: str | None) -> None:
    assert read_date(text) == date


def test_segments_are_slugs() -> None:
    assert [slug(text) for text in ("Mid-Market  Manufacturing", "Spitäler & Kliniken", "../../etc", "  ", "中型 製造業")] == [
        "mid-market-manufacturing", "spitäler-kliniken", "etc", "", "中型-製造業",
    ]  # fmt: skip


def test_a_file_name_names_an_organisation_only_in_the_documented_form() -> None:
    assert read_file_name(Path("2026-03-02 Acme Steel -- CFO.vtt")) == {"date": "2026-03-02", "organisation": "Acme Steel"}
    assert read_file_name(Path("Acme__cfo.vtt")) == {"organisation": "Acme"}
    assert read_file_name(Path("interview-with-tom.vtt")) == {}


def test_what_the_content_says_of_itself_is_trusted_least(read: Read) -> None:
    interview = read("a.md", "# The close at Ferrous\n\nCompany: Ferrous\nLanguage: German\n\n## Transcript\n\n" + TALK)
    assert (interview.title, interview.origins["title"]) == ("The close at Ferrous", "content")
    assert (interview.organisation, interview.origins["organisation"], interview.language) == ("Ferrous", "content", "de")


def test_the_customers_labels_name_the_organisation_where_nothing_else_does(read: Read) -> None:
    sidecar = "speakers:\n  Ben Ohara (Ferrous, CFO): {side: customer}\n  Ana (Nimbus): {side: interviewer}\n"
    talk = "Ana (Nimbus): Why so late?\nBen Ohara (Ferrous, CFO): Ledgers.\nAna (Nimbus): Hm.\n"
    interview = read("a.txt", talk, sidecar=sidecar)
    assert (interview.organisation, interview.origins["organisation"]) == ("Ferrous", "content")
    assert read("b.txt", talk).organisation is None
