"""What can come between a wish to erase and its certificate.

ForgettingError
├── NotYet        something has to end or to come back first; the work goes on later and loses no try
├── StillThere    not everything is gone: it is tried again, and set aside when that doesn't help
└── LeaseLost     another worker has the work now
"""

from collections.abc import Iterator
from contextlib import contextmanager

import redis

REDIS_AWAY = "Redis does not answer. Erasing goes on when it does."


class ForgettingError(Exception):
    """Root of forgetting's errors; `str(error)` is fit to show."""


class NotYet(ForgettingError):
    """Wait a moment; the message says for what."""


class StillThere(ForgettingError):
    """The message says where."""


class LeaseLost(ForgettingError):
    """Somebody else carries it out."""


@contextmanager
def waiting_for_redis() -> Iterator[None]:
    """Raise NotYet where Redis does not answer."""
    try:
        yield
    except redis.RedisError as error:
        raise NotYet(REDIS_AWAY) from error
