"""What every page shares: the frame, who sees which way, and the pages for when something fails."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.assistant.chats import answered, conversation

TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
INLINE = re.compile(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)|javascript:|hx-on", re.IGNORECASE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_style_or_a_script_that_the_policy_would_block(template):
    assert not INLINE.search(template.read_text())


def test_administrators_find_their_pages_and_others_do_not(client, cast):
    client.force_login(cast.ada)
    assert reverse("assistant:feedback-list") in client.get("/").text
    client.force_login(cast.bob)
    page = client.get("/").text
    assert reverse("assistant:feedback-list") not in page
    assert "/admin/" not in page


def test_an_unknown_address_is_answered_in_the_same_frame(client, cast):
    client.force_login(cast.bob)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert 'class="site-header"' in answer.text


def test_a_form_without_its_token_is_refused_in_plain_words(cast):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(cast.bob)
    answer = careful.post(reverse("assistant:start"), {"question": "?"})
    assert answer.status_code == 403
    assert "The page was open for too long" in answer.text


@pytest.mark.parametrize("code", ["400", "403", "404", "500"])
def test_error_pages_need_neither_a_person_nor_a_request(code):
    assert 'class="site-header"' in render_to_string(f"{code}.html")


def test_htmx_sends_the_token_that_the_form_protection_wants(client, cast):
    made = answered(conversation(cast.bob))
    client.force_login(cast.bob)
    page = client.get(reverse("assistant:conversation", args=[made.conversation_id])).text
    assert re.search(r'<body hx-headers:inherited=\'\{"X-CSRFToken": "\w{64}"\}\'>', page)


def test_htmx_begins_only_when_its_extension_is_there(client, cast):
    """Deferred, htmx would look for its extension a tick too early, now and then, and no stream would open."""
    client.force_login(cast.bob)
    scripts = re.findall(r"<script[^>]*(?:htmx|hx-sse)[^>]*>", client.get("/").text)
    assert len(scripts) == 2
    assert not any("defer" in script or "async" in script or "module" in script for script in scripts)
