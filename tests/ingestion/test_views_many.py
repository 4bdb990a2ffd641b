"""Very many documents: filters, orders, kept filters, and what is done with many at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.bench.listing import fill
from ingestion import trash
from ingestion.models import Document, SavedFilter, State, Version
from retrieval.models import IndexedDocument
from tests.ingestion.views_making import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, cast):
    """Get the Handbook's page as Alice, and post to one of its addresses."""
    client.force_login(cast.alice)

    def get(query=""):
        return client.get(reverse("ingestion:collection", args=[cast.handbook.pk]) + query)

    return get


@pytest.fixture
def post(client, cast):
    client.force_login(cast.alice)
    return lambda name, sent: client.post(reverse(f"ingestion:{name}", args=[cast.handbook.pk]), sent, follow=True)


@pytest.fixture
def four(cast):
    """A policy by Alice, a German letter by Bob, a broken table, a note in line."""
    return [
        document(cast.handbook, "policy.pdf", by=cast.alice, language="en", content=b"x" * 900),
        document(cast.handbook, "brief.txt", by=cast.bob, language="de", media_type="text/plain"),
        document(cast.handbook, "table.csv", state=State.FAILED, reason="No.", media_type="text/csv"),
        document(cast.handbook, "note.txt", state=State.RECEIVED),
    ]


def names(response):
    return [row.name for row in response.context["listing"].rows]


def test_documents_are_told_apart_by_type_language_person_and_day(page, cast, four):
    today = timezone.localdate().isoformat()
    assert names(page("?kind=text/plain")) == ["brief.txt"]
    assert names(page("?language=en")) == ["policy.pdf"]
    assert names(page(f"?by={cast.bob.pk}")) == ["brief.txt"]
    assert len(names(page(f"?since={today}&until={today}"))) == 4
    assert names(page("?until=2001-01-01")) == []
    assert names(page(f"?by={cast.alice.pk}&state=failed")) == []


def test_the_choices_are_those_that_the_collection_has(page, four):
    html = page().text
    for choice in ("Table (CSV)", "German", ">bob</option>"):
        assert choice in html
    assert "Rich text" not in html


def test_the_list_is_put_in_the_order_that_is_asked_for(page, four):
    assert names(page("?sort=name")) == ["brief.txt", "note.txt", "policy.pdf", "table.csv"]
    assert names(page("?sort=largest"))[0] == "policy.pdf"
    assert names(page("?sort=oldest")) == names(page())[::-1]


@pytest.mark.parametrize(
    "query", ["?by=x", "?by=99999999999999", "?since=yesterday", "?until=0001-01-01", "?sort=luck", "?kind=%00"]
)
def test_a_filter_that_makes_no_sense_is_left_out(page, four, query):
    assert len(names(page(query))) == 4


def test_a_filter_is_kept_under_a_name_for_its_person_alone(page, client, cast, four):
    keep = reverse("ingestion:save-filter", args=[cast.handbook.pk]) + "?language=de&page=3"
    assert client.post(keep, {"name": ""}).status_code == 422
    assert client.post(keep, {"name": "Letters"}).url.endswith("?language=de")
    assert client.post(keep, {"name": "Letters"}).status_code == 302
    [kept] = SavedFilter.objects.all()
    assert "Remove the filter Letters" in page().text
    client.force_login(cast.ada)
    assert "Remove the filter Letters" not in page().text
    assert client.post(reverse("ingestion:forget-filter", args=[kept.pk])).status_code == 404
    client.force_login(cast.alice)
    client.post(reverse("ingestion:forget-filter", args=[kept.pk]))
    assert "Remove the filter Letters" not in page().text


def test_ticked_documents_go_to_the_trash_after_a_question(page, post, cast, four):
    policy, brief, *_ = four
    ticked = {"id": [str(policy.pk), str(brief.pk), "nonsense"]}
    assert "Delete 2 documents?" in post("delete-chosen", ticked).text
    assert Document.objects.count() == 4
    assert "2 documents are in the trash." in post("delete-chosen", ticked | {"confirmed": "yes"}).text
    assert sorted(names(page())) == ["note.txt", "table.csv"]
    assert [each.deleted_by for each in trash.of(cast.handbook)] == [cast.alice, cast.alice]


def test_all_that_match_are_meant_whatever_page_they_are_on(page, post, cast):
    for number in range(30):
        document(cast.handbook, f"old/{number}.pdf")
    document(cast.handbook, "new.pdf")
    sent = {"all": "on", "query": "?q=old&page=2"}
    assert "Delete 30 documents?" in post("delete-chosen", sent).text
    post("delete-chosen", sent | {"confirmed": "yes"})
    assert names(page()) == ["new.pdf"]
    assert "30 documents are back." in post("restore-chosen", {"all": "on"}).text
    assert IndexedDocument.objects.count() == 30


def test_ticked_documents_are_tried_again(page, post, four):
    assert "1 document in line again." in post("retry-chosen", {"id": str(four[2].pk)}).text
    assert Version.objects.filter(document=four[2], state=State.RECEIVED).exists()


@pytest.mark.parametrize("name", ["delete-chosen", "retry-chosen"])
def test_nothing_ticked_is_said(post, four, name):
    assert "Tick the documents first." in post(name, {}).text


def test_documents_of_another_collection_are_out_of_reach(post, cast, four):
    secret = document(cast.vault, "secret.pdf")
    post("delete-chosen", {"id": str(secret.pk), "confirmed": "yes"})
    assert Document.objects.filter(pk=secret.pk).exists()


def test_readers_have_no_boxes_to_tick(client, cast, four):
    client.force_login(cast.bob)
    html = client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    assert 'type="checkbox"' not in html


def test_a_page_of_very_many_takes_as_many_queries_as_one_of_few(page, cast, django_assert_max_num_queries):
    fill(cast.handbook, 1000)
    for query in ("", "?page=30", "?sort=name", "?q=report+7", "?state=busy", "?kind=text/html&language=de"):
        with django_assert_max_num_queries(20):
            assert page(query).context["listing"].rows


def test_deleting_very_many_takes_few_queries(post, cast, django_assert_max_num_queries):
    fill(cast.handbook, 1000)
    with django_assert_max_num_queries(76):
        post("delete-chosen", {"all": "on", "confirmed": "yes"})
    assert not Document.objects.exists()
