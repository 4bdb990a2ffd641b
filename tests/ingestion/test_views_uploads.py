"""Files coming in through the browser: many by a plain form, one at a time by script, never whole in memory."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse

from ingestion import storage
from ingestion.forms import UploadForm
from ingestion.models import Document, State, Version
from tests.ingestion.views_making import document

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def send(client, cast):
    """Send files to the Handbook as Alice."""
    client.force_login(cast.alice)

    def post(*files, headers=None, **fields):
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return client.post(reverse("ingestion:upload", args=[cast.handbook.pk]), {"file": sent, **fields}, headers=headers)

    return post


def names():
    return sorted(Document.objects.values_list("name", flat=True))


def test_a_plain_form_takes_many_files_and_comes_back_to_the_list(send, cast):
    response = send(("a.txt", b"one"), ("b.txt", b"two"))
    assert response.url == reverse("ingestion:collection", args=[cast.handbook.pk])
    assert names() == ["a.txt", "b.txt"]
    assert {version.state for version in Version.objects.all()} == {State.RECEIVED}
    assert sorted(storage.original(version).read_bytes() for version in Version.objects.all()) == [b"one", b"two"]
    assert Document.objects.filter(added_by=cast.alice).count() == 2


def test_what_the_plain_form_did_is_said_on_the_next_page(send, client, cast):
    send(("a.txt", b"one"), ("b.txt", b"one"))
    html = client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    assert "“a.txt” was received." in html
    assert "is already here, word for word." in html


def test_paths_within_a_folder_become_names_and_lead_nowhere_else(send):
    send(("a.txt", b"one"), headers=SCRIPT, paths="letters/2024/a.txt")
    send(("b.txt", b"two"), headers=SCRIPT, paths="../../etc/b.txt")
    assert names() == ["etc/b.txt", "letters/2024/a.txt"]


def test_a_script_learns_what_became_of_its_file(send):
    first, same = send(("a.txt", b"one"), headers=SCRIPT), send(("a.txt", b"one"), headers=SCRIPT)
    replaced = send(("a.txt", b"three"), headers=SCRIPT)
    assert [response.status_code for response in (first, same, replaced)] == [201, 201, 201]
    for response, outcome in ((first, "new"), (same, "same"), (replaced, "replaced")):
        assert f'data-outcome="{outcome}"' in response.text
    assert names() == ["a.txt"]


def test_nothing_chosen_is_said_in_place(send, client):
    plain, script = send(), send(headers=SCRIPT)
    assert (plain.status_code, script.status_code) == (422, 422)
    assert "Choose at least one file." in plain.text
    assert script.text.strip() == '<p data-outcome="refused">Choose at least one file.</p>'


def test_a_file_over_the_limit_is_refused_with_both_sizes(send, settings):
    from dataclasses import replace

    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=1024**2)
    response = send(("big.txt", b"x" * 2 * 1024**2), headers=SCRIPT)
    assert response.status_code == 422
    assert "“big.txt” is too large (2.0\xa0MB; at most 1 MB are accepted)" in response.text
    assert names() == []


def test_an_empty_file_gets_a_row_that_says_so(send):
    assert send(("empty.txt", b""), headers=SCRIPT).status_code == 201
    version = Version.objects.get()
    assert (version.state, version.reason) == (State.FAILED, "The file is empty.")


def test_even_small_files_go_to_disk_first(send, monkeypatch):
    seen: list[object] = []
    valid = UploadForm.is_valid

    def noted(form):
        seen.extend(form.files.getlist("file"))
        return valid(form)

    monkeypatch.setattr(UploadForm, "is_valid", noted)
    send(("a.txt", b"one"), ("b.txt", b"two"))
    assert [type(file) for file in seen] == [TemporaryUploadedFile, TemporaryUploadedFile]


def test_uploads_need_the_token_of_the_page(cast):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(cast.alice)
    for address in (
        reverse("ingestion:upload", args=[cast.handbook.pk]),
        reverse("ingestion:replace", args=[document(cast.handbook).pk]),
    ):
        assert careful.post(address, {"file": SimpleUploadedFile("a.txt", b"one")}).status_code == 403


def test_names_that_were_sent_are_shown_as_text(send):
    response = send(("a.txt", b"one"), headers=SCRIPT, paths="<b>a</b>.txt")
    assert "&lt;b&gt;a" in response.text
    assert "<b>" not in response.text


def test_replacing_keeps_the_name_and_the_old_version_until_the_new_one_is_read(client, cast):
    made = document(cast.handbook, "letters/a.pdf", by=cast.alice)
    client.force_login(cast.alice)
    address = reverse("ingestion:replace", args=[made.pk])
    assert "Replace “letters/a.pdf”" in client.get(address).text
    response = client.post(address, {"file": SimpleUploadedFile("other.pdf", b"new bytes")})
    assert response.url == reverse("ingestion:document", args=[made.pk])
    before = made.current_id
    made.refresh_from_db()
    assert (made.name, made.current_id) == ("letters/a.pdf", before)
    assert made.latest.state == State.RECEIVED
    assert "A new version is on its way" in client.get(response.url).text


def test_replacing_with_nothing_is_asked_again(client, cast):
    client.force_login(cast.alice)
    address = reverse("ingestion:replace", args=[document(cast.handbook).pk])
    plain, script = client.post(address, {}), client.post(address, {}, headers=SCRIPT)
    assert (plain.status_code, script.status_code) == (422, 422)
    assert "Choose a file." in plain.text
    assert 'data-outcome="refused"' in script.text
