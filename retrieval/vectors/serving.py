"""Start and stop of the process."""

import gc
import logging
import socket
from pathlib import Path

import uvicorn

from retrieval.vectors.app import application
from retrieval.vectors.store import FolderUnusable, Store

# Longer than retrieval.qdrant keeps a connection: a call never meets one that is being closed.
IDLE_SECONDS = 30

logger = logging.getLogger(__name__)


def serve(folder: Path, *, host: str, port: int, api_key: str) -> None:
    """Own the folder and answer until told to stop. Raises FolderUnusable when that can't be."""
    store = Store(folder)
    listening = _listening(host, port)
    logger.info("Vectors of %s at http://%s:%s", folder, host, port)
    config = uvicorn.Config(
        application(store, api_key=api_key),
        log_config=None,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=5,
    )
    gc.freeze()  # what is loaded by now stays: each search makes hundreds of objects, and Python would look through all of this
    uvicorn.Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Bound before the server starts, so that a taken port is told as plainly as a taken folder."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise FolderUnusable(f"Can't listen on {host}:{port}: {error.strerror}.") from None
    return listening
