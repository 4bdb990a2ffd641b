"""Telling points what has become known of their document, or has changed, since they were written.

The rows are the truth and hold the mark (`IndexedDocument.untold`, a time); it goes only if nothing changed while it was told.
Whoever writes points looks at the rows afterwards, and sets the mark again where they say something else by then: what was written
last, by whomever, is then either what the rows say or marked.
"""

import time
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from retrieval import qdrant
from retrieval.models import IndexedDocument
from retrieval.payload import payload

AT_ONCE = 200


def untold() -> QuerySet[IndexedDocument]:
    """The visible documents whose points don't carry what the rows say."""
    return IndexedDocument.objects.exclude(untold=None)


def catch_up(seconds: float | None = None) -> int:
    """Tell them all, or as many as can be told in this time; returns how many. Safe to repeat. Raises RetrievalError."""
    end = time.monotonic() + seconds if seconds else None
    told, places = 0, list[str]()
    while some := list(untold().order_by("untold")[:AT_ONCE]):
        places = places or _indexed()
        _tell(some, places)
        told += len(some)
        if end and time.monotonic() > end:
            break
    return told


def mark_changed(written: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Have the points of these versions told again where their rows say something else by now than was written to them."""
    shown = IndexedDocument.objects.filter(version_id__in=list(written))
    changed = [row.pk for row in shown if payload(row) != written[row.version_id]]
    if changed:
        IndexedDocument.objects.filter(pk__in=changed).update(untold=timezone.now())


def _indexed() -> list[str]:
    """The versions of the index, each with the indexes that a filter needs."""
    places = qdrant.own_versions()
    for physical in places:
        qdrant.index_payload(physical)
    return places


def _tell(rows: Sequence[IndexedDocument], places: Sequence[str]) -> None:
    said = {row.version_id: payload(row) for row in rows}
    for physical in places:
        qdrant.tell(physical, said)
    with transaction.atomic():
        for mark, same in groupby(rows, key=lambda row: row.untold):
            IndexedDocument.objects.filter(pk__in=[row.pk for row in same], untold=mark).update(untold=None)
    mark_changed(said)
