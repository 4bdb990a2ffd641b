"""What people ask of the versions of the index: build one, cancel it, switch to it, go back, free the old one.

Beside the live version there is at most one other. Whoever asks waits for no model: a worker writes what is missing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access.models import User
from retrieval import qdrant, versions
from retrieval.building import bell, comparing, guarding, removing
from retrieval.errors import NotNow, RetrievalError
from retrieval.models import IndexVersion
from retrieval.versions import State

log = logging.getLogger(__name__)
NEXT = "next"
NONE_READY = "No version is ready."


def build(*, by: User | None = None) -> IndexVersion:
    """Have a version built as the settings say now, or go on with one that failed. Raises RetrievalError."""
    if versions.live() is None:
        raise NotNow("There is no index yet. It is made with the first document, as the settings say.")
    with _alone():
        other = beside()
        if versions.every().filter(state=State.GOING).exists():
            raise NotNow("The version before is still being removed. Try again in a minute.")
        if other is None:
            other = IndexVersion.objects.create(**_asked_for(by))
        elif other.state == State.FAILED:
            again = State.BUILDING if other.began_at else State.WAITING
            IndexVersion.objects.filter(pk=other.pk).update(state=again, attempts=0, said="", leased_until=None)
        elif other.state == State.KEPT:
            raise NotNow("The version that was live before is still kept. Free it first.")
        else:
            raise NotNow("Another version is being built, or is ready. Cancel it first.")
    bell.ring()
    other.refresh_from_db()
    return other


def cancel() -> None:
    """Remove the version that is being built or is ready, and every trace of it."""
    _let_go(State.WAITING, State.BUILDING, State.READY, State.FAILED, otherwise="No version is being built.")


def free() -> None:
    """Remove the version that was live before. There is no way back to it then."""
    _let_go(State.KEPT, otherwise="No earlier version is kept.")


def switch(*, why: str = "", by: User | None = None) -> IndexVersion:
    """Search the version that is ready from now on; the one before it is kept.

    Raises NotNow if it isn't whole, or its model is gone; SayWhyAnyway where it is held back and nobody says `why` it may pass.
    """

    def let_through(version: IndexVersion) -> None:
        guarding.let_through(version, why=why.strip(), by=by)

    return _switched(State.READY, otherwise=NONE_READY, let_through=let_through)


def roll_back() -> IndexVersion:
    """Search the version that was live before again; the present one is kept.

    Raises NotNow if it isn't whole, or its model is gone.
    """
    return _switched(State.KEPT, otherwise="No earlier version is kept.")


def ask_to_compare() -> None:
    """Have a worker ask both versions what was asked lately. Raises NotNow."""
    if searchable() is None:
        raise NotNow("There is no second version that could be searched.")
    bell.ring(bell.COMPARE)


def ask_golden(*, by: User | None = None) -> None:
    """Have workers find out what may hold back the version that is ready. Raises NotNow."""
    guarding.guard().order(ready(), by=by)


def ready() -> IndexVersion:
    """The version that could be switched to. Raises NotNow."""
    found = versions.every().filter(state=State.READY).first()
    if found is None:
        raise NotNow(NONE_READY)
    return found


def searchable() -> IndexVersion | None:
    """The version beside the live one, if it is whole enough to be searched."""
    return versions.every().filter(state__in=versions.SEARCHABLE).first()


def beside() -> IndexVersion | None:
    """The version beside the live one."""
    return versions.every().exclude(state__in=(State.LIVE, State.GOING)).first()


def _asked_for(by: User | None) -> dict[str, object]:
    """The worker that prepares it gives it its name, as only that knows the model."""
    alias, conf = versions.alias(), settings.RETRIEVAL
    asked = {"model": conf.model, "chunk_tokens": conf.chunk_tokens, "chunk_overlap": conf.chunk_overlap}
    return {"alias": alias, "name": f"{alias}-{NEXT}", "state": State.WAITING, "dimensions": 0, "asked_by": by, **asked}


def _let_go(*states: State, otherwise: str) -> None:
    with _alone():
        if not versions.every().filter(state__in=states).update(state=State.GOING, cursor_version=None):
            raise NotNow(otherwise)
    if removing.remove_gone():
        bell.ring()


def _switched(state: State, *, otherwise: str, let_through: Callable[[IndexVersion], None] = lambda _: None) -> IndexVersion:
    to = versions.every().filter(state=state).first()
    if to is None:
        raise NotNow(otherwise)
    _check_model(to)
    _check_whole(to)
    with _alone():
        let_through(to)
        now = timezone.now()
        versions.every().filter(state=State.LIVE).update(state=State.KEPT, since=now)
        if not versions.every().filter(pk=to.pk, state=state).update(state=State.LIVE, since=now):
            raise NotNow(otherwise)
    try:
        qdrant.switch(to.name)
    except RetrievalError as error:
        log.warning("The alias follows with the next document: %s", error)
    to.refresh_from_db()
    return to


def _check_model(version: IndexVersion) -> None:
    """Every search would fail in a version whose model can't be had."""
    try:
        versions.model(version)
    except RetrievalError as error:
        raise NotNow(f"Nothing could be searched in it, so the live version stays. {error}") from error


def _check_whole(version: IndexVersion) -> None:
    """What is missing is asked for, and the switch refused until it is there: no document may be lost by it."""
    lacking = comparing.lacking(version)
    comparing.note(version, lacking)
    if lacking:
        bell.ring()
        several = "1 document is" if len(lacking) == 1 else f"{len(lacking)} documents are"
        raise NotNow(f"{several} not whole in it yet. What is missing is being written: try again in a minute.")


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes what the versions are meanwhile."""
    with transaction.atomic():
        list(versions.every().select_for_update())
        yield
