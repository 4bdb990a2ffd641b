"""Real services for all tests: a private Redis, Qdrant's engine behind `manage.py vectors`, files in a temporary folder."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
HOME = Path(tempfile.mkdtemp(prefix="footnote-tests-"))


def free_port() -> int:
    """A TCP port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


VECTORS_PORT = free_port()
# Before Django reads its settings: nothing of the developer's own Footnote is touched by a test. (Named here and not in
# pyproject.toml, from where pytest-django would load the settings before this file.)
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["FOOTNOTE_DATA"] = str(HOME)
os.environ["QDRANT_URL"] = f"http://127.0.0.1:{VECTORS_PORT}"
os.environ["QDRANT_API_KEY"] = "a key for tests only"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
django.setup()
(HOME / "static").mkdir()  # whitenoise warns where there is none


def pytest_sessionfinish() -> None:
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_service() -> Iterator[str]:
    """A private Redis on the socket that the settings name; yields its URL."""
    folder = HOME / "run"
    folder.mkdir(parents=True, exist_ok=True)
    socket_path = folder / "redis.sock"
    process = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket_path), "--save", "", "--appendonly", "no", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    wait_until(socket_path.exists, "Redis")
    yield f"unix://{socket_path}"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def vectors_service() -> Iterator[str]:
    """The `vectors` process over an empty folder; yields its URL."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "vectors", "--port", str(VECTORS_PORT), "--folder", str(HOME / "vectors")], cwd=ROOT
    )
    wait_until(lambda: answers(VECTORS_PORT), "vectors")
    yield f"http://127.0.0.1:{VECTORS_PORT}"
    process.terminate()
    process.wait(20)


def answers(port: int) -> bool:
    """Whether somebody accepts connections on this loopback port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(done, what: str, seconds: float = 60) -> None:
    """Wait for a service; fail by name when it doesn't come."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, f"{what} did not start within {seconds} seconds"
        time.sleep(0.1)


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Static files under their own names: tests need no collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def cast(db):
    """Ada, Alice, Bob and Mallory, with the Handbook and the Vault."""
    from tests.cast import gather

    return gather()


@pytest.fixture
def embedded(monkeypatch):
    """The texts that the embedding model is asked for, each time that it is asked."""
    from retrieval.local_model import LocalModel

    texts: list[str] = []
    encode = LocalModel.encode

    def listening(model, given):
        texts.extend(given)
        return encode(model, given)

    monkeypatch.setattr(LocalModel, "encode", listening)
    return texts


@pytest.fixture(scope="session")
def approving(tmp_path_factory) -> Path:
    """The folder of a re-ranker that has learnt to prefer what is approved to what is rejected."""
    from tests.reranker_making import approving

    return approving(tmp_path_factory.mktemp("approving"))


@pytest.fixture
def shared() -> Path:
    """The test collections beside the project; a test that needs them is skipped by name where they are absent."""
    if not SHARED.is_dir():
        pytest.skip("the test collections (../shared/data) are not here")
    return SHARED
