"""What this process says no to, and why, in the shape that Qdrant's clients understand."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

logger = logging.getLogger(__name__)
Message = TypeVar("Message")


class Refused(Exception):
    """A request that can't be served. `status` is the HTTP status; the message is for the caller."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def parse(kind: TypeAdapter[Message], body: bytes) -> Message:
    """Read a request's body; the client's own models forbid what they don't know."""
    try:
        return kind.validate_json(body)
    except ValidationError as error:
        # Where a body may have one of several forms, the complaint that reaches deepest is about the form that was meant.
        deepest = max(error.errors(include_url=False, include_input=False), key=lambda each: len(each["loc"]))
        place = ".".join(str(part) for part in deepest["loc"])
        raise Refused(422, f"Format error in JSON body: {place}: {deepest['msg']}") from None


def only(message: BaseModel, *names: str) -> None:
    """Refuse a field that Qdrant knows but this engine doesn't serve, rather than ignore it."""
    for name in message.model_fields_set.difference(names):
        if getattr(message, name) is not None:
            raise Refused(
                400,
                f"{type(message).__name__}.{name} is not supported by the embedded engine; set QDRANT_URL to use a Qdrant server",
            )


@contextmanager
def engine() -> Iterator[None]:
    """Turn what the engine raises into a refusal. It raises bare exceptions, and panics that are no `Exception` at all."""
    try:
        yield
    except Refused:
        raise
    except (ValueError, TypeError, OverflowError) as error:
        raise Refused(400, f"Wrong input: {error}") from error
    except Exception as error:
        raise _failure(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        logger.exception("The engine panicked")
        raise Refused(500, "Service internal error: the engine failed on this request") from error


def _failure(message: str) -> Refused:
    if message.startswith("Service"):
        logger.error("The engine failed: %s", message)
        return Refused(500, message)
    return Refused(404 if message.startswith("No point") else 400, message)
