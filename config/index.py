"""How the index is kept and searched: what Qdrant can be told of it, each by a setting."""

from dataclasses import replace

from config.env import Env, WrongSetting
from retrieval.conf import QUANTISED, IndexConf

USUAL = IndexConf()
NAME = "FOOTNOTE_INDEX_"
# The embedded engine is one shard on one machine, and reads from disk what FOOTNOTE_INDEX_VECTORS_ON_DISK says and nothing else.
NEEDS_SERVER = {"SHARDS": "shards", "REPLICAS": "replicas", "MEMMAP_KB": "memmap_kb"}


def index_conf(env: Env) -> IndexConf:
    """What the environment says. Raises WrongSetting, also for what the embedded engine could not do."""
    found = _spread(_segments(_graph(_vectors(env), env), env), env)
    if found.written > found.replicas:
        raise WrongSetting(f"{NAME}WRITTEN must not be more than {NAME}REPLICAS ({found.replicas}), not {found.written}.")
    for name, field in NEEDS_SERVER.items():
        usual = getattr(USUAL, field)
        if getattr(found, field) != usual and not env.is_given("QDRANT_URL"):
            raise WrongSetting(f"{NAME}{name} needs a Qdrant server: set QDRANT_URL, or leave it at {usual}.")
    return found


def _vectors(env: Env) -> IndexConf:
    return IndexConf(
        quantised=env.one_of(
            f"{NAME}QUANTISED", QUANTISED, "How vectors are made smaller for the first look of a search.", shown=USUAL.quantised
        )
        or USUAL.quantised,
        quantised_in_memory=env.flag(
            f"{NAME}QUANTISED_IN_MEMORY",
            "The small vectors stay in memory, whatever else doesn't.",
            default=USUAL.quantised_in_memory,
        ),
        oversampling=env.number(
            f"{NAME}OVERSAMPLING",
            USUAL.oversampling,
            "So many times the wanted candidates are found by the small vectors, and scored again by the full ones.",
            least=1,
        ),
        vectors_on_disk=env.flag(
            f"{NAME}VECTORS_ON_DISK", "Full vectors are read from disk when they are needed.", default=USUAL.vectors_on_disk
        ),
        words_on_disk=env.flag(
            f"{NAME}WORDS_ON_DISK", "The index of words (BM25) is read from disk when it is needed.", default=USUAL.words_on_disk
        ),
        payload_on_disk=env.flag(
            f"{NAME}PAYLOAD_ON_DISK", "What points carry beside their vectors is read from disk.", default=USUAL.payload_on_disk
        ),
    )


def _graph(known: IndexConf, env: Env) -> IndexConf:
    return replace(
        known,
        m=env.integer(f"{NAME}HNSW_M", USUAL.m, "Edges of a point in the graph of vectors (HNSW); 0: no graph, scans.", least=0),
        ef_construct=env.integer(
            f"{NAME}HNSW_EF_CONSTRUCT", USUAL.ef_construct, "Neighbours looked at for each point while the graph is built.", least=4
        ),
        full_scan_kb=env.integer(
            f"{NAME}HNSW_FULL_SCAN_KB",
            USUAL.full_scan_kb,
            "Up to so many KB of vectors of a segment are scanned in spite of the graph, so that a narrow Scope misses nothing.",
            least=10,
        ),
        graph_on_disk=env.flag(f"{NAME}HNSW_ON_DISK", "The graph is read from disk.", default=USUAL.graph_on_disk),
        ef=env.integer(f"{NAME}HNSW_EF", USUAL.ef, "Neighbours looked at in a search; 0: as many as when it was built.", least=0),
        acorn=env.flag(
            f"{NAME}ACORN", "Searches in the graph go on past points outside the Scope: slower, finds more.", default=USUAL.acorn
        ),
    )


def _segments(known: IndexConf, env: Env) -> IndexConf:
    return replace(
        known,
        segments=env.integer(f"{NAME}SEGMENTS", USUAL.segments, "Segments that a shard aims at; 0: by its cores.", least=0),
        segment_kb=env.integer(
            f"{NAME}SEGMENT_KB", USUAL.segment_kb, "Largest segment in KB of vectors; 0: Qdrant's own.", least=0
        ),
        memmap_kb=env.integer(
            f"{NAME}MEMMAP_KB", USUAL.memmap_kb, "From so many KB on a segment's vectors are read from disk; 0: never.", least=0
        ),
    )


def _spread(known: IndexConf, env: Env) -> IndexConf:
    return replace(
        known,
        shards=env.integer(f"{NAME}SHARDS", USUAL.shards, "Shards of a collection made from now on.", least=1),
        replicas=env.integer(f"{NAME}REPLICAS", USUAL.replicas, "Copies of each shard, each on another server.", least=1),
        written=env.integer(f"{NAME}WRITTEN", USUAL.written, "Copies that must have a write before it counts as done.", least=1),
    )
