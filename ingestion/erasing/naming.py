"""Documents in which a person is named, in the trash or not, in every version."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from forgetting import naming
from ingestion.models import Document, Page


@dataclass(frozen=True)
class Naming:
    """A document with the pages (of any of its versions) that name a person, and how often they do."""

    document_id: UUID
    name: str
    collection: str
    pages: tuple[int, ...]
    count: int


def documents(spellings: Sequence[str]) -> list[Naming]:
    """All of them by collection and name; texts are taken as they were before masking."""
    folded = [naming.fold(each) for each in spellings]
    found: dict[UUID, Counter[int]] = {}
    pages = Page.objects.select_related("version", "unmasked").order_by("pk")
    for page in pages.iterator(chunk_size=200):
        if count := naming.occurrences(page.as_read.text, folded):
            found.setdefault(page.version.document_id, Counter())[page.number] += count
    rows = Document.with_trash.select_related("collection").filter(pk__in=found).order_by("collection__name", "name")
    return [Naming(row.pk, row.name, row.collection.name, tuple(sorted(found[row.pk])), found[row.pk].total()) for row in rows]
