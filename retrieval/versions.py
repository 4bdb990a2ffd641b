"""Index versions: one physical collection for each way of making vectors, behind one alias that search uses."""

import hashlib

from django.conf import settings

from retrieval import embedding, sparse


def physical_name() -> str:
    """Name of the collection that holds vectors made as they are made now.

    A different model, number of dimensions or sparse vocabulary makes vectors that can't be compared with the old
    ones: they get another collection, beside the live one.
    """
    recipe = f"{embedding.fingerprint()}|{embedding.dimensions()}|{sparse.fingerprint()}"
    return f"{settings.RETRIEVAL.alias}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"
