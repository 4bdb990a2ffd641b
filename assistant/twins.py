"""Footnotes of documents that were deleted for good, not erased, and say what a document says that is erased now.

The same file uploaded once more is another document. Whoever wants its words gone wants those of its predecessor gone too.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from assistant.models import Citation
from forgetting.messages import Subject
from retrieval import chunks

SHORTEST = 20
"""Characters of a quote from which on it is no coincidence."""


def quotes(subject: Subject, phrases: Sequence[str]) -> frozenset[UUID]:
    """Those whose quote stands in the subject, or whose passage holds one of the phrases that stand in no other document."""
    rows = chunks.of_gone_documents(Citation.objects.filter(erased_at=None).exclude(document_id__in=subject.documents))
    candidates = rows.values_list("pk", "quote", "passage").iterator(chunk_size=500)
    return among(((pk, [quote], passage) for pk, quote, passage in candidates), subject, phrases)


def among(rows: Iterable[tuple[UUID, Sequence[str], str]], subject: Subject, phrases: Sequence[str]) -> frozenset[UUID]:
    """Of rows with an id, quotes and a longer text: those of which a quote stands in the subject, or whose text holds a phrase."""
    found, text = set(), ""
    for pk, quotes, passage in rows:
        text = text or "\n".join(_plain(each) for each in chunks.texts(subject.documents))
        if any(_says(text, quote) for quote in quotes) or _holds(passage, phrases):
            found.add(pk)
    return frozenset(found)


def _says(text: str, quote: str) -> bool:
    return len(quote) >= SHORTEST and _plain(quote) in text


def _holds(passage: str, phrases: Sequence[str]) -> bool:
    return any(phrase in passage for phrase in phrases)


def _plain(text: str) -> str:
    """With one space between words, as pages and chunks may break lines in other places."""
    return " ".join(text.split())
