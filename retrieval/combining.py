"""Work that goes faster in one go than in many: what several threads want at the same moment is done together by one of them."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass
class _Request(Generic[Given, Made]):
    given: Sequence[Given]
    made: "Future[Sequence[Made]]" = field(default_factory=Future)


class Combined(Generic[Given, Made]):
    """Calls `work`, which makes one thing of each that it is given, in order. Only one thread works, while it holds `lock`.

    Whoever comes meanwhile waits; the next to work does the work of all who wait. Where that fails, each is tried by itself, so
    that one bad input costs nobody else.
    """

    def __init__(self, work: Callable[[Sequence[Given]], Sequence[Made]], lock: AbstractContextManager[object]) -> None:
        self._work, self._lock = work, lock
        self._waiting: list[_Request[Given, Made]] = []
        self._list = threading.Lock()

    def __call__(self, given: Sequence[Given]) -> Sequence[Made]:
        """What `work` makes of these. Raises what `work` raises."""
        request = _Request[Given, Made](given)
        with self._list:
            self._waiting.append(request)
        with self._lock:
            if not request.made.done():
                self._do(self._taken())
        return request.made.result()

    def _taken(self) -> list[_Request[Given, Made]]:
        with self._list:
            taken, self._waiting = self._waiting, []
        return taken

    def _do(self, requests: list[_Request[Given, Made]]) -> None:
        try:
            made = self._work([each for request in requests for each in request.given])
        except Exception as error:
            if len(requests) == 1:
                requests[0].made.set_exception(error)
            else:
                for request in requests:
                    self._do([request])
            return
        start = 0
        for request in requests:
            request.made.set_result(made[start : start + len(request.given)])
            start += len(request.given)
