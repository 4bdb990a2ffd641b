"""Which processes the embedded form consists of, and how to see that each is up."""

import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from django.conf import settings

from config.supervisor import Service

REDIS_CONFIG = (
    "--port",
    "0",
    "--unixsocketperm",
    "700",
    "--appendonly",
    "yes",
    "--maxmemory-policy",
    "noeviction",
    "--daemonize",
    "no",
)


def services(ports: Mapping[str, int]) -> Iterator[Service]:
    """Footnote's processes in the order in which they start. Those whose URL is set run elsewhere and are left out."""
    if "redis" in settings.EMBEDDED:
        yield redis()
    if "vectors" in settings.EMBEDDED:
        yield vectors(ports["vectors"])
    if "llm" in settings.EMBEDDED and settings.GATEWAY.provider != "extractive":
        yield Service("llm", manage("llm", "--host", "127.0.0.1", "--port", str(ports["llm"])))
    yield worker("answers", threads=4)
    yield worker("documents", threads=settings.DOCUMENTS_AT_ONCE)
    yield worker("sources", threads=2)
    yield Service("beat", celery("beat"))
    yield web(ports["web"])


def redis() -> Service:
    """A private Redis on a socket, with its journal on disk."""
    folder = settings.DATA_DIR / "redis"
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(settings.REDIS_URL.removeprefix("unix://"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return Service(
        "redis",
        ("redis-server", *REDIS_CONFIG, "--dir", str(folder), "--unixsocket", str(path)),
        ready=lambda: _listens(path),
        foundation=True,
    )


def vectors(port: int) -> Service:
    """Qdrant's engine over a folder."""
    command = manage("vectors", "--host", "127.0.0.1", "--port", str(port), "--folder", str(settings.DATA_DIR / "vectors"))
    return Service("vectors", command, ready=_accepts(port), foundation=True)


def web(port: int) -> Service:
    """The web process."""
    command = (
        sys.executable, "-m", "uvicorn", "config.asgi:application", "--host", settings.BIND, "--port", str(port),
        "--timeout-graceful-shutdown", "3", "--no-access-log", "--log-level", "warning", "--forwarded-allow-ips", settings.PROXIES,
    )  # fmt: skip
    return Service("web", command, ready=lambda: healthy(port))


def worker(queue: str, *, threads: int) -> Service:
    """A Celery worker for one queue; threads share its models."""
    options = (
        "-Q",
        queue,
        "-n",
        f"{queue}@%h",
        "-P",
        "threads",
        "-c",
        str(threads),
        "--without-mingle",
        "--without-gossip",
        "-l",
        "INFO",
    )
    return Service(queue, celery("worker", *options), stop_seconds=20)


def manage(*words: str) -> tuple[str, ...]:
    """The command line of one of Footnote's own commands."""
    return (sys.executable, str(settings.BASE_DIR / "manage.py"), *words)


def celery(*words: str) -> tuple[str, ...]:
    """A Celery command line."""
    return (sys.executable, "-m", "celery", "-A", "config", *words)


def healthy(port: int) -> bool:
    """Whether the web process says that it is well, at the address to which it is bound."""
    everywhere = settings.BIND in ("0.0.0.0", "::")  # noqa: S104
    asked = urllib.request.Request(
        f"http://{'127.0.0.1' if everywhere else settings.BIND}:{port}/health/", headers={"Host": "localhost"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _accepts(port: int) -> Callable[[], bool]:
    def accepts() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return accepts
