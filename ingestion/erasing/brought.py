"""What sources know of a document: the thing that they brought, and its name in the logs of their runs."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import QuerySet

from ingestion.models import Document
from ingestion.sources.models import Item, Run


def items(documents: Sequence[UUID]) -> QuerySet[Item]:
    """The things behind these documents."""
    return Item.objects.filter(document__in=documents)


def lines(documents: Sequence[UUID]) -> int:
    """How many lines of logs name them. A log is of a source, and a document of its folder."""
    return sum(len(run.details) - len(kept) for run, kept in _named(documents))


def forget(documents: Sequence[UUID]) -> None:
    """Remove things and lines. Call it within a transaction, while the documents' rows are there."""
    for run, kept in _named(documents):
        Run.objects.filter(pk=run.pk).update(details=kept)
    items(documents).delete()


def _named(documents: Sequence[UUID]) -> Iterator[tuple[Run, list[list[str]]]]:
    """The runs that name them, with the lines that don't."""
    rows = Document.with_trash.filter(pk__in=documents).values_list("collection", "name")
    names = {name for _, name in rows} | {name.partition("/")[2] for _, name in rows}
    for run in Run.objects.filter(source__collection__in={collection for collection, _ in rows}).exclude(details=[]).iterator():
        kept = [line for line in run.details if line[1] not in names]
        if len(kept) < len(run.details):
            yield run, kept
