"""Snapshots of one collection out of Qdrant and into it again, by its addresses for that, which the embedded process serves too.

Bodies go straight between disk and line: the client of retrieval.qdrant would hold them in memory.
"""

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import httpx
from django.conf import settings
from qdrant_client.http.exceptions import UnexpectedResponse

from retrieval import qdrant
from retrieval.errors import IndexUnavailable

PIECE = 1024**2
HOUR = 3600


def download(physical: str, path: Path) -> str:
    """Have a snapshot made, and write it to `path`; returns its SHA-256. The server keeps nothing of it. Raises RetrievalError."""
    with qdrant.speaking(), _asking() as line:
        made = _well(line.post(f"{_snapshots(physical)}?wait=true")).json()["result"]["name"]
        place = f"{_snapshots(physical)}/{quote(made, safe='')}"
        try:
            return _written(line, place, path)
        finally:
            line.delete(place)
    raise IndexUnavailable


def upload(physical: str, path: Path) -> None:
    """Make a collection that isn't there yet of a snapshot. Raises RetrievalError: CheckIndexSettings if it is refused."""
    with qdrant.speaking(), _asking() as line, path.open("rb") as file:
        _well(line.post(f"{_snapshots(physical)}/upload?wait=true", files={"snapshot": file}))


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def _written(line: httpx.Client, place: str, path: Path) -> str:
    found = sha256()
    with line.stream("GET", place) as answer, path.open("wb") as file:
        if answer.is_error:
            answer.read()
        for piece in _well(answer).iter_bytes(PIECE):
            found.update(piece)
            file.write(piece)
    return found.hexdigest()


def _asking() -> httpx.Client:
    key = settings.RETRIEVAL.qdrant_api_key
    return httpx.Client(
        base_url=settings.RETRIEVAL.qdrant_url, headers={"api-key": key} if key else None, timeout=HOUR, trust_env=False
    )


def _well(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise UnexpectedResponse.for_response(answer)
    return answer


def _snapshots(physical: str) -> str:
    return f"/collections/{quote(physical, safe='')}/snapshots"
