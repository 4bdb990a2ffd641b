"""What ended a try, and what follows from it: the log and the next step both go by this."""

import re
from dataclasses import dataclass

import kombu.exceptions
import redis
from django.db import InterfaceError, OperationalError

from ingestion import full_disk
from ingestion.errors import IngestionError, IntakeError, Interrupted, NoRoom, WorkerStopped
from ingestion.flow.models import Try
from ingestion.reading.errors import DiskFull, ReaderCrashed, ReaderKilled, ReadingError
from retrieval.errors import RetrievalError

DATABASE_AWAY = (OperationalError, InterfaceError)
LOST_SERVICE = (*DATABASE_AWAY, RetrievalError, redis.RedisError, kombu.exceptions.OperationalError, IntakeError, DiskFull)
OWN_DISK = (DiskFull, NoRoom, OSError)
READER_DIED = (ReaderCrashed, ReaderKilled)
NO_SPACE = re.compile("no space left on device|disk is full", re.IGNORECASE)
"""As PostgreSQL, Redis and RabbitMQ say it, and SQLite."""
FULL = "The disk is full."
STOPPED = "The worker stopped each time it worked on this file."


class SetAside(ReadingError):
    """Tried as often as a version is, and never to an end."""

    code = "set-aside"
    reason = "Something went wrong inside Footnote while it worked on this file."
    advice = "Try again. If it fails again, tell the person who runs Footnote: the reason is in the log."


@dataclass(frozen=True)
class Outcome:
    """How a try ended. `reason` is fit to show; `detail` says what to look for in the log, and nothing of the document.

    `why` is what its people are told if it is not tried any more. `ours`: the disk that is full is that of the documents.
    """

    how: Try.End
    reason: str = ""
    detail: str = ""
    why: ReadingError | None = None
    ours: bool = False


def outcome(error: Exception, *, stopping: bool = False) -> Outcome:
    """What an error makes of the try that it broke off; in a worker that is being stopped, any error is of that."""
    if stopping or isinstance(error, Interrupted):
        return Outcome(Try.End.STOPPED)
    if is_lost_service(error):
        return Outcome(Try.End.WAITED, _service(error), type(error).__name__, ours=isinstance(error, OWN_DISK))
    if isinstance(error, WorkerStopped):
        return Outcome(Try.End.DIED, "The worker died while it worked on this file.", why=SetAside(STOPPED))
    if isinstance(error, ReadingError):
        how = Try.End.AGAIN if isinstance(error, READER_DIED) else Try.End.FAILED
        return Outcome(how, error.reason, error.detail, error)
    return Outcome(Try.End.AGAIN, SetAside.reason, type(error).__name__, SetAside())


def is_lost_service(error: Exception) -> bool:
    """Whether the error says nothing about the file, only that something Footnote needs is not there now, or is full."""
    return isinstance(error, LOST_SERVICE) or (isinstance(error, OSError) and full_disk.is_full(error))


def _service(error: Exception) -> str:
    if isinstance(error, OWN_DISK) or NO_SPACE.search(str(error)):
        return FULL
    return str(error) if isinstance(error, RetrievalError | IngestionError) else "A service that is needed did not do its work."
