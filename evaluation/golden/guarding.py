"""What the golden sets of all collections say before another version of the index takes the live one's place."""

from collections.abc import Iterator
from dataclasses import dataclass

from access.models import Collection
from evaluation.golden import accepting, playing
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
    for collection in Collection.objects.exclude(golden_questions=None).distinct():
        before = playing.play_now(playing.order(collection, note=f"Live, beside {index}"))
        after = playing.play_now(playing.order(collection, note=f"Before a switch to {index}", index=index))
        yield Checked(collection, before, after, _held_back(before, after))


def _held_back(before: GoldenRun, after: GoldenRun) -> str:
    failed = next((run for run in (after, before) if run.state != State.DONE), None)
    return failed.said or "A worker has taken the run: look at it on its page." if failed else accepting.held_back(before, after)
