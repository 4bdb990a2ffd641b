"""Persons who were taken out of a document that stays: known by keyed hashes, and taken out of all that is read from it again.

They are gone from the text as it was read, which editors see, and not only masked for readers. The file itself and pictures of its
pages hold them still, so these are for editors alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from forgetting import hiding
from forgetting.hiding import REMOVED, Hidden
from forgetting.naming import fold
from guard.messages import Finding, Kind
from ingestion import masking
from ingestion.models import Correction, Document, Forgotten, Page
from ingestion.page_rows import columns
from ingestion.reading.messages import Block, Facts, Line, PageRead, Word


class _Digests:
    """Knows a spelling again by its keyed hash."""

    def __init__(self, digests: frozenset[str]) -> None:
        self.digests = digests

    def __contains__(self, folded: object) -> bool:
        return digest(str(folded)) in self.digests


class _Removed:
    """Puts the same word in the place of every spelling."""

    def of(self, _kind: Kind, _value: str) -> str:
        return REMOVED


def digest(folded: str) -> str:
    """By what a folded spelling is known again, by this installation alone."""
    return salted_hmac("ingestion.hiding", folded, algorithm="sha256").hexdigest()


def remember(document_ids: Sequence[UUID], spellings: Sequence[str]) -> None:
    """Take these spellings out of the documents whenever they are read from now on; those that are gone are passed over."""
    folded = sorted(set(filter(None, map(fold, spellings))))
    for pk in document_ids:
        rows = [Forgotten(document_id=pk, digest=digest(each), words=len(each.split())) for each in folded]
        with transaction.atomic():
            if Document.with_trash.select_for_update(no_key=True).filter(pk=pk).first():
                Forgotten.objects.bulk_create(rows, ignore_conflicts=True)


def hidden_in(document_id: UUID) -> Hidden:
    """Who was taken out of a document."""
    known = dict(Forgotten.objects.filter(document=document_id).values_list("digest", "words"))
    return Hidden(_Digests(frozenset(known)), sorted(set(known.values()), reverse=True))


def page(read: PageRead, what: Hidden) -> PageRead:
    """The page without them, which is recalled for no other picture like it; the same object if it doesn't name them."""
    label, found = hiding.hide(read.label, what), hiding.stretches(read.text, what)
    if not found and label == read.label:
        return read
    findings = [Finding(Kind.PERSON, start, end, 1.0) for start, end in found]
    moved = masking.moved(read.text, findings, _Removed())
    words = (word._replace(start=moved.place(word.start), end=moved.place(word.end)) for word in read.words)
    kept = tuple(word for word in words if word.start < word.end)
    return replace(masking.masked(read, findings, _Removed()), label=label[:200], words=kept, key="")


def facts(read: Facts, what: Hidden) -> Facts:
    """What is told of the whole document, without them."""
    return replace(read, title=hiding.hide(read.title, what), author=hiding.hide(read.author, what))


def row(kept: Page | Correction, what: Hidden) -> bool:
    """Take them out of a row, which is not saved; returns whether it named them."""
    before = PageRead(
        number=kept.number,
        label=kept.label if isinstance(kept, Page) else "",
        text=kept.text,
        lines=tuple(Line(*line) for line in kept.lines),
        blocks=tuple(Block(*block) for block in kept.blocks),
        words=tuple(Word(*word) for word in kept.words),
    )
    after = page(before, what)
    if after is not before:
        kept.text, kept.lines, kept.blocks = columns(after)
        kept.words = [list(word) for word in after.words]
        if isinstance(kept, Page):
            kept.label, kept.key = after.label, ""
    return after is not before
