"""Undo and redo over an append-only log.

In: decisions in log order. Out: which are live, and which one the next undo or redo of a reviewer takes back.
Always true: nothing is removed; a decision is dead while a live ``undo`` names it, so an undo aimed at an undo is a redo.
"""

from collections.abc import Sequence

from analyzer.records import Decision


def live_decisions(log: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that count, in log order: neither undos nor taken back by a live undo."""
    dead = dead_ids(log)
    return [decision for decision in log if decision.action != "undo" and decision.id not in dead]


def dead_ids(log: Sequence[Decision]) -> set[str]:
    """Return the ids of all decisions (undos among them) that a live undo names.

    One pass from the end: an undo always comes after what it undoes, so its own fate is known before it is used.
    """
    dead: set[str] = set()
    for decision in reversed(log):
        if decision.undoes is not None and decision.id not in dead:
            dead.add(decision.undoes)
    return dead


def find_undo(log: Sequence[Decision], reviewer: str) -> Decision | None:
    """Return the reviewer's own latest live decision, the one ``u`` takes back; None where there is none."""
    dead = dead_ids(log)
    for decision in reversed(log):
        if decision.reviewer == reviewer and decision.action not in ("undo", "purge") and decision.id not in dead:
            return decision
    return None


def find_redo(log: Sequence[Decision], reviewer: str) -> Decision | None:
    """Return the reviewer's undo that ``U`` takes back; None where nothing was undone since their last new decision."""
    dead = dead_ids(log)
    undos = {decision.id for decision in log if decision.action == "undo"}
    for decision in reversed(log):
        if decision.reviewer != reviewer or decision.id in dead:
            continue
        if decision.action != "undo":
            restored = {undo.undoes for undo in log if undo.id in dead}
            if decision.id in restored:
                continue  # brought back by a redo: not a new decision
            return None
        if decision.undoes not in undos:
            return decision
    return None
