"""What golden sets say of a version of the index that is to be switched to: retrieval asks here, by the name in its settings.

A version is held against the live one since it was ready: both are asked the same questions, collection by collection. A collection
with no question to ask holds nothing up.
"""

from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.urls import reverse

from access.models import Collection, User
from evaluation import tasks
from evaluation.golden import accepting, guarding, leases, playing
from evaluation.models import GoldenRun, GoldenWord
from retrieval import versions
from retrieval.building.guarding import Check, Word
from retrieval.models import IndexVersion

State = GoldenRun.State
NOT_ASKED = "The golden questions have not been asked in it yet."
RUNNING = "The golden questions are still being asked."
OTHER_LIVE = "They were held against another version than the one that is live now. Ask them again."


def checks(version: IndexVersion) -> Sequence[Check]:
    """What is known of it now, by collection."""
    return [_check(each, _last(each, version)) for each in guarding.to_ask()]


def order(version: IndexVersion, *, by: User | None = None) -> None:
    """Have workers ask both versions; where they do so already, that goes on."""
    for collection in guarding.to_ask():
        last = _last(collection, version)
        if last is None or _failed(last) or not _unfinished(last):
            guarding.order(collection, version.name, by=by)
    transaction.on_commit(tasks.ring)


def carry_out(version: IndexVersion) -> None:
    """Ask in this process what was not asked to its end, unless workers have it."""
    for collection in guarding.to_ask():
        last = _last(collection, version)
        if last is None or _failed(last) or not _against_live(last):
            last = guarding.order(collection, version.name)
        for run in _both(last):
            if run.state in leases.UNFINISHED:
                playing.play_now(run)


@transaction.atomic
def accept(version: IndexVersion, *, why: str, by: User | None) -> None:
    """Keep the word, also with each run that is worse."""
    held_back = {each.pk: check for each in guarding.to_ask() if (check := _check(each, _last(each, version))).held_back}
    said = "\n".join(f"{each.name}: {each.held_back}" for each in held_back.values())
    GoldenWord.objects.create(index=version.name, held_back=said, why=why[:500], by=by)
    for last in filter(None, (_last(each, version) for each in Collection.objects.filter(pk__in=held_back))):
        if last.state == State.DONE:
            accepting.accept(last, why=why[:500], by=by)


def word(version: IndexVersion) -> Word | None:
    """The last word about it since it was built."""
    if version.began_at is None:
        return None
    words = GoldenWord.objects.filter(index=version.name, at__gte=version.began_at)
    found = words.select_related("by").order_by("-at").first()
    return Word(found.held_back, found.why, found.by.username if found.by else "", found.at) if found else None


def _check(collection: Collection, last: GoldenRun | None) -> Check:
    if last is None:
        return Check(collection.name, NOT_ASKED, NOT_ASKED)
    made = partial(Check, collection.name, address=reverse("evaluation:golden-run", args=[last.pk]))
    if failed := _failed(last):
        return made(failed.get_state_display(), f"{failed.get_state_display()}. {failed.said}".strip())
    if _unfinished(last):
        asked, total = (sum(each) for each in zip(*((run.results.count(), run.total) for run in _both(last)), strict=True))
        return made(RUNNING, RUNNING, running=True, asked=asked, total=total)
    if not _against_live(last):
        return made(OTHER_LIVE, OTHER_LIVE)
    told = accepting.told(last.beside or last, last)
    return made(told.said, told.held_back)


def _last(collection: Collection, version: IndexVersion) -> GoldenRun | None:
    """The last run in it since it was ready that is held against the live version."""
    runs = collection.golden_runs.filter(index=version.name, asked_at__gte=version.since).exclude(beside=None)
    return runs.select_related("beside", "collection").order_by("-asked_at").first()


def _both(last: GoldenRun) -> tuple[GoldenRun, ...]:
    return (last.beside, last) if last.beside else (last,)


def _failed(last: GoldenRun) -> GoldenRun | None:
    """The run of the two that came to no end."""
    return next((run for run in _both(last) if run.state not in (State.DONE, *leases.UNFINISHED)), None)


def _unfinished(last: GoldenRun) -> bool:
    return any(run.state in leases.UNFINISHED for run in _both(last))


def _against_live(last: GoldenRun) -> bool:
    live = versions.every().filter(state=versions.State.LIVE).first()
    asked = last.beside.conditions.get("Index") if last.beside else None
    return asked is None or live is None or asked == live.name
