"""Events of a real Redis stream as documents: what comes, changes, goes, is malformed, trimmed or out of reach."""

import json
from dataclasses import replace
from typing import Any

import pytest
import redis
from django.urls import reverse

from ingestion import leases, storage
from ingestion.models import Document
from ingestion.sources import runs, syncing
from ingestion.sources.models import Source
from ingestion.sources.sealing import unseal
from tests.ingestion.sources.making import claimed, content, counts, looked_at, names, source
from tests.ingestion.sources.redis_server import PASSWORD, redis_server

pytestmark = pytest.mark.django_db
NAMED: dict[str, Any] = {"title": "title", "type": "type", "link": "url", "deleted": "deleted"}


@pytest.fixture
def own(redis_service):
    """Footnote's own Redis, without events afterwards."""
    client = redis.Redis.from_url(redis_service)
    yield client
    client.delete("events:rules", "events:text")
    client.close()


@pytest.fixture
def rules(cast):
    """The stream as a source."""
    return source(cast.handbook, "stream", stream="events:rules", **NAMED)


@pytest.fixture
def counted(monkeypatch):
    """How many events were asked for at once, each time."""
    counted, ask = [], redis.Redis.xrange

    def asked(*words):
        counted.append(words[-1])
        return ask(*words)

    monkeypatch.setattr(redis.Redis, "xrange", asked)
    return counted


def say(own, key, text, **fields):
    """An event about a document."""
    return own.xadd("events:rules", {"id": key, "text": text, **fields})


def test_events_bring_documents_and_the_last_word_on_each_counts(cast, own, rules):
    say(own, "1", "The lantern key is brass.", title="Keys", url="https://wiki.example.org/keys")
    say(own, "2", "<p>The ferry leaves at nine.</p>", title="Ferries.html", type="text/html; charset=utf-8")
    say(own, "1", "The lantern key is iron.", title="Keys", url="https://wiki.example.org/keys")
    assert counts(looked_at(rules)) == {"new": 2}
    assert names(cast.handbook) == ["Share/Ferries.html", "Share/Keys.txt"]
    assert content("Share/Keys.txt") == b"The lantern key is iron."
    assert Document.objects.get(name="Share/Keys.txt").url == "https://wiki.example.org/keys"


def test_a_later_run_reads_only_what_is_new_and_silence_takes_nothing_away(cast, own, rules):
    say(own, "1", "The lantern key is brass.")
    looked_at(rules)
    own.xtrim("events:rules", maxlen=0, approximate=False)
    say(own, "2", "The ferry leaves at nine.")
    assert counts(looked_at(rules)) == {"new": 1, "unchanged": 1}
    assert counts(looked_at(rules)) == {"unchanged": 2}
    assert names(cast.handbook) == ["Share/1.txt", "Share/2.txt"]


@pytest.mark.parametrize("last", [{"text": ""}, {"deleted": "1"}, {"text": "The key is lost.", "deleted": "true"}])
def test_an_event_takes_a_document_away_and_a_later_one_brings_it_back(cast, own, rules, last):
    say(own, "1", "The lantern key is brass.")
    looked_at(rules)
    own.xadd("events:rules", {"id": "1", **last})
    assert counts(looked_at(rules)) == {"removed": 1}
    assert counts(looked_at(rules)) == {}
    assert names(cast.handbook) == []
    say(own, "1", "The lantern key is brass.")
    assert counts(looked_at(rules)) == {"new": 1}


def test_what_is_gone_is_kept_by_choice_and_counted_once(cast, own):
    kept = source(cast.handbook, "stream", stream="events:rules", gone="keep", **NAMED)
    say(own, "1", "The lantern key is brass.")
    looked_at(kept)
    own.xadd("events:rules", {"id": "1", "deleted": "yes"})
    assert counts(looked_at(kept)) == {"kept": 1}
    assert counts(looked_at(kept)) == {}
    assert names(cast.handbook) == ["Share/1.txt"]


def test_a_try_changes_nothing_not_even_where_the_next_run_begins(cast, own, rules):
    say(own, "1", "The lantern key is brass.")
    assert counts(looked_at(rules, dry=True)) == {"new": 1}
    assert counts(looked_at(rules)) == {"new": 1}
    own.xadd("events:rules", {"id": "1", "deleted": "yes"})
    assert counts(looked_at(rules, dry=True)) == {"removed": 1}
    assert counts(looked_at(rules)) == {"removed": 1}


def test_events_that_say_nothing_fail_alone_and_once(cast, own, rules):
    own.xadd("events:rules", {"text": "Whose?"})
    own.xadd("events:rules", {"id": "2", "txt": "A field of another name takes nothing away."})
    say(own, "x" * 501, "Too long a key.")
    say(own, "3", "The ferry leaves at nine.")
    run = looked_at(rules)
    assert counts(run) == {"new": 1, "failed": 3}
    assert [reason for _, _, reason in run.details][:2] == [
        "The event's field “id” is missing or empty.",
        "The event has no field “text”.",
    ]
    assert counts(looked_at(rules)) == {"unchanged": 1}


def test_one_field_may_hold_all_others_as_json(cast, own):
    events = source(cast.handbook, "stream", stream="events:rules", json="data", **NAMED)
    for said in ({"id": 7, "text": "The lantern key is brass."}, {"id": 8, "text": "Gone."}, {"id": 8, "text": None}, [1], "{"):
        own.xadd("events:rules", {"data": said if isinstance(said, str) else json.dumps(said)})
    assert counts(looked_at(events)) == {"new": 1, "failed": 2}
    assert content("Share/7.txt") == b"The lantern key is brass."


def test_events_that_were_trimmed_before_they_were_read_are_said(own, rules):
    say(own, "1", "The lantern key is brass.")
    looked_at(rules)
    for number in range(3):
        say(own, str(number), "The ferry leaves at nine.")
    own.xtrim("events:rules", maxlen=1, approximate=False)
    run = looked_at(rules)
    assert "2 went from the stream before they were read" in run.details[0][2]


def test_a_stream_that_was_made_anew_is_read_from_its_beginning(cast, own, rules):
    say(own, "1", "The lantern key is brass.")
    looked_at(rules)
    own.delete("events:rules")
    assert looked_at(rules).reason == "There is no stream “events:rules” on the server."
    own.xadd("events:rules", {"id": "2", "text": "The ferry leaves at nine."}, id="1-1")
    assert counts(looked_at(rules)) == {"new": 1, "unchanged": 1}


def test_a_long_backlog_is_read_in_several_runs(cast, own, rules, monkeypatch):
    monkeypatch.setattr("ingestion.sources.streams.redis_stream.MOST", 50)
    for number in range(120):
        say(own, str(number % 7), f"Ferry {number} leaves at nine.")
    assert [counts(looked_at(rules)).get("failed", 0) for _ in range(3)] == [1, 1, 0]
    assert {content(f"Share/{number % 7}.txt") for number in range(113, 120)} == {
        f"Ferry {number} leaves at nine.".encode() for number in range(113, 120)
    }


def test_a_long_backlog_comes_to_an_end_on_a_server_that_does_not_count_what_was_added(cast, own, rules, monkeypatch):
    tell = redis.Redis.xinfo_stream

    def less(*words):
        return {name: said for name, said in tell(*words).items() if name != "entries-added"}

    monkeypatch.setattr(redis.Redis, "xinfo_stream", less)
    monkeypatch.setattr("ingestion.sources.streams.redis_stream.MOST", 50)
    for number in range(120):
        say(own, str(number % 7), f"Ferry {number} leaves at nine.")
    own.xadd("events:rules", {"id": "1", "deleted": "1"})
    assert [counts(looked_at(rules)).get("failed", 0) for _ in range(3)] == [1, 1, 0]
    assert "Share/1.txt" not in names(cast.handbook)
    assert counts(looked_at(rules)) == {"unchanged": 6}


def test_what_was_trimmed_before_the_first_look_is_no_loss_however_long_reading_takes(own, rules, monkeypatch):
    monkeypatch.setattr("ingestion.sources.streams.redis_stream.MOST", 50)
    for number in range(200):
        say(own, str(number % 7), f"Ferry {number} leaves at nine.")
    own.xtrim("events:rules", maxlen=80, approximate=False)
    assert [name for _, name, _ in looked_at(rules).details] == ["Later events"]
    assert counts(looked_at(rules)) == {"replaced": 7}


def test_an_event_larger_than_an_upload_fails_alone_and_once(cast, own, rules, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=10_000)
    say(own, "1", "x" * 10_001)
    say(own, "2", "The ferry leaves at nine.")
    run = looked_at(rules)
    assert counts(run) == {"new": 1, "failed": 1}
    assert "larger than" in run.details[0][2]
    assert counts(looked_at(rules)) == {"unchanged": 1}


def test_few_large_events_are_asked_for_at_once(own, rules, counted, monkeypatch):
    monkeypatch.setattr("ingestion.sources.streams.redis_stream.SMALL", 1000)
    for number in range(20):
        say(own, str(number), "The ferry leaves at nine." if number < 10 else "x" * 2000)
    assert counts(looked_at(rules, dry=True)) == {"new": 20}
    assert counted[:7] == [1, 2, 4, 8, 1, 1, 1]


def test_reading_a_backlog_ends_when_the_worker_stops(own, rules, counted):
    for number in range(20):
        say(own, str(number), "The ferry leaves at nine.")
    runs.ask(rules, by=None)
    leases.stopping.set()
    try:
        syncing.carry_out(claimed())
    finally:
        leases.stopping.clear()
    assert counted == [1]


def test_what_could_not_be_kept_is_read_again(cast, own, rules):
    say(own, "1", "The lantern key is brass.")
    originals = storage.folder("originals")
    away = originals.rename(originals.with_name("away"))
    originals.write_text("no folder")
    assert counts(looked_at(rules)) == {"failed": 1}
    originals.unlink()
    away.rename(originals)
    assert counts(looked_at(rules)) == {"new": 1}


def test_a_run_that_was_stopped_is_begun_again_where_the_last_one_ended(cast, own, rules):
    say(own, "1", "The lantern key is brass.")
    looked_at(rules)
    own.xadd("events:rules", {"id": "1", "deleted": "1"})
    say(own, "2", "The ferry leaves at nine.")
    run = runs.ask(rules, by=None)
    assert run
    leases.stopping.set()
    try:
        syncing.carry_out(claimed())
    finally:
        leases.stopping.clear()
    syncing.carry_out(claimed())
    run.refresh_from_db()
    assert (run.removed, run.new + run.unchanged, run.failed) == (1, 1, 0)
    assert names(cast.handbook) == ["Share/2.txt"]


def test_only_streams_of_events_are_read_from_footnotes_own_redis(cast, own):
    own.set("events:text", "no stream")
    assert looked_at(source(cast.handbook, "stream", stream="events:text")).reason == "“events:text” is no stream."
    answers = source(cast.vault, "stream", stream="footnote:turn:1")
    assert "names begin with “events:”" in looked_at(answers).reason


def test_another_server_is_asked_with_a_password_over_an_encrypted_line(cast, tmp_path, settings, monkeypatch):
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost"}))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with redis_server(tmp_path, tls=True) as port:
        with redis.Redis("localhost", port, password=PASSWORD, ssl=True, ssl_ca_certs=str(tmp_path / "ca.pem")) as client:
            client.xadd("rules", {"id": "1", "text": "The lantern key is brass."})
        events = source(cast.handbook, "stream", url=f"rediss://localhost:{port}/0", stream="rules", secrets={"password": PASSWORD})
        assert counts(looked_at(events)) == {"new": 1}
        monkeypatch.delenv("SSL_CERT_FILE")
        assert "certificate verify failed" in looked_at(events).reason


def test_wrong_passwords_inner_hosts_and_servers_that_are_away_are_said(cast, tmp_path, settings):
    with redis_server(tmp_path) as port:
        events = source(cast.handbook, "stream", url=f"redis://localhost:{port}", stream="rules", secrets={"password": "brass"})
        assert "FOOTNOTE_SOURCE_HOSTS" in looked_at(events).reason
        settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost"}))
        assert looked_at(events).reason == "Redis refuses the user or the password."
    assert "Redis can't be reached" in looked_at(events).reason


def test_the_form_takes_an_address_without_a_password_and_never_shows_one(client, cast):
    client.force_login(cast.ada)
    new = reverse("ingestion:source-new", args=[cast.handbook.pk, "stream"])
    form = {"name": "Events", "every": "15", "gone": "remove", "stream": "rules", "key": "id", "text": "text", "format": "txt"}
    wrong = {
        "": "names begin with",
        "https://events.example.org": "looks like rediss://",
        "redis://ada:brass@events.example.org": "there are fields for them",
        "redis://events.example.org:port": "isn&#x27;t whole",
    }
    for url, said in wrong.items():
        response = client.post(new, {**form, "url": url})
        assert response.status_code == 422
        assert said in response.content.decode()
    client.post(new, {**form, "url": "rediss://events.example.org/2", "password": "brass"})
    made = Source.objects.get()
    assert unseal(made.sealed) == {"password": "brass"}
    assert "brass" not in client.get(reverse("ingestion:source", args=[made.pk])).content.decode()


def test_another_wish_begins_at_the_beginning(client, cast, own, rules):
    say(own, "1", "The lantern key is brass.")
    looked_at(rules)
    client.force_login(cast.ada)
    form = {"name": "Share", "every": "15", "gone": "remove", "key": "id", "text": "text", "format": "txt"}
    edit = reverse("ingestion:source-edit", args=[rules.pk])
    client.post(edit, {**form, "stream": "events:rules", "title": "name"})
    assert Source.objects.get().position == ""
    looked_at(rules)
    assert Source.objects.get().position
