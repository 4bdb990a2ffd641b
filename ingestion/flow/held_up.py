"""Why nothing can be begun now, whatever is done about single documents: the disk is nearly full, or the index is away or full.

Whoever shows it must not wait for an index that is away: workers ask it, and write down what they found.
"""

import logging
from datetime import timedelta

from django.utils import timezone

from ingestion import room
from ingestion.flow.models import HeldUp
from retrieval import index
from retrieval.errors import CheckIndexSettings, IndexFull, RetrievalError

log = logging.getLogger(__name__)
FRESH = timedelta(minutes=2)
"""After so long without a worker that says it again, nobody knows any more."""


def reason() -> str:
    """Why a worker must not begin anything now, without a full stop; empty if it may."""
    why = room.shortage() or _index()
    if why:
        log.warning("Documents wait: %s", why)
    return why


def shown() -> str:
    """`reason` as far as it is known here: the disk as it is, the index as a worker found it last."""
    return room.shortage() or _noted()


def note(error: Exception) -> None:
    """Write down what the index said when somebody worked with it; other errors say nothing about it."""
    if isinstance(error, RetrievalError):
        noted = HeldUp.objects.first()
        refuses = isinstance(error, IndexFull | CheckIndexSettings) or (noted is not None and noted.full)
        HeldUp.objects.update_or_create(pk=1, defaults={"reason": _said(error), "full": refuses})


def _index() -> str:
    """One that was full, or refused something, answers long before it takes anything in: it is tried by writing."""
    noted = HeldUp.objects.first()
    try:
        index.check(writing=noted is not None and noted.full)
    except RetrievalError as error:
        note(error)
        return _said(error)
    if noted:
        noted.delete()
    return ""


def _noted() -> str:
    noted = HeldUp.objects.filter(seen_at__gt=timezone.now() - FRESH).first()
    return noted.reason if noted else ""


def _said(error: RetrievalError) -> str:
    if isinstance(error, IndexFull):
        return "the search index has no room left on its disk"
    if isinstance(error, CheckIndexSettings):
        return "the search index refuses what Footnote asks"
    return "the search index does not answer"
