"""Footnotes on a page: the number, its name for those who hear it, and the two addresses behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from assistant.markdown import Footnote, answer_html
from assistant.messages import Snapshot, SourceLine
from assistant.models import Citation

QUOTE_CHARS = 300


@dataclass(frozen=True)
class ShownSource:
    """A footnote with its two addresses: the source panel, and the page of the document itself."""

    citation: Citation

    @property
    def url(self) -> str:
        """The source panel."""
        return reverse("assistant:citation", args=[self.citation.pk])

    @property
    def stale(self) -> bool:
        """Whether the document is past the review date that it had when it was cited."""
        return self.citation.review_on is not None and self.citation.review_on < timezone.localdate()

    @property
    def label(self) -> str:
        """What is read out instead of the number."""
        if self.citation.erased_at:
            return f"Source {self.citation.number}: {self.citation.quote}"
        return label(self.citation.number, self.citation.title, self.citation.page)

    @property
    def page_url(self) -> str:
        """The page in the document, with the quote marked."""
        marks = [("mark", f"{start}-{end}") for page, start, end in self.citation.spans if page == self.citation.page]
        query = [("version", str(self.citation.version_id)), *marks, ("quote", self.citation.quote[:QUOTE_CHARS])]
        return f"{reverse('ingestion:page', args=[self.citation.document_id, self.citation.page])}?{urlencode(query)}"


def footnote(source: ShownSource) -> Footnote:
    """The link behind one number of a finished answer."""
    return Footnote(source.citation.number, source.url, source.label)


def draft_html(snapshot: Snapshot) -> SafeString:
    """The answer so far. Its numbers lead nowhere yet."""
    return answer_html(snapshot.text, draft_footnotes(snapshot.sources))


def draft_footnotes(sources: Iterable[SourceLine]) -> Mapping[int, Footnote]:
    """Footnotes without an address, by number."""
    return {each.number: Footnote(each.number, "", label(each.number, each.title, each.page)) for each in sources}


def label(number: int, title: str, page: int) -> str:
    """The name of a footnote for those who hear it."""
    return f"Source {number}: {title}, page {page}"
