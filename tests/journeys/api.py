"""Footnote over /api/v1/, as a program uses it."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.journeys.house import House


@dataclass(frozen=True)
class Api:
    """One person's way in."""

    house: House
    token: str

    def get(self, path: str) -> Any:
        """What is at an address."""
        return self._send(urllib.request.Request(self._address(path), headers=self._headers))

    def post(self, path: str, **body: object) -> Any:
        """What comes back for a body."""
        data = json.dumps(body).encode()
        return self._send(urllib.request.Request(self._address(path), data, self._headers | {"Content-Type": "application/json"}))

    def documents(self, collection: str) -> dict[str, str]:
        """The states of a collection's documents, by name."""
        found = next(each for each in self.get("collections")["items"] if each["name"] == collection)
        return {each["name"]: each["state"] for each in self.get(f"collections/{found['id']}/documents?limit=100")["items"]}

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _address(self, path: str) -> str:
        return f"{self.house.url}/api/v1/{path}"

    def _send(self, request: urllib.request.Request) -> Any:
        try:
            with urllib.request.urlopen(request, timeout=150) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code} {error.read().decode()}") from None
