"""Files against rows: each version has its file, each file and each folder of page images its version."""

import shutil
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.db.models import Exists, OuterRef

from ingestion import intake, storage
from ingestion.checks.findings import Finding
from ingestion.models import Document, Leftover, Page, Version

# A draft or a workspace this old belongs to a process that is gone.
ABANDONED_SECONDS = 24 * 3600


def missing_files() -> Iterator[Finding]:
    """Versions whose file is not there, or is not as long as it was. What was read of it can still be found."""
    for version in Version.objects.exclude(sha256="").select_related("document").iterator():
        path = storage.original(version)
        if not path.is_file():
            yield Finding(
                "missing file", f"{version.document.name}: its file is gone. Upload it again, or restore it from a backup."
            )
        elif path.stat().st_size != version.size:
            yield Finding("damaged file", f"{version.document.name}: its file has changed. Restore it from a backup ({path.name}).")


def missing_page_images() -> Iterator[Finding]:
    """Documents with a page image that is not there; reading them again makes it."""
    shown = Document.objects.filter(Exists(Page.objects.filter(version=OuterRef("current"), has_image=True)))
    for document in shown.select_related("collection", "current").iterator():
        images = storage.page_images(document.current_id) if document.current_id else Path()
        kept = {path.stem for path in images.glob("*.*")}
        wanted = Page.objects.filter(version=document.current_id, has_image=True).values_list("number", flat=True)
        if not kept.issuperset(str(number) for number in wanted):
            yield Finding("missing page image", f"{document.name}: page images are gone.", partial(intake.retry, document))


def surplus_files() -> Iterator[Finding]:
    """Originals that no version refers to."""
    kept = [path for path in storage.folder("originals").glob("??/*") if path.is_file()]
    needed = set(Version.objects.values_list("sha256", flat=True)) | set(Leftover.objects.values_list("sha256", flat=True))
    for path in kept:
        if path.name not in needed:
            yield Finding("surplus file", f"{path.name} belongs to no document.", partial(_discard, path.name))


def surplus_page_images() -> Iterator[Finding]:
    """Page images of versions that are gone."""
    folders = {path.name: path for path in storage.folder("pages").iterdir()}
    known = {str(pk) for pk in Version.objects.values_list("pk", flat=True)}
    known |= {str(pk) for pk in Leftover.objects.values_list("pk", flat=True)}
    for name in folders.keys() - known:
        yield Finding("surplus page images", f"{name} is no version.", partial(shutil.rmtree, folders[name], ignore_errors=True))


def abandoned_drafts() -> Iterator[Finding]:
    """What processes that died have left on its way in or at work."""
    for path in (*storage.folder("incoming").iterdir(), *storage.folder("work").iterdir()):
        if path.name != ".lock" and time.time() - path.stat().st_mtime > ABANDONED_SECONDS:
            yield Finding("abandoned draft", f"{path.parent.name}/{path.name} was never finished.", partial(_remove, path))


def _discard(sha256: str) -> None:
    storage.discard(sha256, unless=Version.objects.filter(sha256=sha256).exists)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
