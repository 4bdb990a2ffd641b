"""One polite HTTP client: a pause between requests, limits on time and size, no redirect followed, no address unchecked."""

import ssl
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

import httpcore

from ingestion.sources.web.outbound import Guarded, NotAllowed

AGENT = "Footnote"
TIMEOUTS = {"connect": 10.0, "read": 30.0, "write": 30.0, "pool": 10.0}
LONGEST = 300.0
IN_MEMORY = 1024**2


class NoAnswer(Exception):
    """The server could not be asked; the message is fit to show."""


@dataclass(frozen=True)
class Answer:
    """What came back. `body` is read to its end, at its beginning, and closed with the block; None if it is too large."""

    status: int
    headers: dict[str, str]
    body: IO[bytes] | None

    @property
    def type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Client:
    """For one run of one source."""

    def __init__(self, *, pause: float, most_bytes: int) -> None:
        self.pause, self.most_bytes = pause, most_bytes
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=Guarded(), max_connections=2)
        self._last = 0.0

    def get(self, url: str, headers: dict[str, str]) -> AbstractContextManager[Answer]:
        """Ask once. Raises NoAnswer."""
        return self._asked("GET", url, headers, None)

    def post(self, url: str, headers: dict[str, str], content: bytes) -> AbstractContextManager[Answer]:
        """Send something, once. Raises NoAnswer."""
        return self._asked("POST", url, headers, content)

    @contextmanager
    def _asked(self, method: str, url: str, headers: dict[str, str], content: bytes | None) -> Iterator[Answer]:
        self._wait()
        try:
            with (
                self._pool.stream(
                    method, url, headers=_sent(headers), content=content, extensions={"timeout": TIMEOUTS}
                ) as response,
                SpooledTemporaryFile(max_size=IN_MEMORY) as body,
            ):
                whole = self._read(response, body)
                body.seek(0)
                received = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                yield Answer(response.status, received, body if whole else None)
        except NotAllowed as error:
            raise NoAnswer(str(error)) from error
        except httpcore.TimeoutException as error:
            raise NoAnswer("The server took too long to answer.") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise NoAnswer(f"The server can't be reached: {error or type(error).__name__}.") from error

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def _wait(self) -> None:
        time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
        self._last = time.monotonic()

    def _read(self, response: httpcore.Response, body: IO[bytes]) -> bool:
        """Whether all of it came within the limits."""
        end, size = time.monotonic() + LONGEST, 0
        for block in response.iter_stream():
            size += len(block)
            if size > self.most_bytes:
                return False
            if time.monotonic() > end:
                raise NoAnswer("The server took too long to send it.")
            body.write(block)
        return True


def _sent(headers: dict[str, str]) -> list[tuple[bytes | str, bytes | str]]:
    return [("User-Agent", AGENT), ("Accept", "*/*"), ("Accept-Encoding", "identity"), *headers.items()]
