"""A collection's page: what is listed, for whom, how fast, and what one can do there."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import Grant, Role
from ingestion.models import Document, State
from tests.ingestion.views_making import add_version, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, cast):
    """Get the Handbook's page as somebody."""

    def get(who, query="", **headers):
        client.force_login(getattr(cast, who))
        return client.get(reverse("ingestion:collection", args=[cast.handbook.pk]) + query, headers=headers)

    return get


def names(response):
    return [row.name for row in response.context["listing"].rows]


def main(response):
    return response.text.partition("<main")[2]


def test_a_reader_sees_the_documents_and_no_action(page, cast):
    document(cast.handbook, "Travel policy.pdf", page_count=9, language="de")
    html = page("bob").text
    assert "Travel policy.pdf" in html
    assert "9 pages" in html
    assert "German" in html
    for action in ("Replace", "Delete", "Choose files", "row-actions", "Change who may read it"):
        assert action not in html


def test_the_owner_has_uploading_actions_and_the_way_to_sharing(page, cast):
    made = document(cast.handbook, "Old.docx", state=State.FAILED, reason="The file is damaged.", advice="Save it again.")
    html = page("alice").text
    assert "The file is damaged. Save it again." in html
    assert 'aria-label="Retry Old.docx"' in html
    assert reverse("ingestion:delete", args=[made.pk]) in html
    assert reverse("access:sharing", args=[cast.handbook.pk]) in html
    assert "Owned by alice." in html
    assert "Shared with 1 person." in " ".join(html.split())


def test_an_outsider_is_told_what_an_unknown_address_is_told(page, client, cast):
    forbidden = page("mallory")
    unknown = client.get(reverse("ingestion:collection", args=["00000000-0000-0000-0000-000000000000"]))
    assert forbidden.status_code == unknown.status_code == 404
    assert main(forbidden) == main(unknown)


def test_stages_are_said_in_words_with_the_place_in_the_queue(page, cast):
    for number in range(3):
        document(cast.handbook, f"{number}.txt", state=State.RECEIVED, round=number)
    document(cast.handbook, "a.pdf", state=State.READING, step=3, steps=9)
    document(cast.handbook, "b.tiff", state=State.RECOGNISING, step=2, steps=14)
    document(cast.handbook, "c.md", state=State.INDEXING)
    html = page("alice").text
    for said in ("Next in line", "2nd in line", "3rd in line", "Reading page 3 of 9", "Recognising page 2 of 14", "Indexing"):
        assert said in html


def test_a_failed_new_version_says_that_the_old_one_stays(page, cast):
    made = document(cast.handbook)
    add_version(made, state=State.FAILED, content=b"new", reason="The file is damaged.")
    assert "Until then the version before it stays in use." in page("bob").text


def test_documents_are_found_by_words_of_their_path_or_title(page, cast):
    document(cast.handbook, "letters/2024/To the landlord.pdf")
    document(cast.handbook, "x17.pdf", title="Letters we like")
    document(cast.handbook, "prices.xlsx")
    assert sorted(names(page("bob", "?q=LETTERS"))) == ["letters/2024/To the landlord.pdf", "x17.pdf"]
    assert "No document is called “nothing”" in page("bob", "?q=nothing").text


def test_an_empty_collection_says_so_to_each_in_their_own_words(page):
    assert "Drop files or a folder above." in page("alice").text
    assert "Nothing has been added to this collection so far." in page("bob").text


def test_tabs_show_one_state_and_count_all(page, cast):
    document(cast.handbook, "good.pdf")
    document(cast.handbook, "bad.pdf", state=State.FAILED, reason="No.")
    response = page("alice", "?state=failed")
    assert names(response) == ["bad.pdf"]
    assert response.context["listing"].counts == {"all": 2, "busy": 0, "ready": 1, "failed": 1}


@pytest.mark.parametrize("query", ["?page=999", "?page=x", "?state=nonsense", "?q=%00", "?q=" + "x" * 3000, "?page=-1"])
def test_an_address_that_makes_no_sense_still_shows_a_list(page, cast, query):
    document(cast.handbook)
    assert page("bob", query).status_code == 200


def test_htmx_gets_only_the_list_with_a_stream_for_the_same_part_of_it(page, cast):
    document(cast.handbook, "A & B.pdf")
    html = page("bob", "?q=%26", **{"HX-Request": "true", "HX-Target": "section#documents"}).text
    assert html.lstrip().startswith('<section id="documents"')
    assert reverse("ingestion:events", args=[cast.handbook.pk]) + "?q=%26" in html
    assert "A &amp; B.pdf" in html


def test_the_number_of_queries_does_not_grow_with_the_documents(client, cast):
    client.force_login(cast.alice)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("ingestion:collection", args=[cast.handbook.pk]))
        return len(captured)

    for number in range(3):
        document(cast.handbook, f"{number}.txt", state=State.RECEIVED)
    few = queries()
    for number in range(60):
        document(cast.handbook, f"more/{number}.txt", state=State.RECEIVED if number % 2 else State.READY)
    assert queries() == few
    assert few <= 19


def test_a_long_list_has_pages(page, cast):
    for number in range(60):
        document(cast.handbook, f"{number:02}.txt")
    first, last = page("bob"), page("bob", "?page=3")
    assert (len(names(first)), len(names(last))) == (25, 10)
    assert 'rel="next"' in first.text
    assert 'rel="next"' not in last.text
    assert names(first)[0] == "59.txt"


def test_the_page_shows_no_document_of_another_collection(page, cast):
    document(cast.vault, "secret.pdf")
    assert "secret" not in page("alice").text


def test_retrying_all_failed_puts_them_in_line_and_htmx_gets_the_list_back(client, cast):
    for name in ("a.pdf", "b.pdf"):
        document(cast.handbook, name, state=State.FAILED, reason="No.")
    document(cast.handbook, "c.pdf")
    client.force_login(cast.alice)
    here = f"http://testserver{reverse('ingestion:collection', args=[cast.handbook.pk])}?state=failed"
    response = client.post(
        reverse("ingestion:retry-failed", args=[cast.handbook.pk]), headers={"HX-Request": "true", "HX-Current-URL": here}
    )
    assert response.context["listing"].wanted.state == "failed"
    assert "2 documents in line again." in response["HX-Trigger"]
    assert names(response) == []
    assert Document.objects.filter(latest__state=State.RECEIVED).count() == 2


def test_a_file_that_was_refused_at_the_door_offers_no_retry(page, cast):
    made = document(cast.handbook, "huge.pdf", state=State.FAILED, reason="The file is larger than 200 MB.")
    made.latest.sha256 = ""
    made.latest.save()
    html = page("alice").text
    assert "The file is larger than 200 MB." in html
    assert "Retry huge.pdf" not in html


def test_every_action_is_refused_to_readers_and_outsiders_alike(client, cast):
    made = document(cast.handbook)
    for who in (cast.bob, cast.mallory):
        client.force_login(who)
        for name in ("retry", "replace", "delete"):
            assert client.post(reverse(f"ingestion:{name}", args=[made.pk])).status_code == 404
        for name in ("upload", "retry-failed", "collection-delete"):
            assert client.post(reverse(f"ingestion:{name}", args=[cast.handbook.pk])).status_code == 404
    assert Document.objects.filter(pk=made.pk).exists()


def test_an_editor_may_change_documents_but_not_delete_the_collection(client, cast):
    Grant.objects.filter(user=cast.bob).update(role=Role.EDITOR)
    made = document(cast.handbook)
    client.force_login(cast.bob)
    assert client.get(reverse("ingestion:collection-delete", args=[cast.handbook.pk])).status_code == 404
    assert client.post(reverse("ingestion:delete", args=[made.pk])).status_code == 302
    assert not Document.objects.filter(pk=made.pk).exists()


def test_an_owner_deletes_a_collection_with_all_that_is_in_it(client, cast):
    document(cast.handbook)
    client.force_login(cast.alice)
    address = reverse("ingestion:collection-delete", args=[cast.handbook.pk])
    assert "Its 1 document goes with it" in client.get(address).text
    assert client.post(address, {"typed": "handbook"}).status_code == 422, "nothing goes until the name is typed exactly"
    assert client.post(address, {"typed": "Handbook"}).url == reverse("access:collections")
    assert not Document.objects.exists()
    assert client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).status_code == 404


def test_names_are_shown_as_text_and_never_as_html(page, cast):
    document(cast.handbook, "<img src=x onerror=alert(1)>.pdf", title="<script>alert(2)</script>")
    html = page("alice").text
    assert "<img src=x" not in html
    assert "<script>alert(2)" not in html
    assert not re.search(r"""\son\w+=|\sstyle=""", html.replace("onerror=alert(1)", ""))
