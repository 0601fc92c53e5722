"""What the room of models asks of others: a place to keep answers, a way to count tokens.

In: nothing. Out: ``AnswerCache``, ``CountTokens`` and ``NewAnswers``. Always true: nothing is kept or counted here; the store
keeps answers, ``tokens.counter`` counts, ``pipeline`` hands both in.
"""

from collections.abc import Callable
from typing import Protocol

CountTokens = Callable[[str], int]
"""Text -> its length in tokens of the model."""


class AnswerCache(Protocol):
    """Keeps what a model answered, so that no question is paid for twice and an interrupted run goes on.

    A key is ``<step>/<sha256 of model, messages and schema>``; a value is opaque text (JSON) of the room of models.
    """

    def get(self, key: str) -> str | None:
        """Return what was put under this key, None where nothing was."""

    def put(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key``; a later value replaces an earlier one."""


class NewAnswers:
    """A cache that takes answers and gives none: every question is asked anew, and its new answer kept for the next run."""

    def __init__(self, kept: AnswerCache) -> None:
        self._kept = kept

    def get(self, key: str) -> str | None:
        """Return None: nothing is known."""
        return None

    def put(self, key: str, value: str) -> None:
        """Keep ``value`` under ``key`` in the cache behind."""
        self._kept.put(key, value)
