"""Runs units of work side by side on asyncio and hands out results as they come, to callers that know no asyncio.

In: makers of coroutines. Out: their results in order of completion. Always true: nothing runs while the caller works
on a result; when the caller stops, an error comes up or Ctrl-C is pressed, every unit still running is cancelled
and waited for before control returns; results that arrived together with an error are handed out before it is raised.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
Unit = Callable[[], Awaitable[T]]


def run_side_by_side(units: Iterable[Unit[T]], parallel: int, close: Callable[[], Awaitable[None]]) -> Generator[T, None, None]:
    """Yield the result of each unit, at most ``parallel`` at a time; await ``close()`` at the end. Raises the first error of a unit."""
    waiting = deque(enumerate(units))
    places: dict[asyncio.Task[T], int] = {}
    ending = asyncio.Event()
    # The runner turns Ctrl-C into a cancelled wait: raised in the midst of a unit it would leave the libraries' tasks behind.
    runner = asyncio.Runner()
    try:
        while waiting or places:
            while waiting and len(places) < parallel:
                place, unit = waiting.popleft()
                places[runner.get_loop().create_task(_start(unit, ending))] = place
            done = runner.run(_first(places))
            for task in sorted(done, key=lambda task: (task.exception() is not None, places[task])):
                del places[task]
                yield task.result()
    finally:
        ending.set()
        _wind_up(runner, close, list(places))


async def _start(unit: Unit[T], ending: asyncio.Event) -> T:
    if ending.is_set():  # it was about to begin when everything was stopped
        raise asyncio.CancelledError
    return await unit()


async def _first(tasks: Iterable[asyncio.Task[T]]) -> set[asyncio.Task[T]]:
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    return done


def _wind_up(runner: asyncio.Runner, close: Callable[[], Awaitable[None]], started: Sequence[asyncio.Task[T]]) -> None:
    async def end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        # Whatever a unit's libraries started but did not run yet runs up to its first wait: a coroutine dropped before that is complained about.
        for _ in range(3):
            await asyncio.sleep(0)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, *started, return_exceptions=True)  # also those that ended meanwhile: their errors are taken
        await close()

    try:
        runner.run(end())
    finally:
        runner.close()
