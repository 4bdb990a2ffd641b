"""Judged questions: those of test collections, and those of the house's golden sets."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from access.models import Collection
from evaluation import beir
from evaluation.beir import TestCollection
from evaluation.golden import keeping, scoring
from evaluation.golden.messages import Asked
from evaluation.golden.playing import readers_scope
from evaluation.metrics import ndcg
from evaluation.run import Place
from evaluation.training.messages import CannotTrain, Judged
from retrieval.messages import Found, Passage

GOLDEN = "golden set: "


def collections(folders: Iterable[Path]) -> list[TestCollection]:
    """The test collections in these folders, each of one collection or of several. Raises BadCollection or CannotTrain."""
    found = [beir.read(each) for folder in folders for each in _each(folder)]
    names = [each.name for each in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CannotTrain(f"Two collections are called {', '.join(twice)}. Name each once.")
    return found


def of_collection(collection: TestCollection) -> list[Judged]:
    """Index its documents in the house at hand, and tell its questions. Raises RetrievalError."""
    place = Place(collection.name)
    place.fill(collection.documents)
    return [_judged(place, text, collection.judgements[key]) for key, text in collection.questions.items()]


def of_golden_sets() -> list[Judged]:
    """The confirmed golden questions of all collections that have an answer which can be found now."""
    return [each for collection in Collection.objects.exclude(golden_questions=None).distinct() for each in _golden(collection)]


def _each(folder: Path) -> Sequence[Path]:
    inside = [] if (folder / "corpus.jsonl").exists() or not folder.is_dir() else sorted(folder.glob("*/corpus.jsonl"))
    return [each.parent for each in inside] or [folder]


def _judged(place: Place, question: str, grades: dict[str, int]) -> Judged:
    def is_right(passage: Passage) -> bool:
        return place.names[passage.document_id] in grades

    def merit(passages: Sequence[Passage]) -> float:
        ranking = [name for name, _ in place.ranking(Found(tuple(passages), 0.0, {}))]
        return ndcg(ranking, grades, scoring.DEEP)

    return Judged(place.name, question, place.scope, is_right, merit)


def _golden(collection: Collection) -> Iterator[Judged]:
    known = list(keeping.confirmed(collection))
    wanted = {place.document_id for golden in known for place in keeping.places(golden)}
    there = keeping.findable(collection.pk, wanted)
    for golden in known:
        asked = keeping.asked(golden, there)
        if asked and asked.answerable:
            yield _golden_one(collection, asked)


def _golden_one(collection: Collection, asked: Asked) -> Judged:
    def is_right(passage: Passage) -> bool:
        return any(place.holds(passage) for place in asked.places)

    def merit(passages: Sequence[Passage]) -> float:
        return scoring.merits(passages[: scoring.DEEP], asked.places)["ndcg"]

    return Judged(f"{GOLDEN}{collection.name}", asked.question, readers_scope(collection.pk), is_right, merit)
