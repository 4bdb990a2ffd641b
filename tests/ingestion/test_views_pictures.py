"""Pictures of pages: drawn when somebody looks, kept for a while, and never an error page in an image's place."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from PIL import Image

from ingestion import storage
from ingestion.views import drawing
from tests.ingestion import makers
from tests.ingestion.views_making import document, pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(cast, tmp_path):
    """A PDF of two pages, as it is after reading."""
    path = makers.pdf(tmp_path / "letter.pdf", [makers.PROSE, makers.MORE_PROSE])
    made = document(cast.handbook, "letter.pdf", content=path.read_bytes())
    pages(made.current, makers.PROSE, makers.MORE_PROSE)
    yield made
    storage.discard_page_images(made.current_id)


@pytest.fixture
def picture(client, cast):
    """Ask for a page's picture as Bob, who may read."""
    client.force_login(cast.bob)

    def get(made, number=1, query=""):
        return client.get(reverse("ingestion:page-image", args=[made.pk, number]) + query)

    return get


def size(response):
    return Image.open(io.BytesIO(response.content)).size


def test_a_pdf_page_is_drawn_and_kept(picture, letter):
    response = picture(letter, 1, f"?version={letter.current_id}")
    assert response["Content-Type"] == "image/jpeg"
    assert abs(size(response)[0] - drawing.WIDTH) <= 1
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    kept = storage.drawings(letter.current_id) / "1.jpg"
    assert kept.read_bytes() == response.content
    kept.write_bytes(b"kept")
    assert picture(letter, 1).content == b"kept"


def test_without_its_version_in_the_address_a_picture_may_change(picture, letter):
    assert picture(letter)["Cache-Control"] == "private, no-cache"


def test_the_picture_that_reading_kept_is_shown_as_it_is(picture, cast, tmp_path):
    made = document(cast.handbook, "scan.tiff", media_type="image/tiff")
    pages(made.current, "Dear Sir", has_image=True)
    data = makers.as_bytes(Image.new("RGB", (30, 40)), "JPEG")
    (tmp_path / "1.jpg").write_bytes(data)
    storage.keep_page_image(made.current, 1, tmp_path / "1.jpg")
    response = picture(made)
    assert (response.content, response["Content-Type"]) == (data, "image/jpeg")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nonsense", b"GIF89a"])
def test_a_picture_that_cannot_be_drawn_gives_a_notice_in_its_place(picture, cast, content):
    made = document(cast.handbook, "broken.pdf", content=content)
    pages(made.current, "text")
    response = picture(made)
    assert response.status_code == 422
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cache-Control"] == "no-store"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "No picture of this page" in response.text


def test_a_picture_whose_file_is_lost_gives_a_notice_too(picture, cast):
    made = document(cast.handbook, "lost.tiff", media_type="image/tiff")
    pages(made.current, "text", has_image=True)
    assert picture(made).status_code == 422


def test_when_too_many_are_drawn_at_once_it_says_to_try_again(picture, letter, monkeypatch):
    monkeypatch.setattr(drawing, "SECONDS", 0.05)
    held = [drawing._turns.acquire() for _ in range(drawing.AT_ONCE)]
    try:
        assert picture(letter).status_code == 503
    finally:
        for _ in held:
            drawing._turns.release()


def test_many_who_want_the_same_page_all_get_it_whole(letter):
    with ThreadPoolExecutor(6) as people:
        drawn = list(people.map(lambda _: drawing.drawn(letter.current, 2).read_bytes(), range(6)))
    assert len(set(drawn)) == 1
    assert abs(Image.open(io.BytesIO(drawn[0])).width - drawing.WIDTH) <= 1
    assert [path.name for path in storage.drawings(letter.current_id).iterdir()] == ["2.jpg"]


def test_only_so_many_bytes_are_kept_the_oldest_go_first(letter, monkeypatch):
    first = drawing.drawn(letter.current, 1)
    monkeypatch.setattr(drawing, "KEPT_BYTES", first.stat().st_size)
    second = drawing.drawn(letter.current, 2)
    assert second.is_file()
    assert not first.is_file()


def test_pictures_go_with_their_version(letter):
    drawn = drawing.drawn(letter.current, 1)
    storage.discard_page_images(letter.current_id)
    assert not drawn.exists()


def test_text_has_no_picture(picture, cast):
    made = document(cast.handbook, "a.txt", media_type="text/plain")
    pages(made.current, "text")
    assert picture(made).status_code == 404
    assert picture(made, 2).status_code == 404
