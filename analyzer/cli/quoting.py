"""Choosing a quote by hand in the line prompt: turns by number, words between double quotes.

In: what was typed after a key, the finding asked about. Out: a ``Selection`` for the review core; the talk around a turn. Always
true: words are taken only where the turn holds them in that order; what cannot be read says how it is written.
"""

import re
import shutil
import sys
import textwrap
from typing import get_args

from analyzer.cli.console import Console
from analyzer.errors import ReviewError
from analyzer.records import Interview, Kind, ReviewedFinding, clock
from analyzer.review import Selection
from analyzer.review.context import likely_turn
from analyzer.review.quoted import find_words
from analyzer.workspace import ReviewSession

AROUND = 3
"""Turns shown before and after the one asked for."""
WIDTH = 100
HOW_TO_ADD = '+ obstacle 42 "words of turn 42" What keeps them from it'
_PLACE = re.compile(r'(?:(?P<interview>i_\w+):)?(?P<turn>\d+)(?:\s+["“](?P<words>[^"”]+)["”])?(?:\s+(?P<rest>.*))?')


def fill(text: str, first: str = "", rest: str = "") -> str:
    """Return the text in lines that fit the terminal, none wider than 100 columns; elsewhere 100 columns."""
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 0)).columns) if sys.stdout.isatty() else WIDTH
    return textwrap.fill(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def read_new(session: ReviewSession, item: ReviewedFinding | None, typed: str) -> tuple[Selection, Kind, str]:
    """Return words, kind and statement of a finding to add; ReviewError where they cannot be read."""
    name, _, place = typed.partition(" ")
    kind: Kind | None = next((one for one in get_args(Kind) if one == name), None)
    if kind is None:
        raise ReviewError(f"+ needs a kind, not {name!r}: outcome, obstacle or metric", HOW_TO_ADD)
    selection, statement = read_words(session, item, place)
    return selection, kind, statement


def read_words(session: ReviewSession, item: ReviewedFinding | None, typed: str) -> tuple[Selection, str]:
    """Return the words named by ``TURN ["WORDS"]`` and what was typed after them; without words the whole turn."""
    found = _PLACE.fullmatch(typed.strip())
    if found is None:
        raise ReviewError(f"{typed.strip() or 'nothing'!r} names no turn", HOW_TO_ADD)
    interview = _interview(session, item, found["interview"])
    return find_words(interview, int(found["turn"]), found["words"] or ""), (found["rest"] or "").strip()


def show_talk(console: Console, session: ReviewSession, item: ReviewedFinding | None, typed: str) -> None:
    """Print the turns around the one named, or around the finding's words, or where its claimed words are most likely."""
    found = _PLACE.fullmatch(typed.strip())
    if typed.strip() and found is None:
        raise ReviewError(f"{typed.strip()!r} names no turn", "v 42, or v i_abcdefghij:42")
    interview = _interview(session, item, found["interview"] if found else None)
    at = int(found["turn"]) if found else _turn_of(interview, item)
    show_turns(console, interview, max(0, at - AROUND), at + AROUND + 1)


def show_turns(console: Console, interview: Interview, first: int = 0, end: int | None = None) -> None:
    """Print turns with their numbers, times and speakers."""
    for turn in interview.turns[first:end]:
        speaker = interview.speaker(turn.speaker)
        head = f"{turn.index:4} {clock(turn.start_ms)} {speaker.name or speaker.label or 'unknown'}: "
        console.data(fill(head + interview.said(turn), rest="       "))


def _turn_of(interview: Interview, item: ReviewedFinding | None) -> int:
    if item is None:
        return 0
    placed = next((piece.turn for piece in item.finding.evidence if piece.turn is not None), None)
    return likely_turn(interview, item.finding) if placed is None else placed


def _interview(session: ReviewSession, item: ReviewedFinding | None, named: str | None) -> Interview:
    if named is None and item is None:
        raise ReviewError("no finding here says which interview is meant", "name it before the turn: i_abcdefghij:42 (analyzer interviews list)")
    known = [identifier for identifier in session.state.interviews if named is not None and identifier.startswith(named)]
    return session.interview(known[0] if len(known) == 1 else named or (item.finding.interview if item else ""))
