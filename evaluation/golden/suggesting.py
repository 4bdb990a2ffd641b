"""Golden questions that a model proposes from a passage of a document. They count only once a person has confirmed them."""

import random
from pathlib import Path
from typing import Any
from uuid import UUID

from celery.exceptions import TimeoutError as WorkerTimeout
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from access.models import Collection, User
from assistant import prompts
from evaluation.golden import keeping
from evaluation.golden.keeping import Content, Origin
from evaluation.golden.messages import Place
from evaluation.models import GoldenQuestion, GoldenSource
from forgetting import tombstones
from gateway import client
from gateway.errors import GatewayError
from gateway.messages import Message, Prompt
from retrieval.chunkers import searched
from retrieval.excluding import included
from retrieval.messages import Passage
from retrieval.models import StoredChunk
from retrieval.visible import findable

SECONDS = 60
"""The longest wait for a suggestion; nobody waits for one that begins later, so it isn't made then either."""
MOST_TOKENS = 60
SHORTEST = 200
"""Characters of a passage that says enough to be asked about."""
LONGEST_PASSAGE = 2000
LOOKED_AT = 200
TRIES = 3


class NoSuggestion(Exception):
    """There is none; the message says why, fit to show."""


def at_hand() -> bool:
    """Whether there is a language model that could suggest something."""
    return client.provider().name != "extractive"


def ask_for(collection: Collection, by: User) -> UUID:
    """A new suggestion, made by an answer worker; its id. Raises NoSuggestion."""
    from evaluation.tasks import suggest_one

    try:
        asked = suggest_one.apply_async((str(collection.pk), by.pk), expires=SECONDS)
        answer: dict[str, Any] = asked.get(timeout=SECONDS)
    except (WorkerTimeout, OperationalError, RedisError, RuntimeError) as error:  # Celery, without Redis
        raise NoSuggestion("No answer worker made a suggestion in time. Please try again in a minute.") from error
    if "error" in answer:
        raise NoSuggestion(answer["error"])
    return UUID(answer["golden"])


def suggest(collection: Collection, by: User | None = None) -> GoldenQuestion:
    """Ask the model for a question about one passage, of a document that no golden question has yet where there is one.

    Raises NoSuggestion.
    """
    if not at_hand():
        raise NoSuggestion("Without a language model there are no suggestions.")
    for row in _chosen(collection):
        question = _proposed(row)
        if question and not collection.golden_questions.filter(question=question).exists():
            return _written(collection, question, row, by)
    raise NoSuggestion("The language model wrote no question that could be used. Try again, or write one yourself.")


def _written(collection: Collection, question: str, row: StoredChunk, by: User | None) -> GoldenQuestion:
    """The suggestion; not of a document that was erased while the model wrote."""
    place = Place(row.document_id, row.spans[0][0] if row.spans else 0)
    made = keeping.write(collection, Content(question, (place,)), origin=Origin.SUGGESTED, by=by, made_from=row.document_id)
    if tombstones.erased_among([tombstones.document(row.document_id)]):
        made.delete()
        raise NoSuggestion("The document was erased meanwhile. Try again.")
    return made


def _chosen(collection: Collection) -> list[StoredChunk]:
    """A few passages that say something, each of another document; documents that nobody has asked about first."""
    documents = list(findable([collection.pk]).values_list("document_id", "version_id")[:5000])
    known = set(GoldenSource.objects.filter(question__collection=collection).values_list("document_id", flat=True))
    random.shuffle(documents)
    documents.sort(key=lambda each: each[0] in known)
    chosen = []
    for _, version in documents[:LOOKED_AT]:
        stored = included(searched(StoredChunk.objects.filter(version_id=version)))
        rows = [row for row in stored[:LOOKED_AT] if len(row.text) >= SHORTEST]
        if rows:
            chosen.append(random.choice(rows))  # noqa: S311
        if len(chosen) == TRIES:
            break
    if not chosen:
        raise NoSuggestion("No document here has a passage that is long enough to be asked about.")
    return chosen


def _proposed(row: StoredChunk) -> str:
    """The question that the model writes, if it is one. Raises NoSuggestion."""
    try:
        lines = client.complete(_prompt(row)).strip().splitlines()
    except GatewayError as error:
        raise NoSuggestion(str(error)) from error
    question = lines[0].removeprefix("Question:").strip(" \"'*") if lines else ""
    return question if question.endswith("?") and 12 <= len(question) <= 300 else ""


def _prompt(row: StoredChunk) -> Prompt:
    ids = (row.pk, row.document_id, row.version_id, row.collection_id)
    passage = Passage(*ids, row.title, tuple(row.heading), row.text[:LONGEST_PASSAGE], row.own_spans, (), 0.0)
    rules = Path(__file__).with_name("suggest.txt").read_text(encoding="utf-8").strip()
    shown = f"<passages>\n{prompts.block(1, passage)}\n</passages>\n\nWrite one question that it answers."
    return Prompt("suggest", (Message("system", rules), Message("user", shown)), MOST_TOKENS)
