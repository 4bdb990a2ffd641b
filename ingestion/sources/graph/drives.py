"""Which drive is meant: a library of a site, or the OneDrive of a person."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ingestion.sources.web.api import Api
from ingestion.sources.web.asking import NoAnswer

MOST_PAGES = 2000
NOT_IT = "The server doesn't answer as Microsoft Graph does. Check its address."


def drive_of_site(api: Api, site: str, library: str) -> str:
    """The id of a site's library; of its first one if none is named. Raises NoAnswer."""
    parts = urlsplit(site)
    path = quote(unquote(parts.path.rstrip("/")), safe="/")
    found = _id(api.json(f"{api.address}/sites/{parts.hostname}{':' if path else ''}{path}"))
    if not library:
        return _id(api.json(f"{api.address}/sites/{found}/drive"))
    drives = [each for page in pages(api, f"{api.address}/sites/{found}/drives") for each in page["value"]]
    named = [each for each in drives if isinstance(each, dict) and str(each.get("name", "")).lower() == library.lower()]
    if not named:
        there = ", ".join(str(each.get("name", "")) for each in drives if isinstance(each, dict))
        raise NoAnswer(f"The site has no library “{library}”. It has: {there[:300]}.")
    return _id(named[0])


def drive_of_person(api: Api, user: str) -> str:
    """The id of a person's OneDrive. Raises NoAnswer."""
    return _id(api.json(f"{api.address}/users/{quote(user, safe='@')}/drive"))


def pages(api: Api, url: str) -> Iterator[dict[str, Any]]:
    """The answers to one question, one after the other as each leads to the next. Raises NoAnswer."""
    for _ in range(MOST_PAGES):
        page = api.json(url)
        if not isinstance(page.get("value"), list):
            raise NoAnswer(NOT_IT)
        yield page
        url = str(page.get("@odata.nextLink", ""))
        if not url:
            return
    raise NoAnswer(f"The server has more than {MOST_PAGES} pages of answers. Choose a smaller library.")


def _id(given: dict[str, Any]) -> str:
    found = str(given.get("id", ""))
    if not found:
        raise NoAnswer(NOT_IT)
    return quote(found, safe="!,.-_")
