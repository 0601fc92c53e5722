"""What people type about an interview and themselves, read: facts of an interview, the name of the account.

In: typed text, the account. Out: values for decisions. Always true: a value that cannot hold is refused with what would.
"""

import datetime
import getpass
import re
import unicodedata

from analyzer.errors import ConfigError
from analyzer.records import UNSORTED


def read_fact(name: str, value: str | None) -> str | None:
    """Return a corrected fact as it is kept: a segment as slug, a date in ISO 8601, blank as none. Raises ConfigError."""
    words = (value or "").strip()
    if name == "segment":
        return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", words).casefold()).strip("-") or UNSORTED
    if name == "date" and words:
        try:
            return datetime.date.fromisoformat(words).isoformat()
        except ValueError as error:
            raise ConfigError(f"{words!r} is no date", "write it as 2026-03-02") from error
    return words or None


def account_name() -> str:
    """Return the name of the account, or "reviewer" where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"
