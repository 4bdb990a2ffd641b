"""Which documents a question about the whole means: one that is named in it, or the only one that what it says fits."""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from retrieval import sparse
from retrieval.models import IndexedDocument
from retrieval.understanding.filters_said import names_of
from retrieval.whole.said import Said

Best = Callable[[str, frozenset[str]], UUID | None]
MOST = 2000
"""Documents of which the words that are said may be the name; more, and they name none."""
_NOUNS = (
    r"polic(?:y|ies)|reports?|handbooks?|manuals?|guides?|guidelines?|contracts?|agreements?|minutes|articles?|presentations?|memos?"
    r"|regulations?|documents?|files?|\w*(?:richtlinien?|handbuch|bericht|vertrag|leitfaden|ordnung|protokoll|satzung|dokument)"
)
_NOUN = re.compile(rf"\b(?:{_NOUNS})\b", re.IGNORECASE)
_PREPOSITION = r"(?:of|on|about|for|in|from|at|with|to|zu|zur|zum|über|für|aus|in|im|von|vom)\b"
# “the policy on travel” means a document; “the rules on hotels in the policy” a part of one.
_MEANS_ONE = re.compile(
    rf"(?:(?!{_PREPOSITION})[\w-]+\s+){{0,5}}(?:{_NOUNS})(?:\s+(?:on|about|for|zu|zur|zum|über|für)\s+[\w\s-]+)?", re.IGNORECASE
)
_GENERIC = frozenset(
    sparse.terms(
        "document file pdf two whole entire complete full der die das dem den des dieses diese diesen dieser unsere unser beide "
        "beiden zwei dokument dokumente datei"
    )
)
_ADDED = re.compile(r"\s*\([^()]*\)\s*$")


def meant(said: Said, documents: QuerySet[IndexedDocument], best: Best) -> tuple[Sequence[IndexedDocument], bool]:
    """Those of the documents that are meant, as many as the task takes, or none; and whether the question names them itself.

    `best` finds the document whose passages fit some words best, where one is clearly ahead and has all of some terms.
    """
    wanted = 2 if said.task == "comparison" else 1
    for way in said.ways:
        loosely = any(_NOUN.search(about) for about in way)
        found = [row for about in way for row in _named(about, documents, wanted // len(way), loosely=loosely)]
        if len({row.document_id for row in found}) == wanted:
            return found, True
    about = said.ways[0][0]
    terms = telling(_NOUN.sub("", about))
    if wanted == 1 and terms and _MEANS_ONE.fullmatch(about) and (key := best(about, terms)):
        return list(documents.filter(document_id=key)), False
    return (), False


def telling(text: str) -> frozenset[str]:
    """The terms that tell one document from others."""
    return frozenset(sparse.terms(text)) - _GENERIC


def _named(about: str, documents: QuerySet[IndexedDocument], count: int, *, loosely: bool) -> Sequence[IndexedDocument]:
    """The `count` documents that are called so, or whose name has all of these words where `loosely`, if there are just so many."""
    if not telling(bare := _ADDED.sub("", about)):
        about = bare
    wanted = telling(about)
    rows = list(documents.filter(_perhaps(wanted, about.lower())).only("document_id", "version_id", "title", "name")[: MOST + 1])
    if len(rows) > MOST:
        return ()
    called = [(row, [telling(name) for name in names_of(row.title, row.name)]) for row in rows]
    found = [row for row, names in called if wanted in names] if wanted else []
    if not found and (loosely or not wanted):
        found = [row for row, names in called if any(wanted <= name for name in names)]
    return found if len(found) == count else ()


def _perhaps(wanted: frozenset[str], about: str) -> Q:
    """What the name of a document has that has these terms: the beginnings of their words, as far as they stand so in `about`."""
    found = Q()
    for term in wanted:
        start = term[: max(3, len(term) - 2)]
        if start in about:
            found &= Q(title__icontains=start) | Q(name__icontains=start)
    return found
