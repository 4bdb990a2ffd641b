"""The embedded process answers in the words of Qdrant's API, and says no in them too. Spoken to with bare HTTP."""

import uuid

import httpx
import pytest
from django.conf import settings
from pydantic import TypeAdapter
from qdrant_client import QdrantClient
from qdrant_client.http import models

ONE, TWO = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
HOME = str(uuid.UUID(int=99))
FILTER = {"must": [{"key": "collection_id", "match": {"any": [HOME]}}]}
NEAREST = {"query": [1.0, 0.0], "using": "dense", "limit": 2}
WORDS = {"query": {"indices": [1], "values": [1.0]}, "using": "sparse", "limit": 2}
SETTINGS = {"vectors": {"dense": {"size": 2, "distance": "Cosine"}}, "sparse_vectors": {"sparse": {"modifier": "idf"}}}
POINTS = [
    {"id": ONE, "vector": {"dense": [1.0, 0.0], "sparse": {"indices": [1], "values": [1.0]}}, "payload": {"collection_id": HOME}},
    {"id": TWO, "vector": {"dense": [0.0, 1.0], "sparse": {"indices": [2], "values": [1.0]}}, "payload": {"collection_id": HOME}},
]


@pytest.fixture(scope="module")
def http(vectors_service):
    """A bare client, with the key, and a collection `answers` with two points."""
    with httpx.Client(base_url=vectors_service, headers={"api-key": settings.RETRIEVAL.qdrant_api_key}, timeout=30) as client:
        client.put("/collections/answers", json=SETTINGS).raise_for_status()
        client.put("/collections/answers/index", json={"field_name": "collection_id", "field_schema": "uuid"}).raise_for_status()
        client.put("/collections/answers/points?wait=true", json={"points": POINTS}).raise_for_status()
        alias = {"create_alias": {"collection_name": "answers", "alias_name": "said"}}
        client.post("/collections/aliases", json={"actions": [alias]}).raise_for_status()
        yield client
        client.delete("/collections/answers").raise_for_status()


HYBRID = {"prefetch": [{**NEAREST, "filter": FILTER}, {**WORDS, "filter": FILTER}], "filter": FILTER, "limit": 2}
ANSWERS = [
    ("GET", "/collections", None, models.CollectionsResponse),
    ("GET", "/aliases", None, models.CollectionsAliasesResponse),
    ("GET", "/collections/answers/aliases", None, models.CollectionsAliasesResponse),
    ("GET", "/collections/answers", None, models.CollectionInfo),
    ("GET", "/collections/answers/exists", None, models.CollectionExistence),
    ("PATCH", "/collections/answers", {"vectors": {"dense": {"on_disk": False}}}, bool),
    ("PUT", "/collections/answers/index", {"field_name": "n", "field_schema": "integer"}, models.UpdateResult),
    ("DELETE", "/collections/answers/index/n", None, models.UpdateResult),
    ("PUT", "/collections/answers/points", {"points": POINTS}, models.UpdateResult),
    ("POST", "/collections/answers/points", {"ids": [ONE], "with_vector": True}, list[models.Record]),
    ("POST", "/collections/answers/points/payload", {"payload": {"n": 1}, "points": [ONE]}, models.UpdateResult),
    (
        "POST",
        "/collections/answers/points/batch",
        {
            "operations": [
                {"set_payload": {"payload": {"n": 1}, "points": [ONE]}},
                {"set_payload": {"payload": {"n": 2}, "filter": FILTER}},
            ]
        },
        list[models.UpdateResult],
    ),
    ("POST", "/collections/answers/points/delete", {"points": [str(uuid.UUID(int=7))]}, models.UpdateResult),
    (
        "POST",
        "/collections/answers/points/delete",
        {"filter": {"must": [{"key": "n", "match": {"value": 7}}]}},
        models.UpdateResult,
    ),
    ("POST", "/collections/answers/points/scroll", {"limit": 1}, models.ScrollResult),
    ("POST", "/collections/answers/points/count", {"filter": FILTER}, models.CountResult),
    ("POST", "/collections/answers/points/query", NEAREST, models.QueryResponse),
    ("POST", "/collections/answers/points/query", {**HYBRID, "query": {"fusion": "rrf"}}, models.QueryResponse),
    ("POST", "/collections/answers/points/query", {**HYBRID, "query": {"rrf": {"k": 60, "weights": [2, 1]}}}, models.QueryResponse),
    ("POST", "/collections/answers/points/query/batch", {"searches": [NEAREST, WORDS]}, list[models.QueryResponse]),
    ("POST", "/collections/answers/facet", {"key": "collection_id"}, models.FacetResponse),
]


@pytest.mark.parametrize(("method", "path", "body", "kind"), ANSWERS)
def test_each_answer_is_one_that_the_api_describes(http, method, path, body, kind):
    response = http.request(method, path, json=body)
    assert response.status_code == 200, response.text
    assert response.json()["status"] == "ok"
    TypeAdapter(kind).validate_json(httpx.Response(200, json=response.json()["result"]).content)


POINT = POINTS[0]
REFUSALS = [
    ("GET", "/collections/nobody", None, 404, "doesn't exist"),
    ("POST", "/collections/nobody/points/query", NEAREST, 404, "doesn't exist"),
    ("PUT", "/collections/answers", SETTINGS, 409, "already exists"),
    ("PUT", "/collections/said", SETTINGS, 409, "already exists"),
    ("PUT", "/collections/..%2Fescaped", SETTINGS, 404, "not served"),
    ("PUT", "/collections/.hidden", SETTINGS, 422, "name"),
    ("PUT", "/collections/new", {}, 400, "at least one vector"),
    ("PUT", "/collections/new", {**SETTINGS, "shard_number": 2}, 400, "shard_number"),
    ("PUT", "/collections/new", {**SETTINGS, "colour": "red"}, 422, "colour"),
    ("PUT", "/collections/answers/points", {"points": [{**POINT, "id": "no uuid"}]}, 400, "UUID"),
    ("PUT", "/collections/answers/points", {"points": [{**POINT, "vector": {"dense": [1.0]}}]}, 400, "dimension"),
    ("PUT", "/collections/answers/points", {"points": [{**POINT, "vector": {"other": [1.0, 0.0]}}]}, 400, "other"),
    ("PUT", "/collections/answers/points", {"points": [{**POINT, "vector": [1.0, 0.0]}]}, 400, "vector name"),
    ("PUT", "/collections/answers/points", {"points": [{**POINT, "colour": "red"}]}, 422, "colour"),
    (
        "PUT",
        "/collections/answers/points",
        {"points": [{**POINT, "vector": {"sparse": {"indices": [1, 1], "values": [1, 2]}}}]},
        422,
        "each index once",
    ),
    ("POST", "/collections/answers/points/query", {**NEAREST, "limit": 0}, 422, "limit"),
    ("POST", "/collections/answers/points/query", {**NEAREST, "limit": -1}, 422, "limit"),
    ("POST", "/collections/answers/points/query", {**NEAREST, "offset": -1}, 400, "Wrong input"),
    ("POST", "/collections/answers/points/query", {"query": ONE}, 400, "not supported"),
    (
        "POST",
        "/collections/answers/points/query",
        {**NEAREST, "filter": {"must": [{"key": "t", "match": {"text": "a"}}]}},
        400,
        "MatchText",
    ),
    ("POST", "/collections/answers/points/payload", {"payload": {"n": 1}, "points": [HOME]}, 404, "No point"),
    ("POST", "/collections/answers/points/payload", {"payload": {"n": 1}}, 422, "filter"),
    ("POST", "/collections/answers/points/batch", {"operations": [{"delete": {"points": [ONE]}}]}, 400, "set_payload"),
    ("POST", "/collections/answers/points/batch", {"operations": [{"set_payload": {"payload": {"n": 1}}}]}, 422, "filter"),
    ("POST", "/collections/answers/points/count?colour=red", {}, 400, "colour"),
    ("POST", "/collections/answers/points/recommend", {}, 404, "not served"),
    ("PATCH", "/collections/answers", {"vectors": {"other": {"on_disk": True}}}, 400, "vector name"),
    ("PATCH", "/collections/answers", {"params": {"replication_factor": 2}}, 400, "replication_factor"),
    ("PATCH", "/collections/answers", {"optimizers_config": {"memmap_threshold": 1}}, 400, "memmap_threshold"),
    ("PATCH", "/collections/answers/points", {}, 405, "not served"),
    (
        "POST",
        "/collections/aliases",
        {"actions": [{"create_alias": {"collection_name": "nobody", "alias_name": "a"}}]},
        404,
        "nobody",
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "reason"), REFUSALS)
def test_what_cannot_be_served_is_refused_with_its_reason(http, method, path, body, status, reason):
    response = http.request(method, path, json=body)
    assert (response.status_code, reason in response.json()["status"]["error"]) == (status, True), response.text


def test_a_batch_with_one_wrong_point_changes_nothing(http):
    batch = [{**POINT, "id": str(uuid.UUID(int=50))}, {**POINT, "id": str(uuid.UUID(int=51)), "vector": {"dense": [1.0]}}]
    assert http.put("/collections/answers/points", json={"points": batch}).status_code == 400
    assert http.post("/collections/answers/points", json={"ids": [batch[0]["id"]]}).json()["result"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"points": 1}', b"\xff"])
def test_a_body_that_is_no_request_is_refused(http, body):
    assert http.put("/collections/answers/points", content=body).status_code == 422


def test_an_enormous_body_is_refused(http):
    response = http.put("/collections/answers/points", content=b" " * (65 * 1024**2))
    assert (response.status_code, "fewer points" in response.json()["status"]["error"]) == (413, True)


@pytest.mark.parametrize("key", [None, "", "wrong", settings.RETRIEVAL.qdrant_api_key + "x", "schlüssel".encode()])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/collections"), ("DELETE", "/collections/answers"), ("PUT", "/collections/new")]
)
def test_without_the_right_key_nothing_is_read_or_changed(http, method, path, key):
    headers = {} if key is None else {"api-key": key}
    response = httpx.request(method, f"{http.base_url}{path}".replace("//coll", "/coll"), headers=headers)
    assert response.status_code == 401
    assert http.get("/collections/answers/exists").json()["result"]["exists"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/livez"])
def test_health_needs_no_key(http, path):
    assert httpx.get(f"{str(http.base_url).rstrip('/')}{path}").status_code == 200


@pytest.mark.parametrize("match", [{"any": []}, {"any": [str(uuid.UUID(int=404))]}])
def test_no_values_match_nothing_in_every_operation(http, match):
    nothing = {"must": [{"key": "collection_id", "match": match}]}
    assert http.post("/collections/answers/points/count", json={"filter": nothing}).json()["result"]["count"] == 0
    assert http.post("/collections/answers/points/scroll", json={"filter": nothing}).json()["result"]["points"] == []
    assert http.post("/collections/answers/points/query", json={**NEAREST, "filter": nothing}).json()["result"]["points"] == []
    inner = {**HYBRID, "query": {"fusion": "rrf"}, "filter": nothing}
    assert http.post("/collections/answers/points/query", json=inner).json()["result"]["points"] == []


def test_a_graph_that_is_not_built_is_not_claimed(http):
    http.patch("/collections/answers", json={"hnsw_config": {"m": 16}}).raise_for_status()
    assert http.get("/collections/answers").json()["result"]["config"]["hnsw_config"]["m"] == 0


def test_qdrants_own_client_finds_the_versions_compatible(http, recwarn):
    client = QdrantClient(
        str(http.base_url).rstrip("/"), headers={"api-key": settings.RETRIEVAL.qdrant_api_key}, check_compatibility=True
    )
    assert client.info().version.split(".")[:1] == ["1"]
    assert not [warning for warning in recwarn if "incompatible" in str(warning.message)]


def test_columns_are_taken_as_well_as_rows(http):
    client = QdrantClient(
        str(http.base_url).rstrip("/"), headers={"api-key": settings.RETRIEVAL.qdrant_api_key}, check_compatibility=False
    )
    batch = models.Batch(ids=[60, 61], vectors={"dense": [[1.0, 0.0], [0.0, 1.0]]}, payloads=[{"n": 60}, {"n": 61}])
    client.upsert("answers", batch)
    assert [record.payload for record in client.retrieve("answers", [60, 61])] == [{"n": 60}, {"n": 61}]
    client.delete("answers", [60, 61])
