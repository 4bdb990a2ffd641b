"""A handbook with documents that can be found, and golden questions about them."""

from evaluation.golden import keeping, leases, playing
from evaluation.golden.keeping import Content
from evaluation.golden.messages import Place
from retrieval import index
from retrieval.messages import Chunk, IndexedVersion, Span
from tests.ingestion.views_making import document, pages

MEALS = "Meals are paid up to 30 euros a day while travelling."
HOTEL = "A night in a hotel may cost 140 euros, breakfast included."
LEAVE = "Unused leave days must be taken by 30 April of the next year."
FILLING = ("The roof is looked after in spring.", "Guests are taken to lunch by their host.", "The archive lies in the cellar.")


def indexed(collection, name, *texts):
    """A document with a page, and a chunk, for each text."""
    made = document(collection, name, media_type="text/plain", title=name)
    pages(made.current, *texts)
    version = IndexedVersion(made.pk, made.current_id, collection.pk, name, name)
    index.write(version, [Chunk(number, text, (Span(number + 1, 0, len(text)),)) for number, text in enumerate(texts)])
    index.publish(version)
    return made


def written(collection, question, *places, **more):
    """A golden question; places are documents, or pairs of a document and a page."""
    right = [Place(each[0].pk, each[1]) if isinstance(each, tuple) else Place(each.pk) for each in places]
    return keeping.write(collection, Content(question, tuple(right)), **more)


def played(collection, note=""):
    """A finished run."""
    run = playing.order(collection, note=note)
    playing.carry_out(held(run), seconds=60)
    run.refresh_from_db()
    return run


def held(run) -> leases.Hold:
    """The right to carry out a run; somebody else must not have it."""
    hold = leases.claim(run.pk)
    assert hold
    return hold
