"""Recognised pages that are doubtful: listed for editors, corrected line by line, and indexed again without being read again."""

import io

import pytest
from django.urls import reverse

from access.models import Grant, Role
from access.scope import Scope
from ingestion import intake, storage
from ingestion.models import Correction, Document, Page, Rules, State, Version
from retrieval.search import search
from tests.ingestion import makers
from tests.ingestion.views_making import document, pages
from tests.ingestion.workers import work_off

pytestmark = pytest.mark.django_db
TEXT = "The ferry leaues at nine.\nIt comes back at noon."
LINES = [[0, 25, 0.1, 0.1, 0.9, 0.15], [26, 48, 0.1, 0.2, 0.9, 0.25]]
WORDS = [[0, 3, 96, 0, 0, 1, 1], [4, 9, 93, 0, 0, 1, 1], [10, 16, 31, 0, 0, 1, 1], [26, 28, 70, 0, 0, 1, 1]]


@pytest.fixture
def scan(cast):
    """A scan of one doubtful page, as it is after reading."""
    made = document(cast.handbook, "ferries.png", media_type="image/png")
    pages(made.current, TEXT, lines=LINES, words=WORDS, blocks=[["paragraph", 0, 48, 0]], recognised=True, confidence=0.6)
    return made


def sent(client, made, *lines):
    address = reverse("ingestion:proofread-page", args=[made.pk, 1])
    seen = client.get(address).context["seen"]
    return client.post(address, {"line": lines, "seen": seen})


def current(made):
    """The version that readers see now."""
    return Document.objects.select_related("current").get(pk=made.pk).current


def listed(client, cast):
    return [
        page.version.document.name for page in client.get(reverse("ingestion:proofread", args=[cast.handbook.pk])).context["sheet"]
    ]


def test_pages_below_the_threshold_are_listed_the_worst_first(client, cast, scan):
    for name, sure in [("worse.png", 0.4), ("good.png", 0.95)]:
        pages(document(cast.handbook, name, media_type="image/png").current, "x", recognised=True, confidence=sure)
    client.force_login(cast.alice)
    assert listed(client, cast) == ["worse.png", "ferries.png"]
    assert "To check" in client.get(reverse("ingestion:collection", args=[cast.handbook.pk])).text
    Rules.objects.create(collection=cast.handbook, review_below=50)
    assert listed(client, cast) == ["worse.png"]


def test_a_page_of_which_nothing_could_be_read_is_listed_with_the_reason_and_an_empty_one_is_not(client, cast):
    unread = document(cast.handbook, "foreign.png", media_type="image/png")
    pages(unread.current, "", recognised=True, confidence=0.0, remark="It looks like Greek.")
    pages(document(cast.handbook, "blank.png", media_type="image/png").current, "", recognised=True, confidence=0.0)
    client.force_login(cast.alice)
    assert listed(client, cast) == ["foreign.png"]
    assert "It looks like Greek." in client.get(reverse("ingestion:proofread", args=[cast.handbook.pk])).text
    for name in ("page", "proofread-page"):
        assert "It looks like Greek." in client.get(reverse(f"ingestion:{name}", args=[unread.pk, 1])).text
    sent(client, unread)
    assert listed(client, cast) == []


def test_a_page_shows_its_words_by_how_sure_they_are(client, cast, scan):
    client.force_login(cast.alice)
    shown = client.get(reverse("ingestion:proofread-page", args=[scan.pk, 1])).text
    assert '<span class="doubt much" title="31% sure">leaues</span>' in shown
    assert '<span class="doubt some" title="70% sure">It</span>' in shown
    assert 'value="The ferry leaues at nine."' in shown


def test_saving_keeps_the_correction_and_takes_the_page_off_the_list(client, cast, scan):
    client.force_login(cast.alice)
    answer = sent(client, scan, "The ferry leaves at nine.", "It comes back at noon.")
    assert answer.status_code == 302
    kept = Correction.objects.get()
    assert kept.text == TEXT.replace("leaues", "leaves")
    assert kept.lines == LINES
    assert [kept.text[word[0] : word[1]] for word in kept.words] == ["The", "ferry", "It"]
    assert listed(client, cast) == []
    newest = Version.objects.get(document=scan, state=State.RECEIVED)
    assert newest.recalled
    assert Document.objects.get(pk=scan.pk).latest_id == newest.pk


def test_a_page_that_is_right_is_marked_as_reviewed_and_nothing_is_indexed(client, cast, scan):
    client.force_login(cast.alice)
    sent(client, scan, *TEXT.splitlines())
    assert listed(client, cast) == []
    assert Document.objects.get(pk=scan.pk).latest_id == scan.current_id


def test_an_emptied_line_goes_and_the_places_of_the_others_hold(client, cast, scan):
    client.force_login(cast.alice)
    sent(client, scan, "", "It comes back at one.")
    kept = Correction.objects.get()
    assert kept.text == "It comes back at one."
    assert kept.lines == [[0, 21, *LINES[1][2:]]]
    assert kept.blocks == [["paragraph", 0, 21, 0]]


def test_of_two_who_correct_the_same_page_the_second_is_told(client, cast, scan):
    client.force_login(cast.alice)
    address = reverse("ingestion:proofread-page", args=[scan.pk, 1])
    seen = client.get(address).context["seen"]
    sent(client, scan, "The ferry leaves at nine.", "It comes back at noon.")
    answer = client.post(address, {"line": ["Another", "text"], "seen": seen})
    assert answer.status_code == 422
    assert "Somebody else" in answer.text
    assert "leaves" in answer.text


@pytest.mark.parametrize("lines", [["only one line"], ["a", "b", "c"], []])
def test_lines_that_do_not_fit_the_page_are_refused(client, cast, scan, lines):
    client.force_login(cast.alice)
    assert sent(client, scan, *lines).status_code == 422
    assert not Correction.objects.exists()


def test_readers_neither_see_nor_correct(client, cast, scan):
    client.force_login(cast.bob)
    assert client.get(reverse("ingestion:proofread-page", args=[scan.pk, 1])).status_code == 404
    Grant.objects.filter(user=cast.bob).update(role=Role.EDITOR)
    assert client.get(reverse("ingestion:proofread-page", args=[scan.pk, 1])).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("vectors_service", "redis_service")
def test_a_correction_is_found_without_reading_the_file_again_and_outlives_reading_it_again(client, cast):
    picture = makers.as_bytes(makers.picture("The zeppelin leaves at nine.", size=(900, 200), points=32), "PNG")
    made = intake.accept(cast.handbook, "zeppelin.png", io.BytesIO(picture), by=cast.alice).document
    work_off()
    first = current(made)
    page = Page.objects.get(version=first)
    assert page.text == "The zeppelin leaves at nine."
    assert [page.text[word[0] : word[1]] for word in page.words] == page.text.split()
    client.force_login(cast.alice)
    sent(client, made, "The dirigible leaves at nine.")
    storage.original(first).rename(aside := storage.original(first).with_suffix(".aside"))
    work_off()
    found = search("When does the dirigible leave?", Scope(frozenset([cast.handbook.pk]))).passages
    assert [passage.text for passage in found] == ["The dirigible leaves at nine."]
    second = current(made)
    assert second.pk != first.pk
    assert storage.page_image(second, 1).is_file()
    aside.rename(storage.original(second))
    intake.retry(made)
    work_off()
    third = current(made)
    assert third.pk != second.pk
    assert third.pages.get().text == "The dirigible leaves at nine."
