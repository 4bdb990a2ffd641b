"""A small Microsoft Graph on loopback: signs applications in, and tells of a drive by delta as the real one does.

As there: two things a page, the last word on a thing counts, no path and no cTag of what changed, no name of what is
deleted, the root with every change, a folder that moved without what lies in it, files from another server by a long address,
tokens and links that run out.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.ingestion.sources.speaking import Asked, Said

SECRET = "sword~fish"
DRIVE = "b!drive-1"
ROOT = "ROOT"


@dataclass
class Tenant:
    """A drive: `items` as they are, `log` the ids in the order in which they changed. `valid` counts tokens given so far."""

    address: str = ""
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    tokens: int = 0
    seconds: int = 3599
    oldest: int = 0
    busy: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._put(ROOT, {"name": "root", "root": {}, "folder": {}})

    def folder(self, key: str, name: str, parent: str = ROOT) -> None:
        """A folder as it is now."""
        self._put(key, {"name": name, "folder": {}, "parentReference": {"id": parent}})

    def file(self, key: str, name: str, data: bytes, parent: str = ROOT, **more: Any) -> None:
        """A file as it is now."""
        self.data[key] = data
        given = {"mimeType": "text/plain", "hashes": {"quickXorHash": str(hash(data))}}
        url = f"https://example.sharepoint.com/{key}"
        self._put(key, {"name": name, "file": given, "size": len(data), "webUrl": url, "parentReference": {"id": parent}, **more})

    def delete(self, key: str) -> None:
        """Gone."""
        self._put(key, {"deleted": {"state": "deleted"}})

    def _put(self, key: str, item: dict[str, Any]) -> None:
        self.items[key] = {"id": key, "eTag": f'"{{{key}}},{len(self.log)}"', **item}
        self.log.append(key)

    def answer(self, asked: Asked) -> Said:
        """One request."""
        path = asked.path.partition("?")[0]
        self.asked.append(path)
        if path.startswith("/media/"):
            return Said(400) if "Authorization" in asked.headers else Said(200, self.data[path.removeprefix("/media/")])
        if path == "/example.onmicrosoft.com/oauth2/v2.0/token" and asked.method == "POST":
            return self.sign_in({name: values[0] for name, values in parse_qs(asked.body.decode()).items()})
        if asked.headers.get("Authorization") != f"Bearer token-{self.tokens}":
            return refusal(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.")
        if self.busy:
            return Said(429, b"", {"Retry-After": self.busy.pop()})
        return self.found(path.removeprefix("/v1.0"), asked.path)

    def sign_in(self, form: dict[str, str]) -> Said:
        """A token for the right secret."""
        if form.get("client_secret") != SECRET:
            words = "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1"
            return Said(401, json.dumps({"error": "invalid_client", "error_description": words}).encode())
        assert form["grant_type"] == "client_credentials"
        assert form["scope"] == f"{self.address}/.default"
        self.tokens += 1
        return ok({"token_type": "Bearer", "expires_in": self.seconds, "access_token": f"token-{self.tokens}"})

    def found(self, path: str, whole: str) -> Said:
        """What lies at a path of the API."""
        if path in ("/sites/example.sharepoint.com:/sites/Handbook", "/sites/example.sharepoint.com"):
            return ok({"id": "example.sharepoint.com,1,2"})
        if path == "/sites/example.sharepoint.com,1,2/drives":
            return ok({"value": [{"id": "b!other", "name": "Documents"}, {"id": DRIVE, "name": "Rules"}]})
        if path in ("/sites/example.sharepoint.com,1,2/drive", "/users/ada@example.org/drive"):
            return ok({"id": DRIVE})
        if path == f"/drives/{DRIVE}/root/delta":
            return self.delta({name: values[0] for name, values in parse_qs(whole.partition("?")[2]).items()})
        if item := re.fullmatch(rf"/drives/{DRIVE}/items/(\w+)(/content)?", path):
            return self.content(item[1]) if item[2] else self.item(item[1])
        return refusal(404, "itemNotFound", "The resource could not be found.")

    def delta(self, query: dict[str, str]) -> Said:
        """Changes from a place in the log on; everything that is there without one."""
        since = int(query.get("token", -1))
        if "token" in query and since < self.oldest:
            return refusal(410, "resyncChangesApplyDifferences", "Resync required.")
        changed = [key for key in self.log[since:] if key in self.items]
        keys = ([ROOT, *changed] if changed else []) if since >= 0 else self.there()
        start = int(query.get("skip", 0))
        page: dict[str, Any] = {"value": [self.items[key] for key in keys[start : start + 2]]}
        here = f"{self.address}/v1.0/drives/{DRIVE}/root/delta"
        if start + 2 < len(keys):
            page["@odata.nextLink"] = f"{here}?skip={start + 2}" + (f"&token={since}" if since >= 0 else "")
        else:
            page["@odata.deltaLink"] = f"{here}?token={len(self.log)}"
        return ok(page)

    def there(self) -> list[str]:
        """What is there now, folders before what lies in them."""
        return [key for key, item in self.items.items() if "deleted" not in item]

    def item(self, key: str) -> Said:
        """One thing by its id: asked so, its parent's path is told."""
        item, path, parent = dict(self.items[key]), "", self.items[key].get("parentReference", {}).get("id")
        while parent and parent != ROOT:
            path, parent = f"/{self.items[parent]['name']}{path}", self.items[parent]["parentReference"]["id"]
        if "parentReference" in item:
            item["parentReference"] = {**item["parentReference"], "path": f"/drives/{DRIVE}/root:{path.replace(' ', '%20')}"}
        return ok(item)

    def content(self, key: str) -> Said:
        """The way to a file's bytes."""
        if "deleted" in self.items[key]:
            return refusal(404, "itemNotFound", "The resource could not be found.")
        other = self.address.replace("localhost", "127.0.0.1")
        return Said(302, b"", {"Location": f"{other}/media/{key}?tempauth={'x' * 1200}"})


def ok(given: dict[str, Any]) -> Said:
    """An answer."""
    return Said(200, json.dumps(given).encode())


def refusal(status: int, code: str, words: str) -> Said:
    """No, as Graph says it."""
    return Said(status, json.dumps({"error": {"code": code, "message": words}}).encode())
