"""Spaces of Confluence, in the cloud or of one's own: pages, posts and their attachments, known by id and number of version."""

import base64
import html
import io
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any
from urllib.parse import urlencode

from django.conf import settings

from ingestion.errors import ItemError, NotNow, SourceError
from ingestion.sources.port import Found, Known, Listed, Missed
from ingestion.sources.web.api import Api
from ingestion.sources.web.asking import Client, NoAnswer

AT_ONCE = 100
MOST, MOST_ANSWERS = 50_000, 5000
"""Things that one run lists at most, and answers in which they come."""
PAGE = """<!doctype html>
<html><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""
NOT_IT = "The server doesn't answer as Confluence does. Check the address: in the cloud it ends with /wiki."


@dataclass
class Count:
    """Results that came, and how many there are by the word of a server that gives one.

    Servers of one's own do, and know results by their number: when one goes, those after it move up and one is skipped.
    """

    results: int = 0
    totals: set[int] = field(default_factory=set)

    def hear(self, answer: Mapping[str, Any]) -> None:
        """Take in one answer of a listing."""
        self.results += len(answer["results"])
        if isinstance(total := answer.get("totalSize"), int):
            self.totals.add(total)

    @property
    def is_short(self) -> bool:
        """Whether some may have been skipped."""
        return len(self.totals) > 1 or self.results < max(self.totals, default=0)


@dataclass
class Confluence:
    """Asked by CQL, which both makes of Confluence answer alike. `attachments` are ends of the names that are wanted."""

    address: str
    spaces: list[str]
    user: str = ""
    attachments: list[str] = field(default_factory=list)
    token: str = ""
    _api: Api | None = field(default=None, init=False)
    _downloads: dict[str, str] = field(default_factory=dict, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Listed]:
        """Everything in the spaces that the user may see; bodies are asked for only where the version is another."""
        spaces = ", ".join(f'"{space}"' for space in self.spaces)
        kinds = "page, blogpost, attachment" if self.attachments else "page, blogpost"
        with closing(Client(pause=0, most_bytes=settings.INGESTION.upload_max_bytes)) as client:
            self._api = Api(client, self.address, self._proof, "Confluence")
            count = Count()
            try:
                cql = f"space in ({spaces}) and type in ({kinds}) order by created"
                listing = self._searched(cql, "version,space,container", count)
                yield from filter(None, map(self._found, islice(listing, MOST)))
                if next(listing, None):
                    yield Missed("More pages", f"There are more than {MOST}. The rest was left out: name fewer spaces.")
                elif count.is_short:
                    yield Missed("The listing changed while it was read", "Some may have been skipped. The next run looks again.")
            except NoAnswer as error:
                raise SourceError(str(error)) from error

    @contextmanager
    def fetch(self, found: Found) -> Iterator[IO[bytes]]:
        """The attachment, or the page as it would be exported."""
        if found.key in self._downloads:
            with self._asked.file(self.address + self._downloads[found.key]) as body:
                yield body
        else:
            yield io.BytesIO(self._page(found.key))

    def _proof(self) -> dict[str, str]:
        """A token of the cloud goes with its user's name; one of a server of one's own stands alone."""
        pair = base64.b64encode(f"{self.user}:{self.token}".encode()).decode()
        return {"Authorization": f"Basic {pair}" if self.user else f"Bearer {self.token}"}

    @property
    def _asked(self) -> Api:
        if self._api is None:
            raise SourceError("Confluence is not open.")
        return self._api

    def _found(self, each: dict[str, Any]) -> Found | None:
        """A page or post, or an attachment if its name is wanted."""
        try:
            key, title = str(each["id"]), str(each["title"]).replace("/", " ")
            path, links = str(each["space"]["key"]), each["_links"]
            revision = str(each["version"]["number"])
            if each["type"] == "attachment":
                self._downloads[key] = links["download"]
                path += "/" + str(each["container"].get("title", "")).replace("/", " ")
        except (KeyError, TypeError, AttributeError) as error:
            raise SourceError(NOT_IT) from error
        if key not in self._downloads:
            title += ".html"
        elif not title.lower().endswith(tuple(self.attachments)):
            return None
        return Found(key, f"{path}/{title}", revision, url=f"{self.address}{links.get('webui', '')}")

    def _page(self, key: str) -> bytes:
        """A page with its title, as HTML. Raises ItemError."""
        try:
            each = next(self._searched(f"id = {key}", "body.export_view", Count()), None)
            if each is None:
                raise ItemError("The page is no longer there.")
            title, body = html.escape(str(each["title"])), each["body"]["export_view"]["value"]
        except NoAnswer as error:
            raise NotNow(str(error)) from error
        except (KeyError, TypeError) as error:
            raise ItemError("The server sends no content of the page.") from error
        return PAGE.format(title=title, body=body).encode("utf-8", "replace")

    def _searched(self, cql: str, expand: str, count: Count) -> Iterator[dict[str, Any]]:
        """All results, one page of them after the other, counted. Raises NoAnswer."""
        wish = urlencode({"cql": cql, "expand": expand, "limit": AT_ONCE})
        url = f"{self.address}/rest/api/content/search?{wish}"
        for _ in range(MOST_ANSWERS):
            answer = self._asked.json(url)
            results, links = answer.get("results"), answer.get("_links", {})
            if not isinstance(results, list) or not isinstance(links, dict):
                raise NoAnswer(NOT_IT)
            count.hear(answer)
            yield from results
            if not links.get("next"):
                return
            url = self._onward(links["next"], links.get("context", ""))
        raise NoAnswer("The listing doesn't come to an end. Name fewer spaces.")

    def _onward(self, path: str, context: str) -> str:
        """The address of the next results, which is told below Confluence's own address, or whole."""
        if path.startswith(("https://", "http://")):
            return path
        return self.address + (path.removeprefix(context) if path.startswith(f"{context}/") else path)
