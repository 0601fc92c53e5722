"""What screens and the application tell each other.

In: nothing. Out: message classes. Always true: a message carries ids, never transcript text.
"""

from textual.message import Message


class StateChanged(Message):
    """The fold changed: by a decision here, by another reviewer, by an extraction."""

    def __init__(self, *, findings: bool = False) -> None:
        super().__init__()
        self.findings = findings
        """Whether there may be new findings, so that lists are made anew."""


class ExtractionTold(Message):
    """The child process that extracts said how far it is, or that it ended (``done``)."""

    def __init__(self, text: str, *, done: bool = False, failed: bool = False) -> None:
        super().__init__()
        self.text, self.done, self.failed = text, done, failed
