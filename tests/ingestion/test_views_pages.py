"""Opening a page where a footnote points: the right version, the passage marked, and plain words when it can't be located."""

import re

import pytest
from django.urls import reverse

from access.models import Grant, Role
from ingestion.models import State
from tests.ingestion.views_making import add_version, document, pages

pytestmark = pytest.mark.django_db
TEXT = "Travel\n\nStaff may claim up to 40 euros a night.\n\nCountry | Per day\nNorway | 94 euros\n| none\n\nSELECT 1 < 2;"


def block(kind, part, level=0):
    start = TEXT.index(part)
    return [kind, start, start + len(part), level]


BLOCKS = [
    block("heading", "Travel", 1),
    block("paragraph", "Staff may claim up to 40 euros a night."),
    block("table", "Country | Per day\nNorway | 94 euros\n| none", 1),
    block("code", "SELECT 1 < 2;"),
]


@pytest.fixture
def policy(cast):
    """A text document of three pages."""
    made = document(cast.handbook, "notes/policy.txt", media_type="text/plain", title="Travel policy")
    first, *_ = pages(made.current, TEXT, "Second page. Hotels are booked", "by the travel desk.", label="")
    first.blocks = BLOCKS
    first.save()
    return made


@pytest.fixture
def opened(client, cast):
    """Open a page as Bob, who may read."""
    client.force_login(cast.bob)

    def get(made, number=1, query="", **headers):
        return client.get(reverse("ingestion:page", args=[made.pk, number]) + query, headers=headers)

    return get


def marked(response):
    return re.findall(r"<mark[^>]*>(.*?)</mark>", response.text)


def span(part):
    return f"{TEXT.index(part)}-{TEXT.index(part) + len(part)}"


def test_a_text_page_is_set_for_reading_with_the_passage_marked(opened, policy):
    response = opened(policy, 1, f"?mark={span('up to 40 euros')}")
    assert marked(response) == ["up to 40 euros"]
    assert response.text.count('id="mark"') == 1
    assert 'role="heading" aria-level="2">Travel</p>' in response.text
    assert '<th scope="col">Country</th><th scope="col">Per day</th>' in response.text
    assert "<td>Norway</td><td>94 euros</td>" in response.text
    assert "<td></td><td>none</td>" in response.text
    assert '<pre tabindex="0">SELECT 1 &lt; 2;</pre>' in response.text


def test_a_mark_over_blocks_is_marked_in_each_of_them(opened, policy):
    response = opened(policy, 1, f"?mark={span('a night.')}&mark={span('Norway | 94 euros')}")
    assert marked(response) == ["a night.", "Norway", "94 euros"]
    assert response.text.count('id="mark"') == 1


def test_the_heading_names_document_and_page_and_the_neighbours_are_links(opened, policy):
    html = " ".join(opened(policy, 2).text.split())
    assert 'Travel policy, <span class="page-of">page 2 of 3</span>' in html
    assert f'rel="prev" href="{reverse("ingestion:page", args=[policy.pk, 1])}"' in html
    assert f'rel="next" href="{reverse("ingestion:page", args=[policy.pk, 3])}"' in html
    assert 'rel="prev"' not in opened(policy, 1).text
    assert 'rel="next"' not in opened(policy, 3).text


def test_htmx_gets_the_page_alone_with_links_that_stay_in_their_place(opened, policy):
    html = opened(policy, 2, **{"HX-Request": "true"}).text
    assert html.lstrip().startswith("<article")
    assert "<main" not in html
    assert 'hx-target="closest .page-sheet"' in html
    assert 'hx-target="closest .page-sheet"' not in opened(policy, 2).text


def test_marks_beyond_the_text_say_that_the_passage_could_not_be_located(opened, policy):
    response = opened(policy, 1, "?mark=99999-100000&mark=nonsense")
    assert response.status_code == 200
    assert "The passage could not be located on this page." in response.text


def test_without_marks_the_quote_is_looked_for(opened, policy):
    assert marked(opened(policy, 1, "?quote=may+claim%0Aup+to+40")) == ["may claim up to 40"]


def test_a_gone_version_gives_way_to_the_current_one_where_the_quote_now_stands(opened, policy):
    gone = "00000000-0000-0000-0000-000000000001"
    response = opened(policy, 1, f"?version={gone}&mark=0-5&quote=Hotels+are+booked+by+the")
    assert marked(response) == ["Hotels are booked"]
    assert "the passage now stands here" in response.text
    assert response.context["page"].number == 2


def test_a_quote_that_is_nowhere_opens_the_page_and_says_so(opened, policy):
    gone = "00000000-0000-0000-0000-000000000001"
    response = opened(policy, 77, f"?version={gone}&mark=0-5&quote=Bring+an+umbrella")
    assert response.context["page"].number == 3
    assert "the passage could not be located in it" in response.text
    assert marked(response) == []


def test_an_earlier_version_that_is_still_there_opens_as_it_was_for_editors(opened, policy, cast):
    Grant.objects.filter(user=cast.bob).update(role=Role.EDITOR)
    earlier = policy.current
    newer = add_version(policy, content=b"newer", media_type="text/plain")
    pages(newer, "All new.")
    response = opened(policy, 1, f"?version={earlier.pk}&mark={span('up to 40 euros')}")
    assert marked(response) == ["up to 40 euros"]
    assert reverse("ingestion:page", args=[policy.pk, 2]) + f"?version={earlier.pk}" in response.text
    assert marked(opened(policy, 1, "?quote=All+new")) == ["All new"]


def test_a_version_that_is_still_being_read_is_not_opened(opened, policy):
    half = add_version(policy, content=b"half", state=State.READING, media_type="text/plain")
    pages(half, "Half a page")
    assert "Half a page" not in opened(policy, 1, f"?version={half.pk}").text


def test_a_version_of_another_document_is_not_opened_through_this_one(opened, policy, cast):
    secret = document(cast.vault, "secret.txt", media_type="text/plain")
    pages(secret.current, "The secret")
    assert "The secret" not in opened(policy, 1, f"?version={secret.current_id}").text


def test_a_page_with_lines_is_its_picture_with_boxes_over_the_passage(opened, cast):
    made = document(cast.handbook, "scan.pdf", title="A letter")
    (page,) = pages(made.current, "xxxxxxxxx\nxxxxxxxxxxxxxxxxxxxx", recognised=True, confidence=0.913)
    page.lines = [[0, 9, 0.125, 0.1, 0.5, 0.15], [10, 30, 0.125, 0.2, 0.625, 0.25]]
    page.save()
    html = opened(made, 1, "?mark=5-15").text
    assert f"{reverse('ingestion:page-image', args=[made.pk, 1])}?version={made.current_id}" in html
    assert re.findall(r"<rect.*?/>", html) == [
        '<rect id="mark" x="0.33333" y="0.10000" width="0.16667" height="0.05000"/>',
        '<rect x="0.12500" y="0.20000" width="0.12500" height="0.05000"/>',
    ]
    assert 'viewBox="0 0 1 1" preserveAspectRatio="none"' in html
    assert "(recognised, about 91% sure)" in html
    assert "<mark>" in html
    assert html.count('id="mark"') == 1


@pytest.mark.parametrize("number", [0, 4, 10**9])
def test_a_page_that_is_not_there_is_not_found(opened, policy, number):
    assert opened(policy, number).status_code == 404


def test_a_document_that_was_never_read_says_why_it_cant_be_opened(opened, cast):
    made = document(cast.handbook, state=State.READING)
    assert opened(made, 1).status_code == 404


@pytest.mark.parametrize("query", ["?version=x", "?mark=", "?mark=5-", "?quote=%00", "?quote=(((", "?version=&mark=1-2&mark=1-2"])
def test_an_address_that_makes_no_sense_still_opens_the_page(opened, policy, query):
    assert opened(policy, 1, query).status_code == 200


def test_outsiders_open_nothing(client, cast, policy):
    client.force_login(cast.mallory)
    for name, args in (("page", [policy.pk, 1]), ("page-image", [policy.pk, 1]), ("document", [policy.pk]), ("file", [policy.pk])):
        assert client.get(reverse(f"ingestion:{name}", args=args)).status_code == 404


def test_a_documents_page_shows_facts_pages_and_what_came_inside(client, cast, policy):
    inside = document(cast.handbook, "notes/policy.txt/list.xlsx")
    inside.parent = policy
    inside.save()
    client.force_login(cast.bob)
    response = client.get(reverse("ingestion:document", args=[policy.pk]))
    html = " ".join(response.text.split())
    assert "Travel policy" in html
    assert reverse("ingestion:page", args=[policy.pk, 3]) in html
    assert "Second page. Hotels are booked" in html
    assert "list.xlsx" in html
    assert "Delete" not in html


def test_a_document_under_way_repaints_itself_until_it_is_done(client, cast):
    client.force_login(cast.bob)
    reading, ready = document(cast.handbook, "a.pdf", state=State.READING, step=2, steps=5), document(cast.handbook, "b.pdf")
    busy, done = (client.get(reverse("ingestion:document", args=[made.pk])) for made in (reading, ready))
    assert "Reading page 2 of 5" in busy.text
    assert 'hx-trigger="every 3s"' in busy.text
    assert "every 3s" not in done.text


def test_rows_of_a_spreadsheet_are_a_table_again_with_marks_in_its_cells(opened, cast):
    text = "Model: Ferry; Price: 14\nModel: Tide; Price: 34; Note: front box, see https://example.org"
    made = document(cast.handbook, "prices.csv", media_type="text/csv")
    (page,) = pages(made.current, text)
    page.blocks = [["table", 0, len(text), 0]]
    page.save()
    response = opened(made, 1, f"?mark={text.index('Tide')}-{text.index('34') + 2}")
    assert '<th scope="col">Model</th><th scope="col">Price</th><th scope="col">Note</th>' in response.text
    assert "<td>Ferry</td><td>14</td><td></td>" in response.text
    assert "<td>front box, see https://example.org</td>" in response.text
    assert marked(response) == ["Tide", "34"]


@pytest.mark.parametrize("text", ["just\nlines", "a: 1", "a: 1\nno name here", "a: 1; a: 2\na: 3"])
def test_lines_that_are_no_records_stay_lines(opened, cast, text):
    made = document(cast.handbook, "x.csv", media_type="text/csv")
    (page,) = pages(made.current, text)
    page.blocks = [["table", 0, len(text), 0]]
    page.save()
    html = opened(made).text
    assert "<th" not in html
    for line in text.split("\n"):
        assert f"<td>{line}</td>" in html


def test_the_list_of_pages_leaves_out_what_stands_on_every_page(client, cast):
    made = document(cast.handbook, "policy.pdf")
    pages(made.current, *(f"Harbour Lane Cycles\n\nChapter {number} begins" for number in range(1, 5)))
    client.force_login(cast.bob)
    html = client.get(reverse("ingestion:document", args=[made.pk])).text
    assert "Harbour Lane Cycles" not in html
    assert "Chapter 3 begins" in html
