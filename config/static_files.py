"""Static files in the web process, without making every other request wait in a thread."""

from collections.abc import Awaitable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise as Django's asynchronous chain wants it.

    WhiteNoise's own middleware is synchronous: behind it, each request holds a thread until its answer begins, which for somebody
    who waits for an answer is minutes, and Django warns at each file that it has to be read ahead.
    """

    async_capable = True

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        if iscoroutinefunction(self.get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        """The file of this address, or whatever comes next."""
        return self.later(request) if iscoroutinefunction(self) else super().__call__(request)

    async def later(self, request: HttpRequest) -> HttpResponseBase:
        """The same in the asynchronous chain."""
        file = self.find_file(request.path_info) if self.autorefresh else self.files.get(request.path_info)
        answer: HttpResponseBase = await self.get_response(request) if file is None else whole(self.serve(file, request))
        return answer


def whole(streamed: HttpResponseBase) -> HttpResponse:
    """The same answer in one piece: static files are small, and read in less time than a thread takes to start."""
    answer = HttpResponse(b"".join(streamed), status=streamed.status_code, headers=dict(streamed.items()))
    streamed.close()
    return answer
