"""Original files: streamed, saved under their own name, and shown only where a browser runs nothing of them."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.urls import reverse

from access.models import Grant, Role
from ingestion import storage
from tests.ingestion.views_making import add_version, document

pytestmark = pytest.mark.django_db(transaction=True)
HTML = b"<script>alert(document.cookie)</script>"


@pytest.fixture
def fetch(cast):
    """Get a document's file as Bob: the response and its bytes."""

    async def get(made, query=""):
        client = AsyncClient()
        await client.aforce_login(cast.bob)
        response: Any = await client.get(reverse("ingestion:file", args=[made.pk]) + query)
        parts = [part async for part in response.streaming_content] if response.streaming else []
        return response, b"".join(parts)

    return get


made_in_thread = sync_to_async(document)


async def test_a_file_is_saved_as_it_came(fetch, cast):
    content = bytes(range(256)) * 12_000
    response, got = await fetch(await made_in_thread(cast.handbook, "letters/Über uns.pdf", content=content))
    assert got == content
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cber%20uns.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "image/jpeg"])
async def test_pdfs_and_images_can_be_shown(fetch, cast, media_type):
    response, _ = await fetch(await made_in_thread(cast.handbook, "a", media_type=media_type), "?show")
    assert response["Content-Disposition"].startswith("inline")
    assert response["Content-Type"] == media_type
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xml", "text/plain", ""])
async def test_nothing_that_could_run_is_ever_shown(fetch, cast, media_type):
    response, got = await fetch(await made_in_thread(cast.handbook, "a.html", content=HTML, media_type=media_type), "?show")
    assert got == HTML
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "x\\y.pdf", "tab\tname.pdf", "a;b=c.pdf"])
async def test_names_cannot_break_out_of_their_header(fetch, cast, name):
    response, _ = await fetch(await made_in_thread(cast.handbook, name))
    header = response["Content-Disposition"]
    assert "\n" not in header
    assert header.count("filename") == 1 or 'filename=\\"' in header


async def test_the_version_that_is_asked_for_is_sent_to_editors(fetch, cast):
    made = await made_in_thread(cast.handbook, "a.txt", content=b"old", media_type="text/plain")
    old = made.current_id
    await sync_to_async(add_version)(made, content=b"new", media_type="text/plain")
    assert (await fetch(made))[1] == b"new"
    assert (await fetch(made, f"?version={old}"))[1] == b"new"
    await Grant.objects.filter(user=cast.bob).aupdate(role=Role.EDITOR)
    assert (await fetch(made, f"?version={old}"))[1] == b"old"


async def test_a_lost_file_is_not_found(fetch, cast):
    made = await made_in_thread(cast.handbook, "a.txt", content=b"soon lost")
    storage.original(made.current).unlink()
    response, _ = await fetch(made)
    assert response.status_code == 404
