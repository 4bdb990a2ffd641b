"""Asking a server that says “not so fast”: wait as long as it wishes, within limits, and ask again."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from ingestion import leases
from ingestion.errors import Stopping
from ingestion.sources.web.asking import Answer, NoAnswer

BUSY = (429, 503)
TRIES = 6
LONGEST = 180.0
"""Seconds that are waited at most before one more try."""


@contextmanager
def patiently(ask: Callable[[], AbstractContextManager[Answer]]) -> Iterator[Answer]:
    """The first answer that is no “too many requests” or “not available now”. Raises NoAnswer, and Stopping while it waits."""
    for number in range(TRIES):
        with ask() as answer:
            if answer.status not in BUSY:
                yield answer
                return
            seconds = _wished(answer, number)
        if seconds > LONGEST:
            raise NoAnswer(f"The server wants to be asked again in {seconds / 60:.0f} minutes only.")
        if leases.stopping.wait(seconds):
            raise Stopping
    raise NoAnswer(f"The server was too busy to answer, {TRIES} times.")


def _wished(answer: Answer, number: int) -> float:
    """Seconds to wait: what the server says, else longer from one try to the next."""
    said = answer.headers.get("retry-after", "").strip()
    return float(said) if said.isdecimal() else 2.0**number
