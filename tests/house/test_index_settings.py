"""How the index is kept: read from the environment, and what could not be done stops the start."""

import pytest

from config.env import Env, WrongSetting
from config.index import index_conf
from retrieval.conf import IndexConf

SERVER = {"QDRANT_URL": "http://qdrant.example.org:6333"}


def test_what_is_not_set_is_as_it_always_was():
    assert index_conf(Env({})) == index_conf(Env(SERVER)) == IndexConf()


def test_each_is_read_under_its_name():
    given = {
        "QUANTISED": "none",
        "QUANTISED_IN_MEMORY": "no",
        "OVERSAMPLING": "3.5",
        "VECTORS_ON_DISK": "yes",
        "PAYLOAD_ON_DISK": "no",
        "WORDS_ON_DISK": "yes",
        "HNSW_M": "0",
        "HNSW_EF_CONSTRUCT": "200",
        "HNSW_FULL_SCAN_KB": "50000",
        "HNSW_ON_DISK": "yes",
        "HNSW_EF": "64",
        "ACORN": "yes",
        "SEGMENTS": "4",
        "SEGMENT_KB": "200000",
        "MEMMAP_KB": "30000",
        "SHARDS": "6",
        "REPLICAS": "3",
        "WRITTEN": "2",
    }
    read = index_conf(Env(SERVER | {f"FOOTNOTE_INDEX_{name}": value for name, value in given.items()}))
    assert read == IndexConf("none", False, 3.5, True, False, True, 0, 200, 50_000, True, 64, True, 4, 200_000, 30_000, 6, 3, 2)


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("QUANTISED", "int4", "must be one of int8, none, not 'int4'"),
        ("QUANTISED_IN_MEMORY", "perhaps", "must be yes or no"),
        ("OVERSAMPLING", "0.5", "must be at least 1"),
        ("HNSW_M", "-1", "must be at least 0"),
        ("HNSW_EF_CONSTRUCT", "2", "must be at least 4"),
        ("HNSW_FULL_SCAN_KB", "5", "must be at least 10"),
        ("SEGMENT_KB", "many", "must be a whole number"),
        ("SHARDS", "0", "must be at least 1"),
        ("WRITTEN", "2", r"must not be more than FOOTNOTE_INDEX_REPLICAS \(1\)"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(name, value, complaint):
    with pytest.raises(WrongSetting, match=f"FOOTNOTE_INDEX_{name} {complaint}"):
        index_conf(Env(SERVER | {f"FOOTNOTE_INDEX_{name}": value}))


@pytest.mark.parametrize("name", ["SHARDS", "REPLICAS", "MEMMAP_KB"])
def test_what_only_a_server_can_do_asks_for_one(name):
    with pytest.raises(WrongSetting, match=f"FOOTNOTE_INDEX_{name} needs a Qdrant server: set QDRANT_URL"):
        index_conf(Env({f"FOOTNOTE_INDEX_{name}": "2"}))
