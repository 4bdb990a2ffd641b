"""Each test of forgetting begins in an empty house: what it counts is its own."""

import shutil

import pytest
import redis

from ingestion import storage
from retrieval import qdrant


@pytest.fixture(autouse=True)
def tidy_house(vectors_service, redis_service, db):
    """No files, points or streams of other tests, whose rows are gone."""
    qdrant.drop()
    for name in ("originals", "pages", "work"):
        shutil.rmtree(storage.folder(name))
    redis.Redis.from_url(redis_service).flushall()
