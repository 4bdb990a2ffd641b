"""From a thing of a source to its document, by the door that uploads use.

The name of the document is reserved by a row before the document exists, so that a run that dies in between finds it again.
"""

import hashlib
from pathlib import PurePosixPath

from access.models import Collection
from forgetting import tombstones
from ingestion import intake, names
from ingestion.errors import ErasedBefore
from ingestion.intake import Accepted, Outcome
from ingestion.models import Document
from ingestion.sources import moving, routes
from ingestion.sources.models import Item, Source
from ingestion.sources.port import Found
from ingestion.storage import Arrived, Readable

LONGEST = 500


def take(source: Source, item: Item | None, found: Found, stream: Readable | Arrived, *, target: Collection) -> Outcome:
    """Make the bytes a document of the collection `target`, or its new version.

    Raises IntakeError if they can't be kept, ErasedBefore if they must not.
    """
    item = item or _reserve(source, found, target)
    if item.moved_from_id:
        item.name = _free(source, routes.path_of(found, item), target, but=item.pk)
    if item.owned and item.document:
        accepted = intake.replace(item.document, stream, by=source.added_by, of_source=True)
    else:
        accepted = _accept(source, item, stream, target)
        item.owned = accepted.document.name == item.name
    item.document, item.revision = accepted.document, found.revision
    item.note, item.path, item.gone_at = found.note, routes.path_of(found, item), None
    item.save()
    if item.owned:
        Document.objects.filter(pk=accepted.document.pk).update(url=_address(found.url))
    moving.settle(item.pk)
    return accepted.outcome


def _accept(source: Source, item: Item, stream: Readable | Arrived, target: Collection) -> Accepted:
    """What was erased under another name is known by its bytes, and from now on by this name too."""
    try:
        return intake.accept(target, item.name, stream, by=source.added_by, of_source=True)
    except ErasedBefore:
        tombstones.put([tombstones.item(source.pk, item.key)])
        moving.leave_out(item)
        raise


def note(item: Item, found: Found, path: str) -> None:
    """It is there, as it was, and lies here."""
    if item.gone_at or (item.note, item.path) != (found.note, path):
        item.note, item.path, item.gone_at = found.note, path, None
        item.save(update_fields=["note", "path", "gone_at"])


def stored_key(key: str) -> str:
    """The key as the database can hold it: a digest of one that is too long or isn't text."""
    raw = key.encode("utf-8", "surrogateescape")
    plain = len(key) <= LONGEST and "\0" not in key and raw == key.encode("utf-8", "replace")
    return key if plain else f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _reserve(source: Source, found: Found, target: Collection) -> Item:
    return Item.objects.create(source=source, key=stored_key(found.key), name=_free(source, names.path(found.name), target))


def _free(source: Source, path: str, target: Collection, *, but: int = 0) -> str:
    """A name in the collection that no other thing has."""
    wanted = first = names.tidy(f"{source.name}/{path}")
    number = 1
    while routes.taken(source, target).filter(name=wanted).exclude(pk=but).exists():
        number += 1
        named = PurePosixPath(first)
        wanted = names.tidy(str(named.with_name(f"{named.stem} ({number}){named.suffix}")))
    return wanted


def _address(url: str) -> str:
    """Only addresses that a browser may follow, and only whole ones."""
    return url if url.startswith(("https://", "http://")) and len(url) <= 2000 else ""
