"""How a document counts: its owner, class, review date, expiry and weight; its own before its collection's."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from access.scope import Scope
from assistant.citations import snapshots
from assistant.footnotes import ShownSource
from assistant.models import Turn
from ingestion import expiring, intake, keeping, life, trash
from ingestion.models import DataClass, Document, Rules
from ingestion.rules import rules_of
from retrieval import wire
from retrieval.models import IndexedDocument
from retrieval.search import search
from tests.ingestion.test_trash import found, lying, put, tidy_house  # noqa: F401
from tests.ingestion.workers import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]
QUESTION = "When does the ferry to the island leave?"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def ferries(cast):
    document = put(cast).document
    work_off()
    return Document.objects.get(pk=document.pk)


def own(document, **values):
    """Give a document values of its own."""
    for name, value in values.items():
        setattr(document, name, value)
    keeping.give(document)


def rules(cast, **values):
    """Lay down rules for the Handbook."""
    laid = rules_of(cast.handbook)
    for name, value in values.items():
        setattr(laid, name, value)
    keeping.lay_down(laid)


def passages(cast):
    return search(QUESTION, Scope(frozenset([cast.handbook.pk]))).passages


def test_an_expired_document_leaves_search_at_that_hour_with_nobody_doing_anything(cast, ferries):
    own(ferries, expires_at=timezone.now() + HOUR)
    assert found(cast) == {ferries.pk}
    IndexedDocument.objects.update(expires_at=timezone.now())  # the hour has come
    assert found(cast) == set()
    assert Document.objects.exists()


def test_rules_count_for_all_that_has_nothing_of_its_own(cast, ferries):
    other = put(cast, "other.txt", b"The ferry to the island is blue.").document
    work_off()
    Document.objects.update(created_at=timezone.now() - 10 * DAY)
    own(other, expires_at=timezone.now() + DAY, data_class=DataClass.PUBLIC)
    rules(cast, expire_days=7, data_class=DataClass.CONFIDENTIAL, owner=cast.alice)
    assert {each.document_id: each.data_class for each in passages(cast)} == {other.pk: "public"}
    known = life.lives(Document.objects.all())
    assert (known[ferries.pk].expired, known[ferries.pk].owner, known[other.pk].owner) == (True, cast.alice, cast.alice)
    rules(cast, expire_days=None)
    assert found(cast) == {ferries.pk, other.pk}


def test_a_new_version_keeps_what_counts_for_its_document(cast, ferries):
    own(ferries, weight=2, review_on=timezone.localdate())
    put(cast, data=b"The ferry to the island leaves at ten now.")
    work_off()
    [shown] = IndexedDocument.objects.all()
    assert (shown.weight, shown.review_on) == (2, timezone.localdate())


def test_what_is_past_its_grace_time_goes_to_the_trash_and_comes_back_with_time_left(cast, ferries):
    rules(cast, grace_days=3)
    own(ferries, expires_at=timezone.now() - 2 * DAY)
    assert (expiring.put_away(), lying(cast)) == (0, [])
    own(ferries, expires_at=timezone.now() - 4 * DAY)
    assert (expiring.put_away(), lying(cast)) == (1, ["ferries.txt"])
    [gone] = trash.of(cast.handbook)
    assert gone.deleted_by is None
    intake.restore(gone)
    assert expiring.put_away() == 0
    assert found(cast) == {ferries.pk}


def test_a_citation_carries_the_review_date_and_says_when_it_is_past(cast, ferries):
    own(ferries, review_on=timezone.localdate() - DAY)
    result = wire.unpack(wire.pack(search(QUESTION, Scope(frozenset([cast.handbook.pk])))))
    [citation] = snapshots(Turn(), result.passages, [])
    assert citation.review_on == timezone.localdate() - DAY
    assert ShownSource(citation).stale
    citation.review_on = timezone.localdate()
    assert not ShownSource(citation).stale


def test_weight_moves_a_document_past_one_that_fits_as_well_and_no_further(cast):
    left = put(cast, "left.txt", b"The ferry to the island leaves at nine from the north.").document
    right = put(cast, "right.txt", b"The ferry to the island leaves at ten from the south.").document
    for subject in ("taxes", "gardens", "bread", "music"):
        put(cast, f"{subject}.txt", f"All that is known about {subject} stands here.".encode())
    work_off()
    first, second, *_ = [each.document_id for each in passages(cast)]
    assert {first, second} == {left.pk, right.pk}
    own(Document.objects.get(pk=second), weight=2)
    own(Document.objects.get(name="bread.txt"), weight=2)
    assert [each.document_id for each in passages(cast)][:2] == [second, first]
    own(Document.objects.get(pk=second), weight=None)
    rules(cast, weight=1)
    assert [each.document_id for each in passages(cast)][:2] == [first, second]


def test_the_review_list_has_what_is_due_and_lets_go_of_what_still_holds(cast, client, ferries):
    client.force_login(cast.alice)
    address = reverse("ingestion:review", args=[cast.handbook.pk])
    assert "Nothing is due" in client.get(address).text
    Document.objects.update(created_at=timezone.now() - 400 * DAY)
    rules(cast, review_days=365, owner=cast.alice)
    html = client.get(address).text
    assert "Was due on" in html
    assert "alice answers for it" in html
    assert "Past its review date" in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    assert "Past its review date" in client.get(reverse("ingestion:document", args=[ferries.pk])).text
    said = client.post(reverse("ingestion:reviewed", args=[ferries.pk]), {"list": "yes"}, follow=True).text
    assert "“ferries.txt” is reviewed." in said
    assert "Nothing is due" in said


def test_an_editor_says_what_counts_and_a_wrong_date_is_refused(cast, client, ferries):
    client.force_login(cast.alice)
    address = reverse("ingestion:life", args=[ferries.pk])
    assert client.post(address, {"review_on": "soon"}).status_code == 422
    sent = {"owner": cast.bob.pk, "data_class": "restricted", "weight": "-1"}
    sent |= {"review_on": "2030-01-31", "expires_at": "2031-02-28T12:00"}
    assert client.post(address, sent).status_code == 302
    ferries.refresh_from_db()
    assert (ferries.owner, ferries.data_class, ferries.weight) == (cast.bob, "restricted", -1)
    html = client.get(reverse("ingestion:document", args=[ferries.pk])).text
    for said in ("Restricted", "bob", "31 January 2030", "28 February 2031, 12:00"):
        assert said in html
    assert client.post(address, {"owner": cast.mallory.pk}).status_code == 422, "an outsider can't answer for it"


def test_owners_lay_down_what_counts_on_the_rules_page(cast, client, ferries):
    client.force_login(cast.alice)
    sent = {"languages": "", "personal_data": "allow", "secrets": "allow"}
    sent |= {"data_class": "confidential", "expire_days": "1", "grace_days": "5", "weight": "1"}
    assert client.post(reverse("ingestion:rules", args=[cast.handbook.pk]), sent).status_code == 302
    assert Rules.objects.get().expire_days == 1
    [shown] = IndexedDocument.objects.all()
    assert shown.data_class == "confidential"
    assert shown.expires_at == Document.objects.get().created_at + DAY
