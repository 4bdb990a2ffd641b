"""Collections and documents over the API."""

import hashlib
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from access.models import Collection, Grant, Role
from forgetting import tombstones
from ingestion import storage
from ingestion.models import Document, State, Version
from tests.api.conftest import BASE


def upload(program, collection, content=b"Second class by rail.", file_name="travel.txt", **fields):
    file = SimpleUploadedFile(file_name, content)
    return program.post(f"{BASE}/collections/{collection.pk}/documents", {"file": file, **fields})


@pytest.fixture
def travel(cast, api):
    return upload(api("alice"), cast.handbook).json()


def test_collections_are_listed_with_role_and_number_of_documents(cast, api, travel):
    [handbook] = api("bob").get(f"{BASE}/collections").json()["items"]
    assert handbook == {"id": str(cast.handbook.pk), "name": "Handbook", "description": "", "role": "reader", "documents": 1}
    assert api("mallory").get(f"{BASE}/collections").json() == {"items": [], "count": 0}
    assert api("bob").get(f"{BASE}/collections/{cast.handbook.pk}").json() == handbook


def test_long_lists_come_in_parts(cast, api):
    for number in range(5):
        Collection.objects.create(name=f"Extra {number}")
    program = api("ada")
    part = program.get(f"{BASE}/collections", {"limit": 2, "offset": 3}).json()
    assert part["count"] == 7
    assert [each["name"] for each in part["items"]] == ["Extra 3", "Extra 4"]
    assert program.get(f"{BASE}/collections", {"limit": 1000}).json() == {
        "error": "limit: Input should be less than or equal to 200."
    }
    assert program.get(f"{BASE}/collections", {"offset": 99}).json() == {"count": 7, "items": []}


def test_an_upload_is_accepted_and_waits(cast, api, travel):
    assert travel["outcome"] == "new"
    assert (travel["name"], travel["state"], travel["searchable"], travel["place"]) == ("travel.txt", "received", False, 1)
    assert travel["url"] == f"http://testserver/documents/{travel['id']}/"
    shown = api("bob").get(f"{BASE}/documents/{travel['id']}").json()
    assert shown == {key: value for key, value in travel.items() if key != "outcome"}


def test_status_codes_tell_new_from_known(cast, api):
    alice = api("alice")
    assert upload(alice, cast.handbook).status_code == 201
    again = upload(alice, cast.handbook)
    assert (again.status_code, again.json()["outcome"]) == (200, "same")
    changed = upload(alice, cast.handbook, b"First class by rail.")
    assert (changed.status_code, changed.json()["outcome"]) == (200, "replaced")
    assert Document.objects.count() == 1


def test_what_was_erased_does_not_come_back_by_a_program(cast, api):
    content = b"Third class by rail."
    sha256 = hashlib.sha256(content).hexdigest()
    tombstones.put([tombstones.content(cast.handbook.pk, sha256)])
    refused = upload(api("alice"), cast.handbook, content)
    assert refused.status_code == 422
    assert "was erased from this collection" in refused.json()["error"]
    assert not Document.objects.exists()
    assert not storage.content(sha256).exists()


def test_a_document_may_be_given_a_path(cast, api):
    assert upload(api("alice"), cast.handbook, name="Rules/travel.txt").json()["name"] == "Rules/travel.txt"


def test_an_empty_file_is_a_document_that_says_what_is_wrong(cast, api):
    empty = upload(api("alice"), cast.handbook, b"")
    assert empty.json()["state"] == "failed"
    assert empty.json()["reason"]
    assert empty.json()["advice"]


def test_an_upload_without_a_file_is_told_so(cast, api):
    response = api("alice").post(f"{BASE}/collections/{cast.handbook.pk}/documents")
    assert response.status_code == 422
    assert response.json() == {"error": "file: Field required."}


@pytest.mark.parametrize("who", ["bob", "mallory"])
def test_readers_and_outsiders_cannot_put_in_or_take_out(cast, api, travel, who):
    assert upload(api(who), cast.handbook).status_code == 404
    assert api(who).delete(f"{BASE}/documents/{travel['id']}").status_code == 404
    assert Document.objects.count() == 1


def test_an_editor_takes_a_document_out(cast, api, travel):
    Grant.objects.filter(user=cast.bob).update(role=Role.EDITOR)
    gone = api("bob").delete(f"{BASE}/documents/{travel['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert api("bob").get(f"{BASE}/documents/{travel['id']}").status_code == 404


def test_documents_are_listed_by_state(cast, api, travel):
    Version.objects.update(state=State.FAILED, reason="It is broken.", advice="Upload another one.")
    address = f"{BASE}/collections/{cast.handbook.pk}/documents"
    failed = api("bob").get(address, {"state": "failed"}).json()
    assert failed["count"] == 1
    assert failed["items"][0]["reason"] == "It is broken."
    assert api("bob").get(address, {"state": "ready"}).json()["count"] == 0
    assert "state: Input should be" in api("bob").get(address, {"state": "lost"}).json()["error"]


def test_a_list_of_documents_takes_a_fixed_number_of_queries(cast, api, django_assert_max_num_queries):
    alice = api("alice")
    for number in range(8):
        upload(alice, cast.handbook, str(number).encode(), f"{number}.txt")
    with django_assert_max_num_queries(6):
        assert len(alice.get(f"{BASE}/collections/{cast.handbook.pk}/documents").json()["items"]) == 8


def test_unknown_and_forbidden_read_the_same(cast, api, travel):
    answers = {api("mallory").get(f"{BASE}/documents/{each}").content for each in (travel["id"], uuid.uuid4())}
    assert answers == {b'{"error": "There is no such document, or it is not shared with you."}'}
