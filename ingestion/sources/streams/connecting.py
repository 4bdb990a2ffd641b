"""The way to a Redis that holds events: Footnote's own, or one whose address may be connected to."""

from collections.abc import Callable
from socket import socket
from typing import Any
from urllib.parse import urlsplit

import httpcore
import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.connection import Connection, ConnectionPool, SSLConnection
from redis.retry import Retry

from ingestion.errors import SourceError
from ingestion.sources.web.outbound import allowed_addresses

OWN = "events:"
"""How the names of streams begin that may be read from Footnote's own Redis: nothing of its own is called so."""
SCHEMES = ("redis", "rediss")
LIMITS: dict[str, Any] = {"socket_connect_timeout": 10.0, "socket_timeout": 60.0, "retry": Retry(NoBackoff(), 0)}


class Guarded(Connection):
    """Connects to checked addresses only."""

    def _connect(self) -> socket:
        """The first of the host's allowed addresses that answers. TLS still asks for the host by its name."""
        connect: Callable[[], socket] = super()._connect
        name, trouble = self.host, OSError("the host has no address")
        try:
            for address in allowed_addresses(name, int(self.port)):
                self.host = address
                try:
                    return connect()
                except OSError as error:
                    trouble = error
        except httpcore.ConnectError as error:
            raise OSError(str(error)) from error
        finally:
            self.host = name
        raise trouble


class GuardedTls(SSLConnection, Guarded):
    """The same, encrypted; the server's certificate is checked."""


def client(url: str, user: str, password: str) -> redis.Redis:
    """A client that is not connected yet; Footnote's own Redis if `url` is empty. Raises SourceError."""
    if not url:
        return redis.Redis.from_url(settings.REDIS_URL, **LIMITS)
    host, port, database = place(url)
    kind = GuardedTls if url.startswith("rediss://") else Guarded
    options = {"host": host, "port": port, "db": database, "username": user or None, "password": password or None, **LIMITS}
    return redis.Redis(connection_pool=ConnectionPool(kind, **options))


def place(url: str) -> tuple[str, int, int]:
    """Host, port and number of the database. Raises SourceError if the address is none, or holds a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or 6379
        database = int(parts.path.strip("/") or 0)
    except ValueError:
        raise SourceError("The address isn't whole: it looks like rediss://events.example.org:6379/0.") from None
    if parts.scheme not in SCHEMES or not parts.hostname or parts.query or database < 0:
        raise SourceError("The address looks like rediss://events.example.org:6379/0, or redis:// without encryption.")
    if parts.username or parts.password:
        raise SourceError("Leave the user and the password out of the address; there are fields for them.")
    return parts.hostname, port, database


def check_name(url: str, stream: str) -> None:
    """Raise SourceError for a stream of Footnote's own Redis that holds something else than events for it."""
    if not url and not stream.startswith(OWN):
        raise SourceError(f"In Footnote’s own Redis only streams whose names begin with “{OWN}” are read.")
