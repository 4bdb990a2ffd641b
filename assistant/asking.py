"""Ask, ask again, stop: what a person does with questions. The row is the queue; the task only rings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access.models import Collection, User
from assistant import signs, stream, tasks, titles
from assistant.errors import ShortenTheQuestion, StillAnswering, TooManyAtOnce, WriteAQuestion
from assistant.models import Conversation, Turn
from retrieval.filters import NO_FILTERS, Filters, pack

UNFINISHED = (Turn.State.QUEUED, Turn.State.ANSWERING)
AT_ONCE = 8
"""Questions of one person that may wait for an answer: the queue is everybody's, and first come first served."""


def start(user: User, collections: Iterable[Collection] = (), filters: Filters = NO_FILTERS) -> Conversation:
    """A new conversation; no collections means all that the person may read, looked up anew at each question."""
    conversation = Conversation.objects.create(user=user, filters=pack(filters))
    conversation.collections.set(collections)
    return conversation


@transaction.atomic
def begin(
    user: User, collections: Iterable[Collection], question: str, filters: Filters = NO_FILTERS, *, as_typed: bool = False
) -> Turn:
    """A new conversation with its first question; where that can't be asked, nothing of it stays. Raises as `ask` does."""
    return ask(start(user, collections, filters), question, as_typed=as_typed)


@transaction.atomic
def ask(conversation: Conversation, question: str, filters: Filters | None = None, *, as_typed: bool = False) -> Turn:
    """Put one question into the queue; `filters` count from now on, without them the conversation's.

    Raises WriteAQuestion, ShortenTheQuestion, StillAnswering or TooManyAtOnce.
    """
    if filters is not None:
        conversation.filters = pack(filters)
        conversation.save(update_fields=["filters"])
    return _put(conversation, question, conversation.filters, as_typed=as_typed)


def _put(conversation: Conversation, question: str, filters: dict[str, Any], *, as_typed: bool = False) -> Turn:
    question = checked(question)
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        _check_room(conversation)
        turn = Turn.objects.create(
            conversation=conversation,
            ordinal=_next_ordinal(conversation),
            question=question,
            filters=filters,
            as_typed=as_typed,
            leased_until=_bell_holds_until(),
        )
        signs.asked(turn)
        _touch(conversation, question)
        _ring(turn.pk)
    return turn


def ask_again(turn: Turn) -> Turn:
    """A failed or stopped question goes back into the queue; an answered one is asked as a new turn and keeps its answer."""
    if turn.state == Turn.State.DONE:
        return _put(turn.conversation, turn.question, turn.filters, as_typed=turn.as_typed)
    with transaction.atomic():
        _check_room(turn.conversation)
        ended = Turn.objects.filter(pk=turn.pk, state__in=[Turn.State.FAILED, Turn.State.STOPPED])
        if ended.update(**_as_new()):
            turn.citations.all().delete()
            turn.signs.all().delete()
            transaction.on_commit(partial(stream.forget, turn.pk))
            _ring(turn.pk)
    turn.refresh_from_db()
    return turn


def ask_without_filters(turn: Turn) -> Turn:
    """The question as a new turn, for which documents may be whatever they are. The conversation keeps its filters."""
    return _put(turn.conversation, turn.question, {}, as_typed=turn.as_typed)


def ask_as_typed(turn: Turn) -> Turn:
    """The question as a new turn, with nothing read in it but its words."""
    return _put(turn.conversation, turn.question, turn.filters, as_typed=True)


def stop(turn: Turn) -> None:
    """End a turn: at once while it waits, otherwise as soon as its worker looks (several times a second)."""
    ended = {"state": Turn.State.STOPPED, "finished_at": timezone.now(), "stop_asked": True}
    if not Turn.objects.filter(pk=turn.pk, state=Turn.State.QUEUED).update(**ended):
        Turn.objects.filter(pk=turn.pk, state=Turn.State.ANSWERING).update(stop_asked=True)


def checked(question: str) -> str:
    """The question without white space around it, if it can be asked."""
    question = question.strip()
    if not question:
        raise WriteAQuestion("Write a question first.")
    if len(question) > settings.ASSISTANT.question_max_chars:
        raise ShortenTheQuestion(
            f"Shorten the question to {settings.ASSISTANT.question_max_chars} characters; it has {len(question)}."
        )
    return question


def _check_room(conversation: Conversation) -> None:
    waiting = Turn.objects.filter(conversation__user=conversation.user_id, state__in=UNFINISHED).count()
    if waiting >= AT_ONCE:
        raise TooManyAtOnce(f"{waiting} of your questions are still being answered. Wait for one of them or stop it.")


def _next_ordinal(conversation: Conversation) -> int:
    last = conversation.turns.order_by("-ordinal").first()
    if last and last.state in UNFINISHED:
        raise StillAnswering("The last question is still being answered. Wait for it or stop it.")
    return last.ordinal + 1 if last else 1


def _touch(conversation: Conversation, question: str) -> None:
    conversation.asked_at = timezone.now()
    conversation.title = conversation.title or titles.title(question)
    conversation.save(update_fields=["asked_at", "title"])


def _bell_holds_until() -> datetime:
    return timezone.now() + timedelta(seconds=settings.ASSISTANT.lease_seconds)


def _as_new() -> dict[str, object]:
    """Everything that answering sets, as it was before."""
    return {
        "state": Turn.State.QUEUED,
        "stop_asked": False,
        "error": "",
        "answer": "",
        "standalone": "",
        "refused": False,
        "confidence": None,
        "words": None,
        "words_unknown": None,
        "claims": [],
        "searched": [],
        "readings": [],
        "steps": {},
        "attempts": 0,
        "lease": None,
        "leased_until": _bell_holds_until(),
        "finished_at": None,
        "provider": "",
        "model": "",
    }


def _ring(turn_id: UUID) -> None:
    transaction.on_commit(partial(tasks.ring, turn_id))
