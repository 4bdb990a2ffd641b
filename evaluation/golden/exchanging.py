"""Golden questions as JSON that another house can read: documents by their names, as ids mean nothing there."""

from collections.abc import Iterable
from typing import Any

from access.models import Collection
from evaluation.golden import choices, keeping
from evaluation.golden.keeping import Content, Origin
from evaluation.golden.messages import MOST_PAGES, Place
from evaluation.models import LONGEST_QUESTION
from ingestion.models import Document


class BadQuestion(Exception):
    """What should become a golden question can't; the message says why."""


def as_json(collection: Collection) -> list[dict[str, Any]]:
    """Each question of a collection with its sources; of those that are gone only the id is known."""
    known = list(collection.golden_questions.prefetch_related("sources"))
    names = choices.names_of(collection.pk, (place for each in known for place in keeping.places(each)))
    return [
        {
            "id": str(each.pk),
            "question": each.question,
            "answerable": each.answerable,
            "sources": [
                {"document": names.get(place.document_id), "document_id": str(place.document_id), "page": place.page or None}
                for place in keeping.places(each)
            ],
            "note": each.note,
            "origin": each.origin,
            "confirmed": each.confirmed_at is not None,
        }
        for each in known
    ]


def take_in(collection: Collection, rows: Iterable[Any]) -> tuple[int, list[str]]:
    """Write the questions that are new here and whose documents are here; how many, and what was left out and why."""
    known = set(collection.golden_questions.values_list("question", flat=True))
    count, left_out = 0, []
    for number, row in enumerate(rows, 1):
        try:
            content = _content(collection, row)
            if content.question in known:
                raise BadQuestion("it is here already")
            keeping.write(collection, content, origin=Origin.IMPORTED)
            known.add(content.question)
            count += 1
        except BadQuestion as error:
            left_out.append(f"Question {number}: {error}.")
    return count, left_out


def checked(question: str) -> str:
    """The question without white space around it, if it can be one."""
    question = question.strip()
    if not 0 < len(question) <= LONGEST_QUESTION:
        raise BadQuestion(f"a question has 1 to {LONGEST_QUESTION} characters")
    return question


def place(collection: Collection, name: str, page: int = 0) -> Place:
    """A place by the document's name in its collection."""
    document_id = Document.objects.filter(collection=collection, name=name).values_list("pk", flat=True).first()
    if document_id is None:
        raise BadQuestion(f"there is no document {name!r} in {collection.name}")
    if not 0 <= page < MOST_PAGES:
        raise BadQuestion(f"{page} is no page")
    return Place(document_id, page)


def _content(collection: Collection, row: Any) -> Content:
    if not (isinstance(row, dict) and isinstance(row.get("question"), str) and isinstance(row.get("sources", []), list)):
        raise BadQuestion("it has to be an object with a question and a list of sources")
    places = tuple(_place(collection, source) for source in row.get("sources", []))
    if bool(places) != bool(row.get("answerable", True)):
        raise BadQuestion("it has to have sources exactly if it is answerable")
    return Content(checked(row["question"]), places, str(row.get("note", ""))[:500])


def _place(collection: Collection, source: Any) -> Place:
    named = source if isinstance(source, dict) else {}
    name, page = named.get("document"), named.get("page") or 0
    if not isinstance(name, str) or not isinstance(page, int):
        raise BadQuestion("each source has to name its document, and may name a page by its number")
    return place(collection, name, page)
