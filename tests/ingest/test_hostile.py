"""Broken and hostile files: one clear line each, soon, and never another exception than IngestError."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.errors import IngestError
from analyzer.ingest import find_transcripts, read_interview, source
from analyzer.records import Interview

Read = Callable[..., Interview]

REFUSED: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.txt", b"", "empty"),
    "byte-order mark only": ("a.txt", b"\xef\xbb\xbf \r\n", "empty"),
    "zero bytes": ("a.txt", bytes(5000), "empty"),
    "binary under a text name": ("a.txt", bytes(range(256)) * 200, "binary"),
    "a picture": ("a.vtt", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
    "a recording": ("a.txt", b"\x00\x00\x00\x18ftypmp42" + bytes(100), "recording"),
    "an old Office file": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Office"),
    "RTF": ("a.txt", rb"{\rtf1 Ana: Why so late?}", "RTF"),
    "a zip of text": ("a.txt", b"PK\x03\x04" + bytes(100), "damaged"),
    "deep JSON": ("a.json", b"[" * 200_000, "too deeply"),
    "deep but whole JSON": ("a.json", b'{"a":' * 300 + b"1" + b"}" * 300, "levels deep"),
    "a number of 5,000 digits": ("a.json", b'{"segments": [{"text": "hi", "start": ' + b"9" * 5000 + b"}]}", "not valid JSON"),
    "too many lines": ("a.txt", b"a\n" * (source.MAX_LINES + 10), "lines"),
    "a PDF that is none": ("a.pdf", b"%PDF-1.7 nothing", "PDF"),
    "only times": ("a.txt", b"0:01\n" * 100, "no speech"),
    "only punctuation": ("a.txt", b"... !!! ---\n", "no speech"),
}


@pytest.mark.parametrize("trap", REFUSED)
def test_what_is_no_transcript_is_refused_with_file_and_reason(trap: str, read: Read) -> None:
    name, content, reason = REFUSED[trap]
    with pytest.raises(IngestError, match=reason) as refused:
        read(name, content)
    assert name in refused.value.message
    assert refused.value.hint
    assert "\n" not in str(refused.value)


def test_files_over_the_limit_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as stream:
        stream.truncate(source.MAX_BYTES + 1)
    with pytest.raises(IngestError, match="MB"):
        read_interview(path)


def test_a_named_pipe_a_folder_and_a_missing_file_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path, reason in (
        (tmp_path / "pipe.txt", "regular"),
        (tmp_path, "regular"),
        (tmp_path / "none.txt", "no such file"),
        (tmp_path / "nul\0.txt", "cannot be read"),
    ):
        with pytest.raises(IngestError, match=reason):
            read_interview(path)


def test_an_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ana: Hm.")

    def deny(*_: object) -> int:
        raise PermissionError(13, "denied")

    monkeypatch.setattr(os, "open", deny)
    with pytest.raises(IngestError, match="permission"):
        read_interview(path)


def test_a_file_that_grows_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ana: Why?\nBen: Led")
    honest = os.fstat
    calls = 0

    def grow(descriptor: int) -> os.stat_result:
        nonlocal calls
        calls += 1
        if calls == 2:
            path.write_text("Ana: Why?\nBen: Ledgers.\nAna: Hm.")
        return honest(descriptor)

    monkeypatch.setattr(os, "fstat", grow)
    assert read_interview(path).text == "Why?\nLedgers.\nHm."


def test_a_file_that_never_settles_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ana: Why?\n")
    honest = os.fstat

    def grow(descriptor: int) -> os.stat_result:
        with path.open("a") as stream:
            stream.write("Ben: Hm.\n")
        return honest(descriptor)

    monkeypatch.setattr(os, "fstat", grow)
    with pytest.raises(IngestError, match="still being written"):
        read_interview(path)


LONG: dict[str, tuple[str, str]] = {
    "words on one line": ("a.txt", "word " * 60_000),
    "one word": ("a.txt", "x" * 300_000),
    "colons": ("a.txt", "a:" * 150_000),
    "spaces inside": ("a.txt", "Ana: hi" + " " * 300_000 + "you\nBen: ho\n"),
    "spaces before an arrow": ("a.vtt", " " * 300_000 + "-->\nhi"),
    "stars": ("a.md", "*a" * 150_000),
    "underscores": ("a.md", "_a" * 150_000),
    "links": ("a.md", "[a](" * 75_000),
    "tags": ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 100_000 + "a"),
    "ampersands": ("a.txt", "&a" * 150_000),
    "marks on a letter": ("a.txt", "a" + "\u0301" * 150_000),
    "brackets": ("a.md", "x" + "[" * 300_000),
    "blank lines": ("a.txt", "Ana: hi" + "\n" * 300_000 + "Ben: ho"),
    "a heading of blanks": ("a.md", "# " + " " * 300_000 + "# a\n"),
    "fence of blank lines": ("a.md", "---\n" + "\n" * 60_000 + "---\nAna: hi\nBen: ho\nAna: ha\n"),
    "open quote in a table": ("a.csv", 'speaker,text\n"' + "x," * 150_000),
    "labels, all different": (
        "a.txt",
        "".join(f"Ana{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}{chr(97 + number // 676)} Ro: hi.\n" for number in range(3_000)),
    ),
}


@pytest.mark.parametrize("trap", LONG)
def test_long_content_is_read_in_linear_time(trap: str, read: Read) -> None:
    """Anything quadratic would keep this test busy for minutes; content of this length is read in well under a second."""
    name, content = LONG[trap]
    try:
        interview = read(name, content)
    except IngestError:
        return
    assert interview.turns


def test_a_turn_of_fifty_thousand_words_stays_one_turn(read: Read) -> None:
    interview = read("a.txt", "Ana: Why?\nBen: " + "and then we close " * 12_500 + "\nAna: Hm.\n")
    assert len(interview.turns) == 3
    assert len(interview.said(interview.turns[1]).split()) == 50_000


def test_strange_values_in_json_do_not_matter(read: Read) -> None:
    first = '{"text": "hi \\ud800 there", "speaker": "A\\u0000", "start": NaN}'
    content = f'{{"segments": [{first}, {{"text": "ho", "speaker": ["B"], "start": 1e999, "end": -5}}, 7, null]}}'
    interview = read("a.json", content)
    assert [interview.said(turn) for turn in interview.turns] == ["hi \ufffd there", "ho"]
    assert all(turn.start_ms is None for turn in interview.turns)


def test_links_in_a_loop_and_what_is_no_transcript_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "interviews"
    (folder / "b").mkdir(parents=True)
    for name in ("b/z.vtt", "b/a.vtt", "a.txt", ".hidden.txt", "a.yaml", "lonely.yml", "~$a.docx", "analyzer.toml", "half.partial", "README.md"):
        (folder / name).write_text("Ana: Hm.")
    (folder / "b" / "loop").symlink_to(folder)
    (folder / "broken.txt").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.txt")
    assert find_transcripts([folder]) == [folder / "a.txt", folder / "b" / "a.vtt", folder / "b" / "z.vtt"]


def test_a_named_file_is_always_returned_once_and_a_missing_path_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / ".odd"
    path.write_text("Ana: Hm.")
    assert find_transcripts([path, path]) == [path]
    with pytest.raises(IngestError, match="no such file"):
        find_transcripts([tmp_path / "none"])


def test_words_of_a_table_of_any_json_are_bounded_by_the_depth(read: Read) -> None:
    nested: object = {"text": "hi there", "speaker": "Ana"}
    for _ in range(50):
        nested = [nested]
    assert read("a.json", json.dumps(nested)).text == "hi there"
