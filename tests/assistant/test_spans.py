"""What a collector is told of an answer, over real HTTP: its parts with their times, by OpenTelemetry's names."""

from dataclasses import replace

import pytest

from assistant import asking, work
from assistant.models import Turn
from config import observability
from config.observability import TracingConf
from tests.assistant.conftest import HOTEL, POLICY, VAULT
from tests.collector import Collector

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis_service")]


@pytest.fixture(scope="module")
def sending():
    """A collector that this process sends to; OpenTelemetry takes one for a process's whole life."""
    with Collector() as collector:
        provider = observability.start(TracingConf(collector.url, "x-key=a%20key", "footnote-tests"))
        assert provider
        yield collector, provider
        provider.shutdown()


@pytest.fixture
def collector(sending):
    """The collector, empty; `told` sends what is due and gives it."""
    collector, provider = sending
    provider.force_flush()
    collector.spans.clear()
    collector.headers.clear()
    collector.raw = b""
    collector.told = lambda: provider.force_flush() and collector.spans
    return collector


def answered(person, question=HOTEL):
    turn = asking.ask(asking.start(person), question)
    work.answer(turn.pk)
    return Turn.objects.get(pk=turn.pk)


def test_an_answer_is_one_trace_with_its_search_its_vectors_and_its_model_call(library, model, collector):
    turn = answered(library.bob)
    collector.told()
    (whole,) = collector.named("invoke_agent Footnote")
    (retrieval,) = collector.named("retrieval")
    (chat,) = collector.named("chat fake")
    assert whole.told["gen_ai.conversation.id"] == str(turn.conversation_id)
    assert (whole.told["footnote.turn.id"], whole.told["footnote.refused"]) == (str(turn.pk), False)
    assert chat.told["gen_ai.operation.name"] == "chat"
    assert (chat.told["gen_ai.provider.name"], chat.told["gen_ai.request.model"]) == ("openai", "fake")
    assert chat.told["gen_ai.response.time_to_first_chunk"] > 0
    assert chat.told["server.address"] == "127.0.0.1"
    assert retrieval.told["gen_ai.operation.name"] == "retrieval"
    assert collector.named("embeddings")[0].told["gen_ai.embeddings.dimension.count"] == 384
    assert {each.trace for each in collector.spans} == {whole.trace}
    assert {"search", "pack", "write", "find", "fuse"} <= {each.name for each in collector.spans}


def test_parts_hang_below_what_they_are_parts_of(library, model, collector):
    answered(library.bob)
    collector.told()
    by_id = {each.id: each for each in collector.spans}
    above = {each.name: by_id[each.parent].name for each in collector.spans if each.parent}
    assert above["chat fake"] == "write"
    assert above["find"].startswith("retrieval")
    assert above[next(name for name in above if name.startswith("embeddings"))] == "embed"


def test_no_word_of_a_question_a_document_or_an_answer_is_sent(library, model, collector):
    turn = answered(library.bob)
    collector.told()
    assert collector.raw
    for text in (HOTEL, turn.answer, "Travel policy", "bob", *POLICY, *VAULT):
        assert text.encode() not in collector.raw


def test_a_model_that_fails_is_told_by_the_kind_of_its_error(library, model, collector, settings):
    settings.GATEWAY = replace(settings.GATEWAY, url="http://127.0.0.1:9/v1")
    answered(library.bob)
    collector.told()
    (chat,) = collector.named("chat fake")
    assert chat.failed
    assert chat.told["error.type"] == "ModelUnavailable"


def test_the_collector_gets_its_key(library, model, collector):
    answered(library.bob)
    collector.told()
    assert collector.headers[0]["x-key"] == "a key"


def test_without_an_endpoint_nothing_is_started():
    assert observability.start(TracingConf("", "", "footnote")) is None
