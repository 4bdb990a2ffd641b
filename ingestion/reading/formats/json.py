"""JSON and JSON Lines: lists of records become tables, everything else an outline of names and values."""

import json
from collections.abc import Iterator
from typing import Any

from ingestion.reading import records
from ingestion.reading.decoding import encoding_of, text_of
from ingestion.reading.errors import Damaged
from ingestion.reading.pagination import Piece, paginate
from ingestion.reading.source import Source, Telling

INDENT = "  "


def read(source: Source) -> Telling:
    """The whole as an outline; line by line where each line is a value of its own."""
    yield from paginate(values(json_lines(source)) if is_lines(source) else pieces("", whole(source), 1))


def is_lines(source: Source) -> bool:
    """Whether the first line is a value and another one follows."""
    with source.path.open(encoding=encoding_of(source.path), errors="replace") as file:
        first, second = file.readline(1 << 22), file.readline(1 << 22)
    return bool(second.strip()) and is_value(first) and second.lstrip()[:1] in {"{", "["}


def is_value(text: str) -> bool:
    """Whether a text is JSON of its own."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def json_lines(source: Source) -> Iterator[Any]:
    """The value of each line; a broken line counts as text."""
    with source.path.open(encoding=encoding_of(source.path), errors="replace") as file:
        for line in filter(str.strip, file):
            yield json.loads(line) if is_value(line) else line.strip()


def whole(source: Source) -> Any:
    """The value in the file. Raises Damaged."""
    try:
        return json.loads(text_of(source.path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise Damaged("The file is not valid JSON.", detail=type(error).__name__) from error


def pieces(name: str, value: Any, depth: int) -> Iterator[Piece]:
    """Named parts as headings, lists of records as tables, the rest as lines."""
    if name:
        yield Piece("heading", name, depth)
    if isinstance(value, dict) and any(isinstance(each, dict | list) for each in value.values()) and depth < 4:
        yield from plain({key: each for key, each in value.items() if not isinstance(each, dict | list)})
        for key, each in value.items():
            if isinstance(each, dict | list):
                yield from pieces(str(key), each, depth + 1)
    elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield from values(iter(value))
    else:
        yield from plain(value)


def plain(value: Any) -> Iterator[Piece]:
    """An outline, one line a value."""
    if lines := "\n".join(outline(value, "")):
        yield Piece("paragraph", lines)


def values(items: Iterator[Any]) -> Iterator[Piece]:
    """One line for each record."""
    yield from records.pieces([], ([record(item)] for item in items))


def record(item: Any) -> str:
    """A value on one line: "name: value; name: value"."""
    if not isinstance(item, dict):
        return shown(item)
    return "; ".join(f"{key}: {shown(each)}" for key, each in item.items() if each not in (None, "", [], {}))


def outline(value: Any, indent: str) -> Iterator[str]:
    """Lines of an outline, nested values indented."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from entry(str(key), each, indent)
    elif isinstance(value, list):
        for each in value:
            yield f"{indent}- {record(each)}"
    else:
        yield indent + shown(value)


def entry(key: str, value: Any, indent: str) -> Iterator[str]:
    """One name with its value, on one line if it fits there."""
    if isinstance(value, dict | list) and value:
        yield f"{indent}{key}:"
        yield from outline(value, indent + INDENT)
    else:
        yield f"{indent}{key}: {shown(value)}"


def shown(value: Any) -> str:
    """A value as text: strings bare, everything else as JSON."""
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return ", ".join(map(shown, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
