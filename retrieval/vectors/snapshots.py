"""A collection as one file and back, over Qdrant's addresses for snapshots: a tar archive of its folder.

FOLDER/collections/.NAME.snapshots/   the one that was made last, until it is deleted or the process stops
FOLDER/collections/.NAME.coming/      one that is being sent here
"""

import asyncio
import shutil
import tarfile
from pathlib import Path
from typing import Any

from starlette.requests import Request

from retrieval.vectors.collection import Collection
from retrieval.vectors.durable import move
from retrieval.vectors.refusals import Refused
from retrieval.vectors.store import Store

FOREIGN = "Wrong input: the snapshot is damaged, or none of this engine's"


def make(store: Store, name: str) -> dict[str, Any]:
    """Pack the collection as it is now. Nobody can read or write meanwhile."""
    folder = store.aside(name, "snapshots")
    path = folder / f"{name}.snapshot"
    store.collection(name).pack(path)
    return {"name": path.name, "creation_time": None, "size": path.stat().st_size, "checksum": None}


def path(store: Store, name: str, snapshot: str) -> Path:
    """Where a snapshot lies that was made of this collection."""
    store.collection(name)
    found = store.folder / f".{name}.snapshots" / f"{name}.snapshot"
    if snapshot != found.name or not found.is_file():
        raise Refused(404, f"Not found: Snapshot `{snapshot}` doesn't exist!")
    return found


def delete(store: Store, name: str, snapshot: str) -> bool:
    """Remove a snapshot."""
    shutil.rmtree(path(store, name, snapshot).parent)
    return True


async def receive(store: Store, name: str, request: Request) -> bool:
    """Make a collection that isn't there yet of a snapshot that is sent; it shows when all of it has come and can be opened."""
    store.check_free(name)
    folder = store.aside(name, "coming")
    try:
        with (folder / "body").open("wb") as file:
            async for part in request.stream():
                file.write(part)
        await asyncio.to_thread(_unpack, folder / "body", folder / "unpacked")
        _check(folder / "unpacked")
        store.check_free(name)
        move(folder / "unpacked", store.folder / name)
        store.collections[name] = Collection.load(store.folder / name)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return True


def _unpack(body: Path, folder: Path) -> None:
    """The form's one file: it begins after the first empty line, and an archive says itself where it ends."""
    try:
        with body.open("rb") as file:
            while file.readline(1000) not in (b"\r\n", b""):
                pass
            with tarfile.open(fileobj=file, mode="r|") as archive:
                archive.extractall(folder, filter="data")
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise Refused(400, FOREIGN) from error


def _check(folder: Path) -> None:
    try:
        Collection.load(folder).close()
    except (Refused, OSError, ValueError) as error:
        raise Refused(400, FOREIGN) from error
