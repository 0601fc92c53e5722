"""Times of day and of recording, as people and programs write them.

In: ``1:02:14``, ``00:01:07.250``, ``67.25``, ``67250``, ``PT1M7S``, ``1h 2m 14s``, ``0 minutes 7 seconds``. Out:
milliseconds from the start of the recording, or None. Always true: never an exception, never a negative time.
"""

import math
import re

CLOCK = r"(?:\d{1,4}:)?\d{1,4}:\d{2}(?:[.,;:]\d{1,9})?"
"""A pattern of a clock: minutes and seconds, hours before them and a fraction after them where there are any."""

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{2})(?:[.,;:](\d{1,9}))?(?:\s*([AaPp])\.?[Mm]\.?)?")
_SPELT = re.compile(
    r"(?:PT)?(?:(\d+)\s*(?:h|hours?|hrs?))?\s*(?:(\d+)\s*(?:m|minutes?|mins?))?\s*(?:(\d+(?:[.,]\d+)?)\s*(?:s|seconds?|secs?))?", re.IGNORECASE
)
_MAX_MS = 100 * 24 * 3_600_000


def parse_clock(text: str) -> int | None:
    """Return the milliseconds of a time written as a clock or in words; None where the text is neither."""
    text = text.strip()
    if found := _CLOCK.fullmatch(text):
        return _clock_ms(found)
    found = _SPELT.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = found.groups()
    total = int(hours or 0) * 3_600_000 + int(minutes or 0) * 60_000 + round(float((seconds or "0").replace(",", ".")) * 1000)
    return total if total <= _MAX_MS else None


def _clock_ms(found: re.Match[str]) -> int:
    hours, minutes, seconds, fraction, half = found.groups()
    whole = int(hours or 0)
    if half:
        whole = whole % 12 + (12 if half in "Pp" else 0)
    thousandths = int((fraction or "0").ljust(3, "0")[:3])
    return ((whole * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + thousandths


def parse_number(value: object) -> float | None:
    """Return a time value as a number in its own unit; None where it is none, not finite or negative.

    Text of digits counts; a clock is returned in seconds with the caller's unit unknown, so use ``parse_clock`` first.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        number = float(value) if abs(value) < 1e15 else math.nan
    elif isinstance(value, str) and len(value) <= 32:
        try:
            number = float(value.strip().rstrip("s").replace(",", "."))
        except ValueError:
            return None
    else:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def milliseconds_a_unit(times: list[float], words: int) -> int:
    """Return 1 where the numbers (starts and ends) are milliseconds, 1000 where they are seconds; judged by the whole file.

    A person says one to five words a second: the unit under which the file's speed is nearer to that wins. Fractions
    are seconds. Without a span to judge by, whole numbers from 1,000 on are milliseconds.
    """
    if any(time != int(time) and time < 100_000 for time in times):
        return 1000
    span = max(times, default=0.0) - min(times, default=0.0)
    if span <= 0 or not words:
        return 1 if max(times, default=0.0) >= 1_000 else 1000
    typical = 2.0
    as_seconds = abs(math.log((words / span) / typical))
    as_milliseconds = abs(math.log((words / (span / 1000)) / typical))
    return 1000 if as_seconds < as_milliseconds else 1
