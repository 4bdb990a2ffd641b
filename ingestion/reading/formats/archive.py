"""Archives (zip, tar, compressed files): each file in one becomes a document of its own, under its path; a page lists them all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingestion.reading.archives import BLOCK, BOMB_RATIO, RATIO_MATTERS_FROM
from ingestion.reading.errors import ArchiveTooLarge, CannotUnlock, Damaged, Encrypted, NothingToRead, WrongPassword
from ingestion.reading.messages import Attachment
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling
from ingestion.reading.unpacking import BROKEN, Member, is_ours, members

MOST_MEMBERS = 2000
DAMAGED = "damaged in the archive"
STAYS_LOCKED = "the password does not open it"


@dataclass(frozen=True)
class Entry:
    """One line of the list: a file, and why it was left out if it was."""

    name: str
    left_out: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.left_out}" if self.left_out else self.name


def read(source: Source) -> Telling:
    """First the whole archive is looked through and refused if anything is too much; only then are files taken out of it."""
    with _open(source) as found:
        _check_locks(_looked_through(found, source), source)
    meter, entries = Meter(source), []
    with _open(source) as found:
        for number, member in enumerate(found, start=1):
            entry = _take_out(member, source.out / f"member-{number}", meter)
            entries.append(entry)
            if not entry.left_out:
                yield Attachment(member.name, source.out / f"member-{number}")
    yield from paginate(_list(entries))


class Meter:
    """Counts what comes out of an archive, whatever it says of itself, and says when it is enough."""

    def __init__(self, source: Source) -> None:
        self.packed, self.most = source.path.stat().st_size, source.limits.output_bytes
        self.unpacked = 0

    def add(self, size: int) -> None:
        """Count bytes. Raises ArchiveTooLarge."""
        self.unpacked += size
        bomb = self.unpacked > RATIO_MATTERS_FROM and self.unpacked > BOMB_RATIO * self.packed
        if bomb or self.unpacked > self.most:
            raise ArchiveTooLarge(detail=f"{self.unpacked} bytes from {self.packed}")


@contextmanager
def _open(source: Source) -> Iterator[Iterator[Member]]:
    try:
        with members(source.path, source.media_type, name=source.name, password=source.password) as found:
            yield found
    except BROKEN as error:
        if is_ours(error):
            raise
        raise Damaged("The archive is damaged or incomplete.", detail=type(error).__name__) from error


def _looked_through(found: Iterator[Member], source: Source) -> list[Member]:
    """All of it, as the archive describes it. Raises ArchiveTooLarge."""
    meter, known = Meter(source), []
    for member in found:
        known.append(member)
        meter.add(max(0, member.size))
        if len(known) > MOST_MEMBERS:
            raise ArchiveTooLarge(f"The archive holds more than {MOST_MEMBERS:,} files.")
    if not known:
        raise NothingToRead("The archive is empty.")
    return known


def _check_locks(known: list[Member], source: Source) -> None:
    """Raise CannotUnlock if nothing can be opened at all, Encrypted if a password is needed, WrongPassword if it is another one."""
    locked = [member for member in known if member.locked]
    if locked and all(member.left_out for member in known):
        raise CannotUnlock("The files in the archive are encrypted with AES, which cannot be opened here.")
    to_open = sorted((member for member in locked if not member.left_out), key=lambda member: member.size)
    if to_open and not source.password:
        raise Encrypted(f"{len(locked)} of the {len(known)} files in the archive are protected with a password.")
    if to_open and _take_out(to_open[0], source.out / "probe", Meter(source)).left_out:
        raise WrongPassword
    (source.out / "probe").unlink(missing_ok=True)


def _take_out(member: Member, place: Path, meter: Meter) -> Entry:
    """Write one file under a name of ours; one that can't be read is left out by itself."""
    if member.left_out:
        return Entry(member.name, member.left_out)
    try:
        with member.open() as packed, place.open("wb") as out:
            while block := packed.read(BLOCK):
                meter.add(len(block))
                out.write(block)
    except BROKEN as error:
        if is_ours(error):
            raise
        place.unlink(missing_ok=True)
        return Entry(member.name, STAYS_LOCKED if member.locked else DAMAGED)
    return Entry(member.name)


def _list(entries: list[Entry]) -> Iterator[Piece]:
    taken, left = ([entry for entry in entries if bool(entry.left_out) == out] for out in (False, True))
    for heading, some in (("Files in this archive", taken), ("Left out", left)):
        if some:
            yield Piece("heading", heading, 1)
            yield from (Piece("list", str(entry)) for entry in some)
