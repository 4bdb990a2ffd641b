"""Services that run outside of Footnote, each emptied after use: a database, a Redis database and a virtual host of their own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
import redis
from kombu import Connection

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
RABBITMQ = os.environ.get("TEST_RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:5672//")
SECONDS = 5


@contextmanager
def postgres() -> Iterator[str]:
    """A new database; dropped at the end."""
    name = f"footnote_{uuid4().hex[:12]}"
    with server() as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def server() -> "psycopg.Connection[tuple[object, ...]]":
    """The server itself, or a skip by name."""
    try:
        return psycopg.connect(POSTGRES, autocommit=True, connect_timeout=SECONDS)
    except psycopg.OperationalError:
        pytest.skip("PostgreSQL does not answer at TEST_POSTGRES_URL")


@contextmanager
def redis_database() -> Iterator[str]:
    """A database that nobody uses: the named one or, counting down, the next that is empty. Emptied at the end."""
    first = int(urlsplit(REDIS).path.lstrip("/") or 0)
    for number in range(first, -1, -1):
        url = urlsplit(REDIS)._replace(path=f"/{number}").geturl()
        client = redis.Redis.from_url(url, socket_connect_timeout=SECONDS)
        if is_empty(client):
            try:
                yield url
            finally:
                client.flushdb()
                client.close()
            return
    pytest.skip("no database of the Redis at TEST_REDIS_URL is empty")


def is_empty(client: redis.Redis) -> bool:
    """Whether nothing is kept there; a skip by name where nothing answers."""
    try:
        return client.dbsize() == 0
    except redis.RedisError:
        pytest.skip("Redis does not answer at TEST_REDIS_URL")


@contextmanager
def rabbitmq() -> Iterator[str]:
    """A virtual host of its own where this machine's server can be told to make one, else the one that is named."""
    try:
        with Connection(RABBITMQ, connect_timeout=SECONDS) as connection:
            connection.ensure_connection(max_retries=1, timeout=SECONDS)
    except OSError:
        pytest.skip("RabbitMQ does not answer at TEST_RABBITMQ_URL")
    name = f"footnote-{uuid4().hex[:12]}"
    if not (
        control("add_vhost", name) and control("set_permissions", "-p", name, str(urlsplit(RABBITMQ).username), ".*", ".*", ".*")
    ):
        yield RABBITMQ
        return
    try:
        yield urlsplit(RABBITMQ)._replace(path=f"/{name}").geturl()
    finally:
        control("delete_vhost", name)


def control(*words: str) -> bool:
    """Tell the RabbitMQ of this machine something; whether it was done."""
    program = shutil.which("rabbitmqctl")
    return program is not None and subprocess.run([program, *words], capture_output=True, check=False, timeout=60).returncode == 0
