"""The one package that speaks to Qdrant: the embedded `vectors` process or a real server, told apart by nothing but the URL.

Collections go by their names; which of them is searched and written to is the business of retrieval.versions. A point carries
two vectors, "dense" (cosine) and "sparse" (BM25 weights; Qdrant adds the inverse document frequency), and the payload by which
it is filtered: document_id, version_id, collection_id, and what retrieval.payload adds. Texts stay in the database.
"""

from retrieval.qdrant.connecting import client, speaking
from retrieval.qdrant.finding import Candidate, candidates
from retrieval.qdrant.making import create, ensure, index_payload, is_there
from retrieval.qdrant.points import FIELDS, Field, Held, Point, Sparse
from retrieval.qdrant.reading import chunk_ids, count, count_in, dense_vectors, pages, tally
from retrieval.qdrant.tuning import tune
from retrieval.qdrant.versions import drop, drop_collection, every_version, live, own_versions, switch
from retrieval.qdrant.writing import BATCH, delete, delete_in, delete_points, tell, try_to_write, upsert

__all__ = [
    "BATCH",
    "FIELDS",
    "Candidate",
    "Field",
    "Held",
    "Point",
    "Sparse",
    "candidates",
    "chunk_ids",
    "client",
    "count",
    "count_in",
    "create",
    "delete",
    "delete_in",
    "delete_points",
    "dense_vectors",
    "drop",
    "drop_collection",
    "ensure",
    "every_version",
    "index_payload",
    "is_there",
    "live",
    "own_versions",
    "pages",
    "speaking",
    "switch",
    "tally",
    "tell",
    "try_to_write",
    "tune",
    "upsert",
]
