"""The addresses that are still to be visited, nearest first, each of them once."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ingestion.sources.web.addresses import Places


@dataclass(frozen=True)
class Stop:
    """An address to visit, `depth` links away from the start. `changed` is what a sitemap says of it."""

    url: str
    depth: int
    changed: str = ""


class Frontier:
    """Holds what is visited to the source's places and depth."""

    def __init__(self, places: Places, depth: int) -> None:
        self.places, self.depth = places, depth
        self._seen: set[str] = set()
        self._queue: deque[Stop] = deque()
        for url in places.start:
            self._add(Stop(url, 0))

    def __iter__(self) -> Iterator[Stop]:
        """Until nothing is left; what is found on the way comes later."""
        while self._queue:
            yield self._queue.popleft()

    @property
    def next(self) -> Stop | None:
        """What would be visited now."""
        return self._queue[0] if self._queue else None

    def follow(self, stop: Stop, links: Iterable[str]) -> None:
        """Line up the links of a page."""
        for url in links if stop.depth < self.depth else ():
            if self.places.holds(url):
                self._add(Stop(url, stop.depth + 1))

    def list(self, url: str, changed: str) -> None:
        """Line up a page that a sitemap lists, wherever on the hosts it lies; its links are not followed."""
        if replace(self.places, below=False).holds(url):
            self._add(Stop(url, max(self.depth, 1), changed))

    def moved(self, stop: Stop, url: str) -> bool:
        """Go on at the address to which a page has moved. False for a start that leads to another host."""
        if stop.depth == 0 and replace(self.places, below=False).holds(url):
            self.places = replace(self.places, start=(*self.places.start, url))
        if self.places.holds(url):
            self._add(replace(stop, url=url))
        return stop.depth > 0 or self.places.holds(url)

    def begin(self, url: str) -> None:
        """Line up another sitemap."""
        if replace(self.places, below=False).holds(url):
            self._add(Stop(url, 0))

    def _add(self, stop: Stop) -> None:
        if stop.url not in self._seen:
            self._seen.add(stop.url)
            self._queue.append(stop)
