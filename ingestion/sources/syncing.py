"""One run of a source: what is new comes in, what changed is replaced, what is gone goes or stays, as its owner chose.

Each thing is taken in by a transaction of its own, and repeating that is harmless: a run that dies is simply begun again.
"""

import logging

from forgetting import tombstones
from ingestion import leases
from ingestion.errors import ErasedBefore, IngestionError, Interrupted, SourceError
from ingestion.sources import going, kinds, runs, taking
from ingestion.sources.models import Item, Run
from ingestion.sources.port import Adapter, Found, Known, Missed
from ingestion.sources.runs import Hold
from ingestion.sources.tally import Tally

log = logging.getLogger(__name__)
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
    except Exception:
        log.exception("source %s: unexpected error", run.source_id)
        return UNEXPECTED
    return ""


def _end(run: Run, tally: Tally, reason: str) -> None:
    tally.hold.finish(**tally.so_far, reason=reason)
    runs.forget_old(run.source)


def _sync(run: Run, tally: Tally) -> None:
    items = {item.key: item for item in run.source.items.select_related("document")}
    looked = _Look(run, kinds.opened(run.source), items, tally)
    looked.take_in()
    unseen = [item for key, item in items.items() if key not in looked.seen]
    going.settle(run, unseen, known=len(items), whole=not looked.missed, tally=tally)


class _Look:
    """The things that a source lists, one after the other."""

    def __init__(self, run: Run, adapter: Adapter, items: dict[str, Item], tally: Tally) -> None:
        self.run, self.adapter, self.items, self.tally = run, adapter, items, tally
        self.seen: set[str] = set()
        self.erased = tombstones.all_of("item")
        self.missed = 0

    def take_in(self) -> None:
        """Everything that is there; what was taken in before and did not change is left alone."""
        known = {key: Known(item.revision, item.note) for key, item in self.items.items() if item.revision}
        for each in self.adapter.list(known):
            if isinstance(each, Missed):
                self.missed += 1
                self.tally.add("failed", each.name, each.reason)
            elif (key := taking.stored_key(each.key)) not in self.seen:
                self.seen.add(key)
                if tombstones.item(self.run.source_id, key) in self.erased:
                    self.tally.add("erased", each.name)
                else:
                    self._meet(each, self.items.get(key))

    def _meet(self, found: Found, item: Item | None) -> None:
        if item and item.revision and item.revision == found.revision:
            if not self.tally.dry:
                taking.note(item, found)
            self.tally.add("unchanged", found.name)
        elif self.tally.dry:
            self.tally.add("replaced" if item and item.document_id else "new", found.name)
        else:
            self._fetch(found, item)

    def _fetch(self, found: Found, item: Item | None) -> None:
        try:
            with self.adapter.fetch(found) as stream:
                outcome = taking.take(self.run.source, item, found, stream)
        except (Interrupted, SourceError):
            raise
        except ErasedBefore:
            self.tally.add("erased", found.name)
        except IngestionError as error:
            self.tally.add("failed", found.name, str(error))
        except OSError as error:
            self.tally.add("failed", found.name, f"It can't be opened: {error.strerror}.")
        else:
            self.tally.add({"same": "unchanged", "restored": "new"}.get(outcome, outcome), found.name)
