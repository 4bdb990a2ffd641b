"""Pages that need not be recognised, since the same picture was recognised before in the same collection: taken over as they are,
with what an editor has said of them.
"""

import os
from dataclasses import replace
from pathlib import Path

from django.db.models import F, Q

from ingestion import correcting, storage
from ingestion.models import Correction, Page, State, Version
from ingestion.reading.errors import ReaderCrashed
from ingestion.reading.messages import PageRead, Recalled

BEGINNING = 2000


class Remembered:
    """Answers the reading of one version. `out` is the folder of that reading, into which pictures are linked."""

    def __init__(self, version: Version, out: Path) -> None:
        self.version, self.out = version, out
        self._held: dict[str, tuple[PageRead, Correction | None]] = {}

    def beginning(self, key: str) -> str | None:
        """How the text begins that was recognised on the picture with this key; None if nobody recognised it."""
        self._held.clear()
        for row in self._pages(key):
            picture = self._linked(row, key)
            if picture:
                page = replace(correcting.latest(row), image=picture, key=key)
                self._held[key] = (page, correcting.said_of(row))
                return page.text[:BEGINNING]
        return None

    def page(self, told: Recalled) -> tuple[PageRead, Correction | None]:
        """The page that the reading process was just told of, and what an editor has said of it."""
        if told.key not in self._held:
            raise ReaderCrashed(detail="it recalls what nobody told it")
        page, said = self._held.pop(told.key)
        return replace(page, number=told.number), said

    def _pages(self, key: str) -> list[Page]:
        """Those that are to be had, what an editor corrected first."""
        collection = self.version.document.collection_id
        ready = Q(version__state=State.READY, version__document__deleted_at=None, version__document__collection=collection)
        same = Page.objects.filter(ready | Q(version=self.version), key=key, recognised=True, has_image=True)
        surest = F("confidence").desc(nulls_first=True)
        return list(same.select_related("version", "unmasked").order_by(surest, "-pk")[:3])

    def _linked(self, row: Page, key: str) -> Path | None:
        kept = storage.page_image(row.version, row.number)
        link = self.out / f"{key}{kept.suffix}"
        try:
            link.unlink(missing_ok=True)
            os.link(kept, link)
        except FileNotFoundError:  # swept this very moment
            return None
        return link
