"""How far an extraction is: counts, money, rate and time left, told in one line.

In: what the run should take, the events of the pipeline. Out: ``Pace``: fields for JSON, a line for people. Always true: findings told
twice count once; what is not known (a price, a rate before the first answer) is left out, never shown as 0.
"""

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analyzer.records import Usage
from analyzer.report.phrases import count

if TYPE_CHECKING:
    from analyzer.pipeline import ExtractEvent, Forecast

DONE_STATES = ("done", "empty", "split")
"""States that leave nothing to be tried again; the halves of a split are outcomes of their own."""
LINKS_STEP, OFFLINE_STEP = "links", "offline"
NAME_LENGTH = 28
"""Of a file in the line: what comes after it must fit a terminal."""
_SPARED = ("rate", "interview", "step")
"""What a narrow terminal does without first."""


class Pace:
    """Counts the events of one run."""

    def __init__(self, forecast: "Forecast", clock: Callable[[], float] = time.monotonic) -> None:
        self.forecast = forecast
        self.readings = 0
        """Windows read in a step, over all interviews."""
        self.usage = Usage()
        self.answers = self.kept = 0
        """Answers of the model, and how many of them came from earlier runs."""
        self.failed: Counter[str] = Counter()
        """State -> windows that were not read."""
        self._grounded: set[str] = set()
        self._asked = 0
        self._windows: Counter[tuple[str, str]] = Counter()
        self._clock = clock
        self._started = clock()
        self._last: ExtractEvent | None = None

    def take(self, event: "ExtractEvent") -> None:
        """Count one event."""
        outcome, self._last = event.outcome, event
        if (event.interview.id, outcome.chunk) in self.forecast.windows or outcome.step in (LINKS_STEP, OFFLINE_STEP):
            self.readings += 1
            self._windows[event.interview.id, outcome.step] += 1
            self._asked += outcome.usage.requests > 0
        self.usage += outcome.usage
        if outcome.answer is not None:
            self.answers += 1
            self.kept += outcome.usage.requests == 0
        if outcome.state not in DONE_STATES:
            self.failed[outcome.state] += 1
        self._grounded |= {finding.id for finding in outcome.findings if finding.grounded}
        self._grounded -= set(outcome.absorbed)

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return self._clock() - self._started

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at the present rate; None before a model answered."""
        return self.seconds / self._asked * max(0, self.forecast.readings - self.readings) if self._asked else None

    def fields(self) -> dict[str, Any]:
        """Return what a program that watches the run wants to know."""
        left, event = self.seconds_left, self._last
        window, windows = self._window()
        return {
            "interview": event.number if event else 0, "interviews": self.forecast.interviews, "step": event.outcome.step if event else "",
            "window": window, "windows": windows, "per_minute": self._rate(), "seconds_left": None if left is None else round(left),
            **self.totals(),
        }  # fmt: skip

    def totals(self) -> dict[str, Any]:
        """Return what came of the run so far and what it took."""
        return {
            "found": len(self._grounded), "requests": self.usage.requests, "tokens_in": self.usage.prompt_tokens,
            "tokens_out": self.usage.completion_tokens, "cost_usd": self.usage.cost, "answers": self.answers, "kept_answers": self.kept,
            "not_read": dict(self.failed), "seconds": round(self.seconds),
        }  # fmt: skip

    def line(self, room: int = 1000) -> str:
        """Return the same in one line for people, of at most ``room`` characters where that can be: words are shortened, what was paid is not."""
        whole = self._whole_line()
        if len(whole) <= room or self._last is None:
            return whole
        facts = self._short_facts(self._last)
        while facts and len("  ".join(facts.values())) > room:
            facts.pop(next((name for name in _SPARED if name in facts), next(iter(facts))))
        return "  ".join(facts.values())

    def _short_facts(self, event: "ExtractEvent") -> dict[str, str]:
        """Return name -> fact, without the file and with few words."""
        window, windows = self._window()
        facts = {
            "interview": f"{event.number}/{self.forecast.interviews}",
            "step": event.outcome.step.partition("_")[0] + (f" {window}/{windows}" if windows else ""),
            "found": f"{len(self._grounded)} found",
            "left": f"{clock_words(self.seconds_left)} left" if self.seconds_left else "",
            "rate": f"{self._rate():.0f}/min" if self._rate() else "",
            "tokens": f"{_short(self.usage.prompt_tokens)}+{_short(self.usage.completion_tokens)} tok" if self.usage.requests else "",
            "money": dollars(self.usage.cost) if self.usage.cost is not None else "",
        }
        return {name: fact for name, fact in facts.items() if fact}

    def _whole_line(self) -> str:
        event = self._last
        if event is None:
            return f"0 of {count(self.forecast.interviews, 'interview')}"
        name = event.interview.source.rpartition("/")[2]
        parts = [f"{event.number} of {self.forecast.interviews}: {name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 3] + '...'}"]
        window, windows = self._window()
        if event.outcome.step != OFFLINE_STEP:
            parts.append(event.outcome.step.replace("_", ", ") + (f" {window}/{count(windows, 'window')}" if windows else ""))
        parts.append(f"{len(self._grounded)} found")
        if self.seconds_left:
            parts.append(f"{clock_words(self.seconds_left)} left")
        if self._rate():
            parts.append(f"{self._rate()} windows/min")
        if self.usage.requests:
            parts.append(spent(self.usage))
        return "  ".join(parts)

    def sum_up(self) -> str:
        """Return what the model was asked and what it cost, for the end of a run."""
        asked = "asked nothing" if self.answers else "no answer came"
        if self.usage.requests:
            asked = f"asked {count(self.usage.requests, 'time')}: {spent(self.usage)}, {clock_words(self.seconds)}"
        lost = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(self.failed.items()))
        kept = f"; {self.kept} of {count(self.answers, 'answer')} from the cache" if self.answers else ""
        return asked + kept + (f"; not read: {lost}" if lost else "")

    def _window(self) -> tuple[int, int]:
        """Return how many windows of the present interview this step has read, of how many; 0 of 0 for a step over a whole interview."""
        event = self._last
        if event is None or event.outcome.chunk == event.interview.id:
            return 0, 0
        return self._windows[event.interview.id, event.outcome.step], sum(interview == event.interview.id for interview, _ in self.forecast.windows)

    def _rate(self) -> float | None:
        return round(60 * self._asked / self.seconds, 1) if self._asked and self.seconds else None


def _short(tokens: int) -> str:
    return f"{tokens:,}" if tokens < 10_000 else f"{tokens / 1000:,.0f}k"


def spent(usage: Usage) -> str:
    """Return tokens in and out, and US dollars where the price is known."""
    money = f", {dollars(usage.cost)}" if usage.cost is not None else ""
    return f"{usage.prompt_tokens:,} + {usage.completion_tokens:,} tokens{money}"


def dollars(amount: float) -> str:
    """Return US dollars with as many digits as say something."""
    return f"{amount:,.2f} USD" if amount >= 1 or amount == 0 else f"{amount:.4f} USD"


def clock_words(seconds: float) -> str:
    """Return a duration as people say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
