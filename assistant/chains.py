"""The ways to answers: kept when a turn ends, swept after some days, shown to administrators as far as they may read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from access.models import Collection
from access.scope import Scope
from assistant import budget
from assistant.budget import Fate
from assistant.models import Chain, Turn
from assistant.tracing import Trace
from retrieval import chunks
from retrieval.messages import KnownChunk


@dataclass(frozen=True)
class Row:
    """One candidate as the page shows it. `chunk` is None where it can't be found any more, or not by this viewer.

    `shown` is the number under which the model was shown it, `said` why it was or wasn't.
    """

    rank: int
    scores: Mapping[str, Any]
    chunk: KnownChunk | None
    shown: int | None
    said: str


@dataclass(frozen=True)
class Part:
    """A passage in the prompt: its number, its text as far as it was shown, and where it stands; both None as in `Row`.

    One that is `beside` was not found: it stands right before or after one that was. `tokens` are None where none were kept.
    """

    number: int
    chunk: KnownChunk | None
    text: str | None
    tokens: int | None
    beside: bool


@dataclass(frozen=True)
class Shown:
    """A chain ready for its page."""

    turn: Turn
    told: Mapping[str, Any]
    collections: tuple[str, ...]
    rows: tuple[Row, ...]
    prompt: tuple[Part, ...]
    no_room: int
    """So many texts around passages had no room in the prompt."""

    @property
    def replay(self) -> str:
        """The query of the bench on which the same is searched again, with what the viewer may read then."""
        named = [("q", self.turn.standalone or self.turn.question), ("switched", "1"), ("limit", self.told["limits"]["kept"])]
        stages = [("stage", name) for name in self.told["stages"]]
        return urlencode([*named, *stages, *(("collection", key) for key in self.told["collections"])])

    @property
    def steps(self) -> list[tuple[str, int]]:
        """What was done, in words, and the milliseconds it took."""
        return [(name.replace("_", " ").capitalize(), round(taken)) for name, taken in self.turn.steps.items()]


def keep(turn_id: UUID, trace: Trace) -> None:
    """Keep the way to an answer, in place of one that was kept of an earlier try; none where the settings want none."""
    if trace.told and settings.ASSISTANT.chain_days:
        Chain.objects.update_or_create(turn_id=turn_id, defaults={"told": trace.told})


def sweep() -> int:
    """Remove those that are older than the settings say; returns how many went."""
    before = timezone.now() - timedelta(days=settings.ASSISTANT.chain_days)
    return Chain.objects.filter(kept_at__lte=before).delete()[0]


def show(chain: Chain, scope: Scope) -> Shown:
    """What somebody with this Scope may see of it now."""
    told = chain.told
    shown = told.get("shown", ())
    keys = [UUID(each["chunk"]) for each in told["candidates"]]
    known = chunks.findable(scope, [*keys, *(UUID(each["chunk"]) for each in shown)])
    numbers = {UUID(each["chunk"]): number for number, each in enumerate(shown, 1)}
    weighed = {UUID(each["chunk"]): each for each in told.get("weighed", ())}
    said = _said(told, weighed)
    rows = [
        Row(rank, told["candidates"][rank - 1], known.get(key), numbers.get(key), said.get(key, ""))
        for rank, key in enumerate(keys, 1)
    ]
    parts = [_part(number, each, known, weighed) for number, each in enumerate(shown, 1)]
    names = Collection.objects.filter(pk__in=told["collections"]).values_list("name", flat=True)
    no_room = sum(1 for each in weighed.values() if each["beside"] and each["fate"] == Fate.NO_ROOM)
    return Shown(chain.turn, told, tuple(names), tuple(rows), tuple(parts), no_room)


def _said(told: Mapping[str, Any], weighed: Mapping[UUID, Mapping[str, Any]]) -> dict[UUID, str]:
    """Of each candidate, why it is in the prompt or isn't. Those that repeat stand before the last one that the search kept."""
    last = max((place for place, each in enumerate(told["candidates"]) if each["kept"]), default=-1)
    dropped = {
        UUID(each["chunk"]): budget.REPEATS if place < last else budget.said(Fate.WEAK, None, 0)
        for place, each in enumerate(told["candidates"])
        if not each["kept"]
    }
    fates = {key: budget.said(Fate(each["fate"]), each["tokens"], told["budget"]) for key, each in weighed.items()}
    return dropped | fates


def _part(
    number: int, shown: Mapping[str, Any], known: Mapping[UUID, KnownChunk], weighed: Mapping[UUID, Mapping[str, Any]]
) -> Part:
    key, start = UUID(shown["chunk"]), shown.get("start", 0)
    text = _stretches(known[key].text, shown)[start : start + shown["characters"]] if key in known else None
    told = weighed.get(key, {})
    return Part(number, known.get(key), text, told.get("tokens"), told.get("beside", False))


def _stretches(text: str, shown: Mapping[str, Any]) -> str:
    """The text, or what of it could be shown where that was less."""
    stretches = shown.get("stretches")
    return "\n".join(text[start:end] for start, end in stretches) if stretches else text
