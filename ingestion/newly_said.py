"""What a version of a document says that the one before it did not, sentence by sentence and row by row.

Only places in the newer text are told. What the older one says is looked at here and goes nowhere, as what is gone from it may
have been taken out on purpose; and of both it is the text that readers see, where values are masked.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from guard.redaction import PLACEHOLDER
from ingestion.chunking.atoms import lines
from ingestion.chunking.sections import blocks_of
from ingestion.chunking.sentences import sentences, trimmed
from ingestion.cleaning import furniture
from ingestion.models import State, Version
from ingestion.pages import Pages, StoredPages
from ingestion.reading.messages import Block, BlockKind, PageRead
from retrieval.whole.newly import NewlySaid, Stretch

_ITEM = re.compile(r"\n\s*(?=(?:[-*•·▪‣–]|\d{1,3}[.)])\s)")
"""Where an item of a list begins, which need not end as a sentence does."""
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_BULLET = re.compile(r"^[-*•·▪‣–]\s+")
_HYPHEN = re.compile(r"(?<=[^\W\d])[-‐]\s*(?=[^\W\d])")
"""Between letters only: lines are broken there, and otherwise after a change. A minus before a number says something."""


@dataclass(frozen=True)
class _Saying:
    """A sentence, a row or an item, and where it stands: each page with characters of it."""

    kind: BlockKind
    text: str
    places: tuple[tuple[int, Stretch], ...]


def newly_said(version_id: UUID) -> NewlySaid | None:
    """What a version has that the one which was visible before it had not; None where none is kept."""
    version = Version.objects.filter(pk=version_id, state=State.READY).first()
    earlier = _before(version) if version else None
    if earlier is None or earlier.finished_at is None:
        return None
    known = {_told(each.text) for each in _sayings(StoredPages(earlier.pk))}
    new: dict[int, list[Stretch]] = defaultdict(list)
    for each in _sayings(StoredPages(version_id)):
        if _told(each.text) not in known:
            for page, stretch in each.places:
                new[page].append(stretch)
    return NewlySaid(timezone.localdate(earlier.finished_at), {page: sorted(found) for page, found in new.items()})


def _before(version: Version) -> Version | None:
    others = Version.objects.filter(document=version.document_id, state=State.READY, finished_at__lt=version.finished_at)
    return others.exclude(sha256=version.sha256).order_by("-finished_at").first()


def _sayings(pages: Pages) -> Iterator[_Saying]:
    """All that is said, in order; what goes on on the next page as one."""
    left_out, held = furniture(pages), None
    for page in pages:
        for each in _on(page, left_out.get(page.number, [])):
            if each.kind == "footnote":
                yield each
            elif held and _goes_on(held, each):
                held = replace(held, text=f"{held.text}\n{each.text}", places=held.places + each.places)
            else:
                yield from [held] if held else []
                held = each
    yield from [held] if held else []


def _goes_on(held: _Saying, each: _Saying) -> bool:
    """Whether a sentence goes on on a new page, as far as its end tells."""
    turned = held.places[-1][0] < each.places[0][0]
    return turned and held.kind == each.kind == "paragraph" and not _ENDED.search(held.text)


def _on(page: PageRead, left_out: list[Stretch]) -> Iterator[_Saying]:
    for block in blocks_of(page, left_out):
        for start, end in _ranges(page.text, block):
            yield _Saying(block.kind, page.text[start:end], ((page.number, (start, end)),))


def _ranges(text: str, block: Block) -> Iterator[Stretch]:
    if block.kind in {"table", "code"}:
        yield from lines(text, block.start, block.end)
        return
    for start, end in sentences(text, block.start, block.end):
        at = start
        for item in _ITEM.finditer(text, start, end):
            yield from trimmed(text, at, item.end())
            at = item.end()
        yield from trimmed(text, at, end)


def _told(text: str) -> str:
    """By what it is known again: without case, white space, bullets, hyphens of words, and the numbers of masked values."""
    bare = PLACEHOLDER.sub(lambda found: found[0].rpartition("_")[0], unicodedata.normalize("NFKC", text).replace("\xad", ""))
    return " ".join(_BULLET.sub("", _HYPHEN.sub("", bare)).split()).casefold()
