"""Bodies of parts of uploads, handed on as they come.

Django would put a body into a temporary file before any view sees it: all of a part would be written twice, and lost with a
connection that breaks.
"""

import asyncio
from collections.abc import Iterator

from django.http import HttpRequest

from config.body_limit import Application, Message, Receive, Send

KEY = "footnote.body"
TYPE = "application/offset+octet-stream"
BLOCK = 1024**2
SILENCE_SECONDS = 30.0
"""A sender from whom nothing comes for so long has left."""
LOOK_SECONDS = 1.0


def streamed(application: Application) -> Application:
    """The application; the body of a part is not in its request but in its scope."""

    async def split(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "PATCH" and (b"content-type", TYPE.encode()) in scope["headers"]:
            await application({**scope, KEY: Body(receive)}, _empty(), send)
        else:
            await application(scope, receive, send)

    return split


def blocks(request: HttpRequest) -> Iterator[bytes]:
    """The body of a part in blocks of about a megabyte, for a view in a thread. It ends where its sender leaves."""
    body = getattr(request, "scope", {}).get(KEY)
    read = body.next_block if isinstance(body, Body) else lambda: request.read(BLOCK)
    while block := read():
        yield block


class Body:
    """A body that is still coming in over the event loop of the thread in which it is made."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._loop = receive, asyncio.get_running_loop()
        self._ended = False

    def next_block(self) -> bytes:
        """At least a megabyte, if so much is left, and no more than one message of the server beyond; empty at the end."""
        coming = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
        while self._loop.is_running():
            try:
                return coming.result(LOOK_SECONDS)
            except TimeoutError:
                continue
        return b""

    async def _next(self) -> bytes:
        block = bytearray()
        while len(block) < BLOCK and not self._ended:
            try:
                message = await asyncio.wait_for(self._receive(), SILENCE_SECONDS)
            except TimeoutError:
                message = {"type": "http.disconnect"}
            block += message.get("body", b"")
            self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return bytes(block)


def _empty() -> Receive:
    """No body, and after it silence: whoever reads the stream notices by itself that the sender leaves."""
    told = asyncio.Event()

    async def receive() -> Message:
        if told.is_set():
            await asyncio.Event().wait()
        told.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive
