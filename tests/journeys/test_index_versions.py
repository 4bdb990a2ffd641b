"""Another embedding model in a running house: built by its worker, which is killed over it, switched to and back."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cast import PASSWORD
from tests.fake_model import FakeModel
from tests.journeys.house import House
from tests.journeys.visit import SAMPLES
from tests.retrieval import second_model as small

PAPERS = [str(SAMPLES / "policies" / "travel-policy.pdf"), str(SAMPLES / "policies" / "remote-working.md")]
LONG = 120


@pytest.fixture
def house(tmp_path: Path) -> Any:
    """A house whose index is made with one small model, started again with another one in its settings."""
    first, second = small.make(tmp_path / "first"), small.make(tmp_path / "second", seed=2, dimensions=64)
    with FakeModel() as model:
        settings = {"LLM_URL": model.url, "LLM_MODEL": "fake", "FOOTNOTE_LEASE_SECONDS": "10", "EMBEDDING_MODEL": first}
        house = House(tmp_path / "house", settings)
        try:
            house.start().person("alice", PASSWORD)
            house.answer("ingest", *PAPERS, "--collection", "Handbook", "--as", "alice", "--wait")
            house.stop()
            house.settings["EMBEDDING_MODEL"] = second
            yield house.start()
        finally:
            house.stop()


def states(house: House) -> dict[str, dict[str, Any]]:
    return {each["state"]: each for each in house.answer("index", "status")["versions"]}


def found(house: House) -> list[str]:
    said = house.answer("search", "What is the limit for a hotel night?", "--as", "alice")
    return [each["document"] for each in said["passages"]]


def test_a_version_is_built_by_a_worker_that_is_killed_over_it_and_switched_to_and_back(house):
    old = states(house)["live"]
    assert "travel-policy.pdf" in found(house)
    house.manage("index", "build")
    worker = house.pid_of("documents")
    assert worker
    os.kill(worker, signal.SIGKILL)
    end = time.monotonic() + LONG
    while "ready" not in (now := states(house)):
        assert time.monotonic() < end, now
        time.sleep(1)
    assert (now["live"], now["ready"]["dimensions"]) == (old, 64)
    assert house.answer("index", "switch")["live"] == now["ready"]["name"]
    assert "travel-policy.pdf" in found(house)
    assert house.answer("index", "verify") == {"ok": True, "findings": []}
    assert house.answer("index", "rollback")["live"] == old["name"]
    assert "travel-policy.pdf" in found(house)
    house.manage("index", "free")
    assert list(states(house)) == ["live"]
    assert house.answer("doctor")["ok"]
