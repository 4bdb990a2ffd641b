"""Files that are not even queued: too large, empty, or wrapped too deep. They show as documents that failed, with a reason."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from ingestion.models import Document
from ingestion.storage import Kept

DEEPEST = 4
MOST_INSIDE = 2000


@dataclass(frozen=True)
class Refusal:
    """Why a file is not read, and what to do; both fit to show."""

    reason: str
    advice: str


def refusal(document: Document, kept: Kept) -> Refusal | None:
    """Why this content of this document is refused; None if it is not."""
    if not kept.sha256:
        most = settings.INGESTION.upload_max_bytes // 1024**2
        return Refusal(f"The file is larger than {most} MB.", "Split it into smaller files, then upload those.")
    if not kept.size:
        return Refusal("The file is empty.", "Check that it was saved completely, then upload it again.")
    return _wrapped(document)


def _wrapped(document: Document) -> Refusal | None:
    """A file inside a file inside a file…: an archive can hold more of them than any disk."""
    above = _above(document)
    if len(above) >= DEEPEST:
        return Refusal(
            f"The file is packed more than {DEEPEST - 1} levels deep.", "Unpack the outer file, then upload this one by itself."
        )
    if above and _inside(above[-1]) > MOST_INSIDE:
        return Refusal(
            f"More than {MOST_INSIDE} files are packed inside {above[-1].name}.", "Unpack it, then upload the files in parts."
        )
    return None


def _above(document: Document) -> list[Document]:
    above: list[Document] = []
    while document.parent is not None:
        document = document.parent
        above.append(document)
    return above


def _inside(top: Document) -> int:
    levels = [Q(**{"__".join(["parent"] * depth): top}) for depth in range(1, DEEPEST + 1)]
    return Document.objects.filter(*[levels[0] | levels[1] | levels[2] | levels[3]]).count()
