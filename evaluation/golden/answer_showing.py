"""An answer to a golden question as the page of its run shows it: beside its footnotes the sources that should be among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from assistant.footnotes import label
from assistant.markdown import Footnote, answer_html
from evaluation.golden import choices, keeping
from evaluation.golden.answer_scoring import Verdict, verdict
from evaluation.golden.messages import Place
from evaluation.models import GoldenAnswer, GoldenCitation, GoldenResult

GONE = "A document that is gone"


@dataclass(frozen=True)
class Cited:
    """One footnote: its document by name, the page, where that is to be seen, and whether it is a right source."""

    number: int
    name: str
    page: int
    address: str
    right: bool


@dataclass(frozen=True)
class Expected:
    """A right source; page 0 is any. `cited` says whether the answer has it."""

    name: str
    page: int
    cited: bool


@dataclass(frozen=True)
class ShownAnswer:
    """One answer with its footnotes, the right sources, how many of its sentences have which verdict, and the seconds it took."""

    answer: GoldenAnswer
    html: SafeString
    cited: tuple[Cited, ...]
    expected: tuple[Expected, ...]
    verdicts: Mapping[str, int]
    seconds: str


Names = Mapping[UUID, str]


def names_of(results: Iterable[GoldenResult], collection_id: UUID) -> dict[UUID, str]:
    """The names of all documents that these results' answers cite, or should."""
    known = list(results)
    cited = [Place(each.document_id) for result in known for each in _citations(result)]
    return choices.names_of(collection_id, [*cited, *(place for result in known for place in keeping.places(result.question))])


def show(result: GoldenResult, names: Names) -> ShownAnswer | None:
    """The answer of a result that has one; fetch it with its citations and its question's sources."""
    kept: GoldenAnswer | None = getattr(result, "answer", None)
    if kept is None:
        return None
    rows = [] if kept.refused else [each for each in _citations(result) if each.cited]
    cited = tuple(_cited(each, names) for each in rows)
    return ShownAnswer(
        answer=kept,
        html=_html(kept, cited),
        cited=cited,
        expected=tuple(_expected(place, rows, names) for place in keeping.places(result.question)),
        verdicts=_verdicts(kept),
        seconds=f"{kept.milliseconds / 1000:.1f}",
    )


def _citations(result: GoldenResult) -> list[GoldenCitation]:
    kept: GoldenAnswer | None = getattr(result, "answer", None)
    return list(kept.citations.all()) if kept else []


def _html(kept: GoldenAnswer, cited: Iterable[Cited]) -> SafeString:
    """Its numbers lead nowhere: what they stand for is listed below."""
    footnotes = {each.number: Footnote(each.number, "", label(each.number, each.name, each.page)) for each in cited}
    ends = [] if kept.refused else [claim["end"] for claim in kept.claims if not claim["numbers"]]
    return answer_html(kept.text, footnotes, unsupported=ends)


def _verdicts(kept: GoldenAnswer) -> dict[str, int]:
    found = [verdict(claim["numbers"], claim["support"]) for claim in kept.claims] if not kept.refused else []
    return {str(each): found.count(each) for each in Verdict} if found else {}


def _cited(row: GoldenCitation, names: Names) -> Cited:
    marks = [("mark", f"{start}-{end}") for page, start, end in row.spans if page == row.page]
    address = f"{reverse('ingestion:page', args=[row.document_id, row.page])}?{urlencode([('version', row.version_id), *marks])}"
    known = row.document_id in names
    return Cited(row.number, names.get(row.document_id, GONE), row.page, address if known else "", row.right)


def _expected(place: Place, rows: Iterable[GoldenCitation], names: Names) -> Expected:
    pages = {page for row in rows if row.document_id == place.document_id for page in _pages(row)}
    return Expected(names.get(place.document_id, GONE), place.page, bool(pages) if place.page == 0 else place.page in pages)


def _pages(row: GoldenCitation) -> set[int]:
    return {page for page, _, _ in row.spans} or {row.page}
