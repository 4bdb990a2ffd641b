"""What isn't there and what isn't yours: not a byte tells them apart."""

import io
import re
import uuid

import pytest
from django.test import Client

from access import tokens
from assistant import asking
from ingestion import intake

NOISE = re.compile(rb'"X-CSRFToken": "\w+"|name="csrfmiddlewaretoken" value="\w+"')
PAGES = [
    "/collections/{collection}/",
    "/collections/{collection}/sharing/",
    "/collections/{collection}/settings/",
    "/collections/{collection}/events/",
    "/documents/{document}/",
    "/documents/{document}/file/",
    "/documents/{document}/pages/1/",
    "/documents/{document}/pages/1/image/",
    "/conversations/{conversation}/",
    "/turns/{turn}/",
    "/turns/{turn}/events/",
]
CALLS = [
    "/api/v1/collections/{collection}",
    "/api/v1/collections/{collection}/documents",
    "/api/v1/documents/{document}",
    "/api/v1/turns/{turn}",
]


@pytest.fixture
def forbidden(cast):
    """Ids of things in the Vault and of Ada's, of which Bob knows nothing."""
    conversation = asking.start(cast.ada)
    document = intake.accept(cast.vault, "secret.txt", io.BytesIO(b"The combination is 1234."), by=cast.ada).document
    turn = asking.ask(conversation, "What is the combination?")
    return {"collection": cast.vault.pk, "document": document.pk, "conversation": conversation.pk, "turn": turn.pk}


def told(response):
    headers = {name: value for name, value in response.items() if name != "Set-Cookie"}
    return response.status_code, headers, NOISE.sub(b"", response.content)


@pytest.mark.parametrize("address", PAGES + CALLS)
def test_an_unknown_id_and_a_forbidden_id_get_the_same_answer(cast, forbidden, address):
    client = Client(headers={"Authorization": f"Bearer {tokens.issue(cast.bob, 'test')}"})
    client.force_login(cast.bob)
    there = told(client.get(address.format(**forbidden)))
    nowhere = told(client.get(address.format(**dict.fromkeys(forbidden, uuid.uuid4()))))
    assert there == nowhere
    assert there[0] == 404


@pytest.mark.parametrize("body", [{"collections": ["{collection}"]}, {"conversation": "{conversation}"}])
def test_asking_what_is_forbidden_reads_like_asking_what_is_not_there(cast, forbidden, body):
    client = Client(headers={"Authorization": f"Bearer {tokens.issue(cast.bob, 'test')}"})

    def ask(ids):
        named = {
            key: [each.format(**ids) for each in value] if isinstance(value, list) else value.format(**ids)
            for key, value in body.items()
        }
        return told(client.post("/api/v1/ask", {"question": "What?", **named}, content_type="application/json"))

    assert ask(forbidden) == ask(dict.fromkeys(forbidden, uuid.uuid4()))
