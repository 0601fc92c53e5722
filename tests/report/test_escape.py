import csv
import io
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analyzer.report.escape import code_markdown, escape_cell, escape_markdown, one_line, visible
from tests.report.hostile import SAYINGS, TEXTS

MARKDOWN = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "strikethrough", "linkify"])


def inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in (token.children or [])]


def shown(markdown: str) -> str:
    """What a reader of the rendered Markdown sees; fails where anything but plain text comes out."""
    tokens = MARKDOWN.parse(markdown)
    assert not [token for token in tokens if token.type in ("html_block", "code_block", "fence", "hr")]
    children = inline(tokens)
    assert {child.type for child in children} <= {"text"}, [child.type for child in children]
    return "".join(child.content for child in children)


@given(TEXTS)
def test_text_reads_as_itself_wherever_it_is_put(text: str) -> None:
    expected = one_line(text)
    escaped = escape_markdown(text)
    assert "\n" not in escaped
    assert shown(escaped) == expected
    assert shown(f"- {escaped}").strip() == expected
    assert shown(f"## {escaped}").strip() == expected
    assert shown(f"> \u201c{escaped}\u201d") == f"\u201c{expected}\u201d"
    assert shown(f"a {escaped} b").replace("  ", " ") == f"a {expected} b".replace("  ", " ")


@given(TEXTS)
def test_text_stays_in_its_table_cell(text: str) -> None:
    tokens = MARKDOWN.parse(f"| a | b |\n| --- | --- |\n| {escape_markdown(text)} | end |")
    cells = [token.children or [] for before, token in pairwise(tokens) if before.type == "td_open"]
    assert ["".join(child.content for child in cell) for cell in cells] == [one_line(text), "end"]


@given(TEXTS)
def test_code_spans_hold_their_text(text: str) -> None:
    children = inline(MARKDOWN.parse(f"x {code_markdown(text)} y"))
    assert {child.type for child in children} <= {"text", "code_inline"}
    assert " ".join("".join(child.content for child in children).split()) == " ".join(f"x {one_line(text)} y".split())


@given(TEXTS)
def test_no_control_character_survives(text: str) -> None:
    for character in visible(text):
        assert character in "\n\t\u2028\u2029" or unicodedata.category(character) not in ("Cc", "Cs")
        assert not 0x202A <= ord(character) <= 0x202E


def test_control_characters_are_seen() -> None:
    assert visible("a\x1b[0m\u202eb\x7f") == "a\u241b[0m\u27e8U+202E\u27e9b\u2421"


def test_letters_of_any_script_and_emoji_stay() -> None:
    text = "Zo\u00eb \u6881\u7f8e\u73b2 \u0915\u094d\u200d\u0937 \U0001f468\u200d\U0001f469\u200d\U0001f467 \u05e9\u05dc\u05d5\u05dd 5\u00a0%"
    assert visible(text) == text


def test_what_needs_no_escape_gets_none() -> None:
    plain = "At 0:14:07 we lost 17.25 % (3-5 days), on interviews/grain-mills/alm_2.vtt: that's it!"
    assert escape_markdown(plain) == plain


@pytest.mark.parametrize("text", ["=1+1", "+1 is it", "-cmd", "@sum", " =1", "\t=1", "'=1", "\uff1d1", "\r=1", "\n=1"])
def test_cells_are_no_formulas(text: str) -> None:
    assert escape_cell(text).startswith("'")
    assert text.strip()[-1] in escape_cell(text)


@pytest.mark.parametrize("text", ["-3", "+4.5", "0", "12", "a=b", "Mills & Co", ""])
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert escape_cell(text) == text


@pytest.mark.parametrize("text", SAYINGS)
def test_a_cell_is_one_cell(text: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow([escape_cell(text), "end"])
    (row,) = csv.reader(io.StringIO(written.getvalue()))
    assert len(row) == 2
