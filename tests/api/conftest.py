"""Programs that call the API, each with a token of its person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import AsyncClient, Client

from access import tokens
from tests.cast import Cast

BASE = "/api/v1"


@pytest.fixture
def api(cast: Cast) -> Callable[[str], Client]:
    """A program with the token of the person of this name."""
    return lambda name: Client(headers=bearer(tokens.issue(getattr(cast, name), "test")))


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


class AsyncProgram:
    """A program in the test's own event loop. (AsyncClient itself forgets headers given once for all.)"""

    def __init__(self, key: str) -> None:
        self.client, self.headers = AsyncClient(), bearer(key)

    async def get(self, path: str) -> Any:
        return await self.client.get(BASE + path, headers=self.headers)

    async def delete(self, path: str) -> Any:
        return await self.client.delete(BASE + path, headers=self.headers)

    async def post(self, path: str, sent: dict[str, Any], **headers: str) -> Any:
        return await self.client.post(BASE + path, sent, content_type="application/json", headers=self.headers | headers)
