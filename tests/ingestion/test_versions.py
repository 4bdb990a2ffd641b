"""Earlier versions: kept, never found, compared, and back in one step without being read again."""

import io
from dataclasses import replace

import pytest
from django.urls import reverse

from ingestion import attempts, intake, leases, leftovers, storage, versions
from ingestion.comparing import compare
from ingestion.models import Document, Leftover, Page, State, Version
from retrieval import index
from retrieval.models import StoredChunk
from tests.ingestion import makers
from tests.ingestion.test_doctor import examined
from tests.ingestion.test_trash import found, put, tidy_house  # noqa: F401
from tests.ingestion.workers import claimed, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
OLD = "The ferry to the island leaves at nine from the northern quay."
NEW = "The ferry to the island leaves at ten from the northern quay."


@pytest.fixture
def ferries(cast):
    """A document that was replaced once."""
    put(cast, data=OLD.encode())
    work_off()
    put(cast, data=NEW.encode())
    work_off()
    return now()


def now():
    """The one document as it is now."""
    return Document.objects.select_related("collection", "current", "latest").get(parent=None)


def words(version):
    return version.pages.get().text.strip()


def earlier():
    """The words of the earlier versions, the newest first."""
    return [words(each) for each in versions.earlier(now())]


def test_an_earlier_version_is_kept_and_never_found(cast, ferries):
    [old] = versions.earlier(ferries)
    assert (words(ferries.current), words(old)) == (NEW, OLD)
    assert storage.original(old).is_file()
    assert StoredChunk.objects.filter(version_id=old.pk).exists()
    assert index.count(old.pk) == 0
    assert not Leftover.objects.exists()
    assert examined() == ([], 0)


def test_it_comes_back_without_its_file_being_read(cast, ferries):
    [old] = versions.earlier(ferries)
    storage.original(old).unlink()
    versions.bring_back(ferries, old)
    assert words(now().current) == NEW, "until it is there, the present one stays in use"
    work_off()
    assert (words(now().current), earlier()) == (OLD, [NEW])
    assert found(cast) == {ferries.pk}
    assert index.count(ferries.current.pk) == 0


def test_no_more_are_kept_than_the_settings_say(cast, settings):
    settings.INGESTION = replace(settings.INGESTION, keep_versions=2)
    for number in range(4):
        put(cast, data=f"The ferry leaves at {number}.".encode())
        work_off()
    assert earlier() == ["The ferry leaves at 2.", "The ferry leaves at 1."]
    assert Version.objects.count() == Page.objects.count() == len(list(storage.folder("originals").glob("??/*"))) == 3


def test_reading_the_same_file_again_leaves_no_earlier_version_of_it(cast, ferries):
    intake.retry(ferries)
    work_off()
    assert earlier() == [OLD]


def test_a_new_upload_stops_a_version_on_its_way_back(cast, ferries):
    versions.bring_back(ferries, versions.earlier(ferries).get())
    put(cast, data=b"The ferry to the island does not leave.")
    work_off()
    assert words(now().current) == "The ferry to the island does not leave."
    assert earlier() == [NEW, OLD]
    assert examined() == ([], 0)


def test_a_way_back_that_breaks_off_leaves_all_as_it_was(cast, ferries, settings):
    versions.bring_back(ferries, versions.earlier(ferries).get())
    for _ in range(2 * settings.INGESTION.tries):
        held = claimed().held()
        held.update(leased_until=held.get().queued_at)
        attempts.give_back_the_stopped()
    assert leases.claim_next() is None
    leftovers.sweep()
    assert (words(now().current), earlier(), now().latest.state) == (NEW, [OLD], State.READY)
    assert examined() == ([], 0)


def test_a_document_with_others_inside_is_read_again_for_their_sake(cast, tmp_path):
    for text in (b"The first times.", b"The second times."):
        path = makers.eml(tmp_path / "mail.eml", attachments={"times.txt": text})
        intake.accept(cast.handbook, "mail.eml", io.BytesIO(path.read_bytes()), by=cast.alice)
        work_off()
    versions.bring_back(now(), versions.earlier(now()).get())
    work_off()
    assert words(Document.objects.get(parent=now()).current) == "The first times."


def test_a_deleted_version_leaves_nothing(cast, ferries):
    [old] = versions.earlier(ferries)
    versions.remove(ferries, old)
    leftovers.sweep()
    assert not storage.original(old).exists()
    assert not StoredChunk.objects.filter(version_id=old.pk).exists()
    assert examined() == ([], 0)


def test_editors_compare_and_restore_and_readers_see_only_the_present(cast, client, ferries):
    [old] = versions.earlier(ferries)
    client.force_login(cast.alice)
    assert "The files of earlier ones take 62" in client.get(reverse("ingestion:versions", args=[ferries.pk])).text
    html = client.get(reverse("ingestion:compare", args=[ferries.pk, old.pk])).text
    assert "<del>[− nine −]</del><ins>[+ ten +]</ins>" in html
    opened = reverse("ingestion:page", args=[ferries.pk, 1]) + f"?version={old.pk}"
    assert "This is an earlier version" in client.get(opened).text
    client.force_login(cast.bob)
    assert "at nine" not in client.get(opened).text
    assert client.get(reverse("ingestion:compare", args=[ferries.pk, old.pk])).status_code == 404
    client.force_login(cast.alice)
    said = client.post(reverse("ingestion:restore-version", args=[ferries.pk, old.pk]), follow=True).text
    assert "on its way back" in said
    work_off()
    assert words(now().current) == OLD


def test_pages_are_compared_word_by_word():
    def parts(old, new):
        return [(part.kind, part.text) for part in compare(1, old, new).parts]

    assert parts("a b c", "a x c") == [("same", "a "), ("removed", "b"), ("added", "x"), ("same", " c")]
    assert parts(None, "new") == [("added", "new")]
    assert parts("old", None) == [("removed", "old")]
    assert not compare(1, "same", "same").changed
    long = "word\n" * 5000
    assert [kind for kind, _ in parts(long + "end", long + "END")] == ["same", "removed", "added"]
