"""Read an asynchronous source from ordinary code, with a pulse: silence becomes "" a few times a second.

So the caller can look up whether it should stop while a model is still thinking, and every time limit holds to the second.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass

from gateway.errors import ModelTooSlow

BEAT_SECONDS = 0.25


@dataclass(frozen=True)
class Limits:
    """Longest waits in seconds: for the first text, and for all of it."""

    first: float
    whole: float


def pulse(source: AsyncGenerator[str, None], limits: Limits) -> Generator[str, None, None]:
    """Yield the source's texts, and "" whenever a beat passes without one. Closing this iterator cancels the source at once."""
    began, anything = time.monotonic(), False
    with asyncio.Runner() as runner:
        waiting: asyncio.Task[str | None] | None = None
        while True:
            waiting = runner.run(_beat(source, waiting))
            if waiting.done():
                text, waiting = waiting.result(), None
                if text is None:
                    return
                anything = anything or bool(text)
                yield text
            else:
                yield ""
            _hold(time.monotonic() - began, limits, anything=anything)


async def _beat(source: AsyncGenerator[str, None], waiting: "asyncio.Task[str | None] | None") -> "asyncio.Task[str | None]":
    task = waiting or asyncio.ensure_future(_next(source))
    await asyncio.wait({task}, timeout=BEAT_SECONDS)
    return task


async def _next(source: AsyncGenerator[str, None]) -> str | None:
    return await anext(source, None)


def _hold(seconds: float, limits: Limits, *, anything: bool) -> None:
    if not anything and seconds > limits.first:
        raise ModelTooSlow(f"The language model had not begun to answer after {limits.first:.0f} seconds. Try again later.")
    if seconds > limits.whole:
        raise ModelTooSlow(f"The language model had not finished after {limits.whole:.0f} seconds.")
