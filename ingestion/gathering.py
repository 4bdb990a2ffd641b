"""Taking many files of a disk into a collection: what did not change is only looked at, and one bad file stops no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from access.models import Collection, User
from ingestion import intake, storage
from ingestion.errors import ErasedBefore, IngestionError, NoRoom
from ingestion.folders import Found
from ingestion.intake import Accepted
from ingestion.models import Document


@dataclass(frozen=True)
class Gathered:
    """What became of one file: accepted, or refused with a reason that is fit to show; or left out, as it was `erased` here."""

    found: Found
    accepted: Accepted | None
    refused: str = ""
    erased: bool = False


def gather(files: Iterable[Found], collection: Collection, *, by: User | None) -> Iterator[Gathered]:
    """Take the files in, one after the other. Raises NoRoom: then this file and those after it are not taken."""
    for found in files:
        try:
            yield Gathered(found, _accept(found, collection, by))
        except NoRoom:
            raise
        except ErasedBefore as error:
            yield Gathered(found, None, str(error), erased=True)
        except IngestionError as error:
            yield Gathered(found, None, str(error))
        except OSError as error:
            yield Gathered(found, None, f"The file can't be opened: {error.strerror}.")


def prune(collection: Collection, *, keep: Iterable[UUID]) -> list[str]:
    """Remove the collection's documents but for these and what came inside them; returns the names of the removed."""
    kept = set(keep)
    surplus = [each for each in Document.objects.filter(collection=collection, parent=None) if each.pk not in kept]
    for document in surplus:
        intake.remove(document)
    return [document.name for document in surplus]


def _accept(found: Found, collection: Collection, by: User | None) -> Accepted:
    with found.path.open("rb") as file:
        known = intake.holding(collection, found.name, storage.digest(file)) if _may_be_kept(found) else None
        file.seek(0)
        return Accepted(known, "same") if known else intake.accept(collection, found.name, file, by=by)


def _may_be_kept(found: Found) -> bool:
    return found.path.stat().st_size <= settings.INGESTION.upload_max_bytes
