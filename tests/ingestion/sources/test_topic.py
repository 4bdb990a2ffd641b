"""Events of a Kafka topic as documents, over the cluster that librdkafka plays: it speaks the protocol, with four partitions."""

import json
from dataclasses import replace
from typing import Any

import pytest
from confluent_kafka import Producer
from django.urls import reverse

from ingestion.models import Document
from ingestion.sources.models import Source
from ingestion.sources.sealing import unseal
from ingestion.sources.streams import kafka_topic
from tests.conftest import free_port
from tests.ingestion.sources.making import content, counts, looked_at, names, source

pytestmark = pytest.mark.django_db
TOPIC = "rules"


class Cluster:
    """A mock cluster, which lives in the producer that speaks to it."""

    def __init__(self) -> None:
        self.producer = Producer({"bootstrap.servers": "mock", "test.mock.num.brokers": 1, "log_level": 0})
        (broker,) = self.producer.list_topics(timeout=10).brokers.values()
        self.servers = f"{broker.host}:{broker.port}"

    def say(self, key: str | None, value: str | bytes | None, **headers: str) -> None:
        self.producer.produce(TOPIC, key=key, value=value, headers=list(headers.items()))
        assert self.producer.flush(10) == 0


@pytest.fixture
def cluster():
    return Cluster()


def topic(cast, cluster, **settings: Any) -> Source:
    return source(cast.handbook, "topic", servers=cluster.servers, topic=TOPIC, **settings)


def test_messages_bring_documents_and_the_last_word_on_each_counts(cast, cluster):
    rules = topic(cast, cluster, title="title", type="type", link="url")
    cluster.say("1", "The lantern key is brass.", title="Keys")
    cluster.say("2", "<p>The ferry leaves at nine.</p>", title="Ferries", type="text/html", url="https://wiki.example.org/ferries")
    cluster.say("1", "The lantern key is iron.", title="Keys")
    assert counts(looked_at(rules)) == {"new": 2}
    assert names(cast.handbook) == ["Share/Ferries.html", "Share/Keys.txt"]
    assert content("Share/Keys.txt") == b"The lantern key is iron."
    assert Document.objects.get(name="Share/Ferries.html").url == "https://wiki.example.org/ferries"


def test_a_later_run_reads_only_what_is_new_and_a_message_without_value_takes_away(cast, cluster):
    rules = topic(cast, cluster)
    cluster.say("1", "The lantern key is brass.")
    cluster.say("2", "The ferry leaves at nine.")
    assert counts(looked_at(rules)) == {"new": 2}
    assert counts(looked_at(rules)) == {"unchanged": 2}
    cluster.say("1", None)
    cluster.say("2", "The ferry leaves at ten.")
    assert counts(looked_at(rules)) == {"removed": 1, "replaced": 1}
    assert names(cast.handbook) == ["Share/2.txt"]
    assert content("Share/2.txt") == b"The ferry leaves at ten."


def test_a_dry_run_says_what_would_happen_and_reads_the_same_again(cast, cluster):
    rules = topic(cast, cluster)
    cluster.say("1", "The lantern key is brass.")
    assert counts(looked_at(rules, dry=True)) == {"new": 1}
    assert names(cast.handbook) == []
    assert counts(looked_at(rules)) == {"new": 1}


def test_values_may_be_json_that_holds_the_fields(cast, cluster):
    rules = topic(cast, cluster, json="value", key="id", text="body", title="name", deleted="deleted")
    cluster.say("1", json.dumps({"id": 1, "body": "The lantern key is brass.", "name": "Keys"}))
    cluster.say("2", json.dumps({"id": 2, "body": "The ferry leaves at nine."}))
    assert counts(looked_at(rules)) == {"new": 2}
    cluster.say("1", json.dumps({"id": 1, "deleted": True}))
    cluster.say("2", None)
    assert counts(looked_at(rules)) == {"removed": 2}


def test_what_is_no_event_is_said_and_costs_nothing_else(cast, cluster):
    rules = topic(cast, cluster, json="value", key="id", text="body")
    cluster.say("1", "no JSON at all")
    cluster.say("2", json.dumps({"id": "2", "body": "The ferry leaves at nine."}))
    cluster.say(None, json.dumps({"body": "Nobody's."}))
    run = looked_at(rules)
    assert counts(run) == {"new": 1, "failed": 2}
    assert {reason for _, _, reason in run.details} == {
        "The event's field “value” holds no JSON.",
        "The event's field “id” is missing or empty.",
    }
    assert counts(looked_at(rules)) == {"unchanged": 1}


def test_an_event_larger_than_an_upload_fails_alone_and_its_end_is_heard(cast, cluster, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=10_000)
    rules = topic(cast, cluster)
    cluster.say("1", "The lantern key is brass.")
    cluster.say("1", "x" * 10_001)
    cluster.say("2", "The ferry leaves at nine.")
    assert counts(looked_at(rules)) == {"new": 2, "failed": 1}
    cluster.say("1", None)
    assert counts(looked_at(rules)) == {"removed": 1, "unchanged": 1}


def test_more_events_than_a_run_may_read_are_read_by_the_next_ones(cast, cluster, monkeypatch):
    monkeypatch.setattr(kafka_topic, "MOST", 3)
    rules = topic(cast, cluster)
    for number in range(8):
        cluster.say(str(number), f"Rule {number}.")
    for _ in range(4):
        looked_at(rules)
    assert names(cast.handbook) == [f"Share/{number}.txt" for number in range(8)]


@pytest.mark.parametrize("away", ["topic", "cluster"])
def test_what_is_not_there_is_said_and_takes_nothing_away(cast, cluster, away, monkeypatch):
    rules = topic(cast, cluster)
    cluster.say("1", "The lantern key is brass.")
    looked_at(rules)
    monkeypatch.setattr("ingestion.sources.streams.kafka_reading.SECONDS", 2.0)
    changed = {"topic": "other rules!"} if away == "topic" else {"servers": f"127.0.0.1:{free_port()}"}
    Source.objects.update(settings=rules.settings | changed)
    run = looked_at(Source.objects.get())
    assert "Kafka" in run.reason or "topic" in run.reason
    assert names(cast.handbook) == ["Share/1.txt"]


def test_an_administrator_sets_one_up_and_its_password_is_sealed(client, cast):
    client.force_login(cast.ada)
    address = reverse("ingestion:source-new", args=[cast.vault.pk, "topic"])
    typed = {"name": "Rules", "servers": "kafka.example.org:9093", "topic": TOPIC, "tls": "on", "key": "key", "text": "value"}
    typed |= {"format": "txt", "every": "60", "gone": "keep", "mechanism": "SCRAM-SHA-512"}
    assert "Name the user who signs in." in client.post(address, typed).content.decode()
    assert "a host and a port" in client.post(address, typed | {"servers": "https://kafka"}).content.decode()
    assert "letters, digits, dots" in client.post(address, typed | {"topic": "^.*"}).content.decode()
    client.post(address, typed | {"user": "footnote", "password": "a lantern"})
    made = Source.objects.get()
    assert made.settings["mechanism"] == "SCRAM-SHA-512"
    assert "a lantern" not in json.dumps(made.settings)
    assert unseal(made.sealed) == {"password": "a lantern"}
