"""Events as JSON lines: what the reading process writes and the worker believes only after checking it."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, get_args

from ingestion.reading.errors import BY_CODE, ReaderCrashed, ReadingError
from ingestion.reading.messages import (
    Asked,
    Attachment,
    Block,
    BlockKind,
    Counted,
    Event,
    Facts,
    Line,
    PageRead,
    Recalled,
    Step,
    Word,
)

MAX_LABEL = 200
MAX_FACT = 500
MAX_REMARK = 300
WHOLE = 10_000
MAX_NAME = 1000
KEY = re.compile("[0-9a-f]{64}")


def encode(message: Event | Asked | ReadingError) -> bytes:
    """One line, with its newline."""
    if isinstance(message, ReadingError):
        body: dict[str, Any] = {"event": "Error", "code": message.code, "reason": message.reason, "detail": message.detail}
    else:
        body = {"event": type(message).__name__, **vars(message)}
    return json.dumps(body, ensure_ascii=False, default=_plain).encode("utf-8", "replace") + b"\n"


def decode(line: bytes, *, folder: Path) -> Event | Asked:
    """The event in a line; files it names must lie in `folder`. Raises the ReadingError in it, or ReaderCrashed for nonsense."""
    try:
        body = json.loads(line)
        make = MAKERS[body.pop("event")]
        event = make(body, folder)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ReaderCrashed(detail=f"a line that is no event: {type(error).__name__}") from error
    if isinstance(event, ReadingError):
        raise event
    return event


def _plain(value: object) -> object:
    """What JSON has no form for: the blocks of a page by their fields, paths and days as text."""
    return vars(value) if isinstance(value, Block) else str(value)


def _counted(body: dict[str, Any], _: Path) -> Counted:
    return Counted(_natural(body["pages"]), apart=body["apart"] is True)


def _step(body: dict[str, Any], _: Path) -> Step:
    return Step(_natural(body["page"]), _natural(body["pages"]), recognising=body["recognising"] is True)


def _page(body: dict[str, Any], folder: Path) -> PageRead:
    text = _text(body["text"])
    return PageRead(
        number=_natural(body["number"]),
        label=_text(body["label"])[:MAX_LABEL],
        text=text,
        lines=tuple(_line(line, len(text)) for line in body["lines"]),
        blocks=tuple(_block(block, len(text)) for block in body["blocks"]),
        image=_inside(folder, body["image"]) if body["image"] else None,
        recognised=body["recognised"] is True,
        confidence=None if body["confidence"] is None else min(1.0, max(0.0, float(body["confidence"]))),
        words=tuple(_word(word, len(text)) for word in body["words"]),
        key=_key(body["key"]) if body["key"] else "",
        remark=_text(body["remark"])[:MAX_REMARK],
    )


def _asked(body: dict[str, Any], _: Path) -> Asked:
    return Asked(_key(body["key"]))


def _recalled(body: dict[str, Any], _: Path) -> Recalled:
    return Recalled(_natural(body["number"]), _key(body["key"]), _text(body["text"]))


def _attachment(body: dict[str, Any], folder: Path) -> Attachment:
    return Attachment(_text(body["name"])[-MAX_NAME:], _inside(folder, body["path"]))


def _facts(body: dict[str, Any], _: Path) -> Facts:
    short = {name: _text(body[name])[:MAX_FACT] for name in ("media_type", "title", "author", "language")}
    dated = date.fromisoformat(body["dated"]) if body["dated"] else None
    return Facts(**short, dated=dated, page_count=_natural(body["page_count"]))


def _error(body: dict[str, Any], _: Path) -> ReadingError:
    return BY_CODE[body["code"]](_text(body["reason"])[:MAX_FACT], _text(body["detail"])[:MAX_FACT])


def _line(values: list[Any], length: int) -> Line:
    start, end = _range(values[0], values[1], length)
    left, top, right, bottom = (min(1.0, max(0.0, float(value))) for value in values[2:])
    return Line(start, end, left, top, right, bottom)


def _word(values: list[Any], length: int) -> Word:
    start, end = _range(values[0], values[1], length)
    sure, left, top, right, bottom = (_natural(value) for value in values[2:])
    return Word(start, end, min(100, sure), *(min(WHOLE, value) for value in (left, top, right, bottom)))


def _block(body: dict[str, Any], length: int) -> Block:
    if body["kind"] not in get_args(BlockKind):
        raise ValueError(body["kind"])
    start, end = _range(body["start"], body["end"], length)
    return Block(body["kind"], start, end, _natural(body["level"]))


def _range(start: Any, end: Any, length: int) -> tuple[int, int]:
    if not _natural(start) <= _natural(end) <= length:
        raise ValueError("a range outside the text")
    return start, end


def _natural(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a natural number")
    return value


def _key(value: Any) -> str:
    if not KEY.fullmatch(_text(value)):
        raise ValueError("no key")
    return str(value)


def _text(value: Any) -> str:
    """A text that a database takes: no NUL, no lone surrogates."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    if "\0" in value:
        raise ValueError("a NUL in a text")
    value.encode("utf-8")
    return value


def _inside(folder: Path, value: Any) -> Path:
    """A plain file within the folder, whatever the line says."""
    path = Path(_text(value))
    if path.is_symlink() or path.resolve().parent != folder.resolve() or not path.is_file():
        raise ValueError("a path outside the folder")
    return path


MAKERS: dict[str, Callable[[dict[str, Any], Path], Event | Asked | ReadingError]] = {
    "Counted": _counted,
    "Step": _step,
    "PageRead": _page,
    "Asked": _asked,
    "Recalled": _recalled,
    "Attachment": _attachment,
    "Facts": _facts,
    "Error": _error,
}
