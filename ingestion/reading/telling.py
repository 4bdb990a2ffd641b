"""Reads one file from beginning to end: what it is, its pages, and at the end the facts about the whole."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import cast

from ingestion.reading.errors import LanguageMissing, NothingToRead, TooManyPages
from ingestion.reading.facts import Gathered
from ingestion.reading.kinds import FORMATS, recognise_kind
from ingestion.reading.messages import Counted, Event, Limits, PageRead, Recalled
from ingestion.reading.source import Known, Properties, Source, Telling, nothing_known
from ingestion.reading.unlocking import unlocked, with_pictures


def tell(
    path: Path,
    *,
    name: str,
    out: Path,
    limits: Limits,
    password: str = "",
    pages: tuple[int, int] | None = None,
    known: Known = nothing_known,
) -> Iterator[Event]:
    """Everything there is to tell about a file, or about a range of its pages if they can be read apart; of pictures that are
    `known`, only which ones they are. Raises a ReadingError.
    """
    opened = unlocked(path, password)
    kind = recognise_kind(opened, name)
    source = Source(opened, name, kind, out, limits, password, known, pages)
    gathered, whole = Gathered(name, kind), True
    for told in _reader(kind)(source) if opened == path else with_pictures(_reader(kind)(source), source):
        if isinstance(told, Properties):
            gathered.properties.append(told)
            continue
        if isinstance(told, Counted) and told.apart:
            whole = source.wanted(told.pages) == (1, told.pages)
        _check(told, limits)
        gathered.see(told)
        yield told
    if whole and not gathered.anything:
        raise LanguageMissing if gathered.script_missing else NothingToRead
    yield gathered.facts()


def _reader(kind: str) -> Callable[[Source], Telling]:
    """Only the one reader that is needed is imported: some bring a second of libraries."""
    return cast(Callable[[Source], Telling], import_module(f"ingestion.reading.formats.{FORMATS[kind]}").read)


def _check(told: object, limits: Limits) -> None:
    pages = told.pages if isinstance(told, Counted) else told.number if isinstance(told, PageRead | Recalled) else 0
    if pages > limits.max_pages:
        raise TooManyPages(
            f"The document has {pages:,} pages; at most {limits.max_pages:,} are read." if isinstance(told, Counted) else ""
        )
