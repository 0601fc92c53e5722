"""Redaction: identifiers go, quantities stay, and nothing of what went is anywhere in the interview."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.config import IngestSettings
from analyzer.ingest import read_interview
from analyzer.ingest.redact import Redactor, is_iban, passes_luhn
from analyzer.records import Interview


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Write to ben.ohara@ferrous.example today.", "email"),
        ("Write to ben at ferrous dot com today.", "email"),
        ("Call +49 171 1234567 today.", "phone"),
        ("Call (415) 555-2671 today.", "phone"),
        ("Call 415-555-2671 today.", "phone"),
        ("Call 020 7946 0958 today.", "phone"),
        ("My phone is 555-1234 today.", "phone"),
        ("Take 4111 1111 1111 1111 today.", "card"),
        ("Pay to DE89 3704 0044 0532 0130 00 today.", "account"),
        ("The account number is 12345678 today.", "account"),
        ("It is 123-45-6789 today.", "account"),
    ],
)
def test_identifiers_are_replaced_the_same_way_every_time(said: str, kind: str) -> None:
    redacted = Redactor().redact(said)
    assert f"[{kind} " in redacted
    assert not any(character.isdigit() for character in redacted.replace(redacted[redacted.index("[") : redacted.index("]")], ""))
    assert redacted == Redactor().redact(said)
    assert redacted.endswith("today.")


@pytest.mark.parametrize(
    "said",
    [
        "We spent 1,200,000 dollars in 2023-2024, or 12 500 000 euros, 3.5 percent.",
        "It takes 10-15 days, from 00:01:07 to 1:02:14, in 08/2023.",
        "1.234.567,89 euros, 100 200 3000 units, 1500 2000 2500 orders.",
        "The order 4111 1111 1111 1112 has no check digit that fits.",
        "Account 3 grew by 120 000 in Q2, and card 50,000.5 sold.",
        "0.5 to 0.75, 05 to 10, 24/7, 99.95 percent of 8,760 hours, 2026-03-02.",
        "Half of it, at best, is at Acme dot matrix printers.",
    ],
)
def test_quantities_stay(said: str) -> None:
    assert Redactor().redact(said) == said


def test_check_digits() -> None:
    assert passes_luhn("4242 4242 4242 4242")
    assert not passes_luhn("4242 4242 4242 4241")
    assert not passes_luhn("0000 0000 0000 0000")
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban("GB82 WEST 1234 5698 7654 33")


TALK = (
    "Ben O'Hara: I am Ben, ben@ferrous.example.\nAna Lind: Ben O'Hara of Ferrous, and O'Hara senior?\n"
    "Ben O'Hara: Call 415-555-2671, Ana. Benefits are 40 percent.\n"
)


def redact(tmp_path: Path, settings: IngestSettings) -> Interview:
    path = tmp_path / "call.txt"
    path.write_text(TALK, encoding="utf-8")
    return read_interview(path, settings=settings)


def test_nothing_of_what_was_replaced_is_left_in_the_interview(tmp_path: Path) -> None:
    interview = redact(tmp_path, IngestSettings(redact=True))
    kept = interview.model_dump_json()
    assert "ferrous.example" not in kept
    assert "555-2671" not in kept
    assert interview.said(interview.turns[0]).startswith("I am Ben, [email ")
    assert any("1 email, 1 phone" in warning and "not anonymisation" in warning for warning in interview.warnings)


def test_names_go_only_when_asked_and_everywhere(tmp_path: Path) -> None:
    interview = redact(tmp_path, IngestSettings(redact=True, redact_names=True))
    kept = interview.model_dump_json()
    for name in ("O'Hara", "Ana", "Lind", '"Ben'):
        assert name not in kept
    ben, ana = interview.speakers
    assert ben.name.startswith("Person ")
    assert ben.label == ben.name != ana.name
    assert interview.said(interview.turns[1]) == f"{ben.name} of Ferrous, and {ben.name} senior?"
    assert "Benefits are 40 percent." in interview.text


def test_without_the_setting_nothing_is_replaced(tmp_path: Path, read: Callable[..., Interview]) -> None:
    assert "ben@ferrous.example" in redact(tmp_path, IngestSettings()).text
