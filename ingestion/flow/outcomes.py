"""What ended a try, as the log and the next step need to know it."""

import errno
from dataclasses import dataclass

import kombu.exceptions
import redis
from django.db import InterfaceError, OperationalError

from ingestion.errors import IngestionError, IntakeError, Interrupted, WorkerStopped
from ingestion.flow.models import Try
from ingestion.reading.errors import ReaderCrashed, ReaderKilled, ReadingError
from retrieval.errors import RetrievalError

DATABASE_AWAY = (OperationalError, InterfaceError)
LOST_SERVICE = (*DATABASE_AWAY, RetrievalError, redis.RedisError, kombu.exceptions.OperationalError, IntakeError)
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
READER_DIED = (ReaderCrashed, ReaderKilled)
UNEXPECTED = "Something went wrong inside Footnote while it worked on this file."
STOPPED = "The worker stopped each time it worked on this file."


@dataclass(frozen=True)
class Outcome:
    """How a try ended. `reason` is fit to show; `detail` says what to look for in the log, and nothing of the document."""

    how: Try.End
    reason: str = ""
    detail: str = ""


def outcome(error: Exception) -> Outcome:
    """What an error makes of the try that it broke off."""
    name = type(error).__name__
    if isinstance(error, Interrupted):
        return Outcome(Try.End.STOPPED)
    if isinstance(error, READER_DIED):
        return Outcome(Try.End.AGAIN, error.reason, error.detail)
    if isinstance(error, ReadingError):
        return Outcome(Try.End.FAILED, error.reason, error.detail)
    if isinstance(error, WorkerStopped):
        return Outcome(Try.End.DIED, "The worker died while it worked on this file.")
    if is_lost_service(error):
        return Outcome(Try.End.WAITED, _service(error), name)
    return Outcome(Try.End.AGAIN, UNEXPECTED, name)


def is_lost_service(error: Exception) -> bool:
    """Whether the error says nothing about the file, only that something Footnote needs is not there now."""
    return isinstance(error, LOST_SERVICE) or (isinstance(error, OSError) and error.errno in DISK_FULL)


def _service(error: Exception) -> str:
    if isinstance(error, RetrievalError | IngestionError):
        return str(error)
    return "The disk is full." if isinstance(error, OSError) else "A service that is needed did not answer."
