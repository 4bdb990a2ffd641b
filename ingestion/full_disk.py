"""Telling a full disk from other errors of the system."""

import errno
from collections.abc import Iterator

NUMBERS = (errno.ENOSPC, errno.EDQUOT)


def is_full(error: BaseException) -> bool:
    """Whether this error, or one from which it came, says that a disk is full."""
    return any(isinstance(each, OSError) and each.errno in NUMBERS for each in _chain(error))


def _chain(error: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = error
    while each:
        yield each
        each = each.__cause__ or each.__context__
