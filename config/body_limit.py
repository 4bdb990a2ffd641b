"""Refuse request bodies that are longer than any upload may be, or than the disk has room for, before they fill it.

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
TOO_LARGE = b"This upload is larger than Footnote accepts."
NO_ROOM = b"The disk of Footnote is full, so this was not taken. Tell the person who runs it."


def limited(application: Application, most: int, *, room: Callable[[int], bool] = lambda length: True) -> Application:
    """The application, for bodies of at most `most` bytes: others get 413, or are cut off where they don't say their length.

    `room` says whether the disk takes a body of this length; others get 507.
    """

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        length = _announced(scope) if scope["type"] == "http" else 0
        if length > most:
            await _refuse(send, 413, TOO_LARGE)
        elif length > FORM_BYTES and not room(length):
            await _refuse(send, 507, NO_ROOM)
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


async def _refuse(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
