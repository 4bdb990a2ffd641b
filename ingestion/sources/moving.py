"""From one collection into another: its readers lose a document before anybody else gets it, and nothing of it is left to them.

The document is made anew from the same bytes where it belongs now. What people have said of it goes along: its owner, data
class, dates, weight, and which of its chunks are kept out of search. A run that dies in between is gone on with by the next one.
"""

from django.db import transaction

from ingestion import intake, life, storage, trash
from ingestion.models import Document
from ingestion.sources import going
from ingestion.sources.models import Item
from retrieval import excluding

SAID = ("owner", "data_class", "review_on", "reviewed_at", "expires_at", "weight")


def withdraw(item: Item) -> Document | None:
    """Take its document out of the collection where the thing belongs no more; returns what it was."""
    before = item.document
    with transaction.atomic():
        changed = {"revision": "", "document": None, "owned": False, "moved_from": before if item.owned else None}
        Item.objects.filter(pk=item.pk).update(**changed)
        if item.owned and before:
            going.release(before, item)
    for name, value in changed.items():
        setattr(item, name, value)
    return before


def settle(item_id: int) -> None:
    """The thing has come to where it belongs: what was said of its document before holds there too, and that goes for good."""
    item = Item.objects.select_related("document", "moved_from").filter(pk=item_id).first()
    if item is None or item.moved_from is None or item.document is None:
        return
    before, now = item.moved_from, item.document
    if item.owned:
        Document.objects.filter(pk=now.pk).update(**{name: getattr(before, name) for name in SAID})
        excluding.copy(before.pk, now.pk)
        life.settle(Document.objects.filter(pk=now.pk))
    with transaction.atomic():
        Item.objects.filter(pk=item.pk).update(moved_from=None)
        _discard(before)


def leave_out(item: Item) -> None:
    """The thing goes nowhere any more, and nothing of it stays."""
    before = item.document if item.owned else item.moved_from
    going.let_go(item)
    if before:
        _discard(before)


def original(document: Document | None) -> storage.Arrived | None:
    """The bytes of what was withdrawn, if they are still here."""
    latest = document.latest if document else None
    path = storage.original(latest) if latest and latest.sha256 else None
    return storage.Arrived(path) if path and path.is_file() else None


def _discard(document: Document) -> None:
    """Delete for good what nothing brings any more, whoever took it out of the trash meanwhile."""
    if Item.objects.filter(document=document).exists():
        return
    if Document.objects.filter(pk=document.pk).exists():
        intake.remove(document)
    trash.give_up(Document.with_trash.filter(pk=document.pk))
