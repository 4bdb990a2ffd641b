"""A model behind a URL: real HTTP in OpenAI's dialect, from documents to an answer's passages."""

import json
import threading
import uuid
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from access.scope import Scope
from config.embedding import embedding_model
from config.env import WrongSetting
from retrieval import embedding, index, versions
from retrieval.building import steering
from retrieval.conf import ServedConf
from retrieval.errors import CheckIndexSettings, EmbeddingUnavailable
from retrieval.local_model import LocalModel
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.search import search
from retrieval.served_model import TOGETHER, ServedModel
from tests.retrieval.houses import found, work_off, written

KEY = "a key for the embedding server"


@contextmanager
def serving(status=200, spoil=lambda data: data):
    """The bundled model behind a URL; yields the address and the bodies that it was sent."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Be quiet."""

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(body)
            right = self.path == "/v1/embeddings" and self.headers["Authorization"] == f"Bearer {KEY}"
            vectors = 3.0 * LocalModel("").encode(body["input"])  # not of length one: not every server makes them so
            data = [{"index": at, "embedding": vector.tolist()} for at, vector in enumerate(vectors)]
            answer = json.dumps({"object": "list", "data": spoil(data[::-1])}).encode()
            self.send_response(status if right else 401)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    server.shutdown()
    server.server_close()


def served(settings, url, key=KEY):
    settings.RETRIEVAL = replace(
        settings.RETRIEVAL, model="served:mini", served=ServedConf(url, key), alias=f"served-{uuid.uuid4().hex[:8]}"
    )
    embedding.of.cache_clear()
    return ServedModel("mini")


def test_vectors_are_those_of_the_model_in_order_and_of_length_one(settings):
    texts = [f"Rule {number} of the house." for number in range(TOGETHER + 3)] + ["", " "]
    with serving() as (url, asked):
        model = served(settings, url)
        assert np.allclose(model.encode(texts[:-2]), LocalModel("").encode(texts[:-2]), atol=0.01)
        assert np.allclose(np.linalg.norm(model.encode(texts), axis=1), 1, atol=1e-5)
        assert model.encode([]).shape == (0, 384)
        assert np.allclose(model.encode_query(texts[0]), LocalModel("").encode_query(texts[0]), atol=0.01)
    assert max(len(body["input"]) for body in asked) == TOGETHER
    assert {body["model"] for body in asked} == {"mini"}


def test_tokens_are_counted_without_asking(settings):
    model = served(settings, "http://127.0.0.1:9/v1")
    assert model.count_tokens("Rail travel is second class.") == len(model.token_spans("Rail travel is second class.")) == 6
    assert model.is_here


@pytest.mark.django_db
def test_documents_are_indexed_and_found_by_it_and_the_index_remembers(settings, vectors_service):
    with serving() as (url, asked):
        served(settings, url)
        version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Rules")
        texts = ["Meals are paid up to 30 euros a day.", "New colleagues receive a laptop."]
        index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
        index.publish(version)
        found = search("When do I get my computer?", Scope(frozenset([version.collection_id])))
        assert found.passages[0].text == texts[1]
        live = versions.live()
        assert live
        assert (live.model, live.dimensions) == ("served:mini", 384)
    assert len(asked) >= 3


@pytest.mark.django_db(transaction=True)
def test_one_can_leave_it_for_a_local_model_and_it_is_asked_until_the_switch(settings, vectors_service, redis_service):
    with serving() as (url, asked):
        served(settings, url)
        document = written("Meals are paid up to 30 euros a day.")
        settings.RETRIEVAL = replace(settings.RETRIEVAL, model=embedding_model("bundled", url, local=True))
        steering.build()
        work_off()
        before = len(asked)
        assert found("meals", document)
        assert len(asked) > before
        steering.switch()
    settings.RETRIEVAL = replace(settings.RETRIEVAL, served=ServedConf("", ""))
    assert found("meals", document)
    assert versions.every().get(state=versions.State.LIVE).model == ""


def test_without_its_address_it_says_what_to_set(settings):
    with pytest.raises(CheckIndexSettings, match="set EMBEDDING_URL"):
        served(settings, "").encode_query("meals")


def test_beside_an_address_a_model_here_can_be_named():
    for url in ("", "http://host/v1"):
        assert embedding_model("bundled", url, local=True) == ""
        assert embedding_model("local:/models/mini", url, local=True) == "/models/mini"


@pytest.mark.parametrize(("status", "error"), [(503, EmbeddingUnavailable), (429, EmbeddingUnavailable), (404, CheckIndexSettings)])
def test_what_the_server_answers_decides_whether_to_try_again(settings, status, error):
    with serving(status) as (url, _), pytest.raises(error) as caught:
        served(settings, url).encode_query("meals")
    assert "mbedding server" in str(caught.value)


def test_a_wrong_key_is_named_but_not_told(settings):
    with serving() as (url, _), pytest.raises(CheckIndexSettings, match=r"status 401.*EMBEDDING_API_KEY") as caught:
        served(settings, url, "wrong-key").encode_query("meals")
    assert "wrong-key" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://host:80a/v1", "embed:8080/v1"])
def test_what_is_no_address_is_not_tried_again_for_ever(settings, url):
    with pytest.raises(CheckIndexSettings, match="Check EMBEDDING_URL"):
        served(settings, url).encode_query("meals")


def test_a_server_that_is_away_may_come_back(settings):
    with pytest.raises(EmbeddingUnavailable, match="try again"):
        served(settings, "http://127.0.0.1:9/v1").encode_query("meals")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: [],
        lambda data: data * 2 if len(data) > 1 else [{"index": 5, "embedding": [1.0]}],
        lambda data: [{**each, "embedding": [0.0, 0.0]} for each in data],
        lambda data: [{**each, "embedding": "none"} for each in data],
        lambda data: "none",
    ],
)
def test_nonsense_is_no_vector(settings, spoil):
    with serving(spoil=spoil) as (url, _), pytest.raises(CheckIndexSettings, match="are not vectors"):
        served(settings, url).encode(["meals"])


def test_only_a_server_in_the_house_is_taken():
    assert embedding_model("/models/mini", "", local=False) == "/models/mini"
    assert embedding_model("mini", "http://host/v1", local=True) == "served:mini"
    for name in ("mini", "bundled"):
        with pytest.raises(WrongSetting, match="EMBEDDING_IS_LOCAL=yes"):
            embedding_model(name, "http://host/v1", local=False)
    with pytest.raises(WrongSetting, match="EMBEDDING_IS_LOCAL=yes"):
        embedding_model("local:/models/mini", "http://host/v1", local=False)
    with pytest.raises(WrongSetting, match="needs EMBEDDING_MODEL"):
        embedding_model("", "http://host/v1", local=True)
