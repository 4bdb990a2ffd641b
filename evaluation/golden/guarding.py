"""What the golden sets of all collections say before another version of the index takes the live one's place."""

from collections.abc import Iterator
from dataclasses import dataclass

from access.models import Collection, User
from evaluation.golden import accepting, keeping, playing
from evaluation.models import GoldenRun

State = GoldenRun.State


@dataclass(frozen=True)
class Checked:
    """One collection, asked in the live version and in another; `held_back` says why that one should not be switched to yet."""

    collection: Collection
    before: GoldenRun
    after: GoldenRun
    held_back: str


def check(index: str) -> Iterator[Checked]:
    """Ask every collection's golden questions twice, in this process. What a person accepts is accepted on the page of the run."""
    for collection in to_ask():
        after = order(collection, index)
        before = playing.play_now(after.beside or after)
        yield Checked(collection, before, playing.play_now(after), _held_back(before, after))


def to_ask() -> list[Collection]:
    """The collections with a golden question that would be asked now, by their names."""
    confirmed = Collection.objects.filter(golden_questions__confirmed_at__isnull=False).distinct().order_by("name")
    return [each for each in confirmed if keeping.to_ask(each)]


def order(collection: Collection, index: str, *, by: User | None = None) -> GoldenRun:
    """Put two runs into the queue, of the live version and of that one, which is returned and held against the other."""
    before = playing.order(collection, note=f"Live, beside {index}", by=by)
    return playing.order(collection, note=f"Before a switch to {index}", index=index, by=by, beside=before)


def _held_back(before: GoldenRun, after: GoldenRun) -> str:
    failed = next((run for run in (after, before) if run.state != State.DONE), None)
    return failed.said or "A worker has taken the run: look at it on its page." if failed else accepting.held_back(before, after)
