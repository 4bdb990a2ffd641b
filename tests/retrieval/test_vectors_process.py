"""The `vectors` process through its worst days: killed, started twice, given a damaged folder. Real processes, real folders."""

import shutil
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from qdrant_client import QdrantClient, models

from tests.conftest import ROOT, answers, free_port, wait_until

SIZE = 32


def command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "manage.py", "vectors", "--port", str(port), "--folder", str(folder)]


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], QdrantClient]]:
    """The process over this folder, and a client of it."""
    port = free_port()
    process = subprocess.Popen(command(folder, port), cwd=ROOT)
    wait_until(lambda: answers(port) or process.poll() is not None, "vectors")
    headers = {"api-key": settings.RETRIEVAL.qdrant_api_key}
    try:
        yield process, QdrantClient(f"http://127.0.0.1:{port}", headers=headers, check_compatibility=False, timeout=30)
    finally:
        process.terminate()
        process.wait(20)


def refused(folder: Path, port: int) -> str:
    """What a start that must fail says, in one line."""
    done = subprocess.run(command(folder, port), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def make(client: QdrantClient, name: str = "things") -> None:
    quantised = models.ScalarQuantization(scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=True))
    client.create_collection(
        name,
        vectors_config={"dense": models.VectorParams(size=SIZE, distance=models.Distance.COSINE)},
        sparse_vectors_config={"sparse": models.SparseVectorParams(modifier=models.Modifier.IDF)},
        quantization_config=quantised,
    )
    client.create_payload_index(name, "place", field_schema=models.PayloadSchemaType.KEYWORD)


def fill(client: QdrantClient, start: int, number: int, name: str = "things") -> None:
    vectors = np.random.default_rng(start).normal(size=(number, SIZE))
    client.upsert(
        name,
        [
            models.PointStruct(
                id=str(uuid.UUID(int=start + each)),
                vector={"dense": vector.tolist(), "sparse": models.SparseVector(indices=[each % 7], values=[1.0])},
                payload={"place": f"p{each % 3}"},
            )
            for each, vector in enumerate(vectors)
        ],
    )


@pytest.mark.parametrize("batches", [1, 5, 20])
def test_a_kill_loses_no_acknowledged_point(tmp_path, batches):
    acknowledged: list[int] = []

    def write() -> None:
        try:
            for start in range(1, 1_000_000, 100):
                fill(client, start, 100)
                acknowledged.append(start)
        except Exception:
            return

    with running(tmp_path) as (process, client):
        make(client)
        writer = threading.Thread(target=write)
        writer.start()
        wait_until(lambda: len(acknowledged) >= batches, "acknowledged batches")
        process.send_signal(signal.SIGKILL)
        writer.join(30)
    with running(tmp_path) as (_, client):
        wanted = [str(uuid.UUID(int=start + each)) for start in acknowledged for each in range(100)]
        assert len(client.retrieve("things", wanted)) == len(wanted)
        assert client.count("things").count - len(wanted) in (0, 100)


def test_everything_is_there_after_a_restart(tmp_path):
    with running(tmp_path) as (_, client):
        make(client)
        fill(client, 1, 300)
        client.update_collection_aliases(
            [models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name="things", alias_name="live"))]
        )
        question = models.SparseVector(indices=[3], values=[1.0])
        before = client.query_points("live", query=question, using="sparse", limit=5).points
        information = client.get_collection("live")
    with running(tmp_path) as (_, client):
        assert client.query_points("live", query=question, using="sparse", limit=5).points == before
        assert client.get_collection("live").config == information.config
        assert client.get_collection("live").payload_schema == information.payload_schema
        fill(client, 301, 10)
        assert client.count("live").count == 310


def test_how_a_collection_is_kept_may_change_and_stays_so_after_a_restart(tmp_path):
    quantised = models.ScalarQuantization(scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=False))
    question = models.SparseVector(indices=[3], values=[1.0])
    with running(tmp_path) as (_, client):
        make(client)
        fill(client, 1, 300)
        client.update_collection(
            "things",
            vectors_config={"dense": models.VectorParamsDiff(on_disk=True)},
            hnsw_config=models.HnswConfigDiff(m=8),
            optimizers_config=models.OptimizersConfigDiff(max_segment_size=50_000),
            quantization_config=quantised,
        )
        fill(client, 301, 10)
        before = client.query_points("things", query=question, using="sparse", limit=5).points
        changed = client.get_collection("things").config
    assert (changed.hnsw_config.m, changed.optimizer_config.max_segment_size) == (8, 50_000)
    assert (changed.params.model_dump()["vectors"]["dense"]["on_disk"], changed.quantization_config) == (True, quantised)
    with running(tmp_path) as (_, client):
        assert client.get_collection("things").config == changed
        assert client.count("things").count == 310
        assert client.query_points("things", query=question, using="sparse", limit=5).points == before


def test_a_refused_write_does_not_come_back_after_a_kill(tmp_path):
    with running(tmp_path) as (process, client):
        make(client)
        fill(client, 1, 10)
        with pytest.raises(Exception, match="No point"):
            client.set_payload("things", {"a": 1}, points=[str(uuid.UUID(int=999))])
        with pytest.raises(Exception, match="dimension"):
            client.upsert("things", [models.PointStruct(id=77, vector={"dense": [1.0]})])
        process.kill()
        process.wait()
    with running(tmp_path) as (_, client):
        assert client.count("things").count == 10


def test_deleted_collections_and_their_aliases_stay_deleted(tmp_path):
    with running(tmp_path) as (_, client):
        make(client)
        client.update_collection_aliases(
            [models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name="things", alias_name="live"))]
        )
        client.delete_collection("things")
        assert client.get_aliases().aliases == []
    with running(tmp_path) as (_, client):
        assert client.get_collections().collections == []
        make(client)
        assert client.count("things").count == 0


def test_a_second_process_on_the_same_folder_says_so_and_stops(tmp_path):
    with running(tmp_path) as (_, client):
        make(client)
        assert "Another process is using" in refused(tmp_path, free_port())
        assert client.count("things").count == 0


def test_a_taken_port_is_told_plainly(tmp_path, vectors_service):
    port = int(vectors_service.rpartition(":")[2])
    assert f"Can't listen on 127.0.0.1:{port}" in refused(tmp_path, port)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A folder with one collection of twenty points, and nobody at it."""
    folder = tmp_path_factory.mktemp("vectors")
    with running(folder) as (_, client):
        make(client)
        fill(client, 1, 20)
    return folder


@pytest.fixture
def filled(original, tmp_path):
    """A copy of that folder, to be damaged."""
    return Path(shutil.copytree(original, tmp_path / "vectors"))


def damage_segment(folder: Path) -> None:
    next((folder / "collections" / "things" / "shard" / "segments").glob("*/segment.json")).write_text("{")


def lose_segments(folder: Path) -> None:
    shutil.rmtree(folder / "collections" / "things" / "shard" / "segments")


def empty_segments(folder: Path) -> None:
    lose_segments(folder)
    (folder / "collections" / "things" / "shard" / "segments").mkdir()


def damage_settings(folder: Path) -> None:
    (folder / "collections" / "things" / "settings.json").write_text('{"vectors": ')


def lose_settings(folder: Path) -> None:
    (folder / "collections" / "things" / "settings.json").unlink()


def damage_aliases(folder: Path) -> None:
    (folder / "aliases.json").write_text("[")


@pytest.mark.parametrize("damage", [damage_segment, lose_segments, empty_segments, damage_settings, lose_settings, damage_aliases])
def test_a_damaged_folder_is_named_with_what_to_do(filled, damage):
    damage(filled)
    said = refused(filled, free_port())
    assert str(filled) in said
    assert "Put a backup back" in said


def test_what_was_half_made_when_the_power_went_is_swept_away(filled):
    shutil.copytree(filled / "collections" / "things", filled / "collections" / ".other.new")
    shutil.rmtree(filled / "collections" / ".other.new" / "shard" / "segments")
    with running(filled) as (_, client):
        assert [each.name for each in client.get_collections().collections] == ["things"]
    assert not (filled / "collections" / ".other.new").exists()


def test_without_a_key_it_does_not_start(tmp_path, monkeypatch):
    monkeypatch.setenv("QDRANT_API_KEY", "")
    assert "QDRANT_API_KEY" in refused(tmp_path, free_port())


def test_segments_are_built_while_nobody_writes_and_what_is_found_stays_the_same(tmp_path):
    """3000 vectors of 1024 numbers: the engine quantises a segment from 5 MB on."""
    with running(tmp_path) as (_, client):
        client.create_collection("large", vectors_config={"dense": models.VectorParams(size=1024, distance=models.Distance.COSINE)})
        vectors = np.random.default_rng(1).normal(size=(3000, 1024)).astype(np.float32)
        for start in range(0, 3000, 500):
            ids = [str(uuid.UUID(int=each)) for each in range(start, start + 500)]
            client.upsert("large", models.Batch(ids=[*ids], vectors={"dense": vectors[start : start + 500].tolist()}))
        before = [point.id for point in client.query_points("large", query=vectors[5].tolist(), using="dense", limit=10).points]
        segments = client.get_collection("large").segments_count
        wait_until(lambda: client.get_collection("large").segments_count != segments, "an optimised segment", 30)
        assert client.count("large").count == 3000
        after = [point.id for point in client.query_points("large", query=vectors[5].tolist(), using="dense", limit=10).points]
        assert after == before
