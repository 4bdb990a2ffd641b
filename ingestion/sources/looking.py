"""One look at what a source lists: each thing is left alone, taken in, or said to have failed."""

from contextlib import nullcontext

from access.models import Collection
from forgetting import tombstones
from ingestion import full_disk
from ingestion.errors import ErasedBefore, IngestionError, Interrupted, ItemError, NoRoom, NotNow, SourceError
from ingestion.sources import moving, routes, taking
from ingestion.sources.models import Item, Run
from ingestion.sources.port import Adapter, Found, Known, Listed, Missed, Unfit, Withdrawn
from ingestion.sources.tally import Tally
from ingestion.storage import Arrived

LEFT_OUT = "Its source leaves it out."
ELSEWHERE = "It goes to another collection, as its source says."


class Look:
    """The things that a source lists, one after the other. `missed` and `put_off` count what has to be looked at again."""

    def __init__(self, run: Run, adapter: Adapter, items: dict[str, Item], tally: Tally) -> None:
        self.run, self.adapter, self.items, self.tally = run, adapter, items, tally
        self.seen: set[str] = set()
        self.withdrawn: set[str] = set()
        self.erased = tombstones.all_of("item")
        self.routes = routes.of(run.source)
        self.missed = self.put_off = 0

    def take_in(self) -> None:
        """Everything that is there; what was taken in before and did not change is left alone."""
        known = {key: Known(item.revision, item.note, bool(item.gone_at)) for key, item in self.items.items() if item.revision}
        for each in self.adapter.list(known):
            self._hear(each)

    def _hear(self, each: Listed) -> None:
        if isinstance(each, Missed | Unfit):
            self.missed += isinstance(each, Missed)
            self.tally.add("failed", each.name, each.reason)
        elif isinstance(each, Withdrawn):
            self.withdrawn.add(taking.stored_key(each.key))
        elif (key := taking.stored_key(each.key)) not in self.seen:
            self.seen.add(key)
            if tombstones.item(self.run.source_id, key) in self.erased:
                self.tally.add("erased", each.name)
            else:
                self._meet(each, self.items.get(key))

    def _meet(self, found: Found, item: Item | None) -> None:
        target = self.routes.target(found, item)
        if target is None:
            self._leave_out(found, item)
        elif item and routes.has_moved(item, target):
            self._move(found, item, target)
        elif item and item.revision and item.revision == found.revision:
            if not self.tally.dry:
                taking.note(item, found, routes.path_of(found, item))
            self.tally.add("unchanged", found.name)
        elif self.tally.dry:
            self.tally.add("replaced" if item and item.document_id else "new", found.name, self._where(target))
        else:
            self._fetch(found, item, target)

    def _leave_out(self, found: Found, item: Item | None) -> None:
        """It goes nowhere; what came of it before goes, whatever becomes of things that are gone."""
        if item and not self.tally.dry:
            moving.leave_out(item)
        self.tally.add("removed" if item else "left_out", found.name, LEFT_OUT)

    def _move(self, found: Found, item: Item, target: Collection) -> None:
        """It belongs to another collection than before. What did not change is not fetched again for that."""
        if self.tally.dry:
            self.tally.add("moved", found.name, self._where(target))
            return
        unchanged = item.revision == found.revision
        before = moving.withdraw(item)
        self._fetch(found, item, target, here=moving.original(before) if unchanged else None, said="moved")

    def _where(self, target: Collection) -> str:
        """The name of the other collection is not everybody's who may look at the run."""
        return ELSEWHERE if target != self.run.source.collection else ""

    def _fetch(self, found: Found, item: Item | None, target: Collection, *, here: Arrived | None = None, said: str = "") -> None:
        try:
            with nullcontext(here) if here else self.adapter.fetch(found) as stream:
                outcome = taking.take(self.run.source, item, found, stream, target=target)
        except (Interrupted, SourceError, NoRoom):
            raise
        except ErasedBefore:
            self.tally.add("erased", found.name)
        except IngestionError as error:
            self.put_off += isinstance(error, NotNow) or not isinstance(error, ItemError)
            self.tally.add("failed", found.name, str(error))
        except OSError as error:
            if full_disk.is_full(error):
                raise NoRoom from error
            self.put_off += 1
            self.tally.add("failed", found.name, f"It can't be opened: {error.strerror}.")
        else:
            self.tally.add(said or {"same": "unchanged", "restored": "new"}.get(outcome, outcome), found.name)
