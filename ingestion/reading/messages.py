"""What crosses reading's border: events in the order in which they happen, and the limits under which a file is read."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from ingestion.conf import IngestionConf

BlockKind = Literal["heading", "paragraph", "list", "table", "code", "caption", "footnote"]


class Line(NamedTuple):
    """Where a line of a page stands: characters `start` to `end` of its text, then its box as fractions (0 to 1) of the page."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class Word(NamedTuple):
    """A recognised word: characters `start` to `end` of its page's text, how sure it is in percent, and its box.

    The box is in ten-thousandths of the page: pages keep hundreds of these.
    """

    start: int
    end: int
    sure: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Block:
    """What characters `start` to `end` of a page's text are.

    `level` is the depth of a heading (1 is the outermost) or the number of header rows of a table (each row is one line).
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True)
class Counted:
    """How many pages the document has; comes before the first page, where it can be known beforehand.

    `apart`: its pages can be read in ranges, each by itself, and only those that were asked for follow.
    """

    pages: int
    apart: bool = False


@dataclass(frozen=True)
class Step:
    """Work on page `page` of `pages` begins: its text is read, or recognised from an image."""

    page: int
    pages: int
    recognising: bool


@dataclass(frozen=True)
class PageRead:
    """One page. `image` is the picture on which the boxes of `lines` hold, if it isn't the page as the file has it.

    `confidence` (0 to 1) is the mean over the recognised words, `words`; None where nothing was recognised. By `key` the picture
    that was recognised is known again. `remark` says for people what of the page was not read, and why.
    """

    number: int
    label: str
    text: str
    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    image: Path | None = None
    recognised: bool = False
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    key: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """The reading process waits to hear what was recognised before on the picture with this key."""

    key: str


@dataclass(frozen=True)
class Recalled:
    """Page `number` need not be recognised: what is known by `key` stands on it. `text` is what the process was told of it."""

    number: int
    key: str
    text: str


@dataclass(frozen=True)
class Attachment:
    """A file that came inside this one, written to `path`.

    `name` is what it is called there, with folders where it had some: data for naming a document, never a path to open.
    """

    name: str
    path: Path


@dataclass(frozen=True)
class Facts:
    """What is known of the whole document; comes last. Unknown texts are empty; `language` is an ISO 639-1 code."""

    media_type: str
    title: str
    author: str
    dated: date | None
    language: str
    page_count: int


Event = Counted | Step | PageRead | Recalled | Attachment | Facts


@dataclass(frozen=True)
class Limits:
    """How far reading one file may go. Sizes in bytes, `seconds` of wall-clock time, `ocr_languages` joined by +."""

    seconds: float
    memory_bytes: int
    output_bytes: int
    max_pages: int
    max_pixels: int
    ocr_languages: str
    ocr_dpi: int

    @classmethod
    def of(cls, conf: IngestionConf, *, languages: str = "") -> "Limits":
        """The limits that the settings name; `languages` stand in for the house's where they are given."""
        return cls(
            seconds=conf.read_seconds,
            memory_bytes=conf.read_memory_bytes,
            output_bytes=conf.read_output_bytes,
            max_pages=conf.max_pages,
            max_pixels=conf.max_pixels,
            ocr_languages=languages or conf.ocr_languages,
            ocr_dpi=conf.ocr_dpi,
        )
