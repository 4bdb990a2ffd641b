"""A document that has left copies everywhere, and carrying out its erasure in this process."""

import io
from typing import Any

from access.models import Collection, User
from access.scope import Scope
from assistant import asking as questions
from assistant import citations, progress, stream
from assistant.attribution import Claim, Evidence
from assistant.models import Citation, Turn
from forgetting import carrying_out, leases
from forgetting.models import Erasure
from ingestion import intake
from ingestion.erasing.asking import ask
from ingestion.models import Document
from retrieval import filling, qdrant, versions
from retrieval.messages import Passage
from retrieval.models import StoredChunk
from retrieval.search import search
from tests.ingestion.workers import work_off

SECRET = "The heron nests in the third willow behind the old boathouse."
OTHER = "Lanterns are lit on the quay at dusk from October to March."


def put(collection: Collection, name: str, text: str | bytes, *, by: User | None = None) -> Document:
    """A document that is read and can be found."""
    data = text.encode() if isinstance(text, str) else text
    accepted = intake.accept(collection, name, io.BytesIO(data), by=by)
    work_off()
    return Document.objects.select_related("collection", "current").get(pk=accepted.document.pk)


def passages(document: Document, question: str) -> tuple[Passage, ...]:
    """What a search finds of a document."""
    found = search(question, Scope(frozenset([document.collection_id]))).passages
    return tuple(passage for passage in found if passage.document_id == document.pk)


def answered(user: User, *documents: Document, question: str = "Where does the heron nest?") -> Turn:
    """A turn that cites one passage of each document, a sentence each, and says one thing on nobody's word."""
    read = [passages(document, "heron willow boathouse lanterns quay dusk")[0] for document in documents]
    text, claims = "", []
    for number, passage in enumerate(read, 1):
        start, text = len(text), f"{text}{passage.text} [{number}]"
        claims.append(Claim(passage.text, start, len(text), (number,), 0.9, (Evidence(number, 0, len(passage.text)),)))
        text += "\n\n"
    start, text = len(text), f"{text}Herons are grey."
    claims.append(Claim("Herons are grey.", start, len(text), (), 0.1, ()))
    turn = questions.ask(questions.start(user), question)
    kept: list[dict[str, Any]] = [
        {"text": each.text, "start": each.start, "end": each.end, "numbers": list(each.numbers), "support": each.support}
        for each in claims
    ]
    Turn.objects.filter(pk=turn.pk).update(state=Turn.State.DONE, answer=text, claims=kept, standalone=question, leased_until=None)
    Citation.objects.bulk_create(citations.snapshots(turn, read, claims))
    stream.publish(turn.pk, progress.saved(turn.pk))
    return Turn.objects.get(pk=turn.pk)


def erase(document: Document, *, by: User | None = None) -> Erasure:
    """Ask for it and carry it out."""
    return carried_out(ask(document, by=by, reason="Its author asked for it."))


def carried_out(erasure: Erasure) -> Erasure:
    """Whatever can be done of it now."""
    hold = leases.claim(erasure.pk)
    assert hold
    carrying_out.carry_out(hold)
    return Erasure.objects.get(pk=erasure.pk)


def certified(erasure: Erasure) -> dict[str, Any]:
    """Its certificate; there must be one."""
    assert erasure.certificate, erasure.said
    issued: dict[str, Any] = erasure.certificate
    return issued


def found(erasure: Erasure) -> dict[str, int]:
    """What its certificate says was found where, without the zeros."""
    return {place["what"]: place["found"] for place in certified(erasure)["places"] if place["found"]}


def in_an_older_index(document: Document) -> str:
    """Put the document's points into a version of the index that is not the live one; its name."""
    older = "footnote-0123456789ab"
    qdrant.create(older, dimensions=versions.current_model().dimensions)
    assert document.current
    rows = list(StoredChunk.objects.filter(version_id=document.current.pk))
    live = versions.live()
    assert live
    qdrant.upsert(older, filling.points(live, rows))
    return older
