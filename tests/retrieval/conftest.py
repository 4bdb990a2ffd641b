"""Small embedding models for those tests that need another one, or many vectors soon; and an index of one's own."""

import uuid
from dataclasses import replace

import pytest

from retrieval import qdrant, verifying
from tests.retrieval import second_model as small
from tests.retrieval.houses import names


@pytest.fixture(scope="session")
def second_model(tmp_path_factory) -> str:
    """A small model on disk, by the name by which EMBEDDING_MODEL gives it."""
    return small.make(tmp_path_factory.mktemp("second-model"))


@pytest.fixture(scope="session")
def third_model(tmp_path_factory) -> str:
    """Another one, with longer vectors."""
    return small.make(tmp_path_factory.mktemp("third-model"), seed=2, dimensions=64)


@pytest.fixture
def own_index(settings, second_model, monkeypatch):
    """An index for each test, made with the second model; what doesn't agree is looked at again at once."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, alias=f"own-{uuid.uuid4().hex[:8]}", model=second_model)
    monkeypatch.setattr(verifying, "SECOND_LOOK_SECONDS", 0.0)
    yield
    for name in names():
        qdrant.client().delete_collection(name)
