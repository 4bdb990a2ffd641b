"""Headers that neither Django nor django-csp sets."""

from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
"""Footnote's pages need none of these, so that nothing on them can ask either."""
DEFAULTS = {"Permissions-Policy": PERMISSIONS_POLICY, "Cache-Control": "private, no-store"}
"""What an answer says unless its view says otherwise. After signing out, the browser's Back shows nothing of before."""

Answer = Callable[[HttpRequest], HttpResponseBase] | Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def defaults(get_response: Answer) -> Answer:
    """Give every answer the headers that it doesn't have yet."""
    if iscoroutinefunction(get_response):

        async def answer(request: HttpRequest) -> HttpResponseBase:
            return _marked(await get_response(request))

        return answer
    return lambda request: _marked(get_response(request))  # type: ignore[arg-type]


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in DEFAULTS.items():
        response.headers.setdefault(name, value)
    return response
