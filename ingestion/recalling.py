"""A document's text from the tables instead of its file: for when only the rules have changed, not the content."""

from django.db import transaction

from forgetting.hiding import Hidden, hide_all
from ingestion import hiding, storage
from ingestion.batches import batched
from ingestion.correcting import corrections
from ingestion.leases import Lease
from ingestion.models import Correction, Document, Page, State, Version
from ingestion.pages import StoredPages
from ingestion.progress import Progress
from ingestion.reading.messages import Facts
from ingestion.taking_down import Told

AT_ONCE = 50
FACTS = ("media_type", "title", "author", "dated", "language", "page_count", "erased_inside")


def recalled(version: Version, lease: Lease, progress: Progress) -> Told | None:
    """What the tables know of this content, as it was read; None if it has to be read."""
    if not version.recalled:
        return None
    progress.show(State.READING, 0, 0)
    if not version.pages.exists() and not _copied(version, lease):
        lease.update(recalled=False)  # or else the pages of a reading that breaks off would be taken for all of them
        return None
    attachments = dict(Document.objects.filter(parent=version.document_id).values_list("name", "pk"))
    return Told(StoredPages(version.pk, as_read=True), attachments, _facts(version))


def _copied(version: Version, lease: Lease) -> bool:
    """Take the current version's pages over, if it has the same content."""
    current = version.document.current
    source = current if current and (current.sha256, current.state) == (version.sha256, State.READY) else None
    if source is None or not source.pages.exists():
        return False
    kept = corrections(version)
    storage.copy_page_images(source.pk, version.pk)
    known = {name: getattr(source, name) for name in FACTS}
    hidden = hiding.hidden_in(version.document_id)
    was = hide_all(source.unmasked or {"title": source.title, "author": source.author}, hidden)
    known |= {"title": "", "author": "", "unmasked": was}  # until it is screened, its title is nobody's
    with transaction.atomic():
        lease.update(**known)
        for rows in batched(source.pages.select_related("unmasked").iterator(AT_ONCE), AT_ONCE):
            Page.objects.bulk_create([_copy(row, version, kept, hidden) for row in rows])
    for name, value in known.items():
        setattr(version, name, value)
    return True


def _copy(row: Page, version: Version, kept: dict[int, Correction], hidden: Hidden) -> Page:
    """The page as it was read or corrected, for another version, without who is hidden. Fields that others add come along."""
    fields = [field for field in Page._meta.concrete_fields if field.name not in ("id", "version")]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    values |= {name: getattr(row.as_read, name) for name in ("label", "text", "lines", "blocks")}
    if row.recognised and (said := kept.get(row.number)):
        values |= {name: getattr(said, name) for name in ("text", "lines", "blocks", "words")} | {"confidence": None}
    copy = Page(version=version, **values)
    hiding.row(copy, hidden)
    return copy


def _facts(version: Version) -> Facts:
    was = version.unmasked
    title, author = was.get("title", version.title), was.get("author", version.author)
    return Facts(version.media_type, title, author, version.dated, version.language, version.page_count)
