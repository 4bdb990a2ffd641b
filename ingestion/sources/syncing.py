"""One run of a source: what is new comes in, what changed is replaced, what is gone goes or stays, as its owner chose.

Each thing is taken in by a transaction of its own, and repeating that is harmless: a run that dies is simply begun again.
"""

import logging

from ingestion import leases
from ingestion.errors import Interrupted, NoRoom, SourceError
from ingestion.sources import going, kinds, runs
from ingestion.sources.looking import Look
from ingestion.sources.models import Run, Source
from ingestion.sources.port import Resuming
from ingestion.sources.runs import Hold
from ingestion.sources.tally import Tally

log = logging.getLogger(__name__)
FULL = "The disk of Footnote is nearly full, so the rest was not taken. The next run goes on. Tell the person who runs Footnote."
UNEXPECTED = "Something went wrong inside Footnote. If it happens again, tell the person who runs it: the reason is in the log."


def carry_out(hold: Hold) -> None:
    """Do what a held run asks for. The edge: whatever a source does, the worker and the other sources go on."""
    run = hold.held().select_related("source__collection", "source__added_by").first()
    if run is None:
        return
    tally = Tally(hold, run.dry)
    try:
        with leases.renewed(hold):
            _end(run, tally, _outcome(run, tally))
    except Interrupted:
        hold.let_go()


def _outcome(run: Run, tally: Tally) -> str:
    """Why the run broke off; empty if it came to its end."""
    try:
        _sync(run, tally)
    except Interrupted:
        raise
    except SourceError as error:
        log.warning("source %s can't be looked at: %s", run.source_id, type(error.__cause__ or error).__name__)
        return str(error)
    except NoRoom:
        log.warning("source %s: there is no room for more", run.source_id)
        return FULL
    except Exception:
        log.exception("source %s: unexpected error", run.source_id)
        return UNEXPECTED
    return ""


def _end(run: Run, tally: Tally, reason: str) -> None:
    tally.hold.finish(**tally.so_far, reason=reason)
    runs.forget_old(run.source)


def _sync(run: Run, tally: Tally) -> None:
    items = {item.key: item for item in run.source.items.select_related("document")}
    adapter = kinds.opened(run.source)
    if isinstance(adapter, Resuming):
        adapter.position = run.source.position
    looked = Look(run, adapter, items, tally)
    looked.take_in()
    spoken_of = looked.seen | looked.withdrawn
    going.follow(run, [item for key, item in items.items() if key in looked.withdrawn], tally)
    unseen = [item for key, item in items.items() if key not in spoken_of]
    going.settle(run, unseen, known=len(items), whole=not looked.missed, tally=tally)
    if isinstance(adapter, Resuming) and not (run.dry or looked.missed or looked.put_off or tally.counts["held"]):
        _remember(run.source, adapter.position)


def _remember(source: Source, position: str) -> None:
    """Go on from there next time, unless somebody meanwhile changed what is looked at."""
    same = Source.objects.filter(pk=source.pk, settings=source.settings, position=source.position)
    same.update(position=position)
