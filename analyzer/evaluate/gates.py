"""Gates: what a run must at least reach, and how large a difference between two runs has to be to count.

In: the tables of ``suite.toml``. Out: ``Gates`` and the limits a run breaks. Always true: only measures that exist can be limited;
a measure with nothing to measure breaks no limit.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, field_validator

from analyzer.evaluate.measures import LOWER_IS_BETTER, MEASURES
from analyzer.records import Record
from analyzer.report.phrases import count

Verdict = Literal["unusable", "floor broken", "regression", "inconclusive", "pass", "improved"]
"""From worst to best."""

EXIT_CODES: dict[Verdict, int] = {"unusable": 2, "floor broken": 1, "regression": 1, "inconclusive": 0, "pass": 0, "improved": 0}
"""Inconclusive is not proven worse: it is printed, and it does not stop anybody."""

MIN_TRANSCRIPTS = 8
"""Below this many transcripts no difference is called significant."""


class Tolerances(Record):
    """``[tolerances]``: which differences between two runs count."""

    difference: float = Field(0.02, ge=0, le=1)
    """A measure that moves by no more than this has not changed."""
    drop: float = Field(0.10, ge=0, le=1)
    """A measure that gets worse by more than this is a regression by size, whatever the number of transcripts."""
    lost: float = Field(0.5, ge=0, le=1)
    """A run that loses more than this share of its cases is unusable."""


class Gates(Record):
    """Limits and tolerances of a suite."""

    schema_version: Literal[1] = 1
    floors: dict[str, float] = {}
    """Measure -> the least it may be."""
    ceilings: dict[str, float] = {}
    """Measure that should be small -> the most it may be."""
    tolerances: Tolerances = Tolerances()

    @field_validator("floors", "ceilings", mode="before")
    @classmethod
    def flatten(cls, table: Any) -> Any:
        """Read TOML's ``outcome.f1 = 0.5`` (a table in a table) as the measure ``outcome.f1``."""
        if not isinstance(table, Mapping):
            return table
        flat: dict[str, Any] = {}
        for name, value in table.items():
            flat |= {f"{name}.{inner}": limit for inner, limit in value.items()} if isinstance(value, Mapping) else {str(name): value}
        return flat

    @field_validator("floors", "ceilings")
    @classmethod
    def check_names(cls, table: dict[str, float]) -> dict[str, float]:
        """Refuse a limit on a measure that does not exist, which would never be broken."""
        for name in table:
            if name not in MEASURES:
                raise ValueError(f"there is no measure {name!r}; there are {', '.join(sorted(MEASURES))}")
        return table

    @field_validator("floors")
    @classmethod
    def check_floors(cls, table: dict[str, float]) -> dict[str, float]:
        """Refuse a floor under a measure that should be small."""
        for name in table:
            if name in LOWER_IS_BETTER:
                raise ValueError(f"{name} should be small: put it under [ceilings]")
        return table

    @field_validator("ceilings")
    @classmethod
    def check_ceilings(cls, table: dict[str, float]) -> dict[str, float]:
        """Refuse a ceiling over a measure that should be large."""
        for name in table:
            if name not in LOWER_IS_BETTER:
                raise ValueError(f"{name} should be large: put it under [floors]")
        return table

    def broken(self, measures: Mapping[str, float | None]) -> Iterator[str]:
        """Yield one line for each limit these measures break."""
        for name, limit in self.floors.items():
            value = measures.get(name)
            if value is not None and value < limit:
                yield f"{name} is {value:.3f}, the floor is {limit:.3f}"
        for name, limit in self.ceilings.items():
            value = measures.get(name)
            if value is not None and value > limit:
                yield f"{name} is {value:.3f}, the ceiling is {limit:.3f}"

    def judge(self, scored: int, lost: int, measures: Mapping[str, float | None]) -> tuple[Verdict, tuple[str, ...]]:
        """Return what a run of ``scored`` and ``lost`` cases is worth by itself, with the reasons."""
        if not scored:
            return "unusable", ("no case could be scored",)
        if lost > self.tolerances.lost * (scored + lost):
            return "unusable", (f"{lost} of {count(scored + lost, 'case')} lost",)
        reasons = tuple(self.broken(measures))
        return ("floor broken", reasons) if reasons else ("pass", ())
