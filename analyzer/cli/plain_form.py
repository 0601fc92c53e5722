"""Asking for the fields of a finding line by line: what the form of the screen takes, in the line prompt.

In: lines of standard input, one an answer. Out: the words, kind and fields of a finding to add; the changed fields of one there is.
Always true: an empty line leaves a field out (or as it is); nothing is decided before the last answer; on a terminal an answer that
cannot be read is asked for again, in a script it ends the review, for the lines after it would be taken for keys.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from analyzer.cli.console import Console, visible
from analyzer.cli.quoting import read_words
from analyzer.errors import ReviewError
from analyzer.records import KINDS, Kind, ReviewedFinding
from analyzer.review import Selection
from analyzer.tui.fields import CHOICES, FIELDS, NEEDED, QUANTITIES, read_value, written
from analyzer.tui.words import FIELD_NAMES
from analyzer.workspace import ReviewSession

Answer = TypeVar("Answer")
CLEARED = "-"
"""Typed to empty a field that has a value."""
SKIPPED = object()


class FormError(ReviewError):
    """A form was left or could not be read; nothing was decided."""


def read_line(prompt: str) -> str | None:
    """Return the next line of standard input, None at its end; on a terminal it is asked for."""
    if sys.stdin.isatty():
        print(visible(prompt), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline() or None


def ask_new(console: Console, session: ReviewSession, item: ReviewedFinding | None) -> tuple[Selection, Kind, dict[str, Any]]:
    """Ask for a finding to add; FormError where it is left."""
    kind = _ask(console, f"kind ({' / '.join(KINDS)}; empty adds nothing)", _read_kind)

    def read_selection(typed: str) -> tuple[Selection, str]:
        selection, rest = read_words(session, item, _given(typed, "turn"))
        session.preview(selection, kind)  # says at once where the words cannot be evidence
        return selection, rest

    selection, rest = _ask(console, 'turn and "words" of it, or the turn alone', read_selection)
    statement = rest or _ask(console, "statement, one sentence in the customer's terms", lambda typed: _given(typed, "statement"))
    return selection, kind, {"statement": statement, **_ask_fields(console, kind, None)}


def ask_changes(console: Console, item: ReviewedFinding) -> dict[str, Any]:
    """Ask for every field of a finding, each with what it is now; return what was changed. FormError where nothing was."""
    statement = _ask(console, f"statement [{item.finding.statement}]", str)
    changes = {**({"statement": statement} if statement else {}), **_ask_fields(console, item.kind, item)}
    if not changes:
        raise FormError("nothing was changed", "a approves it as it is")
    return changes


def _ask_fields(console: Console, kind: Kind, item: ReviewedFinding | None) -> dict[str, Any]:
    answers = {name: _ask(console, _question(name, item), partial(_read_field, name)) for name in FIELDS[kind]}
    return {name: value for name, value in answers.items() if value is not SKIPPED}


def _question(name: str, item: ReviewedFinding | None) -> str:
    asked = ["/".join(CHOICES[name])] if name in CHOICES else ["as in 4 days"] if name in QUANTITIES else []
    now = written(name, getattr(item.finding, name)) if item is not None else ""
    clears = f"; {CLEARED} empties it" if now and name not in NEEDED else ""
    return " ".join([FIELD_NAMES.get(name, name), *(f"({words})" for words in asked), *([f"[{now}{clears}]"] if now else [])])


def _read_field(name: str, typed: str) -> Any:
    return SKIPPED if not typed else read_value(name, "" if typed == CLEARED else typed)


def _read_kind(typed: str) -> Kind:
    wanted = _given(typed, "kind").casefold()
    kind: Kind | None = next((one for one in KINDS if len(wanted) > 1 and one.startswith(wanted)), None)
    if kind is None:
        raise ValueError(f"kind: one of {', '.join(KINDS)}")
    return kind


def _given(typed: str, name: str) -> str:
    if not typed:
        raise FormError(f"no {name} given: nothing is added", "+ begins again")
    return typed


def _ask(console: Console, question: str, read: Callable[[str], Answer]) -> Answer:
    while True:
        typed = read_line(f"{question}: ")
        if typed is None:
            raise FormError("the input ended before the last question: nothing is decided", "an empty line leaves a field out")
        try:
            return read(typed.strip())
        except FormError:
            raise
        except ReviewError as error:
            refused = FormError(error.message, error.hint)
        except ValueError as error:
            refused = FormError(str(error), "nothing is decided")
        if not sys.stdin.isatty():
            raise refused
        console.problem(refused.message, refused.hint)
