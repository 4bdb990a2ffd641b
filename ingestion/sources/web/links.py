"""The links of a web page, and what it asks of robots. Pure Python: the page is somebody else's, and isn't trusted."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import IO

from ingestion.sources.web.addresses import normal

MOST = 2000
READ = 5 * 1024**2


@dataclass
class Page:
    """Where a page leads, and whether it may be kept."""

    links: list[str] = field(default_factory=list)
    indexed: bool = True


def page(body: IO[bytes], url: str) -> Page:
    """Read the links of an HTML page and put the body back to its beginning."""
    parser = _Links(url)
    parser.feed(body.read(READ).decode("utf-8", "replace"))
    body.seek(0)
    return Page(list(dict.fromkeys(parser.links))[:MOST] if parser.followed else [], parser.indexed)


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = url
        self.links: list[str] = []
        self.followed = self.indexed = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Links, the base of links, and the page's word for robots."""
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = normal(given["href"], base=self.base) or self.base
        elif tag == "meta" and given.get("name", "").lower() == "robots":
            self._obey(given.get("content", "").lower())
        elif tag in ("a", "area") and "nofollow" not in given.get("rel", "").lower():
            self.links += filter(None, [normal(given.get("href", "#"), base=self.base)])

    def _obey(self, wishes: str) -> None:
        self.followed = self.followed and "nofollow" not in wishes and "none" not in wishes
        self.indexed = self.indexed and "noindex" not in wishes and "none" not in wishes
