"""A handbook that can be searched, and a fake model that answers from it."""

import uuid
from dataclasses import replace

import pytest

from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span
from tests.fake_model import FakeModel

POLICY = (
    "Rail travel is booked second class through the travel desk.",
    "Meals are paid up to 30 euros a day while travelling.",
    "A night in a hotel may cost 140 euros, breakfast included.",
    "Unused leave days must be taken by 30 April of the next year.",
)
VAULT = ("The combination of the strongroom is changed every Monday by the head of finance.",)
HOTEL = "What may a night in a hotel cost?"


def publish(collection, *texts, title="Travel policy"):
    """Index one document with a page for each text, and make it visible."""
    version = IndexedVersion(uuid.uuid4(), uuid.uuid4(), collection.pk, title)
    index.write(version, [Chunk(number, text, (Span(number + 1, 0, len(text)),)) for number, text in enumerate(texts)])
    index.publish(version)
    return version


@pytest.fixture
def library(cast, vectors_service, settings):
    """The cast with one document in the Handbook and one in the Vault, in an index of their own."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"answers-{uuid.uuid4().hex[:8]}")
    publish(cast.handbook, *POLICY)
    publish(cast.vault, *VAULT, title="Strongroom")
    return cast


@pytest.fixture
def model(settings):
    """A fake model server, connected."""
    with FakeModel(api_key="a key for tests") as fake:
        settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=fake.url, model="fake", api_key=fake.api_key)
        yield fake
