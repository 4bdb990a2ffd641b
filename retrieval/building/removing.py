"""Versions that nobody wants any more: their points go, then their rows, and nothing else of them is left."""

import logging

from django.db.models import Q
from django.utils import timezone

from retrieval import qdrant, versions
from retrieval.building.leases import Hold
from retrieval.errors import RetrievalError
from retrieval.models import IndexVersion
from retrieval.versions import State

log = logging.getLogger(__name__)


def remove_gone() -> None:
    """Remove what is to go, once nobody writes to it any more."""
    free = Q(lease=None) | Q(leased_until__lt=timezone.now())
    for version in versions.every().filter(free, state=State.GOING):
        try:
            qdrant.drop_collection(version.name)
        except RetrievalError as error:
            log.warning("%s is not removed yet: %s", version, error)
            return
        version.delete()


def let_go(hold: Hold) -> None:
    """Who held it has noticed that it is to go, and writes no more."""
    given_up = IndexVersion.objects.filter(pk=hold.version_id, lease=hold.lease)
    given_up.update(lease=None, leased_until=None)
    remove_gone()
