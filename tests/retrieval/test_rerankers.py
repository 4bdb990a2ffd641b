"""Re-rankers: both dialects over real HTTP, a model loaded here, and a search that goes on when there is no order to be had."""

import logging
import math
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from access.scope import Scope
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span, Terms
from retrieval.models import IndexedDocument
from retrieval.rerankers import asking
from retrieval.rerankers.conf import RerankConf
from retrieval.rerankers.cross_encoder import LoadedReranker
from retrieval.rerankers.port import NoRanking
from retrieval.rerankers.server import RerankServer, dialect
from retrieval.search import search
from retrieval.stages import Stages
from tests.fake_reranker import FakeReranker

TEXTS = ["Meals are paid up to 30 euros.", "Rail travel is booked by the desk.", "Who pays for meals is the host."]
QUESTION = "who pays for meals"


@pytest.fixture
def server():
    asking._resting.clear()
    with FakeReranker() as running:
        yield running


def conf(url, **changed):
    return replace(RerankConf(url, "", "a-model", "", local=True, passages=30, seconds=5, adopted=Path("none")), **changed)


@pytest.mark.parametrize(
    ("path", "spoken"),
    [
        ("", "tei"),
        ("/", "tei"),
        ("/rerank", "tei"),
        ("/v1/rerank", "cohere"),
        ("/v2/rerank/", "cohere"),
        ("/api/v1/rerank", "cohere"),
    ],
)
def test_the_dialect_is_told_by_the_path(path, spoken):
    assert dialect(f"http://host:8080{path}") == spoken


@pytest.mark.parametrize("path", ["", "/rerank", "/v1/rerank", "/v2/rerank"])
def test_scores_come_in_the_order_of_the_texts(server, path):
    scores = RerankServer(conf(server.url + path)).scores(QUESTION, TEXTS)
    assert scores == [0.25, 0.0, 1.0]
    assert server.asked[0]["query"] == QUESTION
    assert server.asked[0].get("model", "a-model") == "a-model"


def test_the_setting_wins_over_the_path(server):
    with pytest.raises(NoRanking, match="404"):
        RerankServer(conf(server.url + "/rerank", dialect="cohere")).scores(QUESTION, TEXTS)


def test_the_key_is_sent_and_never_told(server):
    server.api_key = "hush-hush"
    assert len(RerankServer(conf(server.url, api_key="hush-hush")).scores(QUESTION, TEXTS)) == 3
    with pytest.raises(NoRanking, match="status 401") as caught:
        RerankServer(conf(server.url, api_key="wrong-key")).scores(QUESTION, TEXTS)
    assert "wrong-key" not in str(caught.value)


@pytest.mark.parametrize(
    "nonsense",
    [
        {}, [], "hello", {"results": "none"}, [{"index": 0, "score": 1.0}], [{"index": at, "score": math.nan} for at in range(3)],
        [{"index": at, "score": "high"} for at in range(3)], [{"index": 0, "score": 1.0}] * 3, [{"score": 1.0}] * 3, [None] * 3,
        [{"index": at, "score": 1.0} for at in range(4)],
    ],
)  # fmt: skip
def test_nonsense_is_no_order(server, nonsense):
    server.nonsense = nonsense
    with pytest.raises(NoRanking, match="are not scores for 3 texts"):
        RerankServer(conf(server.url)).scores(QUESTION, TEXTS)


@pytest.mark.parametrize("slow", [{"silence": 1.0}, {"trickle": 0.05}])
def test_a_slow_server_is_waited_for_no_longer_than_the_settings_say(server, slow):
    server.silence, server.trickle = slow.get("silence", 0.0), slow.get("trickle", 0.0)
    with pytest.raises(NoRanking, match=r"does not answer|takes longer"):
        RerankServer(conf(server.url, seconds=0.2)).scores(QUESTION, TEXTS)


def test_a_server_that_is_away_or_ill_is_named():
    with pytest.raises(NoRanking, match=r"http://127\.0\.0\.1:9/rerank does not answer"):
        RerankServer(conf("http://127.0.0.1:9")).scores(QUESTION, TEXTS)


@pytest.mark.parametrize("url", ["http://host:80a/rerank", "host:8080/rerank"])
def test_what_is_no_address_gives_no_order(url):
    with pytest.raises(NoRanking, match="does not answer"):
        RerankServer(conf(url)).scores(QUESTION, TEXTS)


@pytest.mark.parametrize("seconds", [5, -5])
def test_a_loaded_model_that_breaks_gives_no_order_and_tells_no_text(seconds):
    class Broken:
        def predict(self, pairs, **_):
            raise RuntimeError(f"can't read {pairs}")

    reranker = LoadedReranker(conf("", seconds=seconds))
    vars(reranker)["_model"] = Broken()
    for _ in range(2):  # and lets the next search in
        with pytest.raises(NoRanking, match="a-model fails") as caught:
            reranker.scores(QUESTION, TEXTS)
        assert "meals" not in str(caught.value)


def test_a_folder_without_a_model_is_no_order_and_no_crash(tmp_path, settings):
    (tmp_path / "config.json").write_text("{}")
    settings.RETRIEVAL = replace(settings.RETRIEVAL, rerank=conf("", model=str(tmp_path)))
    asking.warm()
    assert asking.wanted() == 0  # it rests


class TestInASearch:
    """With an index for each test alone."""

    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def live(self, vectors_service, settings, server):
        settings.RETRIEVAL = replace(
            settings.RETRIEVAL, alias=f"rerank-{uuid.uuid4().hex[:8]}", rerank=conf(server.url + "/v2/rerank")
        )

    @staticmethod
    def published(*texts, data_class="internal", collection=None):
        version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection or uuid.uuid4(), "Rules")
        index.write(version, [Chunk(number, text, (Span(1, 0, len(text)),)) for number, text in enumerate(texts)])
        index.publish(version)
        index.set_terms({version.document_id: Terms(data_class=data_class)})
        return version

    @staticmethod
    def ask(version, **more):
        return search(QUESTION, Scope(frozenset([version.collection_id])), **more)

    def test_the_re_ranker_decides_the_order_and_is_timed(self, server):
        found = self.ask(self.published(*TEXTS))
        assert found.passages[0].text == TEXTS[2]
        assert [each.score for each in found.passages] == sorted((each.score for each in found.passages), reverse=True)
        assert found.steps["re-ranker"] > 0
        assert len(server.asked) == 1

    def test_only_the_best_passages_of_the_scope_go_to_it(self, server, settings):
        version = self.published(*TEXTS)
        self.published("Who pays for meals? A secret.")
        settings.RETRIEVAL = replace(settings.RETRIEVAL, rerank=conf(server.url + "/v2/rerank", passages=2))
        assert len(self.ask(version).passages) == 3
        assert len(server.asked[0]["documents"]) == 2
        assert "secret" not in str(server.asked)

    def test_with_the_stage_switched_off_nobody_is_asked(self, server):
        self.ask(self.published(*TEXTS), stages=Stages(rerank=False))
        assert server.asked == []

    @pytest.mark.parametrize("local", [True, False])
    def test_what_is_confidential_goes_to_no_re_ranker_outside_the_house(self, server, settings, local):
        settings.RETRIEVAL = replace(settings.RETRIEVAL, rerank=conf(server.url + "/v2/rerank", local=local))
        version = self.published(*TEXTS)
        self.published("Who pays for meals: the board.", data_class="confidential", collection=version.collection_id)
        self.published("Meals of the board are secret.", data_class="restricted", collection=version.collection_id)
        found = self.ask(version)
        assert len(found.passages) == 5
        assert len(server.asked[0]["documents"]) == (5 if local else 3)
        assert ("board" in str(server.asked)) is local

    def test_what_goes_from_the_tables_while_it_is_searched_goes_to_no_re_ranker_outside(self, server, settings):
        settings.RETRIEVAL = replace(settings.RETRIEVAL, rerank=conf(server.url + "/v2/rerank", local=False))
        version = self.published(*TEXTS, data_class="confidential")
        gone = list[str]()

        def vanish(execute, sql, *more):
            if sql.startswith('SELECT "retrieval_indexeddocument"') and not gone:
                gone.append(sql)
                IndexedDocument.objects.all().delete()
            return execute(sql, *more)

        with connection.execute_wrapper(vanish):
            found = self.ask(version)
        assert gone
        assert {each.data_class for each in found.passages} == {"restricted"}
        assert server.asked == []

    @pytest.mark.parametrize("broken", [{"status": 503}, {"nonsense": {"oops": 1}}, {"silence": 1.0}])
    def test_without_an_order_the_search_goes_on_and_says_so(self, server, settings, caplog, broken):
        settings.RETRIEVAL = replace(settings.RETRIEVAL, rerank=conf(server.url + "/v2/rerank", seconds=0.3))
        version = self.published(*TEXTS)
        for name, value in broken.items():
            setattr(server, name, value)
        with caplog.at_level(logging.WARNING):
            found = self.ask(version)
        assert len(found.passages) == 3
        assert found.steps["re-ranker (gave no order)"] > 0
        assert "without the re-ranker for 30 seconds" in caplog.text
        assert QUESTION not in caplog.text
        asked = len(server.asked)
        again = self.ask(version)
        assert again.passages == found.passages
        assert len(server.asked) == asked  # it rests, so that not everybody waits for it
