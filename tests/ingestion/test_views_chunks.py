"""A document's chunks beside its pages: which part of a page is in which chunk, for editors alone."""

import io
import re
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from access.models import Grant, Role
from access.scope import Scope
from ingestion import intake
from ingestion.models import Document, State
from ingestion.views import chunk_places
from retrieval.excluding import text_digest
from retrieval.models import Exclusion, StoredChunk
from retrieval.search import search
from tests.ingestion.views_making import document, pages
from tests.ingestion.workers import work_off

pytestmark = pytest.mark.django_db
FIRST = "Travel\n\nStaff ride second class. Taxis are for the night. Nobody flies.\n\n7"
SECOND = "Meals cost 30 euros."


def stored(made, ordinal, *spans, heading=()):
    """A chunk of the current version over these stretches of its pages."""
    texts = {page.number: page.text for page in made.current.pages.all()}
    text = "\n".join(texts[page][start:end] for page, start, end in spans)
    return StoredChunk.objects.create(
        document_id=made.pk,
        version_id=made.current_id,
        collection_id=made.collection_id,
        ordinal=ordinal,
        title=made.current.title,
        heading=list(heading),
        text=text,
        text_digest=text_digest(text),
        spans=[list(span) for span in spans],
    )


def span(text, part, page=1):
    return page, text.index(part), text.index(part) + len(part)


@pytest.fixture
def policy(cast):
    """Two pages of text in three chunks: the first two share a sentence, the second runs on over the page's end."""
    made = document(cast.handbook, "policy.txt", media_type="text/plain", title="Travel policy")
    pages(made.current, FIRST, SECOND)
    stored(made, 0, span(FIRST, "Staff ride second class. Taxis are for the night."), heading=["Travel", "Rules"])
    stored(made, 1, span(FIRST, "Taxis are for the night. Nobody flies."), span(SECOND, SECOND, 2))
    stored(made, 2, span(SECOND, "30 euros.", 2))
    return made


@pytest.fixture
def opened(client, cast):
    """Open a document's chunks as Alice, its editor."""
    client.force_login(cast.alice)

    def get(made, query=""):
        return client.get(reverse("ingestion:chunks", args=[made.pk]) + query)

    return get


def parts(response):
    """The text of each marked part, with the numbers of its chunks."""
    return re.findall(r'class="chunk-part[^"]*" data-chunks="([\d ]+)">([^<]*)<', response.text)


def test_each_part_of_a_page_names_its_chunks_and_what_is_in_none_stays_plain(opened, policy):
    response = opened(policy)
    assert parts(response) == [("1", "Staff ride second class. "), ("1 2", "Taxis are for the night."), ("2", " Nobody flies.")]
    html = " ".join(response.text.split())
    assert "3 chunks, of which 2 stand on this page" in html
    assert "Travel › Rules" in html
    assert re.search(r"<span>\d+ tokens</span>", html)
    assert [chunk.pages for chunk in response.context["chunks"]] == [(1,), (1, 2)]


def test_each_chunk_begins_with_a_link_to_it_and_links_to_its_other_page(opened, policy):
    html = opened(policy).text
    assert re.findall(r'class="footnote-ref chunk-number" href="#(chunk-\d)"', html) == ["chunk-1", "chunk-2"]
    second = StoredChunk.objects.get(ordinal=1)
    assert f"?page=2&amp;chunk={second.pk}#chunk-2" in html
    assert 'rel="next" href="?page=2"' in html


def test_an_address_with_a_chunk_opens_its_page_with_the_chunk_marked(opened, policy):
    response = opened(policy, f"?chunk={StoredChunk.objects.get(ordinal=2).pk}")
    assert (response.context["page"].number, response.context["opened"]) == (2, 3)
    assert 'id="chunk-3" class="chunk here"' in response.text
    assert re.findall(r'chunk-part here" data-chunks="([\d ]+)"', response.text) == ["2 3"]


def test_a_chunk_of_a_version_that_is_gone_is_said_to_be_gone(opened, policy):
    response = opened(policy, f"?chunk={uuid4()}")
    assert response.context["page"].number == 1
    assert "read again since" in response.text


def test_a_page_opened_at_a_passage_leads_to_the_chunk_that_holds_it(client, cast, opened, policy):
    _, start, end = span(FIRST, "Nobody flies.")
    page = reverse("ingestion:page", args=[policy.pk, 1]) + f"?mark={start}-{end}"
    link = reverse("ingestion:chunks", args=[policy.pk]) + f"?page=1&at={start}"
    assert link.replace("&", "&amp;") in opened_page(client, page)
    assert opened(policy, f"?page=1&at={start}").context["opened"] == 2
    client.force_login(cast.bob)
    assert "chunks" not in opened_page(client, page)


def opened_page(client, address):
    return client.get(address).text


def test_on_a_picture_each_part_is_boxes_and_a_link(opened, cast):
    made = document(cast.handbook, "scan.pdf", title="A letter")
    pages(made.current, "one two\nthree", lines=[[0, 7, 0.1, 0.1, 0.5, 0.2], [8, 13, 0.1, 0.3, 0.5, 0.4]])
    stored(made, 0, (1, 0, 13))
    html = opened(made).text
    assert html.count("<rect") == 2
    assert 'href="#chunk-1" class="chunk-part" data-chunks="1" aria-label="Chunk 1"' in html
    assert reverse("ingestion:page-image", args=[made.pk, 1]) in html


def test_a_document_that_was_never_read_says_so(opened, cast):
    made = document(cast.handbook, "broken.pdf", state=State.FAILED, reason="It is broken.", advice="Mend it.")
    response = opened(made)
    assert response.status_code == 200
    assert "It is broken. Mend it." in response.text


@pytest.mark.parametrize("query", ["?page=x", "?chunk=x", "?at=99999999999", "?page=&chunk=", "?page=٣x"])
def test_an_address_that_makes_no_sense_opens_the_first_page(opened, policy, query):
    assert opened(policy, query).context["page"].number == 1


def test_pages_beyond_the_last_and_chunks_of_others_are_not_there(opened, policy, cast):
    assert opened(policy, "?page=3").status_code == 404
    secret = document(cast.vault, "secret.txt", media_type="text/plain")
    pages(secret.current, "The secret")
    hidden = stored(secret, 0, (1, 0, 10))
    assert "The secret" not in opened(policy, f"?chunk={hidden.pk}").text
    assert opened(secret).status_code == 404


def test_readers_see_no_chunks_and_editors_do(client, cast, policy):
    client.force_login(cast.bob)
    address = reverse("ingestion:chunks", args=[policy.pk])
    assert client.get(address).status_code == 404
    Grant.objects.filter(user=cast.bob).update(role=Role.EDITOR)
    assert client.get(address).status_code == 200
    assert address in client.get(reverse("ingestion:document", args=[policy.pk])).text


def test_a_page_of_many_chunks_takes_a_fixed_number_of_queries(opened, policy, django_assert_max_num_queries):
    opened(policy)
    for ordinal in range(3, 40):
        stored(policy, ordinal, (1, 0, 6))
    with django_assert_max_num_queries(14):
        assert len(opened(policy).context["chunks"]) == 39


def test_what_is_masked_for_readers_is_masked_in_the_chunks_too(opened, cast):
    made = document(cast.handbook, "masked.txt", media_type="text/plain", masked=True)
    pages(made.current, "Ask [PERSON_1].")
    stored(made, 0, (1, 0, 15))
    response = opened(made)
    assert "Ask [PERSON_1]." in response.text
    assert "masked" in response.text
    assert isinstance(response.context["chunks"][0].chunk_id, UUID)


def change(client, made, ordinal, how, query="", **sent):
    chunk = StoredChunk.objects.get(version_id=made.current_id, ordinal=ordinal)
    return client.post(reverse(f"ingestion:{how}-chunk", args=[made.pk, chunk.pk]) + query, sent, follow=True)


def test_an_excluded_chunk_says_who_when_and_why_and_can_be_taken_back(client, cast, opened, policy):
    opened(policy)
    shown = change(client, policy, 0, "exclude", reason="Only a draft").text
    assert "Excluded: from now on no search finds this chunk." in shown
    assert re.search(r"by alice\s+on <time", shown)
    assert "Only a draft" in shown
    assert "1 of its chunks is excluded" in shown
    assert re.findall(r'chunk-part out here" data-chunks="([\d ]+)"', shown) == ["1"]
    address = reverse("ingestion:document", args=[policy.pk])
    assert "1 of its chunks is excluded from search" in client.get(address).text
    client.force_login(cast.bob)
    assert "excluded" not in client.get(address).text
    client.force_login(cast.alice)
    assert "find this chunk again" in change(client, policy, 0, "include").text
    assert not Exclusion.objects.exists()


def test_the_way_back_leads_to_the_chunk_on_the_page_where_it_was_looked_at(client, opened, policy):
    opened(policy)
    chunk = StoredChunk.objects.get(ordinal=1)
    answer = change(client, policy, 1, "exclude", "?page=2")
    assert answer.redirect_chain == [(reverse("ingestion:chunks", args=[policy.pk]) + f"?chunk={chunk.pk}&page=2#chunk-2", 302)]
    assert answer.context["page"].number == 2


def test_too_long_a_reason_and_a_chunk_that_is_gone_change_nothing(client, opened, policy):
    opened(policy)
    assert "500 characters" in change(client, policy, 0, "exclude", reason="x" * 501).text
    gone = reverse("ingestion:exclude-chunk", args=[policy.pk, uuid4()])
    assert "no longer there" in client.post(gone, follow=True).text
    assert not Exclusion.objects.exists()


def test_a_chunk_of_another_document_is_not_excluded_through_this_one(client, opened, policy, cast):
    opened(policy)
    secret = document(cast.vault, "secret.txt", media_type="text/plain")
    pages(secret.current, "The secret")
    hidden = stored(secret, 0, (1, 0, 10))
    client.post(reverse("ingestion:exclude-chunk", args=[policy.pk, hidden.pk]))
    assert not Exclusion.objects.exists()


def test_the_list_tells_editors_which_documents_have_excluded_chunks(client, cast, opened, policy):
    document(cast.handbook, "other.txt", media_type="text/plain")
    opened(policy)
    change(client, policy, 0, "exclude")
    listed = client.get(reverse("ingestion:collection", args=[cast.handbook.pk]) + "?chunks=excluded")
    assert [row.name for row in listed.context["listing"].rows] == ["policy.txt"]
    assert "1 chunk excluded" in listed.text
    Document.objects.filter(pk=policy.pk).update(current=None)
    listed = client.get(reverse("ingestion:collection", args=[cast.handbook.pk]) + "?chunks=excluded")
    assert listed.context["listing"].rows == ()


def test_of_very_many_chunks_on_a_page_those_around_the_opened_one_are_shown(opened, policy, monkeypatch):
    monkeypatch.setattr(chunk_places, "CHUNKS", 2)
    for ordinal in range(3, 8):
        stored(policy, ordinal, span(FIRST, "Travel"))
    ids = [each.pk for each in StoredChunk.objects.order_by("ordinal") if each.spans[0][0] == 1]
    response = opened(policy, f"?chunk={ids[3]}")
    assert [chunk.chunk_id for chunk in response.context["chunks"]] == ids[2:4]
    assert f"?page=1&amp;chunk={ids[0]}" in response.text
    assert f"?page=1&amp;chunk={ids[4]}" in response.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("vectors_service", "redis_service")
def test_what_was_excluded_stays_so_when_the_document_is_read_again(client, cast):
    made = intake.accept(cast.handbook, "ferry.txt", io.BytesIO(b"The ferry leaves at nine."), by=cast.alice).document
    work_off()
    scope = Scope(frozenset([cast.handbook.pk]))
    assert search("When does the ferry leave?", scope).passages
    first = Document.objects.get(pk=made.pk)
    client.force_login(cast.alice)
    change(client, first, 0, "exclude")
    assert not search("When does the ferry leave?", scope).passages
    intake.retry(first)
    work_off()
    again = Document.objects.get(pk=made.pk)
    assert again.current_id != first.current_id
    assert not search("When does the ferry leave?", scope).passages
    change(client, again, 0, "include")
    assert [passage.text for passage in search("When does the ferry leave?", scope).passages] == ["The ferry leaves at nine."]
