"""Search: the passages themselves, without an answer."""

from uuid import UUID

from ninja import Field, Router, Schema

from access.access import access_collection, scope_for
from access.models import User
from access.scope import Scope
from config.api.authentication import ApiRequest
from config.api.errors import Error
from config.api.filters import EVERYTHING, FiltersIn
from config.api.questions import Question
from config.api.turns import ReadingOut
from retrieval import remote
from retrieval.messages import Passage

router = Router(tags=["Search"])


class SearchIn(Schema):
    """What to look for."""

    question: Question
    collections: list[UUID] = Field([], max_length=100, description="Only in these; everything you may read unless given.")
    filters: FiltersIn = Field(EVERYTHING, description="Only documents like these.")
    as_typed: bool = Field(False, description="Read nothing in the question but its words.")
    limit: int = Field(10, ge=1, le=50)


class PassageOut(Schema):
    """A passage of a document, and where it stands."""

    document: UUID
    collection: UUID
    name: str
    title: str
    heading: list[str]
    page: int
    score: float = Field(description="Comparable within one search only; higher is better.")
    text: str
    url: str


class SearchOut(Schema):
    """Passages, best first. `confidence` is the probability that they hold an answer; `steps` are milliseconds."""

    passages: list[PassageOut]
    confidence: float
    steps: dict[str, float]
    readings: list[ReadingOut]


@router.post("/search", response={200: SearchOut, 401: Error, 404: Error, 422: Error, 503: Error})
def search(request: ApiRequest, wanted: SearchIn) -> SearchOut:
    """The passages that fit a question best."""
    here, filters = scope(request.auth, wanted.collections), wanted.filters.filters()
    found = remote.search(wanted.question, here, filters=filters, limit=wanted.limit, as_typed=wanted.as_typed)
    passages = [_out(request, passage) for passage in found.passages]
    readings = [ReadingOut(words=each.words, meaning=each.meaning) for each in found.readings]
    return SearchOut(passages=passages, confidence=found.confidence, steps=found.steps, readings=readings)


def scope(user: User, collections: list[UUID]) -> Scope:
    """What this person may read, narrowed to the wanted collections; NotHere if one of them isn't theirs."""
    for collection_id in collections:
        access_collection(user, collection_id)
    whole = scope_for(user)
    return whole.narrowed(collections) if collections else whole


def _out(request: ApiRequest, passage: Passage) -> PassageOut:
    return PassageOut(
        document=passage.document_id,
        collection=passage.collection_id,
        name=passage.name,
        title=passage.title,
        heading=list(passage.heading),
        page=passage.page,
        score=passage.score,
        text=passage.text,
        url=request.build_absolute_uri(f"/documents/{passage.document_id}/pages/{passage.page}/?version={passage.version_id}"),
    )
