"""Small embedding models for those tests that need another one, or many vectors soon."""

import pytest

from tests.retrieval import second_model as small


@pytest.fixture(scope="session")
def second_model(tmp_path_factory) -> str:
    """A small model on disk, by the name by which EMBEDDING_MODEL gives it."""
    return small.make(tmp_path_factory.mktemp("second-model"))


@pytest.fixture(scope="session")
def third_model(tmp_path_factory) -> str:
    """Another one, with longer vectors."""
    return small.make(tmp_path_factory.mktemp("third-model"), seed=2, dimensions=64)
