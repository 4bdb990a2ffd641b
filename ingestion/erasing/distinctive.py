"""Phrases by which the absence of a document can be proved: they stand in it, and in no other document."""

import re
from collections.abc import Iterator, Sequence

from django.db.models import Q

from forgetting.messages import Subject
from ingestion.models import Page, Unmasked
from retrieval.models import StoredChunk

WANTED = 8
TRIED = 16
SHORTEST, LONGEST = 20, 120
WORD = re.compile(r"\w{3,}")


def phrases(subject: Subject) -> Sequence[str]:
    """Up to eight lines of its pages, cut at a word; none where all of it stands in other documents as well."""
    candidates = sorted(set(_spread(subject)), key=len, reverse=True)[:TRIED]
    return [phrase for phrase in candidates if not _stands_elsewhere(phrase, subject)][:WANTED]


def _spread(subject: Subject) -> Iterator[str]:
    """The longest line of each of some pages, of every version."""
    for version in subject.versions:
        pages = Page.objects.filter(version=version.id)
        step = max(1, version.pages // TRIED)
        numbers = list(pages.order_by("number").values_list("number", flat=True))[::step]
        for page in pages.filter(number__in=numbers[: TRIED + 1]).select_related("unmasked"):
            for text in {page.text, page.as_read.text}:
                yield from sorted(_lines(text), key=len)[-2:]


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        phrase = line.strip()[:LONGEST]
        phrase = phrase.rpartition(" ")[0] if len(phrase) == LONGEST and " " in phrase else phrase
        if len(phrase) >= SHORTEST and len(WORD.findall(phrase)) >= 3:
            yield phrase


def _stands_elsewhere(phrase: str, subject: Subject) -> bool:
    """Asked of texts of pages and of chunks: what others quote of them is theirs too."""
    others = [
        Page.objects.filter(text__contains=phrase).filter(~Q(version__document__in=subject.documents)),
        Unmasked.objects.filter(text__contains=phrase).filter(~Q(page__version__document__in=subject.documents)),
        StoredChunk.objects.filter(text__contains=phrase).exclude(document_id__in=subject.documents),
    ]
    return any(rows.exists() for rows in others)
