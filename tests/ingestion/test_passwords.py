"""A locked document asks for its password, uses it, and forgets it."""

import logging

import pytest
from django.core import serializers
from django.urls import reverse

from ingestion import passwords, storage
from ingestion.models import Document, Page, Password, State, Version
from tests.ingestion import makers
from tests.ingestion.test_pipeline import found, newest, put
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
SECRET = "open sesame street"


@pytest.fixture
def locked(cast, tmp_path):
    """A PDF that was uploaded and turned out to be locked."""
    document = put(cast, "vault.pdf", makers.pdf(tmp_path / "a.pdf", ["The safe is green."], password=SECRET).read_bytes())
    work_off()
    return document


@pytest.fixture
def give(client, cast, locked):
    """Enter a password as Alice would."""

    def post(password, **more):
        client.force_login(cast.alice)
        answer = client.post(reverse("ingestion:password", args=[locked.pk]), {"password": password, **more}, follow=True)
        work_off()
        return answer

    return post


def test_a_locked_document_says_that_it_needs_a_password_and_offers_the_field_to_editors_only(client, cast, locked):
    assert (newest(locked).state, newest(locked).trouble) == (State.FAILED, "encrypted")
    for name, may in (("alice", True), ("bob", False)):
        client.force_login(getattr(cast, name))
        page = client.get(reverse("ingestion:document", args=[locked.pk])).text
        rows = client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
        assert "Needs a password" in page
        assert ('name="password"' in page, "Enter password" in rows) == (may, may)


def test_the_right_password_has_it_read_and_is_gone_afterwards(client, cast, locked, give, caplog):
    caplog.set_level(logging.DEBUG)
    answer = give(SECRET, keep="on")
    version = newest(locked)
    assert version.state == State.READY
    assert found(cast, "Which colour is the safe?") == {version.pk}
    assert not Password.objects.exists()
    rows = serializers.serialize("json", [*Document.objects.all(), *Version.objects.all(), *Page.objects.all()])
    assert not any(SECRET in text for text in (answer.text, caplog.text, rows))


def test_its_pages_have_pictures_although_nobody_knows_the_password_any_more(client, cast, locked, give):
    give(SECRET)
    client.force_login(cast.bob)
    picture = client.get(reverse("ingestion:page-image", args=[locked.pk, 1]))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    assert "page-image" in client.get(reverse("ingestion:page", args=[locked.pk, 1])).text


def test_a_wrong_password_says_so_and_is_forgotten(give, locked):
    give("guess", keep="on")
    assert newest(locked).reason == "The password does not open the file."
    assert not Password.objects.exists()


def test_a_password_waits_encrypted_through_a_failure_that_is_not_its_own(give, locked):
    storage.original(newest(locked)).write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 10)
    give(SECRET)
    assert not Password.objects.exists()
    give(SECRET, keep="on")
    kept = Password.objects.get()
    assert SECRET not in kept.sealed
    assert passwords.of(locked) == SECRET


def test_a_kept_password_is_forgotten_when_somebody_says_so(client, cast, locked):
    passwords.give(locked, SECRET, keep=True)
    client.force_login(cast.alice)
    assert "Forget it" in client.get(reverse("ingestion:document", args=[locked.pk])).text
    client.post(reverse("ingestion:forget-password", args=[locked.pk]))
    assert not Password.objects.exists()


def test_under_another_secret_key_the_password_is_asked_for_again(locked, settings):
    passwords.give(locked, SECRET, keep=True)
    settings.SECRET_KEY = "another key altogether, as after a restore elsewhere"
    work_off()
    assert newest(locked).trouble == "encrypted"


def test_retrying_all_that_failed_leaves_alone_what_waits_for_a_password(client, cast, locked):
    client.force_login(cast.alice)
    client.post(reverse("ingestion:retry-failed", args=[cast.handbook.pk]))
    assert newest(locked).state == State.FAILED
