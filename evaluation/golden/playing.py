"""Ask a collection's golden questions and take the figures. A run goes on where its results end, whoever begins it."""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from access.models import Collection, User
from access.scope import Scope
from assistant.answering import Answer
from evaluation.golden import answer_scoring, answering, conditions, keeping, leases, scoring, tracking
from evaluation.golden.answer_scoring import ScoredAnswer
from evaluation.golden.conditions import AskAgain
from evaluation.golden.leases import Hold, State
from evaluation.golden.messages import Asked
from evaluation.golden.scoring import Scored
from evaluation.models import GoldenQuestion, GoldenResult, GoldenRun
from gateway.errors import GatewayError, ModelUnavailable
from leasing.holding import LeaseLost
from retrieval import versions
from retrieval.confidence import SURE_ENOUGH
from retrieval.errors import CheckIndexSettings, IndexUnavailable, RetrievalError
from retrieval.messages import Found
from retrieval.models import IndexVersion
from retrieval.search import search

log = logging.getLogger(__name__)
SECONDS = 10
"""So long a worker asks before it lets the documents go first that wait meanwhile."""
OUR_FAULT = "Something went wrong inside Footnote. Tell the person who runs it; the log of the documents worker says more."
NONE = "There is no golden question to ask: write one first, or look whether their sources are gone."


def order(collection: Collection, *, note: str = "", index: str = "", by: User | None = None, **more: Any) -> GoldenRun:
    """Put a run into the queue; `index` names a version of the index beside the live one.

    More may be `beside`, a run to hold it against, and `answers`: whether the questions are answered too, in the live version.
    """
    total = keeping.confirmed(collection).count()
    return GoldenRun.objects.create(collection=collection, note=note.strip()[:200], index=index, asked_by=by, total=total, **more)


def play_now(run: GoldenRun) -> GoldenRun:
    """Carry it out in this process, unless a worker has it already, and say how it stands then."""
    while hold := leases.claim(run.pk):
        over = carry_out(hold, seconds=float("inf"))
        run.refresh_from_db()
        if over or run.said != leases.GIVES_WAY:
            break
        time.sleep(leases.GIVE_WAY_SECONDS)
    run.refresh_from_db()
    return run


def carry_out(hold: Hold, *, seconds: float = SECONDS) -> bool:
    """Ask for so long; False if the run is to be gone on with. It ends with its figures, or with what stopped it for good."""
    run = GoldenRun.objects.select_related("collection").get(pk=hold.run_id)
    try:
        with leases.renewed(hold):
            return _tried(hold, run, time.monotonic() + seconds)
    except LeaseLost:
        return True


def _tried(hold: Hold, run: GoldenRun, end: float) -> bool:
    """A turn, or why there is no more to come, written down. The edge: the worker goes on whatever happens."""
    try:
        return _go_on(hold, run, end)
    except LeaseLost:
        raise
    except IndexUnavailable as error:
        hold.pause(str(error))
        return False
    except ModelUnavailable as error:
        return not hold.wait_for_model(str(error))
    except (RetrievalError, GatewayError, AskAgain) as error:
        hold.end(State.FAILED, str(error))
    except Exception:
        log.exception("%s could not be carried out", hold)
        hold.end(State.FAILED, OUR_FAULT)
    return True


def _go_on(hold: Hold, run: GoldenRun, end: float) -> bool:
    index = _version(run)
    (versions.model(index) if index else versions.current_model()).encode_query("Load the model before the clock starts.")
    if run.conditions:
        conditions.check_unchanged(run, index)
    else:
        _begin(hold, run, index)
    left_out = 0
    for golden, asked in _to_ask(run):
        hold.update(said="")
        if time.monotonic() > end:
            hold.put_back()
            return False
        if asked and not _answered(run, golden, asked, index, hold):
            hold.give_way()
            return False
        left_out += not asked
    conditions.check_unchanged(run, index)
    _conclude(hold, run, left_out)
    return True


def _begin(hold: Hold, run: GoldenRun, index: IndexVersion | None) -> None:
    run.conditions = conditions.now(index)
    hold.update(conditions=run.conditions)
    conditions.note()


def _to_ask(run: GoldenRun) -> Iterator[tuple[GoldenQuestion, Asked | None]]:
    """What was confirmed when the run was ordered and has no result yet, with None where all sources are gone."""
    before = Q(confirmed_at__lte=run.asked_at)
    waiting = list(keeping.confirmed(run.collection).filter(before).exclude(results__run=run))
    wanted = {place.document_id for golden in waiting for place in keeping.places(golden)}
    there = keeping.findable(run.collection_id, wanted)
    return ((golden, keeping.asked(golden, there)) for golden in waiting)


def _version(run: GoldenRun) -> IndexVersion | None:
    """The version of the index that is asked; None for the live one. Raises CheckIndexSettings where it is gone."""
    found = versions.every().filter(name=run.index).first() if run.index else None
    if run.index and found is None:
        raise CheckIndexSettings(f"There is no version {run.index} of the index.")
    return found


def _answered(run: GoldenRun, golden: GoldenQuestion, asked: Asked, index: IndexVersion | None, hold: Hold) -> bool:
    """Ask one question; False where people wait for answers, and nothing came of it."""
    if not run.answers:
        _ask(run, golden, asked, index)
        return True
    answer = None if answering.people_wait() else answering.answer(asked.question, readers_scope(run.collection_id), hold)
    if answer:
        hold.update(failures=0)
        _ask(run, golden, asked, index, answer)
    return answer is not None


def _ask(
    run: GoldenRun, golden: GoldenQuestion, asked: Asked, index: IndexVersion | None = None, answer: Answer | None = None
) -> None:
    """Passed over where the question was deleted meanwhile, or another worker, taking this one for dead, was faster."""
    start, most = time.perf_counter(), max(scoring.DEEP, settings.RETRIEVAL.keep)
    found = search(asked.question, readers_scope(run.collection_id), limit=most, index=index)
    result = GoldenResult(
        run=run,
        question=golden,
        asked=asked.digest,
        answerable=asked.answerable,
        refused=not found.passages or found.confidence < SURE_ENOUGH,
        confidence=found.confidence,
        milliseconds=1000 * (time.perf_counter() - start),
        found=_told(found, asked),
        merits=scoring.merits(found.passages[: scoring.DEEP], asked.places) if asked.answerable else {},
    )
    with suppress(IntegrityError), transaction.atomic():
        result.save(force_insert=True)
        if answer:
            answering.keep(result, answer, asked)
    answering.catch_up(result.pk)


def readers_scope(collection_id: UUID) -> Scope:
    """What readers of this collection, and of no other, may search."""
    return Scope(frozenset([collection_id]))


def _told(found: Found, asked: Asked) -> list[list[object]]:
    return [
        [str(each.document_id), each.page, round(each.score, 3), any(place.holds(each) for place in asked.places)]
        for each in found.passages[: scoring.DEEP]
    ]


def _conclude(hold: Hold, run: GoldenRun, left_out: int) -> None:
    results = list(run.results.select_related("answer"))
    rows = [Scored(row.answerable, row.refused, row.milliseconds, row.merits) for row in results]
    if not rows:
        hold.end(State.FAILED, NONE, left_out=left_out)
        return
    answers = [
        ScoredAnswer(row.answerable, row.answer.refused, row.answer.milliseconds, row.answer.merits)
        for row in results
        if hasattr(row, "answer")
    ]
    figures = {name: asdict(each) for name, each in (scoring.figures(rows) | answer_scoring.figures(answers)).items()}
    hold.end(State.DONE, figures=figures, left_out=left_out, total=len(rows) + left_out)
    run.refresh_from_db()
    tracking.tell(run)
