"""Secrets of sources: encrypted in the database, never shown."""

import pytest

from ingestion.errors import SourceError
from ingestion.sources.sealing import seal, unseal


def test_a_secret_is_not_in_what_is_kept_and_comes_back_whole():
    sealed = seal({"password": "swordfish"})
    assert "swordfish" not in sealed
    assert unseal(sealed) == {"password": "swordfish"}
    assert unseal(seal({})) == {}


def test_another_key_of_the_house_opens_nothing_and_says_what_to_do(settings):
    sealed = seal({"password": "swordfish"})
    settings.SECRET_KEY = "another key"
    with pytest.raises(SourceError, match="type it again"):
        unseal(sealed)
