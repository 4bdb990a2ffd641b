"""Pauses: what is under way ends, and nothing new is begun until somebody resumes. Rows, so that they outlast a restart."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from access.models import Collection, User
from ingestion import changes, queue
from ingestion.flow.models import Pause
from ingestion.models import Version


def pause(collection: Collection | None, *, by: User) -> None:
    """Pause a collection, or everything; a pause that is there already stays as it is."""
    if not Pause.objects.filter(collection=collection).exists():
        Pause.objects.create(collection=collection, by=by)
    _tell(collection)


def resume(collection: Collection | None) -> None:
    """End the pause of a collection, or of everything, and call a worker. A collection's own pause outlasts that of everything."""
    Pause.objects.filter(collection=collection).delete()
    _tell(collection)
    queue.ring(queue.WORK)


def pause_of(collection: Collection) -> Pause | None:
    """The pause that holds in a collection, its own or that of everything, in one query."""
    holding = Pause.objects.filter(Q(collection=collection) | Q(collection=None))
    return holding.select_related("by").order_by(F("collection").asc(nulls_first=True), "since").first()


def without_paused(versions: QuerySet[Version]) -> QuerySet[Version]:
    """Those of these versions that may be begun."""
    paused = Pause.objects.filter(Q(collection=None) | Q(collection=OuterRef("document__collection")))
    return versions.filter(~Exists(paused))


def _tell(collection: Collection | None) -> None:
    """Open lists look again; where everything is paused they do so by themselves, within seconds."""
    if collection:
        changes.ring(collection.pk, collection.pk)
