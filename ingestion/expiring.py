"""What has expired is out of search at that hour by itself; when its grace time is over too, it goes to the trash."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from access.models import Collection
from ingestion import intake
from ingestion.errors import IntakeError
from ingestion.models import Document, Rules
from retrieval import index


def put_away() -> int:
    """Put what is past its grace time into its collection's trash; returns how many. Cheap where nothing has expired."""
    now = timezone.now()
    expired = index.expired(now)
    collections = Collection.objects.select_related("rules").in_bulk({its for _, its, _ in expired})
    due = {each: [pk for pk, its, at in expired if its == each.pk and at <= _grace(each, now)] for each in collections.values()}
    return sum(_put_away(collection, document_ids) for collection, document_ids in due.items())


def _grace(collection: Collection, now: datetime) -> datetime:
    rules = getattr(collection, "rules", None) or Rules()
    return now - timedelta(days=rules.grace_days)


def _put_away(collection: Collection, document_ids: list[UUID]) -> int:
    gone = list(Document.objects.filter(pk__in=document_ids[:200]).values_list("pk", flat=True))
    if not gone:
        return 0
    try:
        intake.remove_all(collection, gone)
    except IntakeError:
        return 0  # the collection went meanwhile
    return len(gone)
