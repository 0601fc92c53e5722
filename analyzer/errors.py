"""The one exception family: every failure a person may see says what happened and what to do next.

In: nothing. Out: exception classes. Always true: ``message`` names the file, id or option concerned and
``hint`` is the next thing to type or change; neither ever holds a key, a password or transcript text.
"""

from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN = {"extra_forbidden": "there is no such field", "missing": "is missing"}


class AnalyzerError(Exception):
    """A failure to be shown as one line: what, where, why; and what to do next.

    ``exit_code`` follows the command line's contract: 1 partly done, 2 usage or configuration.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} - {self.hint}" if self.hint else self.message


def describe_fault(fault: Mapping[str, Any], place: Sequence[object] | None = None) -> str:
    """Return one of Pydantic's errors in plain words, "where: what"; ``place`` says where better than its ``loc``."""
    where = ".".join(str(part) for part in (fault["loc"] if place is None else place))
    what = _PLAIN.get(str(fault["type"])) or str(fault["msg"]).removeprefix("Value error, ").replace("Input should", "should", 1)
    return f"{where}: {what}" if where else what


class ConfigError(AnalyzerError):
    """Wrong call or configuration: no workspace, an unknown option value, a broken ``analyzer.toml``."""

    exit_code = 2


class IngestError(AnalyzerError):
    """A transcript that cannot be read, with the reason; other files go on."""


class IndexingError(AnalyzerError):
    """The index (chunks, vectors, Chroma) cannot be read or built."""


class ModelError(AnalyzerError):
    """The model's server refused, failed or answered what cannot be used."""


class BudgetError(ModelError):
    """The run's limit in money, tokens or time is reached; what is done is kept."""


class ExtractError(AnalyzerError):
    """Extraction could not be carried out."""


class StoreError(AnalyzerError):
    """The workspace's database cannot be opened, read or written."""


class ReviewError(AnalyzerError):
    """A decision that cannot be taken, with the reason (for example: the speaker's side is unknown)."""


class SegmentError(AnalyzerError):
    """A segment that does not exist or cannot be built."""

    exit_code = 2


class ReportError(AnalyzerError):
    """A report that cannot be written."""

    exit_code = 2


class EvaluateError(AnalyzerError):
    """A suite, case or run of the evaluation that cannot be read or used: nothing was measured."""

    exit_code = 2
