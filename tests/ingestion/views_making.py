"""Documents as the pipeline would have left them, for tests of what people see."""

import io

from django.utils import timezone

from ingestion import storage
from ingestion.models import Document, Page, State, Version


def document(
    collection, name="Travel policy.pdf", *, state=State.READY, content=b"", media_type="application/pdf", by=None, **version
):
    """A document with one version in this state and its file on disk."""
    made = Document.objects.create(collection=collection, name=name, added_by=by)
    add_version(made, state=state, content=content or name.encode(), media_type=media_type, **version)
    return made


def add_version(made, *, state=State.READY, content=b"bytes", media_type="application/pdf", **facts):
    """One more version; a ready one becomes the current one."""
    with storage.keep(io.BytesIO(content), limit=10**9) as kept:
        version = Version.objects.create(
            document=made,
            sha256=kept.sha256,
            size=kept.size,
            state=state,
            media_type=media_type,
            finished_at=timezone.now() if state in (State.READY, State.FAILED) else None,
            **facts,
        )
    made.latest = version
    if state == State.READY:
        made.current = version
    made.save()
    return version


def pages(version, *texts, **fields):
    """The pages of a version, in order."""
    version.page_count = len(texts)
    version.save()
    return [Page.objects.create(version=version, number=number, text=text, **fields) for number, text in enumerate(texts, start=1)]
