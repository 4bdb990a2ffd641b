"""Filters said in words: since 2024, in PDFs, in the travel policy. This says what they may mean; the search, if they are meant."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from uuid import UUID

from django.utils.formats import date_format

from retrieval import sparse
from retrieval.filters import Filters, Kind
from retrieval.messages import Reading
from retrieval.understanding.days import Days, days
from retrieval.wording import KINDS

STAGE = "filters"
LONGEST = 8
_IN = r"(?:in|from|among|within|aus|unter|laut|gemäß|according to)"
_THE = r"\s+(?:the|our|my|all|any|der|den|dem|die|das|unser\w*|allen?)"
_ARTICLE = f"(?:{_THE})?"
_KINDS = {
    Kind.PDF: r"pdfs?(?:\s+(?:files?|documents?)|-dateien|-dokumenten?)?",
    Kind.WORD: r"word[\s-](?:files?|documents?|dateien|dokumenten?)",
    Kind.SPREADSHEET: r"(?:spreadsheets?|excel(?:[\s-](?:files?|sheets?|workbooks?|dateien|tabellen))?)",
    Kind.SLIDES: r"(?:slides|presentations?|powerpoints?|folien|präsentationen)",
    Kind.EMAIL: r"(?:e-?mails?|mails?)",
    Kind.WEB: r"(?:web\s?pages?|webseiten?)",
}
_SAID = {kind: re.compile(rf"\b{_IN}{_ARTICLE}\s+{words}\b", re.IGNORECASE) for kind, words in _KINDS.items()}
# “in information retrieval” is a topic, and only perhaps the name of a document; “in the”, “according to” or a quotation mark tell.
_BY_NAME = rf"(?:{_IN}{_THE}\s+[\"“„«»]?|(?:according to|laut|gemäß)\s+[\"“„«»]?|{_IN}\s+[\"“„«»])"
_NAMED = re.compile(rf"\b{_BY_NAME}(?=(?P<rest>\w.{{0,200}}))", re.IGNORECASE | re.DOTALL)


def said(
    question: str, *, documents: Mapping[UUID, Iterable[str]], collections: Mapping[UUID, str], today: date
) -> tuple[Filters, list[Reading]]:
    """What the question asks for beside its words. `documents` and `collections` are those it may mean, with their names."""
    filters, readings = Filters(), list[Reading]()
    if found := days(question, today):
        filters = replace(filters, since=found.since, until=found.until)
        readings.append(Reading(STAGE, found.words, _dated(found)))
    for kind, pattern in _SAID.items():
        if match := pattern.search(question):
            filters = replace(filters, kinds=filters.kinds | {kind})
            readings.append(Reading(STAGE, match[0], KINDS[kind]))
    for words, name in _names(question, [*collections.values(), *(name for names in documents.values() for name in names)]):
        collection_ids = frozenset(key for key, known in collections.items() if known == name)
        document_ids = frozenset(key for key, names in documents.items() if name in names)
        filters = replace(filters, collections=collection_ids) if collection_ids else replace(filters, documents=document_ids)
        readings.append(Reading(STAGE, words, f"in the {'collection' if collection_ids else 'document'} “{name}”"))
        break
    return filters, readings


def names_of(title: str, name: str) -> set[str]:
    """What people call a document: its title, or its file's name without the ending."""
    return {title, PurePosixPath(name).stem, PurePosixPath(name).name} - {""}


def _names(question: str, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names after a word such as “in”, the longest first, with the words that say them."""
    folded = {_words(name): name for name in known if _words(name)}
    found = []
    for match in _NAMED.finditer(question):
        rest = list(re.finditer(r"\w+", match["rest"]))[:LONGEST]
        for length in range(1, len(rest) + 1):
            spoken = match["rest"][: rest[length - 1].end()]
            if _words(spoken) in folded and (length > 1 or len(rest[0][0]) > 3):
                found.append((question[match.start() : match.start("rest") + len(spoken)], folded[_words(spoken)]))
    yield from sorted(found, key=lambda each: -len(each[1]))


def _words(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", sparse.fold(name)))


def _dated(found: Days) -> str:
    since, until = (date_format(day, "j F Y") if day else "" for day in (found.since, found.until))
    if since and until:
        return f"dated from {since} to {until}"
    return f"dated from {since}" if since else f"dated until {until}"
