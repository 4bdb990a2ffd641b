"""The client, and what it raises, turned into errors fit to show."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import httpx
from django.conf import settings
from qdrant_client import QdrantClient
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from retrieval.errors import CheckIndexSettings, IndexFull, IndexUnavailable

SECONDS = 30
# The client opens a new connection for every call to this machine unless it is told otherwise. One is kept for less than the five
# seconds after which a Qdrant server hangs up (the `vectors` process waits longer), so that no call goes into one that is closing.
CONNECTIONS = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=2.0)
LONGEST = 200
NO_SPACE = b"No space left on device"


def client() -> QdrantClient:
    """This process's client. A connection doesn't survive a fork, so each process has its own."""
    return _client(settings.RETRIEVAL.qdrant_url, settings.RETRIEVAL.qdrant_api_key, os.getpid())


@lru_cache(maxsize=4)
def _client(location: str, api_key: str, _process: int) -> QdrantClient:
    # The key goes in as a header: as `api_key` it would warn about plain http at each start, and plain http on loopback is meant.
    headers = {"api-key": api_key} if api_key else None
    return QdrantClient(location, headers=headers, timeout=SECONDS, check_compatibility=False, limits=CONNECTIONS)


@contextmanager
def speaking(*, missing_is_empty: bool = False) -> Iterator[None]:
    """Turn what the client raises into errors fit to show. `missing_is_empty`: an index that nobody made yet is no error."""
    try:
        yield
    except (ResponseHandlingException, QdrantException, httpx.HTTPError) as error:
        raise IndexUnavailable from error
    except UnexpectedResponse as error:
        if error.status_code == 404 and missing_is_empty:
            return
        raise _refusal(error.status_code or 500, error.content) from error


def _refusal(status: int, said: bytes) -> IndexUnavailable | CheckIndexSettings:
    if NO_SPACE in said:
        return IndexFull()
    if status in (401, 403):
        return CheckIndexSettings("The search index refuses Footnote's key. Check QDRANT_API_KEY.")
    if status >= 500 or status in (408, 429):
        return IndexUnavailable()
    return CheckIndexSettings(
        f"The search index refuses what Footnote asks (status {status}{_reason(said)}). "
        "Check QDRANT_URL, the version of the server, and the settings that begin with FOOTNOTE_INDEX_."
    )


def _reason(said: bytes) -> str:
    """What Qdrant says of its refusal, where it says it in its own way; it was told no text that could stand in there."""
    try:
        return f": {str(json.loads(said)['status']['error'])[:LONGEST]}"
    except (ValueError, KeyError, TypeError):
        return ""
