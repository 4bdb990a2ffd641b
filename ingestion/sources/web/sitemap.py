"""Sitemaps: lists of a site's pages, and lists of such lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ingestion.sources.web.addresses import normal


@dataclass(frozen=True)
class Entry:
    """A page, or another sitemap if `nested`; `changed` is what the sitemap says of it, as text."""

    url: str
    changed: str
    nested: bool


def entries(body: IO[bytes], url: str) -> Iterator[Entry]:
    """The entries of a sitemap. Raises ValueError if this is none."""
    try:
        root = ElementTree.parse(body).getroot()
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("This is no sitemap.") from error
    kind = _name(root.tag)
    if kind not in ("urlset", "sitemapindex"):
        raise ValueError("This is no sitemap.")
    for each in root:
        given = {_name(part.tag): (part.text or "").strip() for part in each}
        found = normal(given.get("loc", ""), base=url)
        if found:
            yield Entry(found, given.get("lastmod", "")[:40], kind == "sitemapindex")


def _name(tag: object) -> str:
    return str(tag).rpartition("}")[2].lower()
