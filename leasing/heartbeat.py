"""Keeps a lease alive while its holder works, on a thread and a database connection of its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

log = logging.getLogger(__name__)
RENEWALS = 4
"""How often a lease is renewed in the time for which it is given."""


@contextmanager
def renewed(renew: Callable[[], bool], *, lost: threading.Event, seconds: float, name: str) -> Iterator[None]:
    """Call `renew` again and again while the block runs; set `lost` once the lease is gone.

    `renew` returns whether the lease is still held. A database that is away is asked again until the lease of `seconds` must
    have run out: somebody else may have it by then.
    """
    done = threading.Event()
    beat = threading.Thread(target=_beat, args=(renew, lost, done, seconds, name), name=f"lease of {name}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        done.set()
        beat.join()


def _beat(renew: Callable[[], bool], lost: threading.Event, done: threading.Event, seconds: float, name: str) -> None:
    last = time.monotonic()
    try:
        while not lost.is_set() and not done.wait(seconds / RENEWALS):
            held = _held(renew, name)
            if held:
                last = time.monotonic()
            elif held is False or time.monotonic() - last > seconds:
                lost.set()
    finally:
        connection.close()


def _held(renew: Callable[[], bool], name: str) -> bool | None:
    """Whether the lease is held; None if the database can't be asked."""
    try:
        return renew()
    except DatabaseError as error:
        log.warning("The lease of %s could not be renewed: %s", name, type(error).__name__)
        connection.close()
        return None
