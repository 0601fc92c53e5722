"""The card's place line: where a quote stands can be found again however long the names are."""

from hypothesis import given
from hypothesis import strategies as st

from analyzer.tui.display import shorten, text_of, visible, width_of
from analyzer.tui.widgets.card import place_line

names = st.text(st.characters(codec="utf-8"), max_size=60)
SIDE = "side not known"


@given(names, names, st.sampled_from(["customer", SIDE]), st.sampled_from(["", "0:14:07", "112:14:07"]), st.integers(24, 120))
def test_turn_and_time_stay_in_one_line_at_every_width(file: str, name: str, side: str, time: str, width: int) -> None:
    line = place_line(file, "turn 1042", name, side, time, "dim", width)
    assert width_of(line) <= width
    assert "turn 1042" in text_of(line)
    assert text_of(line).endswith(time)


def test_the_file_name_gives_way_before_the_speaker_and_the_speaker_before_the_side() -> None:
    def shown(width: int) -> str:
        return text_of(place_line("lakeside-health-vp-people.json", "turn 9", "Denise Wojcik-Tanner", "customer", "0:01:26", "dim", width))

    assert shown(90) == "lakeside-health-vp-people.json · turn 9 · Denise Wojcik-Tanner, customer · 0:01:26"
    assert shown(78) == "lakeside-heal…-people.json · turn 9 · Denise Wojcik-Tanner, customer · 0:01:26"
    assert shown(52) == "lakesi….json · turn 9 · Denise …, customer · 0:01:26"
    assert shown(48) == "turn 9 · Denise Wojcik-Tann…, customer · 0:01:26"
    assert shown(30) == "turn 9 · customer · 0:01:26"
    assert shown(18) == "turn 9 · 0:01:26"


@given(names, st.integers(0, 70))
def test_a_shortened_name_fits_and_keeps_both_ends(name: str, width: int) -> None:
    short = shorten(name, width)
    assert width_of([(short, "")]) <= width
    if width_of([(name, "")]) <= width:
        assert short == visible(name)
    elif width:
        start, _, end = short.rpartition("…")
        assert visible(name).startswith(start) or "…" in name
        assert visible(name).endswith(end)
