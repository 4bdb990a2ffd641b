"""What has to be done now and then, as the engine does nothing by itself."""

import asyncio
import logging
import time

from retrieval.vectors.collection import Collection
from retrieval.vectors.refusals import Refused
from retrieval.vectors.store import Store

logger = logging.getLogger(__name__)
MANY = 4_000
IDLE = 5.0


async def upkeep(store: Store) -> None:
    """Optimise each collection when nobody has written to it for five seconds, or after four thousand points at the latest."""
    while True:
        await asyncio.sleep(1)
        for name, collection in list(store.collections.items()):
            if _due(collection):
                _optimise(name, collection)
                await asyncio.sleep(0.1)


def _due(collection: Collection) -> bool:
    idle = time.monotonic() - collection.written_at
    return collection.changed >= MANY or (collection.changed > 0 and idle >= IDLE)


def _optimise(name: str, collection: Collection) -> None:
    """A failure (a full disk, most often) costs speed only: it is logged, and tried again after the next write."""
    started = time.perf_counter()
    try:
        if collection.optimise():
            logger.info("Optimised %s in %.1f s", name, time.perf_counter() - started)
    except Refused as error:
        logger.warning("Collection %s could not be optimised: %s", name, error)
