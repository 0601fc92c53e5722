"""PDF: read through pypdf where it is installed, refused with what to do where it is not."""

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace

import pytest

from analyzer.errors import IngestError
from analyzer.records import Interview
from tests.ingest.conftest import said
from tests.ingest.test_formats import TALK

Read = Callable[..., Interview]


def install(monkeypatch: pytest.MonkeyPatch, pages: list[str], encrypted: bool = False) -> None:
    """Put a stand-in for pypdf in place that gives these pages."""

    def open_pdf(_: object) -> SimpleNamespace:
        return SimpleNamespace(is_encrypted=encrypted, pages=[SimpleNamespace(extract_text=lambda text=text: text) for text in pages])

    module = ModuleType("pypdf")
    module.__dict__["PdfReader"] = open_pdf
    monkeypatch.setitem(sys.modules, "pypdf", module)


def test_pages_are_read_in_order_and_page_numbers_are_no_speech(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    (ana, why), (ben, ledgers), (_, where), (_, four) = TALK
    install(monkeypatch, [f"{ana}: {why}\n{ben}: {ledgers}\nPage 1 of 2", f"{ana}: {where}\n{ben}: {four}\nPage 2 of 2"])
    interview = read("a.pdf", b"%PDF-1.7 ...")
    assert said(interview) == TALK
    assert interview.format == "pdf labelled text"


@pytest.mark.parametrize(
    ("pages", "encrypted", "reason"), [([""], False, "pictures"), (["Ana: hi"], True, "encrypted"), (["a"] * 501, False, "501 pages")]
)
def test_pages_without_text_are_refused(read: Read, monkeypatch: pytest.MonkeyPatch, pages: list[str], encrypted: bool, reason: str) -> None:
    install(monkeypatch, pages, encrypted)
    with pytest.raises(IngestError, match=reason):
        read("a.pdf", b"%PDF-1.7 ...")


def test_without_the_package_the_refusal_says_what_to_install(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(IngestError) as refused:
        read("a.pdf", b"%PDF-1.7 ...")
    assert "pip install pypdf" in refused.value.hint
