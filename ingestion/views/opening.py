"""Opens a document where a link points: the right version, the right page, the passage marked if it can be located."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.http import Http404, QueryDict

from access.access import NotHere
from access.models import Role, User
from ingestion import marking
from ingestion.access import access_version
from ingestion.marking import Stretch
from ingestion.models import Document, Page, State, Version


@dataclass(frozen=True)
class Asked:
    """What a link asks for beside the page: a version, marks on the page's text ("12-80"), and the words that were quoted."""

    version: UUID | None = None
    marks: tuple[str, ...] = ()
    quote: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        """From an address' query."""
        return cls(_uuid(query.get("version", "")), tuple(query.getlist("mark")), query.get("quote", "").strip())

    @property
    def passage(self) -> bool:
        """Whether a passage is asked for, not only a page."""
        return bool(self.marks or self.quote)


@dataclass(frozen=True)
class Opened:
    """An open page. `changed`: the version that was asked for is gone; `missed`: the passage could not be located."""

    version: Version
    page: Page
    marked: tuple[Stretch, ...] = field(default=())
    changed: bool = False
    missed: bool = False


def open_page(document: Document, number: int, asked: Asked, *, by: User) -> Opened:
    """The page that a link points to. Http404 if there is no such page, or nothing of the document can be opened yet."""
    version = version_asked(document, asked, by=by)
    if version is None:
        raise Http404("This document can't be opened: it has not been read yet.")
    if asked.version in (None, version.pk):
        return _as_asked(version, number, asked)
    return _in_another(version, number, asked)


def version_asked(document: Document, asked: Asked, *, by: User) -> Version | None:
    """The version that is asked for, if readers see it now or an editor asks for another one; else the one readers see.

    Editors may look at earlier ones, and at what was read so far of one that is on its way.
    """
    if asked.version in (None, document.current_id):
        return document.current
    try:
        kept = access_version(by, asked.version, Role.EDITOR) if asked.version else None
    except NotHere:
        return document.current
    return kept if kept and kept.document_id == document.pk and kept.state != State.FAILED else document.current


def _as_asked(version: Version, number: int, asked: Asked) -> Opened:
    page = version.pages.filter(number=number).first()
    if page is None:
        raise Http404("This document has no such page.")
    marked = marking.stretches(asked.marks, len(page.text)) or _quoted(page, asked.quote)
    return Opened(version, page, marked, missed=asked.passage and not marked)


def _in_another(version: Version, number: int, asked: Asked) -> Opened:
    """The version is gone: look for the quoted words in the one that took its place, nearest page first."""
    found = min(_places(version, asked.quote), key=lambda place: abs(place[0] - number), default=None)
    wanted = found[0] if found else max(1, min(number, version.page_count))
    page = version.pages.filter(number=wanted).first()
    if page is None:
        raise Http404("This document has no such page.")
    return Opened(version, page, (found[1],) if found else (), changed=True, missed=asked.passage and not found)


def _quoted(page: Page, quote: str) -> tuple[Stretch, ...]:
    found = marking.locate(quote, page.text)
    return (found,) if found else ()


def _places(version: Version, quote: str) -> Iterator[tuple[int, Stretch]]:
    """Each page on which the quote begins, and how much of it stands there: a passage may run on over the page's end."""
    before, text = 0, ""
    for number, following in version.pages.order_by("number").values_list("number", "text").iterator():
        yield from _begins(before, text, following, quote)
        before, text = number, following
    yield from _begins(before, text, "", quote)


def _begins(number: int, text: str, following: str, quote: str) -> Iterator[tuple[int, Stretch]]:
    found = marking.locate(quote, f"{text}\n{following}")
    if found and found.start < len(text):
        yield number, Stretch(found.start, min(found.end, len(text)))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
