"""The gate: nothing that drives a terminal passes, nothing is markup, no line is wider than asked."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from analyzer.tui.display import Span, clip, first_lines, mark_text, spread, text_of, visible, width_of, wrap

anything = st.text(st.characters(), max_size=60)
"""Every code point there is, lone surrogates included."""
spans = st.lists(st.tuples(anything, st.sampled_from(["", "dim", "quote"])), max_size=5)


@given(anything)
def test_what_passes_the_gate_cannot_drive_a_terminal(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\ufeff")
    assert visible(shown) == shown


def test_controls_are_shown_and_brackets_are_only_brackets() -> None:
    assert visible("a\x1b[31mred\x07") == "a␛[31mred␇"
    assert visible("one\ntwo\tthree\r\n") == "one two three  "
    assert visible("[inaudible] [/] [bold]x[/bold]") == "[inaudible] [/] [bold]x[/bold]"
    assert visible("evil\u202etxt.exe") == "evil\\u202etxt.exe"
    assert visible("\x9b31m \x7f \ud800") == "\\u009b31m ␡ \\ud800"


@given(spans, st.integers(2, 60))
def test_wrapped_lines_fit_and_lose_no_word(said: list[Span], width: int) -> None:
    lines = wrap(said, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join(text_of(line) for line in lines).replace(" ", "") == text_of(said).replace(" ", "")


@given(spans, spans, st.integers(2, 60))
def test_indented_lines_fit_too(said: list[Span], first: list[Span], width: int) -> None:
    assert all(width_of(line) <= max(width, width_of(clip(first, width - 1)) + 2) for line in wrap(said, width, first))


@given(spans, st.integers(0, 60))
def test_a_clipped_line_fits_and_is_a_beginning(said: list[Span], width: int) -> None:
    line = clip(said, width)
    assert width_of(line) <= max(0, width)
    assert text_of(said).startswith(text_of(line).removesuffix("…"))


@given(spans, st.integers(2, 60), st.integers(1, 4))
def test_lines_that_are_left_out_leave_an_ellipsis(said: list[Span], width: int, most: int) -> None:
    lines = wrap(said, width)
    kept = first_lines(lines, most, width)
    assert len(kept) <= most
    assert all(width_of(line) <= width for line in kept)
    assert kept == lines if len(lines) <= most else text_of(kept[-1]).endswith("…")


@given(spans, spans, st.integers(0, 80))
def test_a_spread_line_has_exactly_its_width(left: list[Span], right: list[Span], width: int) -> None:
    assert width_of(spread(left, right, width)) == width


@given(anything, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_marking_keeps_every_character(text: str, marks: list[tuple[int, int]]) -> None:
    assert "".join(piece for piece, _ in mark_text(text, marks, "quote")) == text


def test_marks_stand_where_they_were_said_whatever_the_gate_makes_of_the_words() -> None:
    marked = mark_text("we \x1b[1mlose\x1b[0m a week", [(7, 11)], "quote")
    assert [piece for piece, role in marked if role == "quote"] == ["lose"]


def test_wide_characters_count_two_columns() -> None:
    assert cell_len(text_of(wrap([("日本語日本語", "")], 4)[0])) == 4
