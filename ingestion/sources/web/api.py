"""A server's API: JSON and files for whoever proves who they are, patiently, and with clear words where it refuses."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urljoin

from ingestion.errors import ItemError, NotNow
from ingestion.sources.limits import too_large
from ingestion.sources.web.addresses import origin, quoted
from ingestion.sources.web.asking import Answer, Client, NoAnswer
from ingestion.sources.web.patience import patiently

MOVED = (301, 302, 303, 307, 308)
CLOSED = (401, 403)
PASSING = (401, 423)
"""What a server answers to a token that has run out, and of a file that is locked."""
MOVES = 3
LONGEST_JSON = 64 * 1024**2


class Refused(NoAnswer):
    """The server answers, but with none that helps. The message has its own words, as far as it says any."""

    def __init__(self, status: int, words: str, name: str) -> None:
        refused = f"{name} refuses the user or the key." if status in CLOSED else f"The server answered {status}."
        super().__init__(f"{refused} {words}".strip())
        self.status = status


@dataclass(frozen=True)
class Api:
    """`proof` gives the headers that say who asks; they are sent to the server of `address` alone. `name` is what it is called."""

    client: Client
    address: str
    proof: Callable[[], dict[str, str]]
    name: str

    def json(self, url: str) -> dict[str, Any]:
        """The object at an address of the server. Raises NoAnswer, which is Refused where there was one."""
        if origin(url) != origin(self.address):
            raise NoAnswer(f"{self.name} leads to another server, which isn't asked.")
        with patiently(lambda: self.client.get(url, {"Accept": "application/json", **self.proof()})) as answer:
            return said(answer, self.name)

    @contextmanager
    def file(self, url: str) -> Iterator[IO[bytes]]:
        """The bytes at an address, also where it leads to another server. Raises ItemError, and NotNow for what may pass."""
        try:
            with self._followed(url, MOVES) as answer:
                if answer.status >= 500 or answer.status in PASSING:
                    raise NotNow(f"The server answered {answer.status}.")
                if answer.status != 200:
                    raise ItemError("It is no longer there." if answer.status == 404 else f"The server answered {answer.status}.")
                if answer.body is None:
                    raise too_large()
                yield answer.body
        except NoAnswer as error:
            raise NotNow(str(error)) from error

    @contextmanager
    def _followed(self, url: str, moves: int) -> Iterator[Answer]:
        ours = origin(url) == origin(self.address)
        with patiently(lambda: self.client.get(url, self.proof() if ours else {})) as answer:
            if answer.status not in MOVED:
                yield answer
                return
            onward = quoted(urljoin(url, answer.headers.get("location", "")))
        if not moves or not onward.startswith(("https://", "http://")):
            raise ItemError("The server leads nowhere.")
        with self._followed(onward, moves - 1) as answer:
            yield answer


def said(answer: Answer, name: str) -> dict[str, Any]:
    """The object in an answer. Raises NoAnswer, which is Refused where the server says so itself."""
    text = answer.body.read(LONGEST_JSON) if answer.body else b""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        given = None
    if answer.status != 200:
        raise Refused(answer.status, _words(given) if isinstance(given, dict) else "", name)
    if not isinstance(given, dict):
        raise NoAnswer(f"The server doesn't answer as {name} does. Check the address, and who may ask.")
    return given


def _words(given: Mapping[str, Any]) -> str:
    """What is wrong, where servers of several makes say it."""
    error = given.get("error")
    inner = error.get("message") if isinstance(error, dict) else None
    words = given.get("error_description") or given.get("message") or inner or error or ""
    return str(words).splitlines()[0][:300] if words else ""
