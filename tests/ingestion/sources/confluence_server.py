"""A small Confluence on loopback: answers CQL page by page as the real ones do, checks who asks, and can be busy."""

import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.ingestion.sources.speaking import Asked, Said

TOKEN = "swordfish"


@dataclass
class Wiki:
    """Contents by id. `cloud`: further results by cursor, else by their number; files come from another server's address.

    A server of one's own says how many results there are. `meanwhile` happens after the next answer to a listing.
    """

    address: str = ""
    cloud: bool = False
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    context: str = "/wiki"
    meanwhile: list[Callable[[], object]] = field(default_factory=list)

    def page(self, number: int, title: str, body: str, *, version: int = 1, space: str = "HB", type: str = "page") -> None:
        """A page or post as it is now."""
        self.contents[str(number)] = {
            "id": str(number), "type": type, "status": "current", "title": title, "space": {"key": space},
            "version": {"number": version}, "body": {"export_view": {"value": body}},
            "_links": {"webui": f"/spaces/{space}/pages/{number}"},
        }  # fmt: skip

    def attach(self, key: str, page: int, name: str, data: bytes, *, version: int = 1) -> None:
        """A file at a page."""
        self.files[f"/download/attachments/{page}/{name}"] = data
        download = f"/download/attachments/{page}/{name}?version={version}"
        container = {"id": str(page), "title": self.contents[str(page)]["title"]}
        self.contents[key] = {
            "id": key, "type": "attachment", "title": name, "space": {"key": "HB"}, "container": container,
            "version": {"number": version},
            "_links": {"webui": f"/pages/viewpageattachments?id={page}", "download": download},
        }  # fmt: skip

    def answer(self, asked: Asked) -> Said:
        """One request."""
        parts = urlsplit(asked.path)
        if parts.path.startswith("/media/"):
            return Said(200, self.files[parts.path.removeprefix("/media")]) if "Authorization" not in asked.headers else Said(400)
        proof = base64.b64encode(f"ada@example.org:{TOKEN}".encode()).decode() if self.cloud else ""
        if asked.headers.get("Authorization") != (f"Basic {proof}" if self.cloud else f"Bearer {TOKEN}"):
            return Said(401, b"<html>Sign in</html>", {"Content-Type": "text/html"})
        if self.busy:
            return Said(429, b"", {"Retry-After": self.busy.pop()})
        path = parts.path.removeprefix(self.context)
        if path == "/rest/api/content/search":
            return self.search({name: values[0] for name, values in parse_qs(parts.query).items()})
        if path in self.files and self.cloud:
            other = self.address.replace("localhost", "127.0.0.1")
            return Said(302, b"", {"Location": f"{other}/media{path}?{'token=' + 'x' * 900}"})
        return Said(200, self.files[path]) if path in self.files else Said(404, b'{"message": "There is no such content."}')

    def search(self, query: dict[str, str]) -> Said:
        """Content that a CQL query finds; at most two results at once, as a server may give fewer than were wished for."""
        cql = query["cql"]
        self.asked.append(cql)
        found = [each for each in self.contents.values() if matches(each, cql)]
        assert cql.startswith("id = ") or cql.endswith(" order by created")
        if not found and "space in" in cql and "NONE" in cql:
            return Said(400, json.dumps({"statusCode": 400, "message": "No space with key : NONE"}).encode())
        start = int(query.get("cursor" if self.cloud else "start", 0))
        wanted = {"id", "type", "status", "title", "_links", *(name.partition(".")[0] for name in query["expand"].split(","))}
        results = [{name: value for name, value in each.items() if name in wanted} for each in found[start : start + 2]]
        links = {"base": self.address + self.context, "context": self.context}
        if start + 2 < len(found):
            more = {**query, "cursor" if self.cloud else "start": start + 2}
            links["next"] = f"/rest/api/content/search?{urlencode(more)}"
        total = {} if self.cloud else {"totalSize": len(found)}
        if "space in" in cql and self.meanwhile:
            self.meanwhile.pop()()
        return Said(200, json.dumps({"results": results, "size": len(results), **total, "_links": links}).encode())


def matches(each: dict[str, Any], cql: str) -> bool:
    """Whether a content fits one of the two kinds of query that are asked."""
    if number := re.fullmatch(r"id = (\w+)", cql):
        return bool(each["id"] == number[1])
    spaces, types = (re.search(rf"{name} in \(([^)]*)\)", cql) for name in ("space", "type"))
    assert spaces
    assert types
    return each["space"]["key"] in spaces[1].replace('"', "").split(", ") and each["type"] in types[1].split(", ")
