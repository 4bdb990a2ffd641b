"""Versions that nobody wants any more: their points go, then chunks that no other version has, and nothing of them is left."""

import logging

from django.db.models import Q
from django.utils import timezone

from retrieval import cutting, qdrant, versions
from retrieval.building.leases import Hold
from retrieval.errors import RetrievalError
from retrieval.models import IndexVersion
from retrieval.versions import State

log = logging.getLogger(__name__)
SECONDS = 2.0
"""So long chunks are removed at once: whoever asks for it waits."""


def remove_gone() -> bool:
    """Remove what is to go, once nobody writes to it any more; whether there is more to remove at once."""
    free = Q(lease=None) | Q(leased_until__lt=timezone.now())
    for version in versions.every().filter(free, state=State.GOING):
        try:
            qdrant.drop_collection(version.name)
            if not cutting.free(version, SECONDS):
                return True
        except RetrievalError as error:
            log.warning("%s is not removed yet: %s", version, error)
            return False
        version.delete()
    return False


def let_go(hold: Hold) -> bool:
    """Who held it has noticed that it is to go, and writes no more; whether there is more to remove at once."""
    given_up = IndexVersion.objects.filter(pk=hold.version_id, lease=hold.lease)
    given_up.update(lease=None, leased_until=None)
    return remove_gone()
