"""Documents in which a person is named, in the trash or not, in every version: on their pages, or beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model, QuerySet

from forgetting import naming
from forgetting.messages import Naming
from ingestion.models import Correction, Document, Page, Version

NAME, ADDRESS = "name", "address"
BESIDE: tuple[tuple[type[Model], str, str, tuple[str, ...]], ...] = (
    (Document, "pk", NAME, ("name",)),
    (Document, "pk", ADDRESS, ("url",)),
    (Version, "document_id", "title or author", ("title", "author", "unmasked")),
    (Correction, "document_id", "corrections", ("text",)),
)
"""What else a document says of people: the table, its column of the document, what that is called, the columns of the text."""


@dataclass(frozen=True)
class Row:
    """A document that names somebody, as pages and commands show it."""

    document: Document
    naming: Naming

    @property
    def has_name_within(self) -> bool:
        """Whether the person stands in what the document is called or where it came from: these can't be masked."""
        return bool({NAME, ADDRESS} & set(self.naming.beside))


def documents(spellings: Sequence[str]) -> list[Naming]:
    """All of them by collection and name; texts are taken as they were before masking."""
    folded = [naming.fold(each) for each in spellings]
    pages, beside = _on_pages(folded), _beside(folded)
    ids = pages.keys() | beside.keys()
    ordered = Document.with_trash.filter(pk__in=ids).order_by("collection__name", "name", "pk").values_list("pk", flat=True)
    return [_naming(pk, pages.get(pk, Counter()), beside.get(pk, Counter())) for pk in ordered]


def rows(found: Sequence[Naming]) -> list[Row]:
    """These documents with their names, but for those that are gone meanwhile."""
    known = Document.with_trash.select_related("collection", "parent", "current", "latest").in_bulk(
        [each.document_id for each in found]
    )
    return [Row(known[each.document_id], each) for each in found if each.document_id in known]


def _naming(document_id: UUID, pages: Counter[int], beside: Counter[str]) -> Naming:
    return Naming(document_id, tuple(sorted(pages)), pages.total() + beside.total(), tuple(beside))


def _on_pages(folded: Sequence[str]) -> dict[UUID, Counter[int]]:
    found: dict[UUID, Counter[int]] = {}
    texts = ("number", "label", "text", "version__document", "unmasked__label", "unmasked__text")
    for page in Page.objects.select_related("version", "unmasked").only(*texts).order_by("pk").iterator(chunk_size=200):
        if count := naming.occurrences(f"{page.as_read.label}\n{page.as_read.text}", folded):
            found.setdefault(page.version.document_id, Counter())[page.number] += count
    return found


def _beside(folded: Sequence[str]) -> dict[UUID, Counter[str]]:
    found: dict[UUID, Counter[str]] = {}
    for model, document, what, columns in BESIDE:
        for document_id, text in _texts(model._base_manager.order_by("pk"), document, columns):
            if count := naming.occurrences(text, folded):
                found.setdefault(document_id, Counter())[what] += count
    return found


def _texts(rows: "QuerySet[Model]", document: str, columns: Sequence[str]) -> Iterator[tuple[UUID, str]]:
    for document_id, *values in rows.values_list(document, *columns).iterator(chunk_size=500):
        yield document_id, "\n".join(map(str, values))
