"""How a collection is kept: what Qdrant is told when one is made and when it is tuned, and that nothing is lost by it."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from django.conf import settings as known
from qdrant_client import models

from retrieval import qdrant
from retrieval.conf import IndexConf
from retrieval.errors import CheckIndexSettings
from tests.contracts.test_qdrant import SERVER, SIZE, direction, point, words

pytestmark = [
    pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant"),
    pytest.mark.filterwarnings("ignore:Local mode performs exact"),
]
USUAL = IndexConf()
VARIANTS = {
    "usual": USUAL,
    "exact": replace(USUAL, quantised="none", m=0),
    "on disk": replace(
        USUAL, vectors_on_disk=True, payload_on_disk=False, words_on_disk=True, quantised_in_memory=False, graph_on_disk=True
    ),
    "graph": replace(USUAL, segment_kb=100_000, segments=1, full_scan_kb=10, m=8, ef_construct=64, ef=64, acorn=True),
}
TUNED = replace(
    VARIANTS["graph"], vectors_on_disk=True, payload_on_disk=False, words_on_disk=True, quantised_in_memory=False, oversampling=3.0
)


@pytest.fixture(params=["embedded", "memory", *(["server"] if SERVER else [])])
def place(request, settings):
    """Each kind of Qdrant; gives a name for a collection and removes it."""
    urls = {"memory": ":memory:", "server": SERVER}
    settings.RETRIEVAL = replace(known.RETRIEVAL, qdrant_url=urls.get(request.param) or request.getfixturevalue("vectors_service"))
    name = f"kept-{uuid.uuid4().hex[:8]}"
    yield name
    qdrant.drop_collection(name)


def kept_as(settings: Any, conf: IndexConf) -> None:
    settings.RETRIEVAL = replace(settings.RETRIEVAL, index=conf)


def fill(name: str, number: int = 1500) -> tuple[list[qdrant.Point], uuid.UUID]:
    """Points in five collections, and one of the five."""
    vectors = np.random.default_rng(5).normal(size=(number, SIZE)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    places = [uuid.uuid4() for _ in range(5)]
    written = [point(vector, collection_id=places[at % 5]) for at, vector in enumerate(vectors)]
    qdrant.upsert(name, written)
    return written, places[2]


def recall(name: str, written: list[qdrant.Point], scope: uuid.UUID) -> float:
    """Of the ten nearest in the scope, how many are found."""
    inside = [each for each in written if each.collection_id == scope]
    shares = []
    for question in np.random.default_rng(6).normal(size=(10, SIZE)).astype(np.float32):
        exact = {each.chunk_id for each in sorted(inside, key=lambda each: -float(each.dense @ question))[:10]}
        found = {each.chunk_id for each in qdrant.candidates(name, dense=question, sparse=None, collections=[scope], limit=10)}
        assert found <= {each.chunk_id for each in inside}
        shares.append(len(exact & found) / 10)
    return float(np.mean(shares))


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_collection_made_in_any_way_finds_the_nearest_within_the_scope(place, settings, variant):
    kept_as(settings, VARIANTS[variant])
    qdrant.create(place, dimensions=SIZE)
    assert recall(place, *fill(place)) >= 0.99


def test_a_collection_that_is_tuned_keeps_its_points_and_finds_them_as_before(place, settings):
    qdrant.create(place, dimensions=SIZE)
    filled = fill(place)
    kept_as(settings, TUNED)
    assert qdrant.tune(place) == 1
    late = point(direction(3), words(w7=1.0), collection_id=filled[1])
    qdrant.upsert(place, [late])
    assert recall(place, [*filled[0], late], filled[1]) >= 0.99
    found = qdrant.candidates(place, dense=None, sparse=words(w7=1.0), collections=[filled[1]], limit=3)
    assert [each.chunk_id for each in found] == [late.chunk_id]


@pytest.mark.parametrize("when", ["made", "tuned"])
def test_the_embedded_engine_says_how_it_keeps_a_collection(vectors_service, settings, when):
    name = f"kept-{uuid.uuid4().hex[:8]}"
    if when == "tuned":
        qdrant.create(name, dimensions=SIZE)
    kept_as(settings, TUNED)
    qdrant.create(name, dimensions=SIZE)
    qdrant.tune(name)
    config = qdrant.client().get_collection(name).config
    qdrant.drop_collection(name)
    assert (config.hnsw_config.m, config.hnsw_config.ef_construct, config.hnsw_config.full_scan_threshold) == (8, 64, 10)
    assert (config.optimizer_config.max_segment_size, config.params.on_disk_payload) == (100_000, False)
    told = config.model_dump()
    assert told["params"]["sparse_vectors"]["sparse"]["index"]["on_disk"] is True
    assert (told["params"]["vectors"]["dense"]["on_disk"], told["quantization_config"]["scalar"]["always_ram"]) == (True, False)


def test_what_the_embedded_engine_cannot_do_is_refused_with_its_reason(vectors_service, settings):
    name = f"kept-{uuid.uuid4().hex[:8]}"
    kept_as(settings, replace(USUAL, shards=2))
    with pytest.raises(CheckIndexSettings, match="shard_number above 1"):
        qdrant.create(name, dimensions=SIZE)
    kept_as(settings, USUAL)
    qdrant.create(name, dimensions=SIZE)
    kept_as(settings, VARIANTS["exact"])
    with pytest.raises(CheckIndexSettings, match="build another one"):
        qdrant.tune(name)
    qdrant.drop_collection(name)


@contextmanager
def recording() -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """Something that takes what Qdrant would be told, and says yes to all."""
    told: list[tuple[str, str, bytes]] = []
    described = {"status": "green", "optimizer_status": "ok", "segments_count": 1, "payload_schema": {}, "config": CONFIG}

    class Yes(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.append((self.command, self.path, self.rfile.read(int(self.headers.get("content-length", 0)))))
            result: Any = {"exists": False} if self.path.endswith("/exists") else described if self.command == "GET" else True
            answer = {"operation_id": 0, "status": "completed"} if "/index" in self.path else result
            body = json.dumps({"result": answer, "status": "ok", "time": 0.0}).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_PATCH = do_GET  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Yes) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", told
        server.shutdown()


CONFIG = {
    "params": {"vectors": {"dense": {"size": SIZE, "distance": "Cosine"}}, "shard_number": 6},
    "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000},
    "optimizer_config": {
        "deleted_threshold": 0.2, "vacuum_min_vector_number": 1000, "default_segment_number": 0, "flush_interval_sec": 5
    },
    "wal_config": None,
}  # fmt: skip


def test_a_server_is_told_all_of_it(settings):
    conf = IndexConf("int8", False, 3.0, False, False, True, 32, 200, 50_000, True, 0, False, 4, 400_000, 30_000, 6, 3, 2)
    with recording() as (url, told):
        settings.RETRIEVAL = replace(settings.RETRIEVAL, qdrant_url=url, index=conf)
        qdrant.create("anything", dimensions=SIZE)
        assert qdrant.tune("anything") == 6
    made = next(
        models.CreateCollection.model_validate_json(body)
        for method, path, body in told
        if (method, path) == ("PUT", "/collections/anything")
    ).model_dump(exclude_none=True)
    changed = next(models.UpdateCollection.model_validate_json(body) for method, _, body in told if method == "PATCH").model_dump(
        exclude_none=True
    )
    assert made.pop("shard_number") == 6
    assert made.pop("vectors")["dense"] == {"size": SIZE, "distance": "Cosine"}  # which are on disk goes by the size of a segment
    assert changed.pop("vectors")["dense"] == {}
    assert changed.pop("params") == {
        name: made.pop(name) for name in ("replication_factor", "write_consistency_factor", "on_disk_payload")
    }
    both = {
        "sparse_vectors": {"sparse": {"index": {"on_disk": True}, "modifier": "idf"}},
        "hnsw_config": {"m": 32, "ef_construct": 200, "full_scan_threshold": 50_000, "on_disk": True},
        "quantization_config": {"scalar": {"type": "int8", "always_ram": False}},
        "optimizers_config": {"default_segment_number": 4, "max_segment_size": 400_000, "memmap_threshold": 30_000},
    }
    assert made == both
    assert changed == both
