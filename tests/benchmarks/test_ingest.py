"""How fast files become interviews, with how much memory, and how both grow: numbers to read, no assertion on time.

A conversation of an hour is 9,000 words in 180 turns, or 1,080 cues; it is written in the formats people have most often.
"""

import resource
import time
from pathlib import Path

from analyzer.ingest import identify, read_interview
from analyzer.records import Interview
from tests.ingest.conftest import Said
from tests.ingest.writing import Writer, labelled, markdown, teams_docx, utterances, word_list, zoom_vtt

HOURS = 1_000
SENTENCE = "we close the books in nine days because three ledgers never match and nobody can say which of them is right this month"
FORMATS: tuple[Writer, ...] = (zoom_vtt, labelled, markdown, utterances, word_list, teams_docx)


def hour(number: int, hours: int = 1) -> Said:
    """Return the turns of a conversation; ``number`` makes its words its own."""
    return [(f"{'Ana Lind' if turn % 2 else 'Ben Ohara'}", f"Turn {turn} of call {number}: {SENTENCE} " * 2) for turn in range(180 * hours)]


def cues(said: Said) -> Said:
    """Cut every turn into cues of about eight words."""
    return [(name, " ".join(words.split()[start : start + 8])) for name, words in said for start in range(0, len(words.split()), 8)]


def write(folder: Path, writer: Writer, said: Said, name: str) -> Path:
    suffix, content = writer(cues(said) if writer is zoom_vtt else said)
    path = folder / f"{name}{Path(suffix).suffix}"
    path.write_bytes(content)
    return path


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed_reading(path: Path) -> tuple[Interview, float]:
    begin = time.perf_counter()
    interview = read_interview(path)
    return interview, time.perf_counter() - begin


def test_a_thousand_interviews_of_an_hour(tmp_path: Path) -> None:
    turns, seconds, before = 0, 0.0, peak_megabytes()
    for number in range(HOURS):
        path = write(tmp_path, FORMATS[number % 3], hour(number), f"call{number}")
        interview, spent = timed_reading(path)
        turns, seconds = turns + len(interview.turns), seconds + spent
        path.unlink()
    print(f"\ningest: {HOURS} interviews of an hour, {turns} turns in {seconds:.1f} s: {turns / seconds:.0f} turns/s")
    print(f"ingest: peak memory {peak_megabytes()} MB (before: {before} MB)")


def test_growth_with_size(tmp_path: Path) -> None:
    print("\ningest: seconds by length, and seconds an hour of talk (level where growth is linear)")
    for writer in FORMATS:
        row = []
        for hours in (1, 4, 16):
            _, seconds = timed_reading(write(tmp_path, writer, hour(0, hours), "growing"))
            row.append(f"{hours:>3} h {seconds:6.2f} s ({seconds / hours:5.3f})")
        print(f"  {writer.__name__:12} {'   '.join(row)}")


def test_identity_among_many(tmp_path: Path) -> None:
    known = [read_interview(write(tmp_path, labelled, hour(number), f"known{number}")) for number in range(50)]
    spent = []
    for number in (90, 91):
        fresh = read_interview(write(tmp_path, labelled, hour(number), "fresh"))
        begin = time.perf_counter()
        identity = identify(fresh, known)
        spent.append(time.perf_counter() - begin)
    print(f"\ningest: identity among {len(known)} interviews: {spent[0]:.2f} s at first, {spent[1]:.2f} s afterwards; found: {identity.kind}")
