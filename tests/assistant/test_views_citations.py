"""The source panel: the kept quote, and the way to the page."""

import uuid

import pytest
from django.urls import reverse

from tests.assistant.chats import HTMX, QUOTE, answered, conversation


@pytest.fixture
def source(cast):
    return answered(conversation(cast.bob)).citations.get(number=1)


def test_the_panel_shows_the_kept_quote_and_loads_the_page_with_its_mark(client, cast, source):
    client.force_login(cast.bob)
    panel = client.get(reverse("assistant:citation", args=[source.pk]), headers=HTMX).text
    assert QUOTE in panel
    assert "<html" not in panel
    page = f"/documents/{source.document_id}/pages/3/?version={source.version_id}&amp;mark=10-58&amp;quote=The"
    assert f'hx-get="{page}' in panel


def test_without_javascript_the_source_is_a_page_with_a_way_back(client, cast, source):
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:citation", args=[source.pk])).text
    assert "<html" in page
    assert f"{reverse('assistant:conversation', args=[source.turn.conversation_id])}#turn-{source.turn_id}" in page


def test_a_source_of_another_looks_like_none(client, cast, source):
    for person in (cast.alice, cast.ada, cast.mallory):
        client.force_login(person)
        assert client.get(reverse("assistant:citation", args=[source.pk])).status_code == 404
        assert client.get(reverse("assistant:citation", args=[uuid.uuid4()])).status_code == 404
