"""Identity by what was said: renaming costs nothing, the better export of a meeting wins, an edit is a new version."""

import random
from collections.abc import Callable

import pytest

from analyzer.ingest import identify
from analyzer.ingest.identity import shingle
from analyzer.records import Interview

Read = Callable[..., Interview]
VOCABULARY = (
    "ledger", "close", "month", "plant", "cash", "bank", "board", "report", "order", "stock", "week", "team", "system", "match", "forecast", "delay",
)  # fmt: skip


def sentences(seed: int, count: int = 60) -> list[str]:
    """Return made-up sentences, the same for the same seed."""
    chosen = random.Random(seed)
    return [" ".join(chosen.choice(VOCABULARY) for _ in range(12)).capitalize() + "." for _ in range(count)]


def text(said: list[str], names: tuple[str, str] = ("Ana Lind", "Ben Ohara")) -> str:
    return "".join(f"{names[index % 2]}: {sentence}\n" for index, sentence in enumerate(said))


def captions(said: list[str], names: tuple[str, str] = ("Speaker 1", "Speaker 2")) -> str:
    cues = (f"00:{index // 60:02}:{index % 60:02}.000 --> 00:59:00.000\n{names[index % 2]}: {sentence}\n" for index, sentence in enumerate(said))
    return "WEBVTT\n\n" + "\n".join(cues)


def test_another_name_for_the_same_words_is_the_same_interview(read: Read) -> None:
    known = read("a.txt", text(sentences(1)))
    identity = identify(read("renamed.txt", text(sentences(1))), [read("other.txt", text(sentences(2))), known])
    assert (identity.kind, identity.id) == ("same", known.id)


def test_other_words_are_a_new_interview(read: Read) -> None:
    assert identify(read("a.txt", text(sentences(1))), [read("b.txt", text(sentences(2)))]).kind == "new"


@pytest.mark.parametrize("slip", ["", " uh"])
def test_named_speakers_win_whichever_export_comes_first(read: Read, slip: str) -> None:
    heard = [sentence.replace(".", f"{slip}.") if index % 6 == 0 else sentence for index, sentence in enumerate(sentences(1))]
    named, unnamed = read("meeting.docx.txt", text(sentences(1))), read("meeting.vtt", captions(heard))
    assert (identify(named, [unnamed]).kind, identify(named, [unnamed]).id) == ("better", unnamed.id)
    late = identify(unnamed, [named])
    assert late.kind == "worse"
    assert late.id == named.id
    assert named.source in late.reason


def test_of_two_exports_of_the_same_words_the_one_with_times_is_kept(read: Read) -> None:
    plain, timed = read("a.txt", text(sentences(1))), read("a.vtt", captions(sentences(1), ("Ana Lind", "Ben Ohara")))
    assert plain.version == timed.version
    assert [identify(timed, [plain]).kind, identify(plain, [timed]).kind, identify(timed, [timed]).kind] == ["better", "worse", "same"]


def test_with_equal_names_the_fuller_export_wins(read: Read) -> None:
    whole = read("whole.txt", text(sentences(1, 60)))
    part = read("part.vtt", captions(sentences(1, 40), ("Ana Lind", "Ben Ohara")))
    assert identify(whole, [part]).kind == "better"
    assert identify(part, [whole]).kind == "worse"


def test_an_edited_file_is_the_next_version_of_itself(read: Read) -> None:
    known = read("a.txt", text(sentences(1)))
    changed = sentences(1)
    changed[10:30] = sentences(3, 20)
    identity = identify(read("a.txt", text(changed)), [known])
    assert (identity.kind, identity.id) == ("edited", known.id)
    assert "was changed" in identity.reason


def test_case_and_punctuation_do_not_make_other_shingles() -> None:
    assert shingle("We close in nine days, and Ben's ledgers never match!") == shingle("we close in nine days and ben’s LEDGERS never match")
    assert not shingle("...")
