"""What is deleted goes to the trash: out of everybody's sight at once, back as it was, gone for good in the end."""

import io
import shutil
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from access.models import Grant, Role
from access.scope import Scope
from ingestion import emptying, intake, leases, leftovers, storage, tasks, trash
from ingestion.errors import IntakeError, LeaseLost
from ingestion.models import Document, Leftover, Page, State, Version
from retrieval import index, qdrant
from retrieval.models import IndexedDocument, StoredChunk
from retrieval.search import search
from tests.ingestion import makers
from tests.ingestion.test_doctor import examined
from tests.ingestion.workers import claimed, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
FERRIES = b"The ferry to the island leaves at nine from the northern quay."


def put(cast, name="ferries.txt", data=FERRIES, parent=None):
    return intake.accept(cast.handbook, name, io.BytesIO(data), by=cast.alice, parent=parent)


def found(cast, question="When does the ferry to the island leave?"):
    return {passage.document_id for passage in search(question, Scope(frozenset([cast.handbook.pk]))).passages}


def lying(cast):
    return [document.name for document in trash.of(cast.handbook)]


def days_pass(days):
    """Move everything in the trash so far back."""
    for pk, purge_at in Document.with_trash.filter(deleted_at__isnull=False).values_list("pk", "purge_at"):
        assert purge_at
        Document.with_trash.filter(pk=pk).update(purge_at=purge_at - timedelta(days=days))


@pytest.fixture(autouse=True)
def tidy_house(vectors_service, db):
    """No files or points of other tests, whose rows are gone."""
    qdrant.drop()
    shutil.rmtree(storage.folder("originals"))
    shutil.rmtree(storage.folder("pages"))


@pytest.fixture
def ferries(cast):
    document = put(cast).document
    work_off()
    return Document.objects.get(pk=document.pk)


@pytest.fixture
def mail(cast, tmp_path):
    path = makers.eml(tmp_path / "mail.eml", attachments={"times.txt": FERRIES})
    document = put(cast, "mail.eml", path.read_bytes()).document
    work_off()
    return Document.objects.get(pk=document.pk)


def test_a_deleted_document_is_out_of_search_at_once_and_back_without_being_read_again(cast, ferries):
    assert found(cast) == {ferries.pk}
    intake.remove(ferries, by=cast.alice)
    assert found(cast) == set()
    assert not Document.objects.exists()
    versions = list(Version.objects.values_list("pk", "state", "finished_at"))
    assert intake.restore(ferries).name == "ferries.txt"
    assert found(cast) == {ferries.pk}
    assert list(Version.objects.values_list("pk", "state", "finished_at")) == versions
    assert examined() == ([], 0)


def test_nobody_opens_what_lies_in_the_trash(cast, client, ferries):
    intake.remove(ferries, by=cast.alice)
    client.force_login(cast.ada)
    for name, more in (("document", []), ("file", []), ("page", [1]), ("page-image", [1]), ("replace", []), ("delete", [])):
        assert client.get(reverse(f"ingestion:{name}", args=[ferries.pk, *more])).status_code == 404
    assert client.post(reverse("ingestion:retry", args=[ferries.pk])).status_code == 404
    assert "ferries.txt" not in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    assert "ferries" not in client.get(reverse("assistant:home")).text
    assert "0 documents" in client.get(reverse("access:collections")).text


def test_what_came_inside_goes_and_comes_back_with_it(cast, mail):
    times = Document.objects.get(name="mail.eml/times.txt")
    intake.remove(mail, by=cast.alice)
    assert lying(cast) == ["mail.eml"]
    assert found(cast) == set()
    assert examined() == ([], 0)
    intake.restore(mail)
    assert found(cast) >= {times.pk}
    assert lying(cast) == []


def test_what_was_deleted_before_its_outer_document_stays_deleted_when_that_returns(cast, mail):
    times = Document.objects.get(name="mail.eml/times.txt")
    intake.remove(times, by=cast.alice)
    intake.remove(mail, by=cast.alice)
    with pytest.raises(IntakeError, match=r"“mail\.eml”, which is in the trash too"):
        intake.restore(times)
    intake.restore(mail)
    assert lying(cast) == ["mail.eml/times.txt"]
    intake.restore(times)
    assert lying(cast) == []


def test_a_name_that_was_taken_meanwhile_gets_a_number_inside_too(cast, mail, tmp_path):
    intake.remove(mail, by=cast.alice)
    put(cast, "mail.eml", makers.eml(tmp_path / "b.eml", attachments={"times.txt": b"Other times."}).read_bytes())
    work_off()
    assert intake.restore(mail).name == "mail (2).eml"
    names = set(Document.objects.values_list("name", flat=True))
    assert names == {"mail.eml", "mail.eml/times.txt", "mail (2).eml", "mail (2).eml/times.txt"}
    assert set(IndexedDocument.objects.values_list("name", flat=True)) == names
    assert examined() == ([], 0)


def test_the_same_file_under_the_same_name_comes_out_of_the_trash(cast, ferries):
    intake.remove(ferries, by=cast.alice)
    again = put(cast)
    assert (again.outcome, again.document.pk) == ("restored", ferries.pk)
    assert found(cast) == {ferries.pk}
    assert lying(cast) == []


def test_other_bytes_or_another_name_make_a_new_document_beside_the_trash(cast, ferries):
    intake.remove(ferries, by=cast.alice)
    assert put(cast, data=b"The ferry leaves at ten.").outcome == "new"
    assert put(cast, "copy.txt").outcome == "new"
    assert lying(cast) == ["ferries.txt"]
    assert intake.restore(ferries).name == "ferries (2).txt"


def test_work_on_a_document_stops_when_it_goes_to_the_trash_and_begins_anew_when_it_returns(cast):
    document = put(cast).document
    lease = claimed()
    intake.remove(document, by=cast.alice)
    with pytest.raises(LeaseLost):
        lease.update(step=1)
    assert leases.claim_next() is None
    assert examined() == ([], 0)
    intake.restore(document)
    work_off()
    assert found(cast) == {document.pk}
    assert examined() == ([], 0)


def test_an_attachment_finds_no_way_into_a_document_in_the_trash(cast, mail):
    intake.remove(mail, by=cast.alice)
    with pytest.raises(IntakeError, match="was removed"):
        put(cast, "mail.eml/late.txt", b"late", parent=mail)


def test_after_its_days_it_is_gone_for_good(cast, mail, settings):
    version = mail.current
    intake.remove(mail, by=cast.alice)
    days_pass(settings.INGESTION.trash_days - 1)
    tasks.sweep()
    assert lying(cast) == ["mail.eml"]
    days_pass(1)
    assert lying(cast) == []
    tasks.sweep()
    assert not Document.with_trash.exists()
    assert not any(each.objects.exists() for each in (Version, Page, StoredChunk, Leftover))
    assert index.count(version.pk) == 0
    assert not storage.original(version).exists()


def test_a_file_that_another_document_needs_stays_when_the_trash_is_emptied(cast, ferries):
    intake.remove(ferries, by=cast.alice)
    other = put(cast, "copy.txt").document
    trash.give_up(trash.of(cast.handbook))
    emptying.empty_due()
    leftovers.sweep()
    work_off()
    assert found(cast) == {other.pk}
    assert examined() == ([], 0)


def test_sweeping_old_versions_leaves_alone_what_a_document_in_the_trash_needs(cast, ferries):
    put(cast, data=b"The ferry to the island leaves at ten.")
    work_off()
    put(cast, data=b"Not read yet.")
    intake.remove(ferries, by=cast.alice)
    leftovers.sweep()
    intake.restore(ferries)
    assert found(cast) == {ferries.pk}


def test_a_collection_goes_with_its_trash(cast, ferries):
    kept = storage.original(ferries.current)
    intake.remove(ferries, by=cast.alice)
    intake.remove_collection(cast.handbook)
    leftovers.sweep()
    assert not Document.with_trash.exists()
    assert not kept.exists()


def test_the_doctor_puts_back_what_is_found_from_the_trash(cast, ferries):
    intake.remove(ferries, by=cast.alice)
    IndexedDocument.objects.create(
        document_id=ferries.pk, collection_id=cast.handbook.pk, version_id=ferries.current_id, title="Ferries"
    )
    findings, code = examined("--repair")
    assert [finding["kind"] for finding in findings] == ["found after its removal"]
    assert code == 0
    assert found(cast) == set()


def test_the_page_says_who_deleted_what_and_when_it_goes(cast, client, ferries, settings):
    client.force_login(cast.alice)
    asked = client.get(reverse("ingestion:delete", args=[ferries.pk])).text
    assert "You can restore it for 30 days." in asked
    client.post(reverse("ingestion:delete", args=[ferries.pk]))
    html = " ".join(client.get(reverse("ingestion:trash", args=[cast.handbook.pk])).text.split())
    gone = timezone.localtime(timezone.now() + timedelta(days=settings.INGESTION.trash_days))
    assert "deleted by alice on" in html
    assert f"Gone for good on {gone.day} {gone:%B %Y}" in html
    assert "Trash <span" in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text


def test_an_editor_restores_deletes_for_good_and_empties(cast, client, ferries):
    Grant.objects.filter(user=cast.bob).update(role=Role.EDITOR)
    client.force_login(cast.bob)
    intake.remove(ferries, by=cast.alice)
    back = client.post(reverse("ingestion:restore", args=[ferries.pk]), follow=True)
    assert "“ferries.txt” is back." in back.text
    intake.remove(ferries, by=cast.alice)
    gone = client.post(reverse("ingestion:delete-for-good", args=[ferries.pk]), follow=True)
    assert "“ferries.txt” is deleted for good." in gone.text
    assert "The trash is empty" in gone.text
    assert client.post(reverse("ingestion:restore", args=[ferries.pk])).status_code == 404
    put(cast, "other.txt", b"other")
    intake.remove(Document.objects.get(name="other.txt"), by=cast.bob)
    assert "The trash is empty." in client.post(reverse("ingestion:trash-empty", args=[cast.handbook.pk]), follow=True).text


def test_the_list_of_the_trash_takes_a_fixed_number_of_queries(cast, client, django_assert_max_num_queries):
    client.force_login(cast.alice)
    for number in range(12):
        intake.remove(put(cast, f"{number}.txt", str(number).encode()).document, by=cast.alice)
    with django_assert_max_num_queries(10):
        client.get(reverse("ingestion:trash", args=[cast.handbook.pk]))
    assert Version.objects.filter(state=State.FAILED).count() == 12
