"""A second embedding model for those tests that need one."""

import pytest

from tests.retrieval import second_model as small


@pytest.fixture(scope="session")
def second_model(tmp_path_factory) -> str:
    """A small model on disk, by the name by which EMBEDDING_MODEL gives it."""
    return small.make(tmp_path_factory.mktemp("second-model"))
