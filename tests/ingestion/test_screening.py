"""Personal data and secrets before indexing: what the collection's rules make of a document, seen through search and pages."""

import io
import logging

import pytest
from asgiref.sync import async_to_sync
from django.urls import reverse

from access.scope import Scope
from ingestion import deciding, intake, rescreening
from ingestion.models import Document, Page, Policy, Rules, Sighting, State, Version
from retrieval.models import StoredChunk
from retrieval.search import search
from tests.ingestion import makers
from tests.ingestion.test_rules import as_they_stand
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
IBAN = "GB82 WEST 1234 5698 7654 32"
PASSWORD = "Sommer2024!x"
LETTER = f"""The expense account of Margaret Thornbury is {IBAN}.

The ferry to the island leaves at nine.

The password of the old printer: {PASSWORD}
"""
VALUES = ("Thornbury", "1234 5698", PASSWORD)


def lay_down(cast, **rules):
    Rules.objects.update_or_create(collection=cast.handbook, defaults=rules)


def put(cast, text=LETTER, name="letter.txt"):
    document = intake.accept(cast.handbook, name, io.BytesIO(text.encode()), by=cast.alice).document
    work_off()
    return newest(document)


def newest(document):
    return Document.objects.select_related("latest", "current", "collection").get(pk=document.pk)


def texts(cast, question):
    found = search(question, Scope(frozenset([cast.handbook.pk]))).passages
    return "\n".join("\n".join([each.title, *each.heading, each.text]) for each in found)


def seen_by(client, person, document):
    """All that somebody is shown of a document: its page in both forms, its first page and its file."""
    client.force_login(person)
    addresses = [
        reverse("ingestion:document", args=[document.pk]),
        reverse("ingestion:page", args=[document.pk, 1]),
        reverse("ingestion:collection", args=[document.collection_id]),
        reverse("ingestion:page-image", args=[document.pk, 1]),
    ]
    pages = b"".join(client.get(address).content for address in addresses).decode(errors="replace")
    file = client.get(reverse("ingestion:file", args=[document.pk]))
    return pages + (async_to_sync(whole)(file).decode(errors="replace") if file.streaming else "")


async def whole(response):
    return b"".join([block async for block in response.streaming_content])


def test_by_default_everything_stays_as_it_is_but_is_reported(cast):
    document = put(cast)
    assert document.latest.state == State.READY
    assert all(value in texts(cast, "account ferry password") for value in VALUES)
    kinds = set(Sighting.objects.filter(version=document.latest).values_list("kind", flat=True))
    assert {"person", "iban", "password"} <= kinds


def test_what_is_masked_is_neither_found_nor_shown_to_a_reader(cast, client):
    lay_down(cast, personal_data=Policy.MASK, secrets=Policy.MASK)
    document = put(cast)
    assert document.latest.state == State.READY
    assert "ferry" in texts(cast, "When does the ferry leave?")
    for question in ("Margaret Thornbury", IBAN, PASSWORD, "expense account"):
        assert not any(value in texts(cast, question) for value in VALUES)
    assert "[IBAN_1]" in texts(cast, "expense account")
    shown = seen_by(client, cast.bob, document)
    assert "[PASSWORD_1]" in shown
    assert not any(value in shown for value in VALUES)
    assert not any(value in row.text for row in StoredChunk.objects.all() for value in VALUES)


def test_editors_still_get_the_file_and_see_what_was_found(cast, client):
    lay_down(cast, personal_data=Policy.MASK, secrets=Policy.MASK)
    document = put(cast)
    assert all(value in seen_by(client, cast.alice, document) for value in VALUES)
    report = client.get(reverse("ingestion:document-findings", args=[document.pk])).content.decode()
    assert IBAN in report
    assert PASSWORD not in report
    assert f"Som… ({len(PASSWORD)} characters)" in report


def test_a_mark_on_a_masked_page_stands_on_the_same_words(cast, tmp_path, client):
    lay_down(cast, personal_data=Policy.MASK)
    path = makers.pdf(tmp_path / "a.pdf", ["Margaret Thornbury signed. The ferry leaves at nine."])
    with path.open("rb") as file:
        document = newest(intake.accept(cast.handbook, "a.pdf", file, by=cast.alice).document)
    work_off()
    document = newest(document)
    page = Page.objects.get(version=document.current)
    passage = search("ferry", Scope(frozenset([cast.handbook.pk]))).passages[0]
    assert passage.text == "\n".join(page.text[span.start : span.end] for span in passage.spans)
    assert all(page.text[line[0] : line[1]].strip() for line in page.lines)
    client.force_login(cast.bob)
    answer = client.get(reverse("ingestion:page", args=[document.pk, 1]), {"quote": "The ferry leaves"}).content.decode()
    assert "could not be located" not in answer
    assert "<img" not in answer


def test_a_title_with_a_name_is_masked_too(cast, tmp_path):
    lay_down(cast, personal_data=Policy.MASK)
    path = makers.pdf(tmp_path / "cv.pdf", ["The ferry leaves at nine."], title="Life of Margaret Thornbury", author="Otto Krause")
    with path.open("rb") as file:
        intake.accept(cast.handbook, "cv.pdf", file, by=cast.alice)
    work_off()
    version = Version.objects.get()
    assert (version.title, version.author) == ("Life of [PERSON_1]", "")


def test_what_is_held_waits_for_an_editor_and_is_released_without_reading_again(cast, client):
    lay_down(cast, secrets=Policy.HOLD)
    document = put(cast)
    assert (document.latest.state, document.latest.trouble, document.current) == (State.FAILED, "held", None)
    assert "1 password" in document.latest.reason
    assert "ferry" not in texts(cast, "ferry")
    assert not any(value in seen_by(client, cast.bob, document) for value in VALUES)
    held = document.latest.pk
    deciding.decide(document, "release", by=cast.alice)
    work_off()
    document = newest(document)
    assert (document.latest.state, document.latest.pk) == (State.READY, held)
    assert "ferry" in texts(cast, "ferry")


def test_a_release_holds_for_the_next_version_but_not_for_something_new(cast):
    lay_down(cast, secrets=Policy.HOLD)
    document = put(cast)
    deciding.decide(document, "release", by=cast.alice)
    work_off()
    assert put(cast, LETTER + "\nOne line more.").latest.state == State.READY
    assert put(cast, LETTER + "\nThe password of the new printer: Winter2025!y").latest.trouble == "held"
    assert "ferry" in texts(cast, "ferry")


def test_a_decision_to_mask_survives_a_retry(cast):
    lay_down(cast, secrets=Policy.HOLD)
    document = put(cast)
    deciding.decide(document, "mask", by=cast.alice)
    work_off()
    intake.retry(newest(document))
    work_off()
    assert newest(document).latest.masked
    assert PASSWORD not in texts(cast, "password printer")


def test_a_refused_document_fails_with_its_own_reason(cast, client):
    lay_down(cast, secrets=Policy.REFUSE)
    document = put(cast)
    assert (document.latest.state, document.latest.trouble) == (State.FAILED, "refused")
    assert "1 password" in document.latest.reason
    assert "ferry" not in texts(cast, "ferry")
    assert not any(value in seen_by(client, cast.bob, document) for value in VALUES)
    deciding.decide(document, "release", by=cast.alice)
    work_off()
    assert newest(document).latest.state == State.READY
    assert put(cast, "The ferry leaves at nine.").latest.state == State.READY


def test_a_harmless_value_counts_no_more_in_the_collection(cast):
    lay_down(cast, secrets=Policy.HOLD)
    document = put(cast)
    sighting = Sighting.objects.get(version=document.latest, kind="password")
    assert deciding.call_harmless(document, sighting, place=0, by=cast.alice)
    work_off()
    assert newest(document).latest.state == State.READY
    assert put(cast, f"Printer password: {PASSWORD}", "other.txt").latest.state == State.READY


def test_kinds_that_don_t_count_are_left_alone(cast):
    lay_down(cast, personal_data=Policy.MASK, overlooked=["person"])
    put(cast)
    assert "Thornbury" in texts(cast, "account")
    assert "1234 5698" not in texts(cast, "account")


def test_new_rules_are_applied_to_what_is_here_and_taken_back_without_reading_a_file(cast, monkeypatch):
    document = put(cast)
    first = document.current_id
    monkeypatch.setattr("ingestion.taking_down.read", no_reading)
    lay_down(cast, personal_data=Policy.MASK, secrets=Policy.MASK)
    assert rescreening.rescreen_all(cast.handbook) == 1
    work_off()
    document = newest(document)
    assert document.current_id != first
    assert document.current.masked
    assert not any(value in texts(cast, "account password") for value in VALUES)
    lay_down(cast, personal_data=Policy.ALLOW, secrets=Policy.ALLOW)
    rescreening.rescreen_all(cast.handbook)
    work_off()
    assert not newest(document).current.masked
    assert all(value in texts(cast, "account password ferry") for value in VALUES)


def no_reading(*_args, **_options):
    raise AssertionError("the file was read again")


def test_no_value_is_written_to_the_log(cast, caplog):
    caplog.set_level(logging.DEBUG)
    for policy in (Policy.HOLD, Policy.REFUSE, Policy.MASK):
        lay_down(cast, personal_data=policy, secrets=policy)
        put(cast, name=f"{policy}.txt", text=LETTER + policy)
    assert not any(value in caplog.text for value in VALUES)


def test_an_editor_decides_on_the_page_of_what_was_found(cast, client):
    lay_down(cast, secrets=Policy.HOLD)
    document = put(cast)
    client.force_login(cast.alice)
    assert "Held for review" in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).content.decode()
    client.post(reverse("ingestion:decide", args=[document.pk]), {"choice": "mask"})
    work_off()
    assert newest(document).latest.masked
    client.post(reverse("ingestion:decide", args=[document.pk]), {"choice": "rules"})
    work_off()
    assert newest(document).latest.trouble == "held"
    sighting = Sighting.objects.get(version=newest(document).latest, kind="password")
    client.post(reverse("ingestion:harmless", args=[document.pk]) + f"?sighting={sighting.pk}&place=0")
    work_off()
    assert newest(document).latest.state == State.READY


def test_the_report_of_a_collection_can_be_narrowed_to_a_kind(cast, client):
    put(cast)
    put(cast, "The ferry leaves at nine.", "plain.txt")
    put(cast, "Write to otto@example.org.", "mail.txt")
    client.force_login(cast.alice)
    address = reverse("ingestion:findings", args=[cast.handbook.pk])
    everything, passwords = (client.get(address, query).content.decode() for query in ({}, {"kind": "password"}))
    assert "mail.txt" in everything
    assert "plain.txt" not in everything
    assert "letter.txt" in passwords
    assert "mail.txt" not in passwords
    assert not any(value in everything for value in VALUES)


def test_an_owner_lays_down_the_rules_and_applies_them(cast, client):
    put(cast)
    client.force_login(cast.alice)
    sent = as_they_stand(cast.handbook) | {"personal_data": "mask", "secrets": "mask", "overlooked": ["person"]}
    assert client.post(reverse("ingestion:rules", args=[cast.handbook.pk]), sent).status_code == 302
    client.post(reverse("ingestion:apply-rules", args=[cast.handbook.pk]))
    work_off()
    assert PASSWORD not in texts(cast, "password printer")
    assert "Thornbury" in texts(cast, "expense account")
