"""Hold a turn while it is answered, and write down how it ended."""

import logging
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from access.access import scope_for
from access.models import Collection
from access.scope import Scope
from assistant import answering, chains, citations, erasing, leases, progress, spans, stream, telling, withholding
from assistant.answering import Answer, Asked
from assistant.attribution import strip_marks
from assistant.conversing import Exchange
from assistant.leases import Lease
from assistant.models import Citation, Conversation, Turn
from gateway.errors import GatewayError
from retrieval.errors import RetrievalError
from retrieval.filters import unpack

log = logging.getLogger(__name__)
OUR_FAULT = "Something went wrong while answering. Ask again; if it happens again, tell your administrator."
GIVEN_UP = "Answering was interrupted several times, so it was given up. Ask again."


def answer(turn_id: UUID) -> None:
    """Answer this turn, if nobody else holds it. Safe to call twice: the second call finds nothing to do."""
    lease = leases.claim(turn_id)
    if lease is None:
        return
    with leases.renewed(lease):
        try:
            _answer(lease)
        except (RetrievalError, GatewayError) as error:
            log.warning("Turn %s failed: %s, of %s", turn_id, type(error).__name__, type(error.__cause__).__name__)
            _fail(lease, str(error))
        except Exception:
            log.exception("Turn %s could not be answered", turn_id)
            _fail(lease, OUR_FAULT)


def give_up(turn: Turn) -> bool:
    """End a turn that has used up its tries; True if it was so."""
    spent = Turn.objects.filter(pk=turn.pk, state__in=leases.UNFINISHED, attempts__gte=settings.ASSISTANT.tries)
    return _end_without_answer(turn.pk, spent, GIVEN_UP)


def asked(turn: Turn) -> Asked:
    """The question with what its asker may read at this moment, narrowed to the conversation's collections."""
    earlier = turn.conversation.turns.filter(ordinal__lt=turn.ordinal, refused=False).exclude(standalone="").order_by("ordinal")
    still_shown = withholding.shown(earlier, scope_for(turn.conversation.user))
    before = tuple(Exchange(each.standalone, strip_marks(each.answer)) for each in still_shown)
    return Asked(turn.question, scope_of(turn.conversation), before, unpack(turn.filters), turn.as_typed)


def scope_of(conversation: Conversation) -> Scope:
    """What may be searched for this conversation now."""
    scope = scope_for(conversation.user)
    chosen = list(conversation.collections.values_list("pk", flat=True))
    return scope.narrowed(chosen) if chosen else scope


def names(scope: Scope) -> list[str]:
    """The names of the collections in it, as they are shown with the answer."""
    return list(Collection.objects.filter(pk__in=scope.collections).values_list("name", flat=True))


def _answer(lease: Lease) -> None:
    turn = Turn.objects.select_related("conversation__user").get(pk=lease.turn_id)
    question, broadcast = asked(turn), telling.Broadcast(lease)
    with spans.answering(turn.pk, turn.conversation_id) as span:
        answered = answering.answer(question, broadcast)
        spans.tell(span, answered)
    if answered.stopped and leases.stopping.is_set() and not broadcast.stop:
        leases.give_back(lease)
    else:
        _record(lease, answered, names(question.scope))


def _record(lease: Lease, answer: Answer, searched: list[str]) -> None:
    """Save the answer with its footnotes in one step, then tell. A lease that was lost meanwhile saves nothing.

    What was erased meanwhile goes in the same step, and once more after it: an erasure may have begun in between.
    """
    with transaction.atomic():
        if not lease.held().update(**_values(answer), searched=searched):
            return
        Citation.objects.filter(turn_id=lease.turn_id).delete()
        Citation.objects.bulk_create(citations.snapshots(Turn(pk=lease.turn_id), answer.passages, answer.claims))
        chains.keep(lease.turn_id, answer.trace)
        erasing.catch_up(lease.turn_id)
    erasing.catch_up(lease.turn_id)
    telling.finish(lease.turn_id, progress.saved(lease.turn_id))


def _values(answer: Answer) -> dict[str, Any]:
    return {
        "state": Turn.State.STOPPED if answer.stopped else Turn.State.DONE,
        "answer": answer.text,
        "standalone": answer.standalone,
        "refused": answer.refused,
        **{name: answer.trace.told.get(name) for name in ("confidence", "words", "words_unknown")},
        "readings": [[each.words, each.meaning] for each in answer.readings],
        "claims": [{key: value for key, value in asdict(claim).items() if key != "evidence"} for claim in answer.claims],
        "steps": {name: round(taken, 1) for name, taken in answer.steps.items()},
        "provider": answer.provider.name,
        "model": answer.provider.model,
        "finished_at": timezone.now(),
        "error": "",
        "lease": None,
        "leased_until": None,
    }


def _fail(lease: Lease, reason: str) -> None:
    _end_without_answer(lease.turn_id, lease.held(), reason)


def _end_without_answer(turn_id: UUID, held: QuerySet[Turn], reason: str) -> bool:
    """End a turn and tell; False if it is not `held` any more. What was shown of an answer goes in the same step.

    It may quote documents that no footnote names, so that erasing would not find it by them.
    """
    ended = {"state": Turn.State.FAILED, "error": reason, "finished_at": timezone.now(), "lease": None, "leased_until": None}
    with transaction.atomic():
        if not held.update(**ended):
            return False
        stream.forget(turn_id)
    telling.finish(turn_id, progress.saved(turn_id))
    return True
