"""Refuse request bodies that are longer than any upload may be, before they fill the disk.

Django writes a body to a temporary file before any view, or the sign-in check, can say no.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

FORM_BYTES = 1024**2
"""What a form may add to the file in it."""


def limited(application: Application, most: int) -> Application:
    """The application, for bodies of at most `most` bytes: others get 413, or are cut off where they don't say their length."""

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _announced(scope) > most:
            await _refuse(send)
        else:
            await application(scope, _counted(receive, most), send)

    return guarded


def _announced(scope: Message) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _counted(receive: Receive, most: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return {"type": "http.disconnect"} if received > most else message

    return counted


async def _refuse(send: Send) -> None:
    text = b"This upload is larger than Footnote accepts."
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
