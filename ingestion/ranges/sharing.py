"""Reading a version to its end: short ones in one go, long ones in ranges of pages of which idle workers take some."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, Sum

from ingestion import queue, storage
from ingestion.errors import Interrupted, LeaseLost
from ingestion.leases import Lease
from ingestion.models import Forgotten, Page, State, Version
from ingestion.pages import StoredPages
from ingestion.progress import Progress
from ingestion.ranges import holding
from ingestion.ranges.holding import RangeLease
from ingestion.ranges.models import PageRange
from ingestion.reading.errors import LanguageMissing, NothingToRead, ReaderCrashed
from ingestion.reading.messages import Counted, Limits, Step
from ingestion.rules import rules_of
from ingestion.taking_down import TOGETHER, Taker, Told

log = logging.getLogger(__name__)
LENGTH = 50
"""Pages of a range: few enough for a reading process to end in time on scans, enough to be worth its start."""
RECIPE = 1
"""To be raised whenever a PDF would be read in another way than before: what an interrupted try has read is then read again."""
WAITING, WAIT_SECONDS = "", 0.5
BELLS = 8


def take_down(version: Version, lease: Lease, progress: Progress) -> Told:
    """Read the version's file and keep what it tells; pages that a broken-off try has read are taken over.

    Raises ReadingError and Interrupted.
    """
    progress.show(State.READING, 0, 0)
    beginning = Taker(version, lease, partial(_show, progress), only=(1, LENGTH), begun=partial(_share, version, lease))
    beginning.run()
    lease.update(erased_inside=beginning.erased_inside)
    count = beginning.counted.pages if beginning.counted and beginning.counted.apart else 0
    pages, facts = StoredPages(version.pk, as_read=True), beginning.facts
    if facts and count > LENGTH:
        lease.note(count)
        try:
            _read_the_rest(version, lease, progress, count)
        finally:
            _add_helped(version, lease)
        if len(pages) != count:
            raise ReaderCrashed(detail="it left pages out")
        facts = replace(facts, page_count=count)
        if not any(page.text.strip() for page in pages):
            raise LanguageMissing if any(page.recognised and page.remark for page in pages) else NothingToRead
    storage.discard_page_images_but(version.pk, set(_with_images(version)))
    return Told(pages, beginning.attachments, facts)


def help_out() -> bool:
    """Read one range of a version that another worker holds; False if nobody needs help.

    The edge: what goes wrong is left to that worker, which reads the range itself and says what becomes of the version.
    """
    lease = holding.claim_any()
    if lease is None:
        return False
    try:
        with holding.holding(lease):
            _read(_version(lease), lease, partial(_count, lease), helped=True)
    except Interrupted:
        log.info("%s: not needed any more, or the worker stops", lease)
    except Exception as error:
        log.warning("%s: a helper could not read it: %s", lease, getattr(error, "detail", "") or type(error).__name__)
    return True


def _read_the_rest(version: Version, lease: Lease, progress: Progress, count: int) -> None:
    ranges = PageRange.objects.filter(version=version)
    while ranges.filter(finished_at=None).exists():
        lease.look()
        held = holding.claim(version.pk, clock=lease.clock)
        if held:
            with holding.holding(held):
                _read(version, held, partial(_show_after, progress, _done(ranges)))
        else:
            progress.show(State.READING, _done(ranges), count)
            lease.clock.at(WAITING, _done(ranges), count)
            lease.lost.wait(WAIT_SECONDS)
    lease.look()


def _share(version: Version, lease: Lease, counted: Counted) -> None:
    """Let others begin with what comes after the first range.

    What was read in another way, or has lost its pictures, is to be read again.
    """
    if not counted.apart:
        return
    ranges, count, recipe = PageRange.objects.filter(version=version), counted.pages, _recipe(version)
    new = [
        PageRange(version=version, first=first, last=min(first + LENGTH - 1, count), recipe=recipe)
        for first in range(LENGTH + 1, count + 1, LENGTH)
    ]
    with transaction.atomic():
        lease.prove()
        ranges.exclude(recipe=recipe).delete()
        lost = set(_with_images(version)) - storage.page_image_numbers(version.pk)
        ranges.filter(first__in={number - (number - 1) % LENGTH for number in lost}).delete()
        PageRange.objects.bulk_create(new, ignore_conflicts=True)
    for _ in range(holding.due(BELLS)):
        queue.ring(queue.WORK)


def _recipe(version: Version) -> str:
    """In which way its pages are read now, and of how many spellings of persons they are kept free."""
    limits = Limits.of(settings.INGESTION, languages=rules_of(version.document.collection).languages)
    hidden = Forgotten.objects.filter(document=version.document_id).count()
    way = f"{RECIPE} {LENGTH} {limits.ocr_languages} {limits.ocr_dpi} {limits.max_pixels} {hidden}"
    return sha256(way.encode()).hexdigest()


def _read(version: Version, lease: RangeLease, show: Callable[[int, Step], None], *, helped: bool = False) -> None:
    part = lease.held().first()
    if part is None:
        raise LeaseLost
    taker = Taker(version, lease, partial(show, part.first), only=(part.first, part.last))
    taker.run()
    if len(taker.numbers) != part.last - part.first + 1:
        raise ReaderCrashed(detail="it left pages out")
    lease.finish(len(taker.numbers), helped=helped)


def _version(lease: RangeLease) -> Version:
    """The version with what reading it needs. Raises LeaseLost."""
    version = Version.objects.select_related(*TOGETHER).filter(ranges=lease.range_id).first()
    if version is None:
        raise LeaseLost
    return version


def _show(progress: Progress, step: Step) -> None:
    progress.show(State.RECOGNISING if step.recognising else State.READING, step.page, step.pages)


def _show_after(progress: Progress, done: int, first: int, step: Step) -> None:
    """The step of a range, when `done` pages were read before that range was begun."""
    _show(progress, replace(step, page=done + 1 + step.page - first))


def _count(lease: RangeLease, _first: int, step: Step) -> None:
    lease.clock.at(State.RECOGNISING if step.recognising else State.READING, step.page, step.pages)


def _done(ranges: QuerySet[PageRange]) -> int:
    """Pages of a version that are in the tables."""
    return LENGTH + int(ranges.aggregate(read=Sum("read", default=0))["read"])


def _add_helped(version: Version, lease: Lease) -> None:
    """What others have read, and what no try has counted yet, is part of this one."""
    ranges = PageRange.objects.filter(version=version, helped=True)
    helped = ranges.aggregate(*(Sum(name, default=0) for name in ("read", "recognised", "reading_seconds", "recognising_seconds")))
    seconds: dict[str, float] = {
        State.READING: helped["reading_seconds__sum"],
        State.RECOGNISING: helped["recognising_seconds__sum"],
    }
    ranges.update(helped=False)
    lease.clock.add(pages=helped["read__sum"], recognised=helped["recognised__sum"], seconds=seconds)


def _with_images(version: Version) -> QuerySet[Page, int]:
    return Page.objects.filter(version=version, has_image=True).values_list("number", flat=True)
