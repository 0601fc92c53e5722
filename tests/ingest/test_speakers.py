"""Who speaks: what a label says, which labels are one person, whose side a person is on."""

from collections.abc import Callable

import pytest

from analyzer.config import IngestSettings
from analyzer.ingest.labels import parse_label
from analyzer.ingest.voices import merge_labels
from analyzer.records import Interview
from tests.ingest.test_formats import lines

Read = Callable[..., Interview]


@pytest.mark.parametrize(
    ("label", "name", "title", "organisation"),
    [
        ("Tom O'Brien (Acme, CFO)", "Tom O'Brien", "CFO", "Acme"),
        ("Tom O'Brien (CFO at Acme)", "Tom O'Brien", "CFO", "Acme"),
        ("Bobby | Ambire", "Bobby", None, "Ambire"),
        ("Tom O'Brien - Acme", "Tom O'Brien", None, "Acme"),
        ("Tom O'Brien, CFO", "Tom O'Brien", "CFO", None),
        ("O'Brien, Tom", "Tom O'Brien", None, None),
        ("Tom O'Brien (he/him)", "Tom O'Brien", None, None),
        ("Tom O'Brien (she/her) (Acme)", "Tom O'Brien", None, "Acme"),
        ("Dr. Zoë de Vries [Guest]", "Dr. Zoë de Vries", None, None),
        ("Tom <tom@acme.example>", "Tom", None, None),
        ("Speaker 1", "Speaker 1", None, None),
        ("Martin Luther King, Jr.", "Martin Luther King, Jr.", None, None),
        ("山田太郎（営業部）", "山田太郎", None, "営業部"),
    ],
)
def test_titles_organisations_and_pronouns_are_parsed_off_the_label(label: str, name: str, title: str | None, organisation: str | None) -> None:
    parsed = parse_label(label)
    assert (parsed.name, parsed.title, parsed.organisation) == (name, title, organisation)


@pytest.mark.parametrize(
    ("labels", "voices"),
    [
        (["Tom O'Brien", "TOM O’BRIEN", "Tom O'Brien (Acme)", "Mr. Tom O'Brien"], 1),
        (["Aaron van Wirdum (AvW)", "Eric L.", "AvW"], 2),
        (["Tom O'Brien", "Dana", "Tom", "Dana", "Eve", "Tom O'Brien"], 3),
        (["Tom O'Brien", "Tom", "Tom O'Brien", "Tom"], 2),
        (["Tom O'Brien", "Tom Jones", "Dana", "Tom"], 4),
        (["Alex (Acme)", "Alex (Globex)"], 2),
        (["Speaker 1", "Speaker 2", "SPEAKER 1"], 2),
        (["MM/SM", "MM", "SM"], 3),
        (["dana.ruiz@acme.example", "Tom", "Dana Ruiz", "Tom"], 2),
    ],
)
def test_spellings_of_one_person_are_one_voice_and_two_people_never_are(labels: list[str], voices: int) -> None:
    leader, _ = merge_labels(labels)
    assert len({leader[label] for label in labels}) == voices


def test_a_first_name_is_united_with_the_full_name_and_the_warning_says_so(read: Read) -> None:
    interview = read(
        "a.txt", lines("Tom O'Brien: Hi.", "Dana Ruiz: Hi.", "Tom: Three ledgers.", "Dana Ruiz: Hm.", "Eve Lin: Yes.", "Tom O'Brien: Old.")
    )
    assert [speaker.name for speaker in interview.speakers] == ["Tom O'Brien", "Dana Ruiz", "Eve Lin"]
    assert any("taken for one person" in warning for warning in interview.warnings)


INTERVIEW = [
    ("Ana", "Thanks for making the time. Could you tell me what your team does all month?"),
    ("Ben", "We run accounts and treasury for four plants, which is a lot of ledgers, and my days go into making them agree with each other."),
    ("Ana", "And what slows the close down?"),
    ("Ben", "Three ledgers that never match. My people spend a week on them. You would think a system could do it, right? It does not."),
    ("Ana", "What would you rather do with that week?"),
    ("Ben", "Forecast cash. The board wants to buy a fifth plant, and I cannot say what we have in the bank in March, so they wait."),
    ("Ana", "Who else feels that?"),
    ("Ben", "Purchasing, because I hold their orders back until I know, and then the suppliers shout at them and not at me, and that goes on."),
]


def talk(turns: list[tuple[str, str]]) -> str:
    return lines(*(f"{name}: {text}" for name, text in turns))


def sides(interview: Interview) -> dict[str, tuple[str, str]]:
    return {speaker.label: (speaker.side, speaker.side_basis) for speaker in interview.speakers}


def test_two_speakers_of_whom_one_asks_are_guessed(read: Read) -> None:
    assert sides(read("a.txt", talk(INTERVIEW))) == {"Ana": ("interviewer", "guessed"), "Ben": ("customer", "guessed")}


def test_a_customer_who_questions_a_seller_is_not_guessed_to_be_the_interviewer(read: Read) -> None:
    call = [
        ("Ben", "Right, so does it work with the ledgers we have?"),
        ("Sue", "It does. Let me share my screen and I'll show you, our platform can read all of them, and we offer a trial of thirty days."),
        ("Ben", "Do you integrate with the bank?"),
        ("Sue", "Yes, as you can see here our tool does that in a minute, and we provide support in four languages to all of our plans."),
        ("Ben", "And how much do you charge?"),
        ("Sue", "Let me show you the plans. We offer three of them, and our solution is billed by ledger and month, so you would start small."),
        ("Ben", "What is on your roadmap?"),
        ("Sue", "Forecasts. I can show you a mock-up, let me share that, our platform will have it in the spring for everybody on the plan."),
    ]
    assert {side for side, _ in sides(read("a.txt", talk(call))).values()} == {"unknown"}


def test_without_sound_evidence_the_side_stays_unknown_and_the_warning_gives_the_command(read: Read) -> None:
    interview = read("a.txt", talk([("Ana", "We close late."), ("Ben", "So do we."), ("Ana", "It is the ledgers."), ("Ben", "Yes.")]))
    assert {side for side, _ in sides(interview).values()} == {"unknown"}
    assert any(f'analyzer speakers {interview.id} set "Ana" --side customer' in warning for warning in interview.warnings)


def test_three_speakers_are_never_guessed_by_how_they_talk(read: Read) -> None:
    assert {side for side, _ in sides(read("a.txt", talk([*INTERVIEW, ("Eve", "I agree.")]))).values()} == {"unknown"}


def test_declared_sides_win_and_the_other_of_two_follows(read: Read) -> None:
    sidecar = "speakers:\n  Ana: {side: interviewer}\n"
    assert sides(read("a.txt", talk([("Ana", "Hm."), ("Ben", "Yes.")]), sidecar=sidecar)) == {
        "Ana": ("interviewer", "declared"),
        "Ben": ("customer", "guessed"),
    }
    turned = "speakers:\n  Ana: {side: customer}\n  Ben: {side: vendor}\n"
    assert sides(read("a.txt", talk(INTERVIEW), sidecar=turned)) == {"Ana": ("customer", "declared"), "Ben": ("vendor", "declared")}


def test_our_people_are_known_by_name_address_and_domain(tmp_path: object, read: Read) -> None:
    from pathlib import Path

    from analyzer.ingest import read_interview

    path = Path(str(tmp_path)) / "a.txt"
    path.write_text(
        talk([("ana@nimbus.example", "Hm."), ("ben@ferrous.example", "Yes."), ("Eve Lin", "Yes."), ("Sue (Partnerhaus)", "Well.")]), encoding="utf-8"
    )
    interview = read_interview(path, settings=IngestSettings(interviewers=("nimbus.example", "Eve Lin"), vendor_organisations=("Partnerhaus",)))
    assert sides(interview) == {
        "ana@nimbus.example": ("interviewer", "declared"),
        "ben@ferrous.example": ("customer", "guessed"),
        "Eve Lin": ("interviewer", "declared"),
        "Sue (Partnerhaus)": ("vendor", "declared"),
    }


def test_an_affiliation_equal_to_the_organisation_is_the_customers_side(read: Read) -> None:
    front = "---\norganisation: Ferrous\n---\n"
    interview = read("a.md", front + talk([("Ben (Ferrous, CFO)", "Hm."), ("Cem (Ferrous)", "Yes."), ("Ana", "Well.")]))
    assert sides(interview)["Ben (Ferrous, CFO)"] == ("customer", "guessed")
    assert sides(interview)["Ana"][0] == "unknown"


def test_a_voice_called_interviewer_is_one_however_short_the_talk_and_whoever_else_speaks(read: Read) -> None:
    pair = read("a.txt", lines("Interviewer: What do you want?", "Tom: We want to ship faster.", "Interviewer: Why?", "Tom: Customers leave us."))
    assert [(speaker.side, speaker.side_basis) for speaker in pair.speakers] == [("interviewer", "guessed"), ("customer", "guessed")]
    three = read(
        "b.txt", lines("Interviewer: What is it?", "Tom: It is late.", "Interviewer: Why?", "Tom: Nobody plans.", "Ann: Right.", "Ann: Yes.")
    )
    assert [speaker.side for speaker in three.speakers] == ["interviewer", "unknown", "unknown"]
