"""A website or wiki: its pages and the documents that they link to, found by a sitemap or from link to link."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any

from django.conf import settings

from ingestion import storage
from ingestion.errors import SourceError
from ingestion.sources.limits import too_large
from ingestion.sources.port import Found, Known, Missed
from ingestion.sources.web import links, naming, sitemap
from ingestion.sources.web.addresses import Places, normal
from ingestion.sources.web.asking import Answer, Client, NoAnswer
from ingestion.sources.web.frontier import Frontier, Stop
from ingestion.sources.web.robots import Robots

MOVED = (301, 302, 303, 307, 308)
GONE = (404, 410)
CLOSED = (401, 403, 451)
SITEMAPS = ("application/xml", "text/xml")
TOO_LARGE = "too large"
ASKED_NOT_TO = "The site's robots.txt asks visitors like this not to come here."


@dataclass
class Website:
    """The site as its owner described it. `authorization` is sent to the servers of the start addresses only."""

    start: list[str]
    hosts: list[str] = field(default_factory=list)
    below: bool = True
    depth: int = 5
    pages: int = 500
    pause: float = 1.0
    authorization: str = ""
    _body: IO[bytes] | None = field(default=None, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Found | Missed]:
        """Every page and document within the limits. What the server says is unchanged is not fetched."""
        places = Places(tuple(filter(None, map(normal, self.start))), tuple(self.hosts), self.below)
        if not places.start:
            raise SourceError("There is no address to start from. Edit the source.")
        with closing(Client(pause=self.pause, most_bytes=settings.INGESTION.upload_max_bytes)) as client:
            visit = _Visit(client, Robots(client), Frontier(places, self.depth), self.authorization)
            for stop in islice(visit.frontier, self.pages):
                yield from self._visited(visit, stop, known.get(stop.url))
            if visit.frontier.next:
                yield Missed(visit.frontier.next.url, f"There are more than {self.pages} addresses. The rest was left out.")

    @contextmanager
    def fetch(self, found: Found) -> Iterator[IO[bytes]]:
        """The body that came when the page was visited."""
        if self._body is None:
            raise too_large()
        yield self._body

    def _visited(self, visit: "_Visit", stop: Stop, before: Known | None) -> Iterator[Found | Missed]:
        if before and stop.changed and stop.changed == _noted(before).get("changed"):
            yield _unchanged(stop, before)
            return
        try:
            with visit.asked(stop, before) as answer:
                self._body = answer.body if answer else None
                yield from visit.met(stop, answer, before)
        except NoAnswer as error:
            yield Missed(stop.url, str(error))


@dataclass(frozen=True)
class _Visit:
    """One run through the site."""

    client: Client
    robots: Robots
    frontier: Frontier
    authorization: str

    @contextmanager
    def asked(self, stop: Stop, before: Known | None) -> Iterator[Answer | None]:
        """The server's answer; None if its robots.txt asks us not to come. Raises NoAnswer."""
        if not self.robots.allow(stop.url):
            yield None
            return
        noted = _noted(before)
        sent = {"If-None-Match": noted.get("etag"), "If-Modified-Since": noted.get("modified")}
        if self.authorization and self.frontier.places.is_origin(stop.url):
            sent["Authorization"] = self.authorization
        with self.client.get(stop.url, {name: value for name, value in sent.items() if value}) as answer:
            yield answer

    def met(self, stop: Stop, answer: Answer | None, before: Known | None) -> Iterator[Found | Missed]:
        """What the answer means. A page that may still be there is missed; one that nobody may see is not there."""
        if answer is None:
            yield from [Missed(stop.url, ASKED_NOT_TO)] if stop.depth == 0 else []
        elif answer.status == 304 and before:
            self.frontier.follow(stop, _noted(before).get("links", []))
            yield _unchanged(stop, before)
        elif answer.status == 200:
            yield from self._taken(stop, answer)
        elif answer.status in MOVED:
            yield from self._moved(stop, normal(answer.headers.get("location", ""), base=stop.url))
        elif stop.depth == 0 or answer.status not in GONE + (() if before else CLOSED):
            yield Missed(stop.url, f"The server answered {answer.status}.")

    def _moved(self, stop: Stop, url: str) -> Iterator[Missed]:
        if not self.frontier.moved(stop, url):
            yield Missed(stop.url, f"It leads to {url or 'nowhere'}, which isn't among the hosts that may be visited.")

    def _taken(self, stop: Stop, answer: Answer) -> Iterator[Found]:
        if answer.body is None:
            yield Found(stop.url, naming.name(stop.url, answer.type), TOO_LARGE, "{}", stop.url)
        elif stop.depth == 0 and answer.type in SITEMAPS:
            self._read_sitemap(stop, answer.body)
        elif answer.type in naming.TYPES:
            yield from self._kept(stop, answer, answer.body)

    def _kept(self, stop: Stop, answer: Answer, body: IO[bytes]) -> Iterator[Found]:
        page = links.page(body, stop.url) if answer.type in naming.PAGES else links.Page()
        self.frontier.follow(stop, page.links)
        if page.indexed:
            note = {
                "etag": answer.headers.get("etag"),
                "modified": answer.headers.get("last-modified"),
                "changed": stop.changed,
                "links": page.links if stop.depth < self.frontier.depth else [],
            }
            revision = storage.digest(body)
            body.seek(0)
            yield Found(stop.url, naming.name(stop.url, answer.type), revision, json.dumps(note), stop.url)

    def _read_sitemap(self, stop: Stop, body: IO[bytes]) -> None:
        try:
            for entry in sitemap.entries(body, stop.url):
                if entry.nested:
                    self.frontier.begin(entry.url)
                else:
                    self.frontier.list(entry.url, entry.changed)
        except ValueError as error:
            raise NoAnswer(str(error)) from error


def _noted(known: Known | None) -> dict[str, Any]:
    """What was noted when the page was last taken."""
    noted: dict[str, Any] = json.loads(known.note) if known and known.note else {}
    return noted


def _unchanged(stop: Stop, before: Known) -> Found:
    return Found(stop.url, naming.name(stop.url, ""), before.revision, before.note, stop.url)
